package org.silobridge.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.silobridge.catalogue.actor.Actor;
import org.silobridge.catalogue.actor.RoleBinding;
import org.silobridge.catalogue.clock.CalendarFile;
import org.silobridge.catalogue.clock.ClockProfile;
import org.silobridge.catalogue.clock.ClockProfileFile;
import org.silobridge.catalogue.clock.Step;
import org.silobridge.catalogue.contract.Contracts;
import org.silobridge.catalogue.dataset.Datasets;
import org.silobridge.catalogue.key.KeyCustody;
import org.silobridge.catalogue.ledger.LedgerStaging;
import org.silobridge.catalogue.notice.Notices;
import org.silobridge.catalogue.request.PendingRequests;
import org.silobridge.catalogue.request.RequestClock;
import org.silobridge.catalogue.request.RequestNotices;
import org.silobridge.catalogue.request.Requests;
import org.silobridge.catalogue.signing.Signatures;
import org.silobridge.catalogue.store.Columns;
import org.silobridge.catalogue.store.Transactions;
import org.silobridge.contract.evolution.Evolution;
import org.silobridge.model.ActorId;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.Role;
import org.silobridge.model.Slug;

/**
 * A real municipality's permit log, all 1,434 cases, replayed as requests with its own deadlines: each comes in when the
 * case began, is passed on by a coordinator to the team that had it, with the deadline of its law, and is answered when
 * the case ended, 377 after their deadline and 105 not at all. The clock goes from event to event. What people do, they do
 * through the service's use cases, on PostgreSQL and without HTTP; what time does, the running service does, and its API
 * shows the scoreboard. What is expected was worked out by {@code permit-log/warnings.py}, which shares nothing with the
 * product.
 */
@Order(9)
class WarningsOfAPermitLogIT {
    private static final Path FIXTURE =
            TestCatalogue.PROJECT.resolve("modules/catalogue/src/test/resources/permit-log");
    private static final ZoneId ZONE = ZoneId.of("Europe/Amsterdam");

    /** The midnight after the last event of the log. */
    private static final Instant LOG_ENDS = Instant.parse("2012-01-23T23:00:00Z");

    private static final List<String> CODES = List.of(
            "11100000000013127D",
            "11100000000013338W",
            "91110000100010433L",
            "91110000802100433B",
            "914403001922038216",
            "91440300708461136T",
            "91310000132260250X",
            "12110000400000018T",
            "12110000400000026M");

    private static final String READER = "applicants";

    @TempDir
    Path directory;

