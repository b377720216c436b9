package org.silobridge.connector.source.file;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.zip.ZipException;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;
import org.silobridge.model.RefusedException;
import org.silobridge.model.Violation;

/** What the file system's exceptions mean to whoever keeps the files: all are theirs to mend, none is a bug. */
public final class FileTrouble {
    private FileTrouble() {}

    public static Violation violation(String path, IOException trouble) {
        return new Violation(path, null, reason(path, trouble));
    }

    public static RefusedException refused(String path, IOException trouble) {
        return new RefusedException(new Refusal(
                Refusal.Kind.INVALID, Reason.of("connector.source.unreadable"), List.of(violation(path, trouble))));
    }

    private static Reason reason(String path, IOException trouble) {
        if (trouble instanceof BrokenFileException broken) {
            return broken.reason();
        }
        if (trouble instanceof EOFException || trouble instanceof ZipException) {
            return Reason.of("connector.source.gzip-broken", "file", path);
        }
        if (trouble instanceof AccessDeniedException) {
            return Reason.of("connector.source.no-permission");
        }
        if (trouble instanceof NoSuchFileException) {
            return Reason.of("connector.source.gone");
        }
        var why = trouble instanceof FileSystemException file && file.getReason() != null
                ? file.getReason()
                : trouble.getMessage() == null ? trouble.getClass().getSimpleName() : trouble.getMessage();
        return Reason.of("connector.source.io", "error", why);
    }
}
