package org.silobridge.checks;

import dev.cel.common.values.NullValue;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelVariableResolver;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.silobridge.contract.Check;
import org.silobridge.contract.Contract;
import org.silobridge.contract.ContractField;
import org.silobridge.contract.RowRules;
import org.silobridge.contract.RowValues;
import org.silobridge.contract.rule.Severity;
import org.silobridge.model.Violation;

/**
 * Everything that a contract asks of a record as a whole: the rules that need two fields, and the checks. Asked once
 * every field is good by itself. For one thread.
 */
public final class RowChecks {
    private static final String WITHHELD = "***";

    /** @param tells whether its fields are all open, so that a problem may be named */
    private record Compiled(Check check, CelRuntime.Program program, boolean tells) {}

    private final RowRules rules;
    private final List<Compiled> checks = new ArrayList<>();
    private final Map<String, Integer> indexes = new HashMap<>();
    private final CelVariableResolver variables = this::variable;
    private @Nullable RowValues values;

    private RowChecks(Contract contract) {
        this.rules = RowRules.of(contract);
        for (var check : contract.checks()) {
            var fields = new ArrayList<ContractField>();
            for (var name : check.fields()) {
                int index = contract.indexOf(name);
                indexes.put(name, index);
                fields.add(contract.fields().get(index));
            }
            checks.add(new Compiled(
                    check,
                    Cel.LANGUAGE.program(check.expression(), fields),
                    fields.stream().allMatch(ContractField::isOpen)));
        }
    }

    /**
     * Compiles what a contract asks for.
     *
     * @throws IllegalArgumentException if the contract was not read with {@link Cel#LANGUAGE} and an expression is wrong
     */
    public static RowChecks of(Contract contract) {
        return new RowChecks(contract);
    }

    /** Whether there is nothing to ask. */
    public boolean isEmpty() {
        return rules.isEmpty() && checks.isEmpty();
    }

    /**
     * Checks a record.
     *
     * @param found is told what sends it to quarantine; no value is among it but those of open fields
     * @param flagged is told what it is published with
     */
    public void check(RowValues record, Consumer<Violation> found, Consumer<Violation> flagged) {
        rules.check(record, found, flagged);
        values = record;
        for (var compiled : checks) {
            var violation = violation(compiled);
            if (violation != null) {
                (compiled.check.severity() == Severity.FLAG ? flagged : found).accept(violation);
            }
        }
        values = null;
    }

    private @Nullable Violation violation(Compiled compiled) {
        try {
            return Boolean.TRUE.equals(compiled.program.eval(variables)) ? null : compiled.check.broken();
        } catch (CelEvaluationException e) {
            // Its message may quote values; the code does not.
            return compiled.check.unanswered(compiled.tells ? e.getErrorCode().name() : WITHHELD);
        }
    }

    private Optional<Object> variable(String name) {
        var index = indexes.get(name);
        return index == null || values == null ? Optional.empty() : Optional.of(seen(values.value(index)));
    }

    /** A value as expressions see it. */
    private static Object seen(@Nullable Object value) {
        if (value == null) {
            return NullValue.NULL_VALUE;
        } else if (value instanceof Integer number) {
            return number.longValue();
        } else if (value instanceof Float number) {
            return number.doubleValue();
        } else if (value instanceof BigDecimal number) {
            return new Decimal(number);
        }
        return value instanceof LocalDate date ? Cel.instant(date) : value;
    }
}
