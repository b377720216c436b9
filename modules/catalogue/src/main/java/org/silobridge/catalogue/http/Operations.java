package org.silobridge.catalogue.http;

import static java.util.Map.entry;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.YearMonth;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.actor.Actors;
import org.silobridge.catalogue.actor.Sessions;
import org.silobridge.catalogue.contract.Contracts;
import org.silobridge.catalogue.contract.PublishedVersion;
import org.silobridge.catalogue.correction.Correction;
import org.silobridge.catalogue.correction.Corrections;
import org.silobridge.catalogue.database.Databases;
import org.silobridge.catalogue.dataset.Dataset;
import org.silobridge.catalogue.dataset.Datasets;
import org.silobridge.catalogue.delivery.Courier;
import org.silobridge.catalogue.delivery.Deliveries;
import org.silobridge.catalogue.demand.Demands;
import org.silobridge.catalogue.department.Department;
import org.silobridge.catalogue.department.Departments;
import org.silobridge.catalogue.enforcement.Enforcement;
import org.silobridge.catalogue.enforcement.EnforcementStatus;
import org.silobridge.catalogue.enforcement.Score;
import org.silobridge.catalogue.grant.GrantClock;
import org.silobridge.catalogue.grant.Grants;
import org.silobridge.catalogue.kafka.KafkaCredential;
import org.silobridge.catalogue.notice.Notice;
import org.silobridge.catalogue.notice.Notices;
import org.silobridge.catalogue.request.Access;
import org.silobridge.catalogue.request.Appeals;
import org.silobridge.catalogue.request.PendingRequests;
import org.silobridge.catalogue.request.RequestClock;
import org.silobridge.catalogue.request.Requests;
import org.silobridge.catalogue.scoreboard.Scoreboard;
import org.silobridge.catalogue.signing.Signature;
import org.silobridge.catalogue.signing.Signatures;
import org.silobridge.catalogue.signing.SigningKeys;
import org.silobridge.catalogue.store.Transactions;
import org.silobridge.catalogue.succession.Succession;
import org.silobridge.catalogue.use.Use;
import org.silobridge.contract.evolution.Judgement;
import org.silobridge.model.CorrectionState;
import org.silobridge.model.DatasetId;
import org.silobridge.model.DemandState;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.GrantState;
import org.silobridge.model.KafkaNames;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.RequestState;
import org.silobridge.model.Slug;
import org.silobridge.model.Violation;

/** What each operation of the API does: from the call to a use-case, and from its outcome to the answer. Blocking. */
public final class Operations {
    private static final int ENTRIES_PER_PAGE = 100;
    private static final int DATASETS_PER_PAGE = 100;

    /** What there is to say of the exchange itself. */
    public record ExchangeFacts(
            String name,
            KafkaNames names,
            String kafkaBootstrapServers,
            String registryUrl,
            String ledgerOrigin,
            String verifierKey) {}

