package org.silobridge.connector.quarantine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.silobridge.connector.mapping.CompiledMapping;
import org.silobridge.connector.source.SourceRow;
import org.silobridge.model.Reason;
import org.silobridge.model.Slug;
import org.silobridge.model.Violation;

/**
 * A row that broke its contract. Where the contract withholds groups, only the columns behind open fields are in
 * {@code raw} (ADR 0003); file and line lead back to the row at its source.
 *
 * @param bytes how long the row is
 * @param sha256 of the row as it stands at the source; null where the contract withholds fields: who knows the rest of a row
 *     could try values against its digest
 * @param raw the row's bytes as far as they may be shown, in base64; null where they may not be, or are too many for a record
 * @param spooled the file in the spool of the connector's work directory that has the whole row; null if none has
 * @param withheldColumns those that the mapping reads and {@code raw} leaves empty
 * @param columns the texts of the columns that the mapping reads and that may be shown, by their names: what a replay starts
 *     from, whatever the kind of source. Null where the row could not be taken apart, deletes, has too much in it, or was written by an
 *     earlier version
 * @param deletes whether the row says that what has its key is no more
 * @param resolved what became of it later; null while it is open
 */
public record QuarantineRecord(
        Slug connector,
        String dataset,
        String contract,
        String file,
        long line,
        long bytes,
        @Nullable String sha256,
        @Nullable String raw,
        @Nullable String spooled,
        String encoding,
        List<String> withheldColumns,
        @Nullable Map<String, String> columns,
        boolean deletes,
        List<Violation> reasons,
        Instant at,
        @Nullable Resolution resolved) {
    private static final int VERSION = 1;
    /** In base64, with its reasons beside it, this still fits a Kafka record. */
    private static final int MAX_RAW_BYTES = 512 * 1024;

    /** As JSON; beside the raw bytes and the reasons this still fits a Kafka record. */
    private static final int MAX_COLUMNS_BYTES = 160 * 1024;

    private static final ObjectMapper JSON = new ObjectMapper();

    public QuarantineRecord {
        withheldColumns = List.copyOf(withheldColumns);
        columns = columns == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(columns));
        reasons = List.copyOf(reasons);
    }

    /** The record for {@code row}. */
    public static QuarantineRecord of(
            Slug connector,
            String dataset,
            String contract,
            CompiledMapping mapping,
            SourceRow row,
            List<Violation> reasons,
            Instant at) {
        var shown = row.rawLength() <= MAX_RAW_BYTES ? row.raw(mapping.openColumns()) : null;
        var raw = shown == null ? null : Base64.getEncoder().encodeToString(shown);
        return new QuarantineRecord(
                connector,
                dataset,
                contract,
                row.part(),
                row.line(),
                row.rawLength(),
                mapping.openColumns() == null ? row.rawDigest() : null,
                raw,
                row.spooled().orElse(null),
                row.encoding(),
                mapping.withheldColumns(),
                columns(mapping, row),
                row.deletes(),
                reasons,
                at,
                null);
    }

    private static @Nullable Map<String, String> columns(CompiledMapping mapping, SourceRow row) {
        if (row.fault().isPresent() || row.deletes() || row.rawLength() > MAX_COLUMNS_BYTES) {
            return null;
        }
        var shown = mapping.openColumns();
        var names = mapping.columns();
        var texts = new LinkedHashMap<String, String>();
        long bytes = 0;
        for (int i = 0; i < names.size(); i++) {
            var name = names.get(i);
            if (shown == null || shown.contains(name)) {
                var text = row.text(i);
                texts.put(name, text);
                bytes += 6 + jsonBytes(name) + jsonBytes(text);
            }
        }
        return bytes > MAX_COLUMNS_BYTES ? null : texts;
    }

    /** At most so many bytes in JSON. */
    private static long jsonBytes(String text) {
        return text.chars().mapToLong(c -> c < 0x20 ? 6 : c < 0x80 ? 2 : 3).sum();
    }

    /** The record that says what became of this one; without its content, which is of no more use. */
    public QuarantineRecord resolved(Resolution how) {
        return new QuarantineRecord(
                connector, dataset, contract, file, line, bytes, null, null, null, encoding, List.of(), null, deletes,
                reasons, at, how);
    }

    public byte[] key() {
        return (keyPrefix(connector) + file + "|" + line).getBytes(StandardCharsets.UTF_8);
    }

    /** What the keys of a connector's records start with. */
    public static String keyPrefix(Slug connector) {
        return connector + "|";
    }

    /** About how many bytes it takes in memory. */
    public int weight() {
        return 500 + (raw == null ? 0 : 2 * raw.length());
    }

    public byte[] toJson() {
        var json = JSON.createObjectNode();
        json.put("version", VERSION);
        json.put("connector", connector.value());
        json.put("dataset", dataset);
        json.put("contract", contract);
        json.put("file", file);
        json.put("line", line);
        json.put("bytes", bytes);
        if (sha256 != null) {
            json.put("sha256", sha256);
        }
        if (raw != null) {
            json.put("raw", raw);
        }
        if (spooled != null) {
            json.put("spooled", spooled);
        }
        json.put("encoding", encoding);
        if (!withheldColumns.isEmpty()) {
            withheldColumns.forEach(json.withArray("/withheldColumns")::add);
        }
        if (columns != null) {
            columns.forEach(json.putObject("columns")::put);
        }
        if (deletes) {
            json.put("deletes", true);
        }
        var list = json.putArray("reasons");
        for (var violation : reasons) {
            var reason = list.addObject();
            reason.put("path", violation.path());
            reason.put("code", violation.reason().code());
            var parameters = reason.putObject("parameters");
            violation.reason().parameters().forEach(parameters::put);
        }
        json.put("at", at.toString());
        if (resolved != null) {
            json.putObject("resolved")
                    .put("at", resolved.at().toString())
                    .put("by", Resolution.BY_REPLAY)
                    .put("outcome", resolved.outcome().toString());
        }
        try {
            return JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads what {@link #toJson} wrote, of this release or an earlier one. @throws IllegalArgumentException if it is none */
    public static QuarantineRecord parse(byte[] json) {
        try {
            var node = JSON.readTree(json);
            if (node == null || node.path("version").asInt() != VERSION) {
                throw new IllegalArgumentException("not a quarantine record of version " + VERSION);
            }
            var withheld = new ArrayList<String>();
            node.path("withheldColumns").forEach(name -> withheld.add(name.asText()));
            return new QuarantineRecord(
                    new Slug(node.required("connector").asText()),
                    node.required("dataset").asText(),
                    node.required("contract").asText(),
                    node.required("file").asText(),
                    node.required("line").asLong(),
                    node.path("bytes").asLong(),
                    node.path("sha256").asText(null),
                    node.path("raw").asText(null),
                    node.path("spooled").asText(null),
                    node.path("encoding").asText(),
                    withheld,
                    node.has("columns") ? texts(node.path("columns")) : null,
                    node.path("deletes").asBoolean(),
                    reasons(node.required("reasons")),
                    Instant.parse(node.required("at").asText()),
                    Resolution.parse(node.path("resolved")));
        } catch (IOException | DateTimeException e) {
            throw new IllegalArgumentException("not a quarantine record", e);
        }
    }

    private static Map<String, String> texts(JsonNode object) {
        var texts = new LinkedHashMap<String, String>();
        object.properties().forEach(e -> texts.put(e.getKey(), e.getValue().asText()));
        return texts;
    }

    private static List<Violation> reasons(JsonNode list) {
        var reasons = new ArrayList<Violation>();
        list.forEach(reason -> reasons.add(new Violation(
                reason.required("path").asText(),
                null,
                new Reason(reason.required("code").asText(), texts(reason.path("parameters"))))));
        return reasons;
    }
}
