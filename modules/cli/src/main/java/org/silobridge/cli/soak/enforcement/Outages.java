package org.silobridge.cli.soak.enforcement;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.silobridge.cli.soak.enforcement.Spans.Span;

/** When which part of the exchange did not answer: from before it was killed until it answered again. Thread-safe. */
final class Outages {

    /** What can be away. */
    enum Part {
        FIRST_REPLICA,
        SECOND_REPLICA,
        KAFKA,
        POSTGRES,
        REGISTRY
    }

    private final Map<Part, Instant> open = new EnumMap<>(Part.class);
    private final Map<Part, List<Span>> over = new EnumMap<>(Part.class);

    synchronized void began(Part part, Instant at) {
        open.putIfAbsent(part, at);
    }

    synchronized void ended(Part part, Instant at) {
        var since = open.remove(part);
        if (since != null) {
            over.computeIfAbsent(part, any -> new ArrayList<>()).add(new Span(since, at));
        }
    }

    synchronized boolean isAway(Part part) {
        return open.containsKey(part);
    }

    /** Those of one part that are over. */
    synchronized Spans of(Part part) {
        return Spans.of(over.getOrDefault(part, List.of()));
    }

    /** When no replica answered. */
    Spans ofCatalogue() {
        return of(Part.FIRST_REPLICA).and(of(Part.SECOND_REPLICA));
    }

    /** When nobody could carry out a decision: it needs one replica, PostgreSQL and Kafka. */
    Spans ofEnforcement() {
        return ofCatalogue().or(of(Part.POSTGRES)).or(of(Part.KAFKA));
    }
}
