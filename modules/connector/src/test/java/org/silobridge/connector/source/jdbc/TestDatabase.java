package org.silobridge.connector.source.jdbc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.UUID;
import org.silobridge.sandbox.ExchangeInfrastructure;
import org.silobridge.sandbox.Login;
import org.silobridge.sandbox.Service;
import org.silobridge.sandbox.SharedInfrastructure;

/**
 * A schema of its own in the sandbox's PostgreSQL, as if it were a department's database. What a test does there goes over
 * one connection, as a login costs more than most of it; for several threads, one after the other.
 */
public final class TestDatabase {
    private final ExchangeInfrastructure exchange;
    private final String schema;
    private final Connection own;

    private TestDatabase(ExchangeInfrastructure exchange, String schema) throws SQLException {
        this.exchange = exchange;
        this.schema = schema;
        this.own = DriverManager.getConnection(
                exchange.jdbcUrl(),
                exchange.databaseSuperuser().user(),
                exchange.databaseSuperuser().password());
    }

    public static TestDatabase create() {
        return create("s" + UUID.randomUUID().toString().replace("-", ""));
    }

    /** With a schema of this name, where it has to be that. */
    public static TestDatabase create(String schema) {
        try {
            var database = new TestDatabase(SharedInfrastructure.with(Service.POSTGRES), schema);
            database.execute("CREATE SCHEMA " + database.schema, "SET SESSION search_path TO " + database.schema);
            return database;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** Which is also a name that nothing else has. */
    public String schema() {
        return schema;
    }

    public Login login() {
        return exchange.databaseSuperuser();
    }

    /** Another connection, the caller's to close. */
    public Connection connect() throws SQLException {
        var connection = DriverManager.getConnection(exchange.jdbcUrl(), login().user(), login().password());
        try (var statement = connection.createStatement()) {
            statement.execute("SET search_path TO " + schema);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        return connection;
    }

    /** In one transaction. */
    public synchronized void execute(String... statements) throws SQLException {
        own.setAutoCommit(false);
        try (var statement = own.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
            own.commit();
        } finally {
            own.rollback();
            own.setAutoCommit(true);
        }
    }

    /** The first column of the first row; an empty text if there is none. */
    public synchronized String text(String sql) throws SQLException {
        try (var statement = own.createStatement();
                var row = statement.executeQuery(sql)) {
            return row.next() ? String.valueOf(row.getString(1)) : "";
        }
    }

    /** Drops everything. */
    public synchronized void drop() throws SQLException {
        try (own) {
            execute("DROP SCHEMA " + schema + " CASCADE");
        }
    }

    /** The login as a configuration gives it. */
    public DatabaseLogin login(Path directory, String path) throws IOException {
        var user = Files.writeString(directory.resolve("user"), login().user() + "\n");
        var password = Files.writeString(directory.resolve("password"), login().password() + "\n");
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
        return new DatabaseLogin(path, exchange.jdbcUrl(), user, password);
    }
}
