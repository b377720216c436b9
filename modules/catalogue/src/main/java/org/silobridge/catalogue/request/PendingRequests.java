package org.silobridge.catalogue.request;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.actor.Actor;
import org.silobridge.catalogue.actor.Parties;
import org.silobridge.catalogue.actor.Permission;
import org.silobridge.catalogue.dataset.Dataset;
import org.silobridge.catalogue.dataset.DatasetStore;
import org.silobridge.catalogue.dataset.Datasets;
import org.silobridge.catalogue.kafka.KafkaRights;
import org.silobridge.catalogue.ledger.EntryDraft;
import org.silobridge.catalogue.ledger.EntryType;
import org.silobridge.catalogue.ledger.LedgerStaging;
import org.silobridge.catalogue.procedure.Approval;
import org.silobridge.catalogue.procedure.Ask;
import org.silobridge.catalogue.procedure.OpenRequest;
import org.silobridge.catalogue.procedure.RequestApproved;
import org.silobridge.catalogue.procedure.RequestLife;
import org.silobridge.catalogue.procedure.RequestRefused;
import org.silobridge.catalogue.procedure.SupplementAsked;
import org.silobridge.catalogue.procedure.WithSteward;
import org.silobridge.catalogue.request.AccessRequest.Closing;
import org.silobridge.catalogue.request.AccessRequest.Decision;
import org.silobridge.catalogue.request.AccessRequest.Supplement;
import org.silobridge.catalogue.store.Columns;
import org.silobridge.catalogue.store.Transactions;
import org.silobridge.contract.Contract;
import org.silobridge.contract.FieldGroup;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal.Kind;
import org.silobridge.model.RequestId;
import org.silobridge.model.RequestState;
import org.silobridge.model.Sharing;
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
    private final Requests requests;
    private final Datasets datasets;
    private final RequestNotices notices;
    private final RequestClock requestClock;
    private final Clock clock;
    private final RequestStore store = new RequestStore();
    private final DatasetStore datasetStore = new DatasetStore();

    public PendingRequests(
            Transactions transactions,
            LedgerStaging ledger,
            KafkaRights kafka,
            Requests requests,
            Datasets datasets,
            RequestNotices notices,
            RequestClock requestClock,
            Clock clock) {
        this.transactions = transactions;
        this.ledger = ledger;
        this.kafka = kafka;
        this.requests = requests;
        this.datasets = datasets;
        this.notices = notices;
        this.requestClock = requestClock;
        this.clock = clock;
    }

    /** A steward's decision as it comes in. */
    public record NewDecision(
            String decision, String reason, @Nullable Integer durationDays) {}

    /** A pending request, locked until the transaction ends, and where the law has it. */
    private record Open(AccessRequest request, Dataset dataset, Contract terms, OpenRequest life) {
        /** An entry of the request's chain. */
        EntryDraft entry(Actor by, EntryType type) {
            return EntryDraft.by(by.id(), type, request.id().value()).concerning(request.department());
        }

        /** An entry of the request's chain about what the owner did. */
        EntryDraft entryOfOwner(Actor by, EntryType type) {
            return entry(by, type).with("owner", dataset.owner().value());
        }
    }

    /**
     * The steward of the owner decides. Who gives fewer days than were asked for says why. The contract counts as it is
     * now, not as it was when the request was filed: NOT_ALLOWED where it says since that what was asked for is not
     * shared. (Within a major it is only ever tightened.)
     */
    public Outcome<AccessRequest> decide(Actor by, String id, NewDecision asked) {
        var decided = transactions.decide(
                db -> forSteward(db, Permission.DECIDE_REQUEST, by, id).flatMap(open -> steward(open)
                        .flatMap(stage -> decide(db, by, open, stage, asked))
                        .map(after -> decided(db, by, open, after))));
        kafka.poke();
        return decided;
    }

    /**
     * The steward of the owner takes more time for the answer: once, with a reason, while there is time, and as much as
     * the clock profile gives.
     */
    public Outcome<AccessRequest> extend(Actor by, String id, String reason) {
        return transactions.decide(db -> forSteward(db, Permission.EXTEND_REQUEST, by, id)
                .flatMap(open -> steward(open).flatMap(before -> {
                    var now = Columns.now(clock);
                    return before.extend(by, reason, now, requestClock.deadlines())
                            .map(after -> {
                                int more = after.clock().days() - before.clock().days();
                                var extension = new AccessRequest.Extension(by.id(), now, reason, more);
                                store.extend(db, open.request().id(), extension);
                                ledger.stage(
                                        db,
                                        open.entryOfOwner(by, EntryType.REQUEST_EXTENDED)
                                                .with("days", (long) more)
                                                .with("reason", reason));
                                return open.request().with(extension);
                            });
                })));
    }

    /**
     * The steward of the owner asks the applicant for everything that is missing: once, and while there is time. The
     * clock of the answer stands still until it comes in; where nothing comes in time, the request lapses.
     */
    public Outcome<AccessRequest> askSupplement(Actor by, String id, String missing) {
        return transactions.decide(db -> forSteward(db, Permission.ASK_SUPPLEMENT, by, id)
                .flatMap(open -> steward(open).flatMap(before -> {
                    var now = Columns.now(clock);
                    return before.askSupplement(by, missing, now, requestClock.deadlines())
                            .map(asked -> {
                                var supplement = new Supplement(by.id(), now, asked.what(), null);
                                var after = open.request().with(supplement);
                                store.supplement(db, after.id(), supplement);
                                notices.tell(
                                        db,
                                        by.id(),
                                        after.department(),
                                        "catalogue.notice.supplement-asked",
                                        after,
                                        List.of(said("missing", asked.what())));
                                ledger.stage(
                                        db,
                                        open.entryOfOwner(by, EntryType.REQUEST_SUPPLEMENT_ASKED)
                                                .with("missing", asked.what()));
                                return after;
                            });
                })));
    }

    /** An applicant of the department that asked brings what the steward asked for; the clock of the answer goes on. */
    public Outcome<AccessRequest> supply(Actor by, String id, String text) {
        return transactions.decide(
                db -> forApplicant(db, Permission.SUPPLY_REQUEST, by, id).flatMap(open -> {
                    var asked = open.request().supplement();
                    if (!(open.life() instanceof SupplementAsked before) || asked == null) {
                        return Outcome.refused(
                                Kind.CONFLICT,
                                Reason.of(
                                        "catalogue.request.no-supplement-wanted",
                                        "request",
                                        open.request().id()));
                    }
                    var now = Columns.now(clock);
                    return before.supply(by, text, now).map(life -> {
                        var supplement = new Supplement(
                                asked.by(),
                                asked.at(),
                                asked.missing(),
                                new AccessRequest.Supplied(by.id(), now, text));
                        var after = open.request().with(supplement);
                        store.supplement(db, after.id(), supplement);
                        notices.tell(
                                db,
                                by.id(),
                                open.dataset().owner(),
                                "catalogue.notice.supplemented",
                                after,
                                List.of(said("supplied", text)));
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
            var standing = requests.find(db, by, id)
                    .flatMap(seen -> applicant(Permission.WITHDRAW_REQUEST, by, seen))
                    .map(seen -> store.lock(db, seen.id()).orElseThrow());
            if (standing instanceof Outcome.Ok<AccessRequest> ok && ok.value().state() == RequestState.WITHDRAWN) {
                return standing;
            }
            return standing.flatMap(request -> open(db, request)).flatMap(open -> open.life()
                    .withdraw(by, Columns.now(clock))
                    .map(end -> {
                        var after = close(db, open.request(), RequestState.WITHDRAWN, new Closing(end.by(), end.at()));
                        notices.tell(
                                db,
                                by.id(),
                                open.dataset().owner(),
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
                    if (request.waitsForApplicant()
                            && open(db, request).orThrow().life() instanceof SupplementAsked asked
                            && asked.lapse(Columns.now(clock), requestClock.deadlines()) instanceof Outcome.Ok<?>) {
                        var after = close(db, request, RequestState.LAPSED, new Closing(null, Columns.now(clock)));
                        var owner = dataset(db, after).owner();
                        for (var told : List.of(owner, after.department())) {
                            notices.tellBySystem(db, told, "catalogue.notice.request-lapsed", after);
                        }
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

    private Outcome<RequestLife> decide(Handle db, Actor by, Open open, WithSteward stage, NewDecision asked) {
        boolean approves = asked.decision().equals("approve");
        if (approves) {
            var forbidden = notSharedAnyMore(open.request(), open.terms());
            if (forbidden.isPresent()) {
                return Outcome.refused(Kind.NOT_ALLOWED, forbidden.get());
            }
            var heldBack = requests.heldBack(
                    db, open.request().dataset(), open.request().department());
            if (heldBack.isPresent()) {
                return Outcome.refused(Kind.CONFLICT, heldBack.get());
            }
        }
        var ask = stage.ask();
        var approval = new Approval(
                ask.groupNames(),
                ask.jurisdictions(),
                asked.durationDays() == null ? ask.durationDays() : asked.durationDays(),
                asked.reason());
        var violations = violations(asked, stage, approval);
        if (!violations.isEmpty()) {
            return Outcome.invalid(
                    Reason.of("catalogue.request.invalid-decision", "count", violations.size()), violations);
        }
        var now = Columns.now(clock);
        return approves
                ? stage.approve(by, approval, now)
                : stage.refuse(by, asked.reason(), now).map(refused -> refused);
    }

    private AccessRequest decided(Handle db, Actor by, Open open, RequestLife after) {
        if (after instanceof RequestApproved approved) {
            var how = new Decision(
                    by.id(), approved.decision().at(), approved.decision().reason());
            var request = open.request().decided(RequestState.APPROVED, how);
            store.update(db, request, how);
            int days = approved.approval().durationDays();
            // The request's own chain records its end too: each audited row needs an entry of its own object.
            var grant = requests.grant(
                    db,
                    Optional.of(by.id()),
                    request,
                    days,
                    how.at(),
                    open.entryOfOwner(by, EntryType.REQUEST_APPROVED)
                            .with("durationDays", (long) days)
                            .with("reason", approved.approval().reason()));
            notices.tell(
                    db,
                    by.id(),
                    request.department(),
                    "catalogue.notice.request-approved",
                    request,
                    List.of(
                            new Violation("decision", null, how.reason()),
                            said("until", grant.endsAt().toString())));
            return request;
        }
        var refused = ((RequestRefused) after).decision();
        var how = new Decision(by.id(), refused.at(), refused.reason());
        var request = open.request().decided(RequestState.REFUSED, how);
        store.update(db, request, how);
        notices.tell(
                db,
                by.id(),
                request.department(),
                "catalogue.notice.request-refused",
                request,
                List.of(new Violation("decision", null, how.reason())));
        ledger.stage(
                db,
                open.entryOfOwner(by, EntryType.REQUEST_REFUSED)
                        .with("reason", how.reason().parameters().getOrDefault("reason", "")));
        return request;
    }

    private AccessRequest close(Handle db, AccessRequest request, RequestState state, Closing how) {
        var after = request.closed(state, how);
        store.close(db, after, how);
        return after;
    }

    // Who may, and where it stands

    private Outcome<Open> forSteward(Handle db, Permission permission, Actor by, String id) {
        return requests.find(db, by, id).flatMap(seen -> {
            if (!permission.allows(by, Parties.of(dataset(db, seen).owner(), seen.department()))) {
                return Outcome.refused(Kind.FORBIDDEN, Reason.of("catalogue.request.not-the-owners-steward"));
            }
            if (by.id().equals(seen.filedBy())) {
                return Outcome.refused(Kind.FORBIDDEN, Reason.of("catalogue.request.own-request"));
            }
            if (by.belongsTo(seen.department())) {
                return Outcome.refused(Kind.FORBIDDEN, Reason.of("catalogue.procedure.own-department"));
            }
            return open(db, store.lock(db, seen.id()).orElseThrow());
        });
    }

    private Outcome<Open> forApplicant(Handle db, Permission permission, Actor by, String id) {
        return requests.find(db, by, id)
                .flatMap(seen -> applicant(permission, by, seen))
                .flatMap(seen -> open(db, store.lock(db, seen.id()).orElseThrow()));
    }

    private static Outcome<AccessRequest> applicant(Permission permission, Actor by, AccessRequest request) {
        return permission.allows(by, Parties.reader(request.department()))
                ? Outcome.ok(request)
                : Outcome.refused(Kind.FORBIDDEN, Reason.of("catalogue.procedure.not-the-applicant"));
    }

    private Outcome<Open> open(Handle db, AccessRequest locked) {
        if (locked.state() != RequestState.PENDING) {
            return Outcome.refused(
                    Kind.CONFLICT,
                    Reason.of("catalogue.request.already-decided", "request", locked.id(), "state", locked.state()));
        }
        var dataset = dataset(db, locked);
        var terms = datasets.terms(db, dataset);
        return Outcome.ok(new Open(locked, dataset, terms, requestClock.open(locked, ask(locked, dataset, terms))));
    }

    /** Where it is the steward's turn. */
    private Outcome<WithSteward> steward(Open open) {
        if (open.life() instanceof WithSteward steward) {
            return Outcome.ok(steward);
        }
        var until = requestClock.due(open.request()).orElseThrow().schedule().redAt();
        return Outcome.refused(
                Kind.CONFLICT,
                Reason.of(
                        "catalogue.request.waits-for-applicant",
                        "request",
                        open.request().id(),
                        "until",
                        until));
    }

    private Dataset dataset(Handle db, AccessRequest request) {
        return datasetStore.find(db, request.dataset()).orElseThrow();
    }

    // What is asked for

    /** The legal basis that forbids what was asked for, under the terms of now; empty where they let it be granted. */
    private static Optional<Reason> notSharedAnyMore(AccessRequest request, Contract terms) {
        return request.groups().stream()
                .map(name -> group(name, terms))
                .filter(group -> group.sharing() == Sharing.NOT_SHARED)
                .findFirst()
                .map(group -> {
                    var basis = group.legalBasis().orElseThrow();
                    return Reason.of(
                            "catalogue.request.not-shared-any-more",
                            "group",
                            group.name(),
                            "request",
                            request.id(),
                            "contract",
                            terms.reference(),
                            "legalBasis",
                            basis.en(),
                            "legalBasisZh",
                            basis.zh());
                });
    }

    /** What was asked for, as the law sees it. */
    private static Ask ask(AccessRequest request, Dataset dataset, Contract terms) {
        return new Ask(
                request.id(),
                request.department(),
                dataset.owner(),
                request.groups().stream()
                        .map(name -> group(name, terms))
                        .map(group -> new Ask.Group(group.name(), group.sharing(), group.legalBasis()))
                        .toList(),
                List.of(),
                request.durationDays(),
                false,
                request.filedBy(),
                request.filedAt());
    }

    private static FieldGroup group(String name, Contract terms) {
        return Optional.ofNullable(terms.groups().get(new Slug(name)))
                .orElseThrow(() -> new IllegalStateException("the gate let group " + name + " go"));
    }

    private static List<Violation> violations(NewDecision asked, WithSteward stage, Approval approval) {
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

    /** What somebody wrote, as a detail of a notice. */
    private static Violation said(String path, String text) {
        return new Violation(path, null, Reason.of("catalogue.notice.said", "text", text));
    }
}
