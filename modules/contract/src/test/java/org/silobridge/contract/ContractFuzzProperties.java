package org.silobridge.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.silobridge.model.Outcome;

/** Whatever is given for a contract, a contract or a refusal comes out: no crash, no hang, no memory without end. */
class ContractFuzzProperties {
    /** What tends to hurt parsers. */
    private static final List<String> TOKENS = List.of(
            "*a",
            "&a ",
            "<<: ",
            "!!binary ",
            "!!java.lang.Object ",
            "[",
            "{",
            "]",
            "}",
            "- ",
            "? ",
            ": ",
            "|\n",
            ">-\n",
            "\"",
            "'",
            "\t",
            "\n",
            "\r",
            "---\n",
            "...\n",
            "%YAML 9.9\n",
            "#",
            "~",
            "null",
            "true",
            "NaN",
            "1e999999999",
            "-1e-999999999",
            "99999999999999999999",
            "0x7f",
            "2020-02-30",
            "+999999999-12-31",
            "P999999999999D",
            "\u0000",
            "\uD800",
            "\uFEFF",
            "好",
            "\\u",
            "(a+)+",
            "[a-z]{1,2147483647}",
            "levels: [county]",
            "severity: flag",
            "at: day",
            "required: true",
            "checks: [{}]",
            "\"type\": \"record\"",
            "\"logicalType\": \"decimal\"",
            "\"precision\": -1",
            "\"symbols\": []");

    private static final String GOOD = Samples.replaced(Samples.YAML, "groups:\n", """
            checks:
              - {name: a-check, fields: [day, amount], expr: amount > 1.0, message: {en: a, zh: b}, severity: flag}
            groups:
            """)
            .replace("- required\n", "- {required: true, severity: flag}\n      - range: {max: 5}\n")
            .replace("range: {min: 0, max: 100}", "{range: {max: 3}, severity: flag}")
            .replace("- length: {min: 2, max: 20}", "- divisionCode: {levels: [county], at: day}");

    @Property(tries = 500, shrinking = ShrinkingMode.OFF)
    void aGoodYamlThatWasDamaged(@ForAll Random random) {
        comesOut(damaged(GOOD, random), Samples.SCHEMA);
    }

    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void aGoodSchemaThatWasDamaged(@ForAll Random random) {
        comesOut(GOOD, damaged(Samples.SCHEMA, random));
    }

    @Property(tries = 150, shrinking = ShrinkingMode.OFF)
    void anyTextAtAll(@ForAll String yaml, @ForAll String schema) {
        comesOut(yaml, schema);
        comesOut(GOOD, schema);
    }

    @Property(tries = 150, shrinking = ShrinkingMode.OFF)
    void anyBytesAtAll(@ForAll byte[] bytes) {
        comesOut(new String(bytes, StandardCharsets.ISO_8859_1), Samples.SCHEMA);
    }

    static List<String> bombs() {
        var aliases = new StringBuilder("a0: &a0 [x, x]\n");
        for (int i = 1; i < 40; i++) {
            aliases.append("a%1$d: &a%1$d [*a%2$d, *a%2$d]\n".formatted(i, i - 1));
        }
        var unknown = new StringBuilder(GOOD);
        for (int i = 0; i < 5_000; i++) {
            unknown.append("k").append(i).append(": x\n");
        }
        var groups = new StringBuilder();
        for (int i = 0; i < 1_000; i++) {
            groups.append("  g%d: {sharing: conditional, title: {en: a, zh: b}}\n".formatted(i));
        }
        var fields = new StringBuilder();
        for (int i = 0; i < 1_000; i++) {
            fields.append("  f%d: {group: nowhere, sensitivity: L1, title: {en: a, zh: b}}\n".formatted(i));
        }
        return List.of(
                aliases.toString(),
                unknown.toString(),
                GOOD.replace("groups:\n", "groups:\n" + groups).replace("fields:\n", "fields:\n" + fields),
                "[".repeat(200_000),
                "{a: ".repeat(200_000),
                "- ".repeat(100_000),
                "? ".repeat(100_000),
                "a:\n".repeat(30_000),
                "&".repeat(500_000),
                GOOD + "x".repeat(500_000) + ": 1\n",
                GOOD.replace("name: sample", "name: " + "a-".repeat(200_000) + "a"),
                GOOD.replace("version: \"1.0\"", "version: \"" + "1".repeat(500_000) + "\""),
                GOOD.replace("max: 5}", "max: " + "9".repeat(500_000) + "}"),
                GOOD.replace("max: 5}", "max: 1e2147483647}"),
                GOOD.replace("max: 5}", "max: 1e400}"),
                GOOD.replace("pattern: \"[A-Z]{1,8}\"", "pattern: \"" + "(".repeat(400) + "\""),
                GOOD.replace("expr: amount > 1.0", "expr: '" + "(".repeat(500_000) + "'"));
    }

