package org.silobridge.catalogue.request;

import java.util.Map;
import java.util.Optional;
import org.silobridge.catalogue.grant.Grant;
import org.silobridge.catalogue.ledger.EntryDraft;
import org.silobridge.catalogue.ledger.EntryType;
import org.silobridge.model.ActorId;

/** What the ledger says of a request that is filed, and of the grant that one becomes. */
final class GrantEntries {
    private GrantEntries() {}

    /** @param by empty: the request came about by rule */
    static EntryDraft filed(Optional<ActorId> by, AccessRequest request) {
        var filed = new EntryDraft(
                        EntryType.REQUEST_FILED,
                        by,
                        Optional.of(request.department()),
                        request.id().value(),
                        Map.of())
                .with("dataset", request.dataset().value())
                .with("purpose", request.purpose())
                .with("legalBasis", request.legalBasis())
                .with("groups", request.groups())
                .with("durationDays", (long) request.durationDays());
        if (request.followsMajor()) {
            filed = filed.with("followsMajor", true);
        }
        return request.commitment().isEmpty() ? filed : filed.with("commitment", request.commitment());
    }

    /** @param by empty: it was given by rule */
    static EntryDraft approved(Optional<ActorId> by, Grant grant) {
        var approved = new EntryDraft(
                        EntryType.GRANT_APPROVED,
                        by,
                        Optional.of(grant.department()),
                        grant.id().value(),
                        Map.of())
                .with("request", grant.request().value())
                .with("dataset", grant.dataset().value())
                .with("groups", grant.groups())
                .with("until", grant.endsAt().toString());
        if (grant.followsMajor()) {
            approved = approved.with("followsMajor", true);
        }
        var follows = grant.follows();
        if (follows != null) {
            approved = approved.with("follows", follows.value());
        }
        var rule = grant.recertification();
        return rule == null ? approved : approved.with("recertify", rule.every().toString());
    }
}
