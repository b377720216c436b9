package org.silobridge.catalogue.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.actor.Actor;
import org.silobridge.catalogue.actor.Actors;
import org.silobridge.catalogue.actor.ApiToken;
import org.silobridge.catalogue.actor.Bearer;
import org.silobridge.catalogue.actor.RoleBinding;
import org.silobridge.catalogue.clock.Colour;
import org.silobridge.catalogue.clock.Schedule;
import org.silobridge.catalogue.contract.ContractMajor;
import org.silobridge.catalogue.contract.PublishedVersion;
import org.silobridge.catalogue.correction.Appeal;
import org.silobridge.catalogue.correction.ClosedCorrection;
import org.silobridge.catalogue.correction.Correction;
import org.silobridge.catalogue.correction.Corrections;
import org.silobridge.catalogue.database.Database;
import org.silobridge.catalogue.dataset.Dataset;
import org.silobridge.catalogue.dataset.DatasetStore;
import org.silobridge.catalogue.dataset.Datasets;
import org.silobridge.catalogue.delivery.DeliveryTarget;
import org.silobridge.catalogue.delivery.NoticeDelivery;
import org.silobridge.catalogue.delivery.TargetStanding;
import org.silobridge.catalogue.demand.Demand;
import org.silobridge.catalogue.demand.Demands;
import org.silobridge.catalogue.department.Department;
import org.silobridge.catalogue.department.DepartmentStore;
import org.silobridge.catalogue.department.KafkaLogin;
import org.silobridge.catalogue.department.KafkaLoginStore;
import org.silobridge.catalogue.enforcement.EnforcementStatus;
import org.silobridge.catalogue.enforcement.RightsSurvey;
import org.silobridge.catalogue.enforcement.Score;
import org.silobridge.catalogue.grant.Grant;
import org.silobridge.catalogue.grant.GrantClock;
import org.silobridge.catalogue.grant.GrantStore;
import org.silobridge.catalogue.grant.Opened;
import org.silobridge.catalogue.kafka.KafkaCredential;
import org.silobridge.catalogue.ledger.LedgerHealth;
import org.silobridge.catalogue.notice.Notice;
import org.silobridge.catalogue.request.Access;
import org.silobridge.catalogue.request.AccessRequest;
import org.silobridge.catalogue.request.Act;
import org.silobridge.catalogue.request.RequestClock;
import org.silobridge.catalogue.scoreboard.Scoreboard;
import org.silobridge.catalogue.signing.SigningKey;
import org.silobridge.catalogue.use.FeedUse;
import org.silobridge.catalogue.use.GrantUse;
import org.silobridge.contract.Contract;
import org.silobridge.contract.evolution.Finding;
import org.silobridge.contract.evolution.Judgement;
import org.silobridge.model.DatasetId;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.GrantId;
import org.silobridge.model.GrantState;
import org.silobridge.model.KafkaNames;
import org.silobridge.model.LocalisedText;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;
import org.silobridge.model.RequestState;
import org.silobridge.model.Violation;

/**
 * The JSON of the API, as the OpenAPI document says it. Looks up the names that ids stand for in the transaction that
 * it is made for, each once; not for use by several threads.
 */
final class Views {
    /** The reasons that a coordinator gives. */
    private static final Set<String> COORDINATORS =
            Set.of("catalogue.procedure.not-conform", "catalogue.procedure.upheld", "catalogue.procedure.ordered");

    /** Rights in one answer. */
    private static final int SURVEYED = 10_000;

    private final Handle db;
    private final Datasets terms;
    private final KafkaNames names;
    private final RequestClock requestClock;
    private final GrantClock grantClock;
    private final Locale locale;
    private final DepartmentStore departments = new DepartmentStore();
    private final DatasetStore datasets = new DatasetStore();
    private final GrantStore grants = new GrantStore();
    private final Map<DepartmentId, Department> knownDepartments = new HashMap<>();
    private final Map<DatasetId, Dataset> knownDatasets = new HashMap<>();
    private final Map<ContractMajor, Contract> knownContracts = new HashMap<>();
    private @Nullable Map<DepartmentId, List<KafkaLogin>> knownLogins;

    Views(
            Handle db,
            Datasets terms,
            KafkaNames names,
            RequestClock requestClock,
            GrantClock grantClock,
            Locale locale) {
        this.db = db;
        this.terms = terms;
        this.names = names;
        this.requestClock = requestClock;
        this.grantClock = grantClock;
        this.locale = locale;
    }