    private final Transactions transactions;
    private final ExchangeFacts exchange;
    private final Actors actors;
    private final Sessions sessions;
    private final LogIns logIns;
    private final Departments departments;
    private final Databases databases = new Databases();
    private final Contracts contracts;
    private final Datasets datasets;
    private final Requests requests;
    private final PendingRequests pending;
    private final Appeals appeals;
    private final RequestClock requestClock;
    private final Demands demands;
    private final Corrections corrections;
    private final Grants grants;
    private final GrantClock grantClock;
    private final Use use;
    private final Succession succession;
    private final SigningKeys signingKeys;
    private final Signatures signatures;
    private final Notices notices;
    private final Deliveries deliveries;
    private final Courier courier;
    private final Scoreboard scoreboard;
    private final Access.Lookup access;
    private final Enforcement enforcement;
    private final LedgerPages ledger;
    private final Oversight oversight;
    private final HealthChecks health;
    private final Map<String, Function<Call, Answer>> all = Map.ofEntries(
            entry("health", this::health),
            entry("getExchange", this::getExchange),
            entry("getMe", this::getMe),
            entry("startLogIn", this::startLogIn),
            entry("finishLogIn", this::finishLogIn),
            entry("logIn", this::logIn),
            entry("getSession", this::getSession),
            entry("logOut", this::logOut),
            entry("listDepartments", this::listDepartments),
            entry("registerDepartment", this::registerDepartment),
            entry("getDepartment", this::getDepartment),
            entry("nameSuccessor", this::nameSuccessor),
            entry("issueKafkaCredential", this::issueKafkaCredential),
            entry("endKafkaCredential", this::endKafkaCredential),
            entry("listActors", this::listActors),
            entry("registerActor", this::registerActor),
            entry("endActor", this::endActor),
            entry("endSessions", this::endSessions),
            entry("setPassword", this::setPassword),
            entry("issueToken", this::issueToken),
            entry("rotateToken", this::rotateToken),
            entry("endToken", this::endToken),
            entry("listSigningKeys", this::listSigningKeys),
            entry("offerSigningKey", this::offerSigningKey),
            entry("confirmSigningKey", this::confirmSigningKey),
            entry("revokeSigningKey", this::revokeSigningKey),
            entry("listDatabases", this::listDatabases),
            entry("getDatabase", this::getDatabase),
            entry("listContracts", this::listContracts),
            entry("publishContract", this::publishContract),
            entry("checkContract", this::checkContract),
            entry("getContract", this::getContract),
            entry("getContractVersion", this::getContractVersion),
            entry("listDatasets", this::listDatasets),
            entry("registerDataset", this::registerDataset),
            entry("getDataset", this::getDataset),
            entry("getPublication", this::getPublication),
            entry("leaseKey", this::leaseKey),
            entry("requireSignatures", this::requireSignatures),
            entry("getAccess", this::getAccess),
            entry("listRequests", this::listRequests),
            entry("fileRequest", this::fileRequest),
            entry("getRequest", this::getRequest),
            entry("checkRequest", this::checkRequest),
            entry("decideRequest", this::decideRequest),
            entry("secondRequest", this::secondRequest),
            entry("extendRequest", this::extendRequest),
            entry("askSupplement", this::askSupplement),
            entry("supplyRequest", this::supplyRequest),
            entry("withdrawRequest", this::withdrawRequest),
            entry("appealRequest", this::appealRequest),
            entry("endTalks", this::endTalks),
            entry("ruleOnAppeal", this::ruleOnAppeal),
            entry("listDemands", this::listDemands),
            entry("fileDemand", this::fileDemand),
            entry("getDemand", this::getDemand),
            entry("answerDemand", this::answerDemand),
            entry("withdrawDemand", this::withdrawDemand),
            entry("listCorrections", this::listCorrections),
            entry("fileCorrection", this::fileCorrection),
            entry("getCorrection", this::getCorrection),
            entry("extendCorrection", this::extendCorrection),
            entry("answerCorrection", this::answerCorrection),
            entry("withdrawCorrection", this::withdrawCorrection),
            entry("appealCorrection", this::appealCorrection),
            entry("ruleOnCorrection", this::ruleOnCorrection),
            entry("listGrants", this::listGrants),
            entry("getGrant", this::getGrant),
            entry("revokeGrant", this::revokeGrant),
            entry("suspendGrant", this::suspendGrant),
            entry("resumeGrant", this::resumeGrant),
            entry("recertifyGrant", this::recertifyGrant),
            entry("askRenewal", this::askRenewal),
            entry("renewGrant", this::renewGrant),
            entry("listNotices", this::listNotices),
            entry("readNotice", this::readNotice),
            entry("listDelivery", this::listDelivery),
            entry("addDelivery", this::addDelivery),
            entry("endDelivery", this::endDelivery),
            entry("getMetrics", this::getMetrics),
            entry("getScoreboard", this::getScoreboard),
            entry("getCheckpoint", this::getCheckpoint),
            entry("exportLedger", this::exportLedger),
            entry("listLedgerEntries", this::listLedgerEntries),
            entry("getEnforcement", this::getEnforcement),
            entry("getSurvey", this::getSurvey),
            entry("keepRight", this::keepRight),
            entry("confirmPlan", this::confirmPlan));

    public Operations(
            Transactions transactions,
            ExchangeFacts exchange,
            Actors actors,
            Sessions sessions,
            LogIns logIns,
            Departments departments,
            Contracts contracts,
            Datasets datasets,
            Requests requests,
            PendingRequests pending,
            Appeals appeals,
            RequestClock requestClock,
            Demands demands,
            Corrections corrections,
            Grants grants,
            GrantClock grantClock,
            Use use,
            Succession succession,
            SigningKeys signingKeys,
            Signatures signatures,
            Notices notices,
            Deliveries deliveries,
            Courier courier,
            Scoreboard scoreboard,
            Enforcement enforcement,
            LedgerPages ledger,
            HealthChecks health) {
        this.transactions = transactions;
        this.exchange = exchange;
        this.actors = actors;
        this.sessions = sessions;
        this.logIns = logIns;
        this.departments = departments;
        this.contracts = contracts;
        this.datasets = datasets;
        this.requests = requests;
        this.pending = pending;
        this.appeals = appeals;
        this.requestClock = requestClock;
        this.demands = demands;
        this.corrections = corrections;
        this.grants = grants;
        this.grantClock = grantClock;
        this.use = use;
        this.succession = succession;
        this.signingKeys = signingKeys;
        this.signatures = signatures;
        this.notices = notices;
        this.deliveries = deliveries;
        this.courier = courier;
        this.scoreboard = scoreboard;
        this.access = new Access.Lookup(datasets, departments, requests);
        this.enforcement = enforcement;
        this.ledger = ledger;
        this.oversight = new Oversight(ledger, enforcement);
        this.health = health;
    }

    /** By operationId. */
    Map<String, Function<Call, Answer>> all() {
        return all;
    }

    private Answer health(Call call) {
        return health.answer();
    }

    private Answer getExchange(Call call) {
        return Answer.ok(new JsonObject()
                .put("name", exchange.name())
                .put("prefix", exchange.names().prefix())
                .put("kafkaBootstrapServers", exchange.kafkaBootstrapServers())
                .put("registryUrl", exchange.registryUrl())
                .put(
                        "ledger",
                        new JsonObject()
                                .put("origin", exchange.ledgerOrigin())
                                .put("verifierKey", exchange.verifierKey())));
    }

