package org.silobridge.catalogue.request;

import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.silobridge.catalogue.actor.Actor;
import org.silobridge.catalogue.dataset.DatasetStore;
import org.silobridge.catalogue.grant.Opened;
import org.silobridge.catalogue.ledger.EntryDraft;
import org.silobridge.catalogue.ledger.LedgerStaging;
import org.silobridge.catalogue.procedure.Approval;
import org.silobridge.catalogue.procedure.RequestApproved;
import org.silobridge.catalogue.procedure.RequestRefused;
import org.silobridge.catalogue.request.AccessRequest.Decision;
import org.silobridge.catalogue.request.Desk.Open;
import org.silobridge.contract.FieldGroup;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal.Kind;
import org.silobridge.model.RequestState;
import org.silobridge.model.Sharing;
import org.silobridge.model.Slug;
import org.silobridge.model.Violation;

/** How a decision is stored, recorded and told, whoever took it. Each method runs in the transaction that decides. */
final class Decisions {
    private final LedgerStaging ledger;
    private final Requests requests;
    private final RequestNotices notices;
    private final RequestStore store = new RequestStore();
    private final DatasetStore datasets = new DatasetStore();

    Decisions(LedgerStaging ledger, Requests requests, RequestNotices notices) {
        this.ledger = ledger;
        this.requests = requests;
        this.notices = notices;
    }

    /**
     * The approval, if it may be given under the terms of now: the contract may have been tightened since the request was
     * filed, what it seals nobody can enforce yet, and while a grant of the department is suspended there is no other.
     */
    Outcome<Approval> mayGive(Handle db, Open open, Approval approval) {
        if (datasets.find(db, open.dataset().id()).orElseThrow().hasEnded()) {
            return Outcome.refused(
                    Kind.CONFLICT,
                    Reason.of(
                            "catalogue.dataset.ended", "dataset", open.dataset().name()));
        }
        var forbidden = forbidden(open, approval);
        if (forbidden.isPresent()) {
            return Outcome.refused(Kind.NOT_ALLOWED, forbidden.get());
        }
        var request = open.request();
        return requests.heldBack(db, request.dataset(), request.department())
                .map(reason -> Outcome.<Approval>refused(Kind.CONFLICT, reason))
                .orElseGet(() -> Outcome.ok(approval));
    }

    private static Optional<Reason> forbidden(Open open, Approval approval) {
        return approval.groups().stream()
                .flatMap(name -> Optional.ofNullable(open.terms().groups().get(name)).stream())
                .flatMap(group -> forbidden(open, group).stream())
                .findFirst();
    }

    private static Optional<Reason> forbidden(Open open, FieldGroup group) {
        if (group.sharing() == Sharing.NOT_SHARED) {
            var basis = group.legalBasis().orElseThrow();
            return Optional.of(Reason.of(
                    "catalogue.request.not-shared-any-more",
                    "group",
                    group.name(),
                    "request",
                    open.request().id(),
                    "contract",
                    open.terms().reference(),
                    "legalBasis",
                    basis.en(),
                    "legalBasisZh",
                    basis.zh()));
        }
        return group.isOpen()
                ? Optional.empty()
                : Optional.of(Reason.of("catalogue.request.group-cannot-be-enforced-yet", "group", group.name()));
    }

    /**
     * The request becomes a grant.
     *
     * @param request with all that happened to it until now
     * @param entry of the request, to be completed
     */
    AccessRequest approved(
            Handle db, Actor by, Open open, AccessRequest request, RequestApproved life, EntryDraft entry) {
        var approval = life.approval();
        var how = new Decision(
                life.decision().by(), life.decision().at(), life.decision().reason());
        var after = request.decided(RequestState.APPROVED, how);
        store.update(db, after, how);
        int days = approval.durationDays();
        // The request's own chain records its end too: each audited row needs an entry of its own object.
        var grant = requests.grant(
                db,
                Optional.of(by.id()),
                after,
                approval.groups().stream().map(Slug::value).toList(),
                days,
                approval.followsMajor(),
                how.at(),
                goingOn(entry.with("durationDays", (long) days).with("reason", approval.reason()), after, approval));
        notices.tell(
                db,
                by.id(),
                after.department(),
                "catalogue.notice.request-approved",
                after,
                List.of(
                        new Violation("decision", null, how.reason()),
                        new Violation(
                                "opens",
                                null,
                                Opened.of(open.dataset(), open.terms(), grant.groups(), how.at())
                                        .text()),
                        RequestNotices.said("until", grant.endsAt().toString())));
        return after;
    }

    /** With whether the next major is given too, where that was asked for. */
    static EntryDraft goingOn(EntryDraft entry, AccessRequest request, Approval approval) {
        return request.followsMajor() ? entry.with("followsMajor", approval.followsMajor()) : entry;
    }

    /**
     * The request is refused.
     *
     * @param notice what the applicant is told
     * @param entry of the request, to be completed
     */
    AccessRequest refused(Handle db, Actor by, Open open, RequestRefused life, String notice, EntryDraft entry) {
        var how = new Decision(by.id(), life.decision().at(), life.decision().reason());
        var refusal = Act.refused(how);
        var after = open.request().after(refusal).decided(RequestState.REFUSED, how);
        store.add(db, after.id(), refusal);
        store.update(db, after, how);
        // Where the department that asked has ended, it is its successor's from now on.
        var asking = store.find(db, after.id()).orElseThrow().department();
        notices.tell(db, by.id(), asking, notice, after, List.of(new Violation("decision", null, how.reason())));
        ledger.stage(db, entry.with("reason", how.reason().parameters().getOrDefault("reason", "")));
        return after;
    }
}
