package org.silobridge.catalogue.grant;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.procedure.GrantActive;
import org.silobridge.catalogue.procedure.GrantApproved;
import org.silobridge.catalogue.procedure.GrantExpired;
import org.silobridge.catalogue.procedure.GrantSuspended;
import org.silobridge.catalogue.procedure.GrantTerms;
import org.silobridge.catalogue.procedure.GrantTerms.Recertification;
import org.silobridge.catalogue.procedure.LiveGrant;
import org.silobridge.catalogue.procedure.RenewalWish;
import org.silobridge.model.ActorId;
import org.silobridge.model.DatasetId;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.GrantId;
import org.silobridge.model.GrantState;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;
import org.silobridge.model.RequestId;
import org.silobridge.model.Role;
import org.silobridge.model.Slug;

/**
 * The right that an approved request becomes, as it is stored. Its methods are the transitions that are legal; each
 * answers the grant as it is afterwards, or why that cannot be. Who may decide what about it, {@link #life} says.
 *
 * <pre>
 * approved ──applied──▶ active
 *    │ ▲                  │
 *    │ └─────resumed──────┼──── suspended ──withheld──▶ (Kafka has forgotten it for the time being)
 *    ├──────suspended─────┴──────▶ │
 *    ├──────revoked────── any of the three ──▶ revoked ──withdrawn──▶ (Kafka has forgotten it)
 *    └──────expired────── any of the three ──▶ expired ──withdrawn──▶ (Kafka has forgotten it)
 * </pre>
 *
 * @param endsAt its end by the calendar
 * @param followsMajor whether it goes on to the next major of the contract, by a grant of its own
 * @param follows the grant on the major before that it follows; null: it was asked for itself
 * @param recertification that the steward has to confirm it again and again; null: it holds without
 * @param confirmFrom since when, where the contract came to ask for that later; null: since its approval
 * @param confirmedAt when the steward last did; null: not yet
 * @param renewal that the holder asked for more time, and waits for the steward; null: it did not
 * @param activeAt when Kafka was first seen to enforce it, since it was approved or resumed
 * @param suspension why it is held back, or was when it ended
 * @param resumedAt when it was last given free; null: never. Kafka may not have forgotten its right before that
 * @param endedAt when a decision or the calendar ended it
 * @param noticedAt when the service saw that the calendar had ended it, and could begin to enforce that; null: it did not
 * @param endedBy who revoked it; null when its date ended it
 * @param lapsed whether it expired because nobody confirmed it
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
        boolean followsMajor,
        @Nullable GrantId follows,
        @Nullable Recertification recertification,
        @Nullable Instant confirmFrom,
        @Nullable Instant confirmedAt,
        @Nullable RenewalWish renewal,
        @Nullable Instant activeAt,
        @Nullable Suspension suspension,
        @Nullable Instant resumedAt,
        @Nullable Instant endedAt,
        @Nullable Instant noticedAt,
        boolean lapsed,
        @Nullable ActorId endedBy,
        @Nullable String endReason,
        @Nullable Instant withdrawnAt) {

    /**
     * That it is held back for a time.
     *
     * @param office as what {@code by} decided it: steward of the owner, or coordinator
     * @param withheldAt when Kafka was seen without the right; null: not yet
     */
    public record Suspension(
            ActorId by,
            Role office,
            Instant at,
            String reason,
            @Nullable Instant withheldAt) {}

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
            Instant endsAt,
            @Nullable Recertification recertification) {
        return new Grant(
                id,
                request,
                dataset,
                department,
                groups,
                GrantState.APPROVED,
                at,
                endsAt,
                false,
                null,
                recertification,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                false,
                null,
                null,
                null);
    }

    /** The same, just decided: whether it goes on to the next major, and which one it follows itself. */
    public Grant goingOn(boolean toNextMajor, @Nullable GrantId from) {
        return changed(next -> {
            next.followsMajor = toNextMajor;
            next.follows = from;
        });
    }

    /** Whether a decision or its date ended it for good. */
    public boolean hasEnded() {
        return state == GrantState.REVOKED || state == GrantState.EXPIRED;
    }

    /** Whether it has neither ended nor is held back. */
    public boolean holds() {
        return state == GrantState.APPROVED || state == GrantState.ACTIVE;
    }

    /** Whether its date has come. */
    public boolean isDue(Instant now) {
        return !endsAt.isAfter(now);
    }

    /** What it gives, for the time being. */
    GrantTerms terms(DepartmentId owner) {
        return new GrantTerms(
                id,
                request,
                department,
                owner,
                groups.stream().map(Slug::new).toList(),
                List.of(),
                approvedAt,
                endsAt,
                Optional.ofNullable(recertification),
                confirmedAt != null ? confirmedAt : confirmFrom != null ? confirmFrom : approvedAt);
    }

    /** What may be decided about it, and by whom; empty where it has ended. */
    Optional<LiveGrant> life(DepartmentId owner) {
        var terms = terms(owner);
        return Optional.ofNullable(
                switch (state) {
                    case APPROVED -> new GrantApproved(terms);
                    case ACTIVE -> new GrantActive(terms, Objects.requireNonNull(activeAt));
                    case SUSPENDED -> {
                        var held = Objects.requireNonNull(suspension);
                        yield new GrantSuspended(terms, held.by(), held.office(), held.reason(), held.at());
                    }
                    case REVOKED, EXPIRED -> null;
                });
    }

    /** Kafka was seen to enforce it. */
    public Outcome<Grant> applied(Instant at) {
        return state != GrantState.APPROVED
                ? illegal("applied")
                : Outcome.ok(changed(next -> {
                    next.state = GrantState.ACTIVE;
                    next.activeAt = at;
                }));
    }

    /** It is held back, or its suspension is somebody else's now. */
    Grant suspended(GrantSuspended decided) {
        var withheldAt = suspension == null ? null : suspension.withheldAt();
        return changed(next -> {
            next.state = GrantState.SUSPENDED;
            next.suspension =
                    new Suspension(decided.by(), decided.office(), decided.since(), decided.reason(), withheldAt);
        });
    }

    /** It is given free, and has to be applied again. */
    Grant resumed(Instant at) {
        return changed(next -> {
            next.state = GrantState.APPROVED;
            next.activeAt = null;
            next.suspension = null;
            next.resumedAt = at;
        });
    }

    /** Kafka was seen without the right of the grant that is held back. */
    public Outcome<Grant> withheld(Instant at) {
        var held = suspension;
        return state != GrantState.SUSPENDED || held == null || held.withheldAt() != null
                ? illegal("withheld")
                : Outcome.ok(changed(next ->
                        next.suspension = new Suspension(held.by(), held.office(), held.at(), held.reason(), at)));
    }

    /** The steward said that it is still right. */
    Grant confirmed(Instant at) {
        return changed(next -> next.confirmedAt = at);
    }

    /** The contract came to ask for a decision about what it opens. */
    Grant conditionalNow(LiveGrant life) {
        return changed(next -> {
            next.recertification = life.terms().recertification().orElse(null);
            next.confirmFrom = life.terms().confirmedAt();
        });
    }

    /** Its holder asked for more time. */
    Grant renewalAsked(RenewalWish wish) {
        return changed(next -> next.renewal = wish);
    }

    /** It was given more time, which confirms it too. Nothing of it changes on Kafka. */
    Grant renewed(Instant until, Instant at) {
        return changed(next -> {
            next.endsAt = until;
            next.confirmedAt = at;
            next.renewal = null;
        });
    }

    /** It was not given more time. */
    Grant renewalRefused() {
        return changed(next -> next.renewal = null);
    }

    /** The department that held it has ended, and its successor holds it now. */
    Grant passed(LiveGrant life) {
        return changed(next -> {
            next.department = life.terms().holder();
            next.state = life.state();
            next.activeAt = null;
            next.renewal = null;
        });
    }

    /** The owner's steward ends it. */
    public Outcome<Grant> revoked(ActorId by, String reason, Instant at) {
        return hasEnded()
                ? illegal("revoked")
                : Outcome.ok(changed(next -> {
                    next.state = GrantState.REVOKED;
                    next.endedAt = at;
                    next.endedBy = by;
                    next.endReason = reason;
                }));
    }

    /** Its date ends it, whenever that is noticed. */
    public Outcome<Grant> expired(Instant noticedAt) {
        return hasEnded() || !isDue(noticedAt)
                ? illegal("expired")
                : Outcome.ok(changed(next -> {
                    next.state = GrantState.EXPIRED;
                    next.endedAt = endsAt;
                    next.noticedAt = noticedAt;
                }));
    }

    /** It ends because nobody confirmed it. */
    Grant lapsed(GrantExpired lapse) {
        return changed(next -> {
            next.state = GrantState.EXPIRED;
            next.endedAt = lapse.endedAt();
            next.noticedAt = lapse.noticedAt();
            next.lapsed = true;
        });
    }

    /** How long it went on only because nobody was there to end it. */
    Duration overrun() {
        return noticedAt == null || endedAt == null ? Duration.ZERO : Duration.between(endedAt, noticedAt);
    }

    /** Kafka was seen to have forgotten it. */
    public Outcome<Grant> withdrawn(Instant at) {
        return hasEnded() && withdrawnAt == null
                ? Outcome.ok(changed(next -> next.withdrawnAt = at))
                : illegal("withdrawn");
    }

    <T> Outcome<T> illegal(String transition) {
        return Outcome.refused(
                Refusal.Kind.CONFLICT,
                Reason.of("catalogue.grant.illegal-transition", "grant", id, "state", state, "transition", transition));
    }

    private Grant changed(Consumer<Next> change) {
        var next = new Next();
        change.accept(next);
        return next.grant();
    }

    /** What a transition changes; all else stays as it is. */
    private final class Next {
        private DepartmentId department = Grant.this.department;
        private GrantState state = Grant.this.state;
        private Instant endsAt = Grant.this.endsAt;
        private boolean followsMajor = Grant.this.followsMajor;
        private @Nullable GrantId follows = Grant.this.follows;
        private @Nullable Recertification recertification = Grant.this.recertification;
        private @Nullable Instant confirmFrom = Grant.this.confirmFrom;
        private @Nullable Instant confirmedAt = Grant.this.confirmedAt;
        private @Nullable RenewalWish renewal = Grant.this.renewal;
        private @Nullable Instant activeAt = Grant.this.activeAt;
        private @Nullable Suspension suspension = Grant.this.suspension;
        private @Nullable Instant resumedAt = Grant.this.resumedAt;
        private @Nullable Instant endedAt = Grant.this.endedAt;
        private @Nullable Instant noticedAt = Grant.this.noticedAt;
        private boolean lapsed = Grant.this.lapsed;
        private @Nullable ActorId endedBy = Grant.this.endedBy;
        private @Nullable String endReason = Grant.this.endReason;
        private @Nullable Instant withdrawnAt = Grant.this.withdrawnAt;

        private Grant grant() {
            return new Grant(
                    id,
                    request,
                    dataset,
                    department,
                    groups,
                    state,
                    approvedAt,
                    endsAt,
                    followsMajor,
                    follows,
                    recertification,
                    confirmFrom,
                    confirmedAt,
                    renewal,
                    activeAt,
                    suspension,
                    resumedAt,
                    endedAt,
                    noticedAt,
                    lapsed,
                    endedBy,
                    endReason,
                    withdrawnAt);
        }
    }
}
