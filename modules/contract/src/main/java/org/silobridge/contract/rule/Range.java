package org.silobridge.contract.rule;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.Reason;

/**
 * A number, date or time lies between two bounds, which belong to the range. Bounds and values are of one class; those
 * of numbers are compared as they are, without rounding.
 *
 * @param kind what is compared
 */
public record Range(Kind kind, Optional<Comparable<?>> min, Optional<Comparable<?>> max) implements Rule {
    private static final int MAX_DIGITS = 400;

    /** What is compared, and how a contract writes a bound. */
    public enum Kind {
        WHOLE {
            @Override
            Comparable<?> parse(String text) {
                return Long.valueOf(text);
            }

            @Override
            int compare(Object value, Comparable<?> bound) {
                return Long.compare(((Number) value).longValue(), (Long) bound);
            }
        },
        FLOATING {
            @Override
            Comparable<?> parse(String text) {
                double bound = decimal(text).doubleValue();
                if (!Double.isFinite(bound)) {
                    throw new IllegalArgumentException("no finite number");
                }
                return bound;
            }

            @Override
            int compare(Object value, Comparable<?> bound) {
                return Double.compare(((Number) value).doubleValue(), (Double) bound);
            }
        },
        DECIMAL {
            @Override
            Comparable<?> parse(String text) {
                return decimal(text);
            }

            @Override
            int compare(Object value, Comparable<?> bound) {
                return ((BigDecimal) value).compareTo((BigDecimal) bound);
            }
        },
        DATE {
            @Override
            Comparable<?> parse(String text) {
                return LocalDate.parse(text);
            }

            @Override
            int compare(Object value, Comparable<?> bound) {
                return ((LocalDate) value).compareTo((LocalDate) bound);
            }
        },
        TIME {
            @Override
            Comparable<?> parse(String text) {
                return Instant.parse(text);
            }

            @Override
            int compare(Object value, Comparable<?> bound) {
                return ((Instant) value).compareTo((Instant) bound);
            }
        };

        /** Bounded: a short text can stand for a number of any length, which would be written out in reasons. */
        private static BigDecimal decimal(String text) {
            if (text.length() > MAX_DIGITS) {
                throw new IllegalArgumentException("too long for a number");
            }
            var number = new BigDecimal(text);
            if (Math.abs((long) number.scale()) > MAX_DIGITS) {
                throw new IllegalArgumentException("too large or too small a number");
            }
            return number;
        }

        abstract Comparable<?> parse(String text);

        abstract int compare(Object value, Comparable<?> bound);
    }

    public Range {
        if (min.isEmpty() && max.isEmpty()) {
            throw new IllegalArgumentException("a range without bounds");
        }
        if (min.isPresent() && max.isPresent() && kind.compare(min.get(), max.get()) > 0) {
            throw new IllegalArgumentException("a range from " + min.get() + " down to " + max.get());
        }
    }

    /**
     * A range from bounds as written.
     *
     * @throws IllegalArgumentException if one of them cannot be read, or the range would be empty
     */
    public static Range of(Kind kind, Optional<String> min, Optional<String> max) {
        try {
            return new Range(kind, min.map(kind::parse), max.map(kind::parse));
        } catch (java.time.DateTimeException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Override
    public String word() {
        return "range";
    }

    @Override
    public @Nullable Reason check(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        boolean within = (min.isEmpty() || kind.compare(value, min.get()) >= 0)
                && (max.isEmpty() || kind.compare(value, max.get()) <= 0);
        return within ? null : new Reason("contract.rule.range", declared());
    }

    @Override
    public Map<String, String> declared() {
        var bounds = new LinkedHashMap<String, String>();
        bounds.put("min", min.map(Range::plain).orElse("-∞"));
        bounds.put("max", max.map(Range::plain).orElse("∞"));
        return bounds;
    }

    private static String plain(Comparable<?> bound) {
        if (bound instanceof Double number) {
            return new BigDecimal(number.toString()).stripTrailingZeros().toPlainString();
        }
        return bound instanceof BigDecimal number ? number.toPlainString() : bound.toString();
    }
}
