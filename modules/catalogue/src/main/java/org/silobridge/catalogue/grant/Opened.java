package org.silobridge.catalogue.grant;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.silobridge.catalogue.dataset.Dataset;
import org.silobridge.contract.Contract;
import org.silobridge.contract.RecordKind;
import org.silobridge.contract.Retention;
import org.silobridge.model.Reason;

/**
 * What a grant opens, or would: not only what comes while it holds, but all that its topic keeps.
 *
 * @param retention how long the topic keeps a record
 * @param history which of the records written before it opens
 * @param from since when they are there, as of the full hour before this was said, so that the same answer twice is equal;
 *     empty: since the first. Kafka forgets whole segments, so somewhat older ones may be there for a while
 */
public record Opened(String topic, List<String> groups, Retention retention, History history, Optional<Instant> from) {

    /** Which records of the past are on a topic. */
    public enum History {
        /** All that are not older than the retention. */
        EVERY_RECORD("every-record"),
        /** The newest of each key, however old. */
        NEWEST_OF_EACH_KEY("newest-of-each-key");

        private final String word;

        History(String word) {
            this.word = word;
        }

        @Override
        public String toString() {
            return word;
        }
    }

    public Opened {
        groups = List.copyOf(groups);
    }

    /**
     * As the contract has it.
     *
     * @param contract the newest version: the topic follows it
     */
    public static Opened of(Dataset dataset, Contract contract, List<String> groups, Instant now) {
        return new Opened(
                dataset.topic(),
                groups,
                contract.retention(),
                contract.records() == RecordKind.STATE ? History.NEWEST_OF_EACH_KEY : History.EVERY_RECORD,
                contract.retention().bound().map(now.truncatedTo(ChronoUnit.HOURS)::minus));
    }

    /** For people. */
    public Reason text() {
        var code = history == History.NEWEST_OF_EACH_KEY
                ? "catalogue.grant.opens-newest"
                : from.isPresent() ? "catalogue.grant.opens-since" : "catalogue.grant.opens-all";
        return Reason.of(
                code,
                "topic",
                topic,
                "groups",
                String.join(", ", groups),
                "retention",
                retention,
                "from",
                from.map(Instant::toString).orElse("-"));
    }
}
