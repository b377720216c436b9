package org.silobridge.catalogue;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.silobridge.catalogue.TestCatalogue.json;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every refusal that the API gives to those whom it lets in: its status, its code, where, and in both languages. */
class RefusalsIT {
    /** Where the words for a place are those of the JSON Schema validator. */
    private static final String ANY = "any";

    /** What stands behind a pseudonym: nothing that is sent in its place is ever repeated. */
    private static final String IDENTITY = "11010519491231002X";

    private static final String DATASET = "population/resident/owner";

    @TempDir
    static Path directory;

    private static TestCatalogue catalogue;
    private static String publisher = "";
    private static String otherPublisher = "";
    private static String steward = "";
    private static String otherSteward = "";
    private static String applicant = "";
    private static String ownApplicant = "";
    private static String both = "";
    private static String pending = "";
    private static String ofBoth = "";
    private static String waiting = "";
    private static JsonObject contract = new JsonObject();

    @BeforeAll
    static void anExchangeWithAConditionalDataset() throws Exception {
        catalogue = TestCatalogue.start(directory, Clock.systemUTC());
        done(catalogue.post(
                catalogue.operator, "/departments", TestCatalogue.department("owner", "11100000000013127D")));
        done(catalogue.post(
                catalogue.operator, "/departments", TestCatalogue.department("reader", "11100000000013338W")));
        publisher = catalogue.actor("pia", "publisher", "owner");
        otherPublisher = catalogue.actor("paul", "publisher", "reader");
        steward = catalogue.actor("stella", "steward", "owner");
        otherSteward = catalogue.actor("stefan", "steward", "owner");
        applicant = catalogue.actor("anna", "applicant", "reader");
        ownApplicant = catalogue.actor("otto", "applicant", "owner");
        both = twoRoles();
        // The resident register with one group that is not shared: the law's no, beside what cannot be enforced yet.
        contract = TestCatalogue.contract("population/resident");
        contract.put(
                "contract",
                contract.getString("contract")
                        .replace(
                                "residence: {sharing: conditional,",
                                "residence: {sharing: not-shared, legalBasis: {en: Article 38, zh: 第三十八条},"));
        done(catalogue.post(publisher, "/contracts", contract));
        done(catalogue.post(publisher, "/contracts", TestCatalogue.contract("state-assets/soe-return")));
        done(catalogue.post(publisher, "/datasets", dataset("population/resident", "PT24H")));
        pending = done(catalogue.call(
                        "POST", "/requests", applicant, asked("open").encode(), "Idempotency-Key", "k-1"))
                .getString("id");
        waiting = done(catalogue.post(applicant, "/requests", asked("open").put("durationDays", 12)))
                .getString("id");
        done(catalogue.post(
                steward,
                "/requests/" + waiting + "/supplement-demand",
                new JsonObject().put("missing", "Which article?")));
        ofBoth = done(catalogue.post(both, "/requests", asked("open").put("durationDays", 7)))
                .getString("id");
    }

    @AfterAll
    static void stop() {
        catalogue.close();
    }

    /**
     * One refusal.
     *
     * @param places where it is refused and why, {@code path: code}, all of them
     */
    private record Refusal(
            String what,
            String method,
            String path,
            String token,
            @Nullable String body,
            int status,
            String code,
            List<String> places,
            List<String> headers) {}

