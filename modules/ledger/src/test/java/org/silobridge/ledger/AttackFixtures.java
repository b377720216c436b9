package org.silobridge.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The committed exports under {@code src/test/resources/export}: one untouched, and one for each attack, naive and with
 * the index and leaf hash columns made to fit. Their key is made from a fixed seed, and is for tests only. {@link
 * #main} writes them anew, for when the format changes.
 */
final class AttackFixtures {
    static final String SUFFIX = ".silobridge-ledger";
    /** The entry that each attack is on; the added one stands before it, the swap is with the entry after the next. */
    static final int ATTACKED = 5;

    private AttackFixtures() {}

    /** Of those who verify the fixtures. */
    static NoteVerifier key() {
        return ledger().signer.verifier();
    }

    /** File name to content. */
    static Map<String, String> files() {
        var ledger = ledger();
        var files = new LinkedHashMap<String, String>();
        files.put("untouched", text(ledger.lines));
        var flipped = ledger.copy();
        int line = ledger.lineOf(ATTACKED);
        flipped.set(line, flipped.get(line).replace("\"system\"", "\"systel\"")); // m and l differ in one bit
        attack(files, "flipped", flipped);
        var dropped = ledger.copy();
        dropped.remove(line);
        attack(files, "dropped", dropped);
        var added = ledger.copy();
        added.add(
                line,
                ExportFixture.entryLine(ATTACKED, ExportFixture.entry(77, "grt-forged", null, Map.of("number", 77))));
        attack(files, "added", added);
        var swapped = ledger.copy();
        Collections.swap(swapped, line, ledger.lineOf(ATTACKED + 2));
        attack(files, "swapped", swapped);
        return files;
    }

    private static void attack(Map<String, String> files, String name, List<String> lines) {
        files.put(name, text(lines));
        files.put(name + "-fitting", text(ExportFixture.fixedUp(lines)));
    }

    private static String text(List<String> lines) {
        return String.join("\n", lines);
    }

    private static ExportFixture ledger() {
        return new ExportFixture(new FixedSeed(), List.of(5, 8, 12));
    }

    /** Writes the files into a directory. */
    public static void main(String[] args) {
        files().forEach((name, content) -> {
            try {
                Files.writeString(Path.of(args[0], name + SUFFIX), content);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    static String committed(String name) {
        try (var in = AttackFixtures.class.getResourceAsStream("/export/" + name + SUFFIX)) {
            if (in == null) {
                throw new IllegalStateException("no fixture " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives one key, always the same. */
    private static final class FixedSeed extends SecureRandom {
        private static final long serialVersionUID = 1;

        @Override
        public void nextBytes(byte[] bytes) {
            Arrays.fill(bytes, (byte) 7);
        }
    }
}
