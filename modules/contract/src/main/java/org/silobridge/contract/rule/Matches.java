package org.silobridge.contract.rule;

import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.Reason;

/** The whole text matches a regular expression, one that cannot be made to run for ever ({@link SafePattern}). */
public record Matches(Pattern pattern) implements Rule {
    @Override
    public String word() {
        return "pattern";
    }

    @Override
    public @Nullable Reason check(@Nullable Object value) {
        return value == null || pattern.matcher((CharSequence) value).matches()
                ? null
                : new Reason("contract.rule.pattern", declared());
    }

    @Override
    public Map<String, String> declared() {
        return Map.of("pattern", pattern.pattern());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Matches matches && pattern.pattern().equals(matches.pattern.pattern());
    }

    @Override
    public int hashCode() {
        return pattern.pattern().hashCode();
    }
}
