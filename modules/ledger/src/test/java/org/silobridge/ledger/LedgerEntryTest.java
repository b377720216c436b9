package org.silobridge.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One entry has one spelling. */
class LedgerEntryTest {
    private static final String GOLDEN =
            "{\"actor\":\"system\",\"body\":{\"prefix\":\"silo\",\"title\":\"数据\",\"year\":2026},"
                    + "\"department\":null,\"id\":\"ent-0000000000000001\",\"object\":\"exchange\",\"objectVersion\":1,"
                    + "\"previous\":null,\"time\":\"2026-01-02T03:04:05.006Z\",\"type\":\"exchange.opened\",\"v\":1}";

    @Test
    void writesTheCanonicalBytes() throws MalformedException {
        var entry = new LedgerEntry(
                "exchange.opened",
                "ent-0000000000000001",
                Instant.parse("2026-01-02T03:04:05.006Z"),
                "system",
                null,
                "exchange",
                1,
                null,
                Map.of("year", 2026, "title", "数据", "prefix", "silo"));
        assertThat(new String(entry.canonicalBytes(), StandardCharsets.UTF_8)).isEqualTo(GOLDEN);
        assertThat(LedgerEntry.parse(bytes(GOLDEN))).isEqualTo(entry);
        assertThat(entry.leafHash()).isEqualTo(MerkleTree.leafHash(bytes(GOLDEN)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[]", "null", "{\"v\":1}"})
    void refusesWhatIsNoEntry(String text) {
        assertThatThrownBy(() -> LedgerEntry.parse(bytes(text))).isInstanceOf(MalformedException.class);
    }

    @Test
    void refusesEveryOtherSpelling() {
        for (var text : List.of(
                GOLDEN + " ",
                GOLDEN.replace(":1,", ": 1,"),
                GOLDEN.replace("\"v\":1", "\"v\":2"),
                GOLDEN.replace("\"v\":1", "\"v\":1,\"v\":1"),
                GOLDEN.replace("\"v\":1", "\"v\":1,\"w\":1"),
                GOLDEN.replace("\"v\":1", "\"v\":1.0"),
                GOLDEN.replace("2026}", "2026.5}"),
                GOLDEN.replace("2026}", "null}"),
                GOLDEN.replace("2026}", "02026}"),
                GOLDEN.replace("2026}", "-0}"),
                GOLDEN.replace("2026}", "9007199254740992}"),
                GOLDEN.replace("silo", "\\u0073ilo"),
                GOLDEN.replace("silo", "\\u0000"),
                GOLDEN.replace("silo", "\\ud800"),
                GOLDEN.replace("{\"prefix\":\"silo\",\"title\"", "{\"title\":\"a\",\"prefix\""),
                GOLDEN.replace(".006Z", ".0060Z"),
                GOLDEN.replace(".006Z", ".000Z"),
                GOLDEN.replace("02T03", "32T03"),
                GOLDEN.replace("\"objectVersion\":1", "\"objectVersion\":0"),
                GOLDEN.replace("\"objectVersion\":1", "\"objectVersion\":2"),
                GOLDEN.replace("\"previous\":null", "\"previous\":\"AAAA\""),
                GOLDEN.replace("\"actor\":\"system\"", "\"actor\":null"),
                GOLDEN.replace("exchange.opened", "opened"),
                GOLDEN.replace("2026}", "[".repeat(20_000) + "]".repeat(20_000) + "}"),
                GOLDEN.replace("silo", "x".repeat(70_000)))) {
            assertThat(text).isNotEqualTo(GOLDEN);
            assertThatThrownBy(() -> LedgerEntry.parse(bytes(text)))
                    .as(Encoding.abbreviated(text))
                    .isInstanceOf(MalformedException.class);
        }
        assertThatThrownBy(() -> LedgerEntry.parse(new byte[] {'{', (byte) 0xff, '}'}))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void refusesToWriteMoreThan64KiB() {
        var entry = entry(Map.of("large", "x".repeat(LedgerEntry.MAX_BYTES)));
        assertThatThrownBy(entry::canonicalBytes)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("digest");
    }

    @Property(tries = 300)
    void readsWhatItWrites(@ForAll("bodies") Map<String, Object> body) throws MalformedException {
        var entry = entry(body);
        var again = LedgerEntry.parse(entry.canonicalBytes());
        assertThat(again).isEqualTo(entry);
        assertThat(again.canonicalBytes()).isEqualTo(entry.canonicalBytes());
    }

    @Property(tries = 500)
    void anyBytesAreAnEntryOrRefused(@ForAll byte[] bytes) {
        try {
            assertThat(LedgerEntry.parse(bytes).canonicalBytes()).isEqualTo(bytes);
        } catch (MalformedException e) {
            assertThat(e).hasMessageNotContaining("null");
        }
    }

    @Provide
    Arbitrary<Map<String, Object>> bodies() {
        var text = Arbitraries.strings().ofMaxLength(20).filter(LedgerEntryTest::isAllowed);
        Arbitrary<Object> leaf = Arbitraries.oneOf(
                text.map(Object.class::cast),
                Arbitraries.longs().between(-Json.MAX_NUMBER, Json.MAX_NUMBER).map(Object.class::cast),
                Arbitraries.of(true, false).map(Object.class::cast));
        Arbitrary<Object> value = Arbitraries.lazyOf(
                () -> leaf,
                () -> leaf.list().ofMaxSize(3).map(Object.class::cast),
                () -> Arbitraries.maps(text, leaf).ofMaxSize(3).map(Object.class::cast));
        return Arbitraries.maps(text, value).ofMaxSize(5);
    }

    private static boolean isAllowed(String text) {
        return text.indexOf(0) < 0 && text.codePoints().noneMatch(c -> c >= 0xd800 && c <= 0xdfff);
    }

    private static LedgerEntry entry(Map<String, Object> body) {
        return new LedgerEntry(
                "grant.approved",
                "ent-0000000000000002",
                Instant.parse("2026-01-02T03:04:05Z"),
                "act-0000000000000002",
                "dep-0000000000000002",
                "grt-0000000000000002",
                2,
                Hash.sha256(),
                body);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
