package org.silobridge.client;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.ActorId;
import org.silobridge.model.ContractName;
import org.silobridge.model.ContractVersion;
import org.silobridge.model.CorrectionId;
import org.silobridge.model.CorrectionState;
import org.silobridge.model.DemandId;
import org.silobridge.model.DemandState;
import org.silobridge.model.GrantId;
import org.silobridge.model.GrantState;
import org.silobridge.model.NoticeId;
import org.silobridge.model.Outcome;
import org.silobridge.model.RequestId;
import org.silobridge.model.RequestState;
import org.silobridge.model.TokenId;

/**
 * The catalogue's REST API, route by route. What the catalogue refuses comes back as {@link Outcome.Refused} with its
 * code, parameters, violations and its sentence in the asked language (parameter {@code text}).
 *
 * <p>Every method may throw {@link CatalogueUnavailableException} if the catalogue does not answer (nothing is known
 * then of what it did: repeat the call; those that create are idempotent) and {@link UnexpectedAnswerException} if
 * what answers is not a catalogue. Safe for use by many threads. Follows no redirects: a token goes to the address
 * that was configured and nowhere else.
 */
public final class CatalogueClient {
    private static final String API = "/api/v1";
    private static final int SEE_OTHER = 303;

    /** As many as the catalogue gives at once. */
    private static final int PAGE = 1_000;

    private final URI url;
    private final @Nullable Bearer bearer;
    private final String language;
    private final Duration timeout;
    private final HttpClient http;
    private final @Nullable Signature signature;

    /**
     * @param url the catalogue's address, such as {@code http://127.0.0.1:8080}
     * @param bearer who asks; empty for a client that only asks for {@link #health} and logs in
     * @param language the language of refusals
     * @param timeout for one call, from connecting to the last byte of the head
     */
    public CatalogueClient(URI url, Optional<? extends Bearer> bearer, Locale language, Duration timeout) {
        this(url, bearer, language, timeout, Optional.empty());
    }

    /** As the other one; {@code trusted} vouch for the catalogue, where it is reached by https. */
    public CatalogueClient(
            URI url,
            Optional<? extends Bearer> bearer,
            Locale language,
            Duration timeout,
            Optional<TrustedCertificates> trusted) {
        var scheme = url.getScheme();
        if (!("http".equals(scheme) || "https".equals(scheme)) || url.getHost() == null) {
            throw new IllegalArgumentException("not an address such as http://127.0.0.1:8080: \"" + url + "\"");
        }
        this.url = url;
        this.bearer = bearer.isPresent() ? bearer.get() : null;
        this.language = language.toLanguageTag();
        this.timeout = timeout;
        var http = HttpClient.newBuilder().connectTimeout(timeout).followRedirects(HttpClient.Redirect.NEVER);
        trusted.ifPresent(certificates -> http.sslContext(certificates.context()));
        this.http = http.build();
        this.signature = null;
    }

    private CatalogueClient(CatalogueClient unsigned, Signature signature) {
        this.url = unsigned.url;
        this.bearer = unsigned.bearer;
        this.language = unsigned.language;
        this.timeout = unsigned.timeout;
        this.http = unsigned.http;
        this.signature = signature;
    }

    /** The same client, for one decision that carries this signature. Of decisions that cannot be signed it is refused. */
    public CatalogueClient signed(Signature over) {
        return new CatalogueClient(this, over);
    }

    public URI url() {
        return url;
    }

    // ------------------------------------------------------------------------------------------ the exchange

    /** How the service does. Needs no token; answers also when the service is degraded. */
    public Health health() {
        return ask(get("/health"), new int[] {503}, node -> Json.read(node, Health.class))
                .orThrow();
    }

    public Outcome<Exchange> exchange() {
        return one(get(API + "/exchange"), Exchange.class);
    }

    public Outcome<Me> me() {
        return one(get(API + "/me"), Me.class);
    }

    // ------------------------------------------------------------------------------------------ sessions

