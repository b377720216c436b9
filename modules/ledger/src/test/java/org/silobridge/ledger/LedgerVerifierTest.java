package org.silobridge.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.silobridge.ledger.ExportFixture.entryLine;
import static org.silobridge.ledger.ExportFixture.fixedUp;
import static org.silobridge.ledger.ExportFixture.id;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.silobridge.ledger.Finding.Kind;

/** One attack each, naive and with the columns made to fit; what is found, and which entry it names. */
class LedgerVerifierTest {
    private final ExportFixture fixture = new ExportFixture();

    @Test
    void verifiesAnUntouchedExport() {
        var report = fixture.verify(fixture.lines);
        assertThat(report.findings()).isEmpty();
        assertThat(report.verified()).isTrue();
        assertThat(report.entries()).isEqualTo(12);
        assertThat(report.checkpoints()).isEqualTo(3);
        assertThat(report.origin()).isEqualTo(ExportFixture.ORIGIN);
        assertThat(report.checkpoint()).map(Checkpoint::size).contains(12L);
    }

    @Test
    void needsNoCheckpointsInside() {
        var file = fixture.copy();
        file.removeIf(line -> line.startsWith("checkpoint"));
        assertThat(fixture.verify(file).verified()).isTrue();
    }

    @Test
    void findsEveryByteThatCouldBeFlipped() {
        var small = ExportFixture.small();
        var lines = small.copy();
        lines.remove(lines.indexOf("") - 1); // The same note stands at the end.
        var file = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
        int line = 0;
        for (int at = 0; at < file.length; at++) {
            for (int mask : new int[] {0x01, 0x80}) {
                var flipped = file.clone();
                flipped[at] ^= (byte) mask;
                var report = small.verify(flipped);
                assertThat(report.verified())
                        .as("byte %d xor %d in line %s", at, mask, lines.get(line))
                        .isFalse();
                int entry = entryOfLine(small, line);
                if (entry >= 0 && file[at] != '\n' && flipped[at] != '\n') {
                    assertThat(report.findings())
                            .as("byte %d xor %d", at, mask)
                            .anyMatch(finding -> finding.from() <= entry && entry < finding.to());
                }
            }
            line += file[at] == '\n' ? 1 : 0;
        }
    }

    private static int entryOfLine(ExportFixture small, int line) {
        return IntStream.range(0, small.entries.size())
                .filter(i -> small.lineOf(i) == line)
                .findFirst()
                .orElse(-1);
    }

    static IntStream entries() {
        return IntStream.range(0, 12);
    }

    @ParameterizedTest
    @MethodSource("entries")
    void namesTheEntryWhoseTextWasChanged(int changed) {
        var file = fixture.copy();
        file.set(fixture.lineOf(changed), file.get(fixture.lineOf(changed)).replace("system", "systen"));
        var finding = only(Kind.CHANGED, fixture.verify(file));
        assertThat(finding.entries()).extracting(Finding.EntryRef::id).containsExactly(id(changed));
        assertThat(finding.from()).isEqualTo(changed);
        assertThat(finding.to()).isEqualTo(changed + 1);
        assertThat(finding.text()).contains("entry " + changed + " (", id(changed), "was changed");
    }

    @ParameterizedTest
    @MethodSource("entries")
    void narrowsAChangeWithAFittingLeafHashToWhatTheSignaturesSupport(int changed) {
        var file = fixture.copy();
        file.set(fixture.lineOf(changed), file.get(fixture.lineOf(changed)).replace("system", "systen"));
        var report = fixture.verify(fixedUp(file));
        var finding = first(Kind.CHANGED, report);
        // Signed at 5, 8 and 12; subtrees of 4 and 1, 8, and 8 and 4 entries.
        int from = changed < 4 ? 0 : changed < 5 ? 4 : changed < 8 ? 5 : 8;
        int to = changed < 4 ? 4 : changed < 5 ? 5 : changed < 8 ? 8 : 12;
        assertThat(finding.from()).isEqualTo(from);
        assertThat(finding.to()).isEqualTo(to);
        int successor = successor(changed);
        if (successor >= 0) {
            assertThat(first(Kind.BROKEN_CHAIN, report).text()).contains(id(changed), id(successor));
        }
    }

    private int successor(int entry) {
        var object = fixture.entries.get(entry).object();
        return IntStream.range(entry + 1, 12)
                .filter(i -> fixture.entries.get(i).object().equals(object))
                .findFirst()
                .orElse(-1);
    }