    JsonObject department(Department department) {
        var successor = department.successor();
        var object = new JsonObject()
                .put("id", department.id().value())
                .put("slug", department.slug().value())
                .put("name", text(department.name()))
                .put("socialCreditCode", department.socialCreditCode())
                .put("level", department.level().word())
                .put("divisionCode", department.division().sixDigits())
                .put("principal", principal(department.id()))
                .put("registeredAt", department.registeredAt());
        var its = logins().get(department.id());
        if (its != null) {
            object.put("logins", array(its, this::login));
        }
        return present(
                present(object, "endedAt", department.endedAt()),
                "successor",
                successor == null ? null : successor.value());
    }

    /** The newest that no end is known of. */
    private String principal(DepartmentId department) {
        return logins().getOrDefault(department, List.of()).stream()
                .filter(login -> login.overAt() == null)
                .reduce((older, newer) -> newer)
                .map(login -> login.user(names))
                .orElseGet(() -> names.principal(department));
    }

    private JsonObject login(KafkaLogin login) {
        return present(
                present(
                        new JsonObject().put("username", login.user(names)).put("issuedAt", login.issuedAt()),
                        "until",
                        login.until()),
                "endedAt",
                login.endedAt());
    }

    private Map<DepartmentId, List<KafkaLogin>> logins() {
        var read = knownLogins;
        if (read == null) {
            read = new KafkaLoginStore().all(db).stream().collect(Collectors.groupingBy(KafkaLogin::department));
            knownLogins = read;
        }
        return read;
    }

    static JsonObject credential(KafkaCredential credential) {
        return new JsonObject()
                .put("username", credential.username())
                .put("password", credential.password())
                .put("clientConfig", credential.clientConfig());
    }

    static JsonObject signingKey(SigningKey key) {
        var department = key.department();
        var confirmedBy = key.confirmedBy();
        var object = new JsonObject()
                .put("id", key.id())
                .put("actor", key.actor().value())
                .put("publicKey", key.key().toString())
                .put("state", key.state())
                .put("offeredAt", key.offeredAt());
        return present(
                present(
                        present(
                                present(object, "department", department == null ? null : department.value()),
                                "confirmedAt",
                                key.confirmedAt()),
                        "confirmedBy",
                        confirmedBy == null ? null : confirmedBy.value()),
                "revokedAt",
                key.revokedAt());
    }

    JsonObject me(Bearer bearer) {
        var actor = bearer.actor();
        var token = bearer.token();
        var object = new JsonObject()
                .put(
                        "actor",
                        new JsonObject()
                                .put("id", actor.id().value())
                                .put("subject", actor.subject())
                                .put("displayName", actor.displayName()))
                .put("roles", array(actor.roles(), this::role));
        return token == null ? object : object.put("token", token(token));
    }

    JsonObject actor(Actor actor, List<ApiToken> tokens) {
        return present(
                new JsonObject()
                        .put("id", actor.id().value())
                        .put("subject", actor.subject())
                        .put("displayName", actor.displayName())
                        .put("roles", array(actor.roles(), this::role))
                        .put("registeredAt", actor.registeredAt())
                        .put("tokens", array(tokens, Views::token)),
                "endedAt",
                actor.endedAt());
    }

    static JsonObject issued(Actors.IssuedToken issued) {
        return new JsonObject()
                .put("tokenId", issued.token().id().value())
                .put("token", issued.secret().reveal())
                .put("expiresAt", issued.token().expiresAt());
    }

    static JsonObject database(Database database) {
        return new JsonObject()
                .put("slug", database.slug().value())
                .put("kind", database.kind())
                .put("title", text(database.title()));
    }

    /** A contract from its versions, oldest first, and what the newest says. */
    static JsonObject contract(List<PublishedVersion> versions, Contract newest) {
        return new JsonObject()
                .put("name", newest.name().toString())
                .put("title", text(newest.title()))
                .put("description", text(newest.description()))
                .put("dataClass", newest.dataClass().word())
                .put("groups", groups(newest))
                .put("versions", array(versions, version -> new JsonObject()
                        .put("version", version.version().toString())
                        .put("digest", version.digest())
                        .put("publishedAt", version.publishedAt())));
    }

    static JsonObject version(PublishedVersion version) {
        return new JsonObject()
                .put("name", version.name().toString())
                .put("version", version.version().toString())
                .put("contract", version.yaml())
                .put("schema", version.avsc())
                .put("wireSchema", version.wireSchema())
                .put("digest", version.digest())
                .put("publishedAt", version.publishedAt());
    }

    /** What is wrong with a contract by itself. */
    static JsonObject notAdmitted(Refusal refusal, Locale locale) {
        var violations = refusal.violations().isEmpty()
                ? List.of(new Violation("contract", null, refusal.reason()))
                : refusal.violations();
        return new JsonObject()
                .put("accepted", false)
                .put("findings", new JsonArray())
                .put("violations", Problems.violations(violations, locale));
    }

