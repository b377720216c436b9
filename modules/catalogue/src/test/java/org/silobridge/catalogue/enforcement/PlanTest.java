package org.silobridge.catalogue.enforcement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.silobridge.catalogue.enforcement.World.TERRITORY;
import static org.silobridge.catalogue.enforcement.World.allow;
import static org.silobridge.catalogue.enforcement.World.binding;
import static org.silobridge.catalogue.enforcement.World.reads;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.silobridge.catalogue.enforcement.CatalogueState.Login;
import org.silobridge.model.GrantState;

class PlanTest {
    private final World world = new World();
    private final CatalogueState.Department ecology = world.department("ecology");
    private final CatalogueState.Department emergency = world.department("emergency");
    private final CatalogueState.Dataset air = world.dataset("ecology-environment/air-quality-hourly", ecology);
    private final AclBinding emergencyReadsAir = reads(emergency, air);

    @Test
    void givesTheOwnerItsTopicsGroupsAndTransactionsAndNobodyElseAnything() {
        var rights =
                world.wanted().rights().keySet().stream().map(RightText::of).collect(Collectors.toSet());

        var owner = "User:sb." + ecology.id();
        var other = "User:sb." + emergency.id();
        assertThat(rights)
                .containsExactlyInAnyOrder(
                        "ALLOW WRITE TOPIC LITERAL sb.ecology-environment.air-quality-hourly.ecology.v1 " + owner
                                + " *",
                        "ALLOW READ TOPIC LITERAL sb.ecology-environment.air-quality-hourly.ecology.v1 " + owner + " *",
                        "ALLOW DESCRIBE TOPIC LITERAL sb.ecology-environment.air-quality-hourly.ecology.v1 " + owner
                                + " *",
                        "ALLOW WRITE TOPIC LITERAL sb.quarantine.ecology " + owner + " *",
                        "ALLOW READ TOPIC LITERAL sb.quarantine.ecology " + owner + " *",
                        "ALLOW WRITE TOPIC LITERAL sb.positions.ecology " + owner + " *",
                        "ALLOW READ TOPIC LITERAL sb.positions.ecology " + owner + " *",
                        "ALLOW READ GROUP PREFIXED sb." + ecology.id() + ". " + owner + " *",
                        "ALLOW WRITE TRANSACTIONAL_ID PREFIXED sb." + ecology.id() + ". " + owner + " *",
                        "ALLOW DESCRIBE TRANSACTIONAL_ID PREFIXED sb." + ecology.id() + ". " + owner + " *",
                        "ALLOW READ GROUP PREFIXED sb." + emergency.id() + ". " + other + " *",
                        "ALLOW WRITE TRANSACTIONAL_ID PREFIXED sb." + emergency.id() + ". " + other + " *",
                        "ALLOW DESCRIBE TRANSACTIONAL_ID PREFIXED sb." + emergency.id() + ". " + other + " *");
    }

    @Test
    void doesNotWidenAGrantBeforeItsApprovalIsInTheLedger() {
        var grant = world.grant(emergency, air, GrantState.APPROVED, false, World.LATER);

        var wanted = world.wanted();

        assertThat(wanted.rights()).doesNotContainKey(emergencyReadsAir);
        assertThat(wanted.waiting()).containsExactly(grant);
    }

    @Test
    void doesNotWantAGrantWhoseTimeIsUpWhateverItsStateSays() {
        var grant = world.grant(emergency, air, GrantState.ACTIVE, true, World.NOW);

        var wanted = world.wanted();

        assertThat(wanted.rights()).doesNotContainKey(emergencyReadsAir);
        assertThat(wanted.overdue()).containsExactly(grant);
    }

    @Test
    void callsAGrantAppliedWhenItsRightStandsAndNoDenialOutweighsIt() {
        var grant = world.grant(emergency, air, GrantState.APPROVED);
        var denial = binding(
                emergencyReadsAir.entry().principal(),
                ResourceType.TOPIC,
                PatternType.PREFIXED,
                "sb.ecology",
                AclOperation.ALL,
                AclPermissionType.DENY);

        var free = Plan.between(world.wanted(), Set.of(emergencyReadsAir), TERRITORY);
        var denied = Plan.between(world.wanted(), Set.of(emergencyReadsAir, denial), TERRITORY);

        assertThat(free.applied()).containsExactly(grant);
        assertThat(denied.applied()).isEmpty();
    }

