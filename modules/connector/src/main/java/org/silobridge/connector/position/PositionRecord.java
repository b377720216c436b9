package org.silobridge.connector.position;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;
import org.silobridge.connector.source.SourcePosition;
import org.silobridge.model.DatasetId;
import org.silobridge.model.Slug;

/** A record of the positions topic: how far one file of one connector is published, whereto, and what became of its rows. */
public record PositionRecord(PublishedTo to, SourcePosition position, Counts counts) {
    private static final int VERSION = 1;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What the keys of a connector's records start with. */
    static String keyPrefix(Slug connector) {
        return connector + "|";
    }

    public byte[] key(Slug connector) {
        return (keyPrefix(connector) + position.file()).getBytes(StandardCharsets.UTF_8);
    }

    public byte[] toJson() {
        var json = JSON.createObjectNode();
        json.put("version", VERSION);
        json.put("dataset", to.dataset().toString());
        json.put("major", to.major());
        json.put("topic", to.topic());
        json.put("file", position.file());
        json.put("bytes", position.bytes());
        json.put("digest", position.digest());
        json.put("line", position.line());
        var tally = json.putObject("counts");
        tally.put("read", counts.read());
        tally.put("published", counts.published());
        tally.put("quarantined", counts.quarantined());
        var byReason = tally.putObject("byReason");
        counts.byReason().forEach(byReason::put);
        try {
            return JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads {@link #toJson}. @throws IllegalArgumentException if it is no record of this version */
    public static PositionRecord parse(byte[] json) {
        try {
            JsonNode node = JSON.readTree(json);
            if (node.path("version").asInt() != VERSION || !node.path("digest").isTextual()) {
                throw new IllegalArgumentException("not a position record of version " + VERSION);
            }
            var byReason = new TreeMap<String, Long>();
            var tally = node.path("counts");
            tally.path("byReason")
                    .properties()
                    .forEach(e -> byReason.put(e.getKey(), e.getValue().asLong()));
            return new PositionRecord(
                    new PublishedTo(
                            new DatasetId(node.path("dataset").asText()),
                            node.path("major").asInt(),
                            node.path("topic").asText()),
                    new SourcePosition(
                            node.path("file").asText(),
                            node.path("bytes").asLong(),
                            node.path("digest").asText(),
                            node.path("line").asLong()),
                    new Counts(
                            tally.path("published").asLong(),
                            tally.path("quarantined").asLong(),
                            byReason));
        } catch (IOException e) {
            throw new IllegalArgumentException("not a position record", e);
        }
    }
}