    /** What the gate says of a sound contract. */
    static JsonObject judgement(Judgement judgement, boolean confirmed, Locale locale) {
        var contract = judgement.contract();
        var object = judgement.outcome(confirmed) instanceof Outcome.Refused<?> refused
                ? notAdmitted(refused.refusal(), locale)
                : new JsonObject().put("accepted", true).put("violations", new JsonArray());
        judgement
                .previous()
                .ifPresent(previous -> object.put("previous", previous.version().toString()));
        return object.put("name", contract.name().toString())
                .put("version", contract.version().toString())
                .put("digest", "sha256:" + contract.digest())
                .put("verdict", judgement.verdict().toString())
                .put("opensMajor", judgement.opensMajor())
                .put("findings", array(judgement.findings(), finding -> finding(finding, locale)));
    }

    private static JsonObject finding(Finding finding, Locale locale) {
        return new JsonObject()
                .put("path", finding.path())
                .put("weight", finding.weight().word())
                .put("widens", finding.widens())
                .put("reason", Problems.reason(finding.reason(), locale))
                .put("subscribers", array(finding.subscribers(), reader -> new JsonObject()
                        .put("department", reader.department().value())
                        .put("grant", reader.grant().value())));
    }

    JsonObject notice(Notice notice, List<NoticeDelivery> on) {
        var object = new JsonObject().put("id", notice.id().value());
        var department = notice.department();
        if (department != null) {
            object.put("department", departmentRef(department));
        }
        object.put("about", notice.about())
                .put("reason", Problems.reason(notice.reason(), locale))
                .put("details", Problems.violations(notice.details(), locale))
                .put("delivery", array(on, this::delivery))
                .put("writtenAt", notice.writtenAt());
        var by = notice.readBy();
        return present(present(object, "readAt", notice.readAt()), "readBy", by == null ? null : by.value());
    }

    private JsonObject delivery(NoticeDelivery delivery) {
        var failure = delivery.failure();
        var object = new JsonObject()
                .put("target", delivery.target().value())
                .put("kind", delivery.kind().toString())
                .put("state", delivery.state().toString())
                .put("failures", delivery.attempts());
        return present(
                present(object, "failure", failure == null ? null : Problems.reason(failure, locale)),
                "doneAt",
                delivery.doneAt());
    }

    JsonObject target(TargetStanding standing) {
        var failure = standing.failure();
        var object = target(standing.target()).put("queued", standing.queued()).put("givenUp", standing.givenUp());
        return present(
                present(
                        present(object, "oldestQueuedAt", standing.oldestQueuedAt()),
                        "failingSince",
                        standing.failingSince()),
                "failure",
                failure == null ? null : Problems.reason(failure, locale));
    }

    static JsonObject target(DeliveryTarget target) {
        var language = target.language();
        return present(
                new JsonObject()
                        .put("id", target.id().value())
                        .put("kind", target.kind().toString())
                        .put("address", target.address())
                        .put("addedAt", target.addedAt())
                        .put("addedBy", target.addedBy().value()),
                "language",
                language == null ? null : language.getLanguage());
    }

    JsonObject scoreboard(Scoreboard.Month month) {
        var object = new JsonObject()
                .put("month", month.month().toString())
                .put("asOf", month.asOf())
                .put("items", array(month.lines(), this::scoreboardLine));
        month.coordinators()
                .ifPresent(own -> object.put(
                        "coordinators",
                        new JsonObject().put("checks", score(own.checks())).put("appeals", score(own.appeals()))));
        return object;
    }

    private static JsonObject score(org.silobridge.catalogue.scoreboard.Score score) {
        var object = new JsonObject()
                .put("received", score.received())
                .put("answered", score.answered())
                .put("inTime", score.inTime())
                .put("late", score.late())
                .put("overdue", score.overdue());
        score.medianDays().ifPresent(days -> object.put("medianDays", days));
        return object;
    }

