package org.silobridge.subscriber;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.silobridge.contract.wire.ConfluentFraming;
import org.silobridge.model.Outcome;
import org.silobridge.model.RefusedException;

/** From bytes on the topic to records, each under the schema it was written with. Each schema is asked for once. */
final class RecordDecoder {
    private final IntFunction<Outcome<Schema>> schemas;
    private final Map<Integer, GenericDatumReader<GenericRecord>> readers = new HashMap<>();
    private @Nullable BinaryDecoder decoder;

    RecordDecoder(IntFunction<Outcome<Schema>> schemas) {
        this.schemas = schemas;
    }

    /**
     * Decodes one record.
     *
     * @throws UndecodableRecordException if it is not what it says
     * @throws org.silobridge.contract.registry.RegistryUnavailableException if its schema is new here and the registry
     *     does not answer
     */
    ReceivedRecord decode(ConsumerRecord<byte[], byte[]> raw) {
        byte @Nullable [] key = raw.key();
        return new ReceivedRecord(
                raw.topic(),
                raw.partition(),
                raw.offset(),
                Instant.ofEpochMilli(raw.timestamp()),
                key == null ? null : new String(key, StandardCharsets.UTF_8),
                value(raw));
    }

    private @Nullable GenericRecord value(ConsumerRecord<byte[], byte[]> raw) {
        byte @Nullable [] bytes = raw.value();
        if (bytes == null) {
            return null;
        }
        try {
            var framed = ConfluentFraming.read(bytes).orThrow();
            var reader = reader(framed.schemaId());
            ByteBuffer payload = framed.payload();
            decoder = DecoderFactory.get()
                    .binaryDecoder(bytes, bytes.length - payload.remaining(), payload.remaining(), decoder);
            var value = reader.read(null, decoder);
            if (!decoder.isEnd()) {
                throw undecodable(raw, "bytes are left over after the last field", null);
            }
            return value;
        } catch (RefusedException | IOException | AvroRuntimeException | IndexOutOfBoundsException e) {
            throw undecodable(raw, String.valueOf(e.getMessage()), e);
        }
    }

    private GenericDatumReader<GenericRecord> reader(int id) {
        var known = readers.get(id);
        if (known != null) {
            return known;
        }
        var schema = schemas.apply(id).orThrow();
        var reader = new GenericDatumReader<GenericRecord>(schema, schema, new GenericData());
        readers.put(id, reader);
        return reader;
    }

    private static UndecodableRecordException undecodable(
            ConsumerRecord<byte[], byte[]> raw, String why, @Nullable Throwable cause) {
        return new UndecodableRecordException(raw.topic(), raw.partition(), raw.offset(), why, cause);
    }
}