    /** Opens a session. {@code newPassword}: the password from now on; null: the same. */
    public Outcome<SessionId> logIn(String user, String password, @Nullable String newPassword) {
        var body = new LinkedHashMap<String, Object>(Map.of("user", user, "password", password));
        if (newPassword != null) {
            body.put("newPassword", newPassword);
        }
        try (var answer = send(post(API + "/login", body))) {
            var refusal = answer.refusal();
            return refusal != null ? Outcome.refused(refusal) : Outcome.ok(session(answer));
        }
    }

    /** Begins a log-in at the issuer, whose answer goes to 127.0.0.1 at this port. */
    public Outcome<BegunLogIn> beginLogIn(int port) {
        try (var answer = send(get(API + "/login" + query("loopback", port)))) {
            var refusal = answer.refusal(SEE_OTHER);
            if (refusal != null) {
                return Outcome.refused(refusal);
            }
            var page = answer.header("Location");
            return Outcome.ok(new BegunLogIn(URI.create(page), port, answer.cookie("silobridge-login")));
        }
    }

    /**
     * Ends it, and opens a session.
     *
     * @param answered the query that the issuer had the browser bring, decoded
     */
    public Outcome<SessionId> finishLogIn(BegunLogIn begun, Map<String, String> answered) {
        var path = API + "/login/callback"
                + query(
                        "loopback", begun.port(),
                        "state", answered.get("state"),
                        "code", answered.get("code"),
                        "iss", answered.get("iss"),
                        "error", answered.get("error"));
        try (var answer = send(get(path).header("Cookie", begun.memory()))) {
            var refusal = answer.refusal(SEE_OTHER);
            return refusal != null ? Outcome.refused(refusal) : Outcome.ok(session(answer));
        }
    }

    private static SessionId session(Answer answer) {
        var cookie = answer.cookie("silobridge");
        return new SessionId(cookie.substring(cookie.indexOf('=') + 1));
    }

    /** The session that asks. */
    public Outcome<Session> session() {
        return one(get(API + "/session"), Session.class);
    }

    /** Ends the session that asks, at once; its catalogue. */
    public Outcome<URI> logOut() {
        try (var answer = send(request(API + "/logout").POST(HttpRequest.BodyPublishers.noBody()))) {
            var refusal = answer.refusal();
            return refusal != null ? Outcome.refused(refusal) : Outcome.ok(url);
        }
    }

    // ------------------------------------------------------------------------------------------ signatures

    /** The keys that people sign decisions with, oldest first. */
    public Outcome<List<SigningKey>> signingKeys() {
        return list(get(API + "/signing-keys"), SigningKey.class);
    }

    /** Offers a key of one's own. */
    public Outcome<SigningKey> offerSigningKey(NewSigningKey key) {
        return one(post(API + "/signing-keys", key), SigningKey.class);
    }

    /** Says that somebody else's key is theirs. */
    public Outcome<SigningKey> confirmSigningKey(String id) {
        return one(post(API + "/signing-keys/" + encoded(id) + "/confirmation", Map.of()), SigningKey.class);
    }

    /** Ends a key for good. */
    public Outcome<SigningKey> revokeSigningKey(String id, String reason) {
        return one(
                post(API + "/signing-keys/" + encoded(id) + "/revocation", Map.of("reason", reason)), SigningKey.class);
    }

    /** Demands that what gives a right to the dataset is signed, or does not any more; {@link #signed} either way. */
    public Outcome<Dataset> requireSignatures(DatasetRef dataset, boolean required, String reason) {
        return one(
                post(dataset(dataset, "/signatures"), Map.of("required", required, "reason", reason)), Dataset.class);
    }

    // ------------------------------------------------------------------------------------------ departments

    /** Registers a department, or finds the same one that is there. */
    public Outcome<RegisteredDepartment> registerDepartment(NewDepartment department) {
        return one(post(API + "/departments", department), RegisteredDepartment.class);
    }

    public Outcome<List<Department>> departments() {
        return list(get(API + "/departments"), Department.class);
    }

    /** One department by its id or slug. */
    public Outcome<Department> department(String idOrSlug) {
        return one(get(API + "/departments/" + encoded(idOrSlug)), Department.class);
    }

