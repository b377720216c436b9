package org.silobridge.contract.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.util.Utf8;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.silobridge.contract.identifier.CheckDigits;

class RecordKeyTest {

    static Stream<Arguments> vectors() throws IOException {
        var file = Path.of(System.getProperty("silobridge.project.dir"), "schemas/vectors/record-key.json");
        return StreamSupport.stream(
                        new ObjectMapper()
                                .readTree(file.toFile())
                                .get("vectors")
                                .spliterator(),
                        false)
                .map(vector -> Arguments.of(vector.get("name").asText(), vector));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("vectors")
    void writesTheKeyOfTheVector(String name, JsonNode vector) {
        var key = new RecordKey();
        vector.get("fields").forEach(field -> write(key, field));

        assertThat(key.text()).as(name).isEqualTo(vector.get("key").asText());
        assertThat(key.utf8()).isEqualTo(vector.get("key").asText().getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsFieldsAsAvroHoldsThem() {
        var date = LogicalTypes.date().addToSchema(Schema.create(Schema.Type.INT));
        var time = LogicalTypes.timestampMillis().addToSchema(Schema.create(Schema.Type.LONG));
        var decimal = LogicalTypes.decimal(9, 2).addToSchema(Schema.create(Schema.Type.BYTES));
        var sex = Schema.createEnum("Sex", null, "x", List.of("MALE_1"));

        var key = new RecordKey()
                .avro(Schema.create(Schema.Type.STRING), new Utf8(" 440106"))
                .avro(date, 0)
                .avro(date, LocalDate.of(2020, 2, 29))
                .avro(time, 1362067200000L)
                .avro(
                        decimal,
                        ByteBuffer.wrap(new BigDecimal("12.50").unscaledValue().toByteArray()))
                .avro(sex, new GenericData.EnumSymbol(sex, "MALE_1"))
                .avro(Schema.create(Schema.Type.INT), 5)
                .avro(Schema.create(Schema.Type.BOOLEAN), false);

        assertThat(key.text()).isEqualTo("440106|1970-01-01|2020-02-29|2013-02-28T16:00:00Z|12.5|MALE_1|5|false");
    }

    @Test
    void doesNotAdmitFloatingPointNorNull() {
        var nullable = Schema.createUnion(Schema.create(Schema.Type.NULL), Schema.create(Schema.Type.STRING));

        assertThat(RecordKey.admits(Schema.create(Schema.Type.DOUBLE))).isFalse();
        assertThat(RecordKey.admits(Schema.create(Schema.Type.FLOAT))).isFalse();
        assertThat(RecordKey.admits(Schema.create(Schema.Type.BYTES))).isFalse();
        assertThat(RecordKey.admits(nullable)).isFalse();
        assertThatThrownBy(() -> new RecordKey().avro(Schema.create(Schema.Type.DOUBLE), 1.0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void isUsedAgainForTheNextKey() {
        var key = new RecordKey().string("a").integer(1);
        assertThat(key.text()).isEqualTo("a|1");

        assertThat(key.clear().string("b").text()).isEqualTo("b");
    }

    @Test
    void aKeyHasAField() {
        assertThatThrownBy(() -> new RecordKey().text()).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> RecordKey.of(List.of())).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void halfASurrogatePairIsNoText() {
        assertThatThrownBy(() -> new RecordKey().string("a\ud840").utf8()).isInstanceOf(IllegalArgumentException.class);
    }

    private static void write(RecordKey key, JsonNode field) {
        var value = field.get("value");
        switch (field.get("type").asText()) {
            case "string" -> {
                if (field.has("checkDigits")) {
                    key.identifier(
                            CheckDigits.of(field.get("checkDigits").asText()).orElseThrow(), value.asText());
                } else {
                    key.string(value.asText());
                }
            }
            case "int", "long" -> key.integer(value.asLong());
            case "boolean" -> key.bool(value.asBoolean());
            case "enum" -> key.symbol(value.asText());
            case "date" -> key.date(LocalDate.ofEpochDay(value.asLong()));
            case "timestamp-millis" -> key.timestampMillis(value.asLong());
            case "decimal" -> key.decimal(new BigDecimal(value.asText()));
            default -> throw new IllegalArgumentException(field.toString());
        }
    }
}
