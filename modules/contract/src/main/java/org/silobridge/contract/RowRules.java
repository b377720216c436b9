package org.silobridge.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.silobridge.contract.rule.DivisionCodeAt;
import org.silobridge.contract.rule.Rule;
import org.silobridge.contract.rule.Severity;
import org.silobridge.model.Violation;

/**
 * The rules of a contract's fields that need another field of the record too. Asked once all fields are good by
 * themselves. Immutable; may be used by threads at once.
 */
public final class RowRules {
    private record DatedCode(ContractField field, int code, DivisionCodeAt rule, int day, Severity severity) {}

    private final List<DatedCode> datedCodes;

    private RowRules(List<DatedCode> datedCodes) {
        this.datedCodes = List.copyOf(datedCodes);
    }

    /** The rules of this contract. */
    public static RowRules of(Contract contract) {
        var codes = new ArrayList<DatedCode>();
        for (int i = 0; i < contract.fields().size(); i++) {
            var field = contract.fields().get(i);
            collect(contract, field, i, field.writtenRules(), Severity.QUARANTINE, codes);
            collect(contract, field, i, field.flagRules(), Severity.FLAG, codes);
        }
        return new RowRules(codes);
    }

    private static void collect(
            Contract contract,
            ContractField field,
            int index,
            List<Rule> rules,
            Severity severity,
            List<DatedCode> codes) {
        for (var rule : rules) {
            if (rule instanceof DivisionCodeAt code) {
                codes.add(new DatedCode(field, index, code, contract.indexOf(code.at()), severity));
            }
        }
    }

    /** Whether there are none, so that nobody has to ask. */
    public boolean isEmpty() {
        return datedCodes.isEmpty();
    }

    /**
     * Checks a record.
     *
     * @param found is told what sends it to quarantine
     * @param flagged is told what it is published with
     */
    public void check(RowValues values, Consumer<Violation> found, Consumer<Violation> flagged) {
        for (var code : datedCodes) {
            var value = values.value(code.code);
            var reason = code.rule.check(value, values.value(code.day));
            if (reason != null) {
                var violation = code.field.violation(value, code.rule, reason);
                (code.severity == Severity.FLAG ? flagged : found).accept(violation);
            }
        }
    }
}
