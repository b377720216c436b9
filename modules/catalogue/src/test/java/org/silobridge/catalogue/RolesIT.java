package org.silobridge.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.silobridge.catalogue.TestCatalogue.json;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.silobridge.catalogue.actor.AccessRules;

/**
 * Who gets which answer from which operation. There are three departments: the owner of a dataset, a reader that asked
 * for it and was granted it, and another that has nothing to do with it.
 */
class RolesIT {
    private static final List<String> COLUMNS = List.of(("operator auditor coordinator supervisor"
                    + " publisher@owner applicant@owner steward@owner supervisor@owner"
                    + " publisher@reader applicant@reader steward@reader supervisor@reader"
                    + " publisher@other applicant@other steward@other supervisor@other")
            .split(" ", -1));

    /** 409: decided already. 503: the owner's dataset is being prepared, there is no Kafka here. */
    private static final String EXPECTED = """
            |                    | the whole exchange | of the owner       | of the reader      | of another         |
            |                    | ope  aud  coo  sup | pub  app  ste  sup | pub  app  ste  sup | pub  app  ste  sup |
            |health              | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 |
            |getExchange         | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 |
            |getMe               | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 |
            |listDepartments     | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 |
            |registerDepartment  | 200  403  403  403 | 403  403  403  403 | 403  403  403  403 | 403  403  403  403 |
            |getDepartment       | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 |
            |issueKafkaCredential| 201  403  403  403 | 403  403  403  403 | 403  403  403  403 | 403  403  403  403 |
            |listActors          | 200  200  403  403 | 403  403  403  403 | 403  403  403  403 | 403  403  403  403 |
            |registerActor       | 200  403  403  403 | 403  403  403  403 | 403  403  403  403 | 403  403  403  403 |
            |issueToken          | 201  403  403  403 | 403  403  403  403 | 403  403  403  403 | 403  403  403  403 |
            |endToken            | 204  403  403  403 | 403  403  403  403 | 403  403  403  403 | 403  403  403  403 |
            |listDatabases       | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 |
            |getDatabase         | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 |
            |listContracts       | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 |
            |publishContract     | 403  403  403  403 | 200  403  403  403 | 200  403  403  403 | 200  403  403  403 |
            |checkContract       | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 |
            |getContract         | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 |
            |getContractVersion  | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 |
            |listDatasets        | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 |
            |registerDataset     | 403  403  403  403 | 200  403  403  403 | 403  403  403  403 | 403  403  403  403 |
            |getDataset          | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 |
            |getPublication      | 403  403  403  403 | 503  403  403  403 | 403  403  403  403 | 403  403  403  403 |
            |leaseKey            | 403  403  403  403 | 201  403  403  403 | 403  403  403  403 | 403  403  403  403 |
            |getAccess           | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 | 404  404  404  404 |
            |listRequests        | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 |
            |fileRequest         | 403  403  403  403 | 403  403  403  403 | 403  200  403  403 | 403  403  403  403 |
            |getRequest          | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 | 404  404  404  404 |
            |decideRequest       | 403  403  403  403 | 403  403  409  403 | 403  403  403  403 | 403  403  404  403 |
            |extendRequest       | 403  403  403  403 | 403  403  409  403 | 403  403  403  403 | 403  403  404  403 |
            |listGrants          | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 |
            |getGrant            | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 | 404  404  404  404 |
            |revokeGrant         | 403  403  403  403 | 403  403  200  403 | 403  403  403  403 | 403  403  404  403 |
            |listNotices         | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 |
            |readNotice          | 403  403  403  403 | 404  404  404  404 | 200  200  200  200 | 404  404  404  404 |
            |getScoreboard       | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 |
            |getCheckpoint       | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 |
            |exportLedger        | 403  200  403  403 | 403  403  403  403 | 403  403  403  403 | 403  403  403  403 |
            |listLedgerEntries   | 403  200  403  403 | 403  403  403  403 | 403  403  403  403 | 403  403  403  403 |
            |getEnforcement      | 200  200  403  200 | 403  403  403  200 | 403  403  403  200 | 403  403  403  200 |
            |confirmPlan         | 200  403  403  403 | 403  403  403  403 | 403  403  403  403 | 403  403  403  403 |
            """;

    private static final String DATASET = "population/resident/owner";
    private static final String BY_NAME = "population~resident~owner";

    @TempDir
    static Path directory;

    private static final AtomicReference<Duration> AHEAD = new AtomicReference<>(Duration.ZERO);
    private static TestCatalogue catalogue;
    private static final Map<String, String> TOKENS = new LinkedHashMap<>();
    private static Map<String, Ask> asks = Map.of();
    private static String expired = "";
    private static String ended = "";
    private static String request = "";
    private static String grant = "";
    private static String notice = "";

