package org.silobridge.catalogue.enforcement;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.silobridge.catalogue.enforcement.World.NAMES;
import static org.silobridge.catalogue.enforcement.World.NOW;
import static org.silobridge.catalogue.enforcement.World.TERRITORY;
import static org.silobridge.catalogue.enforcement.World.allow;
import static org.silobridge.catalogue.enforcement.World.binding;
import static org.silobridge.catalogue.enforcement.World.reads;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.silobridge.catalogue.enforcement.CatalogueState.Dataset;
import org.silobridge.catalogue.enforcement.CatalogueState.Department;
import org.silobridge.catalogue.enforcement.CatalogueState.Grant;
import org.silobridge.catalogue.enforcement.RightsSurvey.Fate;
import org.silobridge.catalogue.enforcement.RightsSurvey.SurveyedRight;
import org.silobridge.catalogue.enforcement.Surveyor.KnownGrant;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.GrantState;
import org.silobridge.model.Slug;

class SurveyorTest {
    private static final Duration WEEK = Duration.ofDays(7);

    private final World world = new World();
    private final Department ecology = world.department("ecology");
    private final Department emergency = world.department("emergency");
    private final Dataset air = world.dataset("ecology-environment/air-quality-hourly", ecology);
    private final AclBinding emergencyReadsAir = reads(emergency, air);
    private final Set<String> users = new HashSet<>();
    private final Map<String, Set<String>> commits = new HashMap<>();
    private final Map<String, Instant> seen = new HashMap<>();
    private final Map<String, Instant> kept = new HashMap<>();
    private final List<KnownGrant> grants = new ArrayList<>();

    /** Of a year ago, where it matters. */
    private Grant grant(Department to, Dataset dataset, GrantState state) {
        return grant(to, dataset, state, Duration.ofDays(365));
    }

    private Grant grant(Department to, Dataset dataset, GrantState state, Duration age) {
        var grant = world.grant(to, dataset, state);
        boolean runs = state == GrantState.APPROVED || state == GrantState.ACTIVE;
        grants.add(new KnownGrant(
                grant.id(),
                to.id(),
                dataset.id(),
                state,
                NOW.minus(age),
                grant.until(),
                runs ? null : NOW.minus(Duration.ofHours(1))));
        return grant;
    }

    private RightsSurvey survey(Collection<AclBinding> rights) {
        if (users.isEmpty()) {
            world.departments.forEach(department -> users.add(NAMES.principal(department.id())));
        }
        return Surveyor.survey(
                new Surveyor.OnKafka(
                        new LinkedHashSet<>(rights), users, Set.of(), new KafkaCluster.Commits(commits, WEEK)),
                new Surveyor.OnRecord(world.state(), grants, seen, kept),
                TERRITORY,
                World.QUARANTINE,
                NOW);
    }

    private SurveyedRight score(AclBinding right) {
        return survey(List.of(right)).rights().get(0);
    }

    private static AclBinding topic(String principal, String name, AclOperation operation) {
        return allow(principal, ResourceType.TOPIC, PatternType.LITERAL, name, operation);
    }

    private static String principal(Department department) {
        return TERRITORY.principal(department.id());
    }