    private volatile Instant now = Instant.parse("2010-09-01T08:00:00Z");
    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);

    private final Map<String, Actor> stewards = new HashMap<>();
    private final Map<String, String> requests = new HashMap<>();

    private record Case(
            String id,
            String group,
            Instant start,
            Instant due,
            @Nullable Instant end) {}

    private record Event(Instant at, int order, Action action) {}

    private interface Action {
        void happen() throws Exception;
    }

    /** A warning that a case is given, and when: just after its moment. */
    private record Warning(String request, String code, Instant writtenAt) {}

    @Test
    void everyOrangeAndRedOfTheRunningServiceAndItsScoreboardAreAsTheScriptWorkedOut() throws Exception {
        var config = config();
        try (var catalogue = TestCatalogue.start(config, clock, new TestCatalogue.FakeOutside(true));
                var db = TestCatalogue.superuser(config.postgres().url()).open()) {
            var cases = cases();
            var departments = departments(catalogue, cases);
            var work = new Work(config, clock);
            var applicant = actor(catalogue, "anna", Role.APPLICANT, departments.get(READER));
            var coordinator = actor(catalogue, "cora", Role.COORDINATOR, null);
            var supervisor = token(catalogue, "sue", "supervisor");
            for (var team : departments.entrySet()) {
                stewards.put(team.getKey(), actor(catalogue, "of " + team.getKey(), Role.STEWARD, team.getValue()));
            }

            // Given what happened, and what should be told
            var expected = new ArrayList<Warning>();
            var events = new ArrayList<Event>();
            for (var one : cases) {
                events.add(new Event(one.start(), 1, () -> {
                    var filed = work.file(applicant, one);
                    requests.put(one.id(), filed);
                    work.pass(coordinator, filed, one.due());
                }));
                var end = one.end();
                if (end != null) {
                    events.add(new Event(
                            // Two end before they start: they are answered at once.
                            end.isBefore(one.start()) ? one.start() : end,
                            2,
                            () -> work.answer(
                                    Objects.requireNonNull(stewards.get(one.group())),
                                    Objects.requireNonNull(requests.get(one.id())))));
                }
            }
            var moments = new TreeSet<Instant>();
            Files.readAllLines(FIXTURE.resolve("warnings.csv")).stream()
                    .skip(1)
                    .map(line -> line.split(",", -1))
                    .forEach(line -> {
                        warning(line[0], "answer-due", line[1], line[2], expected, moments);
                        warning(line[0], "answer-overdue", line[3], line[4], expected, moments);
                    });
            moments.forEach(at -> events.add(new Event(at, 0, () -> await("the look at " + at)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(4))
                    .until(() -> nothingIsDue(db, at)))));

            // When all of it happens, first until the log ends
            events.sort(Comparator.comparing(Event::at).thenComparing(Event::order));
            var later = events.stream()
                    .filter(event -> event.at().isAfter(LOG_ENDS))
                    .toList();
            for (var event : events) {
                if (!event.at().isAfter(LOG_ENDS)) {
                    happen(event);
                }
            }
            now = LOG_ENDS;
            var coordinatorsInTime = new AtomicInteger();
            var board = board(catalogue, supervisor, cases, coordinatorsInTime);
            for (var event : later) {
                happen(event);
            }

            // Then each was told what the script says, at that moment, once
            assertThat(requests).hasSize(1434);
            assertThat(expected.stream().filter(warning -> warning.code().equals("answer-overdue")))
                    .hasSize(377 + 105);
            assertThat(told(db))
                    .containsExactlyInAnyOrderElementsOf(expected.stream()
                            .map(warning -> new Warning(
                                    Objects.requireNonNull(requests.get(warning.request())),
                                    warning.code(),
                                    warning.writtenAt()))
                            .toList());

            // And the scoreboard showed each team's months
            assertThat(coordinatorsInTime).as("each check was done at once").hasValue(1434);
            assertThat(board)
                    .containsExactlyInAnyOrderElementsOf(
                            Files.readAllLines(FIXTURE.resolve("scoreboard-months.csv")).stream()
                                    .skip(1)
                                    .toList());
        }
    }

    private void happen(Event event) throws Exception {
        now = event.at();
        event.action().happen();
    }

    private static void warning(
            String id, String code, String moment, String given, List<Warning> expected, Set<Instant> moments) {
        if (given.equals("true")) {
            var at = Instant.parse(moment).plusMillis(1);
            expected.add(new Warning(id, code, at));
            moments.add(at);
        }
    }

    /** Whether the service has looked at all that was due then: what it made of it is compared in the end. */
    private static boolean nothingIsDue(Handle db, Instant at) {
        return db.createQuery("SELECT NOT EXISTS (SELECT FROM timer WHERE at <= :at)")
                .bind("at", Columns.utc(at))
                .mapTo(Boolean.class)
                .one();
    }

    private static List<Warning> told(Handle db) {
        return db.createQuery("""
                        SELECT about, code, written_at FROM notice
                         WHERE code IN ('catalogue.notice.answer-due', 'catalogue.notice.answer-overdue')""")
                .map((row, context) -> new Warning(
                        row.getString("about"),
                        row.getString("code").replace("catalogue.notice.", ""),
                        Columns.instant(row, "written_at")))
                .list();
    }

    /** The scoreboard of every month of the log, as the API shows it, in the form of the script. */
    private static List<String> board(
            TestCatalogue catalogue, String supervisor, List<Case> cases, AtomicInteger coordinatorsInTime)
            throws Exception {
        var months = new TreeSet<YearMonth>();
        cases.forEach(one -> months.add(YearMonth.from(one.start().atZone(ZONE))));
        var lines = new ArrayList<String>();
        for (var month : months) {
            var shown = done(catalogue.get(supervisor, "/scoreboard?month=" + month));
            coordinatorsInTime.addAndGet(
                    shown.getJsonObject("coordinators").getJsonObject("checks").getInteger("inTime"));
            for (var line : shown.getJsonArray("items")) {
                var of = (JsonObject) line;
                lines.add(String.join(
                        ",",
                        of.getJsonObject("department").getString("slug"),
                        month.toString(),
                        String.valueOf(of.getInteger("received")),
                        String.valueOf(of.getInteger("inTime")),
                        String.valueOf(of.getInteger("late")),
                        String.valueOf(of.getInteger("overdue")),
                        of.containsKey("medianDays") ? String.valueOf(of.getDouble("medianDays")) : ""));
            }
        }
        return lines;
    }

    /** The Dutch calendar, and a clock profile with a check; what else a law may have is not what this is about. */
    private CatalogueConfig config() throws Exception {
        var brought = ClockProfileFile.brought(ClockProfileFile.DEFAULT);
        var limits = new HashMap<>(brought.limits());
        limits.keySet().removeIf(step -> !ClockProfile.REQUIRED.contains(step) && step != Step.CONFORMITY_CHECK);
        var profile = new ClockProfile("WABO", brought.title(), brought.closes(), limits);
        return TestCatalogue.under(
                TestCatalogue.config(directory, TestCatalogue.freshDatabase(), profile),
                new CatalogueConfig.Law(
                        profile,
                        CalendarFile.read(FIXTURE.resolve("NL.yaml")).orThrow(),
                        ZONE,
                        Duration.ofMillis(10),
                        Optional.empty(),
                        10));
    }

    /** A department for each team, with a dataset, and one that asks; their ids by slug. */
    private static Map<String, DepartmentId> departments(TestCatalogue catalogue, List<Case> cases) throws Exception {
        var slugs = new TreeSet<String>();
        cases.forEach(one -> slugs.add(one.group()));
        slugs.add(READER);
        var ids = new TreeMap<String, DepartmentId>();
        for (var slug : slugs) {
            var code = CODES.get(ids.size());
            var department =
                    done(catalogue.post(catalogue.operator, "/departments", TestCatalogue.department(slug, code)));
            ids.put(
                    slug,
                    new DepartmentId(department.getJsonObject("department").getString("id")));
        }
        boolean isPublished = false;
        for (var slug : slugs) {
            if (slug.equals(READER)) {
                continue;
            }
            var publisher = catalogue.actor("publisher of " + slug, "publisher", slug);
            if (!isPublished) {
                done(catalogue.post(publisher, "/contracts", TestCatalogue.contract("health-care/daily-case-counts")));
                isPublished = true;
            }
            done(catalogue.post(
                    publisher,
                    "/datasets",
                    new JsonObject()
                            .put("contract", "health-care/daily-case-counts")
                            .put("major", 1)
                            .put("owner", slug)));
        }
        return ids;
    }

    private Actor actor(TestCatalogue catalogue, String subject, Role role, @Nullable DepartmentId department)
            throws Exception {
        var id = catalogue.register(subject, role.word(), department == null ? null : department.value());
        return new Actor(new ActorId(id), subject, subject, List.of(new RoleBinding(role, department)), now);
    }

    private static String token(TestCatalogue catalogue, String subject, String role) throws Exception {
        return done(catalogue.post(
                        catalogue.operator,
                        "/actors/" + catalogue.register(subject, role, null) + "/tokens",
                        new JsonObject().put("label", "test").put("validDays", 3650)))
                .getString("token");
    }

    /** What people do, as the service does it. */
    private static final class Work {
        private final Requests requests;
        private final PendingRequests pending;

        Work(CatalogueConfig config, Clock clock) {
            var random = new SecureRandom();
            var postgres = config.postgres();
            var jdbi = Jdbi.create(
                    postgres.url(),
                    postgres.service().user(),
                    postgres.service().password().reveal());
            var one = jdbi.open();
            var transactions = new Transactions(
                    Jdbi.create(one.getConnection()), config.ledger().patience());
            var staging = new LedgerStaging(clock, random);
            var kafka = new TestCatalogue.FakeEnforcement();
            var notices = new Notices(transactions, staging, clock, random);
            var datasets = new Datasets(
                    transactions,
                    staging,
                    kafka,
                    KeyCustody.open(config.keys().keysetFile(), one, staging, clock, random)
                            .orThrow(),
                    config.keys().leaseTime(),
                    new Contracts(
                            transactions,
                            staging,
                            kafka,
                            Evolution::judge,
                            notices,
                            (db, by, before, now) -> {},
                            clock),
                    (db, dataset, terms) -> {},
                    config.exchange().names(),
                    clock,
                    random);
            var requestClock = new RequestClock(config.law().deadlines(), clock);
            var told = new RequestNotices(notices, requestClock);
            requests = new Requests(
                    transactions,
                    staging,
                    kafka,
                    datasets,
                    told,
                    requestClock,
                    config.law().grants(),
                    clock,
                    random);
            pending = new PendingRequests(
                    transactions,
                    staging,
                    kafka,
                    requests,
                    datasets,
                    told,
                    requestClock,
                    new Signatures("test/ledger", clock),
                    clock);
        }

        String file(Actor by, Case one) {
            return requests.file(
                            by,
                            new Requests.NewRequest(
                                    "health-care/daily-case-counts/" + one.group(),
                                    READER,
                                    "ProtectionOfPublicSecurity",
                                    "Wabo, article 3.9",
                                    one.id(),
                                    "",
                                    List.of("open"),
                                    90,
                                    List.of(),
                                    false),
                            null)
                    .orThrow()
                    .value()
                    .id()
                    .value();
        }

        void pass(Actor by, String request, Instant answerBy) {
            var unused = pending.check(by, request, new PendingRequests.NewCheck("pass", "Wabo, article 3.9", answerBy))
                    .orThrow();
        }

        void answer(Actor by, String request) {
            var unused = pending.decide(
                            by, request, new PendingRequests.NewDecision("refuse", "Decided.", null, null, null, null))
                    .orThrow();
        }
    }

    private static List<Case> cases() throws IOException {
        var lines = Files.readAllLines(TestCatalogue.PROJECT.resolve("deploy/samples/data/service-cases.csv"));
        var columns = List.of(lines.get(0).split(",", -1));
        return lines.stream()
                .skip(1)
                .map(line -> List.of(line.split(",", -1)))
                .map(row -> new Case(
                        row.get(columns.indexOf("case_id")),
                        team(row.get(columns.indexOf("group"))),
                        moment(row.get(columns.indexOf("startdate"))),
                        moment(row.get(columns.indexOf("deadline"))),
                        row.get(columns.indexOf("enddate")).isEmpty()
                                ? null
                                : moment(row.get(columns.indexOf("enddate")))))
                .toList();
    }

    /** As a department: {@code Group 2} is {@code group-2}. */
    private static String team(String group) {
        return group.isEmpty()
                ? "none"
                : new Slug(group.toLowerCase(Locale.ROOT).replace(' ', '-')).value();
    }

    private static Instant moment(String text) {
        return OffsetDateTime.parse(text).toInstant();
    }

    private static JsonObject done(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return TestCatalogue.json(answer);
    }
}
