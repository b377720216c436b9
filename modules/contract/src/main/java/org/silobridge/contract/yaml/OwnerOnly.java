package org.silobridge.contract.yaml;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.silobridge.model.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files with secrets are their owner's alone. Keys that the catalogue holds are refused where they are not; of tokens,
 * passwords and Kafka client configurations the user is warned, in the same words.
 */
public final class OwnerOnly {
    private static final Logger LOG = LoggerFactory.getLogger(OwnerOnly.class);
    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_EXECUTE);

    private OwnerOnly() {}

    /**
     * What is wrong with the file's permissions, and how to mend it. Empty where nothing is, where there is no such file,
     * and where the file system knows no such permissions.
     */
    public static Optional<Reason> fault(Path file) {
        try {
            var permissions = Files.getPosixFilePermissions(file);
            return permissions.stream().anyMatch(OTHERS::contains)
                    ? Optional.of(Reason.of(
                            "contract.file.open-to-others",
                            "file",
                            file,
                            "permissions",
                            PosixFilePermissions.toString(permissions)))
                    : Optional.empty();
        } catch (IOException | UnsupportedOperationException unknown) {
            return Optional.empty(); // Whoever reads the file finds out what there is to find.
        }
    }

    /** Warns in the log. */
    public static void warn(Path file) {
        fault(file).ifPresent(reason -> LOG.atWarn()
                .addKeyValue("error", reason.in(Locale.ENGLISH))
                .log("a secret lies open"));
    }
}
