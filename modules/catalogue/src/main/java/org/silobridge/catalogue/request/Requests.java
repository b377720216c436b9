package org.silobridge.catalogue.request;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.actor.Actor;
import org.silobridge.catalogue.actor.Parties;
import org.silobridge.catalogue.actor.Permission;
import org.silobridge.catalogue.clock.Step;
import org.silobridge.catalogue.dataset.Dataset;
import org.silobridge.catalogue.dataset.DatasetStore;
import org.silobridge.catalogue.dataset.Datasets;
import org.silobridge.catalogue.department.Department;
import org.silobridge.catalogue.department.DepartmentStore;
import org.silobridge.catalogue.grant.Grant;
import org.silobridge.catalogue.grant.GrantClock;
import org.silobridge.catalogue.grant.GrantStore;
import org.silobridge.catalogue.kafka.KafkaRights;
import org.silobridge.catalogue.ledger.EntryDraft;
import org.silobridge.catalogue.ledger.EntryType;
import org.silobridge.catalogue.ledger.LedgerStaging;
import org.silobridge.catalogue.request.AccessRequest.Decision;
import org.silobridge.catalogue.store.Columns;
import org.silobridge.catalogue.store.Registered;
import org.silobridge.catalogue.store.Transactions;
import org.silobridge.contract.Contract;
import org.silobridge.contract.FieldGroup;
import org.silobridge.ledger.Hash;
import org.silobridge.model.ActorId;
import org.silobridge.model.DatasetId;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.GrantId;
import org.silobridge.model.GrantState;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;
import org.silobridge.model.Refusal.Kind;
import org.silobridge.model.RequestId;
import org.silobridge.model.RequestState;
import org.silobridge.model.Role;
import org.silobridge.model.Sharing;
import org.silobridge.model.Slug;
import org.silobridge.model.Violation;

/** Takes requests in, decides by rule what the sharing class decides, and shows them to those whom they concern. */
public final class Requests {
    static final int MAX_DAYS = 3650;
    private static final int MAX_TEXT = 2000;

    private final Transactions transactions;
    private final LedgerStaging ledger;
    private final KafkaRights kafka;
    private final Datasets datasets;
    private final RequestNotices notices;
    private final RequestClock requestClock;
    private final GrantClock grantClock;
    private final Clock clock;
    private final RandomGenerator random;
    private final RequestStore store = new RequestStore();
    private final GrantStore grants = new GrantStore();
    private final DatasetStore datasetStore = new DatasetStore();
    private final DepartmentStore departments = new DepartmentStore();

    public Requests(
            Transactions transactions,
            LedgerStaging ledger,
            KafkaRights kafka,
            Datasets datasets,
            RequestNotices notices,
            RequestClock requestClock,
            GrantClock grantClock,
            Clock clock,
            RandomGenerator random) {
        this.transactions = transactions;
        this.ledger = ledger;
        this.kafka = kafka;
        this.datasets = datasets;
        this.notices = notices;
        this.requestClock = requestClock;
        this.grantClock = grantClock;
        this.clock = clock;
        this.random = random;
    }

    /** A request as it comes in; dataset and department by id or name. */
    public record NewRequest(
            String dataset,
            String department,
            String purpose,
            String legalBasis,
            String scenario,
            String commitment,
            List<String> groups,
            int durationDays,
            List<String> jurisdictions,
            boolean followsMajor) {
        public NewRequest {
            groups = List.copyOf(groups);
            jurisdictions = List.copyOf(jurisdictions);
        }
    }

    /**
     * Files a request; all that speaks against it comes back at once. The strictest group asked for decides:
     * unconditional is granted here and now, conditional waits for the conformity check where the law asks for one and
     * then for a steward, not-shared is recorded as refused.
     *
     * <p>The same idempotency key with the same body answers the request that the first use made, as it is now; with
     * another body it is a CONFLICT. Without a key, a request that asks the same as one that is pending, or whose
     * grant has not ended, is that request.
     */
    public Outcome<Registered<AccessRequest>> file(Actor by, NewRequest asked, @Nullable String idempotencyKey) {
        var filed = transactions.decide(db -> {
            if (idempotencyKey == null) {
                return file(db, by, asked);
            }
            var hash = hash(asked);
            var used = store.lockKey(db, by.id(), idempotencyKey);
            if (used.isPresent()) {
                return used.get().bodyHash().equals(hash)
                        ? Outcome.ok(new Registered<>(
                                store.find(db, used.get().request()).orElseThrow(), true))
                        : Outcome.refused(
                                Kind.CONFLICT, Reason.of("catalogue.request.key-reused", "key", idempotencyKey));
            }
            return file(db, by, asked).map(result -> {
                store.insertKey(
                        db, by.id(), idempotencyKey, hash, result.value().id(), Columns.now(clock));
                return result;
            });
        });
        kafka.poke();
        return filed;
    }

