package org.silobridge.connector.source.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.silobridge.contract.yaml.NearestWord;
import org.silobridge.model.Reason;
import org.silobridge.model.Violation;

/** What a configuration says, held against the columns that the database has: the statements that read its rows. */
public final class JdbcQuery {
    /** Rows that the driver holds at a time. */
    private static final int FETCH = 500;

    private record Column(String name, ColumnType type) {}

    private final JdbcSettings settings;
    private final String quote;
    private final boolean bytewise;
    private final List<Column> wanted = new ArrayList<>();
    private final List<Column> order = new ArrayList<>();

    private JdbcQuery(JdbcSettings settings, boolean bytewise, String quote) {
        this.settings = settings;
        this.bytewise = bytewise;
        this.quote = quote;
    }

    /**
     * Finds the columns; rows are not read.
     *
     * @param bytewise whether texts are ordered by their bytes, as {@link #compare} does, and not as the database's language
     *     has it; PostgreSQL only
     * @param violations gets everything that keeps the columns from being read or ordered by
     */
    public static JdbcQuery bind(
            Connection connection,
            JdbcSettings settings,
            List<String> columns,
            boolean bytewise,
            List<Violation> violations) {
        try {
            var quote = connection.getMetaData().getIdentifierQuoteString().strip();
            var query = new JdbcQuery(settings, bytewise, quote.isEmpty() ? "\"" : quote);
            query.find(connection, columns, violations);
            return query;
        } catch (SQLException e) {
            throw settings.login().trouble(e, settings.what());
        }
    }

    private void find(Connection connection, List<String> columns, List<Violation> violations) throws SQLException {
        var found = new ArrayList<Column>();
        var names = new ArrayList<String>();
        try (var statement = connection.prepareStatement("SELECT * FROM " + from() + " WHERE 1 = 0");
                var nothing = statement.executeQuery()) {
            var described = nothing.getMetaData();
            for (int i = 1; i <= described.getColumnCount(); i++) {
                found.add(new Column(
                        described.getColumnLabel(i),
                        ColumnType.of(described.getColumnType(i), described.getColumnTypeName(i))));
                names.add(described.getColumnLabel(i));
            }
        }
        for (var name : columns) {
            wanted.add(column(name, settings.what(), found, names, violations));
        }
        for (var name : settings.order()) {
            var key = orderKey(order.size());
            var column = column(name, key, found, names, violations);
            order.add(column);
            if (column.type.isReadable() && !fits(column, order.size())) {
                violations.add(new Violation(
                        settings.login().path() + "." + key,
                        name,
                        Reason.of("connector.source.jdbc.no-order", "column", name, "mode", settings.mode())));
            }
        }
    }

    /** The key of the configuration that the {@code i}-th column of the order is said under. */
    private String orderKey(int i) {
        return i == 0 && settings.mode() != JdbcMode.FULL ? "column" : "key";
    }

    private boolean fits(Column column, int place) {
        if (place > 1 || settings.mode() == JdbcMode.FULL) {
            return column.type.orders();
        }
        return switch (settings.mode()) {
            case INCREMENTING -> column.type == ColumnType.WHOLE || column.type == ColumnType.DECIMAL;
            case TIMESTAMP ->
                column.type == ColumnType.MOMENT
                        || (column.type == ColumnType.LOCAL_TIMESTAMP
                                && settings.zone().isPresent());
            case FULL -> true;
        };
    }

    private Column column(String name, String key, List<Column> found, List<String> names, List<Violation> violations) {
        int at = names.indexOf(name);
        var path = settings.login().path() + "." + key;
        if (at < 0) {
            var near = NearestWord.to(name, names);
            violations.add(new Violation(
                    path,
                    name,
                    near.isPresent()
                            ? Reason.of("connector.source.no-column-near", "column", name, "near", near.get())
                            : Reason.of(
                                    "connector.source.no-column",
                                    "column",
                                    name,
                                    "columns",
                                    String.join(", ", names))));
            return new Column(name, ColumnType.NONE);
        }
        if (names.lastIndexOf(name) != at) {
            violations.add(new Violation(path, name, Reason.of("connector.source.column-twice", "column", name)));
        } else if (!found.get(at).type.isReadable()) {
            violations.add(new Violation(path, name, Reason.of("connector.source.database.no-text", "column", name)));
        }
        return found.get(at);
    }

    /** Adds the columns of the order that some row has no value in: such rows would never be read. */
    void findNulls(Connection connection, List<Violation> violations) throws SQLException {
        for (int i = 0; i < order.size(); i++) {
            var column = order.get(i);
            try (var statement = connection.prepareStatement(
                    "SELECT 1 FROM " + from() + " WHERE " + quoted(column.name) + " IS NULL")) {
                statement.setMaxRows(1);
                try (var row = statement.executeQuery()) {
                    if (row.next()) {
                        violations.add(new Violation(
                                settings.login().path() + "." + orderKey(i),
                                column.name,
                                Reason.of("connector.source.jdbc.null-in-order", "column", column.name)));
                    }
                }
            }
        }
    }