    @TestFactory
    Stream<DynamicTest> refusesWithStatusCodeAndPlacesInBothLanguages() {
        return refusals()
                .map(refusal -> DynamicTest.dynamicTest(refusal.what(), () -> {
                    var english = send(refusal, "en");
                    var chinese = send(refusal, "zh-CN,zh;q=0.9");

                    for (var answer : List.of(english, chinese)) {
                        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(refusal.status());
                        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
                        var problem = json(answer);
                        assertThat(problem.getInteger("status")).isEqualTo(refusal.status());
                        assertThat(problem.getString("type")).isEqualTo("urn:silobridge:problem:" + refusal.code());
                        assertThat(problem.getString("code")).isEqualTo(refusal.code());
                        if (refusal.places().contains(ANY)) {
                            assertThat(places(problem)).isNotEmpty();
                        } else {
                            assertThat(places(problem)).containsExactlyInAnyOrderElementsOf(refusal.places());
                        }
                        assertThat(answer.body())
                                .doesNotContain(
                                        "Exception", "\\tat ", "org.silobridge", "sbt_", refusal.token(), IDENTITY);
                        texts(problem)
                                .forEach(text -> assertThat(text).isNotBlank().doesNotContainPattern("\\{\\w+}"));
                    }
                    assertThat(json(chinese).getString("detail"))
                            .containsPattern("\\p{IsHan}")
                            .isNotEqualTo(json(english).getString("detail"));
                }));
    }

