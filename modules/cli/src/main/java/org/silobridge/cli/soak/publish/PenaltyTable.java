package org.silobridge.cli.soak.publish;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Collections;
import java.util.Map;
import org.silobridge.sandbox.ExchangeInfrastructure;

/** The table of penalties in a database of its department, in the sandbox's PostgreSQL. */
final class PenaltyTable {
    static final String NAME = "register.penalty";

    private static final String COLUMNS = String.join(", ", Penalties.COLUMNS);
    private static final String PUT = "INSERT INTO " + NAME + " (" + COLUMNS + ") VALUES ("
            + String.join(", ", Collections.nCopies(Penalties.COLUMNS.size(), "?"))
            + ") ON CONFLICT (decision_no, authority) DO UPDATE SET (" + COLUMNS + ", changed_at) = (EXCLUDED."
            + COLUMNS.replace(", ", ", EXCLUDED.") + ", clock_timestamp())";

    private final ExchangeInfrastructure infrastructure;
    private final String url;
    private final String login;

    private PenaltyTable(ExchangeInfrastructure infrastructure, String url, String login) {
        this.infrastructure = infrastructure;
        this.url = url;
        this.login = login;
    }

    /** Makes the database, the empty table, and the files with which the connector logs in. */
    static PenaltyTable create(ExchangeInfrastructure infrastructure, Publisher publisher)
            throws IOException, SQLException {
        var database = publisher.name().replace('-', '_');
        var superuser = infrastructure.databaseSuperuser();
        try (var connection =
                        DriverManager.getConnection(infrastructure.jdbcUrl(), superuser.user(), superuser.password());
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + database);
        }
        Files.writeString(publisher.directory().resolve("register.user"), superuser.user());
        var password = publisher.directory().resolve("register.password");
        Files.createFile(password, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(password, superuser.password());
        var url = infrastructure.jdbcUrl().replaceFirst("/[^/]*$", "/" + database);
        var login = "url: \"" + url + "\", userFile: register.user, passwordFile: register.password";
        var table = new PenaltyTable(infrastructure, url, login);
        try (var connection = table.connect();
                var statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA register");
            statement.execute("CREATE TABLE " + NAME + " ("
                    + COLUMNS.replace(", ", " text, ").replace("fine text", "fine numeric")
                    + " text, changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),"
                    + " PRIMARY KEY (decision_no, authority))");
            statement.execute("CREATE INDEX ON " + NAME + " (changed_at, decision_no)");
            connection.commit();
        }
        return table;
    }

    /** A connection that commits when told. */
    Connection connect() throws SQLException {
        var superuser = infrastructure.databaseSuperuser();
        var connection = DriverManager.getConnection(url, superuser.user(), superuser.password());
        connection.setAutoCommit(false);
        return connection;
    }

    /** The keys with which a connector's file says how to log in, as they stand between braces. */
    String login() {
        return login;
    }

    /** Writes the row, new or in the place of what has its key, or deletes it. */
    static void write(Connection connection, Register.Event event) throws SQLException {
        if (event.deletes()) {
            delete(connection, event.decision());
        } else {
            put(connection, event.texts());
        }
    }

    private static void put(Connection connection, Map<String, String> row) throws SQLException {
        try (var statement = connection.prepareStatement(PUT)) {
            int i = 0;
            for (var column : Penalties.COLUMNS) {
                i++;
                if (column.equals("fine")) {
                    statement.setBigDecimal(i, new BigDecimal(row.get(column)));
                } else {
                    statement.setString(i, row.get(column));
                }
            }
            statement.executeUpdate();
        }
    }

    private static void delete(Connection connection, String decision) throws SQLException {
        try (var statement = connection.prepareStatement("DELETE FROM " + NAME + " WHERE decision_no = ?")) {
            statement.setString(1, decision);
            statement.executeUpdate();
        }
    }
}