    /**
     * Says that a department has ended.
     *
     * @param successor null: nobody does its work, and what is its ends
     * @param datasets which of its datasets go to another department than the successor
     */
    public Outcome<Department> endDepartment(
            String idOrSlug, @Nullable String successor, Map<String, String> datasets, String reason) {
        var elsewhere = datasets.entrySet().stream()
                .map(each -> Map.of("dataset", each.getKey(), "department", each.getValue()))
                .toList();
        var ending = new LinkedHashMap<String, Object>(Map.of("datasets", elsewhere, "reason", reason));
        if (successor != null) {
            ending.put("successor", successor);
        }
        return one(post(API + "/departments/" + encoded(idOrSlug) + "/successor", ending), Department.class);
    }

    /**
     * A new way into Kafka for the department.
     *
     * @param overlapHours how long the old log-in holds beside the new one; null: it is the same log-in with a new
     *     password, and the old one ends
     */
    public Outcome<KafkaCredential> issueKafkaCredential(String idOrSlug, @Nullable Integer overlapHours) {
        return one(
                post(
                        API + "/departments/" + encoded(idOrSlug) + "/kafka-credential",
                        overlapHours == null ? Map.of() : Map.of("overlapHours", overlapHours)),
                KafkaCredential.class);
    }

    /** One more log-in of the department's, for clients that come with a certificate or a token that names it: its name. */
    public Outcome<String> addKafkaLogin(String idOrSlug) {
        return ask(
                post(API + "/departments/" + encoded(idOrSlug) + "/kafka-credential", Map.of("password", false)),
                new int[0],
                node -> node.path("username").asText());
    }

    /** Ends one of the department's log-ins to Kafka at once. */
    public Outcome<String> endKafkaCredential(String idOrSlug, String username) {
        var path = API + "/departments/" + encoded(idOrSlug) + "/kafka-credential/" + encoded(username);
        try (var answer = send(request(path).DELETE())) {
            var refusal = answer.refusal();
            return refusal != null ? Outcome.refused(refusal) : Outcome.ok(username);
        }
    }

    /** Where a department's notices go beside its inbox. */
    public Outcome<List<DeliveryStanding>> delivery(String department) {
        return list(get(API + "/departments/" + encoded(department) + "/delivery"), DeliveryStanding.class);
    }

    /**
     * Sends a department's notices there as well.
     *
     * @param kind {@code email} or {@code webhook}
     * @param language of an e-mail; null: English
     */
    public Outcome<AddedDelivery> addDelivery(
            String department, String kind, String address, @Nullable String language) {
        var body = new LinkedHashMap<String, Object>();
        body.put("kind", kind);
        body.put("address", address);
        if (language != null) {
            body.put("language", language);
        }
        return one(post(API + "/departments/" + encoded(department) + "/delivery", body), AddedDelivery.class);
    }

    /** Sends nothing there any more; its id. */
    public Outcome<String> endDelivery(String department, String target) {
        var path = API + "/departments/" + encoded(department) + "/delivery/" + encoded(target);
        try (var answer = send(request(path).DELETE())) {
            var refusal = answer.refusal();
            return refusal != null ? Outcome.refused(refusal) : Outcome.ok(target);
        }
    }

    // ------------------------------------------------------------------------------------------ actors and tokens

    public Outcome<Actor> registerActor(NewActor actor) {
        return one(post(API + "/actors", actor), Actor.class);
    }

    public Outcome<List<Actor>> actors() {
        return list(get(API + "/actors"), Actor.class);
    }

    /**
     * Makes a token.
     *
     * @param validDays null: the exchange's default
     * @param scope what it opens of what its actor may do, see {@link Actor.Token}; empty: all
     */
    public Outcome<IssuedToken> issueToken(
            ActorId actor, String label, @Nullable Integer validDays, List<String> scope) {
        var body = new LinkedHashMap<String, Object>();
        body.put("label", label);
        if (!scope.isEmpty()) {
            body.put("scope", scope);
        }
        if (validDays != null) {
            body.put("validDays", validDays);
        }
        return one(post(API + "/actors/" + actor + "/tokens", body), IssuedToken.class);
    }

    /**
     * Exchanges a token for a new one, which holds beside it.
     *
     * @param overlapHours how long the old one goes on holding; null: the exchange's default
     */
    public Outcome<IssuedToken> rotateToken(TokenId token, @Nullable Integer overlapHours) {
        return one(
                post(
                        API + "/tokens/" + token + "/rotation",
                        overlapHours == null ? Map.of() : Map.of("overlapHours", overlapHours)),
                IssuedToken.class);
    }

