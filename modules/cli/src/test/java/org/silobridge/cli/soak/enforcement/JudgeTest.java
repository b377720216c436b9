package org.silobridge.cli.soak.enforcement;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.silobridge.cli.soak.Findings;
import org.silobridge.cli.soak.enforcement.ExportedLedger.Entry;
import org.silobridge.cli.soak.enforcement.Outages.Part;

/** What is right passes; every way of being wrong, made from what is right by one change, does not. */
class JudgeTest {
    private static final Instant START = Instant.parse("2026-11-22T08:00:00Z");

    private static final Duration BOUND = Duration.ofSeconds(5);

    private static Instant at(double second) {
        return START.plusMillis(Math.round(1000 * second));
    }

    private static Entry entry(double second, String type, String object) {
        return new Entry(0, type, object, at(second), "");
    }

    private static Entry right(String type, String right) {
        return new Entry(0, type, "right-1", START, right);
    }

    /** grt-1 is suspended, resumed and revoked; grt-2 comes to its date at 50 s; grt-3 stands. */
    private static List<Entry> ledger() {
        return new ArrayList<>(List.of(
                entry(0, "request.filed", "req-1"),
                entry(1, "request.passed", "req-1"),
                entry(10, "request.approved", "req-1"),
                entry(10, "grant.approved", "grt-1"),
                entry(11, "grant.applied", "grt-1"),
                entry(20, "grant.suspended", "grt-1"),
                entry(21, "grant.withheld", "grt-1"),
                entry(30, "grant.resumed", "grt-1"),
                entry(31, "grant.applied", "grt-1"),
                entry(40, "grant.revoked", "grt-1"),
                entry(41, "grant.withdrawn", "grt-1"),
                entry(10, "grant.approved", "grt-2"),
                entry(11, "grant.applied", "grt-2"),
                entry(52, "grant.expired", "grt-2"),
                entry(53, "grant.withdrawn", "grt-2"),
                entry(5, "grant.approved", "grt-3"),
                entry(6, "grant.applied", "grt-3")));
    }

    private static final List<Told> TOLD = List.of(
            new Told("req-1", List.of("request.filed", "request.passed", "request.approved")),
            new Told("grt-1", List.of("grant.approved", "grant.suspended", "grant.resumed", "grant.revoked")),
            new Told("grt-2", List.of("grant.approved", "grant.expired")),
            new Told("grt-3", List.of("grant.approved")));

    private static final List<Judge.Standing> GRANTS = List.of(
            new Judge.Standing("grt-1", "a", "t", at(1000)),
            new Judge.Standing("grt-2", "b", "t", at(50)),
            new Judge.Standing("grt-3", "c", "t", at(1000)));

    private static List<String> judged(Outages outages, Consumer<Judge> look) {
        var findings = new Findings();
        look.accept(new Judge(findings, outages, BOUND));
        return findings.all();
    }

    private static List<String> judged(Consumer<Judge> look) {
        return judged(new Outages(), look);
    }

    private static Outages away(Part part, double from, double to) {
        var outages = new Outages();
        outages.began(part, at(from));
        outages.ended(part, at(to));
        return outages;
    }

    // ------------------------------------------------------------------------------------------ decisions

    @Test
    void findsNothingWrongWithWhatIsRight() {
        assertThat(judged(judge -> {
                    judge.decisions(TOLD, ledger());
                    judge.courses(ledger());
                    judge.rights(Set.of("r"), Set.of("r"));
                    judge.reads(Judge.permissions(ledger(), GRANTS), List.of(read("a", 15), read("b", 49.9)));
                }))
                .isEmpty();
    }

    @Test
    void noticesEachDecisionThatIsLostAndEachThatStandsTwice() {
        for (int i = 0; i < ledger().size(); i++) {
            var lost = ledger();
            var entry = lost.remove(i);
            var twice = ledger();
            twice.add(i, entry);
            boolean carriedOut =
                    Set.of("grant.applied", "grant.withheld", "grant.withdrawn").contains(entry.type());

            assertThat(judged(judge -> judge.decisions(TOLD, twice)))
                    .as("twice %s", entry)
                    .hasSize(carriedOut ? 0 : 1);
            assertThat(judged(judge -> judge.decisions(TOLD, lost)))
                    .as("without %s", entry)
                    .hasSize(carriedOut ? 0 : 1);
        }
    }

    @Test
    void noticesEachStepOfAGrantThatWasTakenTwice() {
        for (int i = 3; i < ledger().size(); i++) {
            var twice = ledger();
            twice.add(i, twice.get(i));

            assertThat(judged(judge -> judge.courses(twice)))
                    .as("twice %s", twice.get(i))
                    .hasSize(1);
        }
    }

