package org.silobridge.connector.source.file;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.Slug;

/**
 * Keeps rows that are too large for memory and for quarantine, in a directory of the connector that only its user may
 * read. A row has the same name however often it is kept; a row that a crash keeps from being committed is written again.
 * Bounded: what would make all of them more than {@link #MAX_BYTES} is not kept. For one thread.
 */
public final class Spool {
    /** Keeps nothing: for looking at a source. */
    public static final Spool NONE = new Spool(null, "");

    private static final long MAX_BYTES = 4L << 30;

    private final @Nullable Path directory;
    private final String connector;

    private Spool(@Nullable Path directory, String connector) {
        this.directory = directory;
        this.connector = connector;
    }

    public static Spool in(Path directory, Slug connector) {
        return new Spool(directory, connector.value());
    }

    /** Begins to keep the row at {@code line} of {@code part}; nothing if it is not kept. */
    public Optional<Kept> begin(String part, long line) {
        if (directory == null) {
            return Optional.empty();
        }
        try {
            if (!Files.isDirectory(directory)) {
                Files.createDirectories(directory);
                if (Files.getFileStore(directory).supportsFileAttributeView("posix")) {
                    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
                }
            }
            var name = connector + "-"
                    + Digests.of(part.getBytes(StandardCharsets.UTF_8)).substring(0, 16) + "-" + line + ".row";
            return Optional.of(new Kept(directory, name, MAX_BYTES - held(directory, name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long held(Path directory, String but) throws IOException {
        try (var files = Files.list(directory)) {
            return files.filter(file -> !file.getFileName().toString().startsWith(but))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    /** A row being kept. */
    public static final class Kept {
        private final Path part;
        private final Path file;
        private final OutputStream out;
        private long left;

        private Kept(Path directory, String name, long left) throws IOException {
            this.file = directory.resolve(name);
            this.part = directory.resolve(name + ".part");
            this.out = Files.newOutputStream(part);
            this.left = left;
        }

        public void write(byte[] bytes, int from, int count) throws IOException {
            left -= count;
            if (left >= 0) {
                out.write(bytes, from, count);
            }
        }

        /** The name of the file in the spool; nothing if there was no room. */
        public Optional<String> end() throws IOException {
            out.close();
            if (left < 0) {
                Files.delete(part);
                return Optional.empty();
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return Optional.of(file.getFileName().toString());
        }
    }
}