    /** Ends a token at once. */
    public Outcome<TokenId> endToken(TokenId token) {
        return deleted(API + "/tokens/" + token, token);
    }

    /** Makes a password for the actor's next log-in, in place of the one it has. */
    public Outcome<PasswordForOnce> setPassword(ActorId actor) {
        return one(post(API + "/actors/" + actor + "/password", Map.of()), PasswordForOnce.class);
    }

    /** Ends all sessions of an actor at once. */
    public Outcome<ActorId> endSessions(ActorId actor) {
        return deleted(API + "/actors/" + actor + "/sessions", actor);
    }

    /** Says that an actor has left: its tokens and sessions end at once, and it logs in no more. */
    public Outcome<ActorId> endActor(ActorId actor) {
        return deleted(API + "/actors/" + actor, actor);
    }

    private <T> Outcome<T> deleted(String path, T what) {
        try (var answer = send(request(path).DELETE())) {
            var refusal = answer.refusal();
            return refusal != null ? Outcome.refused(refusal) : Outcome.ok(what);
        }
    }

    // ------------------------------------------------------------------------------------------ databases, contracts

    public Outcome<List<Database>> databases() {
        return list(get(API + "/databases"), Database.class);
    }

    public Outcome<Database> database(String slug) {
        return one(get(API + "/databases/" + encoded(slug)), Database.class);
    }

    /** Publishes a contract version: the text of its YAML and of its Avro schema. */
    public Outcome<PublishedContract> publishContract(String contract, String schema) {
        return publishContract(contract, schema, false);
    }

    /** The same; {@code confirm} says that changes which need a confirmation are meant. */
    public Outcome<PublishedContract> publishContract(String contract, String schema, boolean confirm) {
        return one(
                post(API + "/contracts", Map.of("contract", contract, "schema", schema, "confirm", confirm)),
                PublishedContract.class);
    }

    /** What the exchange would say to {@link #publishContract(String, String, boolean)}. */
    public Outcome<ContractFindings> checkContract(String contract, String schema, boolean confirm) {
        return one(
                post(API + "/contracts/check", Map.of("contract", contract, "schema", schema, "confirm", confirm)),
                ContractFindings.class);
    }

    public Outcome<List<Contract>> contracts(@Nullable String database) {
        return list(get(API + "/contracts" + query("database", database)), Contract.class);
    }

    public Outcome<Contract> contract(ContractName name) {
        return one(get(API + "/contracts/" + name), Contract.class);
    }

    public Outcome<PublishedContract> contractVersion(ContractName name, ContractVersion version) {
        return one(get(API + "/contracts/" + name + "/versions/" + version), PublishedContract.class);
    }

    // ------------------------------------------------------------------------------------------ datasets

    public Outcome<Dataset> registerDataset(NewDataset dataset) {
        return one(post(API + "/datasets", dataset), Dataset.class);
    }

    /** All datasets, narrowed by what is not null: page after page, so that a large catalogue takes several calls. */
    public Outcome<List<Dataset>> datasets(@Nullable String text, @Nullable String database, @Nullable String owner) {
        var all = new ArrayList<Dataset>();
        String after = null;
        do {
            var page = ask(
                    get(API + "/datasets"
                            + query("q", text, "database", database, "owner", owner, "after", after, "limit", PAGE)),
                    new int[0],
                    node -> new Page(
                            Json.readItems(node, Dataset.class),
                            node.path("next").asText(null)));
            if (page instanceof Outcome.Refused<Page> refused) {
                return Outcome.refused(refused.refusal());
            }
            all.addAll(page.orThrow().items());
            after = page.orThrow().next();
        } while (after != null);
        return Outcome.ok(all);
    }

    private record Page(List<Dataset> items, @Nullable String next) {}

    public Outcome<Dataset> dataset(DatasetRef dataset) {
        return one(get(dataset(dataset, "")), Dataset.class);
    }

    /** All that a connector needs to publish. For publishers of the owner. */
    public Outcome<Publication> publication(DatasetRef dataset) {
        return one(get(dataset(dataset, "/publication")), Publication.class);
    }