    private Answer getMe(Call call) {
        return view(call, views -> views.me(call.bearer()));
    }

    // Log-ins

    private Answer startLogIn(Call call) {
        return logIns.start(call);
    }

    private Answer finishLogIn(Call call) {
        return logIns.finish(call);
    }

    private Answer logIn(Call call) {
        return logIns.withPassword(call);
    }

    private Answer getSession(Call call) {
        return logIns.session(call);
    }

    private Answer logOut(Call call) {
        return logIns.logOut(call);
    }

    // Departments and actors

    private Answer listDepartments(Call call) {
        return transactions.read(db -> Answer.items(departments.all(db), views(db, call)::department));
    }

    private Answer getDepartment(Call call) {
        return transactions.read(db -> Answer.of(
                departments.find(db, call.path("id")),
                department -> Answer.ok(views(db, call).department(department))));
    }

    private Answer registerDepartment(Call call) {
        var body = call.body();
        var name = body.getJsonObject("name");
        var asked = new Departments.NewDepartment(
                body.getString("slug"),
                name.getString("en"),
                name.getString("zh"),
                body.getString("socialCreditCode"),
                body.getString("level"),
                body.getString("divisionCode"));
        return Answer.of(departments.register(call.actor(), asked), registered -> {
            var answer = view(call, views -> new JsonObject().put("department", views.department(registered.value())));
            if (!registered.isNew()) {
                return answer;
            }
            enforcement.poke();
            // The department stands; where Kafka does not answer now its credential is issued later.
            var credential = enforcement.issueCredential(
                    registered.value().id(), call.actor().id());
            var json = answer.body();
            return Answer.created(
                    true,
                    credential instanceof Outcome.Ok<KafkaCredential> ok
                            ? json.put("kafka", Views.credential(ok.value()))
                            : json);
        });
    }

    private Answer nameSuccessor(Call call) {
        var body = call.body();
        return Answer.of(
                succession.end(
                        call.actor(),
                        call.path("id"),
                        new Succession.NewEnding(
                                body.getString("successor"), elsewhere(body), Call.text(body, "reason", ""))),
                ended -> view(call, views -> views.department(ended)));
    }

    /** A dataset that is named twice goes to no department that there is. */
    private static Map<String, String> elsewhere(JsonObject body) {
        return body.getJsonArray("datasets", new JsonArray()).stream()
                .map(JsonObject.class::cast)
                .collect(Collectors.toMap(
                        each -> each.getString("dataset"),
                        each -> each.getString("department"),
                        (one, other) -> one.equals(other) ? one : one + ", " + other));
    }

    private Answer issueKafkaCredential(Call call) {
        var body = call.bodyOrEmpty();
        var overlapHours = body.getInteger("overlapHours");
        if (!body.getBoolean("password", true)) {
            return Answer.of(
                    departments.addLogin(call.actor(), call.path("id"), overlapHours),
                    user -> Answer.created(true, new JsonObject().put("username", user)));
        }
        return Answer.of(
                departments.issueCredential(call.actor(), call.path("id"), overlapHours),
                credential -> Answer.created(true, Views.credential(credential)));
    }

    private Answer endKafkaCredential(Call call) {
        return Answer.of(
                departments.endCredential(call.actor(), call.path("id"), call.path("username")),
                ended -> new Answer.Empty());
    }

    private Answer listActors(Call call) {
        return transactions.read(db -> {
            var views = views(db, call);
            return Answer.of(
                    actors.list(db, call.actor()),
                    all -> Answer.items(all, actor -> views.actor(actor, actors.tokens(db, actor.id()))));
        });
    }

    private Answer registerActor(Call call) {
        var body = call.body();
        var roles = objects(body.getJsonArray("roles")).stream()
                .map(role -> new Actors.AskedRole(role.getString("role"), role.getString("department")))
                .toList();
        return Answer.of(
                actors.register(call.actor(), body.getString("subject"), body.getString("displayName"), roles),
                registered -> transactions.read(db -> Answer.created(
                        registered.isNew(),
                        views(db, call)
                                .actor(
                                        registered.value(),
                                        actors.tokens(db, registered.value().id())))));
    }

    private Answer endActor(Call call) {
        return Answer.of(actors.end(call.actor(), call.path("id")), ended -> new Answer.Empty());
    }

    private Answer endSessions(Call call) {
        return Answer.of(sessions.endAll(call.actor(), call.path("id")), ended -> new Answer.Empty());
    }

    private Answer setPassword(Call call) {
        return logIns.issuePassword(call);
    }

    private Answer issueToken(Call call) {
        var body = call.body();
        return Answer.of(
                actors.issueToken(
                        call.actor(),
                        call.bearer().scope(),
                        call.path("id"),
                        new Actors.NewToken(
                                body.getString("label"),
                                body.getInteger("validDays"),
                                texts(body.getJsonArray("scope")))),
                issued -> Answer.created(true, Views.issued(issued)));
    }

    private Answer rotateToken(Call call) {
        return Answer.of(
                actors.rotateToken(
                        call.actor(),
                        call.bearer().scope(),
                        call.path("id"),
                        call.body().getInteger("overlapHours")),
                issued -> Answer.created(true, Views.issued(issued)));
    }