    private static Stream<Refusal> refusals() {
        var wrongDepartment = TestCatalogue.department("Bad Slug", "911100001000131360")
                .put("level", "galactic")
                .put("divisionCode", "999999");
        return Stream.of(
                // Requests
                filed(
                        "own dataset",
                        ownApplicant,
                        asked("open").put("department", "owner"),
                        422,
                        "catalogue.request.own-dataset",
                        "dataset: catalogue.request.own-dataset"),
                filed(
                        "unknown purpose",
                        applicant,
                        asked("open").put("purpose", "Curiosity"),
                        400,
                        "catalogue.request.invalid",
                        "purpose: catalogue.request.unknown-purpose"),
                filed(
                        "a purpose that is a heading",
                        applicant,
                        asked("open").put("purpose", "PublicBenefit"),
                        400,
                        "catalogue.request.invalid",
                        "purpose: catalogue.request.purpose-is-a-heading"),
                filed(
                        "a sealed group",
                        applicant,
                        asked("open", "identity"),
                        422,
                        "catalogue.request.group-cannot-be-enforced-yet",
                        "groups[1]: catalogue.request.group-cannot-be-enforced-yet"),
                filed(
                        "jurisdictions",
                        applicant,
                        asked("open").put("jurisdictions", new JsonArray(List.of("44"))),
                        422,
                        "catalogue.request.jurisdictions-cannot-be-enforced-yet",
                        "jurisdictions: catalogue.request.jurisdictions-cannot-be-enforced-yet"),
                filed(
                        "no day",
                        applicant,
                        asked("open").put("durationDays", 0),
                        400,
                        "catalogue.request.invalid",
                        "durationDays: catalogue.input.out-of-range"),
                filed(
                        "more than ten years",
                        applicant,
                        asked("open").put("durationDays", 3651),
                        400,
                        "catalogue.request.invalid",
                        "durationDays: catalogue.input.out-of-range"),
                filed(
                        "everything at once",
                        applicant,
                        asked("nothing")
                                .put("purpose", "x")
                                .put("legalBasis", " ")
                                .put("durationDays", -1),
                        400,
                        "catalogue.request.invalid",
                        "purpose: catalogue.request.unknown-purpose",
                        "legalBasis: catalogue.input.text",
                        "durationDays: catalogue.input.out-of-range",
                        "groups[0]: catalogue.request.unknown-group"),
                filed(
                        "no group",
                        applicant,
                        asked(),
                        400,
                        "catalogue.request.invalid",
                        "groups: catalogue.request.no-groups"),
                filed(
                        "unknown dataset",
                        applicant,
                        asked("open").put("dataset", "a/b/c"),
                        400,
                        "catalogue.request.invalid",
                        "dataset: catalogue.dataset.unknown"),
                filed(
                        "unknown department",
                        applicant,
                        asked("open").put("department", "nobody"),
                        400,
                        "catalogue.request.invalid",
                        "department: catalogue.department.unknown"),
                new Refusal(
                        "an idempotency key with another body",
                        "POST",
                        "/requests",
                        applicant,
                        asked("open").put("durationDays", 8).encode(),
                        409,
                        "catalogue.request.key-reused",
                        List.of(),
                        List.of("Idempotency-Key", "k-1")),
                // Decisions, revocations, what cannot be seen
                refused(
                        "the steward who asked",
                        both,
                        "/requests/" + ofBoth + "/decision",
                        new JsonObject().put("decision", "approve"),
                        403,
                        "catalogue.request.own-request"),
                refused(
                        "a steward who belongs to the asking department",
                        both,
                        "/requests/" + pending + "/decision",
                        new JsonObject().put("decision", "approve"),
                        403,
                        "catalogue.procedure.own-department"),
                refused(
                        "an extension by the same",
                        both,
                        "/requests/" + pending + "/extension",
                        new JsonObject().put("reason", "not yet"),
                        403,
                        "catalogue.procedure.own-department"),
                refused(
                        "an extension without a reason",
                        steward,
                        "/requests/" + pending + "/extension",
                        new JsonObject().put("reason", " "),
                        400,
                        "catalogue.procedure.needs-reason"),
                refused(
                        "a supplement demand by the same",
                        both,
                        "/requests/" + pending + "/supplement-demand",
                        new JsonObject().put("missing", "Which article?"),
                        403,
                        "catalogue.procedure.own-department"),
                refused(
                        "a supplement demand that says nothing",
                        steward,
                        "/requests/" + pending + "/supplement-demand",
                        new JsonObject().put("missing", " "),
                        400,
                        "catalogue.procedure.needs-reason"),
                refused(
                        "a decision while a supplement is out",
                        steward,
                        "/requests/" + waiting + "/decision",
                        new JsonObject().put("decision", "approve"),
                        409,
                        "catalogue.request.waits-for-applicant"),
                refused(
                        "a dispute of a record that there cannot be, whose key is not repeated",
                        applicant,
                        "/corrections",
                        disputed()
                                .put("key", IDENTITY)
                                .put("field", "fullName")
                                .put("partition", 512)
                                .put("offset", -1)
                                .put("evidence", " "),
                        400,
                        "catalogue.correction.invalid",
                        "key: catalogue.correction.key-is-a-pseudonym",
                        "field: catalogue.correction.field-not-open",
                        "partition: catalogue.correction.no-such-partition",
                        "offset: catalogue.correction.no-such-offset",
                        "evidence: catalogue.input.text"),
                refused(
                        "a dispute of a field that there is not",
                        applicant,
                        "/corrections",
                        disputed().put("field", "shoeSize"),
                        400,
                        "catalogue.correction.invalid",
                        "field: catalogue.correction.no-such-field"),
                refused(
                        "a dispute by who reads nothing",
                        applicant,
                        "/corrections",
                        disputed(),
                        422,
                        "catalogue.correction.no-grant-in-force"),
                refused(
                        "a supplement that says nothing",
                        applicant,
                        "/requests/" + waiting + "/supplement",
                        new JsonObject().put("text", " "),
                        400,
                        "catalogue.procedure.needs-reason"),
                refused(
                        "a supplement by another department",
                        ownApplicant,
                        "/requests/" + waiting + "/supplement",
                        new JsonObject().put("text", "Article 12"),
                        403,
                        "catalogue.procedure.not-the-applicant"),
                refused(
                        "a supplement that nobody asked for",
                        applicant,
                        "/requests/" + pending + "/supplement",
                        new JsonObject().put("text", "Article 12"),
                        409,
                        "catalogue.request.no-supplement-wanted"),
                refused(
                        "a withdrawal by another department",
                        ownApplicant,
                        "/requests/" + pending + "/withdrawal",
                        new JsonObject(),
                        403,
                        "catalogue.procedure.not-the-applicant"),
                refused(
                        "fewer days without a reason",
                        steward,
                        "/requests/" + pending + "/decision",
                        new JsonObject().put("decision", "approve").put("durationDays", 30),
                        400,
                        "catalogue.request.invalid-decision",
                        "reason: catalogue.procedure.less-needs-reason"),
                refused(
                        "no decision",
                        steward,
                        "/requests/" + pending + "/decision",
                        new JsonObject().put("decision", "perhaps").put("durationDays", 91),
                        400,
                        "catalogue.request.invalid-decision",
                        "decision: catalogue.request.unknown-decision",
                        "durationDays: catalogue.input.out-of-range"),
                refused(
                        "a refusal without a reason",
                        steward,
                        "/requests/" + pending + "/decision",
                        new JsonObject().put("decision", "refuse"),
                        400,
                        "catalogue.request.invalid-decision",
                        "reason: catalogue.request.refusal-needs-reason"),
                got("unknown request", "/requests/req-aaaaaaaaaaaaaaaa", 404, "catalogue.request.unknown"),
                got("no request id", "/requests/x", 404, "catalogue.request.unknown"),
                got("unknown grant", "/grants/grt-aaaaaaaaaaaaaaaa", 404, "catalogue.grant.unknown"),
                got(
                        "unknown state",
                        "/grants?state=asleep",
                        400,
                        "catalogue.input.invalid",
                        "state: catalogue.input.word"),
                refused(
                        "a revocation without a reason",
                        steward,
                        "/grants/grt-aaaaaaaaaaaaaaaa/revocation",
                        new JsonObject().put("reason", " "),
                        400,
                        "catalogue.grant.invalid-revocation",
                        "reason: catalogue.input.text"),
                refused(
                        "a suspension without a reason",
                        steward,
                        "/grants/grt-aaaaaaaaaaaaaaaa/suspension",
                        new JsonObject().put("reason", " "),
                        400,
                        "catalogue.grant.invalid-suspension",
                        "reason: catalogue.input.text"),
                // Contracts and datasets
                published(
                        "an incompatible version",
                        changed("\"1.0\"", "\"1.1\"", "partitions: 6", "partitions: 7"),
                        409,
                        "contract.evolution.refused",
                        "partitions: contract.evolution.partitions-changed"),
                published(
                        "the same version with other content",
                        changed("Resident register", "Register of residents"),
                        409,
                        "catalogue.contract.version-taken"),
                published(
                        "a schema that Avro refuses",
                        contract.copy().put("schema", "{\"type\":\"record\",\"name\":\"R\",\"fields\":7}"),
                        400,
                        "contract.yaml.invalid",
                        "resident.avsc: contract.schema.refused"),
                published(
                        "no such database",
                        changed("database: population", "database: weather")
                                .put(
                                        "schema",
                                        contract.getString("schema")
                                                .replace("silobridge.population", "silobridge.weather")),
                        422,
                        "catalogue.contract.no-database"),
                refused(
                        "a dataset that nobody may be granted",
                        publisher,
                        "/datasets",
                        dataset("state-assets/soe-return", "PT24H"),
                        422,
                        "catalogue.dataset.contract-not-shared"),
                refused(
                        "everything that is wrong with a dataset",
                        publisher,
                        "/datasets",
                        dataset("a/b", "soon").put("owner", "nobody"),
                        400,
                        "catalogue.dataset.invalid",
                        "owner: catalogue.department.unknown",
                        "contract: catalogue.dataset.no-contract",
                        "freshness: catalogue.dataset.freshness"),
                refused(
                        "a dataset registered otherwise",
                        publisher,
                        "/datasets",
                        dataset("population/resident", "PT1H"),
                        409,
                        "catalogue.dataset.differs"),
                got("unknown dataset in the path", "/datasets/a~b~c", 404, "catalogue.dataset.unknown"),
                got("unknown contract", "/contracts/population/nobody", 404, "catalogue.contract.unknown"),
                got("unknown database", "/databases/weather", 404, "catalogue.database.unknown"),
                // Departments and actors
                refused(
                        "everything that is wrong with a department",
                        catalogue.operator,
                        "/departments",
                        wrongDepartment,
                        400,
                        "catalogue.department.invalid",
                        "slug: catalogue.input.slug",
                        "socialCreditCode: catalogue.department.social-credit-code",
                        "level: catalogue.department.level",
                        "divisionCode: catalogue.department.division-unknown"),
                refused(
                        "a department registered otherwise",
                        catalogue.operator,
                        "/departments",
                        TestCatalogue.department("owner", "11100000000013127D").put("level", "county"),
                        409,
                        "catalogue.department.differs",
                        "level: catalogue.input.differs"),
                refused(
                        "a social credit code that is taken",
                        catalogue.operator,
                        "/departments",
                        TestCatalogue.department("twin", "11100000000013127D"),
                        409,
                        "catalogue.department.code-taken"),
                refused(
                        "the next version of a contract that another department maintains",
                        otherPublisher,
                        "/contracts",
                        changed("version: \"1.0\"", "version: \"1.1\""),
                        403,
                        "catalogue.contract.not-maintainer"),
                refused(
                        "everything that is wrong with an actor",
                        catalogue.operator,
                        "/actors",
                        actor(
                                role("king", null),
                                role("steward", null),
                                role("operator", "owner"),
                                role("applicant", "nobody")),
                        400,
                        "catalogue.actor.invalid",
                        "roles[0].role: catalogue.actor.unknown-role",
                        "roles[1].department: catalogue.actor.role-needs-department",
                        "roles[2].department: catalogue.actor.role-is-exchange-wide",
                        "roles[3].department: catalogue.department.unknown"),
                refused(
                        "a token for nobody",
                        catalogue.operator,
                        "/actors/act-aaaaaaaaaaaaaaaa/tokens",
                        new JsonObject().put("label", "x"),
                        404,
                        "catalogue.actor.unknown"),
                new Refusal(
                        "the end of a token that never was",
                        "DELETE",
                        "/tokens/tok-aaaaaaaaaaaaaaaa",
                        catalogue.operator,
                        null,
                        404,
                        "catalogue.actor.no-such-token",
                        List.of(),
                        List.of()),
                refused(
                        "a confirmation without a reason",
                        catalogue.operator,
                        "/enforcement/confirmation",
                        new JsonObject().put("plan", "p").put("reason", " "),
                        400,
                        "catalogue.enforcement.confirmation-needs-reason",
                        "reason: catalogue.input.text"),
                // HTTP
                new Refusal(
                        "an oversized body",
                        "POST",
                        "/requests",
                        applicant,
                        "x".repeat((1 << 20) + 1),
                        413,
                        "catalogue.http.body-too-large",
                        List.of(),
                        List.of()),
                new Refusal(
                        "malformed JSON",
                        "POST",
                        "/requests",
                        applicant,
                        "{\"dataset\": ",
                        400,
                        "catalogue.input.invalid",
                        List.of("request: catalogue.input.schema"),
                        List.of()),
                new Refusal(
                        "another content type",
                        "POST",
                        "/requests",
                        applicant,
                        "dataset=1",
                        415,
                        "catalogue.http.media-type",
                        List.of(),
                        List.of("Content-Type", "text/csv")),
                new Refusal(
                        "a body that is not as the document says",
                        "POST",
                        "/requests",
                        applicant,
                        "{\"shoe\": 43}",
                        400,
                        "catalogue.input.invalid",
                        List.of(ANY),
                        List.of()),
                got("unknown route", "/castle", 404, "catalogue.http.no-such-route"),
                new Refusal(
                        "wrong method",
                        "PUT",
                        "/me",
                        applicant,
                        null,
                        405,
                        "catalogue.http.no-such-method",
                        List.of(),
                        List.of()));
    }

