package org.silobridge.subscriber.sink;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.util.List;
import org.apache.avro.generic.GenericRecord;
import org.silobridge.subscriber.ReceivedRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One JSON object a line, UTF-8: the fields in the order of the schema that the record was written with. With an
 * envelope the line is {@code {key, partition, offset, at, value}}; without one, records that withdraw a key (a null
 * value) have no line and are counted in the log.
 */
public final class JsonLinesSink implements RecordSink {
    private static final Logger LOG = LoggerFactory.getLogger(JsonLinesSink.class);

    private final JsonGenerator json;
    private final boolean envelope;

    /** Writes to {@code out}, which {@link #close} closes. */
    public JsonLinesSink(OutputStream out, boolean envelope) throws IOException {
        this.envelope = envelope;
        this.json = new JsonFactory().createGenerator(out);
        json.setPrettyPrinter(new MinimalPrettyPrinter(""));
    }

    @Override
    public void write(List<ReceivedRecord> records) throws IOException {
        for (var record : records) {
            var value = record.value();
            if (envelope) {
                json.writeStartObject();
                json.writeStringField("key", record.key());
                json.writeNumberField("partition", record.partition());
                json.writeNumberField("offset", record.offset());
                json.writeStringField("at", record.at().toString());
                json.writeFieldName("value");
                if (value == null) {
                    json.writeNull();
                } else {
                    fields(value);
                }
                json.writeEndObject();
            } else if (value == null) {
                LOG.atWarn()
                        .addKeyValue("topic", record.topic())
                        .addKeyValue("partition", record.partition())
                        .addKeyValue("offset", record.offset())
                        .log("key withdrawn by its owner: not written (an envelope would show it)");
                continue;
            } else {
                fields(value);
            }
            json.writeRaw('\n');
        }
        json.flush();
    }

    private void fields(GenericRecord record) throws IOException {
        json.writeStartObject();
        for (var field : record.getSchema().getFields()) {
            json.writeFieldName(field.name());
            var value = Values.plain(field.schema(), record.get(field.pos()));
            if (value == null) {
                json.writeNull();
            } else if (value instanceof Boolean flag) {
                json.writeBoolean(flag);
            } else if (value instanceof Float number) {
                json.writeNumber(number);
            } else if (value instanceof Double number) {
                json.writeNumber(number);
            } else if (value instanceof BigDecimal decimal) {
                json.writeString(decimal.toPlainString());
            } else if (value instanceof Number number) {
                json.writeNumber(number.longValue());
            } else {
                json.writeString(value.toString());
            }
        }
        json.writeEndObject();
    }

    @Override
    public void close() throws IOException {
        json.close();
    }
}
