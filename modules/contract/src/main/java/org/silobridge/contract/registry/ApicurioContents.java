package org.silobridge.contract.registry;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.avro.Schema;

/**
 * Schemas with their ids as Apicurio Registry 3 takes them at {@code /admin/import}: an export of its own that has
 * contents and nothing else. In Apicurio, the id that Confluent's API shows is that of the content.
 */
final class ApicurioContents {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ApicurioContents() {}

    static byte[] of(List<RegisteredSchema> schemas) {
        var byId = new TreeMap<Integer, Schema>();
        schemas.forEach(schema -> byId.put(schema.id(), schema.schema()));
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes, StandardCharsets.UTF_8)) {
            var manifest = JSON.createObjectNode().put("systemVersion", "3").put("exportVersion", "3.0");
            write(zip, "manifest.Manifest.json", JSON.writeValueAsBytes(manifest));
            for (var entry : byId.entrySet()) {
                var text = entry.getValue().toString().getBytes(StandardCharsets.UTF_8);
                var hash = sha256(text);
                var content = JSON.createObjectNode()
                        .put("contentId", entry.getKey())
                        .put("contentHash", hash)
                        .put("artifactType", "AVRO")
                        .put("contentType", "application/json");
                write(zip, "content/" + hash + ".Content.json", JSON.writeValueAsBytes(content));
                write(zip, "content/" + hash + ".Content.data", text);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("in memory", e);
        }
        return bytes.toByteArray();
    }

    private static void write(ZipOutputStream zip, String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
        zip.closeEntry();
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