    private Answer endToken(Call call) {
        return Answer.of(actors.endToken(call.actor(), call.path("id")), ended -> new Answer.Empty());
    }

    // Signatures

    private Answer listSigningKeys(Call call) {
        return transactions.read(db -> Answer.items(signingKeys.list(db), Views::signingKey));
    }

    private Answer offerSigningKey(Call call) {
        var body = call.body();
        return Answer.of(
                signingKeys.offer(
                        call.actor(),
                        new SigningKeys.NewKey(
                                body.getString("department"),
                                body.getString("publicKey"),
                                body.getString("at"),
                                body.getString("proof"))),
                offered -> Answer.created(offered.isNew(), Views.signingKey(offered.value())));
    }

    private Answer confirmSigningKey(Call call) {
        return Answer.of(
                signingKeys.confirm(call.actor(), call.path("id")),
                confirmed -> Answer.ok(Views.signingKey(confirmed)));
    }

    private Answer revokeSigningKey(Call call) {
        return Answer.of(
                signingKeys.revoke(call.actor(), call.path("id"), call.body().getString("reason")),
                revoked -> Answer.ok(Views.signingKey(revoked)));
    }

    private Answer requireSignatures(Call call) {
        var body = call.body();
        return Answer.of(
                signingKeys.require(
                        call.actor(),
                        call.path("id"),
                        body.getBoolean("required"),
                        body.getString("reason"),
                        signature(body)),
                dataset -> transactions.read(db -> Answer.ok(dataset(db, call, dataset))));
    }

    private static @Nullable Signature signature(JsonObject body) {
        var signature = body.getJsonObject("signature");
        return signature == null
                ? null
                : new Signature(signature.getString("key"), signature.getString("at"), signature.getString("value"));
    }

    private JsonObject dataset(Handle db, Call call, Dataset dataset) {
        return views(db, call)
                .dataset(dataset, datasets.contract(db, dataset), use.of(db, dataset))
                .put("signaturesRequired", signatures.demanded(db, dataset.id()));
    }

    // Databases, contracts, datasets

    private Answer listDatabases(Call call) {
        return transactions.read(db -> Answer.items(databases.all(db), Views::database));
    }

    private Answer getDatabase(Call call) {
        return transactions.read(db ->
                Answer.of(databases.find(db, call.path("slug")), database -> Answer.ok(Views.database(database))));
    }

    private Answer listContracts(Call call) {
        return transactions.read(db -> Answer.items(
                contracts.all(db, call.query("database")).stream()
                        .collect(Collectors.groupingBy(PublishedVersion::name, LinkedHashMap::new, Collectors.toList()))
                        .values(),
                this::contract));
    }

    private Answer getContract(Call call) {
        return transactions.read(db -> Answer.of(
                contracts.versions(db, call.path("database"), call.path("name")),
                versions -> Answer.ok(contract(versions))));
    }

    private Answer getContractVersion(Call call) {
        return transactions.read(db -> Answer.of(
                contracts.version(db, call.path("database"), call.path("name"), call.path("version")),
                version -> Answer.ok(Views.version(version))));
    }

    private Answer publishContract(Call call) {
        var body = call.body();
        return Answer.of(
                contracts.publish(call.actor(), body.getString("contract"), body.getString("schema"), confirmed(body)),
                published -> Answer.created(published.isNew(), Views.version(published.value())));
    }

    private Answer checkContract(Call call) {
        var body = call.body();
        var checked = contracts.check(call.actor(), body.getString("contract"), body.getString("schema"));
        if (!(checked instanceof Outcome.Ok<Judgement> ok)) {
            return Answer.ok(Views.notAdmitted(((Outcome.Refused<Judgement>) checked).refusal(), call.locale()));
        }
        return Answer.ok(Views.judgement(ok.value(), confirmed(body), call.locale()));
    }

    private static boolean confirmed(JsonObject body) {
        return Boolean.TRUE.equals(body.getBoolean("confirm"));
    }

    private Answer listDatasets(Call call) {
        var database = call.query("database");
        var named = call.query("owner");
        var words = Optional.ofNullable(call.query("q")).orElse("");
        int limit = Math.toIntExact(call.number("limit", DATASETS_PER_PAGE));
        return transactions.read(db -> {
            var owner = named == null ? null : departments.find(db, named);
            if (owner instanceof Outcome.Refused<Department>) {
                return Answer.items(List.<JsonObject>of(), view -> view);
            }
            var found = datasets.search(
                    db, words, database, owner == null ? null : owner.orThrow().id(), call.query("after"), limit);
            return Answer.of(found, page -> {
                var views = views(db, call);
                views.know(page.items().stream()
                        .map(listed -> listed.dataset().owner())
                        .collect(Collectors.toSet()));
                var next = page.next();
                return Answer.page(page.items(), views::dataset, next == null ? null : next.value());
            });
        });
    }

    private Answer getDataset(Call call) {
        return transactions.read(db -> Answer.of(
                datasets.find(db, call.actor().departments(), call.path("id")),
                dataset -> Answer.ok(dataset(db, call, dataset))));
    }

