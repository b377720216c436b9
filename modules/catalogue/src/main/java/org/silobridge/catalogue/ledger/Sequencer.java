package org.silobridge.catalogue.ledger;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.silobridge.catalogue.ledger.Signer.Answer;
import org.silobridge.catalogue.store.Transactions;
import org.silobridge.ledger.Frontier;
import org.silobridge.ledger.Hash;
import org.silobridge.ledger.MalformedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves staged entries into the ledger and has each new state signed, on one thread of its own. Any number of
 * processes may run one: an advisory lock lets one work at a time, and a fence on the head's size makes a second one
 * harmless even so.
 *
 * <p><b>Order.</b> Entries are taken in the order of (greatest {@code ord} of their transaction, {@code ord}), out of
 * one repeatable-read snapshot. This keeps the entries of a transaction together (unless a full batch ends between them) and causes before effects:
 * suppose a transaction B stages an entry after it saw something that A committed. Then A had committed before, so
 * every {@code ord} of A was drawn (from one uncached sequence) before that of B's entry, and A's greatest is smaller
 * than B's. And no snapshot shows B without A, because A committed first; so A's entries are taken with B's or before
 * them. Transaction ids would not do: a transaction may get its id early, then wait for A and see it, and still carry
 * the smaller id. An entry that becomes visible late is not skipped, whatever its {@code xid} and {@code ord}: what is
 * staged stays staged until it is taken. Of transactions that did not see each other either order is right.
 *
 * <p><b>Crashes.</b> A batch is one transaction. Signing is another, after it: what was sequenced and not signed is
 * signed by the next round, here or elsewhere.
 */