    @Test
    void explainsTheRemovalOfARevokedGrantAndKnowsAnyOtherForAStranger() {
        var revoked = world.grant(emergency, air, GrantState.REVOKED);
        var byHand = allow(
                "User:guest", ResourceType.TOPIC, PatternType.LITERAL, "sb.quarantine.ecology", AclOperation.READ);

        var plan = Plan.between(world.wanted(), Set.of(emergencyReadsAir, byHand), TERRITORY);

        assertThat(plan.withdrawals()).containsOnlyKeys(emergencyReadsAir).containsValue(Set.of(revoked));
        assertThat(plan.strangers()).containsExactly(byHand);
        assertThat(plan.withdrawn()).isEmpty();
    }

    @Test
    void leavesAStrangerThatIsKeptAndNeverWhatADecisionEnded() {
        world.grant(emergency, air, GrantState.REVOKED);
        var byHand = allow(
                "User:guest", ResourceType.TOPIC, PatternType.LITERAL, "sb.quarantine.ecology", AclOperation.READ);
        var other = allow(
                "User:other", ResourceType.TOPIC, PatternType.LITERAL, "sb.quarantine.ecology", AclOperation.READ);

        var plan = Plan.between(world.wanted(), Set.of(emergencyReadsAir, byHand, other), TERRITORY)
                .keeping(Set.of(byHand, emergencyReadsAir));

        assertThat(plan.strangers()).containsExactly(other);
        assertThat(plan.withdrawals()).containsOnlyKeys(emergencyReadsAir);
    }

    @Test
    void explainsTheRemovalOfASuspendedGrantAndSaysOnceThatKafkaIsWithoutIt() {
        var suspended = world.grant(emergency, air, GrantState.SUSPENDED);

        var before = Plan.between(world.wanted(), Set.of(emergencyReadsAir), TERRITORY);
        var after = Plan.between(world.wanted(), Set.of(), TERRITORY);
        world.grants.clear();
        world.grant(emergency, air, GrantState.SUSPENDED, true, World.LATER, false, true);
        var later = Plan.between(world.wanted(), Set.of(), TERRITORY);

        assertThat(before.withdrawals()).containsOnlyKeys(emergencyReadsAir).containsValue(Set.of(suspended));
        assertThat(before.strangers()).isEmpty();
        assertThat(before.withheld()).isEmpty();
        assertThat(after.withheld()).containsExactly(suspended);
        assertThat(after.restorations()).doesNotContain(emergencyReadsAir);
        assertThat(after.withdrawn()).isEmpty();
        assertThat(later.withheld()).isEmpty();
    }

    @Test
    void knowsTheRightOfAGrantThatWasSuspendedAndResumedBeforeItLooked() {
        var resumed = world.grant(emergency, air, GrantState.APPROVED, false, World.LATER, true, false);

        var waiting = Plan.between(world.wanted(), Set.of(emergencyReadsAir), TERRITORY);
        world.grants.clear();
        world.grant(emergency, air, GrantState.APPROVED, true, World.LATER, true, false);
        var integrated = Plan.between(world.wanted(), Set.of(emergencyReadsAir), TERRITORY);

        assertThat(waiting.strangers()).isEmpty();
        assertThat(waiting.withdrawals()).containsOnlyKeys(emergencyReadsAir).containsValue(Set.of(resumed));
        assertThat(waiting.withheld()).isEmpty();
        assertThat(integrated.strangers()).isEmpty();
        assertThat(integrated.withdrawals()).isEmpty();
        assertThat(integrated.applied()).hasSize(1);
    }

    @Test
    void wantsNothingOfADepartmentThatHasEndedAndExplainsTheRemoval() {
        world.grant(emergency, air, GrantState.ACTIVE);
        var groups = allow(
                TERRITORY.principal(emergency.id()),
                ResourceType.GROUP,
                PatternType.PREFIXED,
                World.NAMES.groupPrefix(emergency.id()),
                AclOperation.READ);
        world.departments.set(1, new CatalogueState.Department(emergency.id(), emergency.slug(), true));

        var plan = Plan.between(world.wanted(), Set.of(emergencyReadsAir, groups), TERRITORY);

        assertThat(plan.withdrawals()).containsOnlyKeys(emergencyReadsAir, groups);
        assertThat(plan.strangers()).isEmpty();
        assertThat(plan.additions()).doesNotContain(emergencyReadsAir, groups);
        assertThat(plan.restorations()).isEmpty();
    }

