package org.silobridge.connector.source.jdbc;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.silobridge.connector.source.file.FileTrouble;
import org.silobridge.contract.yaml.Section;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;
import org.silobridge.model.RefusedException;
import org.silobridge.model.Violation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a department's database is and the files that say who may read it: read each time it is opened, so that a
 * password may be changed under a running connector.
 *
 * @param path of what it was read from, such as {@code source.jdbc}
 * @param timeout how long the database may take to answer a question: the first rows of a query, further ones
 */
public record DatabaseLogin(String path, String url, Path userFile, Path passwordFile, Duration timeout) {
    public static final Duration STANDARD_TIMEOUT = Duration.ofMinutes(5);
    private static final Duration SHORTEST_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration LONGEST_TIMEOUT = Duration.ofDays(1);
    private static final String POSTGRESQL = "jdbc:postgresql:";
    private static final Pattern CARRIES_SECRET = Pattern.compile("(?i)(password|passwd|pwd)\\s*=|//[^/@?]*@");
    private static final Set<String> TIME_LIMITS = Set.of("25P03", "25P04", "55P03", "57014");
    private static final String LOGIN = "28";
    private static final String FULL = "53300";
    private static final String GAVE_UP = "57014";
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseLogin.class);
    /** The reason where the database answers, but has no connection free. */
    public static final String NO_CONNECTION_FREE = "connector.source.database.full";

    private static final Set<PosixFilePermission> OTHERS = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    /** With the standard timeout. */
    public DatabaseLogin(String path, String url, Path userFile, Path passwordFile) {
        this(path, url, userFile, passwordFile, STANDARD_TIMEOUT);
    }

    /** Reads {@code url}, {@code userFile}, {@code passwordFile} and {@code timeout} of a section called {@code path}. */
    public static DatabaseLogin read(String path, Section section) {
        var url = section.parsed(
                "url",
                "a JDBC address such as jdbc:postgresql://127.0.0.1:5432/register",
                DatabaseLogin::address,
                "jdbc:none");
        if (CARRIES_SECRET.matcher(url).find()) {
            section.reject("url", Reason.of("connector.source.database.secret-in-url"));
        }
        var timeout = section.duration("timeout", STANDARD_TIMEOUT);
        if (timeout.compareTo(SHORTEST_TIMEOUT) < 0 || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
            section.reject("timeout", Reason.of("connector.source.database.timeout"));
        }
        return new DatabaseLogin(path, url, section.file("userFile"), section.file("passwordFile"), timeout);
    }

    private static String address(String text) {
        if (!text.startsWith("jdbc:") || text.length() < 7) {
            throw new IllegalArgumentException(text);
        }
        return text;
    }

    /** Who reads. @throws RefusedException if the file cannot be read */
    public String user() {
        return firstLine("userFile", userFile);
    }

    /** What it proves that with. @throws RefusedException if the file cannot be read, or others may */
    public String password() {
        requireOwnersAlone();
        return firstLine("passwordFile", passwordFile);
    }

    /**
     * A new connection.
     *
     * @throws RefusedException of the kind {@code UNAVAILABLE} if the database does not answer
     */
    public Connection connect() {
        var properties = new Properties();
        properties.put("user", user());
        properties.put("password", password());
        if (url.startsWith(POSTGRESQL)) {
            properties.put("ApplicationName", "silobridge connector");
            // A database that is silent is one that does not answer: its driver would wait for ever.
            properties.put("connectTimeout", "10");
            properties.put("socketTimeout", String.valueOf(silence(timeout).toSeconds()));
            properties.put("tcpKeepAlive", "true");
        }
        try {
            DriverManager.getDriver(url);
        } catch (SQLException e) {
            throw invalid("url", url, Reason.of("connector.source.database.no-driver"));
        }
        try {
            var connection = DriverManager.getConnection(url, properties);
            try {
                limit(connection);
                return connection;
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw trouble(e);
        }
    }

    /**
     * Has the database itself give up what takes longer, as what waits for a lock: a connection that is only closed would
     * wait there on, and the next one beside it. A shorter limit that the database has for this role stays.
     */
    private void limit(Connection connection) throws SQLException {
        if (url.startsWith(POSTGRESQL)) {
            try (var statement = connection.prepareStatement("SELECT set_config('statement_timeout', ?, false)"
                    + " FROM pg_settings WHERE name = 'statement_timeout'"
                    + " AND CAST(setting AS bigint) NOT BETWEEN 1 AND CAST(? AS bigint)")) {
                statement.setString(1, String.valueOf(timeout.toMillis()));
                statement.setString(2, String.valueOf(timeout.toMillis()));
                statement.execute();
            }
        } else {
            try {
                connection.setNetworkTimeout(Runnable::run, (int) timeout.toMillis());
            } catch (SQLFeatureNotSupportedException e) {
                LOG.atDebug().addKeyValue("error", e.getMessage()).log("this driver knows no time limits");
            }
        }
    }

    /** Lets one statement, for which waiting long is in order, take at least so long. PostgreSQL only. */
    public void patient(Connection connection, Duration patience) throws SQLException {
        if (patience.compareTo(timeout) > 0) {
            connection.setNetworkTimeout(Runnable::run, (int) silence(patience).toMillis());
            try (var statement = connection.createStatement()) {
                statement.execute("SET statement_timeout = " + patience.toMillis());
            }
        }
    }

    /** A little longer, in which the database says that it gave up. */
    private static Duration silence(Duration timeout) {
        return timeout.plus(timeout.dividedBy(10)).plusSeconds(1);
    }

    /** What an exception of the database means to whoever runs the connector. */
    public RefusedException trouble(SQLException e) {
        return trouble(e, null);
    }

    /** The same, where it came of what the configuration says under {@code key}. */
    public RefusedException trouble(SQLException e, @Nullable String key) {
        var error = String.valueOf(e.getMessage()).strip();
        if (state(e).equals(FULL)) {
            return new RefusedException(
                    Refusal.of(Refusal.Kind.UNAVAILABLE, Reason.of(NO_CONNECTION_FREE, "url", url, "error", error)));
        }
        if (state(e).equals(GAVE_UP)) {
            return new RefusedException(Refusal.of(
                    Refusal.Kind.UNAVAILABLE,
                    Reason.of(
                            "connector.source.database.gave-up",
                            "url",
                            url,
                            "key",
                            path + ".timeout",
                            "timeout",
                            timeout,
                            "error",
                            error)));
        }
        if (passes(state(e))) {
            return noAnswer(error);
        }
        if (state(e).startsWith(LOGIN)) {
            return invalid("userFile", null, Reason.of("connector.source.database.login", "error", error));
        }
        return invalid(key == null ? "url" : key, null, Reason.of("connector.source.database.refused", "error", error));
    }

    /** Whether it is known what such an exception means: {@link #trouble} then says more than that the database refuses. */
    public boolean explains(SQLException e) {
        return passes(state(e)) || state(e).startsWith(LOGIN);
    }

    /** The database does not answer, as it may in a while. */
    public RefusedException noAnswer(String error) {
        return new RefusedException(Refusal.of(
                Refusal.Kind.UNAVAILABLE,
                Reason.of("connector.source.database.no-answer", "url", url, "error", error)));
    }

    private static String state(SQLException e) {
        return Objects.requireNonNullElse(e.getSQLState(), "");
    }

    /**
     * Connection exceptions, shutting down or starting up, too many connections, serialisation failures, time limits of the
     * server's for transactions that wait (as for Kafka), for statements and for locks.
     */
    private static boolean passes(String state) {
        return state.startsWith("08")
                || state.startsWith("57P")
                || state.startsWith("53")
                || state.startsWith("40")
                || TIME_LIMITS.contains(state)
                || state.isEmpty();
    }

    private RefusedException invalid(String key, @Nullable String value, Reason reason) {
        return refused(List.of(new Violation(path + "." + key, value, reason)));
    }

    /** Everything that is wrong, as one refusal. */
    public static RefusedException refused(List<Violation> violations) {
        return new RefusedException(
                new Refusal(Refusal.Kind.INVALID, Reason.of("connector.source.unreadable"), violations));
    }

    private String firstLine(String key, Path file) {
        try {
            var text = Files.readString(file).strip();
            if (text.isEmpty()) {
                throw invalid(key, file.toString(), Reason.of("contract.file.empty"));
            }
            return text;
        } catch (IOException e) {
            throw FileTrouble.refused(path + "." + key, e);
        }
    }

    private void requireOwnersAlone() {
        if (!FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        try {
            var permissions = Files.getPosixFilePermissions(passwordFile);
            if (permissions.stream().anyMatch(OTHERS::contains)) {
                throw invalid(
                        "passwordFile",
                        passwordFile.toString(),
                        Reason.of(
                                "connector.source.database.password-open",
                                "file",
                                passwordFile,
                                "permissions",
                                PosixFilePermissions.toString(permissions)));
            }
        } catch (IOException e) {
            throw FileTrouble.refused(path + ".passwordFile", e);
        }
    }
}
