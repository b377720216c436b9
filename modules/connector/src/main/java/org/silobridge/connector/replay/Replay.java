package org.silobridge.connector.replay;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.silobridge.connector.mapping.CompiledMapping;
import org.silobridge.connector.publish.ReplayPublisher;
import org.silobridge.connector.quarantine.QuarantineRecord;
import org.silobridge.connector.quarantine.Resolution;
import org.silobridge.connector.replay.QuarantineTopic.Stored;
import org.silobridge.connector.row.RowPipeline;
import org.silobridge.connector.topic.CommittedTopic;
import org.silobridge.contract.Contract;
import org.silobridge.contract.DuplicateKeys;
import org.silobridge.contract.RecordKind;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;
import org.silobridge.model.RefusedException;
import org.silobridge.model.Violation;

/**
 * Goes through quarantined rows with the mapping as it is now: those that are good are published and marked resolved in one
 * transaction, the others stay. What it goes by was read after the transactional id was taken over, so that nothing of an
 * earlier replay, killed or still running, can come after it. For one thread, once.
 */
final class Replay {
    private static final int TRANSACTION_ROWS = 500;
    private static final int EXAMPLES = 100;
    /** How often it begins anew because the connector came in between. */
    private static final int TIMES = 5;

    private static final String DUPLICATE_KEY = "contract.rule.duplicate-key";

    private final Contract contract;
    private final CompiledMapping mapping;
    private final Supplier<RowPipeline> pipelines;
    private final Predicate<QuarantineRecord> meant;
    private final @Nullable MendedRows mended;
    private final boolean emptyWithheld;
    private final @Nullable ReplayPublisher publisher;
    private final Clock clock;
    private final Map<String, Long> byReason = new TreeMap<>();
    private final List<ReplayReport.StillOpen> examples = new ArrayList<>();
    private long published;
    private long superseded;
    private long uncommittedPublished;
    private long uncommittedSuperseded;
    private @Nullable PublishedKeys keys;
    private long open;
    private long matched;
    private boolean transacting;
    private int inTransaction;

    /**
     * @param pipelines a fresh one for each time that the rows are gone through
     * @param mended where only mended rows are to be replayed
     * @param publisher null to send nothing
     */
    Replay(
            Contract contract,
            CompiledMapping mapping,
            Supplier<RowPipeline> pipelines,
            Predicate<QuarantineRecord> meant,
            @Nullable MendedRows mended,
            boolean emptyWithheld,
            @Nullable ReplayPublisher publisher,
            Clock clock) {
        this.contract = contract;
        this.mapping = mapping;
        this.pipelines = pipelines;
        this.meant = meant;
        this.mended = mended;
        this.emptyWithheld = emptyWithheld;
        this.publisher = publisher;
        this.clock = clock;
    }

    /**
     * @param quarantine the topic as it is now
     * @throws RefusedException if the connector goes on publishing the very keys that are to be replayed
     */
    ReplayReport run(Supplier<QuarantineTopic> quarantine, CommittedTopic dataset) {
        for (int times = 1; true; times++) {
            try {
                return once(quarantine.get(), dataset);
            } catch (Overtaken e) {
                if (times == TIMES) {
                    throw new RefusedException(Refusal.of(
                            Refusal.Kind.CONFLICT,
                            Reason.of("connector.quarantine.overtaken", "published", published, "times", times)));
                }
            }
        }
    }

    /** Somebody else published one of the keys while it was replayed: what stands behind what is to be looked at anew. */
    private static final class Overtaken extends RuntimeException {
        private static final long serialVersionUID = 1;

        Overtaken() {
            super(null, null, false, false);
        }
    }

