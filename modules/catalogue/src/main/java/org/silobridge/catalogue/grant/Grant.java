package org.silobridge.catalogue.grant;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.ActorId;
import org.silobridge.model.DatasetId;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.GrantId;
import org.silobridge.model.GrantState;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;
import org.silobridge.model.RequestId;

/**
 * The right that an approved request becomes. Its methods are the transitions that are legal; each answers the grant
 * as it is afterwards, or why that cannot be.
 *
 * <pre>
 * approved ──applied──▶ active
 *    │                    │
 *    ├──────revoked───────┤──▶ revoked ──withdrawn──▶ (Kafka has forgotten it)
 *    └──────expired───────┴──▶ expired ──withdrawn──▶ (Kafka has forgotten it)
 * </pre>
 *
 * @param endsAt its end by the calendar
 * @param activeAt when Kafka was first seen to enforce it
 * @param endedAt when a decision or the calendar ended it
 * @param endedBy who revoked it; null when its date ended it
 * @param endReason why it was revoked
 * @param withdrawnAt when Kafka was seen to have forgotten it
 */
public record Grant(
        GrantId id,
        RequestId request,
        DatasetId dataset,
        DepartmentId department,
        List<String> groups,
        GrantState state,
        Instant approvedAt,
        Instant endsAt,
        @Nullable Instant activeAt,
        @Nullable Instant endedAt,
        @Nullable ActorId endedBy,
        @Nullable String endReason,
        @Nullable Instant withdrawnAt) {

    public Grant {
        groups = List.copyOf(groups);
    }

    /** A grant that was just decided. */
    public static Grant approved(
            GrantId id,
            RequestId request,
            DatasetId dataset,
            DepartmentId department,
            List<String> groups,
            Instant at,
            Instant endsAt) {
        return new Grant(
                id,
                request,
                dataset,
                department,
                groups,
                GrantState.APPROVED,
                at,
                endsAt,
                null,
                null,
                null,
                null,
                null);
    }

    /** Whether a decision or its date ended it for good. */
    public boolean hasEnded() {
        return state == GrantState.REVOKED || state == GrantState.EXPIRED;
    }

    /** Whether its date has come. */
    public boolean isDue(Instant now) {
        return !endsAt.isAfter(now);
    }

    /** Kafka was seen to enforce it. */
    public Outcome<Grant> applied(Instant at) {
        return state == GrantState.APPROVED
                ? Outcome.ok(with(GrantState.ACTIVE, at, null, null, null, null))
                : illegal("applied");
    }

    /** The owner's steward ends it. */
    public Outcome<Grant> revoked(ActorId by, String reason, Instant at) {
        return hasEnded() ? illegal("revoked") : Outcome.ok(with(GrantState.REVOKED, activeAt, at, by, reason, null));
    }

    /** Its date ends it. */
    public Outcome<Grant> expired(Instant at) {
        return hasEnded() || !isDue(at)
                ? illegal("expired")
                : Outcome.ok(with(GrantState.EXPIRED, activeAt, at, null, null, null));
    }

    /** Kafka was seen to have forgotten it. */
    public Outcome<Grant> withdrawn(Instant at) {
        return hasEnded() && withdrawnAt == null
                ? Outcome.ok(with(state, activeAt, endedAt, endedBy, endReason, at))
                : illegal("withdrawn");
    }

    private Outcome<Grant> illegal(String transition) {
        return Outcome.refused(
                Refusal.Kind.CONFLICT,
                Reason.of("catalogue.grant.illegal-transition", "grant", id, "state", state, "transition", transition));
    }

    private Grant with(
            GrantState state,
            @Nullable Instant activeAt,
            @Nullable Instant endedAt,
            @Nullable ActorId endedBy,
            @Nullable String endReason,
            @Nullable Instant withdrawnAt) {
        return new Grant(
                id,
                request,
                dataset,
                department,
                groups,
                state,
                approvedAt,
                endsAt,
                activeAt,
                endedAt,
                endedBy,
                endReason,
                withdrawnAt);
    }
}
