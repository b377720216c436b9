package org.silobridge.ledger;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.silobridge.ledger.Finding.Kind;

/**
 * Verifies an export file (see {@link LedgerExport}) against the public key of the ledger, offline.
 *
 * <p>Two things happen at once and are kept apart. <b>The decision</b> is short: hash every entry text into one tree,
 * and compare its root with the one in the final checkpoint, signed by the given key. It trusts no column and no
 * checkpoint inside the file. <b>The description</b> of what is wrong uses everything the file offers: signed
 * checkpoints and frontiers inside, the columns, the chains of objects. It may be vague where the evidence is, but a
 * file with any finding is not verified.
 *
 * <p>What this cannot see by itself: a file cut back to an older checkpoint with that checkpoint at its end, and a
 * history that the holder of the signing key wrote anew. Both show against a checkpoint that the auditor kept.
 *
 * <p>Reads the file once, as a stream; memory is bounded but for {@link ObjectChains} and {@link SignedDecisions}.
 */
public final class LedgerVerifier {
    private static final int MAX_FINDINGS = 200;

    private final NoteVerifier key;
    private final List<Checkpoint> kept;
    private final Set<String> trusted;

    private LedgerVerifier(NoteVerifier key, List<Checkpoint> kept, Set<String> trusted) {
        this.key = key;
        this.kept = kept;
        this.trusted = trusted;
    }

    public LedgerVerifier(NoteVerifier key) {
        this(key, List.of(), Set.of());
    }

    /**
     * Also holds the file against a checkpoint that the auditor kept from before.
     *
     * @throws MalformedException if the note is no checkpoint signed by the key
     */
    public LedgerVerifier withKept(String note) throws MalformedException {
        var signed = SignedNote.parse(note);
        if (signed.verify(List.of(key)) != SignedNote.Verdict.SIGNED) {
            throw new MalformedException("the kept checkpoint is not signed by " + key);
        }
        var more = new ArrayList<>(kept);
        more.add(Checkpoint.parse(signed.text()));
        return new LedgerVerifier(key, List.copyOf(more), trusted);
    }

    /**
     * Also takes people's signatures only by these keys ({@link ActorKey#id}), whoever the ledger says confirmed others.
     * Empty: by those that the ledger has confirmed.
     */
    public LedgerVerifier trusting(Set<String> keys) {
        return new LedgerVerifier(key, kept, Set.copyOf(keys));
    }

    /**
     * Reads {@code file} to its end and reports.
     *
     * @throws IOException if it cannot be read; what it holds is never an exception
     */
    public VerificationReport verify(InputStream file) throws IOException {
        return new Run(new LineReader(new BufferedInputStream(file, 1 << 16))).report();
    }

    /** One pass over one file. */
    private final class Run {
        private final LineReader in;
        private final List<Finding> findings = new ArrayList<>();
        private final ObjectChains chains = new ObjectChains();
        private final SignedDecisions decisions = new SignedDecisions(key.name(), trusted);
        /** The tree over all entry texts of the file, which decides. */
        private final Frontier all = new Frontier();

        private Segment segment = new Segment(new Frontier());
        private long more;
        private long entries;
        private long checkpoints;
        private String origin = "";
        private long lineNumber;
        /** How far the index columns are from the places of their lines. */
        private long shift;
        /** A stretch with entries missing, whose description waits for the index column of the line after it. */
        private @Nullable Unresolved unresolved;

        private record Unresolved(
                Segment segment,
                Checkpoint checkpoint,
                @Nullable Frontier frontier) {}

        Run(LineReader in) {
            this.in = in;
        }

        VerificationReport report() throws IOException {
            header();
            boolean ended = false;
            for (var line = in.next(); line != null && !ended; line = ended ? line : in.next()) {
                lineNumber = line.number();
                if (line.fault() != LineReader.Fault.NONE) {
                    fault(line);
                } else if (line.bytes().length == 0) {
                    ended = true;
                } else if (startsWith(line.bytes(), LedgerExport.CHECKPOINT + "\t")) {
                    checkpoint(line);
                } else {
                    entry(line);
                }
            }
            var last = ended ? end() : null;
            if (!ended) {
                add(
                        Kind.TRUNCATED,
                        segment.next(),
                        segment.next(),
                        "the file ends without the empty line and the signed checkpoint that close it");
            }
            resolve(Segment.After.UNKNOWN);
            decisions.end().forEach(this::add);
            return decide(last);
        }

