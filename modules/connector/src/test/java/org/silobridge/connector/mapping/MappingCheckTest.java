package org.silobridge.connector.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.silobridge.connector.TestContract;
import org.silobridge.model.Outcome;

/** A mapping is held against its contract before a row is read. */
class MappingCheckTest {
    @TempDir
    private Path directory;

    private List<String> faults(String mapping) {
        var outcome =
                CompiledMapping.compile(TestContract.read(directory, mapping).mapping(), TestContract.with("error"));
        return outcome instanceof Outcome.Refused<CompiledMapping> refused
                ? refused.refusal().violations().stream()
                        .map(v -> v.path() + ": " + v.reason().in(Locale.ENGLISH))
                        .toList()
                : List.of();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "amuont: {column: a} | mapping.amuont: The contract has no field amuont. Is amount meant?",
                "whatever: {column: a} | mapping.whatever: The contract has no field whatever; it has: id, person",
                "person: {constant: abcd} | mapping.person.constant: The text does not match the pattern [A-Z]{4}.",
                "pieces: {constant: x} | mapping.pieces.constant: The value cannot be read as int.",
                "colour: {constant: BLUE} | mapping.colour.constant: The value is none of: OTHER, RED.",
                "colour: {column: c, enumMap: {红: RED, 蓝: BLUE}} | mapping.colour.enumMap.蓝: The field cannot have this value; it can have: OTHER, RED.",
                "valid: {column: v, enumMap: {是: yes}} | mapping.valid.enumMap.是: The field cannot have this value; it can have: true, false.",
                "person: {column: p, scale: 2} | mapping.person.scale: A value of type string cannot be scaled; only numbers can.",
                "amount: {column: a, scale: 0.0} | mapping.amount.scale: A scale of zero would make every value zero.",
                "amount: {column: a, format: yyyy} | mapping.amount.format: A value of type double has no format",
                "day: {column: d, format: yyyy-MM} | mapping.day.format: This pattern does not say a whole date",
                "at: {column: d, format: yyyy-MM-dd} | mapping.at: These times are local: say in which zone",
                "day: {column: d, zone: Asia/Shanghai} | mapping.day.zone: A value of type date has no zone",
            })
    void refusesWhatTheContractDoesNotAllow(String line, String fault) {
        assertThat(faults("id: {column: id}\n" + line))
                .singleElement()
                .asString()
                .startsWith(fault);
    }

    @Test
    void asksForEveryFieldThatIsAlwaysThere() {
        assertThat(faults("amount: {column: a}"))
                .containsExactly(
                        "mapping.id: The contract needs a value for id in every record; the mapping does not say"
                                + " where it comes from.");
    }

    @Test
    void saysEverythingAtOnce() {
        assertThat(faults("amuont: {column: a}\nperson: {column: p, scale: 2}\nday: {column: d, format: yyyy}"))
                .hasSize(4);
    }

    @Test
    void takesAConstantThatKeepsItsRules() {
        assertThat(faults("id: {constant: A}\nperson: {constant: ABCD}\ncolour: {constant: 红, enumMap: {红: RED}}"))
                .isEmpty();
    }
}