    @Test
    void aGroupThatIsNotSharedIsRecordedAsRefusedWithItsLegalBasis() throws Exception {
        for (var groups : List.of(List.of("residence"), List.of("open", "identity", "residence"))) {
            var filed = json(catalogue.call(
                    "POST",
                    "/requests",
                    applicant,
                    asked(groups.toArray(String[]::new)).encode(),
                    "Accept-Language",
                    "zh"));
            var found = json(catalogue.get(steward, "/requests/" + filed.getString("id")));

            assertThat(found.getString("state")).isEqualTo("refused");
            assertThat(found.getJsonObject("decision").getJsonObject("reason").getString("code"))
                    .isEqualTo("catalogue.request.not-shared");
            assertThat(found.getJsonObject("decision").getJsonObject("reason").getString("text"))
                    .contains("Article 38");
            assertThat(filed.getJsonObject("decision").getJsonObject("reason").getString("text"))
                    .contains("第三十八条");
        }
    }

    @Test
    void theSameRequestAgainIsTheSameRequest() throws Exception {
        var again = catalogue.post(applicant, "/requests", asked("open"));
        var withItsKey =
                catalogue.call("POST", "/requests", applicant, asked("open").encode(), "Idempotency-Key", "k-1");

        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(json(again).getString("id")).isEqualTo(pending);
        assertThat(withItsKey.statusCode()).isEqualTo(201);
        assertThat(json(withItsKey).getString("id")).isEqualTo(pending);
    }