    /** The same, a line for each department, and two of what coordinators had to do, which stand for no department. */
    String scoreboardCsv(Scoreboard.Month month) {
        var csv = new Csv(
                "month",
                "asOf",
                "department",
                "slug",
                "nameEn",
                "nameZh",
                "received",
                "answered",
                "inTime",
                "late",
                "overdue",
                "byRule",
                "closed",
                "medianDays",
                "refusals",
                "correctionsReceived",
                "correctionsAnswered",
                "correctionsInTime",
                "correctionsLate",
                "correctionsOverdue",
                "freshShare",
                "quarantineShare");
        month.lines().forEach(line -> {
            var department = known(line.department());
            var score = line.score();
            csv.row(
                    month.month(),
                    month.asOf(),
                    department.id(),
                    department.slug(),
                    department.name().en(),
                    department.name().zh(),
                    score.received(),
                    score.answered(),
                    score.inTime(),
                    score.late(),
                    score.overdue(),
                    line.byRule(),
                    line.closed(),
                    cell(score.medianDays()),
                    line.refusals().entrySet().stream()
                            .map(refusal -> refusal.getKey() + "=" + refusal.getValue())
                            .collect(Collectors.joining(" ")),
                    line.corrections().received(),
                    line.corrections().answered(),
                    line.corrections().inTime(),
                    line.corrections().late(),
                    line.corrections().overdue(),
                    cell(line.feeds().freshShare()),
                    cell(line.feeds().quarantineShare()));
        });
        month.coordinators().ifPresent(own -> {
            csvOfCoordinators(csv, month, "(conformity checks)", own.checks());
            csvOfCoordinators(csv, month, "(appeals)", own.appeals());
        });
        return csv.toString();
    }

    private static void csvOfCoordinators(
            Csv csv, Scoreboard.Month month, String slug, org.silobridge.catalogue.scoreboard.Score score) {
        csv.row(
                month.month(),
                month.asOf(),
                "",
                slug,
                "",
                "",
                score.received(),
                score.answered(),
                score.inTime(),
                score.late(),
                score.overdue(),
                "",
                "",
                cell(score.medianDays()),
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                "");
    }

    private static Object cell(OptionalDouble number) {
        return number.isPresent() ? number.getAsDouble() : "";
    }

    private JsonObject scoreboardLine(Scoreboard.Line line) {
        var score = line.score();
        var refusals = new JsonObject();
        line.refusals().forEach(refusals::put);
        var object = score(score)
                .put("department", departmentRef(line.department()))
                .put("byRule", line.byRule())
                .put("closed", line.closed())
                .put("refusals", refusals);
        var corrections = line.corrections();
        object.put(
                "corrections",
                new JsonObject()
                        .put("received", corrections.received())
                        .put("answered", corrections.answered())
                        .put("inTime", corrections.inTime())
                        .put("late", corrections.late())
                        .put("overdue", corrections.overdue()));
        line.feeds().freshShare().ifPresent(share -> object.put("freshShare", share));
        line.feeds().quarantineShare().ifPresent(share -> object.put("quarantineShare", share));
        return object;
    }

    JsonObject dataset(Dataset dataset, Contract contract) {
        return dataset(new Datasets.Listed(dataset, contract, datasets.newestSchema(db, dataset.id())));
    }

    JsonObject dataset(Datasets.Listed listed) {
        var dataset = listed.dataset();
        var contract = listed.contract();
        var object = new JsonObject()
                .put("id", dataset.id().value())
                .put("name", dataset.name().toString())
                .put("title", text(contract.title()))
                .put("database", dataset.name().contract().database().value())
                .put("contract", dataset.name().contract().toString())
                .put("major", dataset.major())
                .put("owner", departmentRef(dataset.owner()))
                .put("freshness", dataset.freshness().toString())
                .put("topic", dataset.topic())
                .put("state", dataset.state().toString())
                .put("groups", groups(contract))
                .put("registeredAt", dataset.registeredAt());
        listed.schema().ifPresent(known -> object.put(
                        "contractVersion", known.version().toString())
                .put("schemaId", known.schemaId()));
        present(object, "endedAt", dataset.endedAt());
        return present(object, "readyAt", dataset.isReady() ? dataset.readyAt() : null);
    }

    JsonObject publication(Datasets.Publication publication, String bootstrapServers, String registryUrl) {
        var dataset = publication.dataset();
        return new JsonObject()
                .put("dataset", datasetRef(dataset.id()))
                .put("owner", departmentRef(dataset.owner()))
                .put("contractName", publication.version().name().toString())
                .put("contractVersion", publication.version().version().toString())
                .put("contract", publication.version().yaml())
                .put("schema", publication.version().avsc())
                .put("wireSchema", publication.version().wireSchema())
                .put("schemaId", publication.schemaId())
                .put("subject", dataset.topic() + "-value")
                .put("topic", dataset.topic())
                .put("quarantineTopic", names.quarantineTopic(dataset.home()))
                .put("positionsTopic", names.positionsTopic(dataset.home()))
                .put("transactionalIdPrefix", names.transactionalIdPrefix(dataset.owner()))
                .put("kafkaBootstrapServers", bootstrapServers)
                .put("registryUrl", registryUrl)
                .put("pseudonymKey", publication.pseudonymKey());
    }

