package org.silobridge.connector.source.push;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.silobridge.connector.source.file.FileTrouble;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;
import org.silobridge.model.RefusedException;
import org.silobridge.model.Violation;

/** Reads files that nobody but their owner may. */
final class OwnersFile {
    private static final Set<PosixFilePermission> OTHERS = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private OwnersFile() {}

    /**
     * The text of a file.
     *
     * @param path of what names it in the configuration
     * @throws RefusedException if it cannot be read, or others may read it
     */
    static String read(String path, Path file) {
        try {
            if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
                var permissions = Files.getPosixFilePermissions(file);
                if (permissions.stream().anyMatch(OTHERS::contains)) {
                    throw refused(
                            path,
                            file.toString(),
                            Reason.of(
                                    "connector.push.file-open",
                                    "file",
                                    file,
                                    "permissions",
                                    PosixFilePermissions.toString(permissions)));
                }
            }
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw FileTrouble.refused(path, e);
        }
    }

    static RefusedException refused(String path, String value, Reason reason) {
        return new RefusedException(new Refusal(
                Refusal.Kind.INVALID,
                Reason.of("connector.source.unreadable"),
                List.of(new Violation(path, value, reason))));
    }
}
