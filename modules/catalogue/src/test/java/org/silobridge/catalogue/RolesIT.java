package org.silobridge.catalogue;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.silobridge.catalogue.TestCatalogue.json;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.silobridge.catalogue.actor.Actor;
import org.silobridge.catalogue.actor.Actors;
import org.silobridge.catalogue.actor.Parties;
import org.silobridge.catalogue.actor.Permission;
import org.silobridge.catalogue.actor.Permission.Rule;
import org.silobridge.catalogue.actor.Sessions;
import org.silobridge.catalogue.actor.TokenScope;
import org.silobridge.catalogue.contract.Contracts;
import org.silobridge.catalogue.correction.Corrections;
import org.silobridge.catalogue.dataset.Datasets;
import org.silobridge.catalogue.delivery.Courier;
import org.silobridge.catalogue.delivery.Deliveries;
import org.silobridge.catalogue.delivery.DeliverySettings;
import org.silobridge.catalogue.demand.Demands;
import org.silobridge.catalogue.department.DepartmentStore;
import org.silobridge.catalogue.department.Departments;
import org.silobridge.catalogue.grant.Grants;
import org.silobridge.catalogue.grant.RecordedGrantProgress;
import org.silobridge.catalogue.http.Oversight;
import org.silobridge.catalogue.key.KeyCustody;
import org.silobridge.catalogue.ledger.LedgerStaging;
import org.silobridge.catalogue.login.Passwords;
import org.silobridge.catalogue.notice.Notices;
import org.silobridge.catalogue.request.Access;
import org.silobridge.catalogue.request.Appeals;
import org.silobridge.catalogue.request.PendingRequests;
import org.silobridge.catalogue.request.RequestClock;
import org.silobridge.catalogue.request.RequestNotices;
import org.silobridge.catalogue.request.Requests;
import org.silobridge.catalogue.signing.Signatures;
import org.silobridge.catalogue.signing.SigningKeys;
import org.silobridge.catalogue.store.CatalogueDatabase;
import org.silobridge.catalogue.store.Transactions;
import org.silobridge.catalogue.succession.Succession;
import org.silobridge.contract.division.Divisions;
import org.silobridge.contract.evolution.Evolution;
import org.silobridge.ledger.ActorSigner;
import org.silobridge.ledger.Statement;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.GrantId;
import org.silobridge.model.Outcome;

/**
 * Who gets which answer from which operation, and from each use-case with nothing before it. There are three departments: the owner of a dataset, a reader that asked
 * for it and was granted it, and another that has nothing to do with it.
 */
class RolesIT {
    private static final List<String> COLUMNS = List.of(("operator auditor coordinator supervisor"
                    + " publisher@owner applicant@owner steward@owner supervisor@owner"
                    + " publisher@reader applicant@reader steward@reader supervisor@reader"
                    + " publisher@other applicant@other steward@other supervisor@other")
            .split(" ", -1));

