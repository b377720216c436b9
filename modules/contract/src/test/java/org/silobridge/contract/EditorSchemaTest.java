package org.silobridge.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.silobridge.model.Outcome;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The JSON Schema that editors use says what the reader says, as far as it can. */
class EditorSchemaTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    static List<Path> files() {
        return ProjectContracts.files();
    }

    @ParameterizedTest
    @MethodSource("files")
    void acceptsEveryContractOfTheProject(Path file) throws IOException {
        assertThat(complaints(Files.readString(file))).isEmpty();
    }

    @Test
    void acceptsTheSample() throws IOException {
        assertThat(complaints(Samples.YAML)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "apiVersion: silobridge.org/v1 | apiVersion: v2",
                "database: credit | database: Credit",
                "database: credit | database: positions",
                "name: sample | nam: sample",
                "version: \"1.0\" | version: \"1\"",
                "{en: Sample, zh: 样例} | {en: Sample}",
                "dataClass: government | dataClass: goverment",
                "records: event | records: state",
                "key: [code, day] | key: []",
                "key: [code, day] | key: [code, code]",
                "duplicateKeys: error | duplicateKeys: first-wins",
                "partitions: 3 | partitions: 513",
                "retention: P30D | retention: 30 days",
                "open: {sharing | opened: {sharing",
                "sharing: conditional | sharing: not-shared",
                "inner: {sharing | all: {sharing",
                "sensitivity: L3 | sensitivity: L5",
                "unit: kg | units: kg",
                "- required | - mandatory",
                "- pattern: | - patern:",
                "{min: 2, max: 20} | {min: -2}",
                "- pattern: \"[A-Z]{1,8}\" | - {pattern: A, severity: warn}",
                "- pattern: \"[A-Z]{1,8}\" | - {severity: quarantine}",
                "- range: {min: 0, max: 100} | - {range: {min: 0}, length: {max: 1}}",
                "- range: {min: 0, max: 100} | - {required: false, severity: flag}",
                "- pattern: \"[A-Z]{1,8}\" | - divisionCode: {on: day}",
            })
    void refusesWhatTheReaderRefuses(String passage, String by) throws IOException {
        assertThat(Samples.yaml(passage, by)).isInstanceOf(Outcome.Refused.class);
        assertThat(complaints(Samples.replaced(Samples.YAML, passage, by))).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "- range: {min: 0, max: 100} | - {range: {min: 0, max: 100}, severity: flag}",
                "- range: {min: 0, max: 100} | - {required: true, severity: flag}",
                "- length: {min: 2, max: 20} | - {divisionCode: {levels: [county], at: day}}",
                "- length: {min: 2, max: 20} | - {pattern: A, severity: quarantine}",
            })
    void acceptsWhatTheReaderAccepts(String passage, String by) throws IOException {
        assertThat(Samples.yaml(passage, by)).isInstanceOf(Outcome.Ok.class);
        assertThat(complaints(Samples.replaced(Samples.YAML, passage, by))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{name: one-check, fields: [day], expr: 'true'}",
                "{name: One, fields: [day], expr: 'true', message: {en: a, zh: b}}",
                "{name: one-check, fields: [], expr: 'true', message: {en: a, zh: b}}",
                "{name: one-check, fields: [day], rule: 'true', message: {en: a, zh: b}}",
                "{name: one-check, fields: [day], expr: 'true', message: {en: a, zh: b}, severity: warn}",
            })
    void refusesTheChecksThatTheReaderRefuses(String check) throws IOException {
        assertThat(Samples.yaml("groups:\n", with(check))).isInstanceOf(Outcome.Refused.class);
        assertThat(complaints(Samples.replaced(Samples.YAML, "groups:\n", with(check))))
                .isNotEmpty();
    }

    @Test
    void acceptsACheck() throws IOException {
        var check = "{name: one-check, fields: [day], expr: 'true', message: {en: a, zh: b}, severity: flag}";

        assertThat(Samples.yaml("groups:\n", with(check))).isInstanceOf(Outcome.Ok.class);
        assertThat(complaints(Samples.replaced(Samples.YAML, "groups:\n", with(check))))
                .isEmpty();
    }

    private static String with(String check) {
        return "checks: [" + check + "]\ngroups:\n";
    }

    private static Set<String> complaints(String yaml) throws IOException {
        Object tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
        return schema().validate(JSON.valueToTree(tree)).stream()
                .map(Object::toString)
                .collect(Collectors.toSet());
    }

    private static JsonSchema schema() throws IOException {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(Files.readString(ProjectContracts.PROJECT.resolve("schemas/contract-v1.schema.json")));
    }
}
