package org.silobridge.catalogue.procedure;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.silobridge.catalogue.procedure.GrantTerms.Recertification;
import org.silobridge.model.GrantId;
import org.silobridge.model.GrantState;

/** Decided, not yet in force. */
public record GrantApproved(GrantTerms terms) implements Suspendable {

    /** What an approved request becomes. */
    public static GrantApproved of(RequestApproved request, GrantId id, Optional<Recertification> recertification) {
        var at = request.decision().at();
        return new GrantApproved(new GrantTerms(
                id,
                request.ask().id(),
                request.ask().department(),
                request.ask().owner(),
                request.approval().groups(),
                request.approval().jurisdictions(),
                at,
                at.plus(Duration.ofDays(request.approval().durationDays())),
                recertification,
                at));
    }

    /** Kafka was seen to enforce it. */
    public GrantActive applied(Instant at) {
        return new GrantActive(terms, at);
    }

    @Override
    public GrantApproved with(GrantTerms changed) {
        return new GrantApproved(changed);
    }

    @Override
    public GrantState state() {
        return GrantState.APPROVED;
    }
}