    JsonObject request(AccessRequest request) {
        var object = new JsonObject()
                .put("id", request.id().value())
                .put("dataset", datasetRef(request.dataset()))
                .put("department", departmentRef(request.department()))
                .put("owner", departmentRef(dataset(request.dataset()).owner()))
                .put("purpose", request.purpose())
                .put("legalBasis", request.legalBasis())
                .put("groups", new JsonArray(request.groups()))
                .put("durationDays", request.durationDays())
                .put("followsMajor", request.followsMajor())
                .put("state", request.state().word())
                .put("filedAt", request.filedAt())
                .put("filedBy", request.filedBy().value());
        if (!request.scenario().isEmpty()) {
            object.put("scenario", request.scenario());
        }
        if (!request.commitment().isEmpty()) {
            object.put("commitment", request.commitment());
        }
        if (request.state() == RequestState.PENDING) {
            object.put("opens", opens(request.dataset(), request.groups()));
        }
        if (request.state() == RequestState.APPROVED) {
            grants.ofRequest(db, request.id()).ifPresent(grant -> {
                object.put("grant", grant.id().value());
                opens(object, grant);
            });
        }
        if (!request.acts().isEmpty()) {
            object.put("acts", array(request.acts(), this::act));
        }
        var closing = request.closing();
        if (closing != null) {
            var by = closing.by();
            object.put(
                    "closed",
                    present(new JsonObject().put("at", closing.at()), "actor", by == null ? null : by.value()));
        }
        requestClock.due(request).ifPresent(due -> object.put(
                        "stage", due.stage().toString())
                .put(
                        "due",
                        new JsonObject()
                                .put("waitsFor", due.waitsFor().word())
                                .put("at", due.schedule().redAt())
                                .put("orangeAt", due.schedule().orangeAt())
                                .put("colour", due.colour().toString())
                                .put("provisional", due.schedule().provisional())));
        var decision = request.decision();
        if (decision != null) {
            var by = decision.by();
            var view = new JsonObject()
                    .put("by", decidedBy(decision))
                    .put("at", decision.at())
                    .put("reason", Problems.reason(decision.reason(), locale));
            object.put("decision", present(view, "actor", by == null ? null : by.value()));
        }
        return object;
    }

    private static String decidedBy(AccessRequest.Decision decision) {
        if (decision.by() == null) {
            return "rule";
        }
        return COORDINATORS.contains(decision.reason().code()) ? "coordinator" : "steward";
    }

    private JsonObject act(Act act) {
        var by = act.by();
        var reason = act.reason();
        var object = new JsonObject().put("what", act.kind().toString()).put("at", act.at());
        present(object, "actor", by == null ? null : by.value());
        present(object, "text", act.said().isEmpty() ? null : act.said());
        present(object, "days", act.days());
        present(object, "groups", act.groups() == null ? null : new JsonArray(act.groups()));
        present(object, "followsMajor", act.followsMajor());
        present(object, "answerBy", act.dueAt());
        return present(object, "reason", reason == null ? null : Problems.reason(reason, locale));
    }

    JsonObject demand(Demand demand, Demands demands) {
        var object = new JsonObject()
                .put("id", demand.id().value())
                .put("department", departmentRef(demand.department()))
                .put("holder", departmentRef(demand.holder()))
                .put("subject", demand.subject())
                .put("description", demand.description())
                .put("purpose", demand.purpose())
                .put("legalBasis", demand.legalBasis())
                .put("state", demand.state().word())
                .put("filedAt", demand.filedAt())
                .put("filedBy", demand.filedBy().value());
        demands.due(demand).ifPresent(due -> object.put("due", due(due, demands.colour(due))));
        var end = demand.end();
        if (end != null) {
            var view =
                    new JsonObject().put("at", end.at()).put("actor", end.by().value());
            var dataset = end.dataset();
            if (dataset != null) {
                view.put("dataset", datasetRef(dataset));
            }
            object.put("ended", present(view, "reason", end.reason()));
        }
        return object;
    }

    private static JsonObject due(Schedule due, Colour colour) {
        return new JsonObject()
                .put("at", due.redAt())
                .put("orangeAt", due.orangeAt())
                .put("colour", colour.toString())
                .put("provisional", due.provisional());
    }

