package org.silobridge.contract.rule;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.Reason;

/**
 * A quality rule of one field. Every rule but {@link Required} is content with no value. Immutable; may be used by
 * threads at once.
 */
public sealed interface Rule
        permits CheckDigit, DivisionCode, DivisionCodeAt, Length, Matches, OneOf, Range, Required, WellFormed {

    /** How contracts write it. */
    String word();

    /**
     * Why the value breaks this rule; null if it does not. Allocates nothing in that case.
     *
     * @param value of the class that the field's type names
     */
    @Nullable
    Reason check(@Nullable Object value);

    /** What the contract says of this rule: the parameters that its reasons always have. */
    Map<String, String> declared();

    /** The reason without what was taken from the value, for a field that must not be shown. */
    default Reason withheld(Reason reason) {
        var safe = new LinkedHashMap<String, String>();
        reason.parameters().forEach((name, text) -> safe.put(name, declared().containsKey(name) ? text : "***"));
        return new Reason(reason.code(), safe);
    }
}