        /** Whatever was found or not found above: only this says that a file is verified. */
        private VerificationReport decide(@Nullable Checkpoint last) {
            for (var old : kept) {
                if (last != null && last.size() < old.size()) {
                    add(
                            Kind.KEPT_CHECKPOINT,
                            last.size(),
                            old.size(),
                            "the file ends at size " + last.size() + ", but a signed checkpoint of size " + old.size()
                                    + " was kept: entries " + Segment.range(last.size(), old.size()) + " are missing");
                }
            }
            boolean holds =
                    last != null && all.size() == last.size() && all.root().equals(last.root());
            if (!holds && findings.isEmpty()) {
                add(Kind.CHANGED, 0, all.size(), "the entries of the file are not those of the final checkpoint");
            }
            return new VerificationReport(
                    holds && findings.isEmpty(),
                    origin,
                    entries,
                    checkpoints,
                    Optional.ofNullable(last),
                    findings,
                    more,
                    decisions.report());
        }

        private void header() throws IOException {
            var line = in.next();
            lineNumber = 1;
            try {
                if (line == null
                        || line.fault() != LineReader.Fault.NONE
                        || !startsWith(line.bytes(), LedgerExport.HEADER)) {
                    throw new MalformedException("it does not begin with \"" + LedgerExport.HEADER + "\"");
                }
                origin = Encoding.utf8(line.bytes()).substring(LedgerExport.HEADER.length());
                if (!origin.equals(key.name())) {
                    throw new MalformedException("this is the export of \"" + Encoding.abbreviated(origin)
                            + "\", the key is of \"" + key.name() + "\"");
                }
            } catch (MalformedException e) {
                add(Kind.HEADER, 0, 0, "line 1: " + e.getMessage());
            }
        }

        private void fault(LineReader.Line line) {
            boolean tooLong = line.fault() == LineReader.Fault.TOO_LONG;
            add(
                    tooLong ? Kind.LINE_TOO_LONG : Kind.TRUNCATED,
                    segment.next(),
                    segment.next() + 1,
                    "line " + lineNumber
                            + (tooLong
                                    ? " is longer than any line of an export"
                                    : " stops before its end: the file was cut off"));
            unreadableLine(tooLong ? "longer than any line of an export" : "cut off");
        }

        private void unreadableLine(String why) {
            resolve(Segment.After.UNKNOWN);
            entries++;
            segment.add(new Segment.EntryLine(
                    new Finding.EntryRef(segment.next(), "?", "?", lineNumber),
                    segment.next(),
                    false,
                    null,
                    null,
                    why));
        }

        private void entry(LineReader.Line line) {
            int first = indexOf(line.bytes(), 0);
            int second = first < 0 ? -1 : indexOf(line.bytes(), first + 1);
            if (second < 0) {
                add(
                        Kind.MALFORMED_LINE,
                        segment.next(),
                        segment.next() + 1,
                        "line " + lineNumber
                                + " is neither an entry (index, leaf hash, entry, with TABs between) nor a checkpoint");
                unreadableLine("not an entry line");
                return;
            }
            long place = segment.next();
            long column = column(Arrays.copyOf(line.bytes(), first));
            var claimed = claimed(Arrays.copyOfRange(line.bytes(), first + 1, second));
            resolve(column == place ? Segment.After.IN_PLACE : Segment.After.SHIFTED);
            var text = Arrays.copyOfRange(line.bytes(), second + 1, line.bytes().length);
            var actual = MerkleTree.leafHash(text);
            entries++;
            all.append(actual);
            for (var old : kept) {
                if (old.size() == all.size() && !old.root().equals(all.root())) {
                    add(
                            Kind.KEPT_CHECKPOINT,
                            0,
                            old.size(),
                            "entries 0 to " + (old.size() - 1) + " are not those of the checkpoint of size "
                                    + old.size() + " that was kept: history before it was changed");
                }
            }
            Finding.EntryRef ref;
            String fault = null;
            try {
                var entry = LedgerEntry.parse(text);
                ref = new Finding.EntryRef(place, entry.type(), entry.id(), lineNumber);
                var broken = chains.next(entry, actual, claimed, ref);
                broken.ifPresent(what -> add(Kind.BROKEN_CHAIN, place, place + 1, List.of(ref(entry, place)), what));
                decisions.next(entry, ref).ifPresent(this::add);
            } catch (MalformedException e) {
                ref = new Finding.EntryRef(place, member(text, "type"), member(text, "id"), lineNumber);
                fault = "its text is no canonical entry: " + e.getMessage();
                chains.unreadable(member(text, "object"), ref);
            }
            boolean shifts = column - place != shift;
            shift = column - place;
            var entryLine = new Segment.EntryLine(ref, column, shifts, claimed, actual, fault);
            if (segment.isFull() && !entryLine.isSound()) {
                add(
                        Kind.MALFORMED_LINE,
                        place,
                        place + 1,
                        List.of(ref),
                        ref + ": its columns or its text are not in order");
            }
            segment.add(entryLine);
        }

