package org.silobridge.catalogue.ledger;

import java.util.Iterator;
import org.silobridge.ledger.Frontier;
import org.silobridge.ledger.Hash;
import org.silobridge.ledger.NoteVerifier;

/**
 * Signs the states of one ledger, each of which must extend the one before. It knows by itself, outside the database,
 * what it signed last, and recomputes what it signs: a database that was set back, emptied or rewritten gets no
 * signature. Used by one thread at a time.
 */
public interface Signer {

    /** A state of the ledger as the database has it. */
    record Head(long size, Hash root) {}

    /** Leaf hashes of a range, in order. */
    @FunctionalInterface
    interface LeafHashes {
        /** Those of entries {@code from} to {@code to} (exclusive); fewer if the database has fewer. */
        Iterator<Hash> between(long from, long to);
    }

    /** What the signer answers. */
    sealed interface Answer {
        /** The signed checkpoint and the frontier of the tree it is over. */
        record Signed(String note, Frontier frontier) implements Answer {}

        /** It does not sign, and why. The ledger goes on growing, unsigned, until an operator has looked. */
        record Refused(Cause cause, String detail) implements Answer {}
    }

    /** Why a signer does not sign. */
    enum Cause {
        /** The database has fewer entries than were signed: it is older, or empty, or another one. */
        SHORTER_THAN_SIGNED,
        /** The entries that were signed are followed by others than those which the head commits to. */
        HISTORY_CHANGED,
        /** The database has signed checkpoints, this signer has signed nothing: its state was lost, or it is not the one. */
        STATE_LOST,
        /** What the signer was told to adopt was not signed by its key, or does not hold together. */
        NOT_ADOPTABLE
    }

    /** The ledger's name: the first line of each checkpoint, and the name of the key. */
    String origin();

    /** The public key to give to those who verify. */
    NoteVerifier verifierKey();

    /**
     * Signs {@code head} if it extends what was signed before; the same head again gives the same note.
     *
     * @param newestNote the newest signed checkpoint that the database has; empty text if it has none
     */
    Answer sign(Head head, String newestNote, LeafHashes leaves);
}
