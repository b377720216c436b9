package org.silobridge.cli.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Files that only their owner reads. */
final class SecretFiles {
    private SecretFiles() {}

    /** Writes {@code content} to a new file in the place of an old one; never readable by others, not even for a moment. */
    static Path write(Path file, String content) throws IOException {
        Files.deleteIfExists(file);
        if (Files.getFileStore(file.toAbsolutePath().getParent()).supportsFileAttributeView("posix")) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } else {
            Files.createFile(file);
        }
        return Files.writeString(file, content, StandardOpenOption.WRITE);
    }
}