    @Test
    void handsADatasetOverOnceTheLedgerHasItAndTakesItFromWhoHadItAtOnce() {
        var credit = world.dataset("credit/penalty", ecology, true);
        var had = world.wanted().rights().keySet();
        var owners = had.stream()
                .filter(right -> right.entry().principal().equals(TERRITORY.principal(ecology.id())))
                .collect(Collectors.toSet());
        var standing = had.stream().filter(right -> !owners.contains(right)).collect(Collectors.toSet());
        world.pass(credit, emergency, false);
        world.pass(air, emergency, false);

        var waiting = Plan.between(world.wanted(), had, TERRITORY);
        var waits = world.wanted().unledgered();
        world.pass(world.datasets.get(0), emergency, true);
        world.pass(world.datasets.get(1), emergency, true);
        var handed = Plan.between(world.wanted(), standing, TERRITORY);

        assertThat(waits).containsExactlyInAnyOrder(air.id(), credit.id());
        assertThat(waiting.withdrawals()).containsOnlyKeys(owners);
        assertThat(waiting.strangers()).isEmpty();
        assertThat(waiting.additions()).isEmpty();
        assertThat(handed.additions().stream()
                        .map(RightText::of)
                        .filter(text -> !text.contains(".v1"))
                        .map(text -> text.replaceFirst(" User:.*", "")))
                .containsExactlyInAnyOrder(
                        "ALLOW READ TOPIC LITERAL sb.quarantine.ecology",
                        "ALLOW WRITE TOPIC LITERAL sb.quarantine.ecology",
                        "ALLOW READ TOPIC LITERAL sb.positions.ecology",
                        "ALLOW WRITE TOPIC LITERAL sb.positions.ecology");
        assertThat(handed.additions()).hasSize(10);
        assertThat(handed.restorations()).isEmpty();
        assertThat(world.wanted().lasting())
                .contains(World.NAMES.datasetTopic(credit.name(), 1))
                .doesNotContain("sb.positions.emergency");
    }

    @Test
    void wantsNothingOfADatasetThatHasEndedAndMakesItsTopicsNotAgain() {
        var credit = world.dataset("credit/penalty", ecology, true);
        var had = world.wanted().rights().keySet();
        world.pass(credit, null, true);
        world.pass(air, null, true);

        var plan = Plan.between(world.wanted(), had, TERRITORY);

        assertThat(plan.withdrawals()).hasSize(10 + 3);
        assertThat(plan.strangers()).isEmpty();
        assertThat(world.wanted().topics()).isEmpty();
        assertThat(world.wanted().lasting()).isEmpty();
    }

    @Test
    void givesEachOfTwoLoginsTheSameRightsAndLooksAgainWhenOneIsOver() {
        var grant = world.grant(emergency, air, GrantState.APPROVED);
        logins(new Login(1, true, World.NOW.plusSeconds(60)), new Login(2, false, null));
        var second = of(emergencyReadsAir, 2);

        var wanted = world.wanted();

        assertThat(wanted.rights()).containsKeys(emergencyReadsAir, second);
        assertThat(wanted.users())
                .contains("sb." + emergency.id(), "sb." + emergency.id() + ".2")
                .hasSize(3);
        assertThat(wanted.nextEnd()).hasValue(World.NOW.plusSeconds(60));
        assertThat(Plan.between(wanted, Set.of(emergencyReadsAir), TERRITORY).applied())
                .as("not before both have it")
                .isEmpty();
        assertThat(Plan.between(wanted, Set.of(emergencyReadsAir, second), TERRITORY)
                        .applied())
                .containsExactly(grant);
    }

    @Test
    void anEndedGrantIsWithdrawnOnceNoLoginHasItsRight() {
        var revoked = world.grant(emergency, air, GrantState.REVOKED);
        logins(new Login(1, true, World.NOW.plusSeconds(60)), new Login(2, true, null));
        var second = of(emergencyReadsAir, 2);

        var one = Plan.between(world.wanted(), Set.of(second), TERRITORY);
        var none = Plan.between(world.wanted(), Set.of(), TERRITORY);

        assertThat(one.withdrawals()).containsOnlyKeys(second);
        assertThat(one.withdrawn()).isEmpty();
        assertThat(none.withdrawn()).containsExactly(revoked);
    }