public final class Sequencer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sequencer.class);
    /** Of PostgreSQL's advisory locks, which are per database: "SBledger". */
    private static final long LOCK = 0x53426c6564676572L;

    /** Another sequencer was faster, seen by the fence or by PostgreSQL: nothing is wrong. */
    private static final Set<String> FASTER = Set.of("SBL03", "40001");

    private static final int BATCH = 10_000;
    private static final int FETCH = 1_000;

    private final Jdbi jdbi;
    private final Signer signer;
    private final long everyMillis;
    private final Semaphore poked = new Semaphore(0);
    private volatile Optional<Answer.Refused> refusal = Optional.empty();
    private volatile Optional<Failure> failure = Optional.empty();
    private final Thread thread;
    private volatile boolean started;
    private volatile boolean closed;
    /** What this process's signer signed last; any other head is shown to it, so that one set back shows at once. */
    private long lastSigned = -1;

    /**
     * Makes it; {@link #start} starts it.
     *
     * @param everyMillis the longest a staged entry waits for a round, 100 to 200 in production
     */
    public Sequencer(Jdbi jdbi, Signer signer, long everyMillis) {
        this.jdbi = jdbi;
        this.signer = signer;
        this.everyMillis = everyMillis;
        this.thread = new Thread(this::run, "ledger-sequencer");
        this.thread.setDaemon(true);
    }

    public void start() {
        thread.start();
        started = true;
    }

    /** Asks for a round now: something was committed that waits. */
    public void poke() {
        if (poked.availablePermits() == 0) {
            poked.release();
        }
    }

    /** Why the signer did not sign last time, if it did not. The ledger grows, but nothing vouches for it. */
    public Optional<Answer.Refused> signerRefusal() {
        return refusal;
    }

    /**
     * A round that did not come to its end.
     *
     * @param detail what the exception says; it may name files
     */
    public record Failure(Fault fault, String detail) {}

    /** What of a round fails. */
    public enum Fault {
        /** What is staged does not get into the ledger. */
        SEQUENCING_FAILS("sequencing-fails"),
        /** The ledger grows, but nothing vouches for it. */
        SIGNING_FAILS("signing-fails"),
        /** The process itself is in a bad way, or the sequencer's thread ended. */
        BROKEN("sequencer-broken");

        private final String word;

        Fault(String word) {
            this.word = word;
        }

        /** The word that health and the API use. */
        public String word() {
            return word;
        }
    }

    /** What went wrong in the last round, if anything did; the next one tries again. */
    public Optional<Failure> failure() {
        if (started && !closed && !thread.isAlive()) {
            return Optional.of(new Failure(Fault.BROKEN, "the thread " + thread.getName() + " has ended"));
        }
        return failure;
    }

    private void run() {
        while (!closed) {
            try {
                tryRound();
                if (poked.tryAcquire(everyMillis, TimeUnit.MILLISECONDS)) {
                    poked.drainPermits();
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** The next round sees what is there then. */
    private void tryRound() {
        var fault = Fault.SEQUENCING_FAILS;
        try {
            integrate();
            fault = Fault.SIGNING_FAILS;
            sign();
            failure = Optional.empty();
        } catch (RuntimeException e) {
            if (!FASTER.contains(Transactions.sqlState(e))) {
                failed(fault, e);
            }
        } catch (Error e) {
            // A thread that ends without a word would end the ledger with it.
            failed(Fault.BROKEN, e);
        }
    }

    private void failed(Fault fault, Throwable e) {
        if (closed) {
            return;
        }
        boolean news = failure.filter(before -> before.fault() == fault).isEmpty();
        failure = Optional.of(new Failure(fault, e.getClass().getSimpleName() + ": " + e.getMessage()));
        if (news) {
            LOG.atError()
                    .setCause(e)
                    .addKeyValue("error", e.getMessage())
                    .log("Ledger round failed; it is tried again");
        }
    }

    /** One round: sequences what is staged, then has the head signed. For tests, and for a process that does it itself. */
    public void round() {
        integrate();
        sign();
    }

    /** Sequences what is staged; answers how many entries that were. */
    long integrate() {
        return jdbi.inTransaction(transaction -> {
            Transactions.seeOneSnapshot(transaction);
            if (!locked(transaction)) {
                return 0L;
            }
            var tree = head(transaction);
            long size = tree.size();
            var ids = new ArrayList<String>();
            transaction
                    .createQuery(
                            "SELECT id, leaf_hash FROM (SELECT id, leaf_hash, ord, max(ord) OVER (PARTITION BY xid) AS"
                                    + " last FROM ledger_pending) AS staged ORDER BY last, ord LIMIT :most")
                    .bind("most", BATCH)
                    .map((row, context) -> {
                        tree.append(Hash.of(row.getBytes("leaf_hash")));
                        return row.getString("id");
                    })
                    .forEach(ids::add);
            if (!ids.isEmpty()) {
                transaction
                        .createQuery("SELECT ledger_integrate(:size, :ids, :frontier, :root)::text")
                        .bind("size", size)
                        .bindArray("ids", String.class, ids)
                        .bind("frontier", tree.toBytes())
                        .bind("root", tree.root().toBytes())
                        .mapTo(String.class)
                        .one();
            }
            return (long) ids.size();
        });
    }

    /** Has the head signed if no checkpoint is over it yet. */
    void sign() {
        jdbi.useTransaction(transaction -> {
            Transactions.seeOneSnapshot(transaction);
            if (!locked(transaction)) {
                return;
            }
            var tree = head(transaction);
            var newest = transaction
                    .createQuery("SELECT size, note FROM ledger_checkpoint ORDER BY size DESC LIMIT 1")
                    .map((row, context) -> new Newest(row.getLong("size"), row.getString("note")))
                    .findOne();
            if (lastSigned == tree.size() && newest.isPresent() && newest.get().size() == tree.size()) {
                return;
            }
            var answer = signer.sign(
                    new Signer.Head(tree.size(), tree.root()),
                    newest.map(Newest::note).orElse(""),
                    (from, to) -> leaves(transaction, from, to));
            if (answer instanceof Answer.Signed signed) {
                transaction
                        .createQuery("SELECT ledger_keep_checkpoint(:size, :root, :frontier, :note)::text")
                        .bind("size", tree.size())
                        .bind("root", tree.root().toBytes())
                        .bind("frontier", signed.frontier().toBytes())
                        .bind("note", signed.note())
                        .mapTo(String.class)
                        .one();
                lastSigned = tree.size();
                refusal = Optional.empty();
            } else if (answer instanceof Answer.Refused refused) {
                lastSigned = -1;
                boolean news = refusal.isEmpty();
                refusal = Optional.of(refused);
                if (news) {
                    LOG.atError()
                            .addKeyValue("error", refused.cause() + ": " + refused.detail())
                            .log("The ledger's signer refuses to sign");
                }
            }
        });
    }

    private record Newest(long size, String note) {}

    private static boolean locked(Handle transaction) {
        return transaction
                .createQuery("SELECT pg_try_advisory_xact_lock(:lock)")
                .bind("lock", LOCK)
                .mapTo(boolean.class)
                .one();
    }

    private static Frontier head(Handle transaction) {
        return transaction
                .createQuery("SELECT size, frontier FROM ledger_head")
                .map((row, context) -> {
                    try {
                        return Frontier.of(row.getLong("size"), row.getBytes("frontier"));
                    } catch (MalformedException e) {
                        throw new IllegalStateException("the ledger's head is damaged", e);
                    }
                })
                .one();
    }

    private static Iterator<Hash> leaves(Handle transaction, long from, long to) {
        return transaction
                .createQuery("SELECT leaf_hash FROM ledger_entry WHERE index >= :from AND index < :to ORDER BY index")
                .bind("from", from)
                .bind("to", to)
                .setFetchSize(FETCH)
                .map((row, context) -> Hash.of(row.getBytes("leaf_hash")))
                .iterator();
    }

    /** Ends the thread after the round it is in. */
    @Override
    public void close() {
        closed = true;
        poke();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