    @ParameterizedTest
    @MethodSource("entries")
    void namesTheEntryThatWasDropped(int dropped) {
        var file = fixture.copy();
        file.remove(fixture.lineOf(dropped));
        var finding = first(Kind.MISSING, fixture.verify(file));
        assertThat(finding.text()).contains("entry " + dropped + " is missing");
        // With nothing after it, the last one missing looks like another one missing with fitting columns.
        assertThat(finding.from()).isEqualTo(dropped == 11 ? 8 : dropped);
        assertThat(finding.to()).isEqualTo(dropped + 1);
    }

    @ParameterizedTest
    @MethodSource("entries")
    void narrowsADropWithFittingColumnsToItsCheckpoints(int dropped) {
        var file = fixture.copy();
        file.remove(fixture.lineOf(dropped));
        var report = fixture.verify(fixedUp(file));
        var finding = first(Kind.MISSING, report);
        assertThat(finding.from()).isLessThanOrEqualTo(dropped);
        assertThat(finding.to()).isGreaterThan(dropped);
        assertThat(finding.to() - finding.from()).isLessThanOrEqualTo(5);
        if (successor(dropped) >= 0) {
            var object = fixture.entries.get(dropped).object();
            assertThat(first(Kind.BROKEN_CHAIN, report).text()).contains(object, id(successor(dropped)), "missing");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void provesWhichEntryWasAdded(boolean fitting) {
        for (int at = 0; at <= 11; at++) {
            var forged = ExportFixture.entry(77, "grt-forged", null, Map.of());
            var file = fixture.copy();
            file.add(fixture.lineOf(at), entryLine(at, forged));
            var finding = first(Kind.ADDED, fixture.verify(fitting ? fixedUp(file) : file));
            assertThat(finding.entries()).extracting(Finding.EntryRef::id).containsExactly(id(77));
            assertThat(finding.from()).isEqualTo(at);
            assertThat(finding.text()).contains(id(77), "added");
        }
    }

    @Test
    void findsEntriesAddedAfterTheLastCheckpoint() {
        var file = fixture.copy();
        file.add(file.indexOf(""), entryLine(12, ExportFixture.entry(77, "grt-forged", null, Map.of())));
        var finding = only(Kind.ADDED, fixture.verify(file));
        assertThat(finding.from()).isEqualTo(12);
        assertThat(finding.text()).contains("nothing signed covers");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void provesWhichEntriesOfOneBatchWereSwapped(boolean fitting) {
        for (var pair : List.of(List.of(0, 4), List.of(1, 2), List.of(5, 7), List.of(8, 11))) {
            var file = fixture.copy();
            Collections.swap(file, fixture.lineOf(pair.get(0)), fixture.lineOf(pair.get(1)));
            var finding = first(Kind.REORDERED, fixture.verify(fitting ? fixedUp(file) : file));
            assertThat(finding.entries())
                    .extracting(Finding.EntryRef::id)
                    .containsExactlyInAnyOrder(id(pair.get(0)), id(pair.get(1)));
            assertThat(finding.text()).contains("was signed at " + pair.get(0), "was signed at " + pair.get(1));
        }
    }

    @Test
    void provesWhichEntryOfABatchWasMoved() {
        var file = fixture.copy();
        file.add(fixture.lineOf(11), file.remove(fixture.lineOf(8)));
        var finding = first(Kind.REORDERED, fixture.verify(fixedUp(file)));
        assertThat(finding.from()).isEqualTo(8);
        assertThat(finding.to()).isEqualTo(12);
        assertThat(finding.text()).contains("stands at 11 and was signed at 8");
    }

    @Test
    void namesEntriesSwappedAcrossBatchesByTheirColumns() {
        var file = fixture.copy();
        Collections.swap(file, fixture.lineOf(2), fixture.lineOf(10));
        var report = fixture.verify(file);
        assertThat(all(Kind.REORDERED, report))
                .flatExtracting(Finding::entries)
                .extracting(Finding.EntryRef::id)
                .containsExactly(id(10), id(2));
    }

    @Test
    void narrowsASwapAcrossBatchesWithFittingColumnsToBothBatches() {
        var file = fixture.copy();
        Collections.swap(file, fixture.lineOf(6), fixture.lineOf(10));
        var report = fixture.verify(fixedUp(file));
        assertThat(all(Kind.CHANGED, report)).extracting(Finding::from).containsExactly(5L, 8L);
        assertThat(all(Kind.CHANGED, report)).extracting(Finding::to).containsExactly(8L, 12L);
    }

    @Test
    void describesSeveralAttacksOnSeveralBatchesEachByItself() {
        var file = fixture.copy();
        file.set(fixture.lineOf(9), file.get(fixture.lineOf(9)).replace("system", "systen"));
        file.remove(fixture.lineOf(6));
        Collections.swap(file, fixture.lineOf(1), fixture.lineOf(3));
        var report = fixture.verify(file);
        assertThat(first(Kind.REORDERED, report).entries())
                .extracting(Finding.EntryRef::id)
                .containsExactly(id(3), id(1));
        assertThat(first(Kind.MISSING, report).from()).isEqualTo(6);
        assertThat(first(Kind.CHANGED, report).entries())
                .extracting(Finding.EntryRef::id)
                .containsExactly(id(9));
    }

    @Test
    void refusesAKeyThatDidNotSign() throws Exception {
        var other = SignedNoteTest.signer(ExportFixture.ORIGIN);
        var report = ExportFixture.verify(
                new LedgerVerifier(other.verifier()),
                String.join("\n", fixture.lines).getBytes(StandardCharsets.UTF_8));
        assertThat(report.verified()).isFalse();
        assertThat(report.checkpoint()).isEmpty();
        assertThat(report.findings()).extracting(Finding::kind).containsOnly(Kind.UNKNOWN_KEY);
    }

    @Test
    void refusesTheKeyOfAnotherLedger() throws Exception {
        var report = ExportFixture.verify(
                new LedgerVerifier(SignedNoteTest.signer("another").verifier()),
                String.join("\n", fixture.lines).getBytes(StandardCharsets.UTF_8));
        assertThat(report.findings().get(0).kind()).isEqualTo(Kind.HEADER);
    }

    @Test
    void refusesAForgedHistorySignedByAnotherKey() throws Exception {
        var forger = SignedNoteTest.signer(ExportFixture.ORIGIN);
        var tree = new Frontier();
        fixture.entries.subList(0, 5).forEach(entry -> tree.append(entry.leafHash()));
        var file = fixture.copy();
        file.set(6, fixture.checkpointLine(forger, tree));
        var finding = only(Kind.UNKNOWN_KEY, fixture.verify(file));
        assertThat(finding.line()).isEqualTo(7);
    }

    @Test
    void findsASignatureThatIsNotOverItsCheckpoint() {
        var file = fixture.copy();
        int last = file.size() - 2;
        file.set(last, fixture.notes.get(0).strip().lines().reduce((a, b) -> b).orElseThrow());
        only(Kind.BAD_SIGNATURE, fixture.verify(file));
    }

    @Test
    void findsAFrontierThatDoesNotBelongToItsCheckpoint() {
        var file = fixture.copy();
        var columns = file.get(6).split("\t", -1);
        file.set(6, columns[0] + "\t" + columns[1] + "\t" + file.get(10).split("\t", -1)[2]);
        only(Kind.FRONTIER, fixture.verify(file));
    }

    @Test
    void findsCheckpointsInTheWrongOrder() {
        var file = fixture.copy();
        file.add(11, file.get(6));
        only(Kind.CHECKPOINT_ORDER, fixture.verify(file));
    }

    @Test
    void findsTwoSignedHistories() {
        var tree = new Frontier();
        fixture.entries.forEach(entry -> tree.append(entry.leafHash()));
        var other = fixture.signer
                .sign(new Checkpoint(ExportFixture.ORIGIN, 12, Hash.sha256()).text())
                .toString();
        var file = fixture.copy().subList(0, fixture.lines.indexOf("") + 1);
        file.addAll(List.of(other.split("\n", -1)));
        assertThat(only(Kind.CHECKPOINT_ORDER, fixture.verify(file)).text()).contains("two histories");
    }

    @Test
    void findsAFileCutOffAnywhere() {
        var small = ExportFixture.small();
        var lines = small.copy();
        lines.remove(lines.indexOf("") - 1); // The same note stands at the end.
        var file = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < file.length; length++) {
            assertThat(small.verify(java.util.Arrays.copyOf(file, length)).verified())
                    .as("cut at %d", length)
                    .isFalse();
        }
    }

    @Test
    void findsAFileCutBackToAnOlderCheckpointOnlyAgainstAKeptOne() throws MalformedException {
        var cut = fixture.copy().subList(0, 11);
        cut.add("");
        cut.addAll(List.of(fixture.notes.get(1).split("\n", -1)));
        assertThat(fixture.verify(cut).verified()).isTrue();
        var bytes = String.join("\n", cut).getBytes(StandardCharsets.UTF_8);
        var kept = new LedgerVerifier(fixture.signer.verifier()).withKept(fixture.notes.get(2));
        var finding = only(Kind.KEPT_CHECKPOINT, ExportFixture.verify(kept, bytes));
        assertThat(finding.text()).contains("entries 8 to 11 are missing");
    }

    @Test
    void findsAHistoryThatTheKeyHolderWroteAnewOnlyAgainstAKeptCheckpoint() throws MalformedException {
        var rewritten = new Frontier();
        var forged = ExportFixture.entry(77, "grt-forged", null, Map.of());
        rewritten.append(forged.leafHash());
        var note = fixture.signer
                .sign(new Checkpoint(ExportFixture.ORIGIN, 1, rewritten.root()).text())
                .toString();
        var file = fixture.copy().subList(0, 1);
        file.addAll(List.of(entryLine(0, forged), ""));
        file.addAll(List.of(note.split("\n", -1)));
        assertThat(fixture.verify(file).verified()).isTrue();
        var before = fixture.signer
                .sign(new Checkpoint(
                                ExportFixture.ORIGIN, 1, fixture.entries.get(0).leafHash())
                        .text())
                .toString();
        var kept = new LedgerVerifier(fixture.signer.verifier()).withKept(before);
        only(
                Kind.KEPT_CHECKPOINT,
                ExportFixture.verify(kept, String.join("\n", file).getBytes(StandardCharsets.UTF_8)));
        assertThatThrownBy(() -> new LedgerVerifier(SignedNoteTest.signer("x").verifier()).withKept(before))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void findsABrokenChainEvenInEntriesThatWereSigned() {
        var first = ExportFixture.entry(0, "exchange", null, Map.of());
        var orphan = ExportFixture.entry(1, "grt-a", ExportFixture.entry(9, "grt-a", null, Map.of()), Map.of());
        var tree = new Frontier();
        tree.append(first.leafHash());
        tree.append(orphan.leafHash());
        var note = fixture.signer
                .sign(new Checkpoint(ExportFixture.ORIGIN, 2, tree.root()).text())
                .toString();
        var file = fixture.copy().subList(0, 1);
        file.addAll(List.of(entryLine(0, first), entryLine(1, orphan), ""));
        file.addAll(List.of(note.split("\n", -1)));
        assertThat(only(Kind.BROKEN_CHAIN, fixture.verify(file)).text())
                .contains("version 2 of object grt-a", "versions 1 to 1 are missing");
    }

    @Test
    void namesColumnsThatLieBesideSignedEntries() {
        var index = fixture.copy();
        index.set(fixture.lineOf(3), index.get(fixture.lineOf(3)).replaceFirst("^3", "30"));
        assertThat(first(Kind.INDEX_COLUMN, fixture.verify(index)).from()).isEqualTo(3);
        var hash = fixture.copy();
        var columns = hash.get(fixture.lineOf(3)).split("\t", -1);
        hash.set(fixture.lineOf(3), columns[0] + "\t" + Hash.sha256() + "\t" + columns[2]);
        assertThat(only(Kind.LEAF_HASH_COLUMN, fixture.verify(hash)).from()).isEqualTo(3);
    }

    @Test
    void refusesWhatIsNoLineOfTheFormat() {
        var malformed = fixture.copy();
        malformed.add(3, "no such line");
        assertThat(first(Kind.MALFORMED_LINE, fixture.verify(malformed)).line()).isEqualTo(4);
        var tooLong = fixture.copy();
        tooLong.add(3, "x".repeat(200_000));
        assertThat(first(Kind.LINE_TOO_LONG, fixture.verify(tooLong)).line()).isEqualTo(4);
        assertThat(fixture.verify(new byte[0]).verified()).isFalse();
        assertThat(fixture.verify(List.of("silobridge-ledger-export/2 x", "")).verified())
                .isFalse();
        var trailing = fixture.copy();
        trailing.add("more");
        assertThat(fixture.verify(trailing).verified()).isFalse();
    }

    @Test
    void keepsItsListOfFindingsBounded() {
        var file = new java.util.ArrayList<>(fixture.lines.subList(0, 1));
        file.addAll(Collections.nCopies(1_000, "no such line"));
        var report = fixture.verify(file);
        assertThat(report.findings()).hasSize(200);
        assertThat(report.more()).isGreaterThan(700);
    }

    private static Finding only(Kind kind, VerificationReport report) {
        assertThat(report.verified()).isFalse();
        assertThat(report.findings()).extracting(Finding::kind).containsOnly(kind);
        return first(kind, report);
    }

    private static Finding first(Kind kind, VerificationReport report) {
        assertThat(report.verified()).isFalse();
        assertThat(report.findings()).extracting(Finding::kind).contains(kind);
        return all(kind, report).get(0);
    }

    private static List<Finding> all(Kind kind, VerificationReport report) {
        return report.findings().stream().filter(f -> f.kind() == kind).toList();
    }
}
