package org.silobridge.contract;

import java.time.Duration;
import java.util.Optional;

/** How long records stay on the topic; empty is forever. */
public record Retention(Optional<Duration> bound) {
    private static final String FOREVER = "forever";

    public Retention {
        if (bound.isPresent() && bound.get().compareTo(Duration.ofHours(1)) < 0) {
            throw new IllegalArgumentException("a retention of less than an hour: " + bound.get());
        }
    }

    public static Retention forever() {
        return new Retention(Optional.empty());
    }

    /** Reads {@code forever} or an ISO-8601 duration of at least an hour. */
    public static Retention parse(String text) {
        return text.equals(FOREVER) ? forever() : new Retention(Optional.of(Duration.parse(text)));
    }

    /** For Kafka's {@code retention.ms}: -1 is forever. */
    public long millis() {
        return bound.map(Duration::toMillis).orElse(-1L);
    }

    /** As contracts write it: in days where it is whole days. */
    @Override
    public String toString() {
        return bound.map(time ->
                        time.equals(Duration.ofDays(time.toDays())) ? "P" + time.toDays() + "D" : time.toString())
                .orElse(FOREVER);
    }
}
