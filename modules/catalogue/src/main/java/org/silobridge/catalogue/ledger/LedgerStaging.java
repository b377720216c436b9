package org.silobridge.catalogue.ledger;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.silobridge.ledger.Hash;
import org.silobridge.ledger.LedgerEntry;
import org.silobridge.model.ActorId;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.EntryId;

/**
 * Stages ledger entries inside the transactions that decide. Safe for use by several threads, each with its own
 * handle.
 */
public final class LedgerStaging {
    private static final String SYSTEM = "system";

    private final Clock clock;
    private final RandomGenerator random;

    public LedgerStaging(Clock clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /**
     * Stages one entry in the running transaction. It locks the object's chain until the transaction ends, so
     * decisions about one object queue here; a transaction that stages about several objects does so in a fixed order
     * (by id), or PostgreSQL ends one of two that wait for each other with a deadlock (40P01: try again).
     *
     * @param transaction a handle with an open transaction
     * @throws IllegalStateException if no transaction is open: the entry would commit alone
     * @throws IllegalArgumentException if the entry is more than 64 KiB, or holds what an entry may not hold
     */
    public StagedEntry stage(Handle transaction, EntryDraft draft) {
        if (!transaction.isInTransaction()) {
            throw new IllegalStateException("an entry is staged by the transaction that decides: "
                    + draft.type().code());
        }
        var id = EntryId.random(random);
        return transaction
                .createQuery("SELECT version, leaf_hash FROM ledger_lock_object(:object)")
                .bind("object", draft.object())
                .map((row, context) -> entry(id, draft, row.getLong("version"), row.getBytes("leaf_hash")))
                .findOne()
                .map(entry -> stage(transaction, id, entry))
                .orElseThrow();
    }

    /**
     * Stages one entry for each of many objects, as {@link #stage(Handle, EntryDraft)} does, in the order of the objects.
     *
     * @param drafts about an object each
     */
    public void stage(Handle transaction, List<EntryDraft> drafts) {
        if (!transaction.isInTransaction()) {
            throw new IllegalStateException("entries are staged by the transaction that decides");
        }
        var byObject = new TreeMap<String, EntryDraft>();
        for (var draft : drafts) {
            if (byObject.put(draft.object(), draft) != null) {
                throw new IllegalArgumentException("two entries about " + draft.object());
            }
        }
        if (byObject.isEmpty()) {
            return;
        }
        var payloads = transaction
                .createQuery("SELECT object, version, leaf_hash FROM ledger_lock_objects(:objects)")
                .bindArray("objects", String.class, List.copyOf(byObject.keySet()))
                .map((row, context) -> new String(
                        entry(
                                        EntryId.random(random),
                                        requireNonNull(byObject.get(row.getString("object"))),
                                        row.getLong("version"),
                                        row.getBytes("leaf_hash"))
                                .canonicalBytes(),
                        StandardCharsets.UTF_8))
                .list();
        transaction
                .createQuery("SELECT ledger_stage_all(:payloads)")
                .bindArray("payloads", String.class, payloads)
                .mapTo(Long.class)
                .one();
    }

    private LedgerEntry entry(EntryId id, EntryDraft draft, long version, byte @Nullable [] previous) {
        return new LedgerEntry(
                draft.type().code(),
                id.value(),
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                draft.actor().map(ActorId::value).orElse(SYSTEM),
                draft.department().map(DepartmentId::value).orElse(null),
                draft.object(),
                version + 1,
                previous == null ? null : Hash.of(previous),
                draft.body());
    }

    private static StagedEntry stage(Handle transaction, EntryId id, LedgerEntry entry) {
        var leaf = transaction
                .createQuery("SELECT ledger_stage(:payload)")
                .bind("payload", entry.canonicalBytes())
                .mapTo(byte[].class)
                .one();
        return new StagedEntry(id, entry.object(), entry.objectVersion(), Hash.of(leaf));
    }
}
