package org.silobridge.contract.rule;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.Reason;

/** There must be a value. Every field that its schema does not let be null has this rule without being told. */
public record Required() implements Rule {
    @Override
    public String word() {
        return "required";
    }

    @Override
    public @Nullable Reason check(@Nullable Object value) {
        return value == null ? Reason.of("contract.rule.required") : null;
    }

    @Override
    public Map<String, String> declared() {
        return Map.of();
    }
}
