package org.silobridge.catalogue.store;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.silobridge.model.EntryId;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;

/**
 * The ways to use the database. What was refused is rolled back; a deadlock or a serialisation failure is tried
 * again, so the work may run more than once and touches nothing but its handle.
 *
 * <p>Connections come with the isolation of {@link #DEFAULT}. What differs is said in the transaction's first statement,
 * which goes out with its beginning: JDBC's own way asks PostgreSQL five times more, for each transaction.
 */
public final class Transactions {
    private static final Set<String> TRY_AGAIN = Set.of("40P01", "40001");
    private static final String SNAPSHOT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ";
    private static final int ATTEMPTS = 5;

    /** How long {@link #awaitLedger} waits. */
    public static final Duration LEDGER_WAIT = Duration.ofSeconds(10);

    /** What connections of the pool come with: a decision sees what others have committed before each of its statements. */
    static final TransactionIsolationLevel DEFAULT = TransactionIsolationLevel.READ_COMMITTED;

    private static final Duration LEDGER_LOOK = Duration.ofMillis(50);

    private final Jdbi jdbi;
    private final Duration ledgerPatience;

    /**
     * Over a pool of the service role.
     *
     * @param ledgerPatience how old the oldest entry may be that the ledger has not integrated
     */
    public Transactions(Jdbi jdbi, Duration ledgerPatience) {
        this.jdbi = jdbi;
        this.ledgerPatience = ledgerPatience;
    }

    /** Reads from one snapshot. */
    public <T> T read(Function<Handle, T> work) {
        return jdbi.inTransaction(db -> {
            db.execute(SNAPSHOT + ", READ ONLY");
            return work.apply(db);
        });
    }

    /** Asks a single question: one statement sees one snapshot by itself. */
    public <T> T ask(Function<Handle, T> question) {
        return jdbi.withHandle(question::apply);
    }

    /**
     * From here to its end the transaction, which has done nothing yet, sees what was committed before. One statement:
     * to ask JDBC for an isolation level takes five.
     */
    public static void seeOneSnapshot(Handle db) {
        db.execute(SNAPSHOT);
    }

    /** Decides; refused as UNAVAILABLE while the ledger falls behind. */
    public <T> Outcome<T> decide(Function<Handle, Outcome<T>> work) {
        return transaction(db -> {
            long behind = secondsBehind(db);
            if (behind > ledgerPatience.toSeconds()) {
                return Outcome.refused(
                        Refusal.Kind.UNAVAILABLE, Reason.of("catalogue.unavailable.ledger-behind", "seconds", behind));
            }
            return work.apply(db);
        });
    }

    /** Decides what only takes rights away, or records what has happened: never held up by the ledger. */
    public <T> Outcome<T> narrow(Function<Handle, Outcome<T>> work) {
        return transaction(work);
    }

    /** How old the oldest entry is that the ledger has not integrated; 0 where there is none. */
    public static long secondsBehind(Handle db) {
        return db.createQuery("SELECT coalesce(extract(epoch FROM clock_timestamp() - min(staged_at)), 0)::bigint"
                        + " FROM ledger_pending")
                .mapTo(Long.class)
                .one();
    }

    /** Waits until the ledger has integrated an entry; false where it takes longer than {@link #LEDGER_WAIT}. */
    public boolean awaitLedger(EntryId entry) {
        long until = System.nanoTime() + LEDGER_WAIT.toNanos();
        while (!isIntegrated(entry)) {
            if (System.nanoTime() - until > 0 || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(LEDGER_LOOK.toNanos());
        }
        return true;
    }

    private boolean isIntegrated(EntryId entry) {
        return jdbi.withHandle(db -> db.createQuery("SELECT EXISTS (SELECT FROM ledger_entry WHERE id = :id)")
                .bind("id", entry.value())
                .mapTo(Boolean.class)
                .one());
    }

    private <T> Outcome<T> transaction(Function<Handle, Outcome<T>> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return jdbi.inTransaction(db -> {
                    var outcome = work.apply(db);
                    if (outcome instanceof Outcome.Refused<T>) {
                        db.rollback();
                    }
                    return outcome;
                });
            } catch (JdbiException e) {
                if (attempt == ATTEMPTS || !TRY_AGAIN.contains(sqlState(e))) {
                    throw e;
                }
            }
        }
    }

    /** The SQL state behind an exception; empty where there is none. */
    public static String sqlState(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState();
            }
        }
        return "";
    }
}
