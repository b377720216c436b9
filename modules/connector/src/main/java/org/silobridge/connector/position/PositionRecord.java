package org.silobridge.connector.position;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.silobridge.connector.source.SourceKind;
import org.silobridge.connector.source.SourcePosition;
import org.silobridge.model.DatasetId;
import org.silobridge.model.Slug;

/**
 * A record of the positions topic: how far one part of one connector's source is published, whereto, and what became of its
 * rows. Version 1 knew CSV files only; it is still read.
 */
public record PositionRecord(PublishedTo to, SourcePosition position, Counts counts) {
    private static final int VERSION = 2;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** In a key, between the connector and the part; no connector has it in its name. */
    static final char SEPARATOR = '|';

    public byte[] key(Slug connector) {
        return (connector.value() + SEPARATOR + position.part()).getBytes(StandardCharsets.UTF_8);
    }

    /** What is written under {@link #key}: null, which takes the record away, where the position forgets its part. */
    public byte @Nullable [] value() {
        return position.forgets() ? null : toJson();
    }

    byte[] toJson() {
        var json = JSON.createObjectNode();
        json.put("version", VERSION);
        json.put("dataset", to.dataset().toString());
        json.put("major", to.major());
        json.put("topic", to.topic());
        json.put("source", position.kind().word());
        json.put("part", position.part());
        var state = json.putObject("state");
        position.state().forEach(state::put);
        var tally = json.putObject("counts");
        tally.put("read", counts.read());
        tally.put("published", counts.published());
        tally.put("quarantined", counts.quarantined());
        var byReason = tally.putObject("byReason");
        counts.byReason().forEach(byReason::put);
        if (counts.flagged() > 0) {
            tally.put("flagged", counts.flagged());
            var byFlag = tally.putObject("byFlag");
            counts.byFlag().forEach(byFlag::put);
        }
        putUnlessNone(tally, "unchanged", counts.unchanged());
        putUnlessNone(tally, "removed", counts.removed());
        putUnlessNone(tally, "held", counts.held());
        try {
            return JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void putUnlessNone(ObjectNode tally, String name, long count) {
        if (count != 0) {
            tally.put(name, count);
        }
    }

    /** Reads what {@link #value} wrote, of this version or an earlier one. @throws IllegalArgumentException if it is none */
    public static PositionRecord parse(byte[] json) {
        try {
            JsonNode node = JSON.readTree(json);
            return new PositionRecord(
                    new PublishedTo(
                            new DatasetId(node.path("dataset").asText()),
                            node.path("major").asInt(),
                            node.path("topic").asText()),
                    switch (node.path("version").asInt()) {
                        case 1 -> ofVersion1(node);
                        case VERSION -> position(node);
                        default -> throw new IllegalArgumentException("not a position record of version " + VERSION);
                    },
                    counts(node.path("counts")));
        } catch (IOException e) {
            throw new IllegalArgumentException("not a position record", e);
        }
    }

    private static SourcePosition ofVersion1(JsonNode node) {
        var state = new TreeMap<String, String>();
        for (var name : List.of("bytes", "digest", "line")) {
            state.put(name, node.required(name).asText());
        }
        return new SourcePosition(SourceKind.CSV, node.required("file").asText(), state);
    }

    private static SourcePosition position(JsonNode node) {
        var word = node.required("source").asText();
        var state = new TreeMap<String, String>();
        node.required("state")
                .properties()
                .forEach(e -> state.put(e.getKey(), e.getValue().asText()));
        return new SourcePosition(
                SourceKind.of(word).orElseThrow(() -> new IllegalArgumentException("no kind of source: " + word)),
                node.required("part").asText(),
                state);
    }

    private static Counts counts(JsonNode tally) {
        return new Counts(
                tally.path("published").asLong(),
                tally.path("quarantined").asLong(),
                numbers(tally.path("byReason")),
                tally.path("flagged").asLong(),
                numbers(tally.path("byFlag")),
                tally.path("unchanged").asLong(),
                tally.path("removed").asLong(),
                tally.path("held").asLong());
    }

    private static Map<String, Long> numbers(JsonNode object) {
        var numbers = new TreeMap<String, Long>();
        object.properties().forEach(e -> numbers.put(e.getKey(), e.getValue().asLong()));
        return numbers;
    }
}
