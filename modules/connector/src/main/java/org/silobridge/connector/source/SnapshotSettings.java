package org.silobridge.connector.source;

import java.util.List;
import java.util.Locale;
import org.silobridge.contract.yaml.Section;

/**
 * That each part of a source is all there is, and what may be made of what it has not.
 *
 * @param maxShrink how large a share of the published keys a snapshot may lack, from 0 to 1; what lacks more is refused
 * @param badKeys what rows whose key cannot be told mean for the keys that a snapshot lacks
 * @param confirmed beginnings of the SHA-256 of files that may lack more
 */
public record SnapshotSettings(double maxShrink, BadKeys badKeys, List<String> confirmed) {
    /** How much of a digest names a file in a configuration. */
    public static final int CONFIRMED_LENGTH = 16;

    /** More than this is rather a broken export than a change. */
    private static final double MAX_SHRINK = 0.05;

    /** What becomes of the keys that a snapshot lacks while it has rows whose key cannot be told. */
    public enum BadKeys {
        /** They stay: such a row may be theirs. */
        KEEP,
        /** They are removed: such a row stands for nothing. */
        REMOVE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public SnapshotSettings {
        confirmed = List.copyOf(confirmed);
        if (!(maxShrink >= 0 && maxShrink <= 1)) {
            throw new IllegalArgumentException("not a share: " + maxShrink);
        }
    }

    /** Reads {@code snapshot:} of a kind of source. */
    public static SnapshotSettings read(Section section) {
        var maxShrink = section.optionalParsed("maxShrink", Percentage.EXPECTED, Percentage::parse, MAX_SHRINK)
                .orElse(MAX_SHRINK);
        var badKeys = section.word("badKeys", BadKeys.class, BadKeys.KEEP);
        var confirmed = section.has("confirm")
                ? section.list("confirm", item -> {
                    var text = item.text();
                    if (!text.matches("[0-9a-f]{" + CONFIRMED_LENGTH + ",64}")) {
                        item.reject(org.silobridge.model.Reason.of("connector.snapshot.confirm"));
                    }
                    return text;
                })
                : List.<String>of();
        return new SnapshotSettings(maxShrink, badKeys, confirmed);
    }

    /** Whether it is confirmed that the file of this digest lacks more than it may. */
    public boolean confirms(String digest) {
        return confirmed.stream().anyMatch(digest::startsWith);
    }
}
