package org.silobridge.it.databases;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.jspecify.annotations.Nullable;

/** Reads records with Avro's own reader, and says each value as a text. */
final class AvroTexts {
    private static final int FRAME = 5;

    private AvroTexts() {}

    static Map<String, String> read(Schema schema, byte[] framed) {
        try {
            var decoder = DecoderFactory.get().binaryDecoder(framed, FRAME, framed.length - FRAME, null);
            GenericRecord record = new GenericDatumReader<GenericRecord>(schema).read(null, decoder);
            var texts = new LinkedHashMap<String, String>();
            for (var field : schema.getFields()) {
                texts.put(field.name(), text(value(field.schema(), record.get(field.pos()))));
            }
            return texts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(@Nullable Object value) {
        return value instanceof BigDecimal number ? number.toPlainString() : String.valueOf(value);
    }

    private static @Nullable Object value(Schema schema, @Nullable Object raw) {
        if (raw == null) {
            return null;
        }
        var type = schema.isUnion()
                ? schema.getTypes().stream()
                        .filter(one -> one.getType() != Schema.Type.NULL)
                        .findFirst()
                        .orElseThrow()
                : schema;
        var logical = type.getLogicalType();
        if (logical instanceof LogicalTypes.Decimal decimal) {
            var bytes = new byte[((ByteBuffer) raw).remaining()];
            ((ByteBuffer) raw).get(bytes);
            return new BigDecimal(new BigInteger(bytes), decimal.getScale());
        }
        if (logical instanceof LogicalTypes.Date) {
            return LocalDate.ofEpochDay((Integer) raw);
        }
        return logical instanceof LogicalTypes.TimestampMillis ? Instant.ofEpochMilli((Long) raw) : raw;
    }
}