    /** Leases the secret of the dataset's record keys. For publishers of the owner; each lease is in the ledger. */
    public Outcome<KeyLease> leaseKey(DatasetRef dataset) {
        return one(post(dataset(dataset, "/key-leases"), Map.of()), KeyLease.class);
    }

    /** What a reader is told of its right. {@code department} (id or slug) null: the one that the token speaks for. */
    public Outcome<Access> access(DatasetRef dataset, @Nullable String department) {
        return one(get(dataset(dataset, "/access") + query("department", department)), Access.class);
    }

    // ------------------------------------------------------------------------------------------ requests and grants

    /** Files a request. The same {@code idempotencyKey} again answers the first; null for none. */
    public Outcome<Request> fileRequest(NewRequest request, @Nullable String idempotencyKey) {
        var call = post(API + "/requests", request);
        if (idempotencyKey != null) {
            call.header("Idempotency-Key", idempotencyKey);
        }
        return one(call, Request.class);
    }

    public Outcome<List<Request>> requests(@Nullable String department, @Nullable RequestState state) {
        return list(get(API + "/requests" + query("department", department, "state", state)), Request.class);
    }

    public Outcome<Request> request(RequestId id) {
        return one(get(API + "/requests/" + id), Request.class);
    }

    /** Lets a request through the conformity check. */
    public Outcome<Request> passCheck(RequestId id) {
        return one(post(API + "/requests/" + id + "/conformity-check", Map.of("decision", "pass")), Request.class);
    }

    /** Lets it through; the law of the matter, named by {@code basis}, wants the answer by then. */
    public Outcome<Request> passCheck(RequestId id, Instant answerBy, String basis) {
        return one(
                post(
                        API + "/requests/" + id + "/conformity-check",
                        Map.of("decision", "pass", "answerBy", answerBy.toString(), "reason", basis)),
                Request.class);
    }

    /** Refuses a request in the conformity check. */
    public Outcome<Request> failCheck(RequestId id, String reason) {
        return one(
                post(API + "/requests/" + id + "/conformity-check", Map.of("decision", "refuse", "reason", reason)),
                Request.class);
    }

    public Outcome<Request> decide(RequestId id, Decision decision) {
        return one(post(API + "/requests/" + id + "/decision", decision), Request.class);
    }

    /** As the second steward, confirms what a first one approves. */
    public Outcome<Request> confirm(RequestId id) {
        return one(post(API + "/requests/" + id + "/second-opinion", Map.of("decision", "confirm")), Request.class);
    }

    /** As the second steward, objects to what a first one approves. */
    public Outcome<Request> object(RequestId id, String reason) {
        return one(
                post(API + "/requests/" + id + "/second-opinion", Map.of("decision", "object", "reason", reason)),
                Request.class);
    }

    /** Appeals against a refusal: the two sides talk. */
    public Outcome<Request> appeal(RequestId id, String grounds) {
        return one(post(API + "/requests/" + id + "/appeal", Map.of("grounds", grounds)), Request.class);
    }

    /** Says that the talks about a refusal came to nothing: a coordinator decides. */
    public Outcome<Request> endTalks(RequestId id) {
        return one(post(API + "/requests/" + id + "/talks-end", Map.of()), Request.class);
    }

    /** Decides an appeal, for good. */
    public Outcome<Request> rule(RequestId id, Ruling ruling) {
        return one(post(API + "/requests/" + id + "/ruling", ruling), Request.class);
    }

    /** More time for the answer: once, in time, with a reason. */
    public Outcome<Request> extend(RequestId id, String reason) {
        return one(post(API + "/requests/" + id + "/extension", Map.of("reason", reason)), Request.class);
    }

    /** Asks the applicant for all that is missing: once, in time. The clock stands still meanwhile. */
    public Outcome<Request> askSupplement(RequestId id, String missing) {
        return one(post(API + "/requests/" + id + "/supplement-demand", Map.of("missing", missing)), Request.class);
    }

    /** Brings what was asked for. */
    public Outcome<Request> supply(RequestId id, String text) {
        return one(post(API + "/requests/" + id + "/supplement", Map.of("text", text)), Request.class);
    }

