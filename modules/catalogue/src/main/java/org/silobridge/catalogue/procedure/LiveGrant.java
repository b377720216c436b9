package org.silobridge.catalogue.procedure;

import java.time.Instant;
import org.silobridge.catalogue.actor.Actor;
import org.silobridge.catalogue.clock.WorkingTime;
import org.silobridge.model.ActorId;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal.Kind;
import org.silobridge.model.Role;

/** A grant that has not ended. */
public sealed interface LiveGrant extends GrantLife permits Suspendable, GrantSuspended {

    /** The same state under other terms. */
    LiveGrant with(GrantTerms terms);

    /** The owner's steward ends it, with a reason. */
    default Outcome<GrantRevoked> revoke(Actor by, String reason, Instant at) {
        return Who.ownersSteward(by, terms().owner())
                .flatMap(may -> Who.says(reason))
                .map(text -> new GrantRevoked(
                        terms(), by.id(), at, Reason.of("catalogue.procedure.revoked", "reason", text)));
    }

    /** Its date ends it, whenever that is noticed. */
    default Outcome<GrantExpired> expire(Instant noticedAt) {
        return terms().endsAt().isAfter(noticedAt)
                ? Outcome.refused(Kind.CONFLICT, Reason.of("catalogue.procedure.not-due-yet"))
                : Outcome.ok(new GrantExpired(
                        terms(), terms().endsAt(), noticedAt, Reason.of("catalogue.procedure.expired")));
    }

    /** Nobody confirmed it in time. What ends by its date before that does not lapse. */
    default Outcome<GrantExpired> lapse(Instant noticedAt, WorkingTime time) {
        var due = terms().lapsesAt(time).filter(lapse -> !lapse.isAfter(noticedAt) && lapse.isBefore(terms().endsAt()));
        return due.isEmpty()
                ? Outcome.refused(Kind.CONFLICT, Reason.of("catalogue.procedure.not-due-yet"))
                : Outcome.ok(new GrantExpired(
                        terms(), due.get(), noticedAt, Reason.of("catalogue.procedure.not-recertified")));
    }

    /** The owner's steward says that it is still right. The months count anew from then. */
    default Outcome<LiveGrant> recertify(Actor by, Instant at, WorkingTime time) {
        return Who.ownersSteward(by, terms().owner())
                .flatMap(may -> Who.notOf(by, terms().holder()))
                .flatMap(may -> isOver(at, time)
                        ? Outcome.refused(Kind.CONFLICT, Reason.of("catalogue.procedure.ended"))
                        : Outcome.ok(with(terms().confirmed(at))));
    }

    /** Whether it has ended in law, seen or not. */
    private boolean isOver(Instant at, WorkingTime time) {
        return !terms().endsAt().isAfter(at)
                || terms().lapsesAt(time).filter(lapse -> !lapse.isAfter(at)).isPresent();
    }

    /** An applicant of the holder asks for more time, before the end. */
    default Outcome<RenewalWish> askRenewal(Actor by, Instant until, String reason, Instant at, WorkingTime time) {
        return Who.applicant(by, terms().holder())
                .flatMap(may -> Who.says(reason))
                .flatMap(text -> longer(until, at, time).map(longer -> new RenewalWish(by.id(), at, longer, text)));
    }

    /** More time, decided before the end: what has ended is asked for anew. Asked for or not. */
    default Outcome<LiveGrant> renew(Actor by, Instant until, String reason, Instant at, WorkingTime time) {
        return Who.ownersSteward(by, terms().owner())
                .flatMap(may -> Who.notOf(by, terms().holder()))
                .flatMap(may -> Who.says(reason))
                .flatMap(text -> longer(until, at, time))
                .map(longer -> with(terms().until(longer).confirmed(at)));
    }

    /** The owner's steward does not give the time that was asked for; the grant goes on to its end. */
    default Outcome<String> refuseRenewal(Actor by, String reason) {
        return Who.ownersSteward(by, terms().owner())
                .flatMap(may -> Who.notOf(by, terms().holder()))
                .flatMap(may -> Who.says(reason));
    }

    private Outcome<Instant> longer(Instant until, Instant at, WorkingTime time) {
        if (isOver(at, time)) {
            return Outcome.refused(Kind.CONFLICT, Reason.of("catalogue.procedure.ended"));
        }
        return until.isAfter(terms().endsAt())
                ? Outcome.ok(until)
                : Outcome.refused(
                        Kind.INVALID, Reason.of("catalogue.procedure.renewal-ends-earlier", "until", terms().endsAt()));
    }

    /** The contract says by now that the law does not share what it opens: nothing holds it up. */
    default GrantRevoked notSharedAnyMore(ActorId by, Ask.Group group, Instant at) {
        var basis = group.legalBasis().orElseThrow();
        return new GrantRevoked(
                terms(),
                by,
                at,
                Reason.of(
                        "catalogue.procedure.not-shared-any-more",
                        "group",
                        group.name(),
                        "legalBasis",
                        basis.en(),
                        "legalBasisZh",
                        basis.zh()));
    }

    /**
     * The contract says by now that somebody has to decide about what it opens. It was given lawfully, and goes on; but
     * the steward has to confirm it from then on.
     */
    default LiveGrant conditionalNow(GrantTerms.Recertification rule, Instant at) {
        return terms().recertification().isPresent() ? this : with(terms().confirmedEvery(rule, at));
    }

    /** The department that holds it has ended, and another one does its work: the grant is its, once it is applied. */
    default Outcome<LiveGrant> passToSuccessor(Actor by, DepartmentId successor) {
        return coordinator(by)
                .flatMap(may -> successor.equals(terms().owner())
                        ? Outcome.refused(Kind.CONFLICT, Reason.of("catalogue.procedure.successor-is-owner"))
                        : Outcome.ok(heldBy(successor)));
    }

    /** The same grant of another department, which Kafka does not let read under it yet. */
    default LiveGrant heldBy(DepartmentId successor) {
        return new GrantApproved(terms().heldBy(successor));
    }

    /** The department that owns the data has ended: its successor's stewards answer for the grant now. */
    default Outcome<LiveGrant> passToSuccessorOfOwner(Actor by, DepartmentId successor) {
        return coordinator(by)
                .flatMap(may -> successor.equals(terms().holder())
                        ? Outcome.refused(Kind.CONFLICT, Reason.of("catalogue.procedure.successor-is-owner"))
                        : Outcome.ok(with(terms().ownedBy(successor))));
    }

    /** The department that holds it has ended, and nobody does its work. */
    default Outcome<GrantRevoked> dissolve(Actor by, Instant at) {
        return coordinator(by)
                .map(may -> new GrantRevoked(terms(), by.id(), at, Reason.of("catalogue.procedure.holder-dissolved")));
    }

    /** The department that owns the data has ended, and nobody answers for the data any more. */
    default Outcome<GrantRevoked> dissolveOwner(Actor by, Instant at) {
        return coordinator(by)
                .map(may -> new GrantRevoked(terms(), by.id(), at, Reason.of("catalogue.procedure.owner-dissolved")));
    }

    private Outcome<GrantTerms> coordinator(Actor by) {
        return by.holds(Role.COORDINATOR)
                ? Outcome.ok(terms())
                : Outcome.refused(Kind.FORBIDDEN, Reason.of("catalogue.procedure.not-the-coordinator"));
    }
}
