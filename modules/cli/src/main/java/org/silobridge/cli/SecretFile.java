package org.silobridge.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.Reason;

/**
 * A file for a secret that is shown once: made before the exchange is asked, so that a path that cannot be written is
 * found while there is no secret to lose, and readable by its owner alone.
 */
final class SecretFile {
    private final @Nullable Path file;

    private SecretFile(@Nullable Path file) {
        this.file = file;
    }

    /** Makes an empty file; refuses one that is there. Null: the secret goes to standard output. */
    static SecretFile make(String option, @Nullable Path file) {
        if (file == null) {
            return new SecretFile(null);
        }
        try {
            var posix = file.toAbsolutePath()
                    .getFileSystem()
                    .supportedFileAttributeViews()
                    .contains("posix");
            Files.createFile(
                    file,
                    posix
                            ? new FileAttribute<?>[] {
                                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                            }
                            : new FileAttribute<?>[0]);
            return new SecretFile(file);
        } catch (FileAlreadyExistsException e) {
            throw ClientOptions.invalid(option, file.toString(), Reason.of("cli.file.exists"));
        } catch (IOException e) {
            throw ClientOptions.invalid(
                    option, file.toString(), Reason.of("cli.file.unwritable", "why", ClientOptions.why(e)));
        }
    }

    void write(String secret, Console console) throws IOException {
        var text = secret.endsWith("\n") ? secret : secret + "\n";
        if (file == null) {
            console.out().print(text);
        } else {
            Files.writeString(file, text, StandardCharsets.UTF_8, StandardOpenOption.TRUNCATE_EXISTING);
            console.say(Reason.of("cli.file.written", "file", file));
        }
    }

    /** Nothing came to write: the empty file goes again. */
    void discard() throws IOException {
        if (file != null && Files.size(file) == 0) {
            Files.delete(file);
        }
    }
}