        /** The index column, or -1 if it is no number. */
        private long column(byte[] bytes) {
            try {
                return Encoding.decimal(Encoding.utf8(bytes));
            } catch (MalformedException e) {
                return -1;
            }
        }

        /** The leaf hash column, or null if it is no hash. */
        private @Nullable Hash claimed(byte[] bytes) {
            try {
                return Hash.fromBase64(Encoding.utf8(bytes));
            } catch (MalformedException e) {
                return null;
            }
        }

        private Finding.EntryRef ref(LedgerEntry entry, long place) {
            return new Finding.EntryRef(place, entry.type(), entry.id(), lineNumber);
        }

        private void checkpoint(LineReader.Line line) {
            resolve(Segment.After.UNKNOWN);
            Checkpoint checkpoint;
            byte[] frontierBytes;
            try {
                var columns = Encoding.utf8(line.bytes()).split("\t", -1);
                if (columns.length != 3) {
                    throw new MalformedException("a checkpoint line has three columns");
                }
                checkpoint = signed(Encoding.base64(columns[1]));
                frontierBytes = Encoding.base64(columns[2]);
            } catch (MalformedException e) {
                add(
                        Kind.MALFORMED_CHECKPOINT,
                        segment.from(),
                        segment.next(),
                        "line " + lineNumber + ": " + e.getMessage());
                return;
            }
            if (checkpoint == null) {
                return; // The finding is there; the stretch goes on to the next checkpoint that verifies.
            }
            checkpoints++;
            Frontier frontier = null;
            try {
                frontier = Frontier.of(checkpoint.size(), frontierBytes);
                if (!frontier.root().equals(checkpoint.root())) {
                    frontier = null;
                    throw new MalformedException("its hashes do not lead to the signed root");
                }
            } catch (MalformedException e) {
                add(
                        Kind.FRONTIER,
                        checkpoint.size(),
                        checkpoint.size(),
                        "line " + lineNumber + ": the frontier beside the checkpoint of size " + checkpoint.size()
                                + ": " + e.getMessage());
            }
            close(checkpoint, frontier, false);
        }

        private @Nullable Checkpoint end() throws IOException {
            var note = in.rest(SignedNote.MAX_BYTES);
            lineNumber++;
            if (note == null) {
                add(
                        Kind.MALFORMED_CHECKPOINT,
                        segment.from(),
                        segment.next(),
                        "what stands after the empty line is longer than a signed checkpoint");
                return null;
            }
            try {
                var checkpoint = signed(note);
                if (checkpoint != null) {
                    resolve(Segment.After.UNKNOWN);
                    close(checkpoint, null, true);
                }
                return checkpoint;
            } catch (MalformedException e) {
                add(
                        Kind.MALFORMED_CHECKPOINT,
                        segment.from(),
                        segment.next(),
                        "the checkpoint at the end: " + e.getMessage());
                return null;
            }
        }

