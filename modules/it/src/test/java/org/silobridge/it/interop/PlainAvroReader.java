package org.silobridge.it.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;

/** The stock consumer and Avro's generic reader; the schema is fetched by hand, with the id in the frame. */
final class PlainAvroReader implements ForeignReader {
    private final HttpClient http = HttpClient.newHttpClient();

    @Override
    public Reading read(Feed feed, int expected) {
        Map<Integer, Schema> schemas = new LinkedHashMap<>();
        return RawRecords.read(feed, expected, value -> {
            ByteBuffer frame = ByteBuffer.wrap(value);
            if (frame.get() != 0) {
                throw new IllegalStateException("not Confluent's framing");
            }
            Schema schema = schemas.computeIfAbsent(frame.getInt(), id -> fetch(feed.registryUrl(), id));
            try {
                GenericRecord record = new GenericDatumReader<GenericRecord>(schema)
                        .read(
                                null,
                                DecoderFactory.get().binaryDecoder(value, frame.position(), frame.remaining(), null));
                Map<String, String> fields = new LinkedHashMap<>();
                for (Schema.Field field : schema.getFields()) {
                    fields.put(field.name(), String.valueOf(record.get(field.pos())));
                }
                return fields;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private Schema fetch(URI registry, int id) {
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create(registry + "/schemas/ids/" + id + "/schema"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return new Schema.Parser().parse(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