    /**
     * 400: without a password. 422: there is no issuer to log in at. 409: decided already, or a token that has ended. 503: the owner's dataset is being prepared, there is no Kafka here. That others may publish
     * a contract is the same content again, which changes nothing.
     */
    private static final String EXPECTED = """
            |                    | the whole exchange | of the owner       | of the reader      | of another         |
            |                    | ope  aud  coo  sup | pub  app  ste  sup | pub  app  ste  sup | pub  app  ste  sup |
            |health              | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 |
            |getExchange         | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 |
            |getMe               | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 |
            |startLogIn          | 422  422  422  422 | 422  422  422  422 | 422  422  422  422 | 422  422  422  422 |
            |finishLogIn         | 422  422  422  422 | 422  422  422  422 | 422  422  422  422 | 422  422  422  422 |
            |logIn               | 400  400  400  400 | 400  400  400  400 | 400  400  400  400 | 400  400  400  400 |
            |getSession          | 404  404  404  404 | 404  404  404  404 | 404  404  404  404 | 404  404  404  404 |
            |logOut              | 204  204  204  204 | 204  204  204  204 | 204  204  204  204 | 204  204  204  204 |
            |listDepartments     | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 |
            |registerDepartment  | 200  403  403  403 | 403  403  403  403 | 403  403  403  403 | 403  403  403  403 |
            |getDepartment       | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 |
            |nameSuccessor       | 403  403  200  403 | 403  403  403  403 | 403  403  403  403 | 403  403  403  403 |
            |issueKafkaCredential| 201  403  403  403 | 403  403  403  403 | 403  403  403  403 | 403  403  403  403 |
            |endKafkaCredential  | 204  403  403  403 | 403  403  403  403 | 403  403  403  403 | 403  403  403  403 |
            |listActors          | 200  200  403  403 | 403  403  403  403 | 403  403  403  403 | 403  403  403  403 |
            |registerActor       | 200  403  403  403 | 403  403  403  403 | 403  403  403  403 | 403  403  403  403 |
            |endActor            | 204  403  403  403 | 403  403  403  403 | 403  403  403  403 | 403  403  403  403 |
            |endSessions         | 204  403  403  403 | 403  403  403  403 | 403  403  403  403 | 403  403  403  403 |
            |setPassword         | 201  403  403  403 | 403  403  403  403 | 403  403  403  403 | 403  403  403  403 |
            |issueToken          | 201  403  403  403 | 403  403  403  403 | 403  403  403  403 | 403  403  403  403 |
            |rotateToken         | 409  404  404  404 | 404  404  404  404 | 404  404  404  404 | 404  404  404  404 |
            |endToken            | 204  404  404  404 | 404  404  404  404 | 404  404  404  404 | 404  404  404  404 |
            |listSigningKeys     | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 |
            |offerSigningKey     | 403  403  403  403 | 403  403  200  403 | 403  403  403  403 | 403  403  403  403 |
            |confirmSigningKey   | 403  403  403  403 | 403  403  200  200 | 403  403  403  403 | 403  403  403  403 |
            |revokeSigningKey    | 403  403  403  403 | 403  403  200  200 | 403  403  403  403 | 403  403  403  403 |
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
            |requireSignatures   | 403  403  403  403 | 403  403  200  403 | 403  403  403  403 | 403  403  403  403 |
            |getAccess           | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 | 404  404  404  404 |
            |listRequests        | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 |
            |fileRequest         | 403  403  403  403 | 403  403  403  403 | 403  200  403  403 | 403  403  403  403 |
            |getRequest          | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 | 404  404  404  404 |
            |checkRequest        | 403  403  409  403 | 403  403  403  403 | 403  403  403  403 | 403  403  403  403 |
            |decideRequest       | 403  403  403  403 | 403  403  409  403 | 403  403  403  403 | 403  403  404  403 |
            |secondRequest       | 403  403  403  403 | 403  403  409  403 | 403  403  403  403 | 403  403  404  403 |
            |extendRequest       | 403  403  403  403 | 403  403  409  403 | 403  403  403  403 | 403  403  404  403 |
            |askSupplement       | 403  403  409  403 | 403  403  409  403 | 403  403  403  403 | 403  403  404  403 |
            |supplyRequest       | 403  403  403  403 | 403  403  403  403 | 403  409  403  403 | 403  404  403  403 |
            |withdrawRequest     | 403  403  403  403 | 403  403  403  403 | 403  409  403  403 | 403  404  403  403 |
            |appealRequest       | 403  403  403  403 | 403  403  403  403 | 403  409  403  403 | 403  404  403  403 |
            |endTalks            | 403  403  403  403 | 403  403  409  403 | 403  409  403  403 | 403  404  404  403 |
            |ruleOnAppeal        | 403  403  409  403 | 403  403  403  403 | 403  403  403  403 | 403  403  403  403 |
            |listDemands         | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 |
            |fileDemand          | 403  403  403  403 | 403  403  403  403 | 403  200  403  403 | 403  403  403  403 |
            |getDemand           | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 | 404  404  404  404 |
            |answerDemand        | 403  403  403  403 | 403  403  409  403 | 403  403  403  403 | 403  403  404  403 |
            |withdrawDemand      | 403  403  403  403 | 403  403  403  403 | 403  200  403  403 | 403  404  403  403 |
            |listCorrections     | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 |
            |fileCorrection      | 403  403  403  403 | 403  403  403  403 | 403  200  403  403 | 403  403  403  403 |
            |getCorrection       | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 | 404  404  404  404 |
            |extendCorrection    | 403  403  403  403 | 403  403  409  403 | 403  403  403  403 | 403  403  404  403 |
            |answerCorrection    | 403  403  403  403 | 403  403  409  403 | 403  403  403  403 | 403  403  404  403 |
            |withdrawCorrection  | 403  403  403  403 | 403  403  403  403 | 403  200  403  403 | 403  404  403  403 |
            |appealCorrection    | 403  403  403  403 | 403  403  403  403 | 403  409  403  403 | 403  404  403  403 |
            |ruleOnCorrection    | 403  403  409  403 | 403  403  403  403 | 403  403  403  403 | 403  403  403  403 |
            |listGrants          | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 |
            |getGrant            | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 | 404  404  404  404 |
            |revokeGrant         | 403  403  403  403 | 403  403  200  403 | 403  403  403  403 | 403  403  404  403 |
            |suspendGrant        | 403  403  200  403 | 403  403  200  403 | 403  403  403  403 | 403  403  404  403 |
            |resumeGrant         | 403  403  200  403 | 403  403  200  403 | 403  403  403  403 | 403  403  404  403 |
            |recertifyGrant      | 403  403  403  403 | 403  403  200  403 | 403  403  403  403 | 403  403  404  403 |
            |askRenewal          | 403  403  403  403 | 403  403  403  403 | 403  200  403  403 | 403  404  403  403 |
            |renewGrant          | 403  403  403  403 | 403  403  200  403 | 403  403  403  403 | 403  403  404  403 |
            |listNotices         | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 |
            |readNotice          | 403  403  403  403 | 404  404  404  404 | 200  200  200  200 | 404  404  404  404 |
            |listDelivery        | 403  403  403  403 | 403  403  403  403 | 403  403  200  200 | 403  403  403  403 |
            |addDelivery         | 403  403  403  403 | 403  403  403  403 | 403  403  200  200 | 403  403  403  403 |
            |endDelivery         | 403  403  403  403 | 403  403  403  403 | 403  403  204  204 | 403  403  403  403 |
            |getMetrics          | 200  200  403  200 | 403  403  403  403 | 403  403  403  403 | 403  403  403  403 |
            |getScoreboard       | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 |
            |getCheckpoint       | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 | 200  200  200  200 |
            |exportLedger        | 403  200  403  403 | 403  403  403  403 | 403  403  403  403 | 403  403  403  403 |
            |listLedgerEntries   | 403  200  403  403 | 403  403  403  403 | 403  403  403  403 | 403  403  403  403 |
            |getEnforcement      | 200  200  403  200 | 403  403  403  200 | 403  403  403  200 | 403  403  403  200 |
            |getSurvey           | 200  200  200  403 | 403  403  403  403 | 403  403  403  403 | 403  403  403  403 |
            |keepRight           | 403  403  200  403 | 403  403  403  403 | 403  403  403  403 | 403  403  403  403 |
            |confirmPlan         | 200  403  403  403 | 403  403  403  403 | 403  403  403  403 | 403  403  403  403 |
            """;

    /** What the use-case says to who has the role for another department than the object's. */
    private static final Map<Permission, String> WRONG_DEPARTMENT = Map.ofEntries(
            entry(Permission.OFFER_SIGNING_KEY, "catalogue.signature.not-a-steward"),
            entry(Permission.CONFIRM_SIGNING_KEY, "catalogue.signature.not-of-the-department"),
            entry(Permission.REVOKE_SIGNING_KEY, "catalogue.signature.not-of-the-department"),
            entry(Permission.REQUIRE_SIGNATURES, "catalogue.request.not-the-owners-steward"),
            entry(Permission.REGISTER_DATASET, "catalogue.actor.not-in-department"),
            entry(Permission.GET_PUBLICATION, "catalogue.actor.not-in-department"),
            entry(Permission.LEASE_KEY, "catalogue.actor.not-in-department"),
            entry(Permission.FILE_REQUEST, "catalogue.actor.not-in-department"),
            entry(Permission.DECIDE_REQUEST, "catalogue.request.not-the-owners-steward"),
            entry(Permission.SECOND_REQUEST, "catalogue.request.not-the-owners-steward"),
            entry(Permission.EXTEND_REQUEST, "catalogue.request.not-the-owners-steward"),
            entry(Permission.APPEAL_REQUEST, "catalogue.procedure.not-the-applicant"),
            entry(Permission.END_TALKS, "catalogue.request.not-in-the-talks"),
            entry(Permission.ASK_SUPPLEMENT, "catalogue.request.not-the-owners-steward"),
            entry(Permission.SUPPLY_REQUEST, "catalogue.procedure.not-the-applicant"),
            entry(Permission.WITHDRAW_REQUEST, "catalogue.procedure.not-the-applicant"),
            entry(Permission.FILE_DEMAND, "catalogue.actor.not-in-department"),
            entry(Permission.ANSWER_DEMAND, "catalogue.demand.not-the-holders-steward"),
            entry(Permission.WITHDRAW_DEMAND, "catalogue.procedure.not-the-applicant"),
            entry(Permission.FILE_CORRECTION, "catalogue.actor.not-in-department"),
            entry(Permission.EXTEND_CORRECTION, "catalogue.correction.not-the-owners-steward"),
            entry(Permission.ANSWER_CORRECTION, "catalogue.correction.not-the-owners-steward"),
            entry(Permission.WITHDRAW_CORRECTION, "catalogue.procedure.not-the-applicant"),
            entry(Permission.APPEAL_CORRECTION, "catalogue.procedure.not-the-applicant"),
            entry(Permission.REVOKE_GRANT, "catalogue.grant.not-the-owners-steward"),
            entry(Permission.SUSPEND_GRANT, "catalogue.procedure.not-steward-or-coordinator"),
            entry(Permission.RESUME_GRANT, "catalogue.procedure.not-steward-or-coordinator"),
            entry(Permission.RECERTIFY_GRANT, "catalogue.grant.not-the-owners-steward"),
            entry(Permission.ASK_RENEWAL, "catalogue.procedure.not-the-applicant"),
            entry(Permission.RENEW_GRANT, "catalogue.grant.not-the-owners-steward"),
            entry(Permission.LIST_DELIVERY, "catalogue.delivery.not-the-departments"),
            entry(Permission.ADD_DELIVERY, "catalogue.delivery.not-the-departments"),
            entry(Permission.END_DELIVERY, "catalogue.delivery.not-the-departments"),
            entry(Permission.READ_NOTICE, "catalogue.notice.not-the-departments"));

