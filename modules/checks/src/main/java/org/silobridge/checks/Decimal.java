package org.silobridge.checks;

import java.math.BigDecimal;
import java.util.regex.Pattern;

/**
 * A decimal as expressions see it: exact, and equal to every other of the same value however many zeros it ends in. No
 * {@link Number}, or the language would compare it as one that it knows.
 */
record Decimal(BigDecimal value) implements Comparable<Decimal> {
    /** As a constant is written; bounded, for a sum of decimals has as many digits as they lie apart. */
    private static final Pattern CONSTANT = Pattern.compile("[+-]?[0-9]{1,60}(?:\\.[0-9]{1,60})?");

    Decimal {
        value = value.stripTrailingZeros();
    }

    /** Reads {@code 1.50}. @throws IllegalArgumentException if it is none */
    static Decimal parse(String text) {
        if (!CONSTANT.matcher(text).matches()) {
            throw new IllegalArgumentException("not a decimal such as 1.50");
        }
        return new Decimal(new BigDecimal(text));
    }

    Decimal plus(Decimal other) {
        return new Decimal(value.add(other.value));
    }

    Decimal minus(Decimal other) {
        return new Decimal(value.subtract(other.value));
    }

    @Override
    public int compareTo(Decimal other) {
        return value.compareTo(other.value);
    }
}
