package org.silobridge.contract.sample;

import java.util.List;
import java.util.function.LongFunction;

/**
 * Many values, counted: each index below {@link #size} has its own, so that a key made from distinct indexes never
 * occurs twice. The same index always gives the same value.
 */
interface Values {
    /** No source counts further; it is enough for any sample, and small enough to reckon with. */
    long MANY = 1L << 50;

    long size();

    /** The value at an index from 0 to {@link #size}, exclusive. */
    Object at(long index);

    static Values of(List<?> values) {
        var all = List.copyOf(values);
        return counted(all.size(), index -> all.get((int) index));
    }

    static Values counted(long size, LongFunction<Object> at) {
        return new Values() {
            @Override
            public long size() {
                return Math.min(size, MANY);
            }

            @Override
            public Object at(long index) {
                return at.apply(index);
            }
        };
    }

    /** The same, every so manieth: at most {@code most} values, spread over all. */
    default Values thinned(long most) {
        if (size() <= most) {
            return this;
        }
        long stride = size() / most;
        return counted(most, index -> at(index * stride));
    }

    /** A product that stops at {@link #MANY}. */
    static long times(long a, long b) {
        return a != 0 && b > MANY / a ? MANY : Math.min(a * b, MANY);
    }
}
