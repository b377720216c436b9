package org.silobridge.subscriber.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecordBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.silobridge.subscriber.ReceivedRecord;

class SinkTest {
    private static final Schema SCHEMA = new Schema.Parser().parse("""
            {"type":"record","name":"R","fields":[
              {"name":"name","type":["null","string"]},
              {"name":"day","type":{"type":"int","logicalType":"date"}},
              {"name":"at","type":{"type":"long","logicalType":"timestamp-millis"}},
              {"name":"amount","type":{"type":"bytes","logicalType":"decimal","precision":9,"scale":2}},
              {"name":"ratio","type":"double"}]}""");

    private static ReceivedRecord record(@Nullable String name, double ratio) {
        var value = new GenericRecordBuilder(SCHEMA)
                .set("name", name)
                .set("day", 15765)
                .set("at", 1362096000000L)
                .set(
                        "amount",
                        ByteBuffer.wrap(new BigDecimal("-12.50").unscaledValue().toByteArray()))
                .set("ratio", ratio)
                .build();
        return new ReceivedRecord("t", 0, 7, Instant.EPOCH, "k", value);
    }

    private static String json(boolean envelope, ReceivedRecord... records) throws IOException {
        var out = new ByteArrayOutputStream();
        new JsonLinesSink(out, envelope).write(List.of(records));
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String csv(boolean forSpreadsheets, ReceivedRecord... records) throws IOException {
        var out = new ByteArrayOutputStream();
        new CsvSink(out, forSpreadsheets).write(List.of(records));
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void writesALineOfJsonWithTheFieldsInTheOrderOfTheSchema() throws IOException {
        assertThat(json(false, record("李娜", 0.5))).isEqualTo("""
                {"name":"李娜","day":"2013-03-01","at":"2013-03-01T00:00:00Z","amount":"-12.50","ratio":0.5}
                """);
    }

    @Test
    void writesWhatIsNoNumberAsText() throws IOException {
        assertThat(json(false, record(null, Double.NaN)))
                .contains("\"name\":null")
                .contains("\"ratio\":\"NaN\"");
    }

    @Test
    void showsAWithdrawnKeyInAnEnvelopeOnly() throws IOException {
        var withdrawn = new ReceivedRecord("t", 1, 9, Instant.EPOCH, "k", null);

        assertThat(json(true, withdrawn)).isEqualTo("""
                {"key":"k","partition":1,"offset":9,"at":"1970-01-01T00:00:00Z","value":null}
                """);
        assertThat(json(false, withdrawn)).isEmpty();
    }

    @Test
    void writesCsvAsRfc4180HasIt() throws IOException {
        assertThat(csv(false, record("a \"b\", c", 1), record(null, 2), record("", 3)))
                .isEqualTo("""
                name,day,at,amount,ratio\r
                "a ""b"", c",2013-03-01,2013-03-01T00:00:00Z,-12.50,1.0\r
                ,2013-03-01,2013-03-01T00:00:00Z,-12.50,2.0\r
                "",2013-03-01,2013-03-01T00:00:00Z,-12.50,3.0\r
                """);
    }

    @Test
    void keepsSpreadsheetsFromRunningTextsAndLeavesNumbersAlone() throws IOException {
        assertThat(csv(true, record("=1+1", 1)))
                .startsWith("\uFEFFname")
                .contains("\n'=1+1,")
                .contains(",-12.50,");
        assertThat(csv(false, record("=1+1", 1))).contains("\n=1+1,");
    }
}