    @Test
    void noticesAnEndASuspensionAndAGrantThatWereNeverCarriedOut() {
        for (var last : List.of("grant.withdrawn", "grant.applied")) {
            var ledger = ledger();
            ledger.removeIf(entry -> entry.type().equals(last));

            assertThat(judged(judge -> judge.courses(ledger))).isNotEmpty();
        }
        assertThat(judged(judge -> judge.courses(ledger().subList(3, 6)))).hasSize(1);
        assertThat(judged(judge -> judge.courses(ledger().subList(3, 7)))).isEmpty();
    }

    @Test
    void noticesDecisionsThatChangedPlacesAndThoseThatNobodyMade() {
        var changed = ledger();
        changed.add(5, changed.remove(7));
        var more = ledger();
        more.add(entry(60, "grant.approved", "grt-9"));

        assertThat(judged(judge -> judge.decisions(TOLD, changed))).hasSize(1);
        assertThat(judged(judge -> judge.courses(changed))).hasSize(1);
        assertThat(judged(judge -> judge.decisions(TOLD, more)))
                .containsExactly("grt-9 has in the ledger what nobody decided: [grant.approved]");
    }

    // ------------------------------------------------------------------------------------------ rights

    @Test
    void noticesARightTooManyAndOneTooFew() {
        assertThat(judged(judge -> judge.rights(Set.of("r"), Set.of("r", "s"))))
                .containsExactly("rights on Kafka: not expected: s");
        assertThat(judged(judge -> judge.rights(Set.of("r", "s"), Set.of("r"))))
                .containsExactly("rights on Kafka: missing: s");
    }

    @Test
    void noticesFindingsThatNoHandExplainsAndThoseLeftOpen() {
        var healed = List.of(right("right.found", "r"), right("right.healed", "r"));
        var restored = List.of(right("right.lost", "r"), right("right.restored", "r"));

        assertThat(judged(judge -> judge.drift(healed, List.of("r"), List.of())))
                .isEmpty();
        assertThat(judged(judge -> judge.drift(restored, List.of(), List.of("r"))))
                .isEmpty();
        assertThat(judged(judge -> judge.drift(healed, List.of(), List.of("r"))))
                .containsExactly("a right was found 1 times, by hand 0 times: r");
        assertThat(judged(judge -> judge.drift(restored, List.of("r"), List.of())))
                .containsExactly("a right was lost 1 times, by hand 0 times: r");
        var flapping = Stream.concat(restored.stream(), restored.stream()).toList();
        assertThat(judged(judge -> judge.drift(flapping, List.of(), List.of("r"))))
                .containsExactly("a right was lost 2 times, by hand 1 times: r");
        assertThat(judged(judge -> judge.drift(healed.subList(0, 1), List.of("r"), List.of())))
                .containsExactly("right.found without right.healed: r");
        assertThat(judged(judge -> judge.drift(
                        List.of(healed.get(0), healed.get(0), healed.get(1)), List.of("r", "r"), List.of())))
                .containsExactly("right.found twice without right.healed: r");
        assertThat(judged(
                        judge -> judge.drift(List.of(entry(0, "enforcement.stopped", "pln-1")), List.of(), List.of())))
                .containsExactly("enforcement stopped: pln-1");
    }

    // ------------------------------------------------------------------------------------------ notices

    private static List<Judge.Notified> notified() {
        return new ArrayList<>(List.of(
                new Judge.Notified("a", "grt-1 2026-11-22T08:00:20Z", "catalogue.notice.grant-suspended"),
                new Judge.Notified("a", "grt-1 2026-11-22T08:00:30Z", "catalogue.notice.grant-resumed"),
                new Judge.Notified("a", "grt-1 2026-11-22T08:00:40Z", "catalogue.notice.grant-revoked"),
                new Judge.Notified("b", "grt-2", "catalogue.notice.grant-expired"),
                new Judge.Notified("b", "grt-2 until 2026-11-22T08:00:50Z", "catalogue.notice.grant-ends")));
    }

    @Test
    void noticesEachNoticeThatIsMissingOrThereTwice() {
        assertThat(judged(judge -> judge.notices(notified(), ledger()))).isEmpty();
        for (int i = 0; i < notified().size(); i++) {
            var twice = notified();
            twice.add(twice.get(i));
            assertThat(judged(judge -> judge.notices(twice, ledger()))).isNotEmpty();
        }
        for (int i = 0; i < 4; i++) {
            var missing = notified();
            missing.remove(i);
            assertThat(judged(judge -> judge.notices(missing, ledger()))).hasSize(1);
        }
        var another = notified();
        another.add(new Judge.Notified("a", "grt-1 2026-11-22T08:00:41Z", "catalogue.notice.grant-revoked"));
        assertThat(judged(judge -> judge.notices(another, ledger())))
                .containsExactly("grant.revoked 1 times, and told 2 times: grt-1");
        var never = notified();
        never.add(new Judge.Notified("c", "grt-3", "catalogue.notice.grant-expired"));
        assertThat(judged(judge -> judge.notices(never, ledger())))
                .containsExactly("told of grant.expired that never was: grt-3");
    }

