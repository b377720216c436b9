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
                "open: {sharing: unconditional | open: {sharing: unconditional, fourEyes: true | sample.yaml:17 groups.open.fourEyes | contract.language.four-eyes-without-decision",
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
                "- pattern: \"[A-Z]{1,8}\" | - divisionCode: {levels: [county], at: dey} | sample.yaml:24 fields.code.rules[0].divisionCode.at | contract.language.field-not-in-schema",
                "- pattern: \"[A-Z]{1,8}\" | - divisionCode: {at: colour} | sample.yaml:24 fields.code.rules[0].divisionCode.at | contract.language.at-type",
                "- pattern: \"[A-Z]{1,8}\" | - {pattern: A, severity: flag} | sample.yaml:24 fields.code.rules[0].severity | contract.language.flag-key",
                "- pattern: \"[A-Z]{1,8}\" | - {pattern: A, severity: warn} | sample.yaml:24 fields.code.rules[0].severity | contract.yaml.unknown-word",
                "- pattern: \"[A-Z]{1,8}\" | - {severity: quarantine} | sample.yaml:24 fields.code.rules[0] | contract.yaml.none-of",
                "- range: {min: 0, max: 100} | - {range: {min: 0}, length: {max: 1}, severity: flag} | sample.yaml:34 fields.amount.rules[1] | contract.yaml.several-of",
                "- range: {min: 0, max: 100} | - {required: no, severity: flag} | sample.yaml:34 fields.amount.rules[1].required | contract.yaml.not-a",
                "- range: {min: 0, max: 100} | - {required: true} | sample.yaml:34 fields.amount.rules[1].required | contract.language.rule-twice",
                "- length: {min: 2, max: 20} | - {length: {min: 2}, severity: flag} | sample.yaml:43 fields.secret.rules[0].severity | contract.language.flag-withheld",
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

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "name: red-weighs | nam: red-weighs | sample.yaml:17 checks[0].nam | contract.yaml.unknown-key-nearest",
                "name: red-weighs | name: Red Weighs | sample.yaml:17 checks[0].name | contract.yaml.not-a",
                "name: light | name: red-weighs | sample.yaml:21 checks[1].name | contract.language.check-twice",
                "fields: [colour, amount] | fields: [] | sample.yaml:18 checks[0].fields | contract.language.check-no-fields",
                "fields: [colour, amount] | fields: [colour, amont] | sample.yaml:18 checks[0].fields[1] | contract.language.field-not-in-schema",
                "fields: [colour, amount] | fields: [colour, colour] | sample.yaml:18 checks[0].fields[1] | contract.language.check-field-twice",
                "`, zh: 重}` | `}` | sample.yaml:20 checks[0].message.zh | contract.yaml.missing-key",
                "expr: amount < 50 | expr: | sample.yaml:23 checks[1].expr | contract.yaml.missing-key",
                "fields: [amount] | fields: [secret] | sample.yaml:25 checks[1].severity | contract.language.flag-withheld",
                "severity: flag | severity: warning | sample.yaml:25 checks[1].severity | contract.yaml.unknown-word",
            })
    void aMistakeInACheckIsNamed(String passage, String by, String path, String code) {
        var violations = violations(checks(Samples.replaced(CHECKS, passage, by)));

        assertThat(violations).anySatisfy(violation -> assertThat(
                        List.of(violation.path(), violation.reason().code()))
                .containsExactly(path, code));
    }

    @Test
    void anExpressionIsReadByItsLanguageWithTheFieldsThatItNames() {
        ExpressionLanguage language = (expression, fields) -> fields.size() < 2
                ? List.of()
                : List.of(new ExpressionLanguage.Problem(
                        7, "not on " + fields.get(1).name()));

        var violations = violations(ContractReader.read(
                "sample.yaml",
                Samples.replaced(Samples.YAML, "groups:\n", CHECKS + "groups:\n"),
                Samples.SCHEMA,
                language));

        assertThat(violations.stream().map(Violation::toString))
                .containsExactly("sample.yaml:19 checks[0].expr: The expression cannot be used (character 7): "
                        + "not on amount (found: \"colour != 'RED' || amount > 1.0\")");
    }

    @Test
    void anExpressionAndANumberOfChecksHaveTheirLimits() {
        var many = new StringBuilder("checks:\n");
        for (int i = 0; i <= Check.MAX_CHECKS; i++) {
            many.append("  - {name: c").append(i).append(", fields: [code], message: {en: a, zh: b}, expr: \"");
            many.append("true".repeat(i == 0 ? Check.MAX_LENGTH : 1)).append("\"}\n");
        }

        assertThat(violations(checks(many.toString())).stream()
                        .map(v -> v.reason().code()))
                .containsExactly("contract.language.checks-many", "contract.language.expression-long");
    }

    private static final String CHECKS = """
            checks:
              - name: red-weighs
                fields: [colour, amount]
                expr: colour != 'RED' || amount > 1.0
                message: {en: Red weighs more, zh: 重}
              - name: light
                fields: [amount]
                expr: amount < 50
                message: {en: Heavy, zh: 重}
                severity: flag
            """;

    private static Outcome<Contract> checks(String checks) {
        return ContractReader.read(
                "sample.yaml", Samples.replaced(Samples.YAML, "groups:\n", checks + "groups:\n"), Samples.SCHEMA);
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