    /** The requests that concern the actor, newest first. Null means: any. */
    public List<AccessRequest> list(
            Handle db, Actor by, @Nullable DepartmentId department, @Nullable RequestState state) {
        var owners = new HashMap<DatasetId, DepartmentId>();
        return store.list(db, null, department, state).stream()
                .filter(request -> Permission.GET_REQUEST.allows(
                        by,
                        Parties.of(
                                owners.computeIfAbsent(
                                        request.dataset(), id -> dataset(db, id).owner()),
                                request.department())))
                .toList();
    }

    /** One request; NOT_FOUND too where it does not concern the actor. */
    public Outcome<AccessRequest> find(Handle db, Actor by, String id) {
        return requestId(id)
                .flatMap(known -> store.find(db, known))
                .filter(request -> concerns(db, by, request))
                .map(Outcome::ok)
                .orElseGet(
                        () -> Outcome.refused(Kind.NOT_FOUND, Reason.of("catalogue.request.unknown", "request", id)));
    }

    /** The newest request of a department for a dataset. */
    public Optional<AccessRequest> newest(Handle db, DatasetId dataset, DepartmentId department) {
        return store.list(db, dataset, department, null).stream().findFirst();
    }

    private Outcome<Registered<AccessRequest>> file(Handle db, Actor by, NewRequest asked) {
        var violations = new ArrayList<Violation>();
        var department = departments.find(db, asked.department());
        if (department.isEmpty()) {
            violations.add(new Violation(
                    "department",
                    asked.department(),
                    Reason.of("catalogue.department.unknown", "department", asked.department())));
        } else if (!Permission.FILE_REQUEST.allows(
                by, Parties.reader(department.get().id()))) {
            return Permission.notInDepartment(Role.APPLICANT, department.get().slug());
        }
        department
                .filter(Department::hasEnded)
                .ifPresent(ended -> violations.add(new Violation(
                        "department",
                        asked.department(),
                        Reason.of("catalogue.department.ended", "department", ended.slug()))));
        var dataset = datasetStore.find(db, asked.dataset());
        if (dataset.isEmpty()) {
            violations.add(new Violation(
                    "dataset", asked.dataset(), Reason.of("catalogue.dataset.unknown", "dataset", asked.dataset())));
        }
        grounds(asked, violations);
        var contract = dataset.map(found -> datasets.terms(db, found));
        dataset.flatMap(found -> datasetStore.find(db, found.id()))
                .filter(Dataset::hasEnded)
                .ifPresent(ended -> violations.add(new Violation(
                        "dataset", asked.dataset(), Reason.of("catalogue.dataset.ended", "dataset", ended.name()))));
        var groups = groups(asked, contract, violations);
        if (!violations.isEmpty() || department.isEmpty() || dataset.isEmpty() || contract.isEmpty()) {
            return Outcome.invalid(Reason.of("catalogue.request.invalid", "count", violations.size()), violations);
        }
        var refused = notEnforceable(asked, department.get(), dataset.get(), groups);
        if (!refused.isEmpty()) {
            return Outcome.refused(new Refusal(Kind.NOT_ALLOWED, refused.get(0).reason(), refused));
        }
        var request = new AccessRequest(
                RequestId.random(random),
                dataset.get().id(),
                department.get().id(),
                asked.purpose(),
                asked.legalBasis(),
                asked.scenario(),
                asked.commitment(),
                groups.stream().map(group -> group.name().value()).toList(),
                asked.durationDays(),
                asked.followsMajor(),
                RequestState.PENDING,
                Columns.now(clock),
                by.id(),
                null,
                null,
                List.of(),
                null);
        store.lockPair(db, request.dataset(), request.department());
        var open = store.standing(db, request.dataset(), request.department()).stream()
                .filter(standing -> standing.asksTheSameAs(request) && isOpen(db, standing))
                .findFirst();
        if (open.isPresent()) {
            return Outcome.ok(new Registered<>(open.get(), false));
        }
        var heldBack = groups.stream().allMatch(group -> group.sharing() == Sharing.UNCONDITIONAL)
                ? heldBack(db, request.dataset(), request.department())
                : Optional.<Reason>empty();
        return heldBack.isPresent()
                ? Outcome.refused(Kind.CONFLICT, heldBack.get())
                : Outcome.ok(new Registered<>(file(db, request, groups), true));
    }

