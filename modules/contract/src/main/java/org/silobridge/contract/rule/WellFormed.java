package org.silobridge.contract.rule;

import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.Reason;

/**
 * A number fits its Avro type: a decimal its precision and scale, a floating number is finite. Not written in
 * contracts: the field's type asks for it.
 *
 * @param precision digits in all; 0 for floating numbers
 * @param scale digits after the point
 */
public record WellFormed(int precision, int scale) implements Rule {
    /** For float and double. */
    public static WellFormed finite() {
        return new WellFormed(0, 0);
    }

    @Override
    public String word() {
        return "type";
    }

    @Override
    public @Nullable Reason check(@Nullable Object value) {
        return value == null || fits(value) ? null : new Reason("contract.rule.type", declared());
    }

    private boolean fits(Object value) {
        if (value instanceof Double number) {
            return Double.isFinite(number);
        }
        if (value instanceof Float number) {
            return Float.isFinite(number);
        }
        if (value instanceof BigDecimal number) {
            // Trailing zeros beyond the scale are no loss: 1.500 fits decimal(4,2).
            var bare = number.scale() > scale ? number.stripTrailingZeros() : number;
            return bare.scale() <= scale && bare.precision() - bare.scale() <= precision - scale;
        }
        return true;
    }

    @Override
    public Map<String, String> declared() {
        return Map.of("type", precision == 0 ? "a finite number" : "decimal(" + precision + "," + scale + ")");
    }
}
