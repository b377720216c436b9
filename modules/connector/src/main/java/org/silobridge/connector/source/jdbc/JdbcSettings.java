package org.silobridge.connector.source.jdbc;

import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.silobridge.connector.source.Source;
import org.silobridge.connector.source.SourceContext;
import org.silobridge.connector.source.SourceSettings;
import org.silobridge.contract.yaml.Section;
import org.silobridge.model.Reason;

/**
 * What a configuration says about a query.
 *
 * @param table a table or view by its name, with its schema before a dot; or empty
 * @param query a SELECT; or empty. One of the two is given
 * @param order the columns that rows are read in the order of and that positions are made of: the column that grows, if
 *     any, then the key. Together they are of no two rows the same
 * @param visibilityLag how long a transaction that writes rows may last and still lose none
 * @param poll how often to look for more
 * @param zone of a growing column whose times have none
 * @param maxRowBytes what has more is quarantined without its bytes
 */
public record JdbcSettings(
        DatabaseLogin login,
        String table,
        String query,
        JdbcMode mode,
        List<String> order,
        Duration visibilityLag,
        Duration poll,
        Optional<ZoneId> zone,
        int maxRowBytes)
        implements SourceSettings {
    private static final Duration SHORTEST_POLL = Duration.ofMillis(100);

    public JdbcSettings {
        order = List.copyOf(order);
    }

    /** Reads {@code jdbc:} of a connector file. */
    public static JdbcSettings read(Section section, int maxRowBytes) {
        var login = DatabaseLogin.read("source.jdbc", section);
        boolean isTable = section.exactlyOneOf("table", "query").equals("table");
        var table = isTable ? section.optionalText("table").orElse("") : "";
        var query = isTable ? "" : withoutEnd(section.optionalText("query").orElse(""));
        var mode = section.word("mode", JdbcMode.class);
        var key = section.has("key") ? section.texts("key") : List.<String>of();
        var column = section.optionalText("column");
        var lag = section.optionalDuration("visibilityLag");
        var poll = section.optionalDuration("poll");
        Optional<ZoneId> zone = section.has("zone") ? Optional.of(section.zone("zone")) : Optional.empty();
        // Where the mode is none, that is said; what goes with it cannot be.
        boolean known = section.optionalText("mode").equals(Optional.of(mode.toString()));
        if (known && mode == JdbcMode.FULL) {
            for (var of : List.of("column", "visibilityLag", "poll", "zone")) {
                if (section.has(of)) {
                    section.reject(of, Reason.of("connector.source.jdbc.not-in-full"));
                }
            }
        } else if (known && column.isEmpty()) {
            section.reject("column", Reason.of("connector.source.jdbc.needs-column", "mode", mode));
        }
        if (known && mode != JdbcMode.INCREMENTING && key.isEmpty()) {
            section.reject("key", Reason.of("connector.source.jdbc.needs-key", "mode", mode));
        }
        if (lag.isPresent() && lag.get().isNegative()) {
            section.reject("visibilityLag", Reason.of("connector.source.jdbc.lag"));
        }
        if (poll.isPresent() && poll.get().compareTo(SHORTEST_POLL) < 0) {
            section.reject("poll", Reason.of("connector.source.jdbc.poll"));
        }
        var order = new ArrayList<String>();
        if (mode != JdbcMode.FULL) {
            column.ifPresent(order::add);
        }
        key.stream().filter(name -> !order.contains(name)).forEach(order::add);
        return new JdbcSettings(
                login,
                table,
                query,
                mode,
                order,
                lag.orElse(Duration.ofSeconds(10)),
                poll.orElse(Duration.ofSeconds(5)),
                zone,
                maxRowBytes);
    }

    private static String withoutEnd(String query) {
        var stripped = query.strip();
        return stripped.endsWith(";") ? stripped.substring(0, stripped.length() - 1) : stripped;
    }

    /** What the rows are told to be of, in positions and in quarantine. */
    String part() {
        return table.isEmpty() ? "query" : table;
    }

    /** The key under which what is read stands in the configuration. */
    String what() {
        return table.isEmpty() ? "query" : "table";
    }

    @Override
    public Source source(SourceContext context) {
        return new JdbcSource(this);
    }
}