    /** Takes a pending request back. */
    public Outcome<Request> withdraw(RequestId id) {
        return one(post(API + "/requests/" + id + "/withdrawal", Map.of()), Request.class);
    }

    /** Asks for data that the catalogue does not have. */
    public Outcome<Demand> fileDemand(NewDemand demand) {
        return one(post(API + "/demands", demand), Demand.class);
    }

    public Outcome<List<Demand>> demands(@Nullable String department, @Nullable DemandState state) {
        return list(get(API + "/demands" + query("department", department, "state", state)), Demand.class);
    }

    public Outcome<Demand> demand(DemandId id) {
        return one(get(API + "/demands/" + id), Demand.class);
    }

    /** Says which dataset holds the data now: id or name. */
    public Outcome<Demand> catalogued(DemandId id, String dataset) {
        return one(
                post(API + "/demands/" + id + "/answer", Map.of("decision", "catalogued", "dataset", dataset)),
                Demand.class);
    }

    /** Says why the data is not catalogued. */
    public Outcome<Demand> decline(DemandId id, String reason) {
        return one(
                post(API + "/demands/" + id + "/answer", Map.of("decision", "decline", "reason", reason)),
                Demand.class);
    }

    /** Says which other department, by id or slug, holds the data: it has to answer from now on. */
    public Outcome<Demand> passOn(DemandId id, String holder, String reason) {
        return one(
                post(
                        API + "/demands/" + id + "/answer",
                        Map.of("decision", "pass-on", "holder", holder, "reason", reason)),
                Demand.class);
    }

    /** Takes an open demand back. */
    public Outcome<Demand> withdraw(DemandId id) {
        return one(post(API + "/demands/" + id + "/withdrawal", Map.of()), Demand.class);
    }

    /** Says that a field of a record is wrong. */
    public Outcome<Correction> dispute(NewCorrection correction) {
        return one(post(API + "/corrections", correction), Correction.class);
    }

    public Outcome<List<Correction>> corrections(
            @Nullable String department, @Nullable DatasetRef dataset, @Nullable CorrectionState state) {
        return list(
                get(API + "/corrections" + query("department", department, "dataset", dataset, "state", state)),
                Correction.class);
    }

    public Outcome<Correction> correction(CorrectionId id) {
        return one(get(API + "/corrections/" + id), Correction.class);
    }

    /** Takes more working days for the answer: once, in time. */
    public Outcome<Correction> extend(CorrectionId id, String reason) {
        return one(post(API + "/corrections/" + id + "/extension", Map.of("reason", reason)), Correction.class);
    }

    /**
     * Names the later record that is right.
     *
     * @param partition null: that of the disputed one
     */
    public Outcome<Correction> corrected(CorrectionId id, @Nullable Integer partition, long offset) {
        var answer = partition == null
                ? Map.of("decision", "corrected", "offset", offset)
                : Map.of("decision", "corrected", "partition", partition, "offset", offset);
        return one(post(API + "/corrections/" + id + "/answer", answer), Correction.class);
    }

    /** Stands by the disputed record, and says why. */
    public Outcome<Correction> refuse(CorrectionId id, String reason) {
        return one(
                post(API + "/corrections/" + id + "/answer", Map.of("decision", "refuse", "reason", reason)),
                Correction.class);
    }

    /** Appeals against the owner's refusal, once. */
    public Outcome<Correction> appeal(CorrectionId id, String grounds) {
        return one(post(API + "/corrections/" + id + "/appeal", Map.of("grounds", grounds)), Correction.class);
    }

    /** Decides on an appeal, for good: the refusal stands, or the owner has to put the record right. */
    public Outcome<Correction> rule(CorrectionId id, boolean isOrder, String reason) {
        return one(
                post(
                        API + "/corrections/" + id + "/ruling",
                        Map.of("decision", isOrder ? "order" : "uphold", "reason", reason)),
                Correction.class);
    }

    /** Takes an open dispute back. */
    public Outcome<Correction> withdraw(CorrectionId id) {
        return one(post(API + "/corrections/" + id + "/withdrawal", Map.of()), Correction.class);
    }