    /** What is said to whom an object does not concern: no more than where there is none. */
    private static final Map<Permission, String> UNSEEN = Map.ofEntries(
            entry(Permission.GET_SESSION, "catalogue.session.none"),
            entry(Permission.ROTATE_TOKEN, "catalogue.actor.no-such-token"),
            entry(Permission.END_TOKEN, "catalogue.actor.no-such-token"),
            entry(Permission.GET_ACCESS, "catalogue.department.unknown"),
            entry(Permission.GET_REQUEST, "catalogue.request.unknown"),
            entry(Permission.DECIDE_REQUEST, "catalogue.request.unknown"),
            entry(Permission.SECOND_REQUEST, "catalogue.request.unknown"),
            entry(Permission.EXTEND_REQUEST, "catalogue.request.unknown"),
            entry(Permission.APPEAL_REQUEST, "catalogue.request.unknown"),
            entry(Permission.END_TALKS, "catalogue.request.unknown"),
            entry(Permission.ASK_SUPPLEMENT, "catalogue.request.unknown"),
            entry(Permission.SUPPLY_REQUEST, "catalogue.request.unknown"),
            entry(Permission.WITHDRAW_REQUEST, "catalogue.request.unknown"),
            entry(Permission.GET_DEMAND, "catalogue.demand.unknown"),
            entry(Permission.ANSWER_DEMAND, "catalogue.demand.unknown"),
            entry(Permission.WITHDRAW_DEMAND, "catalogue.demand.unknown"),
            entry(Permission.GET_CORRECTION, "catalogue.correction.unknown"),
            entry(Permission.EXTEND_CORRECTION, "catalogue.correction.unknown"),
            entry(Permission.ANSWER_CORRECTION, "catalogue.correction.unknown"),
            entry(Permission.WITHDRAW_CORRECTION, "catalogue.correction.unknown"),
            entry(Permission.APPEAL_CORRECTION, "catalogue.correction.unknown"),
            entry(Permission.GET_GRANT, "catalogue.grant.unknown"),
            entry(Permission.REVOKE_GRANT, "catalogue.grant.unknown"),
            entry(Permission.SUSPEND_GRANT, "catalogue.grant.unknown"),
            entry(Permission.RESUME_GRANT, "catalogue.grant.unknown"),
            entry(Permission.RECERTIFY_GRANT, "catalogue.grant.unknown"),
            entry(Permission.ASK_RENEWAL, "catalogue.grant.unknown"),
            entry(Permission.RENEW_GRANT, "catalogue.grant.unknown"),
            entry(Permission.READ_NOTICE, "catalogue.notice.unknown"));

    private static final String DATASET = "population/resident/owner";
    private static final String PSEUDONYM = "Zm9vYmFyYmF6cXV4MTIzNA";
    private static final String BY_NAME = "population~resident~owner";

    @TempDir
    static Path directory;

    private static final AtomicReference<Duration> AHEAD = new AtomicReference<>(Duration.ZERO);
    private static TestCatalogue catalogue;
    private static final Map<String, String> TOKENS = new LinkedHashMap<>();
    private static final Map<String, Actor> ACTORS = new HashMap<>();
    private static CatalogueDatabase database;
    private static Map<String, Ask> asks = Map.of();
    private static String expired = "";
    private static String ended = "";
    private static String request = "";
    private static String grant = "";

    /** A grant on another dataset, which is suspended and resumed. */
    private static String held = "";

    private static final ActorSigner OFFERED = ActorSigner.generate(new SecureRandom());
    private static final ActorSigner TO_CONFIRM = ActorSigner.generate(new SecureRandom());
    private static final ActorSigner TO_REVOKE = ActorSigner.generate(new SecureRandom());
    private static String notice = "";
    private static String target = "";
    private static String demand = "";
    private static String correction = "";

    private record Ask(String method, String path, @Nullable JsonObject body) {}

    @BeforeAll
    static void anExchangeWithOneGrant() throws Exception {
        InstantSource now = () -> Clock.systemUTC().instant().plus(AHEAD.get());
        catalogue = TestCatalogue.start(
                TestCatalogue.with(
                        TestCatalogue.config(directory, TestCatalogue.freshDatabase()),
                        new DeliverySettings(
                                Duration.ofMinutes(1),
                                Duration.ofSeconds(1),
                                Duration.ofDays(7),
                                Optional.empty(),
                                Optional.of(TestCatalogue.mail(1)),
                                Optional.empty())),
                now.withZone(ZoneOffset.UTC),
                new TestCatalogue.FakeOutside(true));
        var postgres = catalogue.config.postgres();
        database = CatalogueDatabase.open(new CatalogueDatabase.Settings(
                        postgres.url(),
                        postgres.owner().user(),
                        postgres.owner().password().reveal(),
                        postgres.service().user(),
                        postgres.service().password().reveal(),
                        2,
                        postgres.patience()))
                .orThrow();
        var departments = Map.of(
                "owner", "11100000000013127D",
                "reader", "11100000000013338W",
                "other", "91110000100010433L",
                "merged", "91110000802100433B");
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
        done(catalogue.post(
                as("publisher@owner"), "/contracts", TestCatalogue.contract("health-care/daily-case-counts")));
        done(catalogue.post(
                as("publisher@owner"), "/datasets", dataset.copy().put("contract", "health-care/daily-case-counts")));
        var another = done(catalogue.post(
                        as("applicant@reader"),
                        "/requests",
                        TestCatalogue.request("health-care/daily-case-counts/owner", "reader", "open")))
                .getString("id");
        held = done(catalogue.post(
                        as("steward@owner"),
                        "/requests/" + another + "/decision",
                        new JsonObject().put("decision", "approve")))
                .getString("grant");
        var next = contract.copy();
        next.put("contract", next.getString("contract").replace("version: \"1.0\"", "version: \"2.0\""));
        done(catalogue.post(as("publisher@owner"), "/contracts", next));
        notice = json(catalogue.get(as("applicant@reader"), "/notices"))
                .getJsonArray("items")
                .getJsonObject(0)
                .getString("id");
        done(catalogue.post(as("steward@reader"), "/departments/reader/delivery", mailbox("duty@example.org")));
        target = done(catalogue.post(as("steward@reader"), "/departments/reader/delivery", mailbox("old@example.org")))
                .getJsonObject("target")
                .getString("id");
        done(catalogue.post(as("applicant@reader"), "/demands", needed("births")));
        demand = done(catalogue.post(as("applicant@reader"), "/demands", needed("deaths")))
                .getString("id");
        done(catalogue.call("POST", "/demands/" + demand + "/withdrawal", as("applicant@reader"), null));
        putInForce(grant);
        done(catalogue.post(as("applicant@reader"), "/corrections", disputed("vitalStatus")));
        correction = done(catalogue.post(as("applicant@reader"), "/corrections", disputed("sourceAgencyUscc")))
                .getString("id");
        done(catalogue.call("POST", "/corrections/" + correction + "/withdrawal", as("applicant@reader"), null));
        TOKENS.put("signer", catalogue.actor("signer", "steward", "owner"));
        for (var key : List.of(TO_CONFIRM, TO_REVOKE)) {
            done(catalogue.post(as("signer"), "/signing-keys", offered(key, "signer", ahead())));
        }
        done(catalogue.post(as("steward@owner"), "/signing-keys", offered(OFFERED, "steward@owner", ahead())));
        asks = asks(
                catalogue.register("gone", "auditor", null),
                spare,
                endedToken.getString("tokenId"),
                contract,
                dataset,
                wanted);
    }

