package org.silobridge.catalogue.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.silobridge.ledger.LedgerEntry;
import org.silobridge.ledger.MalformedException;

/** {@code docs/ledger.md} says what is in the ledger: each type, and examples that could stand there. */
class LedgerPageTest {
    private static final Pattern ROW =
            Pattern.compile("^\\| `([a-z.-]+\\.[a-z-]+)` \\| (.+) \\| (.+) \\| `(\\{.*})` \\|$", Pattern.MULTILINE);
    private static final Pattern ENTRY = Pattern.compile("```json\n(.+)\n```");

    private final String page = read();

    @Test
    void hasARowForEachTypeAndNoOther() {
        assertThat(rows())
                .extracting(row -> row.group(1))
                .containsExactlyElementsOf(
                        Arrays.stream(EntryType.values()).map(EntryType::code).toList());
    }

    @Test
    void showsABodyThatAnEntryMayHave() throws JsonProcessingException {
        for (var row : rows()) {
            var body = new ObjectMapper().readValue(row.group(4), new TypeReference<Map<String, Object>>() {});
            assertThat(body).as(row.group(1)).isNotEmpty();
            var entry =
                    new LedgerEntry(row.group(1), "ent-example", Instant.EPOCH, "system", null, "sb", 1, null, body);
            assertThat(entry.canonicalBytes()).isNotEmpty();
        }
    }

    @Test
    void showsAnEntryAsItsBytesAre() throws MalformedException {
        var example = ENTRY.matcher(page);
        assertThat(example.find()).isTrue();
        var entry = LedgerEntry.parse(example.group(1).getBytes(StandardCharsets.UTF_8));
        assertThat(entry.type()).isEqualTo(EntryType.GRANT_REVOKED.code());
    }

    @Test
    void namesEverySqlStateAndEveryCauseOfARefusal() {
        assertThat(page).contains("SBL01", "SBL02", "SBL03", "SBL04");
        for (var cause : Signer.Cause.values()) {
            assertThat(page).contains("`" + cause + "`");
        }
    }

    private List<MatchResult> rows() {
        return ROW.matcher(page).results().toList();
    }

    private static String read() {
        try {
            return Files.readString(Path.of(System.getProperty("silobridge.project.dir"), "docs", "ledger.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