    private Answer registerDataset(Call call) {
        var body = call.body();
        var asked = new Datasets.NewDataset(
                body.getString("contract"),
                body.getInteger("major"),
                body.getString("owner"),
                body.getString("freshness"));
        return Answer.of(
                datasets.register(call.actor(), asked),
                registered -> transactions.read(db -> Answer.created(
                        registered.isNew(),
                        views(db, call).dataset(registered.value(), datasets.contract(db, registered.value())))));
    }

    private Answer getPublication(Call call) {
        return transactions.read(db -> Answer.of(
                datasets.publication(db, call.actor(), call.path("id")),
                publication -> Answer.ok(views(db, call)
                        .publication(publication, exchange.kafkaBootstrapServers(), exchange.registryUrl()))));
    }

    private Answer leaseKey(Call call) {
        return Answer.of(datasets.leaseKey(call.actor(), call.path("id")), lease -> {
            try (lease) {
                return Answer.created(
                        true,
                        new JsonObject()
                                .put("datasetId", lease.dataset().value())
                                .put("major", lease.major())
                                .put("secret", lease.secretBase64())
                                .put("expiresAt", lease.expiresAt()));
            }
        });
    }

    private Answer getAccess(Call call) {
        return transactions.read(db -> Answer.of(
                access.find(db, call.actor(), call.path("id"), call.query("department")),
                found -> Answer.ok(views(db, call).access(found))));
    }

    // Requests and grants

    private Answer listRequests(Call call) {
        return transactions.read(db -> Answer.of(
                filter(call.query("department"), wanted -> departments.find(db, wanted)),
                department -> Answer.of(
                        word(call, RequestState::of, RequestState.values()),
                        state -> Answer.items(
                                requests.list(
                                        db,
                                        call.actor(),
                                        department.map(Department::id).orElse(null),
                                        state.orElse(null)),
                                views(db, call)::request))));
    }

    private Answer getRequest(Call call) {
        return transactions.read(db -> Answer.of(
                requests.find(db, call.actor(), call.path("id")),
                request -> Answer.ok(views(db, call).request(request))));
    }

    private Answer fileRequest(Call call) {
        var body = call.body();
        var asked = new Requests.NewRequest(
                body.getString("dataset"),
                body.getString("department"),
                body.getString("purpose"),
                body.getString("legalBasis"),
                Call.text(body, "scenario", ""),
                Call.text(body, "commitment", ""),
                texts(body.getJsonArray("groups")),
                body.getInteger("durationDays"),
                texts(body.getJsonArray("jurisdictions")),
                body.getBoolean("followsMajor", false));
        return Answer.of(
                requests.file(call.actor(), asked, call.header("Idempotency-Key")),
                filed -> transactions.read(
                        db -> Answer.created(filed.isNew(), views(db, call).request(filed.value()))));
    }

    private Answer checkRequest(Call call) {
        return Answer.of(
                check(call.body()).flatMap(asked -> pending.check(call.actor(), call.path("id"), asked)),
                checked -> view(call, views -> views.request(checked)));
    }

    private Answer secondRequest(Call call) {
        return Answer.of(
                pending.second(call.actor(), call.path("id"), opinion(call.body())),
                decided -> view(call, views -> views.request(decided)));
    }

    private static Outcome<PendingRequests.NewCheck> check(JsonObject body) {
        var answerBy = body.getString("answerBy");
        try {
            return Outcome.ok(new PendingRequests.NewCheck(
                    body.getString("decision"),
                    Call.text(body, "reason", ""),
                    answerBy == null ? null : Instant.parse(answerBy).truncatedTo(ChronoUnit.MILLIS)));
        } catch (DateTimeParseException notAMoment) {
            return Outcome.invalid(
                    Reason.of("catalogue.request.invalid-decision", "count", 1),
                    List.of(new Violation("answerBy", answerBy, Reason.of("catalogue.request.answer-by"))));
        }
    }

    private static PendingRequests.NewOpinion opinion(JsonObject body) {
        return new PendingRequests.NewOpinion(
                body.getString("decision"), Call.text(body, "reason", ""), signature(body));
    }

    private Answer decideRequest(Call call) {
        return Answer.of(
                decision(call.body()).flatMap(asked -> pending.decide(call.actor(), call.path("id"), asked)),
                decided -> view(call, views -> views.request(decided)));
    }

    private static Outcome<PendingRequests.NewDecision> decision(JsonObject body) {
        var groups = body.getJsonArray("groups");
        var names = texts(groups);
        var violations = IntStream.range(0, names.size())
                .filter(i -> !Slug.isValid(names.get(i)))
                .mapToObj(i -> new Violation("groups[" + i + "]", names.get(i), Reason.of("catalogue.input.slug")))
                .toList();
        return violations.isEmpty()
                ? Outcome.ok(new PendingRequests.NewDecision(
                        body.getString("decision"),
                        Call.text(body, "reason", ""),
                        body.getInteger("durationDays"),
                        groups == null ? null : names.stream().map(Slug::new).toList(),
                        body.getBoolean("followsMajor"),
                        signature(body)))
                : Outcome.invalid(
                        Reason.of("catalogue.request.invalid-decision", "count", violations.size()), violations);
    }