    @Test
    void ofTwoStewardsAtOnceOneDecidesWhateverTheOrder() throws Exception {
        var pool = Executors.newFixedThreadPool(2);
        for (int round = 0; round < 20; round++) {
            var filed =
                    done(catalogue.post(applicant, "/requests", asked("open").put("durationDays", 100 + round)));
            var path = "/requests/" + filed.getString("id") + "/decision";
            Callable<HttpResponse<String>> approval =
                    () -> catalogue.post(steward, path, new JsonObject().put("decision", "approve"));
            Callable<HttpResponse<String>> refusal = () -> catalogue.post(
                    otherSteward,
                    path,
                    new JsonObject().put("decision", "refuse").put("reason", "no need"));

            var answers = pool.invokeAll(round % 2 == 0 ? List.of(approval, refusal) : List.of(refusal, approval));

            var statuses = new ArrayList<Integer>();
            for (var answer : answers) {
                statuses.add(answer.get().statusCode());
                if (answer.get().statusCode() == 409) {
                    assertThat(json(answer.get()).getString("code")).isEqualTo("catalogue.request.already-decided");
                }
            }
            assertThat(statuses).containsExactlyInAnyOrder(200, 409);
            var decided = json(catalogue.get(steward, "/requests/" + filed.getString("id")));
            boolean approved = (statuses.get(0) == 200) == (round % 2 == 0);
            assertThat(decided.getString("state")).isEqualTo(approved ? "approved" : "refused");
            assertThat(decided.containsKey("grant")).isEqualTo(approved);
        }
        pool.shutdown();
    }