    int wanted() {
        return wanted.size();
    }

    String wantedName(int i) {
        return wanted.get(i).name;
    }

    /** The text of a wanted column of a row; null where it has no value. */
    public @Nullable String wantedText(ResultSet row, int i) throws SQLException {
        return wanted.get(i).type.text(row, i + 1);
    }

    /** The values of the order's columns, of a row: where reading goes on behind it. */
    public List<String> place(ResultSet row) throws SQLException {
        var place = new ArrayList<String>(order.size());
        for (int i = 0; i < order.size(); i++) {
            // Rows without a value are not asked for.
            place.add(String.valueOf(order.get(i).type.text(row, wanted.size() + i + 1)));
        }
        return place;
    }

    /** Compares two places, in the order of rows read bytewise. */
    public int compare(List<String> one, List<String> other) {
        for (int i = 0; i < order.size(); i++) {
            int difference = order.get(i).type.compare(one.get(i), other.get(i));
            if (difference != 0) {
                return difference;
            }
        }
        return 0;
    }

    /** The type of the column that grows. */
    ColumnType growing() {
        return order.get(0).type;
    }

    /** The greatest value of the column that grows, of rows committed by now; null if there is no row. */
    @Nullable
    String greatest(Connection connection) throws SQLException {
        try (var statement =
                        connection.prepareStatement("SELECT MAX(" + quoted(order.get(0).name) + ") FROM " + from());
                var row = statement.executeQuery()) {
            return row.next() ? growing().text(row, 1) : null;
        }
    }

    /**
     * All rows behind a place, in order.
     *
     * @param place of the last row read; empty for all rows
     * @param bound the greatest value of the growing column that may be read; null for no bound
     */
    public PreparedStatement behind(Connection connection, List<String> place, @Nullable String bound)
            throws SQLException {
        var values = new ArrayList<Bound>();
        var where = new StringBuilder(" WHERE ").append(notNull());
        if (bound != null) {
            where.append(" AND ").append(quoted(order.get(0).name)).append(" <= ?");
            values.add(new Bound(order.get(0).type, bound));
        }
        if (!place.isEmpty()) {
            where.append(" AND ").append(after(place, values));
        }
        return statement(connection, where.toString(), values);
    }

    /** All rows up to a place, in order. */
    PreparedStatement upTo(Connection connection, List<String> place) throws SQLException {
        var values = new ArrayList<Bound>();
        var where = " WHERE " + notNull() + " AND NOT (" + after(place, values) + ")";
        return statement(connection, where, values);
    }

    private record Bound(ColumnType type, String text) {}

    private PreparedStatement statement(Connection connection, String where, List<Bound> values) throws SQLException {
        var columns = new ArrayList<String>();
        wanted.forEach(column -> columns.add(quoted(column.name)));
        order.forEach(column -> columns.add(quoted(column.name)));
        var sql = "SELECT " + String.join(", ", columns) + " FROM " + from() + where + " ORDER BY "
                + order.stream().map(this::ordered).collect(Collectors.joining(", "));
        var statement = connection.prepareStatement(sql);
        try {
            statement.setFetchSize(FETCH);
            for (int i = 0; i < values.size(); i++) {
                values.get(i).type.bind(statement, i + 1, values.get(i).text);
            }
            return statement;
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }

    /**
     * What is true of rows behind a place. Written out, since not every database compares rows of values, and with the
     * first column in front, so that an index over it is used.
     */
    private String after(List<String> place, List<Bound> values) {
        var first = order.get(0);
        values.add(new Bound(first.type, place.get(0)));
        return ordered(first) + " >= ? AND " + after(0, place, values);
    }

    private String after(int i, List<String> place, List<Bound> values) {
        var column = order.get(i);
        values.add(new Bound(column.type, place.get(i)));
        if (i == order.size() - 1) {
            return ordered(column) + " > ?";
        }
        values.add(new Bound(column.type, place.get(i)));
        return "(" + ordered(column) + " > ? OR (" + ordered(column) + " = ? AND " + after(i + 1, place, values) + "))";
    }

    private String notNull() {
        return order.stream()
                .map(column -> quoted(column.name) + " IS NOT NULL")
                .collect(Collectors.joining(" AND "));
    }

    private String from() {
        if (!settings.query().isEmpty()) {
            return "(" + settings.query() + "\n) silobridge_rows";
        }
        var parts = new ArrayList<String>();
        for (var part : settings.table().split("\\.", -1)) {
            parts.add(quoted(part));
        }
        return String.join(".", parts);
    }

    private String ordered(Column column) {
        return bytewise && column.type == ColumnType.TEXT
                ? quoted(column.name) + " COLLATE \"C\""
                : quoted(column.name);
    }

    private String quoted(String name) {
        return quote + name.replace(quote, quote + quote) + quote;
    }
}
