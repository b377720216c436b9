package org.silobridge.catalogue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.silobridge.catalogue.actor.TokenSecret;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal.Kind;

/** The file that the first operator's token is handed over in. Only its owner may read it. */
final class OperatorTokenFile {
    private final Path path;
    private final Path prepared;

    OperatorTokenFile(Path path) {
        this.path = path;
        this.prepared = path.resolveSibling(path.getFileName() + ".part");
    }

    Path path() {
        return path;
    }

    boolean isTaken() {
        return Files.exists(path);
    }

    /** Writes the token beside the file; one that an attempt left there which came to nothing is replaced. */
    Outcome<Path> prepare(TokenSecret secret) {
        try {
            Files.deleteIfExists(prepared);
            if (prepared.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.createFile(
                        prepared, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
            return Outcome.ok(Files.writeString(prepared, secret.reveal() + "\n"));
        } catch (IOException e) {
            return unwritable(e);
        }
    }

    /** Once the token holds: puts the prepared file in its place. Does nothing where none is prepared. */
    Outcome<Path> handOver() {
        try {
            if (Files.exists(prepared)) {
                Files.move(prepared, path);
            }
            return Outcome.ok(path);
        } catch (NoSuchFileException e) {
            return Outcome.ok(path); // Another replica, which started at the same moment, was faster.
        } catch (IOException e) {
            return unwritable(e);
        }
    }

    private Outcome<Path> unwritable(IOException e) {
        return Outcome.refused(
                Kind.INVALID,
                Reason.of("catalogue.bootstrap.token-file", "file", path, "problem", Catalogue.problem(e)));
    }
}