    // ------------------------------------------------------------------------------------------ reading

    private static Reading read(String department, double second) {
        return new Reading(department, "t", 0, 7, at(second - 0.01), at(second));
    }

    private static List<String> reads(Outages outages, Reading reading) {
        return judged(outages, judge -> judge.reads(Judge.permissions(ledger(), GRANTS), List.of(reading)));
    }

    @ParameterizedTest
    @CsvSource({
        "a,  9.99, false", // before its approval
        "a, 10.00, true",
        "a, 24.90, true", // suspended at 20: within the bound
        "a, 25.10, false",
        "a, 29.90, false",
        "a, 30.00, true",
        "a, 44.90, true", // revoked at 40
        "a, 45.10, false",
        "b, 54.90, true", // its date was 50; that it was noticed at 52 gives it nothing
        "b, 55.10, false",
        "c, 99.00, true",
        "d, 20.00, false"
    })
    void holdsEachRecordAgainstTheTimesInWhichItMightBeHad(String department, double second, boolean allowed) {
        assertThat(reads(new Outages(), read(department, second))).hasSize(allowed ? 0 : 1);
    }

    @Test
    void saysWhoHadHowManyAndSinceWhenTheyShouldNot() {
        assertThat(judged(judge ->
                        judge.reads(Judge.permissions(ledger(), GRANTS), List.of(read("a", 46), read("a", 47)))))
                .singleElement()
                .asString()
                .contains("a on t: had 2 records that it should not have had")
                .contains("grt-1 ended 2026-11-22T08:00:40Z, which is 6000 ms that count");
    }

    @Test
    void noticesARecordOfAnotherTopic() {
        assertThat(reads(new Outages(), new Reading("a", "u", 0, 7, at(14), at(15))))
                .hasSize(1);
    }

    /** Nobody can take a right away then, so this time does not count; all other time does. */
    @ParameterizedTest
    @ValueSource(strings = {"KAFKA", "POSTGRES"})
    void countsNoTimeInWhichNobodyCouldEnforce(Part part) {
        assertThat(reads(away(part, 41, 44), read("a", 47.9))).isEmpty();
        assertThat(reads(away(part, 41, 44), read("a", 48.1))).hasSize(1);
        assertThat(reads(away(part, 30, 39), read("a", 45.1))).as("over before").hasSize(1);
        assertThat(reads(away(part, 45.2, 60), read("a", 45.1))).as("later").hasSize(1);
    }

    @Test
    void countsTheTimeInWhichOneReplicaOrTheRegistryWasAway() {
        for (var part : List.of(Part.FIRST_REPLICA, Part.SECOND_REPLICA, Part.REGISTRY)) {
            assertThat(reads(away(part, 38, 60), read("a", 45.1)))
                    .as("%s", part)
                    .hasSize(1);
        }
        var both = away(Part.FIRST_REPLICA, 38, 44);
        both.began(Part.SECOND_REPLICA, at(41));
        both.ended(Part.SECOND_REPLICA, at(60));
        assertThat(reads(both, read("a", 47.9))).isEmpty();
        assertThat(reads(both, read("a", 48.1))).hasSize(1);
    }

    @Test
    void grantsARightMadeByHandTheTimeInWhichItIsLookedForAndNoMore() {
        var byHand = List.of(new Permission("d", "t", at(10), at(10.1), Duration.ofSeconds(5), "a right"));

        assertThat(judged(judge -> judge.reads(byHand, List.of(read("d", 9.9)))))
                .hasSize(1);
        assertThat(judged(judge -> judge.reads(byHand, List.of(read("d", 20))))).isEmpty();
        assertThat(judged(judge -> judge.reads(byHand, List.of(read("d", 20.2)))))
                .hasSize(1);
    }

    @Test
    void tellsHowLongAfterItsRightsSomebodyRead() {
        var judge = new Judge(new Findings(), away(Part.KAFKA, 41, 42), BOUND);

        var reads = judge.reads(
                Judge.permissions(ledger(), GRANTS), List.of(read("a", 35), read("a", 40.5), read("a", 43.5)));

        assertThat(reads.all()).isEqualTo(3);
        assertThat(reads.late()).isEqualTo(2);
        assertThat(reads.longest()).isEqualTo(Duration.ofMillis(2500));
    }

