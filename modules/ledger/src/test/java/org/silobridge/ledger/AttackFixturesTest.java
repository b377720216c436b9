package org.silobridge.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What an auditor is told of each committed export: 12 entries, signed at 5, 8 and 12, attacked at entry 5. "Fitting"
 * attacks made the unsigned columns fit afterwards.
 */
class AttackFixturesTest {
    static Stream<String> names() {
        return AttackFixtures.files().keySet().stream();
    }

    /** So that a change of the format, or of what the signature is over, does not go unnoticed. */
    @ParameterizedTest
    @MethodSource("names")
    void areWhatIsWrittenToday(String name) {
        assertThat(AttackFixtures.committed(name))
                .isEqualTo(AttackFixtures.files().get(name));
    }

    @Test
    void theUntouchedOneVerifies() {
        var report = verify("untouched");
        assertThat(report.findings()).isEmpty();
        assertThat(report.verified()).isTrue();
        assertThat(report.entries()).isEqualTo(12);
    }

    @Test
    void aFlippedByteIsFoundInItsEntry() {
        assertThat(told("flipped"))
                .containsExactly("CHANGED: entry 5 (grant.approved ent-1005, line 8) was changed: the leaf hash beside"
                        + " it is the signed one, its text is not what was signed");
    }

    @Test
    void aFlippedByteIsFoundWhereTheLeafHashWasMadeToFit() {
        assertThat(told("flipped-fitting"))
                .containsExactly(
                        "BROKEN_CHAIN: entry 7 (grant.approved ent-1007, line 10) does not carry the hash of"
                                + " the entry before it about object grt-a, entry 5 (grant.approved ent-1005, line 8):"
                                + " one of the two is not what was written",
                        "CHANGED: entries 5 to 7 are not those that were signed: one or more were changed,"
                                + " replaced or put in another order, with the columns made to fit");
    }

    @Test
    void aDroppedEntryIsNamed() {
        assertThat(told("dropped"))
                .containsExactly(
                        "BROKEN_CHAIN: of object grt-a version 3 is missing between entry 3 (grant.approved"
                                + " ent-1003, line 5) and entry 6 (grant.approved ent-1007, line 9)",
                        "MISSING: 3 entries were signed as 5 to 7, the file has 2: by the index columns entry"
                                + " 5 is missing");
    }

    @Test
    void aDroppedEntryIsFoundWhereTheColumnsWereMadeToFit() {
        assertThat(told("dropped-fitting"))
                .containsExactly(
                        "BROKEN_CHAIN: of object grt-a version 3 is missing between entry 3 (grant.approved"
                                + " ent-1003, line 5) and entry 6 (grant.approved ent-1007, line 9)",
                        "MISSING: 3 entries were signed as 5 to 7, the file has 2: 1 of them is missing, and"
                                + " the index columns do not say which",
                        "INDEX_COLUMN: entry 8 (grant.approved ent-1008, line 11) is the signed one at its"
                                + " place, but its index column says 7");
    }

    @Test
    void anAddedEntryIsNamed() {
        assertThat(told("added"))
                .containsExactly("ADDED: entry 5 (grant.approved ent-1077, line 8) was added: without, the entries are"
                        + " the signed ones");
    }

    @Test
    void anAddedEntryIsNamedWhereTheColumnsWereMadeToFit() {
        assertThat(told("added-fitting"))
                .containsExactly(
                        "ADDED: entry 5 (grant.approved ent-1077, line 8) was added: without, the entries are"
                                + " the signed ones",
                        "INDEX_COLUMN: entry 8 (grant.approved ent-1008, line 13) is the signed one at its"
                                + " place, but its index column says 9");
    }

    @Test
    void swappedEntriesAreNamed() {
        assertThat(told("swapped"))
                .containsExactly(
                        "BROKEN_CHAIN: of object grt-a version 3 is missing between entry 3 (grant.approved"
                                + " ent-1003, line 5) and entry 5 (grant.approved ent-1007, line 8)",
                        "BROKEN_CHAIN: entry 7 (grant.approved ent-1005, line 10) is version 3 of object"
                                + " grt-a but stands after version 4, entry 5 (grant.approved ent-1007, line 8): one of"
                                + " them is added or in the wrong place",
                        "REORDERED: entries stand in another order than the signed one: entry 5"
                                + " (grant.approved ent-1007, line 8) stands at 5 and was signed at 7; entry 7"
                                + " (grant.approved ent-1005, line 10) stands at 7 and was signed at 5",
                        "BROKEN_CHAIN: of object grt-a version 4 is missing between entry 7 (grant.approved"
                                + " ent-1005, line 10) and entry 9 (grant.approved ent-1009, line 13)");
    }

    @Test
    void swappedEntriesAreNamedWhereTheColumnsWereMadeToFit() {
        assertThat(told("swapped-fitting"))
                .containsExactly(
                        "BROKEN_CHAIN: of object grt-a version 3 is missing between entry 3 (grant.approved"
                                + " ent-1003, line 5) and entry 5 (grant.approved ent-1007, line 8)",
                        "BROKEN_CHAIN: entry 7 (grant.approved ent-1005, line 10) is version 3 of object"
                                + " grt-a but stands after version 4, entry 5 (grant.approved ent-1007, line 8): one of"
                                + " them is added or in the wrong place",
                        "REORDERED: entries stand in another order than the signed one: entry 5"
                                + " (grant.approved ent-1007, line 8) stands at 5 and was signed at 7; entry 7"
                                + " (grant.approved ent-1005, line 10) stands at 7 and was signed at 5",
                        "BROKEN_CHAIN: of object grt-a version 4 is missing between entry 7 (grant.approved"
                                + " ent-1005, line 10) and entry 9 (grant.approved ent-1009, line 13)");
    }

    private static List<String> told(String name) {
        var report = verify(name);
        assertThat(report.verified()).isFalse();
        return report.findings().stream().map(Finding::toString).toList();
    }

    private static VerificationReport verify(String name) {
        return ExportFixture.verify(
                new LedgerVerifier(AttackFixtures.key()),
                AttackFixtures.committed(name).getBytes(StandardCharsets.UTF_8));
    }
}