    private ReplayReport once(QuarantineTopic quarantine, CommittedTopic dataset) {
        matched = published + superseded; // these are not open any more
        open = 0;
        byReason.clear();
        examples.clear();
        var before = publishedKeys(quarantine, dataset);
        keys = before;
        var pipeline = pipelines.get();
        var publishedNow = new HashSet<ByteBuffer>();
        boolean once = contract.duplicateKeys() == DuplicateKeys.ERROR;
        forEach(quarantine, (stored, row) -> {
            matched++;
            if (!pipeline.accept(row)) {
                stays(stored.row(), pipeline.faults());
                return;
            }
            var key = pipeline.key();
            var newest = before.newest(key);
            boolean isThere = newest.isPresent() || publishedNow.contains(ByteBuffer.wrap(key));
            if (contract.records() == RecordKind.STATE && newest.isPresent() && newest.getAsLong() >= stored.millis()) {
                if (newest.getAsLong() > stored.millis()) {
                    uncommittedSuperseded++;
                    resolve(stored.row(), Resolution.Outcome.SUPERSEDED);
                } else {
                    stays(stored.row(), List.of(row("connector.quarantine.order-unclear")));
                }
            } else if (once && isThere && (contract.records() == RecordKind.EVENT || wasDuplicate(stored.row()))) {
                stays(stored.row(), List.of(row("connector.quarantine.key-taken")));
            } else {
                var value = pipeline.value();
                if (value == null) {
                    throw new IllegalStateException("a replayed row does not delete");
                }
                if (once) {
                    publishedNow.add(ByteBuffer.wrap(key));
                }
                if (publisher != null) {
                    begin(publisher);
                    publisher.publish(key, value, pipeline.flags(), Instant.ofEpochMilli(stored.millis()));
                }
                uncommittedPublished++;
                resolve(stored.row(), Resolution.Outcome.REPLAYED);
            }
        });
        commit();
        return new ReplayReport(
                published, superseded, open, byReason, examples, mended == null ? 0 : mended.size() - matched);
    }

    /** What of the dataset the rows' keys have to be held against; nothing where events stand for themselves. */
    private PublishedKeys publishedKeys(QuarantineTopic quarantine, CommittedTopic dataset) {
        boolean once = contract.duplicateKeys() == DuplicateKeys.ERROR;
        Set<ByteBuffer> keys = new HashSet<>();
        var first = new long[] {Long.MAX_VALUE};
        if (once || contract.records() == RecordKind.STATE) {
            var pipeline = pipelines.get();
            forEach(quarantine, (stored, row) -> {
                if (pipeline.accept(row)) {
                    keys.add(ByteBuffer.wrap(pipeline.key().clone()));
                    first[0] = Math.min(first[0], stored.millis());
                }
            });
        }
        return new PublishedKeys(
                dataset, keys, once || keys.isEmpty() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(first[0])));
    }

    private void forEach(QuarantineTopic quarantine, BiConsumer<Stored, ReplayRow> each) {
        quarantine.forEach(stored -> {
            var row = stored.row();
            if (row.resolved() == null && meant.test(row)) {
                var mending = mended == null ? null : mended.of(row);
                if (mended == null || mending != null) {
                    each.accept(
                            stored,
                            ReplayRow.of(row, mending, mapping.columns(), mapping.withheldColumns(), emptyWithheld));
                }
            }
        });
    }

    private static boolean wasDuplicate(QuarantineRecord row) {
        return row.reasons().stream().anyMatch(found -> found.reason().code().equals(DUPLICATE_KEY));
    }

    private static Violation row(String code) {
        return new Violation("row", null, Reason.of(code));
    }

    private void stays(QuarantineRecord row, List<Violation> reasons) {
        open++;
        reasons.stream()
                .map(found -> found.reason().code())
                .distinct()
                .forEach(code -> byReason.merge(code, 1L, Long::sum));
        if (examples.size() < EXAMPLES) {
            examples.add(new ReplayReport.StillOpen(row.file(), row.line(), reasons));
        }
    }

    private void resolve(QuarantineRecord row, Resolution.Outcome outcome) {
        var to = publisher;
        if (to == null) {
            return;
        }
        begin(to);
        to.resolve(row.resolved(new Resolution(clock.instant(), outcome)));
        inTransaction++;
        if (inTransaction >= TRANSACTION_ROWS) {
            commit();
        }
    }

    private void begin(ReplayPublisher to) {
        if (!transacting) {
            to.begin();
            transacting = true;
        }
    }

    private void commit() {
        if (publisher != null && transacting) {
            boolean overtaken = keys != null && keys.areOvertaken(publisher.places());
            transacting = false;
            inTransaction = 0;
            if (overtaken) {
                uncommittedPublished = 0;
                uncommittedSuperseded = 0;
                publisher.abort();
                throw new Overtaken();
            }
            publisher.commit();
        }
        published += uncommittedPublished;
        superseded += uncommittedSuperseded;
        uncommittedPublished = 0;
        uncommittedSuperseded = 0;
    }
}
