package org.silobridge.connector.source.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which file comes next. A watched folder is looked at again and again, and gives a file anew when it was touched. */
final class Upcoming {
    private static final Logger LOG = LoggerFactory.getLogger(Upcoming.class);
    /** How often the folder is looked at while there is nothing to read. */
    private static final Duration LOOK = Duration.ofMillis(500);

    private static final Duration MOMENT = Duration.ofMillis(50);

    private final FilesSettings settings;
    private final Deque<Path> files;
    private final Supplier<List<Path>> look;
    private final Map<String, String> left = new HashMap<>();
    private long lookedAt = System.nanoTime();

    /** @param look what is in the folder now, if it is watched */
    Upcoming(FilesSettings settings, Collection<Path> files, Supplier<List<Path>> look) {
        this.settings = settings;
        this.files = new ArrayDeque<>(files);
        this.look = look;
    }

    /** The next file; null if there is none now, after a moment where there may be one later. */
    @Nullable
    Path next() {
        var next = files.poll();
        if (next != null || !settings.watch()) {
            return next;
        }
        if (System.nanoTime() - lookedAt < LOOK.toNanos()) {
            LockSupport.parkNanos(MOMENT.toNanos());
            return null;
        }
        var names = new HashSet<String>();
        for (var found : look.get()) {
            var name = settings.name(found);
            names.add(name);
            if (!stampOf(found).equals(left.get(name))) {
                files.add(found);
            }
        }
        left.keySet().retainAll(names);
        lookedAt = System.nanoTime();
        return files.poll();
    }

    /** This file need not come again as long as it has this stamp. */
    void leave(String name, String stamp) {
        left.put(name, stamp);
    }

    /**
     * This file was changed or taken away while it was read, so that it has to be looked at again: once the others are
     * read, or when it is at rest, if the folder is watched.
     */
    void again(Path file) {
        LOG.atWarn()
                .addKeyValue("error", Reason.of("connector.source.changed-meanwhile", "file", settings.name(file)))
                .log("looking at a file again");
        left.remove(settings.name(file));
        if (!settings.watch()) {
            files.add(file);
        }
    }

    /** Whether none will come any more. */
    boolean ended() {
        return !settings.watch() && files.isEmpty();
    }

    /** Its size and when it was changed last; empty if it is not there. */
    static String stampOf(Path file) {
        try {
            return Files.size(file) + " " + Files.getLastModifiedTime(file).toInstant();
        } catch (IOException e) {
            return "";
        }
    }
}
