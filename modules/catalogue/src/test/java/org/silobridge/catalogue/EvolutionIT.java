package org.silobridge.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.silobridge.catalogue.TestCatalogue.json;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** The gate with the readers that PostgreSQL knows, and what they are told. */
class EvolutionIT {
    /** The scenarios of the gate's own tests: there the readers are given, here they stand in the store. */
    private static final Path SCENARIOS =
            TestCatalogue.PROJECT.resolve("modules/contract/src/test/resources/evolution");

    private static final Map<String, String> READERS =
            Map.of("tax", "11100000000013338W", "health", "91110000100010433L", "statistics", "11100000000013450U");

    @TempDir
    static Path directory;

    private static TestCatalogue catalogue;
    private static final Map<String, String> TOKENS = new HashMap<>();

    @BeforeAll
    static void start() throws Exception {
        catalogue = TestCatalogue.start(directory, Clock.systemUTC());
        done(catalogue.post(
                catalogue.operator, "/departments", TestCatalogue.department("owner", "11100000000013127D")));
        TOKENS.put("owner", catalogue.actor("publisher@owner", "publisher", "owner"));
        TOKENS.put("auditor", catalogue.actor("auditor", "auditor", null));
        for (var reader : READERS.entrySet()) {
            done(catalogue.post(
                    catalogue.operator, "/departments", TestCatalogue.department(reader.getKey(), reader.getValue())));
            TOKENS.put(reader.getKey(), catalogue.actor("applicant@" + reader.getKey(), "applicant", reader.getKey()));
        }
    }

