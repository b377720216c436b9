package org.silobridge.ledger;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;

/**
 * A text and the signatures under it: C2SP signed-note. The signed bytes are the text with its final newline.
 *
 * @param text ends with a newline
 * @param signatures at least one
 */
public record SignedNote(String text, List<Signature> signatures) {
    /** The most bytes that a note may have as a whole. */
    public static final int MAX_BYTES = 64 * 1024;

    private static final String DASH = "— ";

    /**
     * One signature line: who says it signed, with which key, and the signature itself, all of it still unproven.
     *
     * @param base64 the signature
     */
    public record Signature(String name, int keyId, String base64) {
        private byte[] raw() {
            return Base64.getDecoder().decode(base64);
        }

        private String line() {
            var raw = raw();
            var content = ByteBuffer.allocate(4 + raw.length).putInt(keyId).put(raw);
            return DASH + name + " " + Base64.getEncoder().encodeToString(content.array()) + "\n";
        }
    }

    /** What a look at the signatures gave. */
    public enum Verdict {
        /** A known key signed it, and no signature of a known key is wrong. */
        SIGNED,
        /** No known key signed it. Signatures by unknown keys say nothing, for or against. */
        UNKNOWN_KEY,
        /** A signature that names a known key is not by that key over this text. */
        BAD_SIGNATURE
    }

    public SignedNote {
        signatures = List.copyOf(signatures);
    }

    /** Reads a note. @throws MalformedException unless {@code note} is exactly a signed note */
    public static SignedNote parse(String note) throws MalformedException {
        if (note.length() > MAX_BYTES) {
            throw new MalformedException("a signed note has at most " + MAX_BYTES + " bytes");
        }
        if (note.chars().anyMatch(c -> c < 0x20 && c != '\n')) {
            throw new MalformedException("a control character in a signed note");
        }
        int split = note.lastIndexOf("\n\n");
        if (split < 0 || !note.endsWith("\n") || split + 2 == note.length()) {
            throw new MalformedException("a signed note is a text, an empty line, and signature lines");
        }
        var signatures = new ArrayList<Signature>();
        for (var line : note.substring(split + 2, note.length() - 1).split("\n", -1)) {
            signatures.add(signature(line));
        }
        return new SignedNote(note.substring(0, split + 1), signatures);
    }

    /** The same from bytes. */
    public static SignedNote parse(byte[] note) throws MalformedException {
        return parse(Encoding.utf8(note));
    }

    private static Signature signature(String line) throws MalformedException {
        var parts = line.split(" ", -1);
        if (parts.length != 3 || !parts[0].equals(DASH.strip())) {
            throw new MalformedException("not a signature line: \"" + Encoding.abbreviated(line) + "\"");
        }
        var content = Encoding.base64(parts[2]);
        if (content.length < 5) {
            throw new MalformedException("a signature line without a signature: \"" + line + "\"");
        }
        return new Signature(
                checkedName(parts[1]),
                ByteBuffer.wrap(content).getInt(),
                Base64.getEncoder().encodeToString(Arrays.copyOfRange(content, 4, content.length)));
    }

    static String checkedName(String name) throws MalformedException {
        if (name.isEmpty()
                || name.indexOf('+') >= 0
                || name.codePoints().anyMatch(c -> Character.isWhitespace(c) || Character.isSpaceChar(c) || c < 0x20)) {
            throw new MalformedException(
                    "a key's name is not empty and has no space and no '+': \"" + Encoding.abbreviated(name) + "\"");
        }
        return name;
    }

    /** Holds the signatures against the keys one knows. Only {@link Verdict#SIGNED} is a yes. */
    public Verdict verify(Collection<NoteVerifier> known) {
        var verdict = Verdict.UNKNOWN_KEY;
        var signed = Encoding.bytes(text);
        for (var signature : signatures) {
            for (var key : known) {
                if (key.keyId() == signature.keyId() && key.name().equals(signature.name())) {
                    if (!key.verifies(signed, signature.raw())) {
                        return Verdict.BAD_SIGNATURE;
                    }
                    verdict = Verdict.SIGNED;
                }
            }
        }
        return verdict;
    }

    /** The note as it is sent and stored. */
    @Override
    public String toString() {
        var note = new StringBuilder(text).append('\n');
        signatures.forEach(signature -> note.append(signature.line()));
        return note.toString();
    }
}
