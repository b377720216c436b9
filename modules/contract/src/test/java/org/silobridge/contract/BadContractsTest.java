package org.silobridge.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.silobridge.model.Outcome;
import org.silobridge.model.Violation;

/** What each mistake is told, and where. */
class BadContractsTest {

    @Test
    void theSampleItselfIsGood() {
        assertThat(Samples.good().reference()).isEqualTo("credit/sample@1.0");
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // passage | put in its place | path | code
                "apiVersion: silobridge.org/v1 | apiVersion: v2 | sample.yaml:1 apiVersion | contract.yaml.not-constant",
                "kind: Contract | kind: Connector | sample.yaml:2 kind | contract.yaml.not-constant",
                "database: credit | database: Credit | sample.yaml:3 database | contract.yaml.not-a",
                "name: sample | nam: sample | sample.yaml:4 nam | contract.yaml.unknown-key-nearest",
                "version: \"1.0\" | version: \"1\" | sample.yaml:5 version | contract.yaml.not-a",
                "{en: Sample, zh: 样例} | {en: Sample} | sample.yaml:6 title.zh | contract.yaml.missing-key",
                "{en: Sample, zh: 样例} | Sample | sample.yaml:6 title | contract.yaml.not-a-mapping",
                "dataClass: government | dataClass: goverment | sample.yaml:8 dataClass | contract.yaml.unknown-word-nearest",
                "records: event | records: state | sample.yaml:14 retention | contract.language.state-forgets",
                "key: [code, day] | key: [] | sample.yaml:11 key | contract.language.no-key",
                "key: [code, day] | key: code | sample.yaml:11 key | contract.yaml.not-a-list",
                "key: [code, day] | key: [code, code] | sample.yaml:11 key | contract.language.key-field-twice",
                "key: [code, day] | key: [kode] | sample.yaml:11 key | contract.language.key-field-unknown",
                "key: [code, day] | key: [secret] | sample.yaml:11 key | contract.language.key-field-nullable",
                "duplicateKeys: error | duplicateKeys: first-wins | sample.yaml:12 duplicateKeys | contract.yaml.unknown-word-nearest",
                "partitions: 3 | partitions: 0 | sample.yaml:13 partitions | contract.yaml.not-a",
                "partitions: 3 | partitions: 513 | sample.yaml:13 partitions | contract.yaml.not-a",
                "partitions: 3 | partitions: | sample.yaml:13 partitions | contract.yaml.missing-key",
                "partitions: 3 | kind: Contract | sample.yaml:13 kind | contract.yaml.duplicate-key",
                "retention: P30D | retention: 30 days | sample.yaml:14 retention | contract.yaml.not-a",
                "retention: P30D | retention: PT1S | sample.yaml:14 retention | contract.yaml.not-a",
                "retention: P30D | retention: !local x | sample.yaml:14 retention | contract.yaml.tag",
                "`  open: {sharing: un` | `  opened: {sharing: un` | sample.yaml:16 groups | contract.language.no-open-group",
                "sharing: conditional | sharing: not-shared | sample.yaml:18 groups.inner | contract.language.not-shared-without-basis",
                "inner: {sharing | all: {sharing | sample.yaml:18 groups.all | contract.language.reserved-name",
                "group: inner | group: outer | sample.yaml:39 fields.secret.group | contract.language.group-unknown",
                "sensitivity: L3 | sensitivity: L5 | sample.yaml:40 fields.secret.sensitivity | contract.yaml.unknown-word-nearest",
                "- pattern: \"[A-Z]{1,8}\" | - pattern: \"[A-Z\" | sample.yaml:24 fields.code.rules[0].pattern | contract.language.pattern",
                "- pattern: \"[A-Z]{1,8}\" | - pattern: \"(a+)+\" | sample.yaml:24 fields.code.rules[0].pattern | contract.language.pattern",
                "- pattern: \"[A-Z]{1,8}\" | - patern: \"x\" | sample.yaml:24 fields.code.rules[0].patern | contract.yaml.unknown-key-nearest",
                "- pattern: \"[A-Z]{1,8}\" | - required | sample.yaml:24 fields.code.rules[0] | contract.language.rule-needless",
                "- pattern: \"[A-Z]{1,8}\" | - mandatory | sample.yaml:24 fields.code.rules[0] | contract.language.rule-unknown",
                "- pattern: \"[A-Z]{1,8}\" | - range: {min: 1} | sample.yaml:24 fields.code.rules[0].range | contract.language.rule-type",
                "- pattern: \"[A-Z]{1,8}\" | - checkDigits: resident | sample.yaml:24 fields.code.rules[0].checkDigits | contract.yaml.unknown-word",
                "- pattern: \"[A-Z]{1,8}\" | - divisionCode: {levels: [town]} | sample.yaml:24 fields.code.rules[0].divisionCode.levels[0] | contract.yaml.unknown-word",
                "- pattern: \"[A-Z]{1,8}\" | - enum: [] | sample.yaml:24 fields.code.rules[0].enum | contract.language.enum-empty",
                "- range: {min: 0, max: 100} | - range: {min: 100, max: 0} | sample.yaml:34 fields.amount.rules[1].range | contract.language.range",
                "- range: {min: 0, max: 100} | - range: {} | sample.yaml:34 fields.amount.rules[1].range | contract.yaml.none-of",
                "- range: {min: 0, max: 100} | - length: {max: 3} | sample.yaml:34 fields.amount.rules[1].length | contract.language.rule-type",
                "- range: {min: 0, max: 100} | - required | sample.yaml:34 fields.amount.rules[1] | contract.language.rule-twice",
                "{min: 2, max: 20} | {min: 20, max: 2} | sample.yaml:43 fields.secret.rules[0].length | contract.language.length",
                "`  day:` | `  date:` | sample.yaml:25 fields.date | contract.language.field-not-in-schema",
                "`  day:` | `  date:` | sample.yaml:19 fields | contract.language.field-not-described",
                "legalBasis: {en: None, zh: 无} | legalBasis: {en: None, zh: 无 | sample.yaml:16 | contract.yaml.syntax",
                "legalBasis: {en: None, zh: 无} | legalBasis: *title | sample.yaml:15 | contract.yaml.alias",
            })
    void aMistakeInTheYamlIsNamed(String passage, String by, String path, String code) {
        var violations = violations(Samples.yaml(passage, by));

        assertThat(violations).anySatisfy(violation -> assertThat(
                        List.of(violation.path(), violation.reason().code()))
                .containsExactly(path, code));
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`\"fields\"` | `\"feilds\"` | sample.avsc | contract.schema.refused",
                "`\"string\"},` | `\"string\"` | sample.avsc:7 | contract.schema.not-json",
                "`\"name\": \"Sample\"` | `\"name\": \"Sam-ple\"` | sample.avsc | contract.schema.refused",
                "`{\"type\": \"enum\"` | `{\"type\": \"enum\", \"type\": \"enum\"` | sample.avsc:9 | contract.schema.not-json",
                "org.silobridge.credit | org.silobridge.credits | sample.avsc namespace | contract.schema.namespace",
                "`, \"default\": \"RED\"` | `` | sample.avsc fields.colour | contract.schema.enum-default",
                "`[\"null\", \"double\"], \"default\": null` | `[\"double\", \"null\"], \"default\": 1` | sample.avsc fields.amount | contract.schema.union",
                "`[\"null\", \"double\"], \"default\": null` | `[\"null\", \"double\"]` | sample.avsc fields.amount | contract.schema.null-default",
                "`[\"null\", \"double\"], \"default\": null` | `{\"type\": \"array\", \"items\": \"int\"}` | sample.avsc fields.amount | contract.schema.type",
                "`\"logicalType\": \"date\"` | `\"logicalType\": \"data\"` | sample.avsc fields.day | contract.schema.type",
                "`\"logicalType\": \"date\"` | `\"logicalType\": \"time-millis\"` | sample.avsc fields.day | contract.schema.type",
                "`\"code\", \"type\": \"string\"` | `\"code\", \"type\": \"string\", \"aliases\": [\"kode\"]` | sample.avsc fields.code | contract.schema.aliases",
                "`\"secret\"` | `\"sealed_secret\"` | sample.avsc fields.sealed_secret | contract.language.reserved-name",
                "`\"code\", \"type\": \"string\"` | `\"code\", \"type\": \"double\"` | sample.yaml:11 key | contract.language.key-field-type",
            })
    void aMistakeInTheSchemaIsNamed(String passage, String by, String path, String code) {
        var violations = violations(Samples.schema(passage, by == null ? "" : by));

        assertThat(violations).anySatisfy(violation -> assertThat(
                        List.of(violation.path(), violation.reason().code()))
                .containsExactly(path, code));
    }

    @Test
    void allMistakesAreToldAtOnceInTheOrderOfTheirLines() {
        var yaml = Samples.replaced(
                Samples.replaced(
                        Samples.replaced(Samples.YAML, "partitions: 3", "partitions: many"), "unit: kg", "units: kg"),
                "zh: 秘密",
                "zh: ''");

        var violations = violations(ContractReader.read("sample.yaml", yaml, Samples.SCHEMA));

        assertThat(violations.stream().map(Violation::toString))
                .containsExactly(
                        "sample.yaml:13 partitions: Here belongs a whole number from 1 to 512. (found: \"many\")",
                        "sample.yaml:31 fields.amount.units: units is not known here; did you mean unit?",
                        "sample.yaml:41 fields.secret.title.zh: zh is missing.");
    }

    @Test
    void theDigestIsOfWhatIsSaidNotOfItsLayout() {
        var moved = Samples.replaced(
                Samples.replaced(Samples.YAML, "partitions: 3\n", ""),
                "kind: Contract",
                "kind: Contract # a comment\npartitions: '3'");
        var digest = Samples.good().digest();

        assertThat(ContractReader.read("x", moved, Samples.SCHEMA.replace(" ", ""))
                        .orThrow()
                        .digest())
                .isEqualTo(digest)
                .hasSize(64);
        assertThat(Samples.yaml("Sample,", "Samples,").orThrow().digest()).isNotEqualTo(digest);
        assertThat(Samples.schema("\"BLUE\"", "\"BLUE\", \"GREEN\"").orThrow().digest())
                .isNotEqualTo(digest);
    }

    @Test
    void theWireSchemaIsTheSameTextHoweverTheSchemaIsWritten() {
        var compact = ContractReader.read("x", Samples.YAML, Samples.SCHEMA.replaceAll("\\s", ""))
                .orThrow();

        assertThat(compact.wireSchema().text())
                .isEqualTo(Samples.good().wireSchema().text())
                .isEqualTo(
                        "{\"type\":\"record\",\"name\":\"Sample\",\"namespace\":\"org.silobridge.credit\",\"fields\":["
                                + "{\"name\":\"code\",\"type\":\"string\"},"
                                + "{\"name\":\"day\",\"type\":{\"type\":\"int\",\"logicalType\":\"date\"}},"
                                + "{\"name\":\"amount\",\"type\":[\"null\",\"double\"],\"default\":null},"
                                + "{\"name\":\"colour\",\"type\":{\"type\":\"enum\",\"name\":\"Colour\","
                                + "\"symbols\":[\"RED\",\"BLUE\"],\"default\":\"RED\"}}]}");
    }

    static List<Violation> violations(Outcome<?> outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        return ((Outcome.Refused<?>) outcome).refusal().violations();
    }
}
