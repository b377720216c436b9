package org.silobridge.catalogue.http;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.function.LongSupplier;

/**
 * A token bucket for each caller. Who was not seen for ten minutes is forgotten, and so are the longest unseen where
 * there are too many: their next bucket is a full one. For several threads.
 */
final class Buckets {
    static final Duration REMEMBERED = Duration.ofMinutes(10);
    private static final int MOST = 50_000;
    private static final double SECOND = 1e9;

    private final CallLimits.Rate rate;
    private final LongSupplier nanos;
    private final LinkedHashMap<String, Bucket> byLastSeen = new LinkedHashMap<>(16, 0.75f, true);

    private static final class Bucket {
        private double level;
        private long seenAt;

        private Bucket(double level, long seenAt) {
            this.level = level;
            this.seenAt = seenAt;
        }
    }

    /** {@code nanos}: as {@link System#nanoTime}. */
    Buckets(CallLimits.Rate rate, LongSupplier nanos) {
        this.rate = rate;
        this.nanos = nanos;
    }

    /** Takes one of the caller's; zero if there was one, or else how long it is until there is. */
    synchronized Duration take(String caller) {
        long now = nanos.getAsLong();
        var bucket = byLastSeen.get(caller);
        if (bucket == null) {
            makeRoom(now);
            bucket = new Bucket(rate.burst(), now);
            byLastSeen.put(caller, bucket);
        }
        bucket.level =
                Math.min(rate.burst(), bucket.level + (now - bucket.seenAt) * (double) rate.perSecond() / SECOND);
        bucket.seenAt = now;
        if (bucket.level >= 1) {
            bucket.level--;
            return Duration.ZERO;
        }
        return Duration.ofNanos((long) Math.ceil((1 - bucket.level) * SECOND / rate.perSecond()));
    }

    /** One that was taken was not the caller's to pay. */
    synchronized void giveBack(String caller) {
        var bucket = byLastSeen.get(caller);
        if (bucket != null) {
            bucket.level = Math.min(rate.burst(), bucket.level + 1);
        }
    }

    /** Whether the caller was seen lately. */
    synchronized boolean knows(String caller) {
        return byLastSeen.containsKey(caller);
    }

    synchronized void forget(String caller) {
        byLastSeen.remove(caller);
    }

    private void makeRoom(long now) {
        var longestUnseen = byLastSeen.values().iterator();
        while (longestUnseen.hasNext()) {
            if (now - longestUnseen.next().seenAt < REMEMBERED.toNanos() && byLastSeen.size() < MOST) {
                return;
            }
            longestUnseen.remove();
        }
    }
}
