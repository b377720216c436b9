package org.silobridge.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.silobridge.connector.config.ConnectorFile;
import org.silobridge.connector.position.Counts;
import org.silobridge.contract.ContractReader;
import org.silobridge.model.Outcome;

/** The connectors in {@code deploy/} are read, fit their contracts and say of their files what is known of these. */
class SampleConnectorsTest {
    private static final Path PROJECT = Path.of(System.getProperty("silobridge.project.dir", "../.."));

    private static CheckReport check(String sample, String contract) {
        var file = ConnectorFile.read(PROJECT.resolve("deploy/demo/" + sample));
        var promised =
                ContractReader.read(PROJECT.resolve("schemas/" + contract)).orThrow();
        var report = file.flatMap(read -> ConnectorCheck.run(read, promised, Long.MAX_VALUE));
        if (report instanceof Outcome.Refused<CheckReport> refused) {
            throw new AssertionError(refused.refusal().in(Locale.ENGLISH));
        }
        return report.orThrow();
    }

    /** What a run makes of the same files is asserted in {@link ConnectorIT}, against these numbers. */
    @Test
    void saysOfEverySampleWhatARunMakesOfIt() {
        assertThat(check("air-quality.connector.yaml", "ecology-environment/air-quality-hourly.yaml")
                        .counts())
                .isEqualTo(new Counts(35_064, 0, Map.of()));
        var cases = check("daily-case-counts.connector.yaml", "health-care/daily-case-counts.yaml");
        assertThat(cases.counts().published()).isEqualTo(31_734);
        assertThat(cases.counts().quarantined()).isEqualTo(2_285);
        var residents = check("residents.connector.yaml", "population/resident.yaml");
        assertThat(residents.counts().published()).isEqualTo(5_910);
        assertThat(residents.counts().quarantined()).isEqualTo(90);
    }

    @Test
    void saysWhichReasonAtWhichFieldHowOftenAndWhereFirst() {
        var report = check("daily-case-counts.connector.yaml", "health-care/daily-case-counts.yaml");
        assertThat(report.findings())
                .isSortedAccordingTo(
                        Comparator.comparing(CheckReport.Finding::rows).reversed())
                .filteredOn(finding -> finding.first().path().equals("provinceCode")
                        && finding.first().reason().code().equals("contract.rule.required"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.rows()).isEqualTo(91);
                    assertThat(finding.file()).isEqualTo("data/daily-case-counts-2020Q1.csv");
                    assertThat(finding.line()).isGreaterThan(1);
                });
    }

    @Test
    void airQuality() {
        var counts = check("air-quality.connector.yaml", "ecology-environment/air-quality-hourly.yaml")
                .counts();
        assertThat(counts.read()).isEqualTo(35_064);
        assertThat(counts.quarantined()).as(counts.toString()).isZero();
    }

    @Test
    void dailyCaseCounts() {
        var counts = check("daily-case-counts.connector.yaml", "health-care/daily-case-counts.yaml")
                .counts();
        assertThat(counts.read()).isEqualTo(34_019);
        // The country's total has no province: known of the data, not worked out here.
        assertThat(counts.byReason()).containsEntry("contract.rule.required", 91L);
    }

    @Test
    void residents() {
        var report = check("residents.connector.yaml", "population/resident.yaml");
        assertThat(report.counts().read()).isEqualTo(6_000);
        assertThat(report.counts().quarantined()).isEqualTo(90);
        assertThat(report.withheldColumns()).contains("姓名", "公民身份号码").doesNotContain("户籍地区划代码");
        assertThat(report.findings().toString()).doesNotContain("金丝雀");
    }

    @Test
    void wholeListsOfDivisions() {
        var counts = check("../samples/division-lists.connector.yaml", "natural-resources/division.yaml")
                .counts();
        assertThat(counts).isEqualTo(new Counts(3_518 + 3_515, 0, Map.of()));
    }

    @Test
    void everyReasonHasItsTextInBothLanguages() throws Exception {
        var english = bundle("connector.properties");
        var chinese = bundle("connector_zh.properties");
        assertThat(english.stringPropertyNames())
                .isEqualTo(chinese.stringPropertyNames())
                .isNotEmpty();
    }

    private static Properties bundle(String name) throws Exception {
        var properties = new Properties();
        try (var in = Connector.class.getResourceAsStream("/silobridge/messages/" + name)) {
            properties.load(new InputStreamReader(java.util.Objects.requireNonNull(in), StandardCharsets.UTF_8));
        }
        return properties;
    }
}
