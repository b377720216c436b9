package org.silobridge.connector.row;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.apache.avro.LogicalTypes;
import org.jspecify.annotations.Nullable;
import org.silobridge.contract.ContractField;
import org.silobridge.contract.FieldType;
import org.silobridge.contract.rule.Range;

/**
 * Numbers in plain decimal: a sign, up to 18 digits, a point. The value is kept as {@code digits / 10^scale}, as people
 * wrote it; what would need rounding, an exponent, or more digits is left to the simple way.
 */
abstract class NumberCoder extends FieldCoder {
    private static final int MOST_DIGITS = 18;
    private static final long[] POWERS = powers();

    private final long factor;
    private final int factorScale;

    /** What was read last: {@code digits / 10^scale}. */
    long digits;

    int scale;

    private NumberCoder(long factor, int factorScale) {
        this.factor = factor;
        this.factorScale = factorScale;
    }

    private static long[] powers() {
        var powers = new long[MOST_DIGITS + 1];
        powers[0] = 1;
        for (int i = 1; i < powers.length; i++) {
            powers[i] = powers[i - 1] * 10;
        }
        return powers;
    }

    static @Nullable FieldCoder of(ContractField field, Optional<BigDecimal> scale) {
        var ranges = Rules.ranges(field);
        var times = scale.orElse(BigDecimal.ONE);
        if (ranges == null || times.precision() > 9 || times.scale() < 0 || times.scale() > 9) {
            return null;
        }
        long factor = times.unscaledValue().longValueExact();
        return switch (field.type()) {
            case INT, LONG -> new Whole(field.type(), ranges, factor, times.scale());
            case FLOAT, DOUBLE -> new Floating(field.type(), ranges, factor, times.scale());
            case DECIMAL ->
                new Decimal((LogicalTypes.Decimal) field.valueSchema().getLogicalType(), ranges, factor, times.scale());
            default -> null;
        };
    }

    @Override
    final boolean write(byte[] bytes, int from, int to, ReusedBytes out) {
        return read(bytes, from, to) && write(out);
    }

    abstract boolean write(ReusedBytes out);

    private boolean read(byte[] bytes, int from, int to) {
        int at = from;
        boolean negative = bytes[at] == '-';
        if (negative || bytes[at] == '+') {
            at++;
        }
        long number = 0;
        int count = 0;
        int point = -1;
        for (; at < to; at++) {
            int digit = bytes[at] - '0';
            if (digit >= 0 && digit <= 9) {
                number = number * 10 + digit;
                count++;
            } else if (bytes[at] == '.' && point < 0) {
                point = count;
            } else {
                return false;
            }
            if (count > MOST_DIGITS) {
                return false;
            }
        }
        digits = negative ? -number : number;
        scale = point < 0 ? 0 : count - point;
        return count > 0 && ((factor == 1 && factorScale == 0) || multiply());
    }

    private boolean multiply() {
        long high = Math.multiplyHigh(digits, factor);
        long low = digits * factor;
        if (high != low >> 63) {
            return false;
        }
        digits = low;
        scale += factorScale;
        return true;
    }

    /** Changes {@link #digits} so that {@link #scale} is {@code wanted}. @return whether that can be done exactly */
    boolean rescale(int wanted) {
        int more = wanted - scale;
        if (more >= 0) {
            if (more > MOST_DIGITS) {
                return digits == 0;
            }
            long power = POWERS[more];
            if (Math.multiplyHigh(digits, power) != (digits * power) >> 63) {
                return false;
            }
            digits *= power;
        } else {
            if (-more > MOST_DIGITS || digits % POWERS[-more] != 0) {
                return false;
            }
            digits /= POWERS[-more];
        }
        scale = wanted;
        return true;
    }

    private static final class Whole extends NumberCoder {
        private final long min;
        private final long max;

        Whole(FieldType type, List<Range> ranges, long factor, int factorScale) {
            super(factor, factorScale);
            boolean narrow = type == FieldType.INT;
            this.min = Math.max(Rules.least(ranges, 0), narrow ? Integer.MIN_VALUE : Long.MIN_VALUE);
            this.max = Math.min(Rules.greatest(ranges, 0), narrow ? Integer.MAX_VALUE : Long.MAX_VALUE);
        }

        @Override
        boolean write(ReusedBytes out) {
            if ((scale != 0 && !rescale(0)) || digits < min || digits > max) {
                return false;
            }
            out.writeVariable(digits);
            return true;
        }

        @Override
        boolean writeKey(ReusedBytes key) {
            key.writeDecimal(digits, 1);
            return true;
        }
    }

    private static final class Decimal extends NumberCoder {
        private final int typeScale;
        private final long min;
        private final long max;

        Decimal(LogicalTypes.Decimal type, List<Range> ranges, long factor, int factorScale) {
            super(factor, factorScale);
            this.typeScale = type.getScale();
            long most = type.getPrecision() > MOST_DIGITS ? Long.MAX_VALUE : POWERS[type.getPrecision()] - 1;
            this.min = Math.max(Rules.least(ranges, typeScale), -most);
            this.max = Math.min(Rules.greatest(ranges, typeScale), most);
        }

        @Override
        boolean write(ReusedBytes out) {
            if (!rescale(typeScale) || digits < min || digits > max) {
                return false;
            }
            out.writeTwosComplement(digits);
            return true;
        }
    }

    /**
     * Float and double. The quotient of two numbers that are exact is the nearest number to the true value: so while
     * digits and power of ten are small enough to be exact, a division is all it takes.
     */
    private static final class Floating extends NumberCoder {
        private static final double[] DOUBLES = {
            1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
            1e19, 1e20, 1e21, 1e22
        };
        private static final float[] FLOATS = {1e0f, 1e1f, 1e2f, 1e3f, 1e4f, 1e5f, 1e6f, 1e7f, 1e8f, 1e9f, 1e10f};

        private final boolean single;
        private final double[] mins;
        private final double[] maxs;

        Floating(FieldType type, List<Range> ranges, long factor, int factorScale) {
            super(factor, factorScale);
            this.single = type == FieldType.FLOAT;
            this.mins = bounds(
                    ranges.stream().flatMap(range -> range.min().stream()).toList());
            this.maxs = bounds(
                    ranges.stream().flatMap(range -> range.max().stream()).toList());
        }

        private static double[] bounds(List<Comparable<?>> bounds) {
            return bounds.stream().mapToDouble(bound -> (Double) bound).toArray();
        }

        @Override
        boolean write(ReusedBytes out) {
            double value;
            if (single) {
                if (Math.abs(digits) >= 1L << 24 || scale >= FLOATS.length) {
                    return false;
                }
                value = (float) digits / FLOATS[scale];
            } else {
                if (Math.abs(digits) >= 1L << 53 || scale >= DOUBLES.length) {
                    return false;
                }
                value = digits / DOUBLES[scale];
            }
            for (var min : mins) {
                if (Double.compare(value, min) < 0) {
                    return false;
                }
            }
            for (var max : maxs) {
                if (Double.compare(value, max) > 0) {
                    return false;
                }
            }
            if (single) {
                out.writeLittleEndian(Float.floatToIntBits((float) value), Float.BYTES);
            } else {
                out.writeLittleEndian(Double.doubleToLongBits(value), Double.BYTES);
            }
            return true;
        }
    }
}
