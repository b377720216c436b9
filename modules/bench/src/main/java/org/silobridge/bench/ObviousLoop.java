package org.silobridge.bench;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.silobridge.contract.wire.ConfluentFraming;

/** What one writes in an afternoon: FastCSV, GenericRecord, GenericDatumWriter, a transactional producer. No rules. */
final class ObviousLoop implements Contestant.Way {
    private static final Map<String, String> STATES =
            Map.of("存续", "ACTIVE", "停业", "SUSPENDED", "吊销", "REVOKED", "注销", "CANCELLED");

    private final Stage stage;
    private final Schema schema = Stage.contract().wireSchema().schema();
    private final GenericDatumWriter<GenericRecord> writer = new GenericDatumWriter<>(schema);
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    private final byte[] header = new byte[ConfluentFraming.HEADER_LENGTH];
    private @Nullable BinaryEncoder encoder;

    ObviousLoop(Stage stage) {
        this.stage = stage;
        ConfluentFraming.writeHeader(Stage.SCHEMA_ID, header);
    }

    @Override
    public long run(String topic, String run) throws IOException {
        try (var transactions = new TimedTransactions(stage.producer("bench." + run))) {
            encodeAll((key, value) -> transactions.send(new ProducerRecord<>(topic, key, value)));
            return transactions.end();
        }
    }

    /** Reads and encodes all rows. */
    void encodeAll(BiConsumer<byte[], byte[]> sink) throws IOException {
        try (var rows = CsvReader.builder().ofCsvRecord(stage.csv())) {
            boolean first = true;
            for (var row : rows) {
                if (first) {
                    first = false;
                    continue;
                }
                bytes.reset();
                bytes.writeBytes(header);
                encoder = EncoderFactory.get().binaryEncoder(bytes, encoder);
                writer.write(record(row), encoder);
                encoder.flush();
                sink.accept(row.getField(0).getBytes(StandardCharsets.UTF_8), bytes.toByteArray());
            }
        }
    }

    private GenericRecord record(CsvRecord row) {
        var record = new GenericData.Record(schema);
        record.put("creditCode", row.getField(0));
        record.put("name", row.getField(1));
        record.put("legalRepresentative", row.getField(2));
        record.put("divisionCode", row.getField(3));
        record.put("address", row.getField(4));
        record.put("industry", row.getField(5));
        record.put(
                "status", new GenericData.EnumSymbol(schema.getField("status").schema(), STATES.get(row.getField(6))));
        record.put("establishedOn", (int) LocalDate.parse(row.getField(7)).toEpochDay());
        record.put(
                "registeredCapital",
                ByteBuffer.wrap(new BigDecimal(row.getField(8))
                        .setScale(2)
                        .unscaledValue()
                        .toByteArray()));
        var employees = row.getField(9);
        record.put("employees", employees.equals("NA") ? null : Integer.valueOf(employees));
        record.put("phone", row.getField(10));
        record.put("updatedAt", Instant.parse(row.getField(11)).toEpochMilli());
        return record;
    }
}
