package org.silobridge.subscriber;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * How to read.
 *
 * @param group the reader's own name for what it does with the records; each group keeps its own place, and those who
 *     read under one group share the work. Stands after the department's group prefix
 * @param fromBeginning read all of the topic again, wherever the group was
 * @param untilCaughtUp end once all that stood in the topic at the start has been read
 * @param max end after so many records
 * @param quiet how long a silence lasts before the catalogue is asked whether the right still holds
 * @param patience how long to go on trying when Kafka refuses and the catalogue does not say that the right ended: a
 *     grant that is decided and not yet in force comes into force in this time
 */
public record SubscriptionSettings(
        String group,
        boolean fromBeginning,
        boolean untilCaughtUp,
        OptionalLong max,
        Duration quiet,
        Duration patience) {
    /** What most readers want, under {@code group}: go on where the group was, without end. */
    public static SubscriptionSettings of(String group) {
        return new SubscriptionSettings(
                group, false, false, OptionalLong.empty(), Duration.ofSeconds(10), Duration.ofMinutes(2));
    }

    public SubscriptionSettings {
        if (!group.matches("[A-Za-z0-9._-]{1,100}")) {
            throw new IllegalArgumentException(
                    "not a group name (letters, digits, . _ -, at most 100): \"" + group + "\"");
        }
        if (max.isPresent() && max.getAsLong() < 1) {
            throw new IllegalArgumentException("not a number of records to read: " + max.getAsLong());
        }
        if (quiet.isNegative() || quiet.isZero() || patience.isNegative()) {
            throw new IllegalArgumentException(
                    "quiet must be above zero and patience not below: " + quiet + ", " + patience);
        }
    }

    public SubscriptionSettings readingFromBeginning() {
        return new SubscriptionSettings(group, true, untilCaughtUp, max, quiet, patience);
    }

    public SubscriptionSettings stoppingWhenCaughtUp() {
        return new SubscriptionSettings(group, fromBeginning, true, max, quiet, patience);
    }

    public SubscriptionSettings stoppingAfter(long records) {
        return new SubscriptionSettings(group, fromBeginning, untilCaughtUp, OptionalLong.of(records), quiet, patience);
    }

    public SubscriptionSettings withPatience(Duration quietFor, Duration patienceFor) {
        return new SubscriptionSettings(group, fromBeginning, untilCaughtUp, max, quietFor, patienceFor);
    }
}
