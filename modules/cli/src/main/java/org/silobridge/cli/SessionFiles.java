package org.silobridge.cli;

import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import org.silobridge.client.SessionId;
import org.silobridge.contract.yaml.OwnerOnly;

/** The sessions of this user's, one file for each catalogue, its owner's alone. A session goes to the address it is from and to no other. */
final class SessionFiles {
    private final Path directory;

    /** In {@code .silobridge} of this home. */
    SessionFiles(Path home) {
        this.directory = home.resolve(".silobridge").resolve("sessions");
    }

    /**
     * A session that was kept.
     *
     * @param endsAt at the latest
     */
    record Kept(URI catalogue, SessionId id, Instant endsAt) {}

    /** The one at this catalogue; empty where there is none, or what lies there is none. */
    Optional<Kept> find(URI catalogue) throws IOException {
        var file = file(catalogue);
        var read = new Properties();
        try {
            read.load(new StringReader(Files.readString(file, StandardCharsets.UTF_8)));
            var kept = new Kept(
                    URI.create(read.getProperty("catalogue", "")),
                    new SessionId(read.getProperty("session", "")),
                    Instant.parse(read.getProperty("endsAt", "")));
            OwnerOnly.warn(file);
            // Two addresses may have one file's name.
            return kept.catalogue().equals(plain(catalogue)) ? Optional.of(kept) : Optional.empty();
        } catch (NoSuchFileException | IllegalArgumentException | DateTimeException none) {
            return Optional.empty();
        }
    }

    /** Keeps it in the place of another one at the same catalogue. */
    void keep(URI catalogue, SessionId id, Instant endsAt) throws IOException {
        Files.createDirectories(directory, ownersAlone("rwx------"));
        var part = Files.createTempFile(directory, "session", ".part", ownersAlone("rw-------"));
        try {
            Files.writeString(
                    part, "catalogue=" + plain(catalogue) + "\nsession=" + id.secret() + "\nendsAt=" + endsAt + "\n");
            Files.move(part, file(catalogue), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    void forget(URI catalogue) throws IOException {
        Files.deleteIfExists(file(catalogue));
    }

    private Path file(URI catalogue) {
        return directory.resolve(plain(catalogue).toString().replaceAll("[^A-Za-z0-9.]+", "-"));
    }

    private static URI plain(URI catalogue) {
        var text = catalogue.toString().toLowerCase(Locale.ROOT);
        return URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
    }

    private FileAttribute<?>[] ownersAlone(String permissions) {
        return directory.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