    @ParameterizedTest
    @MethodSource("bombs")
    @Timeout(60)
    void aYamlThatWasMadeToHurt(String yaml) {
        assertThat(comesOut(yaml, Samples.SCHEMA)).isInstanceOf(Outcome.Refused.class);
    }

    static List<String> schemaBombs() {
        var type = "\"type\": \"string\"";
        return List.of(
                "[".repeat(200_000),
                "{\"a\":".repeat(200_000),
                Samples.SCHEMA.replace(type, "\"type\": " + "[".repeat(900) + "]".repeat(900)),
                Samples.SCHEMA.replace(
                        type, "\"type\": " + "{\"type\": \"array\", \"items\": ".repeat(450) + "1" + "}".repeat(450)),
                Samples.SCHEMA.replace("\"double\"", "\"Sample\""),
                Samples.SCHEMA.replace("\"int\", \"logicalType\": \"date\"", "\"bytes\", \"logicalType\": \"decimal\""),
                Samples.SCHEMA.replace(
                        "\"int\", \"logicalType\": \"date\"",
                        "\"bytes\", \"logicalType\": \"decimal\", \"precision\": 1e999"),
                Samples.SCHEMA.replace("\"RED\", \"BLUE\"", "\"RED\", \"R".repeat(30_000) + "\""),
                "1".repeat(500_000),
                "\"" + "\\u0000".repeat(80_000) + "\"");
    }

    @ParameterizedTest
    @MethodSource("schemaBombs")
    @Timeout(60)
    void aSchemaThatWasMadeToHurt(String schema) {
        assertThat(comesOut(GOOD, schema)).isInstanceOf(Outcome.Refused.class);
    }

    private static Outcome<Contract> comesOut(String yaml, String schema) {
        var outcome = ContractReader.read("fuzz.yaml", yaml, schema);
        if (outcome instanceof Outcome.Ok<Contract> ok) {
            var contract = ok.value();
            assertThat(contract.wireSchema().text()).isNotEmpty();
            contract.fields().forEach(field -> field.rules().forEach(rule -> rule.declared()));
        } else {
            var refusal = ((Outcome.Refused<Contract>) outcome).refusal();
            assertThat(refusal.violations()).isNotEmpty();
            assertThat(refusal.violations().get(0).toString()).isNotEmpty();
        }
        return outcome;
    }

    private static String damaged(String text, Random random) {
        var damaged = new StringBuilder(text);
        for (int i = 1 + random.nextInt(6); i > 0; i--) {
            int at = random.nextInt(damaged.length() + 1);
            int end = Math.min(damaged.length(), at + random.nextInt(1, 40));
            switch (random.nextInt(5)) {
                case 0 -> damaged.delete(at, end);
                case 1 -> damaged.insert(at, TOKENS.get(random.nextInt(TOKENS.size())));
                case 2 -> damaged.replace(at, end, TOKENS.get(random.nextInt(TOKENS.size())));
                case 3 -> damaged.insert(random.nextInt(damaged.length() + 1), damaged.substring(at, end));
                default -> damaged.insert(at, (char) random.nextInt(0x250));
            }
        }
        return damaged.toString();
    }
}