    /** Which record it is, and what is said of it, only to the two departments. */
    JsonObject correction(Correction correction, Corrections corrections, Actor to) {
        var dispute = correction.dispute();
        boolean isShown = dispute.isShownTo(to);
        var object = new JsonObject()
                .put("id", dispute.id().value())
                .put("dataset", datasetRef(dispute.dataset()))
                .put("department", departmentRef(dispute.department()))
                .put("owner", departmentRef(dispute.owner()))
                .put("grant", dispute.grant().value())
                .put("topic", dataset(dispute.dataset()).topic())
                .put("partition", dispute.partition())
                .put("offset", dispute.offset())
                .put("state", correction.state().word())
                .put("filedAt", dispute.filedAt())
                .put("filedBy", dispute.filedBy().value());
        present(object, "field", dispute.field());
        present(object, "missing", dispute.isOfMissing() ? (Boolean) true : null);
        present(object, "key", isShown ? dispute.key() : null);
        present(object, "evidence", isShown ? dispute.evidence() : null);
        corrections.due(correction).ifPresent(due -> object.put("due", due(due, corrections.colour(due))));
        var extension = correction.extension();
        if (extension != null) {
            object.put(
                    "extension",
                    new JsonObject()
                            .put("at", extension.at())
                            .put("actor", extension.by().value())
                            .put("days", extension.days())
                            .put("reason", extension.reason()));
        }
        var appeal = correction.appeal();
        if (appeal != null) {
            object.put("appeal", appeal(appeal));
        }
        return correction instanceof ClosedCorrection closed ? object.put("ended", ended(closed.end())) : object;
    }

    private static JsonObject appeal(Appeal appeal) {
        var view = new JsonObject()
                .put("refusedAt", appeal.against().at())
                .put("refusedBy", appeal.against().by().value())
                .put("refusal", appeal.against().reason())
                .put("at", appeal.at())
                .put("actor", appeal.by().value())
                .put("grounds", appeal.grounds());
        var ruling = appeal.ruling();
        return ruling == null
                ? view
                : view.put(
                        "ruling",
                        new JsonObject()
                                .put("at", ruling.at())
                                .put("actor", ruling.by().value())
                                .put("decision", ruling.isOrder() ? "order" : "uphold")
                                .put("reason", ruling.reason()));
    }

    private static JsonObject ended(Correction.End end) {
        var view = new JsonObject().put("at", end.at()).put("actor", end.by().value());
        if (end instanceof Correction.Made made) {
            view.put("partition", made.partition()).put("offset", made.offset());
        }
        return present(view, "reason", end.reason());
    }

    JsonObject grant(Grant grant) {
        var dataset = dataset(grant.dataset());
        var object = new JsonObject()
                .put("id", grant.id().value())
                .put("dataset", datasetRef(grant.dataset()))
                .put("topic", dataset.topic())
                .put("department", departmentRef(grant.department()))
                .put("owner", departmentRef(dataset.owner()))
                .put("request", grant.request().value())
                .put("groups", new JsonArray(grant.groups()))
                .put("state", grant.state().word())
                .put("approvedAt", grant.approvedAt())
                .put("until", grant.endsAt())
                .put("followsMajor", grant.followsMajor());
        opens(object, grant);
        var before = grant.follows();
        present(object, "follows", before == null ? null : before.value());
        present(object, "activeAt", grant.activeAt());
        var wish = grant.renewal();
        if (wish != null && !grant.hasEnded()) {
            object.put(
                    "renewal",
                    new JsonObject()
                            .put("actor", wish.by().value())
                            .put("at", wish.at())
                            .put("until", wish.until())
                            .put("reason", wish.reason()));
        }
        var rule = grant.recertification();
        if (rule != null) {
            object.put(
                    "recertification",
                    present(
                            present(
                                    new JsonObject().put("every", rule.every().toString()),
                                    "confirmedAt",
                                    grant.confirmedAt()),
                            "lapsesAt",
                            grantClock.lapsesAt(grant, dataset.owner()).orElse(null)));
        }
        var held = grant.suspension();
        if (held != null) {
            object.put(
                    "suspension",
                    present(
                            new JsonObject()
                                    .put("actor", held.by().value())
                                    .put("as", held.office().word())
                                    .put("at", held.at())
                                    .put("reason", held.reason()),
                            "withheldAt",
                            held.withheldAt()));
        }
        present(object, "endedAt", grant.endedAt());
        present(object, "noticedAt", grant.noticedAt());
        if (grant.hasEnded()) {
            object.put(
                    "endedBy",
                    grant.endedBy() == null ? "system" : grant.endedBy().value());
        }
        if (grant.lapsed()) {
            object.put(
                    "endReason",
                    Reason.of("catalogue.procedure.not-recertified").in(locale));
        }
        present(object, "endReason", grant.endReason());
        return present(object, "withdrawnAt", grant.withdrawnAt());
    }

    /** Of a grant that has ended nothing is open any more. */
    private void opens(JsonObject object, Grant grant) {
        if (!grant.hasEnded()) {
            object.put("opens", opens(grant.dataset(), grant.groups()));
        }
    }

    private JsonObject opens(DatasetId id, List<String> groups) {
        var dataset = dataset(id);
        var contract = knownContracts.computeIfAbsent(
                new ContractMajor(dataset.name().contract(), dataset.major()), major -> terms.contract(db, dataset));
        var opened = Opened.of(dataset, contract, groups, requestClock.now());
        return present(
                new JsonObject()
                        .put("topic", opened.topic())
                        .put("groups", new JsonArray(opened.groups()))
                        .put("retention", opened.retention().toString())
                        .put("history", opened.history().toString()),
                "from",
                opened.from().orElse(null));
    }

