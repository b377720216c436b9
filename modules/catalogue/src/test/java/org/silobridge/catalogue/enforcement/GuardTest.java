package org.silobridge.catalogue.enforcement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.silobridge.catalogue.enforcement.World.TERRITORY;
import static org.silobridge.catalogue.enforcement.World.reads;

import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.common.acl.AclBinding;
import org.junit.jupiter.api.Test;
import org.silobridge.catalogue.enforcement.Guard.Verdict;
import org.silobridge.model.GrantState;

class GuardTest {
    private static final int GRANTS = 10;
    private final World world = new World();
    private final CatalogueState.Department owner = world.department("owner");
    private final CatalogueState.Dataset dataset = world.dataset("credit/penalty", owner);
    private final Guard guard = new Guard(0.1, 2);

    private Set<AclBinding> grant(GrantState state, int count) {
        var rights = new HashSet<AclBinding>();
        for (int i = 0; i < count; i++) {
            var department = world.department(state.word() + i);
            world.grant(department, dataset, state);
            rights.add(reads(department, dataset));
        }
        return rights;
    }

    private Verdict judge(Set<AclBinding> found, Standing standing, Set<String> confirmed) {
        var wanted = world.wanted();
        return guard.judge(
                Plan.between(wanted, found, TERRITORY),
                Set.of(),
                wanted.rights().size(),
                standing,
                confirmed);
    }

    private Verdict judgeWithLostTopic(String topic, Set<AclBinding> found, Set<String> confirmed) {
        var wanted = world.wanted();
        return guard.judge(
                Plan.between(wanted, found, TERRITORY),
                Set.of(topic),
                wanted.rights().size(),
                Standing.KNOWN,
                confirmed);
    }

    private Set<AclBinding> inStep() {
        return new HashSet<>(world.wanted().rights().keySet());
    }

    @Test
    void neverHoldsUpRevocationsAndSuspensionsHoweverMany() {
        var narrowed = grant(GrantState.REVOKED, GRANTS);
        narrowed.addAll(grant(GrantState.SUSPENDED, GRANTS));
        var found = inStep();
        found.addAll(narrowed);

        var verdict = judge(found, Standing.KNOWN, Set.of());

        assertThat(verdict.withdraw()).isEqualTo(narrowed);
        assertThat(verdict.stop()).isEmpty();
    }

    @Test
    void stopsBeforeManyUnexplainedRemovals() {
        var found = inStep();
        var unexplained = new World(8);
        for (int i = 0; i < GRANTS; i++) {
            found.add(reads(unexplained.department("x" + i), dataset));
        }

        var verdict = judge(found, Standing.KNOWN, Set.of());

        assertThat(verdict.heal()).isEmpty();
        assertThat(verdict.stop()).hasValueSatisfying(stop -> {
            assertThat(stop.cause()).isEqualTo(StopCause.TOO_MANY_CHANGES);
            assertThat(stop.changes()).hasSize(GRANTS).allMatch(change -> change.startsWith("- "));
        });
        assertThat(judge(found, Standing.KNOWN, verdict.stop().orElseThrow().changes())
                        .heal())
                .hasSize(GRANTS);
    }

    @Test
    void doesNotTakeAConfirmationForMoreThanWasShown() {
        grant(GrantState.ACTIVE, GRANTS);

        var shown = judge(Set.of(), Standing.KNOWN, Set.of()).stop().orElseThrow();
        grant(GrantState.ACTIVE, 1);

        assertThat(judge(Set.of(), Standing.KNOWN, shown.changes()).stop()).isPresent();
    }

    @Test
    void healsAFewWithoutAsking() {
        grant(GrantState.ACTIVE, GRANTS);
        var found = inStep();
        var lost = found.iterator().next();
        found.remove(lost);

        var verdict = judge(found, Standing.KNOWN, Set.of());

        assertThat(verdict.create()).containsExactly(lost);
        assertThat(verdict.stop()).isEmpty();
    }

    @Test
    void countsLostRightsOfOwnersToo() {
        world.dataset("credit/licence", world.department("publisher"), true);

        var stop = judge(Set.of(), Standing.KNOWN, Set.of()).stop().orElseThrow();

        assertThat(stop.cause()).isEqualTo(StopCause.TOO_MANY_CHANGES);
        // Three on the dataset's topic, two on each private one, two for transactions, one for groups.
        assertThat(stop.changes()).hasSize(10).noneMatch(change -> change.contains("penalty"));
    }

    @Test
    void makesNoLostTopicAgainUnaskedAndHoldsUpNothingElse() {
        grant(GrantState.ACTIVE, GRANTS);
        var found = inStep();
        var lostRight = found.iterator().next();
        found.remove(lostRight);

        var verdict = judgeWithLostTopic("sb.t", found, Set.of());

        assertThat(verdict.withheld()).containsExactly("sb.t");
        assertThat(verdict.create()).containsExactly(lostRight);
        assertThat(verdict.stop()).hasValueSatisfying(stop -> {
            assertThat(stop.cause()).isEqualTo(StopCause.LOST_TOPICS);
            assertThat(stop.changes()).containsExactly("+ topic sb.t");
        });
        assertThat(judgeWithLostTopic("sb.t", found, Set.of("+ topic sb.t")).withheld())
                .isEmpty();
        assertThat(judgeWithLostTopic("sb.other", found, Set.of("+ topic sb.t")).withheld())
                .containsExactly("sb.other");
    }

    @Test
    void showsLostTopicsAndManyLostRightsInOnePlan() {
        grant(GrantState.ACTIVE, GRANTS);

        var stop = judgeWithLostTopic("sb.t", Set.of(), Set.of()).stop().orElseThrow();

        assertThat(stop.cause()).isEqualTo(StopCause.TOO_MANY_CHANGES);
        assertThat(stop.changes()).hasSizeGreaterThan(GRANTS).contains("+ topic sb.t");
        assertThat(judgeWithLostTopic("sb.t", Set.of(), stop.changes()).stop()).isEmpty();
    }

    @Test
    void createsTheFirstRightsOfManyGrantsWithoutAsking() {
        var approved = grant(GrantState.APPROVED, GRANTS);

        var verdict = judge(Set.of(), Standing.KNOWN, Set.of());

        assertThat(verdict.create()).containsAll(approved);
        assertThat(verdict.stop()).isEmpty();
    }

    @Test
    void letsAnOlderDatabaseWithdrawAndNothingElse() {
        var revoked = grant(GrantState.REVOKED, 1);
        grant(GrantState.ACTIVE, 1);

        var verdict = judge(revoked, Standing.OLDER_DATABASE, Set.of());

        assertThat(verdict.withdraw()).isEqualTo(revoked);
        assertThat(verdict.create()).isEmpty();
        assertThat(verdict.heal()).isEmpty();
        assertThat(verdict.stop()).isPresent();
    }

    @Test
    void doesNothingAtAllOnAnotherCluster() {
        var revoked = grant(GrantState.REVOKED, 1);

        var verdict = judge(revoked, Standing.OTHER_CLUSTER, Set.of());

        assertThat(verdict.withdraw()).isEmpty();
        assertThat(verdict.stop())
                .hasValueSatisfying(stop -> assertThat(stop.cause()).isEqualTo(StopCause.OTHER_CLUSTER));
    }
}
