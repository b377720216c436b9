package org.silobridge.connector.quarantine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.silobridge.model.Reason;
import org.silobridge.model.Slug;
import org.silobridge.model.Violation;

/** The forms in which a bad row is kept and handed out. */
class QuarantineRecordTest {
    private static final Instant AT = Instant.parse("2026-02-01T08:00:00Z");

    private static QuarantineRecord row(Map<String, String> columns) {
        return new QuarantineRecord(
                new Slug("things"),
                "credit/thing/tester",
                "credit/thing@1.0",
                "data/a|b.csv",
                7,
                12,
                null,
                "YWJj",
                null,
                "UTF-8",
                List.of("person"),
                columns,
                false,
                List.of(new Violation("amount", null, Reason.of("contract.rule.type", "type", "double"))),
                AT,
                null);
    }

    @Test
    void readsBackWhatItWrote() {
        var columns = new LinkedHashMap<String, String>();
        columns.put("id", "甲");
        columns.put("amount", "");
        var open = row(columns);
        var resolved = open.resolved(new Resolution(AT.plusSeconds(1), Resolution.Outcome.SUPERSEDED));

        assertThat(QuarantineRecord.parse(open.toJson())).isEqualTo(open);
        assertThat(QuarantineRecord.parse(resolved.toJson())).isEqualTo(resolved);
        assertThat(resolved.key()).isEqualTo(open.key());
        assertThat(new String(resolved.toJson(), StandardCharsets.UTF_8))
                .contains("\"by\":\"replay\"")
                .doesNotContain("甲", "YWJj");
    }

    @Test
    void readsARecordOfAnEarlierReleaseWithoutColumns() {
        var json = """
                {"version":1,"connector":"things","dataset":"credit/thing/tester","contract":"credit/thing@1.0","file":"a.csv",\
                "line":2,"bytes":5,"encoding":"UTF-8","reasons":[{"path":"id","code":"contract.rule.required","parameters":{}}],\
                "at":"2026-02-01T08:00:00Z"}""";

        var row = QuarantineRecord.parse(json.getBytes(StandardCharsets.UTF_8));

        assertThat(row.columns()).isNull();
        assertThat(row.resolved()).isNull();
        assertThatThrownBy(
                        () -> QuarantineRecord.parse(json.replace(":1,", ":9,").getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