    /** With what is reported of its use. */
    JsonObject grant(Grant grant, Optional<GrantUse> reported) {
        var object = grant(grant);
        reported.ifPresent(use -> {
            var view = new JsonObject().put("seenAt", use.seenAt()).put("behind", use.behind());
            present(view, "lastReadAt", use.lastReadAt());
            present(view, "unreadSince", use.unreadSince());
            object.put("use", view.put("days", array(List.copyOf(use.days().entrySet()), day -> new JsonObject()
                    .put("day", day.getKey().toString())
                    .put("records", day.getValue()))));
        });
        return object;
    }

    /** With what is reported of its flow. */
    JsonObject dataset(Dataset dataset, Contract contract, Optional<FeedUse> reported) {
        var object = dataset(dataset, contract);
        reported.ifPresent(feed -> object.put(
                "feed",
                present(
                        present(new JsonObject().put("seenAt", feed.seenAt()), "newestAt", feed.newestAt()),
                        "silentSince",
                        feed.silentSince())));
        return object;
    }

    JsonObject access(Access access) {
        var owner = access.owner();
        var object = new JsonObject()
                .put("dataset", datasetRef(access.dataset().id()))
                .put("department", departmentRef(access.reader().id()))
                .put(
                        "ask",
                        new JsonObject()
                                .put("department", owner.id().value())
                                .put("slug", owner.slug().value())
                                .put("name", text(owner.name())));
        access.request().ifPresent(request -> object.put("request", request.id().value())
                .put("requestState", request.state().word()));
        if (access.grant().isEmpty()) {
            access.request()
                    .map(AccessRequest::decision)
                    .ifPresent(
                            decision -> object.put("reason", decision.reason().in(locale)));
            return object.put("state", "none");
        }
        var grant = access.grant().get();
        object.put("state", grant.hasEnded() ? "ended" : grant.holds() ? "granted" : "suspended")
                .put("grant", grant.id().value())
                .put("grantState", grant.state().word())
                .put("until", grant.endsAt());
        present(object, "since", grant.activeAt());
        present(object, "endedAt", grant.endedAt());
        var held = grant.suspension();
        if (held != null && !grant.hasEnded()) {
            return object.put("suspendedAt", held.at()).put("reason", held.reason());
        }
        if (grant.state() == GrantState.EXPIRED) {
            return object.put(
                    "reason",
                    Reason.of(grant.lapsed() ? "catalogue.procedure.not-recertified" : "catalogue.access.expired")
                            .in(locale));
        }
        return present(object, "reason", grant.endReason());
    }

    JsonObject enforcement(EnforcementStatus status, LedgerHealth ledger) {
        var object = new JsonObject()
                .put("state", status.state().word())
                .put("wanted", status.wanted())
                .put("found", status.found())
                .put("preparing", status.preparing());
        present(object, "lastReconcileAt", status.lastReconcileAt());
        if (status.detail() != null) {
            object.put("detail", Problems.reason(status.detail(), locale));
        }
        var stopped = status.stopped();
        if (stopped != null) {
            object.put(
                    "stopped",
                    new JsonObject()
                            .put("plan", stopped.plan())
                            .put("reason", Problems.reason(stopped.reason(), locale))
                            .put("create", stopped.create())
                            .put("remove", stopped.remove())
                            .put("at", stopped.at())
                            .put("changes", new JsonArray(stopped.changes())));
        }
        if (status.last() != null) {
            object.put("last", last(status.last()));
        }
        return object.put("ledger", ledger(ledger));
    }

    /**
     * A survey's rights of one score; without one, all but those that need nobody's look.
     *
     * @param score null: of all that matter
     */
    JsonObject survey(RightsSurvey survey, @Nullable Score score) {
        var asked = survey.rights().stream()
                .filter(right -> score == null
                        ? right.score() != Score.COVERED && right.score() != Score.ELSEWHERE
                        : right.score() == score)
                .toList();
        var counts = new JsonObject();
        survey.counts().forEach((each, count) -> counts.put(each.word(), count));
        return new JsonObject()
                .put("at", survey.at())
                .put("commitsKept", survey.commitsKept().toString())
                .put("counts", counts)
                .put("items", array(asked.stream().limit(SURVEYED).toList(), this::surveyed))
                .put("omitted", Math.max(0, asked.size() - SURVEYED));
    }