    public Outcome<List<Grant>> grants(
            @Nullable String department, @Nullable DatasetRef dataset, @Nullable GrantState state) {
        return list(
                get(API + "/grants" + query("department", department, "dataset", dataset, "state", state)),
                Grant.class);
    }

    public Outcome<Grant> grant(GrantId id) {
        return one(get(API + "/grants/" + id), Grant.class);
    }

    public Outcome<Grant> revoke(GrantId id, String reason) {
        return one(post(API + "/grants/" + id + "/revocation", Map.of("reason", reason)), Grant.class);
    }

    /** Holds a grant back for a time. */
    public Outcome<Grant> suspend(GrantId id, String reason) {
        return one(post(API + "/grants/" + id + "/suspension", Map.of("reason", reason)), Grant.class);
    }

    /** Gives a suspended grant free. {@code reason} null: none is given. */
    public Outcome<Grant> resume(GrantId id, @Nullable String reason) {
        return one(
                post(API + "/grants/" + id + "/resumption", reason == null ? Map.of() : Map.of("reason", reason)),
                Grant.class);
    }

    /** Says that a grant is still right. */
    public Outcome<Grant> recertify(GrantId id) {
        return one(post(API + "/grants/" + id + "/recertification", Map.of()), Grant.class);
    }

    /** Asks for more time. */
    public Outcome<Grant> askRenewal(GrantId id, Instant until, String reason) {
        return one(
                post(API + "/grants/" + id + "/renewal-request", Map.of("until", until.toString(), "reason", reason)),
                Grant.class);
    }

    /** Gives more time. {@code until} null: as much as was asked for. */
    public Outcome<Grant> renew(GrantId id, @Nullable Instant until, String reason) {
        return one(
                post(
                        API + "/grants/" + id + "/renewal",
                        until == null
                                ? Map.of("decision", "approve", "reason", reason)
                                : Map.of("decision", "approve", "until", until.toString(), "reason", reason)),
                Grant.class);
    }

    /** Does not give the time that was asked for. */
    public Outcome<Grant> refuseRenewal(GrantId id, String reason) {
        return one(
                post(API + "/grants/" + id + "/renewal", Map.of("decision", "refuse", "reason", reason)), Grant.class);
    }

    // ------------------------------------------------------------------------------------------ notices

    /** What the caller's departments are told, newest first. {@code read} null: whether read or not. */
    public Outcome<List<Notice>> notices(@Nullable String department, @Nullable Boolean read) {
        var state = read == null ? null : read ? "read" : "unread";
        return list(get(API + "/notices" + query("department", department, "state", state)), Notice.class);
    }

    /** Marks a notice as read. */
    public Outcome<Notice> readNotice(NoticeId id) {
        return one(post(API + "/notices/" + id + "/reading", Map.of()), Notice.class);
    }

    /** The scoreboard of a month such as {@code 2025-06}; null: of this one. */
    public Outcome<Scoreboard> scoreboard(@Nullable String month) {
        return one(get(API + "/scoreboard" + query("month", month)), Scoreboard.class);
    }

    /** The same as CSV (RFC 4180), a line for each department below the names of the columns. */
    public Outcome<String> scoreboardCsv(@Nullable String month) {
        var call = get(API + "/scoreboard" + query("month", month))
                .setHeader("Accept", "text/csv, application/problem+json");
        try (var answer = send(call)) {
            var refusal = answer.refusal();
            return refusal != null ? Outcome.refused(refusal) : Outcome.ok(answer.text());
        }
    }

    // ------------------------------------------------------------------------------------------ ledger, enforcement

    /** The newest signed checkpoint, a C2SP signed note, as it is. */
    public Outcome<String> checkpoint() {
        try (var answer = send(get(API + "/ledger/checkpoint"))) {
            var refusal = answer.refusal();
            return refusal != null ? Outcome.refused(refusal) : Outcome.ok(answer.text());
        }
    }

