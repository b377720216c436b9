package org.silobridge.catalogue.clock;

import java.time.LocalTime;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.silobridge.model.LocalisedText;

/**
 * The deadlines of one body of law, as data.
 *
 * @param closes when a working day closes, and with it a deadline
 */
public record ClockProfile(String name, LocalisedText title, Closing closes, Map<Step, Limit> limits) {
    /** Without these no request can run its course. Where there is none for the conformity check, there is no check. */
    public static final Set<Step> REQUIRED =
            Collections.unmodifiableSet(EnumSet.of(Step.ANSWER, Step.SUPPLEMENT, Step.NEGOTIATION, Step.COORDINATION));

    /** When offices close, and who says that this ends a deadline. */
    public record Closing(LocalTime at, LocalisedText basis, boolean confirmed) {}

    public ClockProfile {
        limits = Collections.unmodifiableMap(new EnumMap<>(limits));
        if (!limits.keySet().containsAll(REQUIRED)) {
            throw new IllegalArgumentException("a clock profile needs " + REQUIRED);
        }
        if (!closes.at().isAfter(LocalTime.NOON)) {
            throw new IllegalArgumentException("a working day closes after noon");
        }
    }

    /** The limit of a step; empty where this law sets none. */
    public Optional<Limit> limit(Step step) {
        return Optional.ofNullable(limits.get(step));
    }

    /** The limit of a step that every profile has. */
    public Limit required(Step step) {
        return limit(step).orElseThrow(() -> new IllegalArgumentException(step + " may be absent: ask for limit()"));
    }
}
