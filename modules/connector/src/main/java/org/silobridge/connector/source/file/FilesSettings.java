package org.silobridge.connector.source.file;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.silobridge.connector.source.SnapshotSettings;
import org.silobridge.contract.yaml.Section;
import org.silobridge.model.Reason;

/**
 * Which files a source reads, and when.
 *
 * @param base the directory that {@code path} is relative to, and that file names are told relative to
 * @param path a file, or several by {@code *} and {@code ?} in the last segment
 * @param watch whether files that come later are read too, without end
 * @param quiet how long a file must be unchanged before it is taken, where {@code watch} holds
 * @param remember how long how far a file was read is known once the file is not there any more
 * @param setAside whether a file that cannot be read is quarantined as a whole and the next ones go on; else reading stops
 * @param snapshot where each file is all there is, and what that means
 */
public record FilesSettings(
        Path base,
        String path,
        boolean watch,
        Duration quiet,
        Duration remember,
        boolean setAside,
        Optional<SnapshotSettings> snapshot) {
    private static final Duration DEFAULT_QUIET = Duration.ofSeconds(5);
    private static final Duration DEFAULT_REMEMBER = Duration.ofDays(30);
    /** A network drive may be away for a while, and what was there with it. */
    private static final Duration SHORTEST_REMEMBER = Duration.ofDays(1);

    private enum Broken {
        STOP,
        QUARANTINE;

        @Override
        public String toString() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** Files that each add to what there is. */
    public FilesSettings(Path base, String path, boolean watch, Duration quiet, boolean setAside) {
        this(base, path, watch, quiet, DEFAULT_REMEMBER, setAside, Optional.empty());
    }

    /** Files that are there when reading begins; one that cannot be read stops it. */
    public static FilesSettings of(Path base, String path) {
        return new FilesSettings(base, path, false, Duration.ZERO, false);
    }

    /** Reads what the parts of a connector file for kinds of files have in common. */
    public static FilesSettings read(Path base, Section section) {
        var path = section.text("path");
        boolean watch = section.flag("watch", false);
        var quiet = section.duration("quiet", DEFAULT_QUIET);
        var remember = section.duration("remember", DEFAULT_REMEMBER);
        if (remember.compareTo(SHORTEST_REMEMBER) < 0) {
            section.reject("remember", Reason.of("connector.source.remember"));
        }
        boolean setAside =
                section.word("brokenFiles", Broken.class, watch ? Broken.QUARANTINE : Broken.STOP) == Broken.QUARANTINE;
        var snapshot = section.optionalSection("snapshot", SnapshotSettings::read);
        return new FilesSettings(base, path, watch, quiet, remember, setAside, snapshot);
    }

    /** The file as messages, quarantine and positions name it: relative to the configuration, with slashes. */
    String name(Path path) {
        var from = base.toAbsolutePath().normalize();
        var file = path.toAbsolutePath().normalize();
        var told = file.startsWith(from) ? from.relativize(file) : file;
        return told.toString().replace('\\', '/');
    }
}
