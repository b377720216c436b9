package org.silobridge.catalogue.request;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.actor.Actor;
import org.silobridge.catalogue.actor.Permission;
import org.silobridge.catalogue.dataset.Datasets;
import org.silobridge.catalogue.kafka.KafkaRights;
import org.silobridge.catalogue.ledger.EntryDraft;
import org.silobridge.catalogue.ledger.EntryType;
import org.silobridge.catalogue.ledger.LedgerStaging;
import org.silobridge.catalogue.procedure.BeforeCoordinator;
import org.silobridge.catalogue.procedure.InNegotiation;
import org.silobridge.catalogue.request.Desk.Open;
import org.silobridge.catalogue.request.PendingRequests.NewDecision;
import org.silobridge.catalogue.signing.Signatures;
import org.silobridge.catalogue.store.Columns;
import org.silobridge.catalogue.store.Transactions;
import org.silobridge.ledger.Decision;
import org.silobridge.model.ActorId;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal.Kind;
import org.silobridge.model.RequestId;
import org.silobridge.model.RequestState;
import org.silobridge.model.Violation;

/**
 * What follows a refusal that the applicant does not accept: the two sides talk, and where they do not agree the
 * coordinating authority decides, for good. Which of it is legal when, the types of {@code procedure} say.
 */
public final class Appeals {
    private final Transactions transactions;
    private final LedgerStaging ledger;
    private final KafkaRights kafka;
    private final Desk desk;
    private final Decisions decisions;
    private final RequestNotices notices;
    private final RequestClock requestClock;
    private final Clock clock;
    private final RequestStore store = new RequestStore();

    public Appeals(
            Transactions transactions,
            LedgerStaging ledger,
            KafkaRights kafka,
            Requests requests,
            Datasets datasets,
            RequestNotices notices,
            RequestClock requestClock,
            Signatures signatures,
            Clock clock) {
        this.transactions = transactions;
        this.ledger = ledger;
        this.kafka = kafka;
        this.desk = new Desk(requests, datasets, requestClock, signatures);
        this.decisions = new Decisions(ledger, requests, notices);
        this.notices = notices;
        this.requestClock = requestClock;
        this.clock = clock;
    }

    /** An applicant of the department that asked appeals against a refusal, once: the request is pending again. */
    public Outcome<AccessRequest> appeal(Actor by, String id, String grounds) {
        return transactions.decide(db -> desk.seenByApplicant(db, Permission.APPEAL_REQUEST, by, id)
                .map(seen -> desk.lock(db, seen))
                .flatMap(refused -> {
                    if (refused.state() != RequestState.REFUSED) {
                        return Outcome.<AccessRequest>refused(
                                Kind.CONFLICT,
                                Reason.of(
                                        "catalogue.request.nothing-to-appeal",
                                        "request",
                                        refused.id(),
                                        "state",
                                        refused.state()));
                    }
                    var dataset = desk.dataset(db, refused);
                    if (dataset.hasEnded()) {
                        return Outcome.<AccessRequest>refused(
                                Kind.CONFLICT, Reason.of("catalogue.dataset.ended", "dataset", dataset.name()));
                    }
                    var now = Columns.now(clock);
                    return requestClock
                            .course(refused)
                            .refused(desk.ask(db, refused))
                            .appeal(by, grounds, now, requestClock.deadlines())
                            .map(life -> appealed(db, by, refused, Act.by(by.id(), Act.Kind.APPEALED, now, grounds)));
                }));
    }

    private AccessRequest appealed(Handle db, Actor by, AccessRequest refused, Act act) {
        var after = refused.reopened(act);
        store.add(db, after.id(), act);
        store.reopen(db, after.id());
        notices.tell(
                db,
                by.id(),
                desk.dataset(db, after).owner(),
                "catalogue.notice.appealed",
                after,
                List.of(RequestNotices.said("grounds", act.said())));
        ledger.stage(
                db,
                EntryDraft.by(by.id(), EntryType.REQUEST_APPEALED, after.id().value())
                        .concerning(after.department())
                        .with("grounds", act.said()));
        return after;
    }

    /** One of the two sides says that they do not agree: the coordinating authority decides. */
    public Outcome<AccessRequest> endTalks(Actor by, String id) {
        return transactions.decide(db -> desk.forTalks(db, by, id).flatMap(open -> desk.at(InNegotiation.class, open)
                .flatMap(talks -> talks.fail(by, Columns.now(clock), requestClock.deadlines()))
                .map(life -> talksEnded(db, Optional.of(by.id()), open))));
    }