        /** The checkpoint in a note, if it is of this ledger and signed by the key; else null and a finding. */
        private @Nullable Checkpoint signed(byte[] bytes) throws MalformedException {
            var note = SignedNote.parse(bytes);
            var verdict = note.verify(List.of(key));
            if (verdict != SignedNote.Verdict.SIGNED) {
                boolean bad = verdict == SignedNote.Verdict.BAD_SIGNATURE;
                add(
                        bad ? Kind.BAD_SIGNATURE : Kind.UNKNOWN_KEY,
                        segment.from(),
                        segment.next(),
                        "line " + lineNumber + ": the checkpoint over entries up to " + segment.next()
                                + (bad
                                        ? " carries a signature that is not by the key it names"
                                        : " is not signed by " + key));
                return null;
            }
            var checkpoint = Checkpoint.parse(note.text());
            if (!checkpoint.origin().equals(key.name())) {
                throw new MalformedException(
                        "the checkpoint is of another ledger, \"" + Encoding.abbreviated(checkpoint.origin()) + "\"");
            }
            return checkpoint;
        }

        /** Judges the lines since the last checkpoint that verified against this one, and goes on from this one. */
        private void close(Checkpoint checkpoint, @Nullable Frontier frontier, boolean last) {
            if (checkpoint.size() < segment.from() || (checkpoint.size() == segment.from() && !last)) {
                add(
                        Kind.CHECKPOINT_ORDER,
                        segment.from(),
                        segment.from(),
                        "line " + lineNumber + ": a signed checkpoint of size " + checkpoint.size()
                                + " stands after one of size " + segment.from());
                return;
            }
            if (segment.isSigned(checkpoint.size(), checkpoint.root())) {
                segment.besideSigned().forEach(this::add);
                segment = new Segment(segment.end());
            } else if (checkpoint.size() == segment.from() && !segment.isEmpty()) {
                add(
                        Kind.ADDED,
                        segment.from(),
                        segment.next(),
                        "entries " + Segment.range(segment.from(), segment.next())
                                + " stand after the last signed checkpoint: nothing signed covers them");
            } else if (checkpoint.size() == segment.from()) {
                add(
                        Kind.CHECKPOINT_ORDER,
                        0,
                        segment.from(),
                        "two checkpoints of size " + segment.from()
                                + " are both signed and differ: the signer has signed two histories");
            } else if (segment.next() < checkpoint.size() && frontier != null) {
                unresolved = new Unresolved(segment, checkpoint, frontier);
                segment = new Segment(frontier.copy());
            } else if (frontier != null || last) {
                segment.differences(checkpoint.size(), checkpoint.root(), frontier, Segment.After.UNKNOWN)
                        .forEach(this::add);
                segment = new Segment(frontier == null ? new Frontier() : frontier.copy());
            }
        }

        private void resolve(Segment.After after) {
            var open = unresolved;
            if (open != null) {
                unresolved = null;
                open.segment
                        .differences(open.checkpoint.size(), open.checkpoint.root(), open.frontier, after)
                        .forEach(this::add);
            }
        }

        private void add(Kind kind, long from, long to, String text) {
            add(kind, from, to, List.of(), text);
        }

        private void add(Kind kind, long from, long to, List<Finding.EntryRef> named, String text) {
            add(new Finding(kind, lineNumber, from, to, named, text));
        }

        private void add(SignedDecisions.Fault fault) {
            var ref = fault.ref();
            add(new Finding(fault.kind(), ref.line(), ref.index(), ref.index() + 1, List.of(ref), fault.text()));
        }

        private void add(Finding finding) {
            if (findings.size() < MAX_FINDINGS) {
                findings.add(finding);
            } else {
                more++;
            }
        }
    }

    /** A member of a text that is no entry, as near as can be read, so that a finding can name it. */
    private static String member(byte[] text, String name) {
        Matcher found = Pattern.compile("\"" + name + "\":\"([A-Za-z0-9._~:/@-]{1,200})\"")
                .matcher(new String(text, java.nio.charset.StandardCharsets.UTF_8));
        return found.find() ? found.group(1) : "?";
    }

    private static boolean startsWith(byte[] line, String prefix) {
        var start = Encoding.bytes(prefix);
        return line.length >= start.length && Arrays.equals(line, 0, start.length, start, 0, start.length);
    }

    private static int indexOf(byte[] line, int from) {
        for (int i = from; i < line.length; i++) {
            if (line[i] == '\t') {
                return i;
            }
        }
        return -1;
    }
}
