package org.silobridge.ledger;

import java.util.HashMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Follows the chain of each object through the ledger. This is the one part of the verification whose memory grows
 * with the ledger: about 200 bytes for each object that it has entries about.
 */
final class ObjectChains {
    /** The last entry about an object. {@code claimed} is the leaf hash that stood beside it. */
    private record Last(
            long version, @Nullable Hash actual, @Nullable Hash claimed, Finding.EntryRef ref) {}

    private final HashMap<String, Last> chains = new HashMap<>();

    /** Takes in the next entry and says what is wrong with how it follows, if something is. */
    Optional<String> next(LedgerEntry entry, Hash actual, @Nullable Hash claimed, Finding.EntryRef ref) {
        var last = chains.put(entry.object(), new Last(entry.objectVersion(), actual, claimed, ref));
        var object = "object " + entry.object();
        if (last == null) {
            return entry.objectVersion() == 1
                    ? Optional.empty()
                    : Optional.of(ref + " is version " + entry.objectVersion() + " of " + object
                            + ", but nothing before it is about that object: versions 1 to "
                            + (entry.objectVersion() - 1) + " are missing before it");
        }
        if (last.actual == null) {
            return Optional.empty(); // Its text could not be read, which is a finding of its own.
        }
        if (entry.objectVersion() > last.version + 1) {
            return Optional.of("of " + object + " version " + (last.version + 1)
                    + (entry.objectVersion() == last.version + 2
                            ? " is"
                            : " to " + (entry.objectVersion() - 1) + " are")
                    + " missing between " + last.ref + " and " + ref);
        }
        if (entry.objectVersion() <= last.version) {
            return Optional.of(
                    ref + " is version " + entry.objectVersion() + " of " + object + " but stands after version "
                            + last.version + ", " + last.ref + ": one of them is added or in the wrong place");
        }
        var previous = entry.previous();
        if (last.actual.equals(previous) || (last.claimed != null && last.claimed.equals(previous))) {
            return Optional.empty(); // The hash it claims is judged with its own line.
        }
        return Optional.of(ref + " does not carry the hash of the entry before it about " + object + ", " + last.ref
                + ": one of the two is not what was written");
    }

    /** An entry about {@code object} was there but could not be read: the chain goes on after it from what comes. */
    void unreadable(String object, Finding.EntryRef ref) {
        chains.put(object, new Last(0, null, null, ref));
    }
}
