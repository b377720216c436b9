package org.silobridge.it.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import org.apache.flink.avro.shaded.org.apache.avro.Schema;
import org.apache.flink.avro.shaded.org.apache.avro.generic.GenericDatumReader;
import org.apache.flink.avro.shaded.org.apache.avro.generic.GenericRecord;
import org.apache.flink.avro.shaded.org.apache.avro.io.DecoderFactory;

/** Confluent's Java registry client and the Avro beside it, as Flink ships them: on Maven Central there is no other. */
final class ConfluentClientReader implements ForeignReader {
    @Override
    public Reading read(Feed feed, int expected) {
        SchemaRegistryClient registry =
                new CachedSchemaRegistryClient(feed.registryUrl().toString(), 100);
        return RawRecords.read(feed, expected, value -> {
            try {
                ByteBuffer frame = ByteBuffer.wrap(value);
                if (frame.get() != 0) {
                    throw new IllegalStateException("not Confluent's framing");
                }
                Schema schema = (Schema) registry.getSchemaById(frame.getInt()).rawSchema();
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
            } catch (RestClientException e) {
                throw new IllegalStateException(e);
            }
        });
    }
}
