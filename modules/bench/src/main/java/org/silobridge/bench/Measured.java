package org.silobridge.bench;

/**
 * One run of one contestant.
 *
 * @param rows committed
 * @param nanos from before the first row is touched until the last is committed
 * @param cpuNanos of the contestant's process
 * @param brokerCpuNanos of the broker meanwhile
 * @param peakHeap the most bytes of heap in use, garbage included
 */
record Measured(long rows, long nanos, long cpuNanos, long brokerCpuNanos, long peakHeap) {
    double rowsPerSecond() {
        return rows * 1e9 / nanos;
    }
}
