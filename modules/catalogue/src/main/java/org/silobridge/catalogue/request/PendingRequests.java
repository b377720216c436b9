package org.silobridge.catalogue.request;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
import org.silobridge.catalogue.procedure.Approvable;
import org.silobridge.catalogue.procedure.Approval;
import org.silobridge.catalogue.procedure.Ask;
import org.silobridge.catalogue.procedure.AwaitingSecondPerson;
import org.silobridge.catalogue.procedure.ConformityOrSteward;
import org.silobridge.catalogue.procedure.InConformityCheck;
import org.silobridge.catalogue.procedure.InNegotiation;
import org.silobridge.catalogue.procedure.RequestApproved;
import org.silobridge.catalogue.procedure.RequestLife;
import org.silobridge.catalogue.procedure.RequestRefused;
import org.silobridge.catalogue.procedure.SupplementAsked;
import org.silobridge.catalogue.procedure.WithSteward;
import org.silobridge.catalogue.request.AccessRequest.Closing;
import org.silobridge.catalogue.request.Desk.Open;
import org.silobridge.catalogue.signing.Seal;
import org.silobridge.catalogue.signing.Signature;
import org.silobridge.catalogue.signing.Signatures;
import org.silobridge.catalogue.store.Columns;
import org.silobridge.catalogue.store.Transactions;
import org.silobridge.ledger.Decision;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal.Kind;
import org.silobridge.model.RequestId;
import org.silobridge.model.RequestState;
import org.silobridge.model.Role;
import org.silobridge.model.Slug;
import org.silobridge.model.Violation;

/**
 * What may happen to a request that waits. Which of it is legal when, the types of {@code procedure} say; here it is
 * stored, recorded in the ledger and told, in one transaction. Of two at once, the second sees what the first did.
 */
public final class PendingRequests {
    private static final int MAX_TEXT = 2000;

    private final Transactions transactions;
    private final LedgerStaging ledger;
    private final KafkaRights kafka;
    private final Desk desk;
    private final Decisions decisions;
    private final RequestNotices notices;
    private final RequestClock requestClock;
    private final Clock clock;
    private final RequestStore store = new RequestStore();

