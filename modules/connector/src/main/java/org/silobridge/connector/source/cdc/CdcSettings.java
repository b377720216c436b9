package org.silobridge.connector.source.cdc;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.silobridge.connector.source.Source;
import org.silobridge.connector.source.SourceContext;
import org.silobridge.connector.source.SourceSettings;
import org.silobridge.connector.source.jdbc.DatabaseLogin;
import org.silobridge.connector.source.jdbc.JdbcMode;
import org.silobridge.connector.source.jdbc.JdbcSettings;
import org.silobridge.contract.yaml.Section;
import org.silobridge.model.Reason;

/**
 * What a configuration says about a table whose changes are captured.
 *
 * @param table by its name, with its schema before a dot
 * @param key the columns of its primary key: the order of the snapshot
 * @param snapshot whether the rows that are there at first are published too
 * @param publication of the database, with this table alone; empty to make one
 * @param maxRowBytes what has more is quarantined without its bytes
 * @param heartbeat how often to look after the log where no change is told
 */
public record CdcSettings(
        DatabaseLogin login,
        String table,
        List<String> key,
        boolean snapshot,
        Optional<String> publication,
        int maxRowBytes,
        Duration heartbeat)
        implements SourceSettings {
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);
    private static final Duration SHORTEST_HEARTBEAT = Duration.ofMillis(100);

    public CdcSettings {
        key = List.copyOf(key);
    }

    /** Reads {@code cdc:} of a connector file. */
    public static CdcSettings read(Section section, int maxRowBytes) {
        var login = DatabaseLogin.read("source.cdc", section);
        if (section.isSound() && PostgresAddress.parse(login.url()).isEmpty()) {
            section.reject("url", Reason.of("connector.source.cdc.url"));
        }
        var table = section.text("table");
        if (!table.isEmpty() && table.split("\\.", -1).length != 2) {
            section.reject("table", Reason.of("connector.source.cdc.table"));
        }
        var key = section.has("key") ? section.texts("key") : List.<String>of();
        if (key.isEmpty()) {
            section.reject("key", Reason.of("connector.source.cdc.needs-key"));
        }
        if (key.stream().anyMatch(column -> column.matches(".*[,:;].*"))) {
            section.reject("key", Reason.of("connector.source.cdc.key-name"));
        }
        boolean snapshot = section.flag("snapshot", true);
        var publication = section.optionalText("publication");
        var heartbeat = section.duration("heartbeat", HEARTBEAT);
        if (heartbeat.compareTo(SHORTEST_HEARTBEAT) < 0) {
            section.reject("heartbeat", Reason.of("connector.source.cdc.heartbeat"));
        }
        return new CdcSettings(login, table, key, snapshot, publication, maxRowBytes, heartbeat);
    }

    /** The table as a query in the order of its key: its snapshot. */
    JdbcSettings query() {
        return new JdbcSettings(
                login,
                table,
                "",
                JdbcMode.FULL,
                key,
                Duration.ZERO,
                Duration.ofSeconds(1),
                Optional.empty(),
                maxRowBytes);
    }

    @Override
    public Source source(SourceContext context) {
        return new CdcSource(this, context.connector(), context.dataset());
    }
}
