package org.silobridge.catalogue.request;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.dataset.Dataset;
import org.silobridge.catalogue.dataset.DatasetStore;
import org.silobridge.catalogue.dataset.NextMajor;
import org.silobridge.catalogue.department.DepartmentStore;
import org.silobridge.catalogue.grant.Grant;
import org.silobridge.catalogue.grant.GrantClock;
import org.silobridge.catalogue.grant.GrantStore;
import org.silobridge.catalogue.ledger.LedgerStaging;
import org.silobridge.catalogue.notice.Notices;
import org.silobridge.catalogue.request.AccessRequest.Decision;
import org.silobridge.catalogue.signing.Signatures;
import org.silobridge.catalogue.store.Columns;
import org.silobridge.contract.Contract;
import org.silobridge.contract.FieldGroup;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.GrantId;
import org.silobridge.model.Reason;
import org.silobridge.model.RequestId;
import org.silobridge.model.RequestState;
import org.silobridge.model.Sharing;
import org.silobridge.model.Slug;
import org.silobridge.model.Violation;

/**
 * What becomes of grants that were given to follow, when the owner registers the next major: each gets a grant on it, with
 * the same holder, grounds, groups and end, where the new contract asks for no decision that was not taken then. Where it
 * does, the holder is told why and what to do. The grant on the major before goes on as it was.
 */
public final class GrantsThatFollow implements NextMajor {
    private final LedgerStaging ledger;
    private final Notices notices;
    private final Signatures signatures;
    private final GrantClock grantClock;
    private final Clock clock;
    private final RandomGenerator random;
    private final RequestStore requests = new RequestStore();
    private final GrantStore grants = new GrantStore();
    private final DatasetStore datasets = new DatasetStore();
    private final DepartmentStore departments = new DepartmentStore();

