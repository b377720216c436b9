package org.silobridge.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.silobridge.catalogue.TestCatalogue.json;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.Year;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.silobridge.catalogue.clock.CalendarFile;
import org.silobridge.catalogue.clock.ClockProfile;
import org.silobridge.catalogue.clock.ClockProfileFile;
import org.silobridge.catalogue.clock.WorkingCalendar;
import org.silobridge.catalogue.enforcement.InMemoryEnforcement;
import org.silobridge.catalogue.procedure.Scenario;
import org.silobridge.catalogue.store.Columns;

/**
 * The golden scenarios, every one, against the running service, over its API with a clock of their own. Two replicas run
 * all the while, and stop and start where a story says so, or where it is told under another law or calendar: each of the
 * two looks at the time, and every warning is there once, written at its moment.
 *
 * <p>Every notice about the request, its grant and its dispute is compared: to which department, of what, and when. What
 * the time tells stands in the files; whom an act tells what is laid down in {@link NoticesOfActs}.
 *
 * <p>What a step writes to the ledger about the request, its grant and its dispute is what the file says, and nothing else;
 * and so is who reads on Kafka, one in memory, once enforcement has looked: what is due is done before a step, and what a
 * step takes away is taken away at once; what it gives is given at the step that says so.
 */
@Order(8)
class ServiceScenariosIT {
    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final DateTimeFormatter WRITTEN = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);
    /** All grants here have to be confirmed; and the service sees an end when a step lets it look. */
    private static final Set<String> ONLY_IF_WRITTEN = Set.of("lapses", "noticed");

    private static final Set<String> OF_GRANTS = Set.of(
            "suspend",
            "resume",
            "revoke",
            "recertify",
            "renew",
            "ask for renewal",
            "refuse the renewal",
            "name the successor",
            "dissolve",
            "name the owner's successor",
            "split the owner",
            "dissolve the owner",
            "reclassify");
    private static final Set<String> OF_CORRECTIONS = Set.of(
            "dispute",
            "correct",
            "stand by it",
            "take more time",
            "take it back",
            "appeal the answer",
            "uphold the answer",
            "order the correction");
    private static final Set<String> PASSING =
            Set.of("name the successor", "name the owner's successor", "split the owner");
    private static final Set<String> OF_TIME =
            Set.of("wait", "apply", "stop the service", "start the service", "announce");
    private static final Set<String> NOT_OF_THE_MATTER =
            Set.of("told", "refused", "reads", "writes", "ledger", "requestLedger", "correctionLedger");

    /** What the service says in other words: who may not see a request is not told that it is there. */
    private static final Map<String, Set<String>> SAME = Map.of(
            "not possible at this stage",
            Set.of(
                    "request.already-decided",
                    "request.waits-for-check",
                    "request.waits-for-steward",
                    "request.waits-for-applicant",
                    "request.waits-for-second-person",
                    "request.in-negotiation",
                    "request.before-coordinator",
                    "request.refused-before",
                    "request.nothing-to-appeal",
                    "request.no-supplement-wanted",
                    "correction.ended",
                    "grant.illegal-transition",
                    "grant.no-renewal-asked"),
            "request.not-shared",
            Set.of("request.not-shared-any-more"),
            "procedure.needs-reason",
            Set.of("request.refusal-needs-reason", "input.text"),
            "procedure.not-the-coordinator",
            Set.of("actor.role-missing"),
            "procedure.not-the-applicant",
            Set.of("request.unknown", "correction.unknown", "actor.role-missing"),
            "request.not-the-owners-steward",
            Set.of("request.unknown", "actor.role-missing"),
            "grant.not-the-owners-steward",
            Set.of("grant.unknown"));

    private static final String DISSOLVED = "The department is dissolved.";
    private static final String OWNER_DISSOLVED = "The owner is dissolved.";
    private static final String NO_LONGER = "legalBasis: {en: Article 38, zh: 第三十八条}";
    private static final Map<String, String> ENDED_BY =
            Map.of(DISSOLVED, "procedure.holder-dissolved", OWNER_DISSOLVED, "procedure.owner-dissolved");

    /** Those whose end a scenario tells are there for it alone. */
    private static final Map<String, String> CODES = Map.ofEntries(
            Map.entry("public-security", "11100000000013127D"),
            Map.entry("social-security", "11100000000013338W"),
            Map.entry("emergency-management", "91110000100010433L"),
            Map.entry("population-office", "91110000802100433B"),
            Map.entry("social-security-68", "914403001922038216"),
            Map.entry("human-resources-68", "91440300708461136T"),
            Map.entry("social-security-69", "91310000132260250X"),
            Map.entry("public-security-70", "12110000400000018T"),
            Map.entry("immigration-70", "12110000400000026M"),
            Map.entry("public-security-74", "12110000400000034G"),
            Map.entry("public-security-75", "12110000400000042B"),
            Map.entry("immigration-75", "121100004000000506"),
            Map.entry("social-security-89", "12110000400000085Q"),
            Map.entry("human-resources-89", "12110000400000093K"),
            Map.entry("social-security-90", "121100004000001069"),
            Map.entry("public-security-91", "121100004000001144"),
            Map.entry("immigration-91", "12110000400000122Y"),
            Map.entry("public-security-92", "12110000400000130R"),
            Map.entry("public-security-97", "12110000400000149N"),
            Map.entry("immigration-97", "12110000400000157H"),
            Map.entry("human-resources-97", "12110000400000165C"),
            Map.entry("social-security-98", "121100004000001737"),
            Map.entry("human-resources-98", "121100004000001812"),
            Map.entry("social-security-99", "1211000040000019XR"),
            Map.entry("human-resources-99", "12110000400000202J"),
            Map.entry("social-security-197", "12110000400000210D"),
            Map.entry("human-resources-197", "12110000400000229A"),
            Map.entry("public-security-0", "121100004000000693"),
            Map.entry("immigration-0", "12110000400000077X"));

    /** Who is told what is told to no department. */
    private static final JsonObject EXCHANGE = new JsonObject().put("slug", "exchange");

    private static final Duration LOOK = Duration.ofMillis(5);
    private static final Duration INTERVAL = Duration.ofMillis(20);

    @TempDir
    static Path directory;

    private static final Instant BEFORE_ALL = Instant.parse("2025-06-01T02:00:00Z");

    private static volatile Instant now = BEFORE_ALL;
    private static final Clock CLOCK = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    private static CatalogueConfig config;
    private static TestCatalogue catalogue;
    private static TestCatalogue second;
    private static final AtomicReference<InMemoryEnforcement> ENFORCEMENT = new AtomicReference<>();
    /** By dataset. */
    private static final Map<String, String> TOPICS = new HashMap<>();

    private static final WorkingCalendar ANNOUNCED = CalendarFile.brought(CalendarFile.DEFAULT);

    private static String supervisor = "";

    /** What a scenario has filed. */
    private static String request = "";

    private static String correction = "";

    /** The departments that own what is asked for and that ask, each from when on. */
    private static final TreeMap<Instant, String> OWNERS = new TreeMap<>();

    private static final TreeMap<Instant, String> APPLICANTS = new TreeMap<>();

    /** A connection to the service's database, to look at it often. */
    private static Handle rows;

    private static final Map<String, String> TOKENS = new HashMap<>();

    @BeforeAll
    static void anExchangeWithEverybodyInIt() throws Exception {
        now = BEFORE_ALL;
        TOKENS.clear();
        ENFORCEMENT.set(null);
        config = TestCatalogue.looking(
                TestCatalogue.config(
                        directory, TestCatalogue.freshDatabase(), ClockProfileFile.brought(ClockProfileFile.DEFAULT)),
                INTERVAL);
        catalogue = started();
        second = replica();
        rows = TestCatalogue.superuser(config.postgres().url()).open();
        for (var department : new TreeMap<>(CODES).entrySet()) {
            done(catalogue.post(
                    catalogue.operator,
                    "/departments",
                    TestCatalogue.department(department.getKey(), department.getValue())));
        }
        supervisor = person("supervisor");
        var publisher = person("publisher of public-security");
        TOKENS.put("publisher of public-security", publisher);
        for (var kind : Kind.values()) {
            done(catalogue.post(publisher, "/contracts", kind.contract()));
            registered(publisher, kind.name, "public-security");
        }
        for (var scenario :
                scenarios().filter(ServiceScenariosIT::hasItsOwnContract).toList()) {
            done(catalogue.post(publisher, "/contracts", own(scenario)));
            registered(publisher, contractOf(scenario), "public-security");
        }
        for (var owner : CODES.keySet()) {
            if (owner.startsWith("public-security-")) {
                registered(person("publisher of " + owner), Kind.CONDITIONAL.name, owner);
            }
        }
        for (var scenario : scenarios().toList()) {
            for (var step : scenario.story()) {
                var words = String.valueOf(step.get("by"));
                if (step.containsKey("by") && !TOKENS.containsKey(words)) {
                    TOKENS.put(words, person(words));
                }
            }
        }
    }

    private static void registered(String publisher, String contract, String owner) throws Exception {
        var dataset = done(catalogue.post(
                publisher,
                "/datasets",
                new JsonObject().put("contract", contract).put("major", 1).put("owner", owner)));
        TOPICS.put(dataset.getString("name"), dataset.getString("topic"));
    }

    private static TestCatalogue started() throws Exception {
        return TestCatalogue.start(config, CLOCK, new TestCatalogue.FakeOutside(true, around -> {
            var enforcement = new InMemoryEnforcement(around, ENFORCEMENT.get());
            ENFORCEMENT.set(enforcement);
            return enforcement;
        }));
    }

    private static TestCatalogue replica() throws Exception {
        return TestCatalogue.start(config, CLOCK, new TestCatalogue.FakeOutside(false));
    }

    @AfterAll
    static void end() {
        rows.close();
        stop();
    }

    private static void stop() {
        second.close();
        catalogue.close();
    }

    private static void start() throws Exception {
        catalogue = started();
        second = replica();
    }

    /** From here on the exchange runs under this law, if it does not yet. */
    private static void under(ClockProfile profile, WorkingCalendar calendar) throws Exception {
        var before = config.law();
        var law = new CatalogueConfig.Law(
                profile, calendar, before.zone(), before.interval(), before.recertification(), before.endNoticeDays());
        if (!law.equals(before)) {
            stop();
            config = TestCatalogue.under(config, law);
            start();
        }
    }

    private static void underTheLawOf(Map<String, Object> given) throws Exception {
        var calendar = ANNOUNCED;
        for (var year : Scenario.list(Scenario.map(given.get("calendar")).get("without"))) {
            calendar = calendar.without(Year.parse(String.valueOf(year)));
        }
        under(
                ClockProfileFile.brought(String.valueOf(given.getOrDefault("profile", ClockProfileFile.DEFAULT))),
                calendar);
    }

    static Stream<Scenario> scenarios() throws Exception {
        return Scenario.all().map(ServiceScenariosIT::withItsOwnDepartments);
    }

    private static Scenario withItsOwnDepartments(Scenario scenario) {
        var number = scenario.name().replaceFirst("-.*", "");
        var renamed = scenario;
        for (var own : CODES.keySet()) {
            if (own.endsWith("-" + number)) {
                var known = own.replaceFirst("-[0-9]+$", "");
                renamed = renamed.renamed(text -> text.replaceAll(known + "(?!-)", own));
            }
        }
        return renamed;
    }

    private static String owner(Scenario scenario) {
        var own = "public-security-" + scenario.name().replaceFirst("-.*", "");
        return CODES.containsKey(own) ? own : "public-security";
    }

    /** A contract for each kind of dataset that scenarios tell of. */
    private enum Kind {
        UNCONDITIONAL("ecology-environment/air-quality-hourly", "{open=unconditional}"),
        CONDITIONAL("health-care/daily-case-counts", "{open=conditional}"),
        FOUR_EYES("health-care/daily-counts-four-eyes", "{open=conditional}, four eyes"),
        IN_PART("legal-persons/legal-entity", "{open=unconditional, representative=conditional}"),
        NOT_SHARED("population/resident", "{open=conditional, informants=not-shared}");

        private final String name;
        private final String groups;

        Kind(String name, String groups) {
            this.name = name;
            this.groups = groups;
        }

        static Kind of(Scenario scenario) {
            var dataset = Scenario.map(scenario.given().get("dataset"));
            var groups = dataset.get("groups") + (dataset.containsKey("fourEyes") ? ", four eyes" : "");
            return Stream.of(values())
                    .filter(kind -> kind.groups.equals(groups))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no contract has " + groups));
        }

        JsonObject contract() throws IOException {
            var contract = TestCatalogue.contract(this == FOUR_EYES ? CONDITIONAL.name : name);
            var text = contract.getString("contract");
            return contract.put(
                    "contract",
                    switch (this) {
                        case FOUR_EYES ->
                            text.replace("sharing: conditional,", "sharing: conditional, fourEyes: true,")
                                    .replaceFirst("name: .*", "name: daily-counts-four-eyes");
                        case NOT_SHARED ->
                            text.replace(
                                            "residence: {sharing: conditional,",
                                            "informants: {sharing: not-shared, legalBasis: {en: Article 38, zh: 第三十八条},")
                                    .replace("group: residence", "group: informants");
                        default -> text;
                    });
        }
    }

    @Test
    void whatIsAskedOfADepartmentThatEndsItsSuccessorAnswersByTheSameClock() throws Exception {
        underTheLawOf(Map.of());
        now = moment("2025-06-09 10:00");
        var coordinator = person("coordinator 0");
        var steward = person("steward of immigration-0");
        var request = done(catalogue.post(
                        Objects.requireNonNull(TOKENS.get("applicant of social-security")),
                        "/requests",
                        TestCatalogue.request(Kind.CONDITIONAL.name + "/public-security-0", "social-security", "open")))
                .getString("id");
        done(catalogue.post(
                coordinator,
                "/requests/" + request + "/conformity-check",
                new JsonObject().put("decision", "pass").put("reason", "")));
        var demand = done(catalogue.post(
                        Objects.requireNonNull(TOKENS.get("applicant of social-security")),
                        "/demands",
                        new JsonObject()
                                .put("department", "social-security")
                                .put("holder", "public-security-0")
                                .put("subject", "name changes")
                                .put("description", "date and old name")
                                .put("purpose", "ServiceAccessDetermination")
                                .put("legalBasis", "Social Insurance Law, article 74")))
                .getString("id");
        var before = done(catalogue.get(supervisor, "/requests/" + request)).getJsonObject("due");
        var path = "/departments/public-security-0/successor";
        var ending = new JsonObject().put("reason", "Merged by decree 12");

        var ofItself = catalogue.post(coordinator, path, ending.copy().put("successor", "social-security"));
        now = Instant.parse(before.getString("orangeAt")).plusMillis(1);
        await().pollInterval(LOOK)
                .untilAsserted(() -> assertThat(toldOf(request)).contains("answer-due to public-security-0"));
        now = now.plusSeconds(60);
        done(catalogue.post(coordinator, path, ending.copy().put("successor", "immigration-0")));
        var toldOfEnding = toldOf(request);
        now = Instant.parse(before.getString("at")).plusMillis(1);
        await().pollInterval(LOOK)
                .untilAsserted(() -> assertThat(toldOf(request)).contains("answer-overdue to immigration-0"));

        assertThat(ofItself.statusCode()).isEqualTo(409);
        assertThat(json(ofItself).getJsonArray("violations").stream()
                        .map(violation -> ((JsonObject) violation).getString("path"))
                        .toList())
                .containsExactlyInAnyOrder("requests." + request, "demands." + demand);
        assertThat(toldOfEnding)
                .containsExactlyInAnyOrder(
                        "request-to-check to exchange",
                        "request-to-answer to public-security-0",
                        "answer-due to public-security-0",
                        "answer-due to immigration-0",
                        "request-passed to immigration-0",
                        "request-passed to social-security");
        assertThat(toldOf(request).subList(toldOfEnding.size(), toldOf(request).size()))
                .containsExactly("answer-overdue to immigration-0");
        assertThat(done(catalogue.get(supervisor, "/requests/" + request)).getJsonObject("due"))
                .isEqualTo(before.copy().put("colour", "red"));
        assertThat(done(catalogue.post(
                                steward,
                                "/requests/" + request + "/decision",
                                new JsonObject().put("decision", "approve").put("reason", "")))
                        .getString("state"))
                .isEqualTo("approved");
        assertThat(done(catalogue.post(
                                steward,
                                "/demands/" + demand + "/answer",
                                new JsonObject()
                                        .put("decision", "catalogued")
                                        .put("dataset", Kind.CONDITIONAL.name + "/public-security-0")))
                        .getString("state"))
                .isEqualTo("catalogued");
    }

    @Test
    void whoAppealedHearsOfEverySuccessionAndOfTheEndOfTheOwner() throws Exception {
        underTheLawOf(Map.of());
        now = moment("2025-06-09 10:00");
        var coordinator = person("coordinator 97");
        var applicant = Objects.requireNonNull(TOKENS.get("applicant of social-security"));
        var request = done(catalogue.post(
                        applicant,
                        "/requests",
                        TestCatalogue.request(
                                Kind.CONDITIONAL.name + "/public-security-97", "social-security", "open")))
                .getString("id");
        done(catalogue.post(
                coordinator,
                "/requests/" + request + "/conformity-check",
                new JsonObject().put("decision", "refuse").put("reason", "The legal basis names no article.")));
        done(catalogue.post(
                applicant, "/requests/" + request + "/appeal", new JsonObject().put("grounds", "It does: Art. 7.")));

        for (var ending : List.of(
                List.of("public-security-97", "immigration-97"), List.of("immigration-97", "human-resources-97"))) {
            now = now.plusSeconds(60);
            done(catalogue.post(
                    coordinator,
                    "/departments/" + ending.get(0) + "/successor",
                    new JsonObject().put("reason", "Merged").put("successor", ending.get(1))));
        }
        now = now.plusSeconds(60);
        done(catalogue.post(
                coordinator,
                "/departments/human-resources-97/successor",
                new JsonObject().put("reason", "Nobody does its work")));

        assertThat(toldOf(request))
                .containsExactlyInAnyOrder(
                        "request-to-check to exchange",
                        "request-refused to social-security",
                        "appealed to public-security-97",
                        "request-passed to immigration-97",
                        "request-passed to social-security",
                        "request-passed to human-resources-97",
                        "request-passed to social-security",
                        "request-unanswered to social-security");
        assertThat(catalogue
                        .post(
                                applicant,
                                "/requests/" + request + "/appeal",
                                new JsonObject().put("grounds", "It does: Art. 7."))
                        .statusCode())
                .isEqualTo(409);
    }

    @Test
    void whatADepartmentWasRefusedItsSuccessorAppealsAgainstAndGets() throws Exception {
        underTheLawOf(Map.of());
        now = moment("2025-06-09 10:00");
        var coordinator = person("coordinator 197");
        var predecessor = person("applicant of social-security-197");
        var successor = person("applicant of human-resources-197");
        var dataset = Kind.CONDITIONAL.name + "/public-security";
        var asked = TestCatalogue.request(dataset, "social-security-197", "open");
        var path = "/requests/"
                + done(catalogue.post(predecessor, "/requests", asked)).getString("id");
        done(catalogue.post(
                coordinator,
                path + "/conformity-check",
                new JsonObject().put("decision", "refuse").put("reason", "The legal basis names no article.")));
        var appeal = new JsonObject().put("grounds", "It does: Art. 7.");
        assertThat(catalogue.post(successor, path + "/appeal", appeal).statusCode())
                .isEqualTo(404);

        var pending = done(catalogue.post(predecessor, "/requests", asked.copy().put("durationDays", 30)))
                .getString("id");
        done(catalogue.post(
                coordinator,
                "/requests/" + pending + "/conformity-check",
                new JsonObject().put("decision", "pass").put("reason", "")));

        now = now.plusSeconds(60);
        done(catalogue.post(
                coordinator,
                "/departments/social-security-197/successor",
                new JsonObject().put("reason", "Merged").put("successor", "human-resources-197")));

        // Then it is the successor's to appeal against, and nobody else's
        assertThat(catalogue.post(predecessor, path + "/appeal", appeal).statusCode())
                .isEqualTo(404);
        assertThat(done(catalogue.get(successor, "/requests?department=human-resources-197"))
                        .getJsonArray("items"))
                .as("without what is pending: that is its owner's to refuse")
                .hasSize(1);
        now = now.plusSeconds(60);
        done(catalogue.post(
                Objects.requireNonNull(TOKENS.get("steward of public-security")),
                "/requests/" + pending + "/decision",
                new JsonObject().put("decision", "refuse").put("reason", "Nobody asks any more.")));
        assertThat(toldOf(pending)).contains("request-refused to human-resources-197");
        var talks = done(catalogue.post(successor, path + "/appeal", appeal));
        assertThat(talks.getString("stage")).isEqualTo("in-negotiation");
        assertThat(talks.getJsonObject("department").getString("slug")).isEqualTo("human-resources-197");
        assertThat(done(catalogue.post(successor, "/requests", asked.copy().put("department", "human-resources-197")))
                        .getString("id"))
                .as("asking for the same meanwhile is that request")
                .isEqualTo(talks.getString("id"));

        // And the successor's to go on with
        done(catalogue.call("POST", path + "/talks-end", successor, null));
        var ordered = done(catalogue.post(
                coordinator,
                path + "/ruling",
                new JsonObject().put("decision", "order").put("reason", "Art. 7 it is.")));
        assertThat(done(catalogue.get(successor, "/grants/" + ordered.getString("grant")))
                        .getJsonObject("department")
                        .getString("slug"))
                .isEqualTo("human-resources-197");
        assertThat(toldOf(talks.getString("id")))
                .containsExactlyInAnyOrder(
                        "request-to-check to exchange",
                        "request-refused to social-security-197",
                        "appealed to public-security",
                        "appeal-to-decide to exchange",
                        "talks-ended to human-resources-197",
                        "talks-ended to public-security",
                        "request-approved to human-resources-197",
                        "appeal-ordered to public-security");
    }

    /** What was told of a request, and to whom, in the order of time. */
    private static List<String> toldOf(String request) {
        return rows.createQuery("""
                        SELECT replace(n.code, 'catalogue.notice.', '') || ' to ' || coalesce(d.slug, 'exchange') AS told
                          FROM notice n LEFT JOIN department d ON d.id = n.department
                         WHERE split_part(n.about, ' ', 1) = :request ORDER BY n.written_at""")
                .bind("request", request)
                .mapTo(String.class)
                .list();
    }

    @Test
    void thereAreMany() throws Exception {
        assertThat(scenarios()).hasSizeGreaterThanOrEqualTo(80);
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void theServiceDoesWhatIsWritten(Scenario scenario) throws Exception {
        underTheLawOf(scenario.given());
        endWhatOtherScenariosLeft();
        request = "";
        correction = "";
        OWNERS.clear();
        APPLICANTS.clear();
        var acts = new NoticesOfActs();
        var told = new ArrayList<String>();
        var written = new HashMap<String, Integer>();
        Map<String, Object> before = Map.of();
        for (var step : scenario.story()) {
            var does = String.valueOf(step.get("does"));
            var then = Scenario.map(step.get("then"));
            var what = scenario + ", on " + step.get("when") + ": " + does;
            var at = moment(String.valueOf(step.get("when")));
            boolean hadGrant = before.containsKey("grant");
            var toSuccessor = new ArrayList<String>();
            for (var news : Scenario.texts(then.get("told"))) {
                var whom = acts.ofTime(news, before, then);
                if (!news.contains("late:")) {
                    told.addAll(whom);
                    letItCome(what, news, at, told, hadGrant);
                } else if (PASSING.contains(does)) {
                    toSuccessor.addAll(whom);
                } else {
                    told.addAll(whom);
                }
            }
            if (does.equals("wait")
                    && "in-negotiation".equals(before.get("stage"))
                    && "before-coordinator".equals(then.get("stage"))) {
                letTalksEnd();
            }
            now = at;
            if (List.of(String.valueOf(before.get("orange")), String.valueOf(before.get("red")))
                    .contains(String.valueOf(step.get("when")))) {
                await().pollDelay(INTERVAL.multipliedBy(3)).until(() -> true); // Both have looked, and say nothing yet.
            }
            switch (does) {
                case "start the service" -> start();
                case "announce" -> {
                    var year = Year.parse(String.valueOf(step.get("year")));
                    under(
                            config.law().profile(),
                            config.law()
                                    .calendar()
                                    .with(
                                            year,
                                            Objects.requireNonNull(
                                                    ANNOUNCED.years().get(year))));
                }
                default -> {}
            }
            if (hadGrant) {
                enforcement().look();
            }
            if (does.equals("file")) {
                OWNERS.put(at, owner(scenario));
                APPLICANTS.put(at, departmentOf(step));
                request = done(file(scenario, step)).getString("id");
                told.clear();
                written.clear();
            } else {
                await(what).pollInterval(LOOK).untilAsserted(() -> assertThat(told())
                        .containsExactlyInAnyOrderElementsOf(told));
                if (!OF_TIME.contains(does)) {
                    refused(what, act(scenario, step), then.get("refused"));
                }
            }
            if (!then.containsKey("refused")) {
                pass(does, step, at);
                told.addAll(acts.of(step, before, then, OWNERS.lastEntry().getValue()));
                told.addAll(toSuccessor);
            }
            if (then.containsKey("grant")) {
                if (!"approved".equals(then.get("grant"))) {
                    enforcement().look();
                }
                onKafka(what, scenario, then);
                assertEntries(what, grantOf(), written, then.get("ledger"));
            }
            await(what).pollInterval(LOOK).untilAsserted(() -> assertThat(told())
                    .containsExactlyInAnyOrderElementsOf(told));
            assertEntries(what, request, written, then.get("requestLedger"));
            if (!correction.isEmpty()) {
                assertEntries(what, correction, written, then.get("correctionLedger"));
            }
            before = Map.copyOf(then);
            then.keySet().removeAll(NOT_OF_THE_MATTER);
            var found = standing();
            found.keySet().removeIf(key -> ONLY_IF_WRITTEN.contains(key) && !then.containsKey(key));
            assertThat(found).as(what).isEqualTo(texts(then));
            if (does.equals("stop the service")) {
                stop();
            }
        }
        if (!before.containsKey("grant")) {
            enforcement().look();
            onKafka(scenario + ", in the end", scenario, before);
        }
        if (scenario.story().stream().anyMatch(step -> "dissolve the owner".equals(step.get("does")))) {
            assertThat(scoreboard(owner(scenario), "2025-07")
                            .getJsonObject("corrections", new JsonObject())
                            .getInteger("received", 0))
                    .as("disputes that it answered: %s", scenario)
                    .isZero();
        }
    }

    /** Who is told from now on. */
    private static void pass(String does, Map<String, Object> step, Instant at) {
        if (PASSING.contains(does)) {
            (does.equals("name the successor") ? APPLICANTS : OWNERS).put(at, String.valueOf(step.get("successor")));
        }
    }

    private static String departmentOf(Map<String, Object> filing) {
        return String.valueOf(filing.get("by")).replaceFirst(".* of ", "");
    }

    private static void onKafka(String what, Scenario scenario, Map<String, Object> then) {
        assertThat(slugs(enforcement().readers(topic(scenario)))).as(what).isEqualTo(Scenario.texts(then.get("reads")));
        if (then.containsKey("writes")) {
            assertThat(slugs(enforcement().writers(topic(scenario))))
                    .as(what)
                    .isEqualTo(Scenario.texts(then.get("writes")));
        }
    }

    /** What a step wrote about an object: what stands there behind what earlier steps did. */
    private static void assertEntries(
            String what, String object, Map<String, Integer> before, @Nullable Object expected) {
        var chain = entriesOf(object);
        assertThat(chain.subList(before.getOrDefault(object, 0), chain.size()))
                .as("what it wrote about %s: %s", object, what)
                .isEqualTo(Scenario.texts(expected));
        before.put(object, chain.size());
    }

    @Test
    void whatKafkaReportsOfUseIsShownAndToldOnceThoughOneOfTwoReplicasSeesNoKafka() throws Exception {
        underTheLawOf(Map.of());
        // Given a grant in force on a feed that promises a record a day
        endWhatOtherScenariosLeft();
        now = moment("2026-10-12 10:00");
        var air = Kind.UNCONDITIONAL.name + "/public-security";
        var topic = Objects.requireNonNull(TOPICS.get(air));
        var grant = done(catalogue.post(
                        Objects.requireNonNull(TOKENS.get("applicant of social-security")),
                        "/requests",
                        TestCatalogue.request(air, "social-security", "open").put("scenario", "use")))
                .getString("grant");
        enforcement().registerSchemas();
        enforcement().look();
        var reader = done(catalogue.get(supervisor, "/departments/social-security"));
        enforcement().publish(topic, 100, now);
        enforcement().letUseBeSeen(true);

        // When the reader's group has got to 40 in one of three partitions
        enforcement().commit(reader.getString("principal") + ".app", topic, 40);
        now = now.plusSeconds(60);

        // Then that is shown, and nobody is told
        await().pollInterval(LOOK).until(() -> use(grant).containsKey("lastReadAt"));
        assertThat(use(grant).getInteger("behind")).isEqualTo(260);
        assertThat(use(grant).getJsonArray("days"))
                .isEqualTo(new JsonArray()
                        .add(new JsonObject().put("day", "2026-10-12").put("records", 40)));
        assertThat(toldOfUse(grant, air)).isEmpty();

        // And a silence is told to both once, and its end
        now = now.plus(Duration.ofDays(2));
        await().pollInterval(LOOK).until(() -> toldOfUse(grant, air).size() == 2);
        assertThat(feed(air).getString("silentSince")).isEqualTo("2026-10-13T02:00:00Z");
        now = now.plusSeconds(60);
        enforcement().publish(topic, 101, now);
        await().pollInterval(LOOK).untilAsserted(() -> assertThat(toldOfUse(grant, air))
                .containsExactlyInAnyOrder(
                        "feed-silent public-security",
                        "feed-silent social-security",
                        "feed-flows public-security",
                        "feed-flows social-security"));
        assertThat(feed(air).containsKey("silentSince")).isFalse();

        // And the scoreboard has the share of looks that found a feed fresh, and of what went to quarantine
        enforcement().publish("sb.quarantine.public-security", 34, now);
        now = now.plusSeconds(60);
        await().pollInterval(LOOK)
                .until(() -> scoreboard("public-security", "2026-10").getDouble("quarantineShare", 0.0) > 0);
        assertThat(scoreboard("public-security", "2026-10").getDouble("freshShare"))
                .isBetween(0.1, 0.9);

        // And a grant that nobody uses for 30 days to both, once
        now = moment("2026-11-11 10:02");
        enforcement().publish(topic, 102, now);
        await().pollInterval(LOOK).until(() -> use(grant).containsKey("unreadSince"));
        now = now.plusSeconds(60);
        await().pollInterval(LOOK).until(() -> use(grant).getString("seenAt").equals(now.toString()));
        assertThat(toldOfUse(grant, air))
                .filteredOn(told -> told.startsWith("grant-unread"))
                .containsExactlyInAnyOrder("grant-unread public-security", "grant-unread social-security");
        enforcement().letUseBeSeen(false);
    }

    private static JsonObject scoreboard(String owner, String month) throws Exception {
        return done(catalogue.get(supervisor, "/scoreboard?month=" + month)).getJsonArray("items").stream()
                .map(JsonObject.class::cast)
                .filter(line ->
                        line.getJsonObject("department").getString("slug").equals(owner))
                .findFirst()
                .orElseGet(JsonObject::new);
    }

    private static JsonObject use(String grant) throws Exception {
        return done(catalogue.get(supervisor, "/grants/" + grant)).getJsonObject("use", new JsonObject());
    }

    private static JsonObject feed(String dataset) throws Exception {
        return done(catalogue.get(supervisor, "/datasets/" + dataset.replace('/', '~')))
                .getJsonObject("feed");
    }

    /** What was told of a grant's use and of its feed, and to whom. */
    private static List<String> toldOfUse(String grant, String dataset) throws Exception {
        return done(catalogue.get(supervisor, "/notices")).getJsonArray("items").stream()
                .map(JsonObject.class::cast)
                .map(notice -> notice.getJsonObject("reason")
                        .put("to", notice.getJsonObject("department", EXCHANGE).getString("slug")))
                .filter(reason -> grant.equals(
                                reason.getJsonObject("parameters").getString("grant"))
                        || dataset.equals(reason.getJsonObject("parameters").getString("dataset")))
                .filter(reason -> reason.getString("code").matches(".*\\.(feed-silent|feed-flows|grant-unread)"))
                .map(reason -> reason.getString("code").replace("catalogue.notice.", "") + " " + reason.getString("to"))
                .toList();
    }

    /** What is due before a step happens before it, at its moment: the service does not sleep between two steps. */
    private static void letItCome(String what, String news, Instant step, List<String> told, boolean enforces) {
        var due = moment(news.replaceFirst("^[^,]*, ", "")).plusMillis(1);
        now = due.isBefore(step) ? due : step;
        if (enforces) {
            enforcement().look();
        }
        await(what + ": " + news).pollInterval(LOOK).untilAsserted(() -> assertThat(told())
                .containsExactlyInAnyOrderElementsOf(told));
    }

    /** Talks end at their time, and the coordinator's clock starts then. */
    private static void letTalksEnd() {
        await().pollInterval(LOOK).until(() -> entriesOf(request).contains("request.talks-ended"));
    }

    private static HttpResponse<String> file(Scenario scenario, Map<String, Object> filing) throws Exception {
        return catalogue.post(
                token(filing),
                "/requests",
                TestCatalogue.request(
                                contractOf(scenario) + "/" + owner(scenario),
                                departmentOf(filing),
                                Scenario.texts(filing.get("groups")).toArray(String[]::new))
                        .put("scenario", scenario.name() + ", " + filing.get("when"))
                        .put("durationDays", number(filing.get("days"))));
    }

    private static HttpResponse<String> act(Scenario scenario, Map<String, Object> step) throws Exception {
        var path = "/requests/" + request + "/";
        var reason = String.valueOf(step.getOrDefault("reason", ""));
        var does = String.valueOf(step.get("does"));
        if (does.equals("reclassify")) {
            return reclassify(scenario, step);
        }
        if (does.contains("owner")) {
            return endOwner(scenario, step);
        }
        if (OF_GRANTS.contains(does)) {
            return actOnGrant(step, does);
        }
        if (OF_CORRECTIONS.contains(does)) {
            return actOnCorrection(step, does, reason);
        }
        return switch (does) {
            case "ask for a supplement" ->
                catalogue.post(token(step), path + "supplement-demand", new JsonObject().put("missing", reason));
            case "supply" -> catalogue.post(token(step), path + "supplement", new JsonObject().put("text", reason));
            case "extend" -> catalogue.post(token(step), path + "extension", new JsonObject().put("reason", reason));
            case "pass", "fail" -> {
                var found = new JsonObject()
                        .put("decision", does.equals("pass") ? "pass" : "refuse")
                        .put("reason", reason);
                if (step.containsKey("answerBy")) {
                    found.put(
                            "answerBy",
                            moment(String.valueOf(step.get("answerBy"))).toString());
                }
                yield catalogue.post(token(step), path + "conformity-check", found);
            }
            case "confirm", "object" ->
                catalogue.post(
                        token(step),
                        path + "second-opinion",
                        new JsonObject().put("decision", does).put("reason", reason));
            case "appeal" -> catalogue.post(token(step), path + "appeal", new JsonObject().put("grounds", reason));
            case "end the talks" -> catalogue.call("POST", path + "talks-end", token(step), null);
            case "withdraw" -> catalogue.call("POST", path + "withdrawal", token(step), null);
            default -> {
                var decision = new JsonObject().put("decision", does).put("reason", reason);
                if (step.containsKey("days")) {
                    decision.put("durationDays", number(step.get("days")));
                }
                if (step.containsKey("groups")) {
                    decision.put("groups", new JsonArray(Scenario.texts(step.get("groups"))));
                }
                yield catalogue.post(
                        token(step),
                        path + (Set.of("uphold", "order").contains(does) ? "ruling" : "decision"),
                        decision);
            }
        };
    }

    private static HttpResponse<String> actOnGrant(Map<String, Object> step, String does) throws Exception {
        if (does.equals("name the successor") || does.equals("dissolve")) {
            return endHolder(step);
        }
        var path = "/grants/" + grantOf() + "/";
        var because = new JsonObject().put("reason", step.getOrDefault("reason", ""));
        if (step.containsKey("until")) {
            because.put("until", moment(String.valueOf(step.get("until"))).toString());
        }
        return switch (does) {
            case "suspend" -> catalogue.post(token(step), path + "suspension", because);
            case "resume" -> catalogue.post(token(step), path + "resumption", because);
            case "ask for renewal" -> catalogue.post(token(step), path + "renewal-request", because);
            case "renew" -> catalogue.post(token(step), path + "renewal", because.put("decision", "approve"));
            case "refuse the renewal" ->
                catalogue.post(token(step), path + "renewal", because.put("decision", "refuse"));
            case "recertify" -> catalogue.call("POST", path + "recertification", token(step), null);
            case "revoke" -> catalogue.post(token(step), path + "revocation", because);
            default -> throw new IllegalArgumentException(does);
        };
    }

    /** What is disputed stands at offset 7, or where the step says, of a partition that ends at 100; that far it was read for what is missing. */
    private static HttpResponse<String> actOnCorrection(Map<String, Object> step, String does, String reason)
            throws Exception {
        var path = "/corrections/" + correction + "/";
        var because = new JsonObject().put("reason", reason);
        return switch (does) {
            case "dispute" -> {
                var grant = done(catalogue.get(supervisor, "/grants/" + grantOf()));
                enforcement().publish(grant.getString("topic"), 100);
                boolean isOfAir =
                        grant.getJsonObject("dataset").getString("name").startsWith(Kind.UNCONDITIONAL.name);
                var dispute = new JsonObject()
                        .put("dataset", grant.getJsonObject("dataset").getString("id"))
                        .put("department", grant.getJsonObject("department").getString("id"))
                        .put("key", isOfAir ? request + "|2013-03-01T00:00:00Z" : "2020-03-01|110000")
                        .put("partition", 0)
                        .put("offset", number(step.getOrDefault("at", 7)))
                        .put("evidence", "The station was out of order: " + request);
                var filed = catalogue.post(
                        token(step),
                        "/corrections",
                        step.containsKey("missing")
                                ? dispute.put("missing", true)
                                : dispute.put("field", isOfAir ? "pm25" : "confirmed"));
                correction = filed.statusCode() == 201 ? json(filed).getString("id") : correction;
                yield filed;
            }
            case "correct" ->
                catalogue.post(
                        token(step),
                        path + "answer",
                        step.containsKey("in")
                                ? corrected(step).put("partition", number(step.get("in")))
                                : corrected(step));
            case "stand by it" -> catalogue.post(token(step), path + "answer", because.put("decision", "refuse"));
            case "take more time" -> catalogue.post(token(step), path + "extension", because);
            case "appeal the answer" ->
                catalogue.post(token(step), path + "appeal", new JsonObject().put("grounds", reason));
            case "uphold the answer" -> catalogue.post(token(step), path + "ruling", because.put("decision", "uphold"));
            case "order the correction" ->
                catalogue.post(token(step), path + "ruling", because.put("decision", "order"));
            default -> catalogue.call("POST", path + "withdrawal", token(step), null);
        };
    }

    private static JsonObject corrected(Map<String, Object> step) {
        return new JsonObject().put("decision", "corrected").put("offset", number(step.get("to")));
    }

    private static HttpResponse<String> endHolder(Map<String, Object> step) throws Exception {
        var holder = done(catalogue.get(supervisor, "/requests/" + request))
                .getJsonObject("department")
                .getString("slug");
        var end = new JsonObject().put("reason", DISSOLVED);
        if (step.containsKey("successor")) {
            end.put("successor", step.get("successor"));
        }
        return catalogue.post(token(step), "/departments/" + holder + "/successor", end);
    }

    /** A next version of the scenario's own contract. */
    private static HttpResponse<String> reclassify(Scenario scenario, Map<String, Object> step) throws Exception {
        var sharing =
                "sharing: " + step.get("as") + ("not-shared".equals(step.get("as")) ? ", " + NO_LONGER + "," : ",");
        var contract = own(scenario);
        return catalogue.post(
                token(step),
                "/contracts",
                contract.put(
                                "contract",
                                contract.getString("contract")
                                        .replaceFirst("version: \"1.0\"", "version: \"1.1\"")
                                        .replaceFirst("sharing: (un)?conditional,", sharing))
                        .put("confirm", true));
    }

    /** The contract of its kind under another name. */
    private static JsonObject own(Scenario scenario) throws IOException {
        var contract = Kind.of(scenario).contract();
        return contract.put(
                "contract", contract.getString("contract").replaceFirst("name: .*", "name: " + label(scenario)));
    }

    private static String label(Scenario scenario) {
        return scenario.name().replaceFirst("^[0-9]+-", "");
    }

    private static boolean hasItsOwnContract(Scenario scenario) {
        return scenario.story().stream().anyMatch(step -> "reclassify".equals(step.get("does")));
    }

    private static String contractOf(Scenario scenario) {
        var name = Kind.of(scenario).name;
        return hasItsOwnContract(scenario) ? name.replaceFirst("/.*", "/" + label(scenario)) : name;
    }

    private static HttpResponse<String> endOwner(Scenario scenario, Map<String, Object> step) throws Exception {
        var end = new JsonObject().put("reason", OWNER_DISSOLVED);
        if ("split the owner".equals(step.get("does"))) {
            end.put(
                    "datasets",
                    new JsonArray()
                            .add(new JsonObject()
                                    .put("dataset", Kind.CONDITIONAL.name + "/" + owner(scenario))
                                    .put("department", step.get("successor"))));
        } else if (step.containsKey("successor")) {
            end.put("successor", step.get("successor"));
        }
        return catalogue.post(token(step), "/departments/" + owner(scenario) + "/successor", end);
    }

    private static InMemoryEnforcement enforcement() {
        return Objects.requireNonNull(ENFORCEMENT.get());
    }

    /** Empty where there is none. */
    private static String grantOf() {
        return rows.createQuery("SELECT id FROM access_grant WHERE request = :request")
                .bind("request", request)
                .mapTo(String.class)
                .findOne()
                .orElse("");
    }

    private static void refused(String what, HttpResponse<String> answer, @Nullable Object expected) {
        if (expected == null) {
            done(answer);
            return;
        }
        if (expected.equals("not possible at this stage") && answer.statusCode() == 200) {
            return; // What was decided before is answered as it stands: that nothing changed is looked at next.
        }
        assertThat(answer.statusCode()).as(what).isGreaterThanOrEqualTo(400);
        var problem = json(answer);
        var violations = problem.getJsonArray("violations", new JsonArray());
        var code = (violations.isEmpty() ? problem : violations.getJsonObject(0))
                .getString("code")
                .replace("catalogue.", "");
        if (!code.equals(expected)) {
            assertThat(SAME.getOrDefault(String.valueOf(expected), Set.of()))
                    .as(what)
                    .contains(code);
        }
    }

    /** Where the request stands, in the words of the scenarios. */
    private static Map<String, String> standing() throws Exception {
        var request = done(catalogue.get(supervisor, "/requests/" + ServiceScenariosIT.request));
        var found = new LinkedHashMap<String, String>();
        var due = request.getJsonObject("due");
        if (due == null) {
            found.put("stage", request.getString("state"));
        } else {
            found.put("stage", request.getString("stage"));
            found.put("orange", written(due.getString("orangeAt")));
            found.put("red", written(due.getString("at")));
            if (due.getBoolean("provisional")) {
                found.put("provisional", "true");
            }
        }
        if (request.containsKey("decision")) {
            found.put(
                    "decision",
                    request.getJsonObject("decision")
                            .getJsonObject("reason")
                            .getString("code")
                            .replace("catalogue.", ""));
        }
        if (!correction.isEmpty()) {
            var disputed = done(catalogue.get(supervisor, "/corrections/" + correction));
            found.put("correction", disputed.getString("state"));
            var by = disputed.getJsonObject("due");
            if (by != null) {
                found.put("correctionOrange", written(by.getString("orangeAt")));
                found.put("correctionRed", written(by.getString("at")));
            }
        }
        if (request.containsKey("grant")) {
            var grant = done(catalogue.get(supervisor, "/grants/" + request.getString("grant")));
            found.put("grant", grant.getString("state"));
            found.put("holder", grant.getJsonObject("department").getString("slug"));
            found.put("groups", grant.getJsonArray("groups").getList().toString());
            if (grant.containsKey("endedAt")) {
                found.put("ended", written(grant.getString("endedAt")));
                found.put(
                        "because",
                        grant.getString("state").equals("revoked")
                                ? grant.getString("endReason").endsWith("Article 38 / 第三十八条")
                                        ? "procedure.not-shared-any-more"
                                        : ENDED_BY.getOrDefault(grant.getString("endReason"), "procedure.revoked")
                                : grant.containsKey("endReason") ? "procedure.not-recertified" : "procedure.expired");
                if (grant.containsKey("noticedAt")) {
                    found.put("noticed", written(grant.getString("noticedAt")));
                }
            } else {
                found.put("until", written(grant.getString("until")));
                var wish = grant.getJsonObject("renewal");
                if (wish != null) {
                    found.put("renewal", written(wish.getString("until")));
                }
                var rule = grant.getJsonObject("recertification");
                if (rule != null && rule.containsKey("lapsesAt")) {
                    found.put("lapses", written(rule.getString("lapsesAt")));
                }
            }
        }
        return found;
    }

    private static String topic(Scenario scenario) {
        return Objects.requireNonNull(TOPICS.get(contractOf(scenario) + "/" + owner(scenario)));
    }

    /** The departments of principals. */
    private static List<String> slugs(List<String> principals) {
        return principals.stream()
                .map(principal -> rows.createQuery("SELECT slug FROM department WHERE :principal LIKE '%' || id")
                        .bind("principal", principal)
                        .mapTo(String.class)
                        .one())
                .toList();
    }

    /** The types of the entries about an object, in their order. */
    private static List<String> entriesOf(String object) {
        return rows.createQuery("""
                        SELECT entry ->> 'type' FROM (
                            SELECT convert_from(payload, 'UTF8')::jsonb AS entry FROM ledger_entry WHERE object = :object
                            UNION ALL
                            SELECT convert_from(payload, 'UTF8')::jsonb FROM ledger_pending WHERE object = :object) e
                         ORDER BY (entry ->> 'objectVersion')::int""").bind("object", object).mapTo(String.class).list();
    }

    /** Or a right would stand on more than the scenario's own grant. */
    private static void endWhatOtherScenariosLeft() throws Exception {
        var left = rows.createQuery("""
                        SELECT g.id FROM access_grant g
                          JOIN dataset d ON d.id = g.dataset JOIN department o ON o.id = d.owner
                         WHERE g.ended_at IS NULL AND o.slug = 'public-security'""").mapTo(String.class).list();
        for (var grant : left) {
            done(catalogue.post(
                    Objects.requireNonNull(TOKENS.get("steward of public-security")),
                    "/grants/" + grant + "/revocation",
                    new JsonObject().put("reason", "another scenario's")));
        }
        if (!left.isEmpty()) {
            enforcement().look();
        }
    }

    /** Every notice about the matter: of what, to whom, and when. */
    private static List<String> told() {
        return rows.createQuery("""
                        SELECT n.code, coalesce(d.slug, 'exchange') AS slug, n.written_at
                          FROM notice n LEFT JOIN department d ON d.id = n.department
                         WHERE split_part(n.about, ' ', 1)
                            IN (:request, :correction, (SELECT id FROM access_grant WHERE request = :request))""")
                .bind("request", request)
                .bind("correction", correction)
                .map((row, context) -> {
                    var at = Columns.instant(row, "written_at");
                    return row.getString("code").replace("catalogue.notice.", "") + " to "
                            + role(row.getString("slug"), at) + ", " + written(at.toString());
                })
                .list();
    }

    /** Of the department at that time; any other one by its name, as which nobody is to be told. */
    private static String role(String department, Instant at) {
        return isOne(OWNERS, department, at) ? "owner" : isOne(APPLICANTS, department, at) ? "applicant" : department;
    }

    private static boolean isOne(NavigableMap<Instant, String> departments, String department, Instant at) {
        var then = departments.floorEntry(at);
        return then != null && then.getValue().equals(department);
    }

    private static String token(Map<String, Object> step) {
        return Objects.requireNonNull(TOKENS.get(String.valueOf(step.get("by"))));
    }

    /** Registers who a scenario names by these words, and gives a token that outlasts all of them. */
    private static String person(String words) throws Exception {
        var roles = new JsonArray();
        for (var post : words.split(" and ", -1)) {
            var parts = post.split(" of ", -1);
            var role = new JsonObject().put("role", parts[0].replaceFirst(" .*", ""));
            roles.add(parts.length == 1 ? role : role.put("department", parts[1]));
        }
        var actor = done(catalogue.post(
                        catalogue.operator,
                        "/actors",
                        new JsonObject()
                                .put("subject", words)
                                .put("displayName", words)
                                .put("roles", roles)))
                .getString("id");
        return done(catalogue.post(
                        catalogue.operator,
                        "/actors/" + actor + "/tokens",
                        new JsonObject().put("label", "test").put("validDays", 3650)))
                .getString("token");
    }

    private static Map<String, String> texts(Map<String, Object> then) {
        var texts = new LinkedHashMap<String, String>();
        then.forEach((key, value) -> texts.put(key, String.valueOf(value)));
        return texts;
    }

    private static int number(@Nullable Object written) {
        return Integer.parseInt(String.valueOf(written));
    }

    private static Instant moment(String text) {
        return LocalDateTime.parse(text, WRITTEN).atZone(ZONE).toInstant();
    }

    private static String written(String moment) {
        return Instant.parse(moment).atZone(ZONE).format(WRITTEN);
    }

    private static JsonObject done(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return json(answer);
    }
}
