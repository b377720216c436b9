package org.silobridge.ledger;

import java.util.List;

/**
 * One thing that does not hold in an export file.
 *
 * @param line the line of the file where it shows, from 1
 * @param from first place in the ledger that it concerns, from 0
 * @param to one past the last such place; equal to {@code from} where it concerns no entry. The narrowest range that
 *     the evidence supports: what lies outside is not touched by this finding. Where the text says "by the index
 *     columns", it rests on those, which are not signed
 * @param entries the entries it names, if it can name them
 * @param text the whole of it in a sentence
 */
public record Finding(Kind kind, long line, long from, long to, List<EntryRef> entries, String text) {

    /** An entry as it shows itself in the file; id and type are what its text says, true or not. */
    public record EntryRef(long index, String type, String id, long line) {
        @Override
        public String toString() {
            return "entry " + index + " (" + type + " " + id + ", line " + line + ")";
        }
    }

    /** What sort of fault it is. */
    public enum Kind {
        /** The first line is not the header of an export, or names another ledger. */
        HEADER,
        /** A line that is none of those which the format has. */
        MALFORMED_LINE,
        /** A line longer than the format allows. */
        LINE_TOO_LONG,
        /** The text of an entry is not a canonical entry. */
        MALFORMED_ENTRY,
        /** Entries are not those that were signed. */
        CHANGED,
        /** Entries that were signed are not there. */
        MISSING,
        /** Entries are there that were not signed. */
        ADDED,
        /** The signed entries stand in another order. */
        REORDERED,
        /** The entries are the signed ones, but the index beside them is not their place. */
        INDEX_COLUMN,
        /** The entries are the signed ones, but the leaf hash beside them is not theirs. */
        LEAF_HASH_COLUMN,
        /** An entry does not follow the previous one about the same object. */
        BROKEN_CHAIN,
        /** A signature that names the given key is not by it over this checkpoint. */
        BAD_SIGNATURE,
        /** A checkpoint is not signed by the given key. */
        UNKNOWN_KEY,
        /** What is signed is no checkpoint of this ledger. */
        MALFORMED_CHECKPOINT,
        /** The frontier beside a checkpoint does not lead to its root. */
        FRONTIER,
        /** Checkpoints do not grow, or two of one size differ. */
        CHECKPOINT_ORDER,
        /** Entries at the end that no signed checkpoint covers, or a file without its end. */
        TRUNCATED,
        /** The ledger is not the one of which a checkpoint was kept. */
        KEPT_CHECKPOINT,
        /** A person's signature, or the key that it is by, does not fit what the entry says. */
        WRONG_SIGNATURE,
        /** A right was given that had to be signed, and is not. */
        UNSIGNED_DECISION
    }

    public Finding {
        entries = List.copyOf(entries);
    }

    @Override
    public String toString() {
        return kind + ": " + text;
    }
}
