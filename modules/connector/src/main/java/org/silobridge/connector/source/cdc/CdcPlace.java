package org.silobridge.connector.source.cdc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.silobridge.connector.source.SourceKind;
import org.silobridge.connector.source.SourcePosition;

/**
 * How far a table's changes are read.
 *
 * @param rows how many rows and changes were given in all
 * @param lsn where the last transaction ends of which everything was given: the log is asked for from here
 * @param given how many changes of the transaction behind it were looked at. A transaction's changes come in the same order
 *     each time, and transactions in that of their commits
 * @param snapshot whether the table itself is still being read
 * @param segments what was read of it, while changes that are in it may still come
 */
record CdcPlace(long rows, long lsn, long given, boolean snapshot, List<Segment> segments) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SLOT = "slot";

    CdcPlace {
        segments = List.copyOf(segments);
    }

    static CdcPlace of(SourcePosition position) {
        var segments = new ArrayList<Segment>();
        for (int i = 1; position.state().containsKey("segment." + i); i++) {
            segments.add(new Segment(
                    position.text("segment." + i), position.number("until." + i), texts(position.text("bound." + i))));
        }
        return new CdcPlace(
                position.number("rows"),
                position.number("lsn"),
                position.number("given"),
                Boolean.parseBoolean(position.text("inSnapshot")),
                segments);
    }

    /** The slot that keeps the log from a position on; earlier releases did not say it. */
    static Optional<String> slot(SourcePosition position) {
        return Optional.ofNullable(position.state().get(SLOT));
    }

    /** Its state names no {@link SourcePosition#SNAPSHOT}: that is for files that are snapshots as a whole. */
    SourcePosition position(String part, String slot) {
        var state = new TreeMap<>(Map.of(
                SLOT,
                slot,
                "rows",
                String.valueOf(rows),
                "lsn",
                Long.toUnsignedString(lsn),
                "given",
                String.valueOf(given),
                "inSnapshot",
                String.valueOf(snapshot)));
        for (int i = 0; i < segments.size(); i++) {
            var segment = segments.get(i);
            state.put("segment." + (i + 1), segment.snapshot());
            state.put("until." + (i + 1), Long.toUnsignedString(segment.until()));
            state.put("bound." + (i + 1), json(segment.bound()));
        }
        return new SourcePosition(SourceKind.CDC, part, state);
    }

    private static String json(List<String> texts) {
        try {
            return JSON.writeValueAsString(texts);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> texts(String json) {
        try {
            return List.of(JSON.readValue(json, String[].class));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not a position of a captured table", e);
        }
    }
}