    @Test
    void takesAllRightsOfALoginThatIsOverAndExplainsIt() {
        world.grant(emergency, air, GrantState.ACTIVE);
        var before = world.wanted();
        logins(new Login(1, true, World.NOW), new Login(2, true, null));
        var found = before.rights().keySet();

        var wanted = world.wanted();
        var plan = Plan.between(wanted, found, TERRITORY);

        var its = found.stream()
                .filter(right -> right.entry().principal().equals(TERRITORY.principal(emergency.id())))
                .collect(Collectors.toSet());
        assertThat(its).contains(emergencyReadsAir).hasSize(4);
        assertThat(plan.withdrawals().keySet()).isEqualTo(its);
        assertThat(plan.strangers()).isEmpty();
        assertThat(plan.restorations()).contains(of(emergencyReadsAir, 2));
        assertThat(wanted.rights().keySet())
                .noneMatch(right -> right.entry().principal().equals(TERRITORY.principal(emergency.id())));
    }

    @Test
    void knowsWhatALoginThatIsGoneHadForStrangers() {
        world.grant(emergency, air, GrantState.ACTIVE);
        logins(new Login(2, true, null));

        var plan = Plan.between(world.wanted(), Set.of(emergencyReadsAir), TERRITORY);

        assertThat(plan.strangers()).containsExactly(emergencyReadsAir);
    }

    private void logins(Login... logins) {
        world.departments.set(
                1, new CatalogueState.Department(emergency.id(), emergency.slug(), false, List.of(logins)));
    }

    private static AclBinding of(AclBinding right, int login) {
        return new AclBinding(
                right.pattern(),
                new AccessControlEntry(
                        right.entry().principal() + "." + login,
                        "*",
                        right.entry().operation(),
                        AclPermissionType.ALLOW));
    }

    @Test
    void looksAgainWhenTheTimeOfASuspendedGrantIsUp() {
        world.grant(emergency, air, GrantState.SUSPENDED);

        assertThat(world.wanted().nextEnd()).hasValue(World.LATER);
    }

    @Test
    void keepsTheRightWhileAnotherGrantGivesItAndStillCountsTheEndedOneAsWithdrawn() {
        var revoked = world.grant(emergency, air, GrantState.REVOKED);
        world.grant(emergency, air, GrantState.ACTIVE);

        var plan = Plan.between(world.wanted(), Set.of(emergencyReadsAir), TERRITORY);

        assertThat(plan.withdrawals()).isEmpty();
        assertThat(plan.withdrawn()).containsExactly(revoked);
    }

    @Test
    void tellsALostRightFromANewOne() {
        world.grant(emergency, air, GrantState.ACTIVE);

        var plan = Plan.between(world.wanted(), Set.of(), TERRITORY);

        var groups = allow(
                TERRITORY.principal(emergency.id()),
                ResourceType.GROUP,
                PatternType.PREFIXED,
                World.NAMES.groupPrefix(emergency.id()),
                AclOperation.READ);
        assertThat(plan.restorations())
                .as("the grant's right, and what a department with a grant in force has in any case")
                .hasSize(4)
                .contains(emergencyReadsAir, groups);
        assertThat(plan.additions()).isNotEmpty().doesNotContainAnyElementsOf(plan.restorations());
    }

    @Test
    void reportsWhatCoversItsTopicsFromOutsideAndTouchesNone() {
        var wildcard = allow("User:ops", ResourceType.TOPIC, PatternType.LITERAL, "*", AclOperation.READ);
        var shorter = allow("User:ops", ResourceType.TOPIC, PatternType.PREFIXED, "s", AclOperation.READ);
        var brake = binding(
                "User:x",
                ResourceType.TOPIC,
                PatternType.LITERAL,
                "sb.quarantine.ecology",
                AclOperation.READ,
                AclPermissionType.DENY);
        var neighbour = allow("User:ops", ResourceType.TOPIC, PatternType.PREFIXED, "sba", AclOperation.READ);
        var namesake = allow("User:ops", ResourceType.TOPIC, PatternType.LITERAL, "sb", AclOperation.READ);

        var plan = Plan.between(world.wanted(), Set.of(wildcard, shorter, brake, neighbour, namesake), TERRITORY);

        assertThat(plan.strangers()).isEmpty();
        assertThat(plan.outside()).containsExactlyInAnyOrder(wildcard, shorter, brake);
    }

    @Test
    void healsWhatOpensItsTopicsToOneOfItsOwnPrincipalsFromOutside() {
        var principal = TERRITORY.principal(emergency.id());
        var wildcard = allow(principal, ResourceType.TOPIC, PatternType.LITERAL, "*", AclOperation.READ);
        var shorter = allow(principal, ResourceType.GROUP, PatternType.PREFIXED, "s", AclOperation.READ);
        var cluster = allow(principal, ResourceType.CLUSTER, PatternType.LITERAL, "kafka-cluster", AclOperation.ALTER);
        var elsewhere = allow(principal, ResourceType.TOPIC, PatternType.LITERAL, "hr.news", AclOperation.READ);
        var denial = binding(
                principal, ResourceType.TOPIC, PatternType.LITERAL, "*", AclOperation.READ, AclPermissionType.DENY);

        var plan = Plan.between(world.wanted(), Set.of(wildcard, shorter, cluster, elsewhere, denial), TERRITORY);

        assertThat(plan.strangers()).containsExactlyInAnyOrder(wildcard, shorter, cluster);
        assertThat(plan.outside()).containsExactly(denial);
    }