    private record Ask(String method, String path, @Nullable JsonObject body) {}

    @BeforeAll
    static void anExchangeWithOneGrant() throws Exception {
        InstantSource now = () -> Clock.systemUTC().instant().plus(AHEAD.get());
        catalogue = TestCatalogue.start(directory, now.withZone(ZoneOffset.UTC));
        var departments =
                Map.of("owner", "11100000000013127D", "reader", "11100000000013338W", "other", "91110000100010433L");
        for (var department : departments.entrySet()) {
            done(catalogue.post(
                    catalogue.operator,
                    "/departments",
                    TestCatalogue.department(department.getKey(), department.getValue())));
        }
        TOKENS.put("operator", catalogue.operator);
        for (var column : COLUMNS.subList(1, COLUMNS.size())) {
            var at = column.split("@", -1);
            TOKENS.put(column, catalogue.actor(column, at[0], at.length == 1 ? null : at[1]));
        }
        var spare = catalogue.register("spare", "auditor", null);
        var endedToken = token(spare, 30);
        ended = endedToken.getString("token");
        expired = token(spare, 1).getString("token");
        assertThat(catalogue.get(expired, "/me").statusCode()).isEqualTo(200);
        assertThat(catalogue.get(ended, "/me").statusCode()).isEqualTo(200);
        assertThat(catalogue
                        .call("DELETE", "/tokens/" + endedToken.getString("tokenId"), catalogue.operator, null)
                        .statusCode())
                .isEqualTo(204);
        AHEAD.set(Duration.ofDays(2));

        var contract = TestCatalogue.contract("population/resident");
        done(catalogue.post(as("publisher@owner"), "/contracts", contract));
        var dataset = new JsonObject()
                .put("contract", "population/resident")
                .put("major", 1)
                .put("owner", "owner");
        done(catalogue.post(as("publisher@owner"), "/datasets", dataset));
        var wanted = TestCatalogue.request(DATASET, "reader", "open");
        request = done(catalogue.post(as("applicant@reader"), "/requests", wanted))
                .getString("id");
        grant = done(catalogue.post(
                        as("steward@owner"),
                        "/requests/" + request + "/decision",
                        new JsonObject().put("decision", "approve")))
                .getString("grant");
        var next = contract.copy();
        next.put("contract", next.getString("contract").replace("version: \"1.0\"", "version: \"2.0\""));
        done(catalogue.post(as("publisher@owner"), "/contracts", next));
        notice = json(catalogue.get(as("applicant@reader"), "/notices"))
                .getJsonArray("items")
                .getJsonObject(0)
                .getString("id");
        asks = asks(spare, endedToken.getString("tokenId"), contract, dataset, wanted);
    }

    private static Map<String, Ask> asks(
            String actor, String token, JsonObject contract, JsonObject dataset, JsonObject wanted) {
        var asks = new LinkedHashMap<String, Ask>();
        asks.put("health", new Ask("GET", "/health", null));
        asks.put("getExchange", new Ask("GET", "/exchange", null));
        asks.put("getMe", new Ask("GET", "/me", null));
        asks.put("listDepartments", new Ask("GET", "/departments", null));
        asks.put(
                "registerDepartment",
                new Ask("POST", "/departments", TestCatalogue.department("owner", "11100000000013127D")));
        asks.put("getDepartment", new Ask("GET", "/departments/owner", null));
        asks.put("issueKafkaCredential", new Ask("POST", "/departments/owner/kafka-credential", null));
        asks.put("listActors", new Ask("GET", "/actors", null));
        asks.put(
                "registerActor",
                new Ask(
                        "POST",
                        "/actors",
                        new JsonObject()
                                .put("subject", "spare")
                                .put("displayName", "spare")
                                .put("roles", new JsonArray().add(new JsonObject().put("role", "auditor")))));
        asks.put("issueToken", new Ask("POST", "/actors/" + actor + "/tokens", new JsonObject().put("label", "x")));
        asks.put("endToken", new Ask("DELETE", "/tokens/" + token, null));
        asks.put("listDatabases", new Ask("GET", "/databases", null));
        asks.put("getDatabase", new Ask("GET", "/databases/population", null));
        asks.put("listContracts", new Ask("GET", "/contracts", null));
        asks.put("publishContract", new Ask("POST", "/contracts", contract));
        asks.put("checkContract", new Ask("POST", "/contracts/check", contract));
        asks.put("getContract", new Ask("GET", "/contracts/population/resident", null));
        asks.put("getContractVersion", new Ask("GET", "/contracts/population/resident/versions/1.0", null));
        asks.put("listDatasets", new Ask("GET", "/datasets", null));
        asks.put("registerDataset", new Ask("POST", "/datasets", dataset));
        asks.put("getDataset", new Ask("GET", "/datasets/" + BY_NAME, null));
        asks.put("getPublication", new Ask("GET", "/datasets/" + BY_NAME + "/publication", null));
        asks.put("leaseKey", new Ask("POST", "/datasets/" + BY_NAME + "/key-leases", null));
        asks.put("getAccess", new Ask("GET", "/datasets/" + BY_NAME + "/access?department=reader", null));
        asks.put("listRequests", new Ask("GET", "/requests", null));
        asks.put("fileRequest", new Ask("POST", "/requests", wanted));
        asks.put("getRequest", new Ask("GET", "/requests/" + request, null));
        asks.put(
                "decideRequest",
                new Ask("POST", "/requests/" + request + "/decision", new JsonObject().put("decision", "approve")));
        asks.put(
                "extendRequest",
                new Ask("POST", "/requests/" + request + "/extension", new JsonObject().put("reason", "not yet")));
        asks.put("listGrants", new Ask("GET", "/grants", null));
        asks.put("getGrant", new Ask("GET", "/grants/" + grant, null));
        asks.put(
                "revokeGrant",
                new Ask("POST", "/grants/" + grant + "/revocation", new JsonObject().put("reason", "duty ended")));
        asks.put("listNotices", new Ask("GET", "/notices", null));
        asks.put("readNotice", new Ask("POST", "/notices/" + notice + "/reading", null));
        asks.put("getScoreboard", new Ask("GET", "/scoreboard", null));
        asks.put("getCheckpoint", new Ask("GET", "/ledger/checkpoint", null));
        asks.put("exportLedger", new Ask("GET", "/ledger/export", null));
        asks.put("listLedgerEntries", new Ask("GET", "/ledger/entries", null));
        asks.put("getEnforcement", new Ask("GET", "/enforcement", null));
        asks.put(
                "confirmPlan",
                new Ask(
                        "POST",
                        "/enforcement/confirmation",
                        new JsonObject().put("plan", "pln-x").put("reason", "looked")));
        return asks;
    }