    private static Map<String, Ask> asks(
            String gone, String actor, String token, JsonObject contract, JsonObject dataset, JsonObject wanted) {
        var asks = new LinkedHashMap<String, Ask>();
        asks.put("health", new Ask("GET", "/health", null));
        asks.put("getExchange", new Ask("GET", "/exchange", null));
        asks.put("getMe", new Ask("GET", "/me", null));
        asks.put("startLogIn", new Ask("GET", "/login", null));
        asks.put("finishLogIn", new Ask("GET", "/login/callback", null));
        asks.put("logIn", new Ask("POST", "/login", new JsonObject().put("user", "spare")));
        asks.put("getSession", new Ask("GET", "/session", null));
        asks.put("logOut", new Ask("POST", "/logout", null));
        asks.put("listDepartments", new Ask("GET", "/departments", null));
        asks.put(
                "registerDepartment",
                new Ask("POST", "/departments", TestCatalogue.department("owner", "11100000000013127D")));
        asks.put("getDepartment", new Ask("GET", "/departments/owner", null));
        asks.put(
                "nameSuccessor",
                new Ask(
                        "POST",
                        "/departments/merged/successor",
                        new JsonObject().put("successor", "other").put("reason", "merged")));
        asks.put("issueKafkaCredential", new Ask("POST", "/departments/owner/kafka-credential", null));
        asks.put("endKafkaCredential", new Ask("DELETE", "/departments/owner/kafka-credential/sb.dep-x", null));
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
        asks.put("endActor", new Ask("DELETE", "/actors/" + gone, null));
        asks.put("endSessions", new Ask("DELETE", "/actors/" + actor + "/sessions", null));
        asks.put("setPassword", new Ask("POST", "/actors/" + actor + "/password", null));
        asks.put("issueToken", new Ask("POST", "/actors/" + actor + "/tokens", new JsonObject().put("label", "x")));
        asks.put("rotateToken", new Ask("POST", "/tokens/" + token + "/rotation", new JsonObject()));
        asks.put("endToken", new Ask("DELETE", "/tokens/" + token, null));
        asks.put("listSigningKeys", new Ask("GET", "/signing-keys", null));
        asks.put("offerSigningKey", new Ask("POST", "/signing-keys", offered(OFFERED, "steward@owner", ahead())));
        asks.put(
                "confirmSigningKey",
                new Ask("POST", "/signing-keys/" + TO_CONFIRM.publicKey().id() + "/confirmation", null));
        asks.put(
                "revokeSigningKey",
                new Ask(
                        "POST",
                        "/signing-keys/" + TO_REVOKE.publicKey().id() + "/revocation",
                        new JsonObject().put("reason", "left the office")));
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
        asks.put(
                "requireSignatures",
                new Ask(
                        "POST",
                        "/datasets/" + BY_NAME + "/signatures",
                        new JsonObject()
                                .put("required", false)
                                .put("reason", "nobody demanded it")
                                .put(
                                        "signature",
                                        new JsonObject()
                                                .put("key", "sgk-x")
                                                .put("at", "now")
                                                .put("value", "x"))));
        asks.put("getAccess", new Ask("GET", "/datasets/" + BY_NAME + "/access?department=reader", null));
        asks.put("listRequests", new Ask("GET", "/requests", null));
        asks.put("fileRequest", new Ask("POST", "/requests", wanted));
        asks.put("getRequest", new Ask("GET", "/requests/" + request, null));
        asks.put(
                "checkRequest",
                new Ask(
                        "POST",
                        "/requests/" + request + "/conformity-check",
                        new JsonObject().put("decision", "pass")));
        asks.put(
                "decideRequest",
                new Ask("POST", "/requests/" + request + "/decision", new JsonObject().put("decision", "approve")));
        asks.put(
                "secondRequest",
                new Ask(
                        "POST",
                        "/requests/" + request + "/second-opinion",
                        new JsonObject().put("decision", "confirm")));
        asks.put(
                "extendRequest",
                new Ask("POST", "/requests/" + request + "/extension", new JsonObject().put("reason", "not yet")));
        asks.put(
                "askSupplement",
                new Ask(
                        "POST",
                        "/requests/" + request + "/supplement-demand",
                        new JsonObject().put("missing", "which article")));
        asks.put(
                "supplyRequest",
                new Ask("POST", "/requests/" + request + "/supplement", new JsonObject().put("text", "article 12")));
        asks.put("withdrawRequest", new Ask("POST", "/requests/" + request + "/withdrawal", null));
        asks.put(
                "appealRequest",
                new Ask("POST", "/requests/" + request + "/appeal", new JsonObject().put("grounds", "article 12")));
        asks.put("endTalks", new Ask("POST", "/requests/" + request + "/talks-end", null));
        asks.put(
                "ruleOnAppeal",
                new Ask(
                        "POST",
                        "/requests/" + request + "/ruling",
                        new JsonObject().put("decision", "uphold").put("reason", "article 13")));
        asks.put("listDemands", new Ask("GET", "/demands", null));
        asks.put("fileDemand", new Ask("POST", "/demands", needed("births")));
        asks.put("getDemand", new Ask("GET", "/demands/" + demand, null));
        asks.put(
                "answerDemand",
                new Ask("POST", "/demands/" + demand + "/answer", new JsonObject().put("decision", "decline")));
        asks.put("withdrawDemand", new Ask("POST", "/demands/" + demand + "/withdrawal", null));
        asks.put("listCorrections", new Ask("GET", "/corrections", null));
        asks.put("fileCorrection", new Ask("POST", "/corrections", disputed("vitalStatus")));
        asks.put("getCorrection", new Ask("GET", "/corrections/" + correction, null));
        asks.put(
                "extendCorrection",
                new Ask(
                        "POST",
                        "/corrections/" + correction + "/extension",
                        new JsonObject().put("reason", "not yet")));
        asks.put(
                "answerCorrection",
                new Ask(
                        "POST",
                        "/corrections/" + correction + "/answer",
                        new JsonObject().put("decision", "refuse").put("reason", "it is right")));
        asks.put("withdrawCorrection", new Ask("POST", "/corrections/" + correction + "/withdrawal", null));
        asks.put(
                "appealCorrection",
                new Ask(
                        "POST",
                        "/corrections/" + correction + "/appeal",
                        new JsonObject().put("grounds", "notice 12")));
        asks.put(
                "ruleOnCorrection",
                new Ask(
                        "POST",
                        "/corrections/" + correction + "/ruling",
                        new JsonObject().put("decision", "uphold").put("reason", "article 13")));
        asks.put("listGrants", new Ask("GET", "/grants", null));
        asks.put("getGrant", new Ask("GET", "/grants/" + grant, null));
        asks.put(
                "revokeGrant",
                new Ask("POST", "/grants/" + grant + "/revocation", new JsonObject().put("reason", "duty ended")));
        asks.put(
                "suspendGrant",
                new Ask("POST", "/grants/" + held + "/suspension", new JsonObject().put("reason", "out of scope")));
        asks.put(
                "askRenewal",
                new Ask(
                        "POST",
                        "/grants/" + held + "/renewal-request",
                        new JsonObject().put("until", "2030-01-01T00:00:00Z").put("reason", "still needed")));
        asks.put(
                "renewGrant",
                new Ask(
                        "POST",
                        "/grants/" + held + "/renewal",
                        new JsonObject()
                                .put("decision", "approve")
                                .put("until", "2029-01-01T00:00:00Z")
                                .put("reason", "still needed")));
        asks.put("recertifyGrant", new Ask("POST", "/grants/" + held + "/recertification", null));
        asks.put("resumeGrant", new Ask("POST", "/grants/" + held + "/resumption", new JsonObject()));
        asks.put("listNotices", new Ask("GET", "/notices", null));
        asks.put("readNotice", new Ask("POST", "/notices/" + notice + "/reading", null));
        asks.put("listDelivery", new Ask("GET", "/departments/reader/delivery", null));
        asks.put("addDelivery", new Ask("POST", "/departments/reader/delivery", mailbox("duty@example.org")));
        asks.put("endDelivery", new Ask("DELETE", "/departments/reader/delivery/" + target, null));
        asks.put("getMetrics", new Ask("GET", "/metrics", null));
        asks.put("getScoreboard", new Ask("GET", "/scoreboard", null));
        asks.put("getCheckpoint", new Ask("GET", "/ledger/checkpoint", null));
        asks.put("exportLedger", new Ask("GET", "/ledger/export", null));
        asks.put("listLedgerEntries", new Ask("GET", "/ledger/entries", null));
        asks.put("getEnforcement", new Ask("GET", "/enforcement", null));
        asks.put("getSurvey", new Ask("GET", "/enforcement/survey", null));
        asks.put(
                "keepRight",
                new Ask(
                        "POST",
                        "/enforcement/kept-rights",
                        new JsonObject().put("right", "ALLOW").put("days", 30).put("reason", "looked")));
        asks.put(
                "confirmPlan",
                new Ask(
                        "POST",
                        "/enforcement/confirmation",
                        new JsonObject().put("plan", "pln-x").put("reason", "looked")));
        return asks;
    }

