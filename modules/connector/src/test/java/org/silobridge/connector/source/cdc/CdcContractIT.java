package org.silobridge.connector.source.cdc;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.silobridge.connector.source.Source;
import org.silobridge.connector.source.SourceContractTest;
import org.silobridge.connector.source.jdbc.TestDatabase;
import org.silobridge.model.DatasetId;
import org.silobridge.model.Slug;

/** What every source promises, kept by a captured table: by its snapshot and behind it. */
class CdcContractIT extends SourceContractTest {
    private final TestDatabase database = TestDatabase.create();
    private final String name = database.schema();

    @BeforeEach
    void makeTable() throws Exception {
        database.execute("CREATE TABLE things (no bigserial PRIMARY KEY, text text, id text)");
    }

    @AfterEach
    void drop() throws Exception {
        CdcTables.drop(database, name);
    }

    @Override
    protected Source source() throws Exception {
        CdcTables.awaitIdle(database, name);
        return new CdcSource(
                new CdcSettings(
                        database.login(workDirectory, "source.cdc"),
                        database.schema() + ".things",
                        List.of("no"),
                        true,
                        Optional.empty(),
                        1_000,
                        Duration.ofMillis(200)),
                new Slug(name),
                Optional.of(new DatasetId("dst-aaaaaaaaaaaaaaaa")));
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
    protected void alterFirst() {
        throw new AssertionError("what changes is told as a change");
    }

    /** It publishes it. */
    @Override
    protected boolean noticesWhatChanged() {
        return false;
    }
}