    private Answer extendRequest(Call call) {
        return Answer.of(
                pending.extend(call.actor(), call.path("id"), Call.text(call.body(), "reason", "")),
                extended -> view(call, views -> views.request(extended)));
    }

    private Answer askSupplement(Call call) {
        return Answer.of(
                pending.askSupplement(call.actor(), call.path("id"), call.body().getString("missing")),
                asked -> view(call, views -> views.request(asked)));
    }

    private Answer supplyRequest(Call call) {
        return Answer.of(
                pending.supply(call.actor(), call.path("id"), call.body().getString("text")),
                supplied -> view(call, views -> views.request(supplied)));
    }

    private Answer withdrawRequest(Call call) {
        return Answer.of(
                pending.withdraw(call.actor(), call.path("id")),
                withdrawn -> view(call, views -> views.request(withdrawn)));
    }

    private Answer appealRequest(Call call) {
        return Answer.of(
                appeals.appeal(call.actor(), call.path("id"), call.body().getString("grounds")),
                appealed -> view(call, views -> views.request(appealed)));
    }

    private Answer endTalks(Call call) {
        return Answer.of(
                appeals.endTalks(call.actor(), call.path("id")), ended -> view(call, views -> views.request(ended)));
    }

    private Answer ruleOnAppeal(Call call) {
        return Answer.of(
                decision(call.body()).flatMap(asked -> appeals.rule(call.actor(), call.path("id"), asked)),
                ruled -> view(call, views -> views.request(ruled)));
    }

    private Answer listDemands(Call call) {
        return transactions.read(db -> Answer.of(
                filter(call.query("department"), wanted -> departments.find(db, wanted)),
                department -> Answer.of(
                        word(call, DemandState::of, DemandState.values()),
                        state -> Answer.items(
                                demands.list(
                                        db,
                                        call.actor(),
                                        department.map(Department::id).orElse(null),
                                        state.orElse(null)),
                                demand -> views(db, call).demand(demand, demands)))));
    }

    private Answer getDemand(Call call) {
        return transactions.read(db -> Answer.of(
                demands.find(db, call.actor(), call.path("id")),
                demand -> Answer.ok(views(db, call).demand(demand, demands))));
    }

    private Answer fileDemand(Call call) {
        var body = call.body();
        var asked = new Demands.NewDemand(
                body.getString("department"),
                body.getString("holder"),
                body.getString("subject"),
                body.getString("description"),
                body.getString("purpose"),
                body.getString("legalBasis"));
        return Answer.of(
                demands.file(call.actor(), asked),
                filed -> transactions.read(
                        db -> Answer.created(filed.isNew(), views(db, call).demand(filed.value(), demands))));
    }

    private Answer answerDemand(Call call) {
        var body = call.body();
        var asked = new Demands.NewAnswer(
                body.getString("decision"),
                body.getString("dataset"),
                body.getString("holder"),
                Call.text(body, "reason", ""));
        return Answer.of(
                demands.answer(call.actor(), call.path("id"), asked),
                answered -> view(call, views -> views.demand(answered, demands)));
    }

    private Answer withdrawDemand(Call call) {
        return Answer.of(
                demands.withdraw(call.actor(), call.path("id")),
                withdrawn -> view(call, views -> views.demand(withdrawn, demands)));
    }

    private Answer listCorrections(Call call) {
        return transactions.read(db -> filtered(
                call,
                db,
                CorrectionState::of,
                CorrectionState.values(),
                (department, dataset, state) -> Answer.items(
                        corrections.list(db, call.actor(), department, dataset, state),
                        correction -> views(db, call).correction(correction, corrections, call.actor()))));
    }

    private Answer getCorrection(Call call) {
        return transactions.read(db -> Answer.of(
                corrections.find(db, call.actor(), call.path("id")),
                correction -> Answer.ok(views(db, call).correction(correction, corrections, call.actor()))));
    }

    private Answer fileCorrection(Call call) {
        var body = call.body();
        var asked = new Corrections.NewDispute(
                body.getString("dataset"),
                body.getString("department"),
                body.getString("key"),
                body.getString("field"),
                Boolean.TRUE.equals(body.getBoolean("missing")),
                body.getLong("partition"),
                body.getLong("offset"),
                body.getString("evidence"));
        return Answer.of(
                corrections.file(call.actor(), asked),
                filed -> transactions.read(db -> Answer.created(
                        filed.isNew(), views(db, call).correction(filed.value(), corrections, call.actor()))));
    }

    private Answer extendCorrection(Call call) {
        return correction(
                call,
                corrections.extend(call.actor(), call.path("id"), call.body().getString("reason")));
    }

    private Answer answerCorrection(Call call) {
        var body = call.body();
        return correction(
                call,
                corrections.answer(
                        call.actor(),
                        call.path("id"),
                        new Corrections.NewAnswer(
                                body.getString("decision"),
                                body.getLong("partition"),
                                body.getLong("offset"),
                                Call.text(body, "reason", ""))));
    }

    private Answer appealCorrection(Call call) {
        return correction(
                call,
                corrections.appeal(call.actor(), call.path("id"), call.body().getString("grounds")));
    }