    private static SigningKeys.NewKey offeredKey(ActorSigner signer, String actor, Duration ahead) {
        var at = Clock.systemUTC().instant().plus(ahead).truncatedTo(ChronoUnit.MILLIS);
        var proof = signer.sign(Statement.possession(
                catalogue.config.ledger().origin(),
                actor,
                signer.publicKey(),
                department("owner").value(),
                at));
        return new SigningKeys.NewKey("owner", signer.publicKey().toString(), at.toString(), proof);
    }

    private static Duration ahead() {
        return Objects.requireNonNull(AHEAD.get());
    }

    private static JsonObject offered(ActorSigner signer, String column, Duration ahead) {
        var key = offeredKey(signer, actor(column).id().value(), ahead);
        return new JsonObject()
                .put("department", key.department())
                .put("publicKey", key.publicKey())
                .put("at", key.at())
                .put("proof", key.proof());
    }

    private static JsonObject mailbox(String address) {
        return new JsonObject().put("kind", "email").put("address", address);
    }

    private static JsonObject disputed(String field) {
        return new JsonObject()
                .put("dataset", DATASET)
                .put("department", "reader")
                .put("key", PSEUDONYM)
                .put("field", field)
                .put("partition", 0)
                .put("offset", 7)
                .put("evidence", "our own file says otherwise");
    }

    /** There is no Kafka here that would be seen to enforce it. */
    private static void putInForce(String approved) {
        var clock = Clock.systemUTC();
        var staging = new LedgerStaging(clock, new SecureRandom());
        var transactions =
                new Transactions(database.jdbi(), catalogue.config.ledger().patience());
        new RecordedGrantProgress(transactions, staging, new Notices(transactions, staging, clock, new SecureRandom()))
                .grantsApplied(List.of(new GrantId(approved)), clock.instant());
    }

    private static JsonObject needed(String subject) {
        return new JsonObject()
                .put("department", "reader")
                .put("holder", "owner")
                .put("subject", subject)
                .put("description", "all of them")
                .put("purpose", "ImproveHealthcare")
                .put("legalBasis", "article 12");
    }

    @AfterAll
    static void stop() {
        database.close();
        catalogue.close();
    }

    @Test
    void theTableHoldsForEveryOperationAndRole() throws Exception {
        var found = new ArrayList<String>();
        for (var permission : expected().keySet()) {
            var row = new StringBuilder(String.format("|%-20s|", permission.operation()));
            for (int i = 0; i < COLUMNS.size(); i++) {
                var answer = send(permission.operation(), as(COLUMNS.get(i)));
                row.append(" ").append(answer.statusCode()).append(i % 4 == 3 ? " |" : " ");
                if (answer.statusCode() == 403 || answer.statusCode() == 404) {
                    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
                    assertThat(json(answer).getString("code"))
                            .as("%s for %s", permission, COLUMNS.get(i))
                            .isEqualTo(refusal(permission, answer.statusCode(), actor(COLUMNS.get(i))));
                }
            }
            found.add(row.toString());
        }

        assertThat(found).containsExactlyElementsOf(lines().toList());
        assertThat(expected().keySet()).containsExactlyInAnyOrder(Permission.values());
    }

