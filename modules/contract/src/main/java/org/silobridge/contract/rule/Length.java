package org.silobridge.contract.rule;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.Reason;

/** How many characters (code points) a text has. */
public record Length(int min, int max) implements Rule {
    /** The longest text that a rule can speak of. */
    public static final int LIMIT = 1 << 20;

    public Length {
        if (min < 0 || max < min || max > LIMIT) {
            throw new IllegalArgumentException("not a length: from " + min + " to " + max);
        }
    }

    @Override
    public String word() {
        return "length";
    }

    @Override
    public @Nullable Reason check(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        var text = (CharSequence) value;
        int length = Character.codePointCount(text, 0, text.length());
        return length >= min && length <= max
                ? null
                : Reason.of("contract.rule.length", "min", min, "max", max, "length", length);
    }

    @Override
    public Map<String, String> declared() {
        return Map.of("min", String.valueOf(min), "max", String.valueOf(max));
    }
}