    private Answer ruleOnCorrection(Call call) {
        var body = call.body();
        return correction(
                call,
                corrections.rule(
                        call.actor(),
                        call.path("id"),
                        new Corrections.NewRuling(body.getString("decision"), body.getString("reason"))));
    }

    private Answer withdrawCorrection(Call call) {
        return correction(call, corrections.withdraw(call.actor(), call.path("id")));
    }

    private Answer correction(Call call, Outcome<Correction> changed) {
        return Answer.of(changed, now -> view(call, views -> views.correction(now, corrections, call.actor())));
    }

    private Answer listGrants(Call call) {
        return transactions.read(db -> filtered(
                call,
                db,
                GrantState::of,
                GrantState.values(),
                (department, dataset, state) -> Answer.items(
                        grants.list(db, call.actor(), dataset, department, state), views(db, call)::grant)));
    }

    private Answer getGrant(Call call) {
        return transactions.read(db -> Answer.of(
                grants.find(db, call.actor(), call.path("id")),
                grant -> Answer.ok(views(db, call).grant(grant, use.of(db, grant)))));
    }

    private Answer revokeGrant(Call call) {
        return Answer.of(
                grants.revoke(call.actor(), call.path("id"), call.body().getString("reason"), signature(call.body())),
                revoked -> view(call, views -> views.grant(revoked)));
    }

    private Answer suspendGrant(Call call) {
        return Answer.of(
                grants.suspend(call.actor(), call.path("id"), call.body().getString("reason"), signature(call.body())),
                suspended -> view(call, views -> views.grant(suspended)));
    }

    private Answer resumeGrant(Call call) {
        return Answer.of(
                grants.resume(
                        call.actor(), call.path("id"), Call.text(call.body(), "reason", ""), signature(call.body())),
                resumed -> view(call, views -> views.grant(resumed)));
    }

    private Answer recertifyGrant(Call call) {
        return Answer.of(
                grants.recertify(call.actor(), call.path("id"), signature(call.bodyOrEmpty())),
                confirmed -> view(call, views -> views.grant(confirmed)));
    }

    private Answer askRenewal(Call call) {
        var body = call.body();
        return Answer.of(
                grants.askRenewal(
                        call.actor(), call.path("id"), body.getString("until"), Call.text(body, "reason", "")),
                asked -> view(call, views -> views.grant(asked)));
    }

    private Answer renewGrant(Call call) {
        var body = call.body();
        return Answer.of(
                grants.renew(
                        call.actor(),
                        call.path("id"),
                        new Grants.NewRenewal(
                                body.getString("decision"),
                                body.getString("until"),
                                Call.text(body, "reason", ""),
                                signature(body))),
                renewed -> view(call, views -> views.grant(renewed)));
    }

    // Notices

    private Answer listNotices(Call call) {
        return transactions.read(db -> Answer.of(
                filter(call.query("department"), wanted -> departments.find(db, wanted)),
                department -> Answer.of(
                        word(call, Notice.State::of, Notice.State.values()),
                        state -> notices(
                                db,
                                call,
                                notices.list(
                                        db,
                                        call.actor(),
                                        department.map(Department::id).orElse(null),
                                        state.orElse(null))))));
    }

    private Answer notices(Handle db, Call call, List<Notice> listed) {
        var views = views(db, call);
        var on = deliveries.of(db, listed.stream().map(Notice::id).toList());
        return Answer.items(listed, notice -> views.notice(notice, on.getOrDefault(notice.id(), List.of())));
    }

    private Answer readNotice(Call call) {
        return Answer.of(
                notices.read(call.actor(), call.path("id")),
                notice -> view(
                        call,
                        (db, views) -> views.notice(
                                notice, deliveries.of(db, List.of(notice.id())).getOrDefault(notice.id(), List.of()))));
    }

    private Answer listDelivery(Call call) {
        return transactions.read(db -> Answer.of(
                deliveries.list(db, call.actor(), call.path("id")),
                targets -> Answer.items(targets, views(db, call)::target)));
    }

    private Answer addDelivery(Call call) {
        var body = call.body();
        return Answer.of(
                deliveries.add(
                        call.actor(),
                        call.path("id"),
                        body.getString("kind"),
                        body.getString("address"),
                        body.getString("language")),
                added -> {
                    var json = new JsonObject().put("target", Views.target(added.target()));
                    added.secret().ifPresent(secret -> json.put("secret", secret));
                    return Answer.created(added.isNew(), json);
                });
    }

    private Answer endDelivery(Call call) {
        return Answer.of(
                deliveries.end(call.actor(), call.path("id"), call.path("target")), ended -> new Answer.Empty());
    }

    private Answer getMetrics(Call call) {
        return Answer.of(
                courier.metrics(call.actor())
                        .map(text -> text + enforcement.status().metrics()),
                Answer.Text::plain);
    }

    private Answer getScoreboard(Call call) {
        return Answer.of(
                month(call.query("month")),
                month -> transactions.read(db -> {
                    var found = scoreboard.month(db, call.actor(), month);
                    var views = views(db, call);
                    return call.prefersCsv()
                            ? new Answer.Text("csv", views.scoreboardCsv(found))
                            : Answer.ok(views.scoreboard(found));
                }));
    }