    private static String refusal(Permission permission, int status, Actor by) {
        if (permission.admit(by) instanceof Outcome.Refused<Actor> atTheDoor) {
            return atTheDoor.refusal().reason().code();
        }
        return Objects.requireNonNull((status == 403 ? WRONG_DEPARTMENT : UNSEEN).get(permission), permission.name());
    }

    @Test
    void theRowsInTheCodeSayTheSame() {
        var owner = department("owner");
        var reader = department("reader");
        expected().keySet().forEach(permission -> {
            if (permission.rule() instanceof Rule.Holders && !lists().contains(permission)) {
                for (var column : COLUMNS) {
                    var parties =
                            permission == Permission.READ_NOTICE ? Parties.reader(reader) : Parties.of(owner, reader);
                    boolean sameContentAgain = permission == Permission.PUBLISH_CONTRACT
                            && permission.admit(actor(column)) instanceof Outcome.Ok<Actor>;
                    assertThat(permission.allows(actor(column), parties) || sameContentAgain)
                            .as("%s for %s", permission, column)
                            .isEqualTo(!cell(permission, column).matches("403|404"));
                }
            }
        });
    }

    @Test
    void everyUseCaseHoldsByItself() {
        var useCases = useCases();
        assertThat(useCases.keySet())
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Permission.values())
                        .filter(row -> row.rule() instanceof Rule.Holders && !lists().contains(row))
                        .toList());
        useCases.forEach((permission, useCase) -> COLUMNS.forEach(column -> {
            var outcome = useCase.apply(actor(column));
            assertThat(says(outcome))
                    .as("%s for %s", permission, column)
                    .isSubsetOf(
                            switch (cell(permission, column)) {
                                case "403" -> List.of("FORBIDDEN", "NOT_FOUND");
                                case "404" -> List.of("NOT_FOUND");
                                case "409" -> List.of("CONFLICT");
                                case "503" -> List.of("UNAVAILABLE");
                                default -> List.of("OK");
                            });
        }));
    }

    private static List<String> says(Outcome<?> outcome) {
        return List.of(
                outcome instanceof Outcome.Refused<?> refused
                        ? refused.refusal().kind().name()
                        : "OK");
    }

    /** They refuse nobody: they show what concerns the caller. */
    private static List<Permission> lists() {
        return List.of(
                Permission.LIST_REQUESTS,
                Permission.LIST_DEMANDS,
                Permission.LIST_CORRECTIONS,
                Permission.LIST_GRANTS,
                Permission.LIST_NOTICES,
                Permission.GET_SCOREBOARD);
    }

    /** The use-cases as the service has them, and nothing before them. */
    private static Map<Permission, Function<Actor, Outcome<?>>> useCases() {
        var config = catalogue.config;
        var kafka = new TestCatalogue.FakeEnforcement();
        var random = new SecureRandom();
        var clock = Clock.systemUTC();
        var staging = new LedgerStaging(clock, random);
        var jdbi = database.jdbi();
        var transactions = new Transactions(jdbi, config.ledger().patience());
        var actors = actors();
        var departments = new Departments(transactions, staging, kafka, Divisions.standard(), clock, random);
        var notices = new Notices(transactions, staging, clock, random);
        var contracts = new Contracts(
                transactions, staging, kafka, Evolution::judge, notices, (db, by, before, now) -> {}, clock);
        var keys = jdbi.withHandle(db -> KeyCustody.open(config.keys().keysetFile(), db, staging, clock, random)
                .orThrow());
        var datasets = new Datasets(
                transactions,
                staging,
                kafka,
                keys,
                config.keys().leaseTime(),
                contracts,
                (db, dataset, terms) -> {},
                config.exchange().names(),
                clock,
                random);
        var requestClock = new RequestClock(config.law().deadlines(), clock);
        var requestNotices = new RequestNotices(notices, requestClock);
        var requests = new Requests(
                transactions,
                staging,
                kafka,
                datasets,
                requestNotices,
                requestClock,
                config.law().grants(),
                clock,
                random);
        var signatures = new Signatures(config.ledger().origin(), clock);
        var signingKeys = new SigningKeys(transactions, staging, notices, signatures, clock);
        var pending = new PendingRequests(
                transactions, staging, kafka, requests, datasets, requestNotices, requestClock, signatures, clock);
        var appeals = new Appeals(
                transactions, staging, kafka, requests, datasets, requestNotices, requestClock, signatures, clock);
        var grants = new Grants(
                transactions, staging, kafka, datasets, notices, config.law().grants(), signatures, clock);
        var deliveries = new Deliveries(transactions, staging, departments, keys, config.delivery(), clock, random);
        var courier = new Courier(
                transactions, staging, notices, keys, config.delivery(), "Test", "example.org", clock, random);
        var interval = config.law().interval();
        var demands = new Demands(transactions, staging, notices, config.law().deadlines(), clock, random, interval);
        var corrections = new Corrections(
                transactions, staging, notices, datasets, kafka, config.law().deadlines(), clock, random, interval);
        var access = new Access.Lookup(datasets, departments, requests);
        var signed = new TestCatalogue.NoPages() {
            @Override
            public Optional<String> checkpoint() {
                return Optional.of("a signed note");
            }
        };
        var oversight = new Oversight(signed, kafka);
        var sessions = new Sessions(transactions, staging, Sessions.Settings.usual(), clock, random);
        var contract = body("publishContract");
        var spare = ask("issueToken").path().split("/", -1)[2];
        return Map.ofEntries(
                entry(
                        Permission.REGISTER_DEPARTMENT,
                        by -> departments.register(
                                by,
                                new Departments.NewDepartment(
                                        "owner", "owner", "部门", "11100000000013127D", "municipal", "110000"))),
                entry(Permission.NAME_SUCCESSOR, by -> new Succession(
                                transactions, staging, kafka, notices, List.of(), clock)
                        .end(by, "merged", new Succession.NewEnding("other", Map.of(), "merged"))),
                entry(Permission.ISSUE_KAFKA_CREDENTIAL, by -> departments.issueCredential(by, "owner", null)),
                entry(Permission.END_KAFKA_CREDENTIAL, by -> departments.endCredential(by, "owner", "sb.dep-x")),
                entry(Permission.LIST_ACTORS, by -> transactions.read(db -> actors.list(db, by))),
                entry(
                        Permission.REGISTER_ACTOR,
                        by -> actors.register(by, "spare", "spare", List.of(new Actors.AskedRole("auditor", null)))),
                entry(
                        Permission.END_ACTOR,
                        by -> actors.end(by, ask("endActor").path().split("/", -1)[2])),
                entry(Permission.END_SESSIONS, by -> sessions.endAll(by, spare)),
                entry(
                        Permission.SET_PASSWORD,
                        by -> new Passwords(transactions, staging, actors, sessions, clock, random).set(by, spare)),
                entry(
                        Permission.ISSUE_TOKEN,
                        by -> actors.issueToken(by, TokenScope.ALL, spare, new Actors.NewToken("x", null, List.of()))),
                entry(
                        Permission.OFFER_SIGNING_KEY,
                        by -> signingKeys.offer(
                                by,
                                offeredKey(OFFERED, actor("steward@owner").id().value(), Duration.ZERO))),
                entry(
                        Permission.CONFIRM_SIGNING_KEY,
                        by -> signingKeys.confirm(by, TO_CONFIRM.publicKey().id())),
                entry(
                        Permission.REVOKE_SIGNING_KEY,
                        by -> signingKeys.revoke(by, TO_REVOKE.publicKey().id(), "left the office")),
                entry(
                        Permission.REQUIRE_SIGNATURES,
                        by -> signingKeys.require(by, DATASET, false, "nobody demanded it", null)),
                entry(
                        Permission.PUBLISH_CONTRACT,
                        by -> contracts.publish(
                                by, contract.getString("contract"), contract.getString("schema"), false)),
                entry(
                        Permission.REGISTER_DATASET,
                        by -> datasets.register(by, new Datasets.NewDataset("population/resident", 1, "owner", null))),
                entry(Permission.GET_PUBLICATION, by -> transactions.read(db -> datasets.publication(db, by, DATASET))),
                entry(Permission.LEASE_KEY, by -> datasets.leaseKey(by, DATASET)),
                entry(Permission.GET_ACCESS, by -> transactions.read(db -> access.find(db, by, DATASET, "reader"))),
                entry(
                        Permission.FILE_REQUEST,
                        by -> requests.file(
                                by,
                                new Requests.NewRequest(
                                        DATASET,
                                        "reader",
                                        "ProtectionOfPublicSecurity",
                                        "Emergency Response Law, article 60",
                                        "",
                                        "",
                                        List.of("open"),
                                        90,
                                        List.of(),
                                        false),
                                null)),
                entry(Permission.GET_REQUEST, by -> transactions.read(db -> requests.find(db, by, request))),
                entry(
                        Permission.CHECK_REQUEST,
                        by -> pending.check(by, request, new PendingRequests.NewCheck("pass", "", null))),
                entry(
                        Permission.DECIDE_REQUEST,
                        by -> pending.decide(
                                by, request, new PendingRequests.NewDecision("approve", "", null, null, null, null))),
                entry(
                        Permission.SECOND_REQUEST,
                        by -> pending.second(by, request, new PendingRequests.NewOpinion("confirm", "", null))),
                entry(Permission.APPEAL_REQUEST, by -> appeals.appeal(by, request, "article 12")),
                entry(Permission.END_TALKS, by -> appeals.endTalks(by, request)),
                entry(
                        Permission.RULE_ON_APPEAL,
                        by -> appeals.rule(
                                by,
                                request,
                                new PendingRequests.NewDecision("uphold", "article 13", null, null, null, null))),
                entry(Permission.EXTEND_REQUEST, by -> pending.extend(by, request, "not yet")),
                entry(Permission.ASK_SUPPLEMENT, by -> pending.askSupplement(by, request, "which article")),
                entry(Permission.SUPPLY_REQUEST, by -> pending.supply(by, request, "article 12")),
                entry(Permission.WITHDRAW_REQUEST, by -> pending.withdraw(by, request)),
                entry(
                        Permission.FILE_DEMAND,
                        by -> demands.file(
                                by,
                                new Demands.NewDemand(
                                        "reader",
                                        "owner",
                                        "births",
                                        "all of them",
                                        "ImproveHealthcare",
                                        "article 12"))),
                entry(Permission.GET_DEMAND, by -> transactions.read(db -> demands.find(db, by, demand))),
                entry(
                        Permission.ANSWER_DEMAND,
                        by -> demands.answer(by, demand, new Demands.NewAnswer("decline", null, null, ""))),
                entry(Permission.WITHDRAW_DEMAND, by -> demands.withdraw(by, demand)),
                entry(
                        Permission.FILE_CORRECTION,
                        by -> corrections.file(
                                by,
                                new Corrections.NewDispute(
                                        DATASET, "reader", PSEUDONYM, "vitalStatus", false, 0, 7, "our own file"))),
                entry(Permission.GET_CORRECTION, by -> transactions.read(db -> corrections.find(db, by, correction))),
                entry(Permission.EXTEND_CORRECTION, by -> corrections.extend(by, correction, "not yet")),
                entry(
                        Permission.ANSWER_CORRECTION,
                        by -> corrections.answer(
                                by, correction, new Corrections.NewAnswer("refuse", null, null, "it is right"))),
                entry(Permission.WITHDRAW_CORRECTION, by -> corrections.withdraw(by, correction)),
                entry(Permission.APPEAL_CORRECTION, by -> corrections.appeal(by, correction, "notice 12")),
                entry(
                        Permission.RULE_ON_CORRECTION,
                        by -> corrections.rule(by, correction, new Corrections.NewRuling("uphold", "article 13"))),
                entry(Permission.GET_GRANT, by -> transactions.read(db -> grants.find(db, by, grant))),
                entry(Permission.REVOKE_GRANT, by -> grants.revoke(by, grant, "duty ended", null)),
                entry(Permission.SUSPEND_GRANT, by -> grants.suspend(by, held, "out of scope", null)),
                entry(Permission.RESUME_GRANT, by -> grants.resume(by, held, "", null)),
                entry(Permission.RECERTIFY_GRANT, by -> grants.recertify(by, held, null)),
                entry(
                        Permission.ASK_RENEWAL,
                        by -> grants.askRenewal(by, held, "2030-01-01T00:00:00Z", "still needed")),
                entry(
                        Permission.RENEW_GRANT,
                        by -> grants.renew(
                                by,
                                held,
                                new Grants.NewRenewal("approve", "2029-01-01T00:00:00Z", "still needed", null))),
                entry(Permission.READ_NOTICE, by -> notices.read(by, notice)),
                entry(Permission.LIST_DELIVERY, by -> transactions.read(db -> deliveries.list(db, by, "reader"))),
                entry(Permission.ADD_DELIVERY, by -> deliveries.add(by, "reader", "email", "duty@example.org", null)),
                entry(Permission.END_DELIVERY, by -> deliveries.end(by, "reader", target)),
                entry(Permission.GET_METRICS, courier::metrics),
                entry(Permission.EXPORT_LEDGER, oversight::export),
                entry(Permission.LIST_LEDGER_ENTRIES, by -> oversight.entries(by, 0, 10)),
                entry(Permission.GET_ENFORCEMENT, oversight::enforcement),
                entry(Permission.GET_SURVEY, oversight::survey),
                entry(Permission.KEEP_RIGHT, by -> oversight.keep(by, "ALLOW", 30, "looked")),
                entry(Permission.CONFIRM_PLAN, by -> oversight.confirm(by, "pln-x", "looked")));
    }

    @Test
    void nobodyGetsInWithoutATokenThatHolds() throws Exception {
        var unknown = "sbt_" + "a".repeat(43);
        for (var operation : asks.keySet()) {
            for (var token : Arrays.asList(null, "", "no token at all", unknown, expired, ended)) {
                var answer = send(operation, token);
                assertThat(answer.statusCode())
                        .as("%s with %s", operation, token)
                        .isEqualTo(
                                Permission.of(operation).needsActor()
                                        ? 401
                                        : Integer.parseInt(cell(Permission.of(operation), "operator")));
                if (answer.statusCode() == 401) {
                    assertThat(answer.headers().firstValue("WWW-Authenticate")).isPresent();
                    assertThat(answer.body()).doesNotContain("sbt_a");
                }
            }
        }
    }

    @Test
    void whoLogsInOutsideIsTheActorOfThatSubjectAndNobodyIsMadeByIt() {
        var clock = Clock.systemUTC();
        var actors = new Actors(
                new Transactions(database.jdbi(), catalogue.config.ledger().patience()),
                new LedgerStaging(clock, new SecureRandom()),
                (db, slug) -> Optional.empty(),
                Optional.of(token -> Outcome.ok(token.startsWith("e30.") ? "steward@owner" : "somebody")),
                clock,
                new SecureRandom());

        var steward = actors.authenticate("e30.e30.x").orThrow();
        var nobody = actors.authenticate("e31.e30.x");

        assertThat(steward.actor()).isEqualTo(actor("steward@owner"));
        assertThat(steward.token()).isNull();
        assertThat(steward.admit(Permission.DECIDE_REQUEST)).isInstanceOf(Outcome.Ok.class);
        assertThat(steward.admit(Permission.CONFIRM_PLAN)).isInstanceOf(Outcome.Refused.class);
        assertThat(nobody).isInstanceOfSatisfying(Outcome.Refused.class, refused -> assertThat(
                        refused.refusal().reason().code())
                .isEqualTo("catalogue.actor.subject-unknown"));
        assertThat(actors.authenticate(as("auditor")).orThrow().actor()).isEqualTo(actor("auditor"));
    }

    @Test
    void departmentsAreToldOfTokensThatRunOutAndWereNotExchanged() throws Exception {
        var spare = catalogue.register("gateway", "publisher", "other");
        var exchanged = token(spare, 90);
        var successor = done(catalogue.post(
                exchanged.getString("token"),
                "/tokens/" + exchanged.getString("tokenId") + "/rotation",
                new JsonObject().put("overlapHours", 720)));
        var forAWhile = token(spare, 10);
        var told = new ArrayList<String>();

        actors(Clock.offset(Clock.systemUTC(), Duration.ofDays(6)))
                .remind((db, department, token, reason) -> told.add(department + " " + token));
        assertThat(told).isEmpty();
        actors(Clock.offset(Clock.systemUTC(), Duration.ofDays(25)))
                .remind((db, department, token, reason) -> told.add(department + " " + token));
        assertThat(told).hasSize(1).allMatch(line -> line.startsWith("null "));
        told.clear();
        actors(Clock.offset(Clock.systemUTC(), Duration.ofDays(86)))
                .remind((db, department, token, reason) -> told.add(department + " " + token));

        var ofOthers = json(catalogue.get(as("publisher@other"), "/me"))
                .getJsonObject("token")
                .getString("tokenId");
        assertThat(told)
                .doesNotHaveDuplicates()
                .contains(department("other") + " " + ofOthers)
                .noneMatch(line -> line.endsWith(exchanged.getString("tokenId")))
                .noneMatch(line -> line.endsWith(forAWhile.getString("tokenId")))
                .contains(department("other") + " " + successor.getString("tokenId"));
    }

    @Test
    void listsShowWhatConcernsTheCallerAndNothingElse() throws Exception {
        for (var list : List.of("/requests", "/demands", "/corrections", "/grants")) {
            for (var column : COLUMNS) {
                assertThat(json(catalogue.get(as(column), list))
                                .getJsonArray("items")
                                .isEmpty())
                        .as("%s for %s shows nothing", list, column)
                        .isEqualTo(column.endsWith("@other"));
            }
        }
    }

    /** Others have notices of their own, so that what matters is whose each one is. */
    @Test
    void noticesAreSeenByTheirDepartmentAndByWhoOverseesAll() throws Exception {
        for (var column : COLUMNS) {
            var at = column.indexOf('@');
            var seen = json(catalogue.get(as(column), "/notices")).getJsonArray("items").stream()
                    .map(JsonObject.class::cast)
                    .toList();

            assertThat(seen.stream().map(item -> item.getString("id")).anyMatch(notice::equals))
                    .as("%s sees the reader's notice", column)
                    .isEqualTo(at < 0 || column.endsWith("@reader"));
            if (at >= 0) {
                assertThat(seen).as("notices for %s", column).allMatch(item -> item.getJsonObject("department")
                        .getString("slug")
                        .equals(column.substring(at + 1)));
            }
        }
    }

    private static HttpResponse<String> send(String operation, @Nullable String token) throws Exception {
        var ask = ask(operation);
        return catalogue.call(
                ask.method(),
                ask.path(),
                token,
                ask.body() == null ? null : ask.body().encode());
    }

    private static Stream<String> lines() {
        return EXPECTED.lines().filter(line -> line.matches("\\|\\w.*"));
    }

    /** The status of each operation for each column. */
    private static Map<Permission, Map<String, String>> expected() {
        var expected = new LinkedHashMap<Permission, Map<String, String>>();
        lines().forEach(line -> {
            var cells = line.substring(22).replace("|", " ").strip().split(" +", -1);
            var row = new LinkedHashMap<String, String>();
            for (int i = 0; i < COLUMNS.size(); i++) {
                row.put(COLUMNS.get(i), cells[i]);
            }
            expected.put(Permission.of(line.substring(1, 21).strip()), row);
        });
        return expected;
    }

    private static DepartmentId department(String slug) {
        return database.jdbi()
                .withHandle(
                        db -> new DepartmentStore().find(db, slug).orElseThrow().id());
    }

    private static Actors actors() {
        return actors(Clock.systemUTC());
    }

    private static Actors actors(Clock clock) {
        var random = new SecureRandom();
        return new Actors(
                new Transactions(database.jdbi(), catalogue.config.ledger().patience()),
                new LedgerStaging(clock, random),
                (db, slug) -> Optional.empty(),
                clock,
                random);
    }

    private static Actor actor(String column) {
        return ACTORS.computeIfAbsent(
                column, known -> actors().authenticate(as(known)).orThrow().actor());
    }

    private static String cell(Permission permission, String column) {
        return Objects.requireNonNull(
                expected().getOrDefault(permission, Map.of()).get(column));
    }

    private static Ask ask(String operation) {
        return Objects.requireNonNull(asks.get(operation), operation);
    }

    private static JsonObject body(String operation) {
        return Objects.requireNonNull(ask(operation).body());
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