    /** Ends talks whose time is over; any other request is left as it is. */
    void timeOver(RequestId id) {
        transactions
                .narrow(db -> {
                    var request = store.lock(db, id).orElseThrow();
                    if (request.state() == RequestState.PENDING) {
                        var open = desk.open(db, request).orThrow();
                        if (open.life() instanceof InNegotiation talks
                                && talks.timeOver(Columns.now(clock), requestClock.deadlines())
                                        instanceof Outcome.Ok<?>) {
                            talksEnded(db, Optional.empty(), open);
                        }
                    }
                    return Outcome.ok(id);
                })
                .orThrow();
    }

    private AccessRequest talksEnded(Handle db, Optional<ActorId> by, Open open) {
        var now = Columns.now(clock);
        var act = by.map(actor -> Act.by(actor, Act.Kind.TALKS_ENDED, now, ""))
                .orElseGet(() -> Act.bySystem(Act.Kind.TALKS_ENDED, now));
        store.add(db, open.request().id(), act);
        var after = open.request().after(act);
        tell(db, by, null, "catalogue.notice.appeal-to-decide", after);
        tell(db, by, after.department(), "catalogue.notice.talks-ended", after);
        tell(db, by, open.dataset().owner(), "catalogue.notice.talks-ended", after);
        ledger.stage(
                db,
                new EntryDraft(
                                EntryType.REQUEST_TALKS_ENDED,
                                by,
                                Optional.of(after.department()),
                                after.id().value(),
                                Map.of())
                        .with("owner", open.dataset().owner().value()));
        return after;
    }

    private void tell(Handle db, Optional<ActorId> by, @Nullable DepartmentId to, String code, AccessRequest request) {
        by.ifPresentOrElse(
                actor -> notices.tell(db, actor, to, code, request, List.of()),
                () -> notices.tellBySystem(db, to, code, request));
    }

    /**
     * The coordinating authority decides an appeal: {@code uphold}s the refusal, for good, or {@code order}s the owner to
     * share all or less of it. NOT_ALLOWED where the law does not share what it would order.
     */
    public Outcome<AccessRequest> rule(Actor by, String id, NewDecision asked) {
        var ruled = transactions.decide(db -> desk.forDeciding(db, Permission.RULE_ON_APPEAL, by, id)
                .flatMap(open ->
                        desk.at(BeforeCoordinator.class, open).flatMap(appeal -> rule(db, by, open, appeal, asked))));
        kafka.poke();
        return ruled;
    }

    private Outcome<AccessRequest> rule(Handle db, Actor by, Open open, BeforeCoordinator appeal, NewDecision asked) {
        var now = Columns.now(clock);
        return switch (asked.decision()) {
            case "uphold" ->
                appeal.uphold(by, asked.reason(), now).flatMap(upheld -> desk.seal(
                                db,
                                by,
                                open,
                                Decision.UPHOLD,
                                statement -> statement.with("reason", asked.reason()),
                                asked.signature())
                        .map(seal -> {
                            var after = decisions.refused(
                                    db,
                                    by,
                                    open,
                                    upheld,
                                    "catalogue.notice.appeal-upheld",
                                    seal.on(open.entry(by, EntryType.REQUEST_REFUSED)
                                            .with("stage", appeal.stage().toString())));
                            tellOwner(db, by, open, "catalogue.notice.appeal-upheld", after);
                            return after;
                        }));
            case "order" -> {
                var more = asked.givesMoreThan(open.request());
                if (more.isPresent()) {
                    yield Outcome.invalid(
                            Reason.of("catalogue.request.invalid-decision", "count", 1), List.of(more.get()));
                }
                var approval = asked.approval(appeal.ask(), open.request());
                yield decisions
                        .mayGive(db, open, approval)
                        .flatMap(given -> appeal.order(by, given, now))
                        .flatMap(ordered -> desk.seal(
                                        db,
                                        by,
                                        open,
                                        Decision.ORDER,
                                        statement -> Open.giving(
                                                statement.with("reason", asked.reason()), ordered.approval()),
                                        asked.signature())
                                .map(seal -> {
                                    var after = decisions.approved(
                                            db,
                                            by,
                                            open,
                                            open.request(),
                                            ordered,
                                            seal.on(open.entry(by, EntryType.REQUEST_APPROVED)
                                                    .with(
                                                            "stage",
                                                            appeal.stage().toString())));
                                    tellOwner(db, by, open, "catalogue.notice.appeal-ordered", after);
                                    return after;
                                }));
            }
            default ->
                Outcome.invalid(
                        Reason.of("catalogue.request.invalid-decision", "count", 1),
                        List.of(new Violation(
                                "decision", asked.decision(), Reason.of("catalogue.request.unknown-ruling"))));
        };
    }

    private void tellOwner(Handle db, Actor by, Open open, String code, AccessRequest after) {
        var decision = Objects.requireNonNull(after.decision());
        notices.tell(
                db,
                by.id(),
                open.dataset().owner(),
                code,
                after,
                List.of(new Violation("decision", null, decision.reason())));
    }
}
