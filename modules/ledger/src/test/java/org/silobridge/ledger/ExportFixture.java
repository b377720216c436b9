package org.silobridge.ledger;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.NamedParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A small ledger and its export, as lines that a test can tamper with: entries about three objects, signed at some
 * sizes. Line 0 is the header; entry i stands at {@link #lineOf}.
 */
final class ExportFixture {
    static final String ORIGIN = "silobridge.example/ledger";
    private static final List<String> OBJECTS = List.of("exchange", "grt-a", "dst-b", "grt-a", "dst-b", "grt-a");

    final NoteSigner signer;
    final List<Integer> checkpoints;
    final List<LedgerEntry> entries;
    final List<String> notes = new ArrayList<>();
    final List<String> lines;

    /** 12 entries, signed at 5, 8 and 12. */
    ExportFixture() {
        this(new SecureRandom(), List.of(5, 8, 12));
    }

    /** As many entries as the last checkpoint covers, under a key drawn from {@code random}. */
    ExportFixture(SecureRandom random, List<Integer> checkpoints) {
        try {
            var keys = KeyPairGenerator.getInstance("Ed25519");
            keys.initialize(NamedParameterSpec.ED25519, random);
            signer = new NoteSigner(ORIGIN, keys.generateKeyPair());
            this.checkpoints = checkpoints;
            entries = entries(checkpoints.get(checkpoints.size() - 1));
            var out = new ByteArrayOutputStream();
            var export = new LedgerExport(out, ORIGIN);
            var tree = new Frontier();
            for (int i = 0; i < entries.size(); i++) {
                var entry = entries.get(i);
                export.entry(i, entry.leafHash(), entry.canonicalBytes());
                tree.append(entry.leafHash());
                if (checkpoints.contains(i + 1)) {
                    var note = signer.sign(new Checkpoint(ORIGIN, tree.size(), tree.root()).text())
                            .toString();
                    notes.add(note);
                    export.checkpoint(note, tree);
                }
            }
            export.end(notes.get(notes.size() - 1));
            lines = Arrays.asList(out.toString(StandardCharsets.UTF_8).split("\n", -1));
        } catch (GeneralSecurityException | MalformedException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For what is tried at every byte: 3 entries, signed at 2 and 3. Every kind of line is there. */
    static ExportFixture small() {
        return new ExportFixture(new SecureRandom(), List.of(2, 3));
    }

    private static List<LedgerEntry> entries(int count) {
        var entries = new ArrayList<LedgerEntry>();
        var last = new HashMap<String, LedgerEntry>();
        for (int i = 0; i < count; i++) {
            var object = OBJECTS.get(i % OBJECTS.size());
            var before = last.get(object);
            var entry = entry(i, object, before, Map.of("number", i));
            entries.add(entry);
            last.put(object, entry);
        }
        return entries;
    }

    static LedgerEntry entry(
            int i, String object, @org.jspecify.annotations.Nullable LedgerEntry before, Map<String, Object> body) {
        return new LedgerEntry(
                i == 0 ? "exchange.opened" : "grant.approved",
                id(i),
                Instant.parse("2026-01-01T00:00:00Z").plusSeconds(i),
                "system",
                null,
                object,
                before == null ? 1 : before.objectVersion() + 1,
                before == null ? null : before.leafHash(),
                body);
    }

    static String id(int i) {
        return "ent-" + (1000 + i);
    }

    List<String> copy() {
        return new ArrayList<>(lines);
    }

    int lineOf(int entry) {
        return 1
                + entry
                + (int) checkpoints.stream().filter(size -> size <= entry).count();
    }

    static String entryLine(long index, LedgerEntry entry) {
        return index + "\t" + entry.leafHash() + "\t" + new String(entry.canonicalBytes(), StandardCharsets.UTF_8);
    }

    /** What a thorough attacker does after a change: every index and leaf hash column is made to fit again. */
    static List<String> fixedUp(List<String> lines) {
        var fixed = new ArrayList<String>();
        long index = 0;
        boolean ended = false;
        for (var line : lines) {
            ended |= line.isEmpty();
            var columns = line.split("\t", 3);
            if (ended || columns.length < 3 || columns[0].equals("checkpoint")) {
                fixed.add(line);
                continue;
            }
            var leaf = MerkleTree.leafHash(columns[2].getBytes(StandardCharsets.UTF_8));
            fixed.add(index++ + "\t" + leaf + "\t" + columns[2]);
        }
        return fixed;
    }

    String checkpointLine(NoteSigner by, Frontier tree) {
        var note =
                by.sign(new Checkpoint(ORIGIN, tree.size(), tree.root()).text()).toString();
        return "checkpoint\t" + Base64.getEncoder().encodeToString(note.getBytes(StandardCharsets.UTF_8)) + "\t"
                + Base64.getEncoder().encodeToString(tree.toBytes());
    }

    VerificationReport verify(List<String> file) {
        return verify(String.join("\n", file).getBytes(StandardCharsets.UTF_8));
    }

    VerificationReport verify(byte[] file) {
        return verify(new LedgerVerifier(signer.verifier()), file);
    }

    static VerificationReport verify(LedgerVerifier verifier, byte[] file) {
        try {
            return verifier.verify(new ByteArrayInputStream(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
