package org.silobridge.catalogue.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.postgres.PostgresPlugin;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal.Kind;

/** The database: migrated as its owner, used as the service role. */
public final class CatalogueDatabase implements AutoCloseable {
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

    /** Migrates and opens it; UNAVAILABLE where PostgreSQL does not answer or does not let the owner in. */
    public static Outcome<CatalogueDatabase> open(Settings settings) {
        try {
            Flyway.configure()
                    .dataSource(settings.url(), settings.owner(), settings.ownerPassword())
                    .placeholders(Map.of("serviceRole", settings.service()))
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            if (Transactions.sqlState(e).startsWith("08")
                    || Transactions.sqlState(e).startsWith("28")) {
                return Outcome.refused(
                        Kind.UNAVAILABLE,
                        Reason.of(
                                "catalogue.unavailable.postgres-at-start", "url", settings.url(), "problem", root(e)));
            }
            throw e;
        }
        var config = new HikariConfig();
        config.setPoolName("catalogue");
        config.setJdbcUrl(settings.url());
        config.setUsername(settings.service());
        config.setPassword(settings.servicePassword());
        config.setMaximumPoolSize(settings.poolSize());
        config.setConnectionTimeout(settings.patience().toMillis());
        config.setInitializationFailTimeout(-1);
        return Outcome.ok(new CatalogueDatabase(new HikariDataSource(config)));
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