    @Property(tries = 300)
    void carriedOutMakesItsOwnTerritoryEqualToWhatIsWantedAndLeavesTheRest(
            @ForAll("worlds") World world, @ForAll("strangers") Set<AclBinding> strangers, @ForAll long seed) {
        var wanted = world.wanted();
        var random = new java.util.Random(seed);
        var found = new HashSet<>(strangers);
        wanted.rights().keySet().stream().filter(right -> random.nextBoolean()).forEach(found::add);
        wanted.ended().keySet().stream().filter(right -> random.nextBoolean()).forEach(found::add);
        var foreign = found.stream().filter(right -> !TERRITORY.owns(right)).collect(Collectors.toSet());

        var plan = Plan.between(wanted, found, TERRITORY);
        var after = new HashSet<>(found);
        after.removeAll(plan.withdrawals().keySet());
        after.removeAll(plan.strangers());
        after.addAll(plan.additions());
        after.addAll(plan.restorations());

        assertThat(after.stream().filter(TERRITORY::owns).collect(Collectors.toSet()))
                .isEqualTo(wanted.rights().keySet());
        assertThat(after.stream().filter(right -> !TERRITORY.owns(right)).collect(Collectors.toSet()))
                .isEqualTo(foreign);
        assertThat(Plan.between(wanted, after, TERRITORY).isEmpty()).isTrue();
    }

    @Property(tries = 300)
    void endingOneGrantNeverCutsAnother(@ForAll("worlds") World world, @ForAll long seed) {
        var running = world.grants.stream()
                .filter(grant -> grant.state() == GrantState.ACTIVE)
                .toList();
        if (running.isEmpty()) {
            return;
        }
        var ended = running.get((int) Math.floorMod(seed, (long) running.size()));
        var before = world.wanted().rights();
        var after = new World();
        after.departments.addAll(world.departments);
        after.datasets.addAll(world.datasets);
        world.grants.stream().filter(grant -> !grant.equals(ended)).forEach(after.grants::add);

        before.forEach((right, restsOn) -> {
            if (!restsOn.equals(Set.of(ended))) {
                assertThat(after.wanted().rights()).containsKey(right);
            }
        });
    }

    @Provide
    Arbitrary<World> worlds() {
        var grant = Combinators.combine(
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.of(GrantState.values()),
                        Arbitraries.of(true, false))
                .as((department, dataset, state, ledgered) -> new Object[] {department, dataset, state, ledgered});
        return grant.list().ofMaxSize(12).map(grants -> {
            var made = new World();
            var departments = new ArrayList<CatalogueState.Department>();
            for (var slug : List.of("aa", "bb", "cc", "dd")) {
                departments.add(made.department(slug));
            }
            var datasets = List.of(
                    made.dataset("credit/penalty", departments.get(0)),
                    made.dataset("population/resident", departments.get(1)),
                    made.dataset("credit/penalty", departments.get(1)));
            for (var each : grants) {
                made.grant(
                        departments.get((int) each[0]),
                        datasets.get((int) each[1]),
                        (GrantState) each[2],
                        (boolean) each[3],
                        World.LATER);
            }
            return made;
        });
    }

    @Provide
    Arbitrary<Set<AclBinding>> strangers() {
        return Combinators.combine(
                        Arbitraries.of("User:guest", "User:sb.dep-0000000000000000", "User:*"),
                        Arbitraries.of(ResourceType.TOPIC, ResourceType.GROUP, ResourceType.TRANSACTIONAL_ID),
                        Arbitraries.of(PatternType.LITERAL, PatternType.PREFIXED),
                        Arbitraries.of("sb.credit.penalty.aa.v1", "sb.x", "sb", "s", "*", "other", "sb.", "sbx.y"),
                        Arbitraries.of(AclOperation.READ, AclOperation.ALL, AclOperation.ALTER),
                        Arbitraries.of(AclPermissionType.ALLOW, AclPermissionType.DENY))
                .as(World::binding)
                .set()
                .ofMaxSize(10);
    }
}