    @AfterAll
    static void stop() {
        catalogue.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "03-sealed-field-opened",
                "07-sharing-tightened",
                "08-removed-field-that-a-grant-covers",
                "09-removed-field-that-nobody-reads",
                "11-length-narrowed",
                "14-rules-relaxed",
                "36-new-field-in-a-granted-group",
                "41-a-new-major-may-break",
                "43-everything-at-once"
            })
    void theGateNamesTheReadersThatTheStoreKnows(String file) throws Exception {
        Map<String, Object> scenario = new Yaml().load(Files.readString(SCENARIOS.resolve(file + ".yaml")));
        var old = texts(file, scenario, "1.0", Map.of());
        var next = texts(file, scenario, (String) scenario.getOrDefault("version", "1.1"), (Map<?, ?>)
                scenario.getOrDefault("new", Map.of()));
        done(as("owner", "/contracts", old));
        open(file, 1);
        var grants = new HashMap<String, String>();
        for (var line : (List<?>) scenario.getOrDefault("subscribers", List.of())) {
            var words = List.of(String.valueOf(line).split(" ", -1));
            grants.put(words.get(1), grant(file, words.get(0), words.subList(2, words.size())));
        }

        var said = done(as("owner", "/contracts/check", next));
        var answer = as("owner", "/contracts", next);

        var expected = new ArrayList<String>();
        var obstacles = new ArrayList<String>();
        for (var item : (List<?>) scenario.getOrDefault("findings", List.of())) {
            var finding = (Map<?, ?>) item;
            var readers = new ArrayList<String>();
            for (var reader : (List<?>) Objects.requireNonNullElse(finding.get("readers"), List.of())) {
                var words = String.valueOf(reader).split(" ", -1);
                readers.add(words[0] + " " + grants.get(words[1]));
            }
            readers.sort(Comparator.naturalOrder()); // as the store gives them
            var weight = String.valueOf(finding.get("weight"));
            expected.add(finding.get("path") + " " + weight + " " + readers);
            if (!weight.equals("info") && !weight.equals("note")) {
                readers.forEach(reader -> obstacles.add(finding.get("path") + " " + reader));
            }
        }
        assertThat(said.getString("verdict")).isEqualTo(scenario.get("verdict"));
        assertThat(findings(said)).isEqualTo(expected);
        if ("compatible".equals(scenario.get("verdict"))) {
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        } else {
            assertThat(answer.statusCode()).isEqualTo(409);
            assertThat(objects(json(answer), "violations")
                            .filter(violation -> violation.getString("code").equals("contract.evolution.reader"))
                            .map(violation -> violation.getString("path") + " "
                                    + violation.getJsonObject("parameters").getString("department") + " "
                                    + violation.getJsonObject("parameters").getString("grant")))
                    .containsExactlyElementsOf(obstacles);
        }
    }

    @Test
    void aNewMajorTellsEachReaderOnceAndBothAreServed() throws Exception {
        var base = texts("major", Map.of(), "1.0", Map.of());
        var breaking = Map.of("contract", Map.of("unit: CNY", "unit: fen"));
        done(as("owner", "/contracts", base));
        open("major", 1);
        var grant = grant("major", "tax", List.of("open"));
        assertThat(as("owner", "/contracts", texts("major", Map.of(), "1.1", breaking))
                        .statusCode())
                .isEqualTo(409);
        assertThat(notices("tax", "social-security/major@1.1", "en")).isEmpty();

        var next = texts("major", Map.of(), "2.0", breaking);
        done(as("owner", "/contracts", next));
        done(as("owner", "/contracts", next));
        open("major", 2);

        var told = notices("tax", "social-security/major@2.0", "en");
        assertThat(told).hasSize(1);
        var notice = told.get(0);
        assertThat(notice.getJsonObject("reason").getString("code")).isEqualTo("catalogue.notice.new-major");
        assertThat(notice.getJsonObject("reason").getString("text"))
                .contains("2.0")
                .contains("social-security/major/owner")
                .contains(grant);
        assertThat(objects(notice, "details").map(detail -> detail.getString("path")))
                .containsExactly("fields.base.unit");
        assertThat(notices("tax", "social-security/major@2.0", "zh")
                        .get(0)
                        .getJsonArray("details")
                        .getJsonObject(0)
                        .getString("text"))
                .contains("计量单位");
        assertThat(notices("health", "social-security/major@2.0", "en")).isEmpty();
        assertThat(objects(json(catalogue.get(TOKENS.get("owner"), "/datasets?q=major")), "items")
                        .map(dataset -> dataset.getString("topic")))
                .containsExactly("sb.social-security.major.owner.v1", "sb.social-security.major.owner.v2");
        var first = json(catalogue.get(TOKENS.get("owner"), "/datasets?q=major&limit=1"));
        var second =
                json(catalogue.get(TOKENS.get("owner"), "/datasets?q=major&limit=1&after=" + first.getString("next")));
        assertThat(Stream.concat(objects(first, "items"), objects(second, "items"))
                        .map(dataset -> dataset.getString("topic")))
                .as("page by page")
                .containsExactly("sb.social-security.major.owner.v1", "sb.social-security.major.owner.v2");
        assertThat(second.containsKey("next")).isFalse();
        assertThat(objects(json(catalogue.get(TOKENS.get("owner"), "/datasets?q=ma_or")), "items"))
                .as("a line stands for itself")
                .isEmpty();
        assertThat(catalogue
                        .get(TOKENS.get("owner"), "/datasets?after=dst-0000000000000000")
                        .statusCode())
                .isEqualTo(404);
        Awaitility.await().untilAsserted(() -> assertThat(
                        objects(json(catalogue.get(TOKENS.get("auditor"), "/ledger/entries?limit=1000")), "items")
                                .map(item -> item.getJsonObject("entry"))
                                .filter(entry -> entry.getString("object").equals(notice.getString("id")))
                                .map(entry -> entry.getString("type")))
                .containsExactly("notice.written"));
    }

    @Test
    void aGrantThatWasGivenForTheNextMajorTooFollowsWithAGrantOfItsOwn() throws Exception {
        done(as("owner", "/contracts", texts("following", Map.of(), "1.0", Map.of())));
        open("following", 1);
        var follows = following("following", "tax").getString("grant");
        grant("following", "health", List.of("open"));
        done(as("owner", "/contracts", texts("following", Map.of(), "2.0", Map.of())));

        open("following", 2);
        open("following", 2);

        var before = json(catalogue.get(TOKENS.get("tax"), "/grants/" + follows));
        var all = objects(json(catalogue.get(TOKENS.get("auditor"), "/grants")), "items")
                .filter(grant -> grant.getString("topic").equals("sb.social-security.following.owner.v2"))
                .toList();
        assertThat(before.getString("state")).isIn("approved", "active");
        assertThat(all).hasSize(1);
        var next = all.get(0);
        assertThat(next.getString("follows")).isEqualTo(follows);
        assertThat(next.getBoolean("followsMajor")).isTrue();
        assertThat(next.getJsonObject("department").getString("slug")).isEqualTo("tax");
        assertThat(next.getString("until")).isEqualTo(before.getString("until"));
        assertThat(next.getJsonArray("groups")).containsExactly("open");
        var request = json(catalogue.get(TOKENS.get("tax"), "/requests/" + next.getString("request")));
        assertThat(request.getString("purpose")).isEqualTo("ProtectionOfPublicSecurity");
        assertThat(request.getInteger("durationDays")).isEqualTo(90);
        assertThat(request.getJsonObject("decision").getString("by")).isEqualTo("rule");
        var told = notices("tax", next.getString("id"), "en");
        assertThat(told).hasSize(1);
        assertThat(told.get(0).getJsonObject("reason").getString("text")).contains(follows, next.getString("id"));
        Awaitility.await().untilAsserted(() -> assertThat(
                        objects(json(catalogue.get(TOKENS.get("auditor"), "/ledger/entries?limit=1000")), "items")
                                .map(item -> item.getJsonObject("entry"))
                                .filter(entry -> entry.getString("object").equals(next.getString("id"))
                                        && entry.getString("type").equals("grant.approved"))
                                .map(entry -> entry.getJsonObject("body").getString("follows")))
                .containsExactly(follows));
        assertThat(objects(json(catalogue.get(TOKENS.get("auditor"), "/ledger/entries?limit=1000")), "items")
                        .map(item -> item.getJsonObject("entry"))
                        .filter(entry -> entry.getString("object").equals(next.getString("request")))
                        .map(entry -> entry.getString("type") + ": "
                                + entry.getJsonObject("body").getString("commitment")))
                .as("what the department undertook holds for the next major too")
                .containsExactly("request.filed: Read by the two of team 3 alone");
    }

    @Test
    void aGrantDoesNotFollowWhereTheNextMajorAsksForADecisionThatNobodyTook() throws Exception {
        done(as("owner", "/contracts", texts("stricter", Map.of(), "1.0", Map.of())));
        open("stricter", 1);
        var grant = following("stricter", "tax").getString("grant");
        var conditional = Map.of("contract", Map.of("open: {sharing: unconditional", "open: {sharing: conditional"));
        done(as("owner", "/contracts", texts("stricter", Map.of(), "2.0", conditional)));

        open("stricter", 2);

        assertThat(objects(json(catalogue.get(TOKENS.get("auditor"), "/grants")), "items")
                        .map(one -> one.getString("topic")))
                .doesNotContain("sb.social-security.stricter.owner.v2");
        assertThat(json(catalogue.get(TOKENS.get("tax"), "/grants/" + grant)).getString("state"))
                .isIn("approved", "active");
        var told = objects(json(catalogue.get(TOKENS.get("tax"), "/notices")), "items")
                .filter(notice -> notice.getString("about").startsWith(grant + " dst-"))
                .toList();
        assertThat(told).hasSize(1);
        assertThat(told.get(0).getJsonObject("reason").getString("text")).contains("silobridge request file dst-");
        assertThat(objects(told.get(0), "details").map(detail -> detail.getString("code")))
                .containsExactly("catalogue.request.follow-undecided");
    }

    @Test
    void whatAStewardDecidedFollowsToANextMajorOnConditionsUnlessTheStewardLeftThatOut() throws Exception {
        var conditional = Map.of("contract", Map.of("open: {sharing: unconditional", "open: {sharing: conditional"));
        var steward = catalogue.actor("decider@owner", "steward", "owner");
        done(as("owner", "/contracts", texts("decided", Map.of(), "1.0", conditional)));
        open("decided", 1);
        var approve = new JsonObject().put("decision", "approve");
        var tax = "/requests/" + following("decided", "tax").getString("id") + "/decision";
        var health = "/requests/" + following("decided", "health").getString("id") + "/decision";
        var plain = done(as(
                "statistics",
                "/requests",
                TestCatalogue.request("social-security/decided/owner", "statistics", "open")));
        var more = catalogue.post(
                steward,
                "/requests/" + plain.getString("id") + "/decision",
                approve.copy().put("followsMajor", true));
        assertThat(more.statusCode()).isEqualTo(400);
        assertThat(more.body()).contains("catalogue.request.follow-not-asked-for");
        var follows = done(catalogue.post(steward, tax, approve)).getString("grant");
        var stays = done(catalogue.post(steward, health, approve.copy().put("followsMajor", false)));
        assertThat(stays.getBoolean("followsMajor")).as("as it was asked for").isTrue();
        assertThat(json(catalogue.get(TOKENS.get("health"), "/grants/" + stays.getString("grant")))
                        .getBoolean("followsMajor"))
                .as("as it was decided")
                .isFalse();
        done(as("owner", "/contracts", texts("decided", Map.of(), "2.0", conditional)));

        open("decided", 2);

        var second = followers("decided", 2);
        assertThat(second.keySet()).containsExactly(follows);
        done(as("owner", "/contracts", texts("decided", Map.of(), "3.0", conditional)));
        open("decided", 3);
        assertThat(followers("decided", 3).keySet())
                .as("what was decided for the first goes on from major to major")
                .containsExactly(second.get(follows));
    }

    @Test
    void underFourEyesOnlyWhatTwoDecidedFollows() throws Exception {
        var one = Map.of("contract", Map.of("open: {sharing: unconditional", "open: {sharing: conditional"));
        var two = Map.of(
                "contract", Map.of("open: {sharing: unconditional", "open: {sharing: conditional, fourEyes: true"));
        var steward = catalogue.actor("first@owner", "steward", "owner");
        var other = catalogue.actor("second@owner", "steward", "owner");
        var approve = new JsonObject().put("decision", "approve");
        done(as("owner", "/contracts", texts("watched", Map.of(), "1.0", one)));
        open("watched", 1);
        var byOne = "/requests/" + following("watched", "tax").getString("id");
        done(catalogue.post(steward, byOne + "/decision", approve));
        done(as("owner", "/contracts", texts("watched", Map.of(), "1.1", two).put("confirm", true)));
        var byTwo = "/requests/" + following("watched", "health").getString("id");
        done(catalogue.post(steward, byTwo + "/decision", approve));
        var confirmed = done(catalogue.post(
                        other, byTwo + "/second-opinion", new JsonObject().put("decision", "confirm")))
                .getString("grant");
        done(as("owner", "/contracts", texts("watched", Map.of(), "2.0", two)));

        open("watched", 2);

        assertThat(followers("watched", 2).keySet()).containsExactly(confirmed);
        assertThat(whyNot("tax", json(catalogue.get(TOKENS.get("tax"), byOne)).getString("grant")))
                .containsExactly("catalogue.request.follow-four-eyes");
    }

    @Test
    void whatIsSuspendedAndWhatTheNextMajorHasNoGroupOfDoesNotFollow() throws Exception {
        var renamed = Map.of(
                "contract", Map.of("group: contact", "group: dwelling", "  contact: {sharing", "  dwelling: {sharing"));
        var steward = catalogue.actor("suspender@owner", "steward", "owner");
        done(as("owner", "/contracts", texts("renamed", Map.of(), "1.0", Map.of())));
        open("renamed", 1);
        var suspended = following("renamed", "tax").getString("grant");
        var widened = following("renamed", "health").getString("grant");
        var plain = following("renamed", "statistics").getString("grant");
        regroup(widened, List.of("open", "contact"));
        done(catalogue.post(
                steward, "/grants/" + suspended + "/suspension", new JsonObject().put("reason", "Looked at")));
        done(as("owner", "/contracts", texts("renamed", Map.of(), "2.0", renamed)));

        open("renamed", 2);

        assertThat(followers("renamed", 2).keySet()).containsExactly(plain);
        assertThat(whyNot("tax", suspended)).containsExactly("catalogue.request.follow-suspended");
        assertThat(whyNot("health", widened)).containsExactly("catalogue.request.follow-no-group");
        assertThat(json(catalogue.get(TOKENS.get("tax"), "/grants/" + suspended))
                        .getString("state"))
                .isEqualTo("suspended");
    }

    @Test
    void nothingFollowsWhereWhatIsGivenHasToBeSigned() throws Exception {
        done(as("owner", "/contracts", texts("sealed", Map.of(), "1.0", Map.of())));
        open("sealed", 1);
        var grant = following("sealed", "tax").getString("grant");
        TestCatalogue.superuser(catalogue.config.postgres().url()).useTransaction(db -> {
            db.execute("SET LOCAL session_replication_role = replica"); // How a demand comes about is tested elsewhere.
            db.execute(
                    "INSERT INTO signatures_required (dataset, required, decided_at, decided_by)"
                            + " SELECT g.dataset, true, now(), r.filed_by FROM access_grant g JOIN access_request r ON r.id = g.request"
                            + " WHERE g.id = ?",
                    grant);
        });
        done(as("owner", "/contracts", texts("sealed", Map.of(), "2.0", Map.of())));

        open("sealed", 2);

        assertThat(followers("sealed", 2)).isEmpty();
        assertThat(whyNot("tax", grant)).containsExactly("catalogue.request.follow-unsigned");
    }

    /** The grants on a major that follow others, by whom they follow. */
    private static Map<String, String> followers(String contract, int major) throws Exception {
        var topic = "sb.social-security." + contract + ".owner.v" + major;
        return objects(json(catalogue.get(TOKENS.get("auditor"), "/grants")), "items")
                .filter(grant -> grant.getString("topic").equals(topic))
                .collect(Collectors.toMap(grant -> grant.getString("follows"), grant -> grant.getString("id")));
    }

    /** What the holder is told, once, of a grant that did not follow. */
    private static List<String> whyNot(String holder, String grant) throws Exception {
        return objects(json(catalogue.get(TOKENS.get(holder), "/notices")), "items")
                .filter(notice -> notice.getString("about").startsWith(grant + " dst-"))
                .flatMap(notice -> objects(notice, "details"))
                .map(detail -> detail.getString("code"))
                .toList();
    }

    @Test
    void aNoticeIsUnreadUntilSomebodyOfTheDepartmentReadsIt() throws Exception {
        done(as("owner", "/contracts", texts("reading", Map.of(), "1.0", Map.of())));
        open("reading", 1);
        grant("reading", "tax", List.of("open"));
        done(as("owner", "/contracts", texts("reading", Map.of(), "2.0", Map.of())));
        var id = notices("tax", "social-security/reading@2.0", "en").get(0).getString("id");
        var reading = "/notices/" + id + "/reading";

        assertThat(as("health", reading, new JsonObject()).statusCode()).isEqualTo(404);
        assertThat(as("auditor", reading, new JsonObject()).statusCode()).isEqualTo(403);
        var first = done(as("tax", reading, new JsonObject()));
        var other = catalogue.actor("steward@tax", "steward", "tax");
        var again = done(catalogue.post(other, reading, new JsonObject()));

        assertThat(first.getString("readAt")).isNotNull();
        assertThat(again).isEqualTo(first);
        assertThat(ids(json(catalogue.get(TOKENS.get("tax"), "/notices?state=unread"))))
                .doesNotContain(id);
        assertThat(ids(json(catalogue.get(TOKENS.get("tax"), "/notices?state=read"))))
                .contains(id);
        assertThat(ids(json(catalogue.get(TOKENS.get("auditor"), "/notices?department=tax"))))
                .contains(id);
        assertThat(ids(json(catalogue.get(TOKENS.get("health"), "/notices")))).doesNotContain(id);
    }

    @Test
    void whatNeedsAConfirmationIsPublishedWithItAndTellsThoseWhomItConcerns() throws Exception {
        var stricter = Map.of("contract", Map.of("{min: 1, max: 200}", "{min: 1, max: 60}"));
        done(as("owner", "/contracts", texts("confirmed", Map.of(), "1.0", Map.of())));
        open("confirmed", 1);
        grant("confirmed", "tax", List.of("open"));
        grant("confirmed", "health", List.of("open", "contact"));
        var next = texts("confirmed", Map.of(), "1.1", stricter);

        var refused = as("owner", "/contracts", next);
        done(as("owner", "/contracts", next.copy().put("confirm", true)));

        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(json(refused).getString("code")).isEqualTo("contract.evolution.unconfirmed");
        assertThat(notices("health", "social-security/confirmed@1.1", "en")).hasSize(1);
        assertThat(notices("tax", "social-security/confirmed@1.1", "en")).isEmpty();
    }

    @Test
    void readersAreNamedToThoseWhoMayKnowOfThem() throws Exception {
        var next = texts("private", Map.of(), "1.1", Map.of("contract", Map.of("partitions: 3", "partitions: 6")));
        done(as("owner", "/contracts", texts("private", Map.of(), "1.0", Map.of())));
        open("private", 1);
        var tax = "tax " + grant("private", "tax", List.of("open"));
        var statistics = "statistics " + grant("private", "statistics", List.of("open"));

        assertThat(findings(done(as("owner", "/contracts/check", next))))
                .containsExactly("partitions breaking [" + statistics + ", " + tax + "]");
        assertThat(findings(done(as("auditor", "/contracts/check", next))))
                .containsExactly("partitions breaking [" + statistics + ", " + tax + "]");
        assertThat(findings(done(as("tax", "/contracts/check", next))))
                .containsExactly("partitions breaking [" + tax + "]");
        assertThat(findings(done(as("health", "/contracts/check", next)))).containsExactly("partitions breaking []");
        assertThat(as("health", "/contracts/check", next).body()).doesNotContain(tax.substring(4));
    }

    @Test
    void anEndedGrantIsNobodyToBreak() throws Exception {
        done(as("owner", "/contracts", texts("ended", Map.of(), "1.0", Map.of())));
        open("ended", 1);
        var grant = grant("ended", "tax", List.of("open"));
        var steward = catalogue.actor("steward@owner", "steward", "owner");
        done(catalogue.post(steward, "/grants/" + grant + "/revocation", new JsonObject().put("reason", "duty ended")));

        done(as("owner", "/contracts", texts("ended", Map.of(), "2.0", Map.of())));

        assertThat(notices("tax", "social-security/ended@2.0", "en")).isEmpty();
    }

    // What there is

    /** The body that publishes the base contract under a name of its own, with the scenario's passages replaced. */
    private static JsonObject texts(String name, Map<String, Object> scenario, String version, Map<?, ?> edits)
            throws IOException {
        var yaml = Files.readString(SCENARIOS.resolve("base.yaml"))
                .replace("name: enrolment", "name: " + slug(name))
                .replace("version: \"1.0\"", "version: \"" + version + "\"");
        var schema = Files.readString(SCENARIOS.resolve("base.avsc"));
        for (var both : List.of(scenario.getOrDefault("old", Map.of()), edits)) {
            yaml = edited(yaml, ((Map<?, ?>) both).get("contract"));
            schema = edited(schema, ((Map<?, ?>) both).get("schema"));
        }
        return new JsonObject().put("contract", yaml).put("schema", schema);
    }

    private static String edited(String text, @Nullable Object passages) {
        if (passages instanceof Map<?, ?> all) {
            for (var edit : all.entrySet()) {
                assertThat(text).contains((String) edit.getKey());
                text = text.replace((String) edit.getKey(), (String) edit.getValue());
            }
        }
        return text;
    }

    private static String slug(String scenario) {
        return scenario.replaceFirst("^[0-9]+-", "");
    }

    private static void open(String name, int major) throws Exception {
        done(as(
                "owner",
                "/datasets",
                new JsonObject()
                        .put("contract", "social-security/" + slug(name))
                        .put("major", major)
                        .put("owner", "owner")));
    }

    /** Grants the open fields by rule. Other groups cannot be asked for yet: they are written as they will stand. */
    private static String grant(String name, String reader, List<String> groups) throws Exception {
        var id = done(as(
                        reader,
                        "/requests",
                        TestCatalogue.request("social-security/" + slug(name) + "/owner", reader, "open")))
                .getString("grant");
        if (!groups.equals(List.of("open"))) {
            regroup(id, groups);
        }
        return id;
    }

    private static void regroup(String grant, List<String> groups) {
        TestCatalogue.superuser(catalogue.config.postgres().url()).useTransaction(db -> {
            db.execute("SET LOCAL session_replication_role = replica");
            db.createUpdate("UPDATE access_grant SET groups = :groups WHERE id = :id")
                    .bindArray("groups", String.class, groups)
                    .bind("id", grant)
                    .execute();
        });
    }

    private static JsonObject following(String name, String reader) throws Exception {
        return done(as(
                reader,
                "/requests",
                TestCatalogue.request("social-security/" + name + "/owner", reader, "open")
                        .put("commitment", "Read by the two of team 3 alone")
                        .put("followsMajor", true)));
    }

    private static List<JsonObject> notices(String department, String about, String language) throws Exception {
        var answer = catalogue.call("GET", "/notices", TOKENS.get(department), null, "Accept-Language", language);
        return objects(json(answer), "items")
                .filter(notice -> notice.getString("about").equals(about))
                .toList();
    }

    private static List<String> findings(JsonObject said) {
        return objects(said, "findings")
                .map(finding -> finding.getString("path") + " " + finding.getString("weight") + " "
                        + objects(finding, "subscribers")
                                .map(reader -> reader.getString("department") + " " + reader.getString("grant"))
                                .toList())
                .toList();
    }

    private static List<String> ids(JsonObject list) {
        return objects(list, "items").map(item -> item.getString("id")).toList();
    }

    private static Stream<JsonObject> objects(JsonObject of, String name) {
        JsonArray array = of.getJsonArray(name);
        return IntStream.range(0, array.size()).mapToObj(array::getJsonObject);
    }

    private static HttpResponse<String> as(String who, String path, JsonObject body) throws Exception {
        return catalogue.post(TOKENS.get(who), path, body);
    }

    private static JsonObject done(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return json(answer);
    }
}
