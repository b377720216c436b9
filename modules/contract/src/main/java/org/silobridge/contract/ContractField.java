package org.silobridge.contract;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import org.silobridge.contract.rule.Rule;
import org.silobridge.model.LocalisedText;
import org.silobridge.model.Reason;
import org.silobridge.model.Slug;
import org.silobridge.model.Violation;

/**
 * One field of a contract.
 *
 * @param schema as the contract's schema has it: the type, or its union with null
 * @param type what the values are
 * @param nullable whether the schema lets it be null; the rule {@code required} may still forbid it
 * @param impliedRules what the schema itself asks for: a value where null is not allowed, a symbol of the enum, digits
 *     that fit
 * @param writtenRules what the contract asks for on top
 * @param flagRules what the contract asks for too, where a record that breaks it is published with a flag; none of a
 *     key field or of one outside {@code open}
 */
public record ContractField(
        String name,
        Schema schema,
        FieldType type,
        boolean nullable,
        Slug group,
        Sensitivity sensitivity,
        Optional<String> standard,
        LocalisedText title,
        Optional<String> unit,
        List<Rule> impliedRules,
        List<Rule> writtenRules,
        List<Rule> flagRules) {

    public ContractField {
        impliedRules = List.copyOf(impliedRules);
        writtenRules = List.copyOf(writtenRules);
        flagRules = List.copyOf(flagRules);
    }

    /** All rules that a published record keeps: the implied ones, then the written ones. */
    public List<Rule> rules() {
        return Stream.concat(impliedRules.stream(), writtenRules.stream()).toList();
    }

    /** Whether it goes in clear to every grantee. */
    public boolean isOpen() {
        return group.equals(FieldGroup.OPEN);
    }

    /** The type without null. */
    public Schema valueSchema() {
        return SchemaTypes.withoutNull(schema);
    }

    /**
     * Checks a value against {@link #rules} and allocates nothing where it is good. May be called from any thread.
     * Rules that need another field too ask the record as well ({@link RowRules}).
     *
     * @param value of {@link FieldType#valueClass}; null where there is none
     * @param found is told every fault; those of a field outside {@code open} show neither the value nor anything
     *     taken from it
     * @return whether the value may be published
     */
    public boolean check(@Nullable Object value, Consumer<Violation> found) {
        boolean implied = check(impliedRules, value, found);
        boolean written = check(writtenRules, value, found);
        return implied && written;
    }

    /** As {@link #check(Object, Consumer)}, and where the value may be published {@code flagged} is told every flag. */
    public boolean check(@Nullable Object value, Consumer<Violation> found, Consumer<Violation> flagged) {
        boolean good = check(value, found);
        if (good) {
            check(flagRules, value, flagged);
        }
        return good;
    }

    private boolean check(List<Rule> rules, @Nullable Object value, Consumer<Violation> found) {
        boolean good = true;
        for (int i = 0; i < rules.size(); i++) {
            var reason = rules.get(i).check(value);
            if (reason != null) {
                good = false;
                found.accept(violation(value, rules.get(i), reason));
            }
        }
        return good;
    }

    /** A fault that the caller found, with the text as it was written: shown only where the field is open. */
    public Violation violation(@Nullable String text, Reason reason) {
        return new Violation(name, isOpen() ? shortened(text) : null, reason);
    }

    /** What a rule found. */
    Violation violation(@Nullable Object value, Rule rule, Reason reason) {
        return violation(value == null ? null : value.toString(), isOpen() ? reason : rule.withheld(reason));
    }

    private static @Nullable String shortened(@Nullable String text) {
        return text == null || text.length() <= 120 ? text : text.substring(0, 120) + "…";
    }
}
