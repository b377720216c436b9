package org.silobridge.catalogue.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.postgres.PostgresPlugin;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;
import org.silobridge.model.Refusal.Kind;

/** The database: migrated as its owner, used as the service role. */
public final class CatalogueDatabase implements AutoCloseable {
    /** SQL states: connection exceptions; shut down, crashed or starting up; out of connections, memory or disk. */
    private static final List<String> GONE = List.of("08", "57P", "53");
    /** SQL states: no such user or a wrong password; no such database. Waiting does not mend them. */
    private static final List<String> NO_ENTRY = List.of("28", "3D");
    /** What the pool says, without an SQL state, where a connection is used on that broke under it. */
    private static final String GIVEN_UP = "Connection is closed";
    /** A server that went away without a word is noticed after this. Longer than any one answer that we wait for. */
    private static final int SILENCE_SECONDS = 60;

    private final HikariDataSource pool;
    private final Jdbi jdbi;

    private CatalogueDatabase(HikariDataSource pool) {
        this.pool = pool;
        this.jdbi = Jdbi.create(pool).installPlugin(new PostgresPlugin());
    }

    /** Where the database is, who owns it, and whom the service is. */
    public record Settings(
            String url,
            String owner,
            String ownerPassword,
            String service,
            String servicePassword,
            int poolSize,
            Duration patience) {
        @Override
        public String toString() {
            return "Settings[url=" + url + ", owner=" + owner + ", service=" + service + "]";
        }
    }

    /**
     * Migrates and opens it; UNAVAILABLE where PostgreSQL does not answer, INVALID where it does not let the owner in
     * or the schema cannot be brought up to date.
     */
    public static Outcome<CatalogueDatabase> open(Settings settings) {
        try {
            Flyway.configure()
                    .dataSource(settings.url(), settings.owner(), settings.ownerPassword())
                    .placeholders(Map.of("serviceRole", settings.service()))
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            return Outcome.refused(refusal(settings.url(), e)
                    .orElseGet(() -> Refusal.of(
                            Kind.INVALID,
                            Reason.of(
                                    "catalogue.postgres.not-migrated",
                                    "url",
                                    settings.url(),
                                    "problem",
                                    String.valueOf(e.getMessage()).strip()))));
        }
        var config = new HikariConfig();
        config.setPoolName("catalogue");
        config.setJdbcUrl(settings.url());
        config.setUsername(settings.service());
        config.setPassword(settings.servicePassword());
        config.setMaximumPoolSize(settings.poolSize());
        config.setConnectionTimeout(settings.patience().toMillis());
        config.setInitializationFailTimeout(-1);
        config.setTransactionIsolation("TRANSACTION_" + Transactions.DEFAULT);
        config.addDataSourceProperty("socketTimeout", SILENCE_SECONDS);
        config.addDataSourceProperty("tcpKeepAlive", true);
        return Outcome.ok(new CatalogueDatabase(new HikariDataSource(config)));
    }

    /** What keeps the service out of its database, told from what was thrown; empty where that is another fault. */
    public static Optional<Refusal> refusal(String url, Throwable thrown) {
        var state = Transactions.sqlState(thrown);
        if (NO_ENTRY.stream().anyMatch(state::startsWith)) {
            return Optional.of(Refusal.of(
                    Kind.INVALID, Reason.of("catalogue.postgres.no-entry", "url", url, "problem", root(thrown))));
        }
        return isGone(thrown)
                ? Optional.of(Refusal.of(
                        Kind.UNAVAILABLE,
                        Reason.of("catalogue.unavailable.postgres-at-start", "url", url, "problem", root(thrown))))
                : Optional.empty();
    }

    /** Whether PostgreSQL does not answer, or not now: what was asked for may be tried again. */
    public static boolean isGone(Throwable thrown) {
        var state = Transactions.sqlState(thrown);
        if (GONE.stream().anyMatch(state::startsWith)) {
            return true;
        }
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLTransientConnectionException || cause instanceof PoolInitializationException) {
                return true;
            }
            if (cause instanceof SQLException closed && GIVEN_UP.equals(closed.getMessage())) {
                return true;
            }
        }
        return false;
    }

    /** The pool of the service role. */
    public HikariDataSource pool() {
        return pool;
    }

    public Jdbi jdbi() {
        return jdbi;
    }

    @Override
    public void close() {
        pool.close();
    }

    private static String root(Throwable thrown) {
        var cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }
}