    private Outcome<YearMonth> month(@Nullable String text) {
        try {
            return Outcome.ok(text == null ? scoreboard.now() : YearMonth.parse(text));
        } catch (DateTimeException notAMonth) {
            return Outcome.invalid(
                    Reason.of("catalogue.input.invalid", "count", 1),
                    List.of(new Violation("month", text, Reason.of("catalogue.scoreboard.month"))));
        }
    }

    // Ledger and enforcement

    private Answer getCheckpoint(Call call) {
        return ledger.checkpoint()
                .<Answer>map(Answer.Text::plain)
                .orElseGet(() -> new Answer.Refused(Oversight.NO_CHECKPOINT));
    }

    private Answer exportLedger(Call call) {
        return Answer.of(oversight.export(call.actor()), pages -> new Answer.Stream(pages::export));
    }

    private Answer listLedgerEntries(Call call) {
        long from = call.number("from", 0);
        int limit = Math.toIntExact(call.number("limit", ENTRIES_PER_PAGE));
        return Answer.of(oversight.entries(call.actor(), from, limit), Answer::ok);
    }

    private Answer getEnforcement(Call call) {
        return Answer.of(oversight.enforcement(call.actor()), status -> enforcement(call, status));
    }

    private Answer getSurvey(Call call) {
        return Answer.of(
                word(call, "score", Score::of, Score.values()),
                score -> Answer.of(
                        oversight.survey(call.actor()),
                        survey -> view(call, views -> views.survey(survey, score.orElse(null)))));
    }

    private Answer keepRight(Call call) {
        var body = call.body();
        var right = body.getString("right");
        return Answer.of(
                oversight.keep(call.actor(), right, body.getInteger("days"), body.getString("reason")),
                until -> Answer.ok(new JsonObject().put("right", right).put("until", until)));
    }

    private Answer confirmPlan(Call call) {
        var body = call.body();
        return Answer.of(
                oversight.confirm(call.actor(), body.getString("plan"), body.getString("reason")),
                status -> enforcement(call, status));
    }

    private Answer enforcement(Call call, EnforcementStatus status) {
        return view(call, views -> views.enforcement(status, ledger.health()));
    }

    // What they share

    private Answer.Json view(Call call, Function<Views, JsonObject> view) {
        return view(call, (db, views) -> view.apply(views));
    }

    private Answer.Json view(Call call, BiFunction<Handle, Views, JsonObject> view) {
        return transactions.read(db -> new Answer.Json(200, view.apply(db, views(db, call))));
    }

    private Views views(Handle db, Call call) {
        return new Views(db, datasets, exchange.names(), requestClock, grantClock, call.locale());
    }

    private JsonObject contract(List<PublishedVersion> versions) {
        return Views.contract(versions, contracts.read(versions.get(versions.size() - 1)));
    }

    /** What a list is made of once it is known what the call filters by; null is by nothing. */
    private interface Filtered<S> {
        Answer items(@Nullable DepartmentId department, @Nullable DatasetId dataset, @Nullable S state);
    }

    private <S extends Enum<S>> Answer filtered(
            Call call, Handle db, Function<String, Optional<S>> of, S[] states, Filtered<S> list) {
        return Answer.of(
                filter(call.query("department"), wanted -> departments.find(db, wanted)),
                department -> Answer.of(
                        filter(
                                call.query("dataset"),
                                wanted -> datasets.find(db, call.actor().departments(), wanted)),
                        dataset -> Answer.of(
                                word(call, of, states),
                                state -> list.items(
                                        department.map(Department::id).orElse(null),
                                        dataset.map(Dataset::id).orElse(null),
                                        state.orElse(null)))));
    }

    private static <T> Outcome<Optional<T>> filter(@Nullable String wanted, Function<String, Outcome<T>> find) {
        return wanted == null
                ? Outcome.ok(Optional.empty())
                : find.apply(wanted).map(Optional::of);
    }

    private static <E extends Enum<E>> Outcome<Optional<E>> word(
            Call call, Function<String, Optional<E>> of, E[] known) {
        return word(call, "state", of, known);
    }

    private static <E extends Enum<E>> Outcome<Optional<E>> word(
            Call call, String parameter, Function<String, Optional<E>> of, E[] known) {
        var word = call.query(parameter);
        if (word == null) {
            return Outcome.ok(Optional.empty());
        }
        var found = of.apply(word);
        if (found.isPresent()) {
            return Outcome.ok(found);
        }
        var words = Arrays.stream(known).map(Enum::toString).collect(Collectors.joining(", "));
        return Outcome.invalid(
                Reason.of("catalogue.input.invalid", "count", 1),
                List.of(new Violation(parameter, word, Reason.of("catalogue.input.word", "known", words))));
    }

    private static List<JsonObject> objects(JsonArray array) {
        return IntStream.range(0, array.size()).mapToObj(array::getJsonObject).toList();
    }

    private static List<String> texts(@Nullable JsonArray array) {
        return array == null
                ? List.of()
                : IntStream.range(0, array.size()).mapToObj(array::getString).toList();
    }
}