    private String airTopic() {
        return NAMES.datasetTopic(air.name(), air.major());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void scoresFiveHundredRightsOfAllKindsByWhatTheyAre(long seed) {
        var made = BrownField.rights(TERRITORY, cast(), 500, seed);
        var expected =
                made.entrySet().stream().collect(toMap(right -> RightText.of(right.getKey()), Map.Entry::getValue));

        var survey = survey(made.keySet());

        assertThat(expected).hasSize(500);
        assertThat(new HashSet<>(expected.values()))
                .containsExactlyInAnyOrder(
                        Score.DENIAL,
                        Score.ORPHAN,
                        Score.WIDER,
                        Score.EXPIRED,
                        Score.NO_BASIS,
                        Score.UNUSED,
                        Score.COVERED,
                        Score.ELSEWHERE);
        assertThat(survey.rights().stream().collect(toMap(SurveyedRight::right, SurveyedRight::score)))
                .isEqualTo(expected);
        assertThat(survey.counts().values().stream().mapToInt(count -> count).sum())
                .isEqualTo(500);
        assertThat(survey.rights()).allSatisfy(right -> {
            assertThat(right.reason().in(Locale.ENGLISH)).isNotBlank().doesNotContain("{");
            assertThat(right.reason().in(Locale.SIMPLIFIED_CHINESE))
                    .isNotBlank()
                    .doesNotContain("{");
        });
    }

    @Test
    void saysTheSameInTheSameOrderHoweverKafkaListsThem() {
        var rights =
                new ArrayList<>(BrownField.rights(TERRITORY, cast(), 500, 9).keySet());
        var once = survey(rights);
        Collections.shuffle(rights, new Random(9));

        assertThat(survey(rights)).isEqualTo(once);
    }

    /** Everybody whom the brown field is about. */
    private BrownField.Cast cast() {
        var idle = world.department("idle");
        var former = world.department("former");
        var suspended = world.department("suspended");
        var newcomer = world.department("newcomer");
        var weather = world.dataset("ecology-environment/weather-hourly", world.department("weather"));
        world.departments.forEach(department -> users.add(NAMES.principal(department.id())));
        var locked = world.department("locked");
        grant(emergency, air, GrantState.ACTIVE);
        grant(idle, air, GrantState.ACTIVE);
        grant(former, air, GrantState.REVOKED);
        grant(suspended, air, GrantState.SUSPENDED);
        grant(locked, air, GrantState.ACTIVE);
        commits.put(NAMES.groupPrefix(emergency.id()) + "a", Set.of(airTopic()));
        return new BrownField.Cast(
                ecology.id(),
                emergency.id(),
                idle.id(),
                former.id(),
                suspended.id(),
                newcomer.id(),
                locked.id(),
                airTopic(),
                NAMES.datasetTopic(weather.name(), weather.major()));
    }

    @Test
    void namesTheGrantThatCoversARightAndSaysThatItStands() {
        var grant = grant(emergency, air, GrantState.ACTIVE, Duration.ofDays(1));

        var right = score(emergencyReadsAir);

        assertThat(right.score()).isEqualTo(Score.COVERED);
        assertThat(right.grants()).containsExactly(grant.id());
        assertThat(right.fate()).isEqualTo(Fate.STANDS);
        assertThat(right.topics()).containsExactly(airTopic());
        assertThat(right.reason().code()).isEqualTo("enforcement.survey.covered");
    }

    @Test
    void saysThatARightBesideTheGrantsOwnIsRemovedAndTakesNothingFromAnybody() {
        grant(emergency, air, GrantState.ACTIVE, Duration.ofDays(1));

        var right = score(topic(principal(emergency), airTopic(), AclOperation.DESCRIBE));

        assertThat(right.score()).isEqualTo(Score.COVERED);
        assertThat(right.fate()).isEqualTo(Fate.REMOVED);
        assertThat(right.reason().code()).isEqualTo("enforcement.survey.narrower");
    }

    @Test
    void namesTheGrantThatEndedAndSinceWhenTheRightWasSeen() {
        var grant = grant(emergency, air, GrantState.EXPIRED);
        var before = NOW.minus(Duration.ofDays(3));
        seen.put(RightText.of(emergencyReadsAir), before);

        var right = score(emergencyReadsAir);

        assertThat(right.all()).contains(Score.EXPIRED);
        assertThat(right.ended()).containsExactly(grant.id());
        assertThat(right.seenSince()).isEqualTo(before);
        assertThat(right.reason().parameters())
                .containsEntry("grant", grant.id().value())
                .containsEntry("at", NOW.minus(Duration.ofHours(1)).toString());
    }

    @Test
    void takesAGrantWhoseTimeIsUpForEndedWhateverItsStateSays() {
        var grant = world.grant(emergency, air, GrantState.ACTIVE, true, NOW);
        grants.add(new KnownGrant(grant.id(), emergency.id(), air.id(), GrantState.ACTIVE, NOW.minus(WEEK), NOW, null));

        assertThat(score(emergencyReadsAir).score()).isEqualTo(Score.EXPIRED);
    }

    @Test
    void callsARightCoveredWhileOneOfTwoGrantsIsInForce() {
        grant(emergency, air, GrantState.REVOKED);
        var running = grant(emergency, air, GrantState.ACTIVE, Duration.ofDays(1));

        var right = score(emergencyReadsAir);

        assertThat(right.all()).containsExactly(Score.COVERED);
        assertThat(right.grants()).containsExactly(running.id());
        assertThat(right.ended()).isEmpty();
    }

    @Test
    void callsAGrantUnusedWhereNoGroupThatMayBeUsedHasBeenThereForAsLongAsKafkaRemembers() {
        grant(emergency, air, GrantState.ACTIVE);
        commits.put("somebody-elses", Set.of(airTopic()));
        assertThat(score(emergencyReadsAir).all()).containsExactly(Score.UNUSED, Score.COVERED);

        commits.put(NAMES.groupPrefix(emergency.id()) + "a", Set.of(airTopic()));
        var groups = allow(
                principal(emergency),
                ResourceType.GROUP,
                PatternType.PREFIXED,
                NAMES.groupPrefix(emergency.id()),
                AclOperation.READ);
        var used = survey(List.of(groups, emergencyReadsAir));

        assertThat(used.counts()).containsEntry(Score.COVERED, 2);
    }

    @Test
    void callsTheRightsOfADepartmentThatIsNoMoreOrphans() {
        var ended = new Department(DepartmentId.random(new Random(3)), new Slug("ended"), true);
        world.departments.add(ended);

        var right = score(topic(principal(ended), airTopic(), AclOperation.READ));

        assertThat(right.score()).isEqualTo(Score.ORPHAN);
        assertThat(right.reason().code()).isEqualTo("enforcement.survey.department-ended");
    }

    @Test
    void callsAYoungGrantNotUnused() {
        grant(emergency, air, GrantState.ACTIVE, WEEK.minusDays(1));

        assertThat(score(emergencyReadsAir).all()).containsExactly(Score.COVERED);
    }

    @Test
    void takesAGroupThatEverybodyMayUseForOneThatThisPrincipalUses() {
        grant(emergency, air, GrantState.ACTIVE);
        commits.put("shared-reader", Set.of(airTopic()));
        var groups = allow("User:*", ResourceType.GROUP, PatternType.LITERAL, "*", AclOperation.READ);

        assertThat(survey(List.of(groups, emergencyReadsAir)).counts()).containsEntry(Score.UNUSED, 0);
    }

    @Test
    void callsAnOwnersOwnReadingNeitherUsedNorUnused() {
        assertThat(score(topic(principal(ecology), airTopic(), AclOperation.READ))
                        .all())
                .containsExactly(Score.COVERED);
    }

    @Test
    void saysWhatIsBeyondAGrantAndThatAPrefixTakesInWhatIsNotThereYet() {
        var grant = grant(emergency, air, GrantState.ACTIVE, Duration.ofDays(1));

        var right = score(allow(
                principal(emergency),
                ResourceType.TOPIC,
                PatternType.PREFIXED,
                "sb.ecology-environment.",
                AclOperation.READ));

        assertThat(right.score()).isEqualTo(Score.WIDER);
        assertThat(right.open()).isTrue();
        assertThat(right.grants()).containsExactly(grant.id());
        assertThat(right.reason().parameters()).containsEntry("names", "sb.ecology-environment.*");
        assertThat(right.topics()).containsExactly(airTopic());
    }

    @Test
    void leavesAWildcardOfSomebodyElseAndCountsWhatADenialTakesItsEffectFrom() {
        grant(emergency, air, GrantState.ACTIVE);
        var wildcard = topic("User:ops", "*", AclOperation.READ);
        var own = topic(principal(emergency), "*", AclOperation.READ);
        var denial = binding(
                principal(emergency),
                ResourceType.TOPIC,
                PatternType.PREFIXED,
                "sb.ecology",
                AclOperation.ALL,
                AclPermissionType.DENY);

        assertThat(score(wildcard).fate()).isEqualTo(Fate.LEFT);
        assertThat(score(own).fate()).isEqualTo(Fate.REMOVED);
        assertThat(score(denial).reason().parameters()).containsEntry("count", "1");
        assertThat(score(denial).fate()).isEqualTo(Fate.LEFT);
    }

    @Test
    void saysUntilWhenARightIsKeptUnlessADecisionEndedIt() {
        grant(emergency, air, GrantState.REVOKED);
        var stranger = topic("User:guest", airTopic(), AclOperation.READ);
        kept.put(RightText.of(stranger), World.LATER);
        kept.put(RightText.of(emergencyReadsAir), World.LATER);

        assertThat(score(stranger).fate()).isEqualTo(Fate.KEPT);
        assertThat(score(stranger).keptUntil()).isEqualTo(World.LATER);
        assertThat(score(emergencyReadsAir).fate()).isEqualTo(Fate.REMOVED);
    }

    @Test
    void listsTheWorstFirst() {
        grant(emergency, air, GrantState.ACTIVE, Duration.ofDays(1));
        var stranger = topic("User:guest", airTopic(), AclOperation.READ);
        var elsewhere = topic("User:guest", "orders", AclOperation.READ);
        var onOneHost = new AclBinding(
                emergencyReadsAir.pattern(),
                new AccessControlEntry(principal(emergency), "10.0.0.1", AclOperation.WRITE, AclPermissionType.ALLOW));

        assertThat(survey(List.of(elsewhere, emergencyReadsAir, onOneHost, stranger))
                        .rights())
                .extracting(SurveyedRight::score)
                .containsExactly(Score.ORPHAN, Score.WIDER, Score.COVERED, Score.ELSEWHERE);
    }
}
