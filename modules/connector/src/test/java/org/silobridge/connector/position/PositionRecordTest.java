package org.silobridge.connector.position;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.silobridge.connector.source.SourceKind;
import org.silobridge.connector.source.SourcePosition;
import org.silobridge.model.DatasetId;
import org.silobridge.model.Slug;

class PositionRecordTest {
    private static final PublishedTo TO = new PublishedTo(new DatasetId("dst-aaaaaaaaaaaaaaaa"), 2, "share.things.v2");

    @Test
    void isReadAsItWasWritten() {
        var position = new SourcePosition(SourceKind.CSV, "data/文件.csv", Map.of("bytes", "12", "any", "text"));
        var record = new PositionRecord(TO, position, new Counts(3, 2, Map.of("contract.rule.range", 2L)));

        assertThat(PositionRecord.parse(record.toJson())).isEqualTo(record);
        assertThat(new String(record.key(new Slug("things")), StandardCharsets.UTF_8))
                .isEqualTo("things|data/文件.csv");
    }

    @Test
    void keepsItsFlags() {
        var position = new SourcePosition(SourceKind.CSV, "a.csv", Map.of("bytes", "12"));
        var counts = new Counts(3, 0, Map.of(), 2, Map.of("contract.rule.check", 2L));

        var read = PositionRecord.parse(new PositionRecord(TO, position, counts).toJson());

        assertThat(read.counts()).isEqualTo(counts);
        assertThat(read.counts().plus(counts).minus(counts)).isEqualTo(counts);
    }

    @Test
    void hasNoValueWhereThePartIsForgotten() {
        var forgotten = SourcePosition.forget(SourceKind.CSV, "a.csv");

        assertThat(new PositionRecord(TO, forgotten, Counts.NONE).value()).isNull();
    }

    @Test
    void readsRecordsOfVersion1AsPositionsOfCsvFiles() {
        var record = PositionRecord.parse("""
                {"version":1,"dataset":"dst-aaaaaaaaaaaaaaaa","major":2,"topic":"share.things.v2",
                 "file":"a.csv","bytes":120,"digest":"ab12","line":7,
                 "counts":{"read":5,"published":3,"quarantined":2,"byReason":{"contract.rule.range":2}}}
                """.getBytes(StandardCharsets.UTF_8));

        assertThat(record.to()).isEqualTo(TO);
        assertThat(record.position())
                .isEqualTo(new SourcePosition(
                        SourceKind.CSV, "a.csv", Map.of("bytes", "120", "digest", "ab12", "line", "7")));
        assertThat(record.counts()).isEqualTo(new Counts(3, 2, Map.of("contract.rule.range", 2L)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{\"version\":3}",
                "{\"version\":1,\"dataset\":\"dst-aaaaaaaaaaaaaaaa\",\"major\":1,\"topic\":\"t\"}",
                "{\"version\":2,\"dataset\":\"dst-aaaaaaaaaaaaaaaa\",\"major\":1,\"topic\":\"t\",\"source\":\"none\",\"part\":\"p\",\"state\":{}}"
            })
    void refusesWhatIsNoPositionRecord(String json) {
        assertThatThrownBy(() -> PositionRecord.parse(json.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
