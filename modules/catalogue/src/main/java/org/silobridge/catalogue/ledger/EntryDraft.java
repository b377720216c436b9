package org.silobridge.catalogue.ledger;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.silobridge.model.ActorId;
import org.silobridge.model.DepartmentId;

/**
 * What a decision wants to have recorded; id, time and the place in its object's chain are added when it is staged.
 *
 * @param actor who decided; empty for the exchange itself ({@code system} in the entry)
 * @param department the department the entry concerns, if one
 * @param object id of the object it is about: the same text as in the audited table's object column
 * @param body see {@link org.silobridge.ledger.LedgerEntry} for what may stand in it: no personal data, no secrets
 */
public record EntryDraft(
        EntryType type,
        Optional<ActorId> actor,
        Optional<DepartmentId> department,
        String object,
        Map<String, Object> body) {

    public EntryDraft {
        body = Map.copyOf(body);
    }

    /** A decision of the exchange itself, with an empty body. */
    public static EntryDraft bySystem(EntryType type, String object) {
        return new EntryDraft(type, Optional.empty(), Optional.empty(), object, Map.of());
    }

    /** A decision of an actor, with an empty body. */
    public static EntryDraft by(ActorId actor, EntryType type, String object) {
        return new EntryDraft(type, Optional.of(actor), Optional.empty(), object, Map.of());
    }

    public EntryDraft concerning(DepartmentId other) {
        return new EntryDraft(type, actor, Optional.of(other), object, body);
    }

    /** With one more member in the body. */
    public EntryDraft with(String name, Object value) {
        var more = new LinkedHashMap<>(body);
        more.put(name, value);
        return new EntryDraft(type, actor, department, object, more);
    }
}
