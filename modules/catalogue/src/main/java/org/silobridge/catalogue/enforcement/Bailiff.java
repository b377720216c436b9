package org.silobridge.catalogue.enforcement;

import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toSet;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.common.acl.AclBinding;
import org.silobridge.catalogue.enforcement.CatalogueState.Grant;
import org.silobridge.catalogue.enforcement.CatalogueState.Login;
import org.silobridge.catalogue.enforcement.EnforcementStore.Decision;
import org.silobridge.catalogue.enforcement.Reconciler.LeaseLost;
import org.silobridge.model.GrantState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out single decisions as they are made, and writes down that they are: takes away what ended, gives what was
 * approved. It asks for what is not done and for just those rights, so that a decision takes the same time however much
 * there is in the catalogue. It does what the {@link Reconciler} would do, under the same guards; what is more than a few
 * decisions at once, or anything else than a decision, is the reconciler's.
 */
final class Bailiff {
    private static final Logger LOG = LoggerFactory.getLogger(Bailiff.class);

    /** Decisions of a kind that it carries out at once. */
    private static final int FEW = 100;

    /** One whose date has come is expired first, then withdrawn. */
    private static final int ROUNDS = 3;

    private final KafkaCluster kafka;
    private final EnforcementStore store;
    private final Territory territory;
    private final LedgerMarker marker;
    private final Turn turn;
    private final Clock clock;

    Bailiff(
            KafkaCluster kafka,
            EnforcementStore store,
            Territory territory,
            LedgerMarker marker,
            Turn turn,
            Clock clock) {
        this.kafka = kafka;
        this.store = store;
        this.territory = territory;
        this.marker = marker;
        this.turn = turn;
        this.clock = clock;
    }

    /** How far it came. */
    enum Result {
        /** Nothing that was decided is left. */
        DONE,
        /** Something waits for the ledger, or for Kafka to show it: to be tried again soon. */
        WAITS,
        /** Something is the reconciler's to do. */
        LEFT
    }

    /**
     * @param mayWrite asked before every write
     * @throws KafkaCluster.KafkaUnavailable if Kafka does not answer
     */
    Result carryOut(BooleanSupplier mayWrite) {
        turn.take();
        try {
            // An exchange without a binding, or with another one, is for the reconciler to judge.
            if (!store.cluster().equals(Optional.of(kafka.clusterId()))) {
                return Result.LEFT;
            }
            var result = withdraw(mayWrite);
            // A database that is older than what Kafka has seen ends rights, but gives none.
            if (result != Result.LEFT && marker.isContinued()) {
                result = worse(result, grant(mayWrite));
                marker.advance(mayWrite);
            }
            return result;
        } finally {
            turn.give();
        }
    }

    private static Result worse(Result one, Result other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private Result withdraw(BooleanSupplier mayWrite) {
        for (int round = 0; round < ROUNDS; round++) {
            var ended = store.ended(clock.instant(), FEW);
            if (ended.isEmpty()) {
                return Result.DONE;
            }
            if (ended.size() == FEW) {
                return Result.LEFT;
            }
            var rights = all(ended, this::reads);
            turn.change(rights);
            var refused =
                    remove(all(ended, decision -> decision.standsOtherwise() ? Set.of() : reads(decision)), mayWrite);
            var left = kafka.rightsOf(all(ended, this::principals));
            var seenAt = clock.instant();
            var gone = ended.stream()
                    .filter(decision -> decision.standsOtherwise() || Collections.disjoint(left, reads(decision)))
                    .map(Decision::grant)
                    .toList();
            if (gone.isEmpty()) {
                return refused ? Result.LEFT : Result.WAITS;
            }
            writeDown(gone, rights, seenAt);
            LOG.atInfo().addKeyValue("grants", gone.size()).log("What ended is taken away on Kafka");
        }
        return Result.WAITS;
    }

    /** @return whether Kafka refused anything */
    private boolean remove(Set<AclBinding> rights, BooleanSupplier mayWrite) {
        if (rights.isEmpty()) {
            return false;
        }
        LeaseLost.unless(mayWrite);
        var failures = kafka.deleteRights(rights);
        failures.forEach(Reconciler::refused);
        return !failures.isEmpty();
    }

    private void writeDown(List<Grant> gone, Set<AclBinding> rights, Instant now) {
        Reconciler.overtake(store, rights, now);
        store.expire(those(gone, grant -> grant.isOverdue(now)), now);
        store.withheld(those(gone, grant -> grant.state() == GrantState.SUSPENDED && !grant.isOverdue(now)), now);
        store.withdrawn(those(gone, Grant::isEnded), now);
    }

    private static List<Grant> those(List<Grant> grants, Predicate<Grant> which) {
        return grants.stream().filter(which).toList();
    }

    private Result grant(BooleanSupplier mayWrite) {
        var now = clock.instant();
        var all = store.approved(now, FEW);
        if (all.size() == FEW) {
            return Result.LEFT;
        }
        var ready = all.stream()
                .filter(decision -> decision.grant().ledgered())
                .filter(decision -> !standing(decision, now).isEmpty())
                .toList();
        if (ready.isEmpty()) {
            return all.isEmpty() ? Result.DONE : Result.WAITS;
        }
        var rights = all(ready, decision -> needs(decision, now));
        turn.change(rights);
        marker.advance(mayWrite);
        LeaseLost.unless(mayWrite);
        // Kafka goes through all rights for each question, so there is none about what stands already: that stays.
        var denying = kafka.denials();
        kafka.createRights(rights).forEach(Reconciler::refused);
        var there = kafka.rightsOf(all(ready, this::principals));
        var denials = denying.get();
        var applied = ready.stream()
                .filter(decision -> needs(decision, now).stream()
                        .allMatch(right -> there.contains(right)
                                && denials.stream().noneMatch(denial -> Plan.denies(denial, right))))
                .map(Decision::grant)
                .toList();
        if (!applied.isEmpty()) {
            store.applied(applied, clock.instant());
            LOG.atInfo().addKeyValue("grants", applied.size()).log("What was approved is given on Kafka");
        }
        return applied.size() == all.size() ? Result.DONE : Result.WAITS;
    }

    private static <T> Set<T> all(Collection<Decision> decisions, Function<Decision, Set<T>> each) {
        return decisions.stream()
                .flatMap(decision -> each.apply(decision).stream())
                .collect(toCollection(HashSet::new));
    }

    /** The right that is decided about, of every log-in of its department. */
    private Set<AclBinding> reads(Decision decision) {
        return principals(decision).stream()
                .map(principal -> Wanted.read(principal, decision.topic()))
                .collect(toSet());
    }

    /** That right, and what one who has just joined does not have yet: nobody reads without groups of their own. */
    private Set<AclBinding> needs(Decision decision, Instant now) {
        var rights = new HashSet<AclBinding>();
        for (var principal : standing(decision, now)) {
            rights.add(Wanted.read(principal, decision.topic()));
            rights.addAll(Wanted.ofItsOwn(principal, decision.grant().department(), territory.names()));
        }
        return rights;
    }

    private Set<String> principals(Decision decision) {
        return logins(decision, login -> true);
    }

    /** Those that are not over. */
    private Set<String> standing(Decision decision, Instant now) {
        return logins(decision, login -> !login.isOver(now));
    }

    private Set<String> logins(Decision decision, Predicate<Login> which) {
        var department = decision.grant().department();
        return decision.logins().isEmpty()
                ? Set.of(territory.principal(department))
                : decision.logins().stream()
                        .filter(which)
                        .map(login -> territory.principal(department, login))
                        .collect(toSet());
    }
}
