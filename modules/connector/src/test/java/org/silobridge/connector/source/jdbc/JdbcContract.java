package org.silobridge.connector.source.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.silobridge.connector.source.Source;
import org.silobridge.connector.source.SourceContractTest;

/** What every source promises, kept by a query in each of its modes. */
abstract class JdbcContract extends SourceContractTest {
    private final TestDatabase database = TestDatabase.create();

    @BeforeEach
    void makeTable() throws SQLException {
        database.execute("CREATE TABLE things (no bigserial PRIMARY KEY, text text, id text,"
                + " changed timestamptz NOT NULL DEFAULT clock_timestamp())");
    }

    @AfterEach
    void drop() throws SQLException {
        database.drop();
    }

    abstract JdbcMode mode();

    abstract List<String> order();

    @Override
    protected Source source() throws Exception {
        return new JdbcSettings(
                        database.login(workDirectory, "source.jdbc"),
                        database.schema() + ".things",
                        "",
                        mode(),
                        order(),
                        Duration.ZERO,
                        Duration.ofMillis(100),
                        Optional.empty(),
                        1_000)
                .source(context());
    }

    @Override
    protected void offer(List<Told> rows) throws Exception {
        try (var connection = database.connect();
                var insert = connection.prepareStatement("INSERT INTO things (id, text) VALUES (?, ?)")) {
            for (var row : rows) {
                insert.setString(1, row.id());
                insert.setString(2, row.text());
                insert.executeUpdate();
            }
        }
    }

    @Override
    protected void alterFirst() throws Exception {
        throw new AssertionError("a query does not show that a row changed");
    }

    /** The guide says so. */
    @Override
    protected boolean noticesWhatChanged() {
        return false;
    }
}
