package org.silobridge.ledger;

/**
 * What a signature commits to: that the ledger named {@code origin} had, at {@code size} entries, this root. C2SP
 * tlog-checkpoint without extension lines: a checkpoint with some is refused, because nothing here knows what they say.
 */
public record Checkpoint(String origin, long size, Hash root) {
    public Checkpoint {
        if (size < 0 || origin.isEmpty() || origin.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("no checkpoint: " + origin + ", size " + size);
        }
    }

    /** The text of the note, with its final newline. */
    public String text() {
        return origin + "\n" + size + "\n" + root.toBase64() + "\n";
    }

    /** Reads the text of a note. @throws MalformedException unless it is what {@link #text} writes */
    public static Checkpoint parse(String text) throws MalformedException {
        var lines = text.split("\n", -1);
        if (lines.length != 4 || !lines[3].isEmpty() || lines[0].isEmpty()) {
            throw new MalformedException("a checkpoint has three lines: origin, size, root");
        }
        return new Checkpoint(lines[0], Encoding.decimal(lines[1]), Hash.fromBase64(lines[2]));
    }
}
