package org.silobridge.catalogue.signing;

import java.util.Map;
import java.util.Optional;
import org.silobridge.catalogue.ledger.EntryDraft;
import org.silobridge.ledger.Statement;

/** What goes into the ledger beside a decision: the signature and what it is over, or nothing where there is none. */
public final class Seal {
    /** Of a decision that nobody signed. */
    public static final Seal NONE = new Seal(Optional.empty());

    private final Optional<Map<String, Object>> signed;

    private Seal(Optional<Map<String, Object>> signed) {
        this.signed = signed;
    }

    static Seal of(Statement statement, Signature signature) {
        return new Seal(Optional.of(Map.of("statement", statement.members(), "signature", signature.value())));
    }

    /** The entry with the signature in it. */
    public EntryDraft on(EntryDraft entry) {
        return signed.map(proof -> entry.with("signed", proof)).orElse(entry);
    }
}
