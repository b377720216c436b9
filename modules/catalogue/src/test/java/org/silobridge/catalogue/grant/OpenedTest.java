package org.silobridge.catalogue.grant;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.silobridge.catalogue.dataset.Dataset;
import org.silobridge.catalogue.grant.Opened.History;
import org.silobridge.checks.Cel;
import org.silobridge.contract.Contract;
import org.silobridge.contract.ContractReader;
import org.silobridge.model.DatasetId;
import org.silobridge.model.DatasetName;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.Slug;

class OpenedTest {
    private static final Instant NOW = Instant.parse("2026-05-30T08:00:12.345Z");
    private static final Dataset DATASET = new Dataset(
            new DatasetId("dst-0000000000000000"),
            DatasetName.parse("air/hourly/ecology"),
            1,
            new DepartmentId("dep-0000000000000000"),
            new Slug("ecology"),
            Duration.ofHours(24),
            "sb.air.hourly.ecology.v1",
            Dataset.State.READY,
            NOW,
            NOW,
            null);

    @Test
    void anEventTopicOpensWhatIsYoungerThanItsRetention() {
        var opened = opened("event", "P30D");

        assertThat(opened.history()).isEqualTo(History.EVERY_RECORD);
        assertThat(opened.from()).contains(Instant.parse("2026-04-30T08:00:00Z"));
        assertThat(opened.retention()).hasToString("P30D");
        assertThat(opened.text().in(Locale.ENGLISH))
                .contains("sb.air.hourly.ecology.v1", "field groups open", "since 2026-04-30T08:00:00Z");
        assertThat(opened.text().in(Locale.CHINESE)).contains("2026-04-30T08:00:00Z");
    }

    @Test
    void anEventTopicThatForgetsNothingOpensAllThatWasEverWritten() {
        var opened = opened("event", "forever");

        assertThat(opened.history()).isEqualTo(History.EVERY_RECORD);
        assertThat(opened.from()).isEmpty();
        assertThat(opened.text().in(Locale.ENGLISH)).contains("every record that was ever written");
    }

    @Test
    void aStateTopicOpensTheNewestRecordOfEachKeyHoweverOld() {
        var opened = opened("state", "forever");

        assertThat(opened.history()).isEqualTo(History.NEWEST_OF_EACH_KEY);
        assertThat(opened.from()).isEmpty();
        assertThat(opened.text().in(Locale.ENGLISH)).contains("newest record of each key");
    }

    private static Opened opened(String records, String retention) {
        return Opened.of(DATASET, contract(records, retention), List.of("open"), NOW);
    }

    private static Contract contract(String records, String retention) {
        return ContractReader.read(
                        "test", """
                apiVersion: silobridge.org/v1
                kind: Contract
                database: air
                name: hourly
                version: "1.0"
                title: {en: Hourly, zh: 小时}
                description: {en: Hourly, zh: 小时}
                dataClass: government
                records: RECORDS
                schema: hourly.avsc
                key: [station]
                duplicateKeys: error
                partitions: 1
                retention: RETENTION
                legalBasis: {en: Act 1, zh: 法一}
                groups:
                  open: {sharing: unconditional, title: {en: Open, zh: 开放}}
                fields:
                  station:
                    sensitivity: L1
                    title: {en: Station, zh: 站}
                """.replace("RECORDS", records).replace("RETENTION", retention), """
                {"type": "record", "name": "Hourly", "namespace": "org.silobridge.air", "fields": [{"name": "station", "type": "string"}]}
                """, Cel.LANGUAGE)
                .orThrow();
    }
}