    @Test
    void aGrantRevokedAgainOrByTwoAtOnceEndsOnce() throws Exception {
        var filed = done(catalogue.post(applicant, "/requests", asked("open").put("durationDays", 60)));
        var grant = json(catalogue.post(
                        steward,
                        "/requests/" + filed.getString("id") + "/decision",
                        new JsonObject().put("decision", "approve")))
                .getString("grant");
        var pool = Executors.newFixedThreadPool(2);
        var path = "/grants/" + grant + "/revocation";

        var answers = pool.invokeAll(List.<Callable<HttpResponse<String>>>of(
                () -> catalogue.post(steward, path, new JsonObject().put("reason", "one")),
                () -> catalogue.post(otherSteward, path, new JsonObject().put("reason", "two"))));

        pool.shutdown();
        var again = catalogue.post(steward, path, new JsonObject().put("reason", "three"));
        for (var answer : List.of(answers.get(0).get(), answers.get(1).get(), again)) {
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(json(answer)).isEqualTo(json(again));
        }
        assertThat(json(again).getString("endReason")).isIn("one", "two");
    }

    @Test
    void whileAGrantIsSuspendedNoOtherOneIsGivenAndTheReaderIsToldWhyEachTime() throws Exception {
        done(catalogue.post(publisher, "/contracts", TestCatalogue.contract("ecology-environment/air-quality-hourly")));
        done(catalogue.post(publisher, "/datasets", dataset("ecology-environment/air-quality-hourly", "PT24H")));
        var asked = TestCatalogue.request("ecology-environment/air-quality-hourly/owner", "reader", "open");
        var grant = done(catalogue.post(applicant, "/requests", asked)).getString("grant");
        var path = "/grants/" + grant + "/";

        for (var reason : List.of("first", "second")) {
            var suspension = new JsonObject().put("reason", reason);
            var suspended = done(catalogue.post(steward, path + "suspension", suspension));
            assertThat(done(catalogue.post(otherSteward, path + "suspension", suspension)))
                    .as("again changes nothing")
                    .isEqualTo(suspended);

            var another = catalogue.post(applicant, "/requests", asked.copy().put("durationDays", 73));
            assertThat(another.statusCode()).as(another.body()).isEqualTo(409);
            assertThat(json(another).getString("code")).isEqualTo("catalogue.request.grant-suspended");
            var access =
                    done(catalogue.get(applicant, "/datasets/ecology-environment~air-quality-hourly~owner/access"));
            assertThat(List.of(access.getString("state"), access.getString("reason")))
                    .containsExactly("suspended", reason);
            done(catalogue.post(steward, path + "resumption", new JsonObject()));
        }
        done(catalogue.post(steward, path + "revocation", new JsonObject().put("reason", "over")));

        assertThat(catalogue
                        .post(steward, path + "resumption", new JsonObject())
                        .statusCode())
                .as("what has ended is not resumed")
                .isEqualTo(409);
        assertThat(done(catalogue.get(applicant, "/notices")).getJsonArray("items").stream()
                        .map(JsonObject.class::cast)
                        .filter(notice -> notice.getString("about").startsWith(grant))
                        .map(notice -> notice.getJsonObject("reason")
                                .getString("code")
                                .replace("catalogue.notice.grant-", "")))
                .containsExactlyInAnyOrder("suspended", "resumed", "suspended", "resumed", "revoked");
    }