    /**
     * Streams the ledger's export to {@code file}, which appears (or is replaced) only when all of it has arrived.
     *
     * @return its size in bytes
     * @throws IOException if the file cannot be written
     */
    public Outcome<Long> exportLedger(Path file) throws IOException {
        try (var answer = send(get(API + "/ledger/export"))) {
            var refusal = answer.refusal();
            if (refusal != null) {
                return Outcome.refused(refusal);
            }
            var target = file.toAbsolutePath();
            var part = target.resolveSibling(target.getFileName() + ".part");
            try {
                long size = answer.copyTo(part);
                Files.move(part, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
                return Outcome.ok(size);
            } finally {
                Files.deleteIfExists(part);
            }
        }
    }

    public Outcome<LedgerEntries> ledgerEntries(long from, int limit) {
        return one(get(API + "/ledger/entries" + query("from", from, "limit", limit)), LedgerEntries.class);
    }

    public Outcome<Enforcement> enforcement() {
        return one(get(API + "/enforcement"), Enforcement.class);
    }

    /**
     * Scores every right on Kafka; changes nothing.
     *
     * @param score of this one alone; null: of all but {@code covered} and {@code elsewhere}
     */
    public Outcome<RightsSurvey> survey(@Nullable String score) {
        return one(get(API + "/enforcement/survey" + query("score", score)), RightsSurvey.class);
    }

    /**
     * Leaves a right for a time that nobody granted.
     *
     * @param right as the survey shows it
     * @param days from now; 0 takes it back
     */
    public Outcome<RightsSurvey.Keeping> keepRight(String right, int days, String reason) {
        return one(
                post(API + "/enforcement/kept-rights", Map.of("right", right, "days", days, "reason", reason)),
                RightsSurvey.Keeping.class);
    }

    /** Goes on with a plan that a guard stopped. */
    public Outcome<Enforcement> confirmEnforcement(String plan, String reason) {
        return one(post(API + "/enforcement/confirmation", Map.of("plan", plan, "reason", reason)), Enforcement.class);
    }

    @Override
    public String toString() {
        return "CatalogueClient[" + url + "]";
    }

    // ------------------------------------------------------------------------------------------ HTTP

    private static String dataset(DatasetRef dataset, String below) {
        return API + "/datasets/" + encoded(dataset.pathSegment()) + below;
    }

    private static String query(@Nullable Object... namesAndValues) {
        var parts = new LinkedHashMap<String, String>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (namesAndValues[i + 1] != null) {
                parts.put(String.valueOf(namesAndValues[i]), String.valueOf(namesAndValues[i + 1]));
            }
        }
        return parts.isEmpty()
                ? ""
                : parts.entrySet().stream()
                        .map(part -> part.getKey() + "=" + encoded(part.getValue()))
                        .collect(Collectors.joining("&", "?", ""));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%7E", "~");
    }

    private HttpRequest.Builder get(String path) {
        return request(path).GET();
    }

    private HttpRequest.Builder post(String path, Object body) {
        return request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(
                        signature == null ? Json.bytes(body) : Json.bytes(body, "signature", signature)));
    }

    private HttpRequest.Builder request(String path) {
        var base = url.toString();
        var call = HttpRequest.newBuilder(
                        URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path))
                .timeout(timeout)
                .header("Accept", "application/json, application/problem+json, text/plain")
                .header("Accept-Language", language);
        if (bearer != null) {
            call.header("Authorization", "Bearer " + bearer.secret());
        }
        return call;
    }

    private <T> Outcome<T> one(HttpRequest.Builder call, Class<T> type) {
        return ask(call, new int[0], node -> Json.read(node, type));
    }

    private <T> Outcome<List<T>> list(HttpRequest.Builder call, Class<T> type) {
        return ask(call, new int[0], node -> Json.readItems(node, type));
    }

    private <T> Outcome<T> ask(HttpRequest.Builder call, int[] alsoFine, Answer.Reading<T> reading) {
        try (var answer = send(call)) {
            var refusal = answer.refusal(alsoFine);
            if (refusal != null) {
                return Outcome.refused(refusal);
            }
            return Outcome.ok(answer.read(reading));
        }
    }

    private Answer send(HttpRequest.Builder call) {
        var request = call.build();
        try {
            return new Answer(url, request, http.send(request, BodyHandlers.ofInputStream()));
        } catch (IOException e) {
            throw new CatalogueUnavailableException(url, "does not answer: " + Answer.why(e), null, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CatalogueUnavailableException(url, "was not waited for: this thread was interrupted", null, e);
        }
    }
}
