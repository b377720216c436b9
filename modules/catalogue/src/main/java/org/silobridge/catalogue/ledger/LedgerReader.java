package org.silobridge.catalogue.ledger;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.result.ResultIterator;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.store.Transactions;
import org.silobridge.ledger.Frontier;
import org.silobridge.ledger.Hash;
import org.silobridge.ledger.LedgerEntry;
import org.silobridge.ledger.LedgerExport;
import org.silobridge.ledger.MalformedException;
import org.silobridge.model.EntryId;

/** Reads the ledger. Safe for use by several threads. */
public final class LedgerReader {
    private static final int FETCH = 500;

    private final Jdbi jdbi;
    private final String origin;

    /** Of the ledger named {@code origin}, as its signer has it. */
    public LedgerReader(Jdbi jdbi, String origin) {
        this.jdbi = jdbi;
        this.origin = origin;
    }

    /** How many entries are sequenced: all with a smaller index are in the ledger. */
    public long integratedUpTo() {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT size FROM ledger_head")
                .mapTo(long.class)
                .one());
    }

    /** Whether a staged entry has become part of the ledger: effects that widen a right wait for this. */
    public boolean isIntegrated(EntryId entry) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT EXISTS (SELECT FROM ledger_entry WHERE id = :id)")
                .bind("id", entry.value())
                .mapTo(boolean.class)
                .one());
    }

    /** How long the oldest committed entry waits to be sequenced; zero if none does. */
    public Duration oldestPendingAge() {
        return health(Optional.empty()).oldestStaged();
    }

    /** How the ledger is doing, with what this process's sequencer says of its own rounds. */
    public LedgerHealth health(Sequencer sequencer) {
        return health(sequencer.signerRefusal(), sequencer.failure());
    }

    LedgerHealth health(Optional<Signer.Answer.Refused> signerRefusal) {
        return health(signerRefusal, Optional.empty());
    }

    private LedgerHealth health(Optional<Signer.Answer.Refused> signerRefusal, Optional<Sequencer.Failure> failure) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT (SELECT size FROM ledger_head) AS size,"
                        + " coalesce((SELECT max(size) FROM ledger_checkpoint), 0) AS signed, count(*) AS staged,"
                        + " coalesce(extract(epoch FROM clock_timestamp() - min(staged_at)) * 1000, 0)::bigint AS oldest"
                        + " FROM ledger_pending")
                .map((row, context) -> new LedgerHealth(
                        row.getLong("size"),
                        row.getLong("signed"),
                        row.getLong("staged"),
                        Duration.ofMillis(Math.max(0, row.getLong("oldest"))),
                        signerRefusal,
                        failure))
                .one());
    }

    /** The newest signed checkpoint, a signed note; empty before the first. */
    public Optional<String> checkpoint() {
        return jdbi.withHandle(
                handle -> handle.createQuery("SELECT note FROM ledger_checkpoint ORDER BY size DESC LIMIT 1")
                        .mapTo(String.class)
                        .findOne());
    }

    /** One entry with its place. */
    public record Indexed(long index, Hash leafHash, LedgerEntry entry) {}

    /**
     * Entries from index {@code from} on, at most {@code limit}.
     *
     * @throws IllegalStateException if what is stored is no entry
     */
    public List<Indexed> entries(long from, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT index, leaf_hash, payload FROM ledger_entry WHERE index >= :from ORDER BY index LIMIT :limit")
                .bind("from", from)
                .bind("limit", limit)
                .map((row, context) -> {
                    try {
                        return new Indexed(
                                row.getLong("index"),
                                Hash.of(row.getBytes("leaf_hash")),
                                LedgerEntry.parse(row.getBytes("payload")));
                    } catch (MalformedException e) {
                        throw new IllegalStateException("ledger entry " + row.getLong("index") + " is damaged", e);
                    }
                })
                .list());
    }

    /**
     * Writes the export file up to the newest signed checkpoint, as of one moment. What was sequenced after it is not
     * in it. It writes what the tables hold, right or wrong: the verification is the reader's.
     *
     * @return whether there is a checkpoint; without one nothing is written
     */
    public boolean export(OutputStream out) throws IOException {
        return jdbi.inTransaction(transaction -> {
            Transactions.seeOneSnapshot(transaction);
            transaction.execute("SET TRANSACTION READ ONLY");
            var newest = transaction
                    .createQuery("SELECT size, frontier, note FROM ledger_checkpoint ORDER BY size DESC LIMIT 1")
                    .map((row, context) ->
                            new Stored(row.getLong("size"), row.getBytes("frontier"), row.getString("note")))
                    .findOne();
            if (newest.isEmpty()) {
                return false;
            }
            write(transaction, newest.get(), out);
            return true;
        });
    }

    private void write(Handle transaction, Stored newest, OutputStream out) throws IOException {
        var export = new LedgerExport(out, origin);
        try (var checkpoints = transaction
                        .createQuery("SELECT size, frontier, note FROM ledger_checkpoint WHERE size > 0 ORDER BY size")
                        .setFetchSize(FETCH)
                        .map((row, context) ->
                                new Stored(row.getLong("size"), row.getBytes("frontier"), row.getString("note")))
                        .iterator();
                var entries = transaction
                        .createQuery(
                                "SELECT index, leaf_hash, payload FROM ledger_entry WHERE index < :size ORDER BY index")
                        .bind("size", newest.size)
                        .setFetchSize(FETCH)
                        .map((row, context) ->
                                new Row(row.getLong("index"), row.getBytes("leaf_hash"), row.getBytes("payload")))
                        .iterator()) {
            var checkpoint = next(checkpoints);
            while (entries.hasNext()) {
                var entry = entries.next();
                for (; checkpoint != null && checkpoint.size <= entry.index; checkpoint = next(checkpoints)) {
                    export.checkpoint(checkpoint.note, checkpoint.frontier());
                }
                export.entry(entry.index, Hash.of(entry.leafHash), entry.payload);
            }
            for (; checkpoint != null; checkpoint = next(checkpoints)) {
                export.checkpoint(checkpoint.note, checkpoint.frontier());
            }
        }
        export.end(newest.note);
    }

    private static @Nullable Stored next(ResultIterator<Stored> checkpoints) {
        return checkpoints.hasNext() ? checkpoints.next() : null;
    }

    private static final class Stored {
        private final long size;
        private final byte[] frontier;
        private final String note;

        private Stored(long size, byte[] frontier, String note) {
            this.size = size;
            this.frontier = frontier;
            this.note = note;
        }

        private Frontier frontier() {
            try {
                return Frontier.of(size, frontier);
            } catch (MalformedException e) {
                throw new IllegalStateException("checkpoint " + size + " is damaged", e);
            }
        }
    }

    private static final class Row {
        private final long index;
        private final byte[] leafHash;
        private final byte[] payload;

        private Row(long index, byte[] leafHash, byte[] payload) {
            this.index = index;
            this.leafHash = leafHash;
            this.payload = payload;
        }
    }
}
