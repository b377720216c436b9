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

/**
 * Where a department's database is and the files that say who may read it: read each time it is opened, so that a
 * password may be changed under a running connector.
 *
 * @param path of what it was read from, such as {@code source.jdbc}
 */
public record DatabaseLogin(String path, String url, Path userFile, Path passwordFile) {
    private static final Pattern CARRIES_SECRET = Pattern.compile("(?i)(password|passwd|pwd)\\s*=|//[^/@?]*@");
    private static final Set<String> TIME_LIMITS = Set.of("25P03", "25P04", "55P03", "57014");
    private static final String LOGIN = "28";
    private static final Set<PosixFilePermission> OTHERS = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    /** Reads {@code url}, {@code userFile} and {@code passwordFile} of a section called {@code path}. */
    public static DatabaseLogin read(String path, Section section) {
        var url = section.parsed(
                "url",
                "a JDBC address such as jdbc:postgresql://127.0.0.1:5432/register",
                DatabaseLogin::address,
                "jdbc:none");
        if (CARRIES_SECRET.matcher(url).find()) {
            section.reject("url", Reason.of("connector.source.database.secret-in-url"));
        }
        return new DatabaseLogin(path, url, section.file("userFile"), section.file("passwordFile"));
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
        properties.put("ApplicationName", "silobridge connector");
        // A database whose host is gone is one that does not answer: PostgreSQL's driver would wait for ever.
        properties.put("connectTimeout", "10");
        properties.put("tcpKeepAlive", "true");
        try {
            DriverManager.getDriver(url);
        } catch (SQLException e) {
            throw invalid("url", url, Reason.of("connector.source.database.no-driver"));
        }
        try {
            return DriverManager.getConnection(url, properties);
        } catch (SQLException e) {
            throw trouble(e);
        }
    }

    /** What an exception of the database means to whoever runs the connector. */
    public RefusedException trouble(SQLException e) {
        return trouble(e, null);
    }

    /** The same, where it came of what the configuration says under {@code key}. */
    public RefusedException trouble(SQLException e, @Nullable String key) {
        var error = String.valueOf(e.getMessage()).strip();
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
