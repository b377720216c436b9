package org.silobridge.contract.sample;

/**
 * A permutation of the numbers below a bound that looks like chance: four rounds of a Feistel network over the next
 * even number of bits, walked until the result is below the bound. It needs no memory, however many numbers are drawn.
 */
final class Scatter {
    private static final int ROUNDS = 4;

    private final long bound;
    private final long seed;
    private final int half;
    private final long mask;

    Scatter(long bound, long seed) {
        this.bound = bound;
        this.seed = seed;
        this.half = Math.max(1, (64 - Long.numberOfLeadingZeros(bound - 1) + 1) / 2);
        this.mask = (1L << half) - 1;
    }

    /** Distinct numbers below the bound for distinct {@code index} below the bound. */
    long at(long index) {
        long number = index;
        do {
            number = permuted(number);
        } while (number >= bound);
        return number;
    }

    private long permuted(long number) {
        long left = number >>> half;
        long right = number & mask;
        for (int round = 0; round < ROUNDS; round++) {
            long next = left ^ (mixed(right + seed + round * 0x9E3779B97F4A7C15L) & mask);
            left = right;
            right = next;
        }
        return left << half | right;
    }

    /** The finaliser of SplitMix64. */
    static long mixed(long number) {
        long z = number;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
