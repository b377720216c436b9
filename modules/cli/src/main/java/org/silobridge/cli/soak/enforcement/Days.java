package org.silobridge.cli.soak.enforcement;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import org.silobridge.cli.soak.Moment;
import org.silobridge.sandbox.ExchangeInfrastructure;

/**
 * Lets the days of a grant pass within seconds: its date is moved in the database, past the guards that keep everybody
 * else from that. For one thread at a time.
 */
final class Days implements Clerk.Calendar {
    private static final int SOONEST_MILLIS = 1_500;
    private static final int MORE_MILLIS = 4_000;
    private static final int AGAIN_MILLIS = 100;

    private final ExchangeInfrastructure infrastructure;
    private final Clock clock;
    private final Random random;

    Days(ExchangeInfrastructure infrastructure, Clock clock, Random random) {
        this.infrastructure = infrastructure;
        this.clock = clock;
        this.random = random;
    }

    /** While PostgreSQL is away it tries again. */
    @Override
    public Instant endSoon(String grant) throws InterruptedException {
        while (true) {
            var at = clock.instant()
                    .plusMillis(SOONEST_MILLIS + random.nextInt(MORE_MILLIS))
                    .truncatedTo(ChronoUnit.MILLIS);
            try {
                move(grant, at);
                return at;
            } catch (SQLException e) {
                Moment.pass(AGAIN_MILLIS);
            }
        }
    }

    private void move(String grant, Instant at) throws SQLException {
        var login = infrastructure.databaseSuperuser();
        try (var connection = DriverManager.getConnection(infrastructure.jdbcUrl(), login.user(), login.password());
                var statement = connection.createStatement();
                var update = connection.prepareStatement("UPDATE access_grant SET ends_at = ? WHERE id = ?")) {
            connection.setAutoCommit(false);
            // Without its triggers: no decision stands behind this. Enforcement is told as it would have been.
            statement.execute("SET LOCAL session_replication_role = replica");
            update.setObject(1, at.atOffset(ZoneOffset.UTC));
            update.setString(2, grant);
            if (update.executeUpdate() != 1) {
                throw new IllegalStateException("no such grant: " + grant);
            }
            statement.execute("SELECT pg_notify('silobridge_enforcement', '')");
            connection.commit();
        }
    }
}
