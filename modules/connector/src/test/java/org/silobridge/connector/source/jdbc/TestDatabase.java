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

/** A schema of its own in the sandbox's PostgreSQL, as if it were a department's database. */
public record TestDatabase(ExchangeInfrastructure exchange, String schema) {

    public static TestDatabase create() {
        var database = new TestDatabase(
                SharedInfrastructure.with(Service.POSTGRES),
                "s" + UUID.randomUUID().toString().replace("-", ""));
        try {
            database.execute("CREATE SCHEMA " + database.schema);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        return database;
    }

    public Login login() {
        return exchange.databaseSuperuser();
    }

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
    public void execute(String... statements) throws SQLException {
        try (var connection = DriverManager.getConnection(exchange.jdbcUrl(), login().user(), login().password());
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            if (!statements[0].startsWith("CREATE SCHEMA")) {
                statement.execute("SET search_path TO " + schema);
            }
            for (var sql : statements) {
                statement.execute(sql);
            }
            connection.commit();
        }
    }

    /** Drops everything. */
    public void drop() throws SQLException {
        execute("DROP SCHEMA " + schema + " CASCADE");
    }

    /** The login as a configuration gives it. */
    public DatabaseLogin login(Path directory, String path) throws IOException {
        var user = Files.writeString(directory.resolve("user"), login().user() + "\n");
        var password = Files.writeString(directory.resolve("password"), login().password() + "\n");
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
        return new DatabaseLogin(path, exchange.jdbcUrl(), user, password);
    }
}