    public PendingRequests(
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

    /**
     * A steward's decision as it comes in.
     *
     * @param durationDays null: as many as were asked for
     * @param groups null: all that were asked for
     * @param followsMajor null: as was asked for
     * @param signature null: it is not signed
     */
    public record NewDecision(
            String decision,
            String reason,
            @Nullable Integer durationDays,
            @Nullable List<Slug> groups,
            @Nullable Boolean followsMajor,
            @Nullable Signature signature) {

        /** That it gives the next major, which nobody asked for. */
        Optional<Violation> givesMoreThan(AccessRequest request) {
            return Boolean.TRUE.equals(followsMajor) && !request.followsMajor()
                    ? Optional.of(
                            new Violation("followsMajor", "true", Reason.of("catalogue.request.follow-not-asked-for")))
                    : Optional.empty();
        }

        Approval approval(Ask ask, AccessRequest request) {
            return new Approval(
                    groups == null ? ask.groupNames() : groups,
                    ask.jurisdictions(),
                    durationDays == null ? ask.durationDays() : durationDays,
                    reason,
                    request.followsMajor() && !Boolean.FALSE.equals(followsMajor));
        }
    }

    /**
     * What came out of a conformity check, as it comes in.
     *
     * @param reason of a refusal; with {@code answerBy}, the law that sets it
     * @param answerBy by when the owner has to answer, where another law than the clock profile's says so; else null
     */
    public record NewCheck(
            String decision, String reason, @Nullable Instant answerBy) {}

    /** What a second person says, as it comes in. */
    public record NewOpinion(
            String decision, String reason, @Nullable Signature signature) {}

    /**
     * The authority that runs the exchange says whether the request is complete and well founded: the owner's clock
     * starts, or the request is refused with a reason. Where the law of the matter sets a deadline of its own, that is the
     * owner's: no supplement moves it, and nobody extends it.
     */
    public Outcome<AccessRequest> check(Actor by, String id, NewCheck asked) {
        return transactions.decide(db -> desk.forDeciding(db, Permission.CHECK_REQUEST, by, id)
                .flatMap(open -> desk.at(InConformityCheck.class, open).flatMap(stage -> {
                    var now = Columns.now(clock);
                    return switch (asked.decision()) {
                        case "pass" -> pass(stage, by, asked, now).map(life -> passed(db, by, open, asked, now));
                        case "refuse" ->
                            noAnswerWanted(asked).flatMap(none -> stage.fail(by, asked.reason(), now)
                                    .map(life -> decisions.refused(
                                            db,
                                            by,
                                            open,
                                            life,
                                            "catalogue.notice.request-refused",
                                            open.entry(by, EntryType.REQUEST_REFUSED)
                                                    .with(
                                                            "stage",
                                                            open.life().stage().toString()))));
                        default -> unknown(asked.decision(), Reason.of("catalogue.request.unknown-check"));
                    };
                })));
    }

    /**
     * The steward of the owner decides. Who gives fewer days than were asked for says why. The contract counts as it is
     * now, not as it was when the request was filed: NOT_ALLOWED where it says since that what was asked for is not
     * shared. (Within a major it is only ever tightened.)
     */
    public Outcome<AccessRequest> decide(Actor by, String id, NewDecision asked) {
        var decided = transactions.decide(db -> desk.forDeciding(db, Permission.DECIDE_REQUEST, by, id)
                .flatMap(open -> decide(db, by, open, asked).flatMap(after -> sealed(db, by, open, after, asked)
                        .map(seal -> decided(db, by, open, after, seal)))));
        kafka.poke();
        return decided;
    }

    /**
     * A second steward confirms what a first one approves, where the contract asks for four eyes; or objects, and the
     * request is where it was before.
     */
    public Outcome<AccessRequest> second(Actor by, String id, NewOpinion asked) {
        var decided = transactions.decide(db -> desk.forDeciding(db, Permission.SECOND_REQUEST, by, id)
                .flatMap(open -> desk.at(AwaitingSecondPerson.class, open).flatMap(stage -> switch (asked.decision()) {
                    case "confirm" ->
                        decisions
                                .mayGive(db, open, stage.approval())
                                .flatMap(may -> stage.confirm(by, Columns.now(clock)))
                                .flatMap(approved -> desk.seal(
                                                db,
                                                by,
                                                open,
                                                Decision.CONFIRM,
                                                statement -> Open.giving(statement, approved.approval()),
                                                asked.signature())
                                        .map(seal -> confirmed(db, by, open, approved, seal)));
                    case "object" ->
                        stage.object(by, asked.reason())
                                .flatMap(life -> desk.seal(
                                        db,
                                        by,
                                        open,
                                        Decision.OBJECT,
                                        statement -> statement.with("reason", asked.reason()),
                                        asked.signature()))
                                .map(seal -> objected(db, by, open, asked.reason(), seal));
                    default -> unknown(asked.decision(), Reason.of("catalogue.request.unknown-opinion"));
                })));
        kafka.poke();
        return decided;
    }

    /**
     * The steward of the owner takes more time for the answer: once, with a reason, while there is time, and as much as
     * the clock profile gives.
     */
    public Outcome<AccessRequest> extend(Actor by, String id, String reason) {
        return transactions.decide(db -> desk.forDeciding(db, Permission.EXTEND_REQUEST, by, id)
                .flatMap(open -> desk.at(WithSteward.class, open).flatMap(before -> {
                    var now = Columns.now(clock);
                    return before.extend(by, reason, now, requestClock.deadlines())
                            .map(after -> {
                                int more = after.clock().days() - before.clock().days();
                                ledger.stage(
                                        db,
                                        open.entryOfOwner(by, EntryType.REQUEST_EXTENDED)
                                                .with("days", (long) more)
                                                .with("reason", reason));
                                var extended = add(db, open, Act.extended(by.id(), now, reason, more));
                                notices.tell(
                                        db,
                                        by.id(),
                                        extended.department(),
                                        "catalogue.notice.request-extended",
                                        extended,
                                        List.of(RequestNotices.said("reason", reason)));
                                return extended;
                            });
                })));
    }

    /**
     * Who has to act, the coordinator in the conformity check or the steward of the owner, asks the applicant for
     * everything that is missing: each once, and while there is time. The clock stands still until it comes in; where
     * nothing comes in time, the request lapses.
     */
    public Outcome<AccessRequest> askSupplement(Actor by, String id, String missing) {
        return transactions.decide(db -> desk.forDeciding(db, Permission.ASK_SUPPLEMENT, by, id)
                .flatMap(open -> desk.at(ConformityOrSteward.class, open).flatMap(before -> {
                    var now = Columns.now(clock);
                    return before.askSupplement(by, missing, now, requestClock.deadlines())
                            .map(asked -> {
                                var after =
                                        add(db, open, Act.by(by.id(), Act.Kind.SUPPLEMENT_ASKED, now, asked.what()));
                                notices.tell(
                                        db,
                                        by.id(),
                                        after.department(),
                                        "catalogue.notice.supplement-asked",
                                        after,
                                        List.of(RequestNotices.said("missing", asked.what())));
                                ledger.stage(
                                        db,
                                        open.entry(by, EntryType.REQUEST_SUPPLEMENT_ASKED)
                                                .with("stage", before.stage().toString())
                                                .with("missing", asked.what()));
                                return after;
                            });
                })));
    }

    /** An applicant of the department that asked brings what was asked for; the clock goes on. */
    public Outcome<AccessRequest> supply(Actor by, String id, String text) {
        return transactions.decide(
                db -> desk.forApplicant(db, Permission.SUPPLY_REQUEST, by, id).flatMap(open -> {
                    if (!(open.life() instanceof SupplementAsked before)) {
                        return Outcome.refused(
                                Kind.CONFLICT,
                                Reason.of(
                                        "catalogue.request.no-supplement-wanted",
                                        "request",
                                        open.request().id()));
                    }
                    var now = Columns.now(clock);
                    return before.supply(by, text, now).map(life -> {
                        var after = add(db, open, Act.by(by.id(), Act.Kind.SUPPLIED, now, text));
                        notices.tell(
                                db,
                                by.id(),
                                notices.waiting(db, after, life.actsNext()),
                                "catalogue.notice.supplemented",
                                after,
                                List.of(RequestNotices.said("supplied", text)));
                        ledger.stage(
                                db,
                                open.entry(by, EntryType.REQUEST_SUPPLEMENTED).with("text", text));
                        return after;
                    });
                }));
    }

    /** The department that asked takes it back; again answers it as it is. It waits for no ledger. */
    public Outcome<AccessRequest> withdraw(Actor by, String id) {
        return transactions.narrow(db -> {
            var standing = desk.seenByApplicant(db, Permission.WITHDRAW_REQUEST, by, id)
                    .map(seen -> desk.lock(db, seen));
            if (standing instanceof Outcome.Ok<AccessRequest> ok && ok.value().state() == RequestState.WITHDRAWN) {
                return standing;
            }
            return standing.flatMap(request -> desk.open(db, request)).flatMap(open -> open.life()
                    .withdraw(by, Columns.now(clock))
                    .map(end -> {
                        var after = close(db, open.request(), RequestState.WITHDRAWN, new Closing(end.by(), end.at()));
                        notices.tell(
                                db,
                                by.id(),
                                notices.waiting(db, after, whoHadIt(after)),
                                "catalogue.notice.request-withdrawn",
                                after,
                                List.of());
                        ledger.stage(
                                db,
                                open.entry(by, EntryType.REQUEST_WITHDRAWN)
                                        .with("dataset", after.dataset().value()));
                        return after;
                    }));
        });
    }

    /** Closes a request whose applicant's time to bring the supplement is over; any other one is left as it is. */
    void lapse(RequestId id) {
        transactions
                .narrow(db -> {
                    var request = store.lock(db, id).orElseThrow();
                    if (request.state() == RequestState.PENDING
                            && desk.open(db, request).orThrow().life() instanceof SupplementAsked asked
                            && asked.lapse(Columns.now(clock), requestClock.deadlines()) instanceof Outcome.Ok<?>) {
                        var after = close(db, request, RequestState.LAPSED, new Closing(null, Columns.now(clock)));
                        notices.tellBySystem(
                                db,
                                notices.waiting(db, after, whoHadIt(after)),
                                "catalogue.notice.request-lapsed",
                                after);
                        notices.tellBySystem(db, after.department(), "catalogue.notice.request-lapsed", after);
                        ledger.stage(
                                db,
                                EntryDraft.bySystem(EntryType.REQUEST_LAPSED, id.value())
                                        .concerning(after.department())
                                        .with("dataset", after.dataset().value()));
                        return Outcome.ok(after);
                    }
                    return Outcome.ok(request);
                })
                .orThrow();
    }

    private Role whoHadIt(AccessRequest request) {
        return requestClock.course(request).decides();
    }

    private static Outcome<AccessRequest> unknown(String decision, Reason reason) {
        return Outcome.invalid(
                Reason.of("catalogue.request.invalid-decision", "count", 1),
                List.of(new Violation("decision", decision, reason)));
    }

    private AccessRequest add(Handle db, Open open, Act act) {
        store.add(db, open.request().id(), act);
        return open.request().after(act);
    }

    /** Who refuses sets no time for an answer. */
    private static Outcome<NewCheck> noAnswerWanted(NewCheck asked) {
        return asked.answerBy() == null
                ? Outcome.ok(asked)
                : Outcome.invalid(
                        Reason.of("catalogue.request.invalid-decision", "count", 1),
                        List.of(new Violation(
                                "answerBy",
                                asked.answerBy().toString(),
                                Reason.of("catalogue.request.no-answer-wanted"))));
    }

    private Outcome<WithSteward> pass(InConformityCheck stage, Actor by, NewCheck asked, Instant now) {
        var answerBy = asked.answerBy();
        return answerBy == null
                ? stage.pass(by, now, requestClock.deadlines())
                : stage.pass(by, answerBy, asked.reason(), now, requestClock.deadlines());
    }

    private AccessRequest passed(Handle db, Actor by, Open open, NewCheck asked, Instant now) {
        var answerBy = asked.answerBy();
        var after = add(
                db,
                open,
                answerBy == null
                        ? Act.by(by.id(), Act.Kind.PASSED, now, "")
                        : Act.passedUntil(by.id(), now, asked.reason(), answerBy));
        notices.tellWhoHasToAct(db, by.id(), after);
        var entry = open.entry(by, EntryType.REQUEST_PASSED)
                .with("owner", open.dataset().owner().value());
        ledger.stage(
                db,
                answerBy == null
                        ? entry
                        : entry.with("answerBy", answerBy.toString()).with("basis", asked.reason()));
        return after;
    }

    private Outcome<RequestLife> decide(Handle db, Actor by, Open open, NewDecision asked) {
        boolean refuses = asked.decision().equals("refuse");
        if (open.life() instanceof InNegotiation && refuses) {
            return Outcome.refused(
                    Kind.CONFLICT,
                    Reason.of(
                            "catalogue.request.refused-before",
                            "request",
                            open.request().id()));
        }
        return desk.at(Approvable.class, open).flatMap(stage -> {
            var approval = asked.approval(stage.ask(), open.request());
            var mayGive = refuses ? Outcome.ok(approval) : decisions.mayGive(db, open, approval);
            if (mayGive instanceof Outcome.Refused<Approval> forbidden) {
                return Outcome.refused(forbidden.refusal());
            }
            var violations = violations(asked, stage, approval);
            asked.givesMoreThan(open.request()).ifPresent(violations::add);
            if (!violations.isEmpty()) {
                return Outcome.invalid(
                        Reason.of("catalogue.request.invalid-decision", "count", violations.size()), violations);
            }
            var now = Columns.now(clock);
            return refuses
                    ? ((WithSteward) stage).refuse(by, asked.reason(), now).map(refused -> refused)
                    : stage.approve(by, approval, now);
        });
    }

    /** The signature of what was decided, if there has to be one or is one. */
    private Outcome<Seal> sealed(Handle db, Actor by, Open open, RequestLife after, NewDecision asked) {
        return desk.seal(
                db,
                by,
                open,
                after instanceof RequestRefused ? Decision.REFUSE : Decision.APPROVE,
                statement -> {
                    var said = statement.with("reason", asked.reason());
                    return after instanceof AwaitingSecondPerson awaiting
                            ? Open.giving(said, awaiting.approval())
                            : after instanceof RequestApproved approved ? Open.giving(said, approved.approval()) : said;
                },
                asked.signature());
    }

    private AccessRequest decided(Handle db, Actor by, Open open, RequestLife after, Seal seal) {
        if (after instanceof AwaitingSecondPerson awaiting) {
            return proposed(db, by, open, awaiting, seal);
        }
        return after instanceof RequestApproved approved
                ? decisions.approved(
                        db,
                        by,
                        open,
                        open.request(),
                        approved,
                        seal.on(open.entryOfOwner(by, EntryType.REQUEST_APPROVED)))
                : decisions.refused(
                        db,
                        by,
                        open,
                        (RequestRefused) after,
                        "catalogue.notice.request-refused",
                        seal.on(open.entryOfOwner(by, EntryType.REQUEST_REFUSED)));
    }

    private AccessRequest proposed(Handle db, Actor by, Open open, AwaitingSecondPerson awaiting, Seal seal) {
        var approval = awaiting.approval();
        var after = add(db, open, Act.proposed(by.id(), Columns.now(clock), approval));
        notices.tell(
                db,
                by.id(),
                open.dataset().owner(),
                "catalogue.notice.second-person-wanted",
                after,
                List.of(RequestNotices.said("days", String.valueOf(approval.durationDays()))));
        ledger.stage(
                db,
                Decisions.goingOn(
                        seal.on(open.entryOfOwner(by, EntryType.REQUEST_PROPOSED))
                                .with(
                                        "groups",
                                        Objects.requireNonNull(last(after).groups()))
                                .with("durationDays", (long) approval.durationDays())
                                .with("reason", approval.reason()),
                        after,
                        approval));
        return after;
    }

    private AccessRequest confirmed(Handle db, Actor by, Open open, RequestApproved approved, Seal seal) {
        var first = Objects.requireNonNull(approved.decision().by());
        var after = add(
                db,
                open,
                Act.by(by.id(), Act.Kind.CONFIRMED, approved.decision().at(), ""));
        return decisions.approved(
                db,
                by,
                open,
                after,
                approved,
                seal.on(open.entryOfOwner(by, EntryType.REQUEST_APPROVED).with("first", first.value())));
    }

    private AccessRequest objected(Handle db, Actor by, Open open, String reason, Seal seal) {
        var after = add(db, open, Act.by(by.id(), Act.Kind.OBJECTED, Columns.now(clock), reason));
        notices.tell(
                db,
                by.id(),
                open.dataset().owner(),
                "catalogue.notice.second-person-objected",
                after,
                List.of(RequestNotices.said("reason", reason)));
        ledger.stage(
                db, seal.on(open.entryOfOwner(by, EntryType.REQUEST_OBJECTED).with("reason", reason)));
        return after;
    }

    private static Act last(AccessRequest request) {
        return request.acts().get(request.acts().size() - 1);
    }

    private AccessRequest close(Handle db, AccessRequest request, RequestState state, Closing how) {
        var after = request.closed(state, how);
        store.close(db, after, how);
        return after;
    }

    private static List<Violation> violations(NewDecision asked, Approvable stage, Approval approval) {
        var found = new ArrayList<Violation>();
        boolean refuses = asked.decision().equals("refuse");
        if (!refuses && !asked.decision().equals("approve")) {
            found.add(new Violation("decision", asked.decision(), Reason.of("catalogue.request.unknown-decision")));
        }
        if ((refuses && asked.reason().isBlank()) || asked.reason().length() > MAX_TEXT) {
            found.add(new Violation(
                    "reason", null, Reason.of("catalogue.request.refusal-needs-reason", "max", MAX_TEXT)));
        }
        if (!refuses && stage.granted(approval) instanceof Outcome.Refused<Approval> refused) {
            found.addAll(refused.refusal().violations());
        }
        return found;
    }
}
