package org.silobridge.connector.quarantine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.silobridge.connector.mapping.CompiledMapping;
import org.silobridge.connector.source.SourceRow;
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
        List<Violation> reasons,
        Instant at) {
    private static final int VERSION = 1;
    /** In base64, with its reasons beside it, this still fits a Kafka record. */
    private static final int MAX_RAW_BYTES = 512 * 1024;

    private static final ObjectMapper JSON = new ObjectMapper();

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
                reasons,
                at);
    }

    public byte[] key() {
        return (connector + "|" + file + "|" + line).getBytes(StandardCharsets.UTF_8);
    }

    /** About how many bytes it takes in memory. */
    public int weight() {
        return 500 + (raw == null ? 0 : raw.length());
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
        var list = json.putArray("reasons");
        for (var violation : reasons) {
            var reason = list.addObject();
            reason.put("path", violation.path());
            reason.put("code", violation.reason().code());
            var parameters = reason.putObject("parameters");
            violation.reason().parameters().forEach(parameters::put);
        }
        json.put("at", at.toString());
        try {
            return JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