    /**
     * Why the department is given no grant on the dataset: it has ended, or one is suspended, in whose place no other may
     * come.
     */
    Optional<Reason> heldBack(Handle db, DatasetId dataset, DepartmentId department) {
        var holder = departments.find(db, department).orElseThrow();
        if (holder.hasEnded()) {
            return Optional.of(Reason.of("catalogue.department.ended", "department", holder.slug()));
        }
        return grants.list(db, dataset, department, GrantState.SUSPENDED).stream()
                .findFirst()
                .map(grant -> Reason.of("catalogue.request.grant-suspended", "grant", grant.id()));
    }

    /** Stores the request with what its strictest group makes of it. */
    private AccessRequest file(Handle db, AccessRequest request, List<FieldGroup> groups) {
        var strictest =
                groups.stream().max(Comparator.comparing(FieldGroup::sharing)).orElseThrow();
        var filed = GrantEntries.filed(Optional.of(request.filedBy()), request);
        switch (strictest.sharing()) {
            case CONDITIONAL -> {
                var checked =
                        request.checkedWithin(requestClock.deadlines().profile().limit(Step.CONFORMITY_CHECK));
                store.insert(db, checked);
                notices.tellWhoHasToAct(db, request.filedBy(), checked);
                ledger.stage(db, filed);
                return checked;
            }
            case UNCONDITIONAL -> {
                var decision = new Decision(
                        null,
                        request.filedAt(),
                        Reason.of("catalogue.request.granted-by-rule", "sharing", "unconditional"));
                var approved = request.decided(RequestState.APPROVED, decision);
                store.insert(db, approved);
                grant(
                        db,
                        Optional.empty(),
                        approved,
                        request.groups(),
                        request.durationDays(),
                        request.followsMajor(),
                        request.filedAt(),
                        filed);
                return approved;
            }
            case NOT_SHARED -> {
                var basis = strictest.legalBasis().orElseThrow();
                var decision = new Decision(
                        null,
                        request.filedAt(),
                        Reason.of(
                                "catalogue.request.not-shared",
                                "group",
                                strictest.name(),
                                "legalBasis",
                                basis.en(),
                                "legalBasisZh",
                                basis.zh()));
                var refused = request.after(Act.refused(decision)).decided(RequestState.REFUSED, decision);
                store.insert(db, refused);
                store.add(db, refused.id(), Act.refused(decision));
                ledger.stage(db, filed);
                ledger.stage(
                        db,
                        EntryDraft.bySystem(
                                        EntryType.REQUEST_REFUSED, request.id().value())
                                .concerning(request.department())
                                .with("code", decision.reason().code())
                                .with("legalBasis", basis.en()));
                return refused;
            }
        }
        throw new AssertionError(strictest.sharing());
    }

    /** The grant that an approved request becomes, with the entries of both. */
    Grant grant(
            Handle db,
            Optional<ActorId> by,
            AccessRequest request,
            List<String> groups,
            int days,
            boolean followsMajor,
            Instant at,
            EntryDraft ofRequest) {
        var grant = Grant.approved(
                        GrantId.random(random),
                        request.id(),
                        request.dataset(),
                        request.department(),
                        groups,
                        at,
                        at.plus(Duration.ofDays(days)),
                        // What is given by rule asks for no steward, and does not end by one's silence either.
                        by.flatMap(steward -> grantClock.recertification()).orElse(null))
                .goingOn(followsMajor, null);
        grants.insert(db, grant);
        // In the order of object ids (grt before req), as LedgerStaging asks for.
        ledger.stage(db, GrantEntries.approved(by, grant));
        ledger.stage(db, ofRequest.with("grant", grant.id().value()));
        return grant;
    }

