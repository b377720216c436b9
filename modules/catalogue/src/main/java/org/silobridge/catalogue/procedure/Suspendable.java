package org.silobridge.catalogue.procedure;

import java.time.Instant;
import org.silobridge.catalogue.actor.Actor;
import org.silobridge.model.Outcome;

/** A grant that may be held back for a time, whether it is in force yet or not. */
public sealed interface Suspendable extends LiveGrant permits GrantApproved, GrantActive {

    /** The owner's steward or a coordinator holds it back, with a reason. */
    default Outcome<GrantSuspended> suspend(Actor by, String reason, Instant at) {
        return Who.mayHoldBack(by, terms().owner()).flatMap(office -> Who.says(reason)
                .map(text -> new GrantSuspended(terms(), by.id(), office, text, at)));
    }
}