    @Test
    void countsTheEndsAtWhichALateReaderWouldBeSeen() {
        var permissions = Judge.permissions(ledger(), GRANTS);
        var soonBack = new ArrayList<>(permissions);
        soonBack.add(new Permission("a", "t", at(44), at(46), Duration.ZERO, "grt-4"));

        assertThat(new Judge(new Findings(), new Outages(), BOUND).watchedEnds(permissions, at(100)))
                .as("suspended at 20, revoked at 40, and a date at 50")
                .isEqualTo(3);
        assertThat(new Judge(new Findings(), new Outages(), BOUND).watchedEnds(soonBack, at(100)))
                .as("that of the other grant instead")
                .isEqualTo(3);
    }

    // ------------------------------------------------------------------------------------------ feeds

    private static Feed.Published published(long offset, double second) {
        return new Feed.Published("t", 0, offset, at(second), at(second + 0.01));
    }

    private static Reading had(long offset, double sent, double second) {
        return new Reading("c", "t", 0, offset, at(sent), at(second));
    }

    @Test
    void noticesARecordThatDidNotArriveOrCameTooLate() {
        var published = List.of(published(0, 10), published(1, 20));

        assertThat(judged(judge -> judge.feed("c", published, List.of(had(0, 10, 10.1), had(1, 20, 20.1)))))
                .isEmpty();
        assertThat(judged(judge -> judge.feed("c", published, List.of(had(1, 20, 20.1)))))
                .containsExactly("c: 1 records did not arrive");
        assertThat(judged(judge -> judge.feed("c", published, List.of(had(0, 10, 20.2), had(1, 20, 20.1)))))
                .containsExactly("c: a record took 10190 ms from when Kafka took it, though Kafka answered");
        assertThat(judged(
                        away(Part.KAFKA, 11, 13),
                        judge -> judge.feed("c", published, List.of(had(0, 10, 20.2), had(1, 20, 20.1)))))
                .isEmpty();
    }

    @Test
    void noticesAFeedThatStoodStillWhileSomethingElseWasAway() {
        var published = List.of(published(0, 10), published(1, 20), published(2, 30));
        var goesOn = List.of(had(0, 10, 10.1), had(1, 20, 20.1), had(2, 30, 30.1));
        var stoodStill = List.of(had(0, 10, 10.1), had(1, 20, 24), had(2, 30, 30.1));
        var catalogue = away(Part.FIRST_REPLICA, 19, 23);
        catalogue.began(Part.SECOND_REPLICA, at(19));
        catalogue.ended(Part.SECOND_REPLICA, at(23));

        for (var outages : List.of(catalogue, away(Part.POSTGRES, 19, 23), away(Part.REGISTRY, 19, 23))) {
            assertThat(judged(outages, judge -> judge.feed("c", published, goesOn)))
                    .isEmpty();
            assertThat(judged(outages, judge -> judge.feed("c", published, stoodStill)))
                    .singleElement()
                    .asString()
                    .startsWith("c: had nothing while");
            outages.began(Part.KAFKA, at(12));
            outages.ended(Part.KAFKA, at(14));
            assertThat(judged(outages, judge -> judge.feed("c", published, stoodStill)))
                    .as("Kafka was only just back")
                    .isEmpty();
        }
        assertThat(judged(away(Part.FIRST_REPLICA, 19, 23), judge -> judge.feed("c", published, stoodStill)))
                .as("one replica is not the catalogue")
                .isEmpty();
    }

    @Test
    void countsWhatWasReadWhileSomethingWasAway() {
        var judge = new Judge(new Findings(), away(Part.REGISTRY, 19, 23), BOUND);

        assertThat(judge.readMeanwhile(List.of(had(0, 18, 19.5), had(1, 20, 20.1), had(2, 22.9, 23.1))))
                .isEqualTo(Map.of("the catalogue", 0L, "PostgreSQL", 0L, "the registry", 1L));
    }

    // ------------------------------------------------------------------------------------------ registry

    @Test
    void noticesASchemaUnderAnotherId() {
        assertThat(judged(judge -> judge.schemas(Map.of(4, "a", 5, "b"), Map.of(4, "a", 5, "b"))))
                .isEmpty();
        assertThat(judged(judge -> judge.schemas(Map.of(4, "a", 5, "b"), Map.of(4, "b", 5, "a"))))
                .hasSize(4);
        assertThat(judged(judge -> judge.schemas(Map.of(4, "a"), Map.of(4, "contract.registry.no-schema"))))
                .hasSize(2);
    }
}