    @Test
    void noStewardApprovesInPlaceOfASuspendedGrant() throws Exception {
        var approval = new JsonObject().put("decision", "approve");
        var other = done(catalogue.post(applicant, "/requests", asked("open").put("durationDays", 71)));
        var filed = done(catalogue.post(applicant, "/requests", asked("open").put("durationDays", 72)));
        var grant = done(catalogue.post(steward, "/requests/" + filed.getString("id") + "/decision", approval))
                .getString("grant");
        done(catalogue.post(steward, "/grants/" + grant + "/suspension", new JsonObject().put("reason", "a leak")));

        var refused = catalogue.post(steward, "/requests/" + other.getString("id") + "/decision", approval);
        done(catalogue.post(steward, "/grants/" + grant + "/revocation", new JsonObject().put("reason", "over")));

        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(409);
        assertThat(json(refused).getString("code")).isEqualTo("catalogue.request.grant-suspended");
    }

    @Test
    void tokensAreShownOnceAndKeptAsHashesAlone() throws Exception {
        var secret = applicant;
        var actors = catalogue.get(catalogue.operator, "/actors").body();
        assertThat(actors).contains("tok-").doesNotContain("sbt_");

        try (var db = TestCatalogue.superuser(catalogue.config.postgres().url()).open()) {
            var hash = MessageDigest.getInstance("SHA-256").digest(secret.getBytes(US_ASCII));
            assertThat(db.createQuery("SELECT count(*) FROM api_token WHERE hash = :hash")
                            .bind("hash", hash)
                            .mapTo(Integer.class)
                            .one())
                    .isEqualTo(1);
            for (var table : db.createQuery("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
                    .mapTo(String.class)
                    .list()) {
                assertThat(db.createQuery("SELECT count(*) FROM \"" + table + "\" AS t WHERE t::text LIKE '%sbt\\_%'")
                                .mapTo(Integer.class)
                                .one())
                        .as(table)
                        .isZero();
            }
        }
    }

    private static HttpResponse<String> send(Refusal refusal, String language) throws Exception {
        var headers = Stream.concat(Stream.of("Accept-Language", language), refusal.headers().stream())
                .toArray(String[]::new);
        return catalogue.call(refusal.method(), refusal.path(), refusal.token(), refusal.body(), headers);
    }

    private static List<String> places(JsonObject problem) {
        return violations(problem)
                .map(place -> place.getString("path") + ": " + place.getString("code"))
                .toList();
    }

    private static Stream<String> texts(JsonObject problem) {
        return Stream.concat(
                Stream.of(problem.getString("detail"), problem.getString("title")),
                violations(problem).map(place -> place.getString("text")));
    }

    private static Stream<JsonObject> violations(JsonObject problem) {
        var places = problem.getJsonArray("violations");
        return IntStream.range(0, places.size()).mapToObj(places::getJsonObject);
    }

    private static Refusal filed(
            String what, String token, JsonObject body, int status, String code, String... places) {
        return refused(what, token, "/requests", body, status, code, places);
    }

    private static Refusal published(String what, JsonObject body, int status, String code, String... places) {
        return refused(what, publisher, "/contracts", body, status, code, places);
    }

    private static Refusal refused(
            String what, String token, String path, JsonObject body, int status, String code, String... places) {
        return new Refusal(what, "POST", path, token, body.encode(), status, code, List.of(places), List.of());
    }

    private static Refusal got(String what, String path, int status, String code, String... places) {
        return new Refusal(what, "GET", path, applicant, null, status, code, List.of(places), List.of());
    }

    private static JsonObject disputed() {
        return new JsonObject()
                .put("dataset", DATASET)
                .put("department", "reader")
                .put("key", "Zm9vYmFyYmF6cXV4MTIzNA")
                .put("field", "vitalStatus")
                .put("partition", 0)
                .put("offset", 7)
                .put("evidence", "our own file says otherwise");
    }

    private static JsonObject asked(String... groups) {
        return TestCatalogue.request(DATASET, "reader", groups);
    }

    private static JsonObject dataset(String contract, String freshness) {
        return new JsonObject()
                .put("contract", contract)
                .put("major", 1)
                .put("owner", "owner")
                .put("freshness", freshness);
    }

    private static JsonObject changed(String... replacements) {
        UnaryOperator<String> change = text -> {
            var changed = text;
            for (int i = 0; i < replacements.length; i += 2) {
                assertThat(changed).contains(replacements[i]);
                changed = changed.replace(replacements[i], replacements[i + 1]);
            }
            return changed;
        };
        return contract.copy().put("contract", change.apply(contract.getString("contract")));
    }

    private static JsonObject role(String role, @Nullable String department) {
        var held = new JsonObject().put("role", role);
        return department == null ? held : held.put("department", department);
    }

    private static JsonObject actor(JsonObject... roles) {
        return new JsonObject()
                .put("subject", "somebody")
                .put("displayName", "Somebody")
                .put("roles", new JsonArray(List.of(roles)));
    }

    /** A token of one who may ask for the reader and decide for the owner. */
    private static String twoRoles() throws Exception {
        var registered = done(catalogue.post(
                catalogue.operator, "/actors", actor(role("applicant", "reader"), role("steward", "owner"))));
        return done(catalogue.post(
                        catalogue.operator,
                        "/actors/" + registered.getString("id") + "/tokens",
                        new JsonObject().put("label", "test")))
                .getString("token");
    }

    private static JsonObject done(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
        return json(answer);
    }
}
