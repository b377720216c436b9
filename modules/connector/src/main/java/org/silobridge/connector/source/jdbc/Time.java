package org.silobridge.connector.source.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.OffsetDateTime;

/** What time it is: here, for durations; and at the database, whose clock writes the times of rows. */
interface Time {
    Time REAL = new Time() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public OffsetDateTime at(Connection database) throws SQLException {
            try (var statement = database.prepareStatement("SELECT CURRENT_TIMESTAMP");
                    var row = statement.executeQuery()) {
                row.next();
                return row.getObject(1, OffsetDateTime.class);
            }
        }
    };

    /** As {@link System#nanoTime}. */
    long nanos();

    OffsetDateTime at(Connection database) throws SQLException;
}