    private JsonObject surveyed(RightsSurvey.SurveyedRight right) {
        var object = new JsonObject()
                .put("right", right.right())
                .put("score", right.score().word())
                .put("all", new JsonArray(right.all().stream().map(Score::word).toList()))
                .put("reason", Problems.reason(right.reason(), locale))
                .put("topics", new JsonArray(right.topics()))
                .put("topicCount", right.topicCount())
                .put("open", right.open())
                .put("grants", ids(right.grants()))
                .put("ended", ids(right.ended()))
                .put("fate", right.fate().word());
        if (right.department() != null) {
            object.put("department", departmentRef(right.department()));
        }
        present(object, "keptUntil", right.keptUntil());
        return present(object, "seenSince", right.seenSince());
    }

    private static JsonArray ids(List<GrantId> grants) {
        return new JsonArray(grants.stream().map(GrantId::value).toList());
    }

    private static JsonObject last(EnforcementStatus.LastLook look) {
        return new JsonObject()
                .put("startedAt", look.startedAt())
                .put("tookMillis", look.took().toMillis())
                .put("clusterId", look.clusterId())
                .put("created", look.created())
                .put("removed", look.removed())
                .put("errors", array(new TreeMap<>(look.errors()).entrySet(), error -> new JsonObject()
                        .put("object", error.getKey())
                        .put("error", error.getValue())))
                .put("reported", new JsonArray(look.reported()));
    }

    private static JsonObject ledger(LedgerHealth health) {
        var object = new JsonObject()
                .put("size", health.size())
                .put("signedSize", health.signedSize())
                .put("waiting", health.staged())
                .put("waitingMillis", health.oldestStaged().toMillis());
        health.failure()
                .ifPresent(failure -> object.put(
                        "failure",
                        new JsonObject().put("code", failure.fault().word()).put("detail", failure.detail())));
        return health.signerRefusal()
                .map(refusal -> object.put(
                        "signerRefusal",
                        new JsonObject().put("cause", refusal.cause().name()).put("detail", refusal.detail())))
                .orElse(object);
    }

    private JsonObject role(RoleBinding held) {
        var object = new JsonObject().put("role", held.role().word());
        return held.department() == null ? object : object.put("department", departmentRef(held.department()));
    }

    private static JsonObject token(ApiToken token) {
        var replaces = token.replaces();
        var object = new JsonObject()
                .put("tokenId", token.id().value())
                .put("label", token.label())
                .put("scope", new JsonArray(token.scope().list()))
                .put("issuedAt", token.issuedAt())
                .put("expiresAt", token.expiresAt());
        return present(
                present(
                        present(object, "replaces", replaces == null ? null : replaces.value()),
                        "lastUsedAt",
                        token.lastUsedAt()),
                "endedAt",
                token.endedAt());
    }

    /** Looks up at once what would be looked up one by one. */
    void know(Collection<DepartmentId> some) {
        departments.find(db, some).forEach(department -> knownDepartments.put(department.id(), department));
    }

    private Department known(DepartmentId id) {
        return knownDepartments.computeIfAbsent(
                id, wanted -> departments.find(db, wanted).orElseThrow());
    }

    private JsonObject departmentRef(DepartmentId id) {
        var department = known(id);
        return new JsonObject()
                .put("id", id.value())
                .put("slug", department.slug().value())
                .put("name", text(department.name()));
    }

    private JsonObject datasetRef(DatasetId id) {
        return new JsonObject()
                .put("id", id.value())
                .put("name", dataset(id).name().toString());
    }

    private Dataset dataset(DatasetId id) {
        return knownDatasets.computeIfAbsent(
                id, wanted -> datasets.find(db, wanted).orElseThrow());
    }

    private static JsonArray groups(Contract contract) {
        return array(contract.groups().values(), group -> {
            var object = new JsonObject()
                    .put("name", group.name().value())
                    .put("sharing", group.sharing().word())
                    .put("title", text(group.title()))
                    .put(
                            "fields",
                            new JsonArray(contract.fields().stream()
                                    .filter(field -> field.group().equals(group.name()))
                                    .map(field -> field.name())
                                    .toList()));
            if (group.fourEyes()) {
                object.put("fourEyes", true);
            }
            return group.legalBasis()
                    .map(basis -> object.put("legalBasis", text(basis)))
                    .orElse(object);
        });
    }

    private static JsonObject text(LocalisedText text) {
        return new JsonObject().put("en", text.en()).put("zh", text.zh());
    }

    private static JsonObject present(JsonObject object, String name, @Nullable Object value) {
        return value == null ? object : object.put(name, value);
    }

    private static <T> JsonArray array(Collection<T> items, Function<T, JsonObject> view) {
        var array = new JsonArray();
        items.forEach(item -> array.add(view.apply(item)));
        return array;
    }
}