    private static void grounds(NewRequest asked, List<Violation> violations) {
        Purpose.violation(asked.purpose()).ifPresent(violations::add);
        if (asked.legalBasis().isBlank() || asked.legalBasis().length() > MAX_TEXT) {
            violations.add(new Violation("legalBasis", null, Reason.of("catalogue.input.text", "max", MAX_TEXT)));
        }
        if (asked.scenario().length() > MAX_TEXT) {
            violations.add(new Violation("scenario", null, Reason.of("catalogue.input.too-long", "max", MAX_TEXT)));
        }
        if (asked.commitment().length() > MAX_TEXT) {
            violations.add(new Violation("commitment", null, Reason.of("catalogue.input.too-long", "max", MAX_TEXT)));
        }
        days("durationDays", asked.durationDays(), MAX_DAYS, violations);
    }

    private static List<FieldGroup> groups(NewRequest asked, Optional<Contract> contract, List<Violation> violations) {
        if (asked.groups().isEmpty()) {
            violations.add(new Violation("groups", null, Reason.of("catalogue.request.no-groups")));
        }
        var found = new ArrayList<FieldGroup>();
        if (contract.isPresent()) {
            var known = contract.get().groups();
            for (int i = 0; i < asked.groups().size(); i++) {
                var name = asked.groups().get(i);
                var group = Slug.isValid(name) ? known.get(new Slug(name)) : null;
                if (group == null) {
                    violations.add(new Violation(
                            "groups[" + i + "]",
                            name,
                            Reason.of(
                                    "catalogue.request.unknown-group",
                                    "known",
                                    String.join(
                                            ", ",
                                            known.keySet().stream()
                                                    .map(Slug::value)
                                                    .toList()))));
                } else if (!found.contains(group)) {
                    found.add(group);
                }
            }
        }
        found.sort(Comparator.comparing(group -> group.name().value()));
        return found;
    }

    /**
     * What is well said and cannot be granted all the same. A group that is not shared does not stand here: whatever
     * else is asked for with it, the request is recorded and refused with the legal basis.
     */
    private static List<Violation> notEnforceable(
            NewRequest asked, Department department, Dataset dataset, List<FieldGroup> groups) {
        var found = new ArrayList<Violation>();
        if (dataset.owner().equals(department.id())) {
            found.add(new Violation(
                    "dataset", asked.dataset(), Reason.of("catalogue.request.own-dataset", "dataset", dataset.name())));
        }
        if (groups.stream().anyMatch(group -> group.sharing() == Sharing.NOT_SHARED)) {
            return found;
        }
        for (int i = 0; i < asked.groups().size(); i++) {
            var group = asked.groups().get(i);
            if (!group.equals(FieldGroup.OPEN.value())) {
                found.add(new Violation(
                        "groups[" + i + "]",
                        group,
                        Reason.of("catalogue.request.group-cannot-be-enforced-yet", "group", group)));
            }
        }
        if (!asked.jurisdictions().isEmpty()) {
            found.add(new Violation(
                    "jurisdictions",
                    String.join(", ", asked.jurisdictions()),
                    Reason.of("catalogue.request.jurisdictions-cannot-be-enforced-yet")));
        }
        return found;
    }

    private static void days(String path, int days, int max, List<Violation> violations) {
        if (days < 1 || days > max) {
            violations.add(new Violation(
                    path, String.valueOf(days), Reason.of("catalogue.input.out-of-range", "min", 1, "max", max)));
        }
    }

    private boolean isOpen(Handle db, AccessRequest request) {
        return switch (request.state()) {
            case PENDING -> true;
            case APPROVED ->
                grants.ofRequest(db, request.id())
                        .filter(grant -> !grant.hasEnded() && !grant.isDue(Columns.now(clock)))
                        .isPresent();
            case REFUSED, WITHDRAWN, LAPSED -> false;
        };
    }

    private boolean concerns(Handle db, Actor by, AccessRequest request) {
        return Permission.GET_REQUEST.allows(
                by, Parties.of(dataset(db, request.dataset()).owner(), request.department()));
    }

    private Dataset dataset(Handle db, DatasetId id) {
        return datasetStore.find(db, id).orElseThrow();
    }

    private static String hash(NewRequest asked) {
        // As before this could be asked for: a key that was used then still answers the same body.
        return Hash.sha256(asked.toString()
                        .replaceFirst(", followsMajor=false]$", "]")
                        .getBytes(UTF_8))
                .toHex();
    }

    private static Optional<RequestId> requestId(String text) {
        try {
            return Optional.of(new RequestId(text));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }
}
