package org.silobridge.ledger;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Base64;

/**
 * Writes the export file, version 1 ({@code .silobridge-ledger}, UTF-8, lines end with LF, columns with TAB):
 *
 * <pre>
 * silobridge-ledger-export/1 &lt;origin&gt;
 * &lt;index&gt;     &lt;base64 leaf hash&gt;     &lt;canonical entry&gt;            an entry
 * checkpoint  &lt;base64 signed note&gt;   &lt;base64 frontier&gt;          after the last entry that it covers
 *                                                                an empty line
 * &lt;the newest signed checkpoint as it is&gt;
 * </pre>
 *
 * It writes what it is given: whether that holds together is for {@link LedgerVerifier} to say. The frontier (see
 * {@link Frontier}) hashes to the signed root, so a reader can go on from a signed checkpoint whatever stands before
 * it; that is how each stretch between two checkpoints can be judged by itself. Does not close its stream.
 */
public final class LedgerExport {
    static final String HEADER = "silobridge-ledger-export/1 ";
    static final String CHECKPOINT = "checkpoint";

    private final OutputStream out;

    public LedgerExport(OutputStream out, String origin) throws IOException {
        this.out = out;
        line(HEADER + origin);
    }

    /** The entries in order. */
    public void entry(long index, Hash leafHash, byte[] canonical) throws IOException {
        for (var b : canonical) {
            if (b == '\n') {
                throw new IllegalArgumentException("entry " + index + " is not canonical: it has a line break");
            }
        }
        out.write(Encoding.bytes(index + "\t" + leafHash.toBase64() + "\t"));
        out.write(canonical);
        out.write('\n');
    }

    /** A signed checkpoint of the entries so far. */
    public void checkpoint(String note, Frontier frontier) throws IOException {
        line(CHECKPOINT + "\t" + Base64.getEncoder().encodeToString(Encoding.bytes(note)) + "\t"
                + Base64.getEncoder().encodeToString(frontier.toBytes()));
    }

    /** The newest signed checkpoint, once more and as it is; nothing follows. */
    public void end(String note) throws IOException {
        out.write('\n');
        out.write(Encoding.bytes(note));
        out.flush();
    }

    private void line(String text) throws IOException {
        out.write(Encoding.bytes(text + "\n"));
    }
}
