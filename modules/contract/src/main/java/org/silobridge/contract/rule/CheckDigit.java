package org.silobridge.contract.rule;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.silobridge.contract.identifier.CheckDigits;
import org.silobridge.model.Reason;

/** The identifier has the form of its standard and its check digit is right. */
public record CheckDigit(CheckDigits identifier) implements Rule {
    @Override
    public String word() {
        return "checkDigits";
    }

    @Override
    public @Nullable Reason check(@Nullable Object value) {
        return value == null || identifier.isValid((CharSequence) value)
                ? null
                : new Reason("contract.rule.check-digits", declared());
    }

    @Override
    public Map<String, String> declared() {
        return Map.of("identifier", identifier.word());
    }
}
