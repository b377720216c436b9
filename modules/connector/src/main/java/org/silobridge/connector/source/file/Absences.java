package org.silobridge.connector.source.file;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.silobridge.connector.source.SourcePosition;

/**
 * Which positions need not be kept any more: those of files that have been away for long. Since when one is away stands in
 * its position, so that it is committed before the time begins to run, and holds across starts. For one thread.
 */
final class Absences {
    /** In a position: when the file was first found away, in ISO 8601. */
    private static final String AWAY = "away";

    private static final Duration LOOK = Duration.ofHours(1);

    private final FilesSettings settings;
    private final Clock clock;
    private final Supplier<? extends Collection<Path>> look;
    private Instant next = Instant.MIN;

    /** @param look what there is now */
    Absences(FilesSettings settings, Clock clock, Supplier<? extends Collection<Path>> look) {
        this.settings = settings;
        this.clock = clock;
        this.look = look;
    }

    /**
     * The positions that have to be other ones because files went away, came back, or have been away for long enough to be
     * forgotten. Looks at the files at intervals only. One position is always kept: it says whereto the connector publishes.
     *
     * @param last the part that is not to be forgotten however long it is away; empty if any may be
     */
    List<SourcePosition> changed(Map<String, SourcePosition> positions, String last) {
        var now = clock.instant();
        if (now.isBefore(next)) {
            return List.of();
        }
        next = now.plus(LOOK);
        var here = look.get().stream().map(settings::name).collect(Collectors.toSet());
        var changed = new ArrayList<SourcePosition>();
        int left = positions.size();
        for (var position : positions.values()) {
            var part = position.part();
            var since = position.state().get(AWAY);
            if (here.contains(part) || !isAway(part)) {
                if (since != null) {
                    changed.add(back(position));
                }
            } else if (since == null) {
                changed.add(away(position, now));
            } else if (!Instant.parse(since).plus(settings.remember()).isAfter(now) && !part.equals(last) && left > 1) {
                changed.add(SourcePosition.forget(position.kind(), part));
                left--;
            }
        }
        return changed;
    }

    /** Not there, while its directory is: what cannot be looked at may be there. */
    private boolean isAway(String part) {
        var file = settings.base().resolve(part);
        var directory = file.getParent();
        return directory != null && Files.isDirectory(directory) && Files.notExists(file);
    }

    private static SourcePosition away(SourcePosition position, Instant now) {
        var state = new TreeMap<>(position.state());
        state.put(AWAY, now.toString());
        return new SourcePosition(position.kind(), position.part(), state);
    }

    /** The position of a file that is there. */
    static SourcePosition back(SourcePosition position) {
        if (!position.state().containsKey(AWAY)) {
            return position;
        }
        var state = new TreeMap<>(position.state());
        state.remove(AWAY);
        return new SourcePosition(position.kind(), position.part(), state);
    }
}