    @AfterAll
    static void stop() {
        catalogue.close();
    }

    @Test
    void theTableHoldsForEveryOperationAndRole() throws Exception {
        var found = new ArrayList<String>();
        var expected = EXPECTED.lines().filter(line -> line.matches("\\|\\w.*")).toList();
        for (var line : expected) {
            var operation = line.substring(1, 21).strip();
            var row = new StringBuilder(String.format("|%-20s|", operation));
            for (int i = 0; i < COLUMNS.size(); i++) {
                row.append(" ").append(send(operation, as(COLUMNS.get(i))).statusCode());
                row.append(i % 4 == 3 ? " |" : " ");
            }
            found.add(row.toString());
        }

        assertThat(found).containsExactlyElementsOf(expected);
        assertThat(expected)
                .extracting(line -> line.substring(1, 21).strip())
                .containsExactlyInAnyOrderElementsOf(AccessRules.all().keySet());
    }

    @Test
    void nobodyGetsInWithoutATokenThatHolds() throws Exception {
        var unknown = "sbt_" + "a".repeat(43);
        for (var operation : AccessRules.all().keySet()) {
            for (var token : Arrays.asList(null, "", "no token at all", unknown, expired, ended)) {
                var answer = send(operation, token);
                assertThat(answer.statusCode())
                        .as("%s with %s", operation, token)
                        .isEqualTo(operation.equals("health") ? 200 : 401);
                if (answer.statusCode() == 401) {
                    assertThat(answer.headers().firstValue("WWW-Authenticate")).isPresent();
                    assertThat(answer.body()).doesNotContain("sbt_a");
                }
            }
        }
    }

    @Test
    void listsShowWhatConcernsTheCallerAndNothingElse() throws Exception {
        for (var list : List.of("/requests", "/grants")) {
            for (var column : COLUMNS) {
                assertThat(json(catalogue.get(as(column), list)).getJsonArray("items"))
                        .as("%s for %s", list, column)
                        .hasSize(column.endsWith("@other") ? 0 : 1);
            }
        }
    }

    private static HttpResponse<String> send(String operation, @Nullable String token) throws Exception {
        var ask = Objects.requireNonNull(asks.get(operation), operation);
        return catalogue.call(
                ask.method(),
                ask.path(),
                token,
                ask.body() == null ? null : ask.body().encode());
    }

    private static String as(String column) {
        return TOKENS.getOrDefault(column, "");
    }

    private static JsonObject token(String actor, int days) throws Exception {
        return done(catalogue.post(
                catalogue.operator,
                "/actors/" + actor + "/tokens",
                new JsonObject().put("label", "test").put("validDays", days)));
    }

    private static JsonObject done(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
        return json(answer);
    }
}