    public GrantsThatFollow(
            LedgerStaging ledger,
            Notices notices,
            Signatures signatures,
            GrantClock grantClock,
            Clock clock,
            RandomGenerator random) {
        this.ledger = ledger;
        this.notices = notices;
        this.signatures = signatures;
        this.grantClock = grantClock;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public void registered(Handle db, Dataset dataset, Contract terms) {
        var before = datasets.all(db).stream()
                .filter(other -> other.name().contract().equals(dataset.name().contract())
                        && other.owner().equals(dataset.owner())
                        && other.major() < dataset.major())
                .toList();
        int major = before.stream().mapToInt(Dataset::major).max().orElse(0);
        before.stream()
                .filter(other -> other.major() == major)
                .flatMap(other -> grants.list(db, other.id(), null, null).stream())
                .filter(grant -> grant.followsMajor() && !grant.hasEnded())
                .map(Grant::id)
                .sorted(Comparator.comparing(GrantId::value))
                .map(id -> grants.lock(db, id).orElseThrow())
                .filter(grant -> !grant.hasEnded() && !grant.isDue(clock.instant()))
                .forEach(grant -> follow(db, grant, dataset, terms));
    }

    private void follow(Handle db, Grant before, Dataset dataset, Contract terms) {
        var request = decided(db, before);
        var obstacle = obstacle(db, before, request, terms);
        if (obstacle.isPresent()) {
            tell(
                    db,
                    before.department(),
                    before.id() + " " + dataset.id(),
                    reason(db, "catalogue.notice.grant-not-followed", before, before.id(), dataset),
                    obstacle.get());
            return;
        }
        var at = Columns.now(clock);
        var decision = new Decision(
                null, at, Reason.of("catalogue.request.followed", "grant", before.id(), "contract", terms.reference()));
        var asked = new AccessRequest(
                RequestId.random(random),
                dataset.id(),
                before.department(),
                request.purpose(),
                request.legalBasis(),
                request.scenario(),
                request.commitment(),
                before.groups(),
                days(at, before.endsAt()),
                true,
                RequestState.APPROVED,
                at,
                request.filedBy(),
                null,
                decision,
                List.of(),
                null);
        requests.insert(db, asked);
        var grant = Grant.approved(
                        GrantId.random(random),
                        asked.id(),
                        dataset.id(),
                        before.department(),
                        before.groups(),
                        at,
                        before.endsAt(),
                        isConditional(before, terms)
                                ? grantClock.recertification().orElse(null)
                                : null)
                .goingOn(true, before.id());
        grants.insert(db, grant);
        ledger.stage(db, GrantEntries.approved(Optional.empty(), grant));
        tell(
                db,
                grant.department(),
                grant.id().value(),
                reason(db, "catalogue.notice.grant-followed", before, grant.id(), dataset),
                decision.reason());
        ledger.stage(
                db,
                GrantEntries.filed(Optional.empty(), asked)
                        .with("follows", before.id().value())
                        .with("grant", grant.id().value()));
    }

    /** The request that was decided about: where the grant itself follows others, that of the first of them. */
    private AccessRequest decided(Handle db, Grant grant) {
        var first = grant;
        for (var follows = first.follows(); follows != null; follows = first.follows()) {
            first = grants.find(db, follows).orElseThrow();
        }
        return requests.find(db, first.request()).orElseThrow();
    }

    /** Why it does not follow: what nobody has decided yet. */
    private Optional<Reason> obstacle(Handle db, Grant before, AccessRequest request, Contract terms) {
        if (!before.holds()) {
            return Optional.of(Reason.of("catalogue.request.follow-suspended", "grant", before.id()));
        }
        if (signatures.demanded(db, before.dataset())) {
            return Optional.of(Reason.of("catalogue.request.follow-unsigned"));
        }
        return before.groups().stream()
                .flatMap(name -> stricter(name, terms.groups().get(new Slug(name)), request, terms).stream())
                .findFirst();
    }

    private static Optional<Reason> stricter(
            String name, @Nullable FieldGroup group, AccessRequest request, Contract terms) {
        if (group == null) {
            return Optional.of(
                    Reason.of("catalogue.request.follow-no-group", "group", name, "contract", terms.reference()));
        }
        var decision = request.decision();
        boolean wasDecided = decision != null && decision.by() != null;
        return switch (group.sharing()) {
            case UNCONDITIONAL -> Optional.empty();
            case NOT_SHARED ->
                Optional.of(
                        Reason.of("catalogue.request.follow-not-shared", "group", name, "contract", terms.reference()));
            case CONDITIONAL -> {
                if (!wasDecided) {
                    yield Optional.of(Reason.of(
                            "catalogue.request.follow-undecided", "group", name, "contract", terms.reference()));
                }
                yield group.fourEyes() && request.count(Act.Kind.CONFIRMED) == 0
                        ? Optional.of(Reason.of(
                                "catalogue.request.follow-four-eyes", "group", name, "contract", terms.reference()))
                        : Optional.empty();
            }
        };
    }

    private static boolean isConditional(Grant grant, Contract terms) {
        return terms.groups().values().stream()
                .anyMatch(group -> group.sharing() == Sharing.CONDITIONAL
                        && grant.groups().contains(group.name().value()));
    }

    /** A begun day counts as one. */
    private static int days(Instant from, Instant to) {
        return Math.toIntExact(Math.max(
                1,
                Math.min(
                        Requests.MAX_DAYS,
                        Duration.between(from, to).plusDays(1).minusNanos(1).toDays())));
    }

    private void tell(Handle db, DepartmentId holder, String about, Reason news, Reason why) {
        notices.writeBySystem(
                db, about, List.of(new Notices.Draft(holder, news, List.of(new Violation("follows", null, why)))));
    }

    private Reason reason(Handle db, String code, Grant before, GrantId grant, Dataset dataset) {
        return Reason.of(
                code,
                "department",
                departments.find(db, before.department()).orElseThrow().slug(),
                "before",
                before.id(),
                "grant",
                grant,
                "dataset",
                dataset.name(),
                "id",
                dataset.id(),
                "major",
                dataset.major(),
                "until",
                before.endsAt());
    }
}
