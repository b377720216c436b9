package org.silobridge.catalogue.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.SecurityPolicyHandler;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.validation.RequestUtils;
import io.vertx.openapi.validation.RequestValidator;
import io.vertx.openapi.validation.SchemaValidationException;
import io.vertx.openapi.validation.ValidatorErrorType;
import io.vertx.openapi.validation.ValidatorException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.actor.Actors;
import org.silobridge.catalogue.actor.Bearer;
import org.silobridge.catalogue.actor.Permission;
import org.silobridge.catalogue.actor.TokenSecret;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;
import org.silobridge.model.Refusal.Kind;
import org.silobridge.model.RefusedException;
import org.silobridge.model.Violation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The REST API. Its routes are those of the OpenAPI document; for each call it asks, in this order: who is it, may
 * that role call this, does the call fit the document, and then the operation. Whatever blocks runs on one bounded
 * executor; when that is full, callers are told to come back.
 */
public final class ApiServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);
    private static final String DOCUMENT = "/openapi/silobridge-v1.yaml";
    private static final int WAITING_PER_WORKER = 32;
    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    /** A stream holds a thread and a connection for as long as its reader takes: of both there is to be enough left. */
    private static final int STREAMS = 2;

    private static final Duration SLOW_READER_LIMIT = Duration.ofSeconds(60);
    /** How Vert.x's validator words these; {@code FreeTextIT} fails where it changes its mind. */
    private static final Pattern TOO_LONG = Pattern.compile("too long \\(\\d+ > (\\d+)\\)");

    private static final String TOO_LONG_CODE = "catalogue.input.too-long";
    private static final Pattern PARAMETER = Pattern.compile("The value of \\w+ parameter (\\S+) is invalid");

    /** Where it listens, how browsers reach it, and what it bears. {@code port} 0: any free one. */
    public record Settings(
            String host,
            int port,
            int workers,
            long maxBodyBytes,
            Duration requestTimeout,
            CallLimits limits,
            Optional<Tls> tls,
            Optional<URI> publicUrl) {
        public Site site() {
            return new Site(publicUrl, tls.isPresent(), host);
        }
    }

    /** A certificate, with those that vouch for it behind it, and its key (PKCS #8), in PEM. Read at the start. */
    public record Tls(Path certificateFile, Path keyFile) {}

    private static final String VISIT = "visit";

    private final Vertx vertx;
    private final WorkerExecutor workers;
    private final WorkerExecutor streamers;
    private final Semaphore streaming = new Semaphore(STREAMS);
    private final int capacity;
    private final AtomicInteger inHand = new AtomicInteger();
    private final Settings settings;
    private final Site site;
    private final CallerLimits callers;
    private final Connections connections;
    private final Actors actors;
    private final Map<String, Function<Call, Answer>> operations;
    private @Nullable HttpServer server;

    private ApiServer(Settings settings, Actors actors, Map<String, Function<Call, Answer>> operations) {
        this.settings = settings;
        this.site = settings.site();
        this.callers = new CallerLimits(settings.limits(), System::nanoTime);
        this.connections = new Connections(settings.limits(), System::nanoTime);
        this.actors = actors;
        this.operations = Map.copyOf(operations);
        this.vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2).setUseDaemonThread(true));
        this.workers = vertx.createSharedWorkerExecutor("catalogue", settings.workers());
        this.streamers = vertx.createSharedWorkerExecutor("catalogue-streams", STREAMS);
        this.capacity = settings.workers() * WAITING_PER_WORKER;
    }

    /**
     * Starts listening.
     *
     * @throws IllegalStateException if an operation of the document has no permission or nobody who does it, or the
     *     other way round
     * @throws IOException if it cannot listen there
     */
    public static ApiServer start(Settings settings, Actors actors, Operations operations) throws IOException {
        return start(settings, actors, operations.all(), document());
    }

    static ApiServer start(
            Settings settings, Actors actors, Map<String, Function<Call, Answer>> operations, JsonObject document)
            throws IOException {
        var server = new ApiServer(settings, actors, operations);
        try {
            server.listen(document);
            return server;
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** The port it listens on. */
    public int port() {
        return server == null ? 0 : server.actualPort();
    }

    @Override
    public void close() {
        try {
            await(vertx.close(), START_LIMIT);
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("error", e.toString()).log("the HTTP server did not end cleanly");
        }
    }

    /** The OpenAPI document, for whoever checks against it. */
    static JsonObject document() {
        try (var in = Objects.requireNonNull(ApiServer.class.getResourceAsStream(DOCUMENT))) {
            Map<String, Object> document = new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
            return new JsonObject(document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void listen(JsonObject document) throws IOException {
        var contract = await(OpenAPIContract.from(vertx, requestsOf(document)), START_LIMIT);
        var declared =
                contract.operations().stream().map(Operation::getOperationId).collect(Collectors.toSet());
        Permission.mustCover(declared);
        if (!declared.equals(operations.keySet())) {
            throw new IllegalStateException("the OpenAPI document has operations " + declared
                    + ", and there is somebody for " + operations.keySet());
        }
        var options = new HttpServerOptions()
                .setHost(settings.host())
                .setPort(settings.port())
                // Of many calls at once on one connection the limits below know nothing.
                .setHttp2ClearTextEnabled(false)
                .setIdleTimeout(120)
                .setIdleTimeoutUnit(TimeUnit.SECONDS);
        settings.tls().ifPresent(tls -> options.setSsl(true)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertPath(tls.certificateFile().toString())
                        .addKeyPath(tls.keyFile().toString())));
        var router = router(contract);
        server = await(
                vertx.createHttpServer(options)
                        .connectionHandler(connections::opened)
                        .requestHandler(request -> {
                            connections.asked(request);
                            careful(request);
                            router.handle(request);
                        })
                        .invalidRequestHandler(this::refuseUnread)
                        .listen(),
                START_LIMIT);
        vertx.setPeriodic(connections.interval().toMillis(), fired -> connections.look());
    }

    /** What no answer goes without: what it says is for the caller alone, and is what it says it is. */
    private void careful(HttpServerRequest request) {
        var response = request.response()
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin")
                .putHeader("Referrer-Policy", "no-referrer");
        if (site.isSecure()) {
            response.putHeader("Strict-Transport-Security", "max-age=31536000");
        }
    }

    /** What is not even HTTP, or has more in its head than is read; after it the connection cannot be trusted. */
    private void refuseUnread(HttpServerRequest request) {
        careful(request);
        request.response().putHeader("Connection", "close");
        var visit = callers.arrive(remote(request), null);
        if (visit.isLimited()) {
            refuseLimited(new Asked(request, null, null), visit);
            request.connection().close();
            return;
        }
        Problems.send(new Asked(request, null, null), 400, Reason.of("catalogue.http.malformed"), List.of());
        request.connection().close();
    }

    /**
     * Vert.x checks requests; it does not know all media types that our answers have, and needs not. Who may call is
     * looked at here, not there.
     */
    private static JsonObject requestsOf(JsonObject document) {
        for (var path : document.getJsonObject("paths")) {
            for (var method : (JsonObject) path.getValue()) {
                if (method.getValue() instanceof JsonObject operation && operation.containsKey("responses")) {
                    operation.put(
                            "responses",
                            new JsonObject().put("default", new JsonObject().put("description", "see the document")));
                }
            }
        }
        document.getJsonObject("components").remove("responses");
        document.remove("security");
        return document;
    }

    private Router router(OpenAPIContract contract) {
        var validator = RequestValidator.create(vertx, new ReadyContract(contract));
        var builder = RouterBuilder.create(vertx, contract);
        builder.rootHandler((SecurityPolicyHandler) this::arrive);
        builder.rootHandler(BodyHandler.create(false).setBodyLimit(settings.maxBodyBytes()));
        for (var route : builder.getRoutes()) {
            var operation = route.getOperation();
            route.setDoValidation(false)
                    .setDoSecurity(false)
                    .addHandler(context -> serve(context, operation, validator));
        }
        var router = builder.createRouter();
        router.errorHandler(404, context -> refuse(context, 404, Reason.of("catalogue.http.no-such-route")));
        router.errorHandler(405, context -> refuse(context, 405, Reason.of("catalogue.http.no-such-method")));
        router.errorHandler(
                413,
                context -> refuse(
                        context, 413, Reason.of("catalogue.http.body-too-large", "max", settings.maxBodyBytes())));
        router.errorHandler(400, context -> refuse(context, 400, Reason.of("catalogue.http.malformed")));
        router.errorHandler(500, context -> fail(context, context.failure()));
        return router;
    }

    /** The first that happens to a call: its body is not read yet, and nobody has asked the database who it is. */
    private void arrive(RoutingContext context) {
        var request = context.request();
        var shown = Shown.by(request, site).secret();
        var visit = callers.arrive(remote(request), shown == null ? null : TokenSecret.fingerprint(shown));
        if (visit.isLimited()) {
            refuseLimited(Asked.of(context), visit);
        } else {
            context.put(VISIT, visit);
            context.next();
        }
    }

    private void refuseLimited(Asked asked, CallerLimits.Visit visit) {
        refuseLimited(asked, visit.pause(), callers.isNews(visit));
    }

    private static void refuseLimited(Asked asked, Duration pause, boolean isNews) {
        long seconds = pause.plusSeconds(1).minusNanos(1).toSeconds();
        asked.request().response().putHeader("Retry-After", String.valueOf(seconds));
        var reason = Reason.of("catalogue.http.too-many", "seconds", seconds);
        if (isNews) {
            Problems.send(asked, 429, reason, List.of());
        } else {
            Problems.answer(asked, 429, reason, List.of());
        }
    }

    private static String remote(HttpServerRequest request) {
        var remote = request.remoteAddress();
        return remote == null || remote.hostAddress() == null ? "" : remote.hostAddress();
    }

    private void serve(RoutingContext context, Operation operation, RequestValidator validator) {
        if (inHand.incrementAndGet() > capacity) {
            inHand.decrementAndGet();
            Problems.send(Asked.of(context), Refusal.of(Kind.UNAVAILABLE, Reason.of("catalogue.unavailable.busy")));
            return;
        }
        var id = operation.getOperationId();
        var permission = Permission.of(id);
        Asked.note(context, permission);
        boolean streams = id.equals("exportLedger");
        long timer = streams ? -1 : vertx.setTimer(settings.requestTimeout().toMillis(), fired -> tooLate(context));
        admitted(context, permission)
                .compose(bearer -> RequestUtils.extract(
                                context.request(),
                                operation,
                                () -> Future.succeededFuture(
                                        context.body().buffer() == null
                                                ? Buffer.buffer()
                                                : context.body().buffer()))
                        .compose(request -> validator.validate(new LiteralRequest(request, operation), id))
                        .map(request -> new Call(
                                TextForm.checked(request).orThrow(),
                                bearer.orElse(null),
                                Asked.of(context),
                                prefersCsv(context))))
                .compose(call -> streams
                        ? streamed(context, handler(id), call)
                        : workers.executeBlocking(() -> handler(id).apply(call), false))
                .onComplete(done -> {
                    inHand.decrementAndGet();
                    if (!streams) {
                        vertx.cancelTimer(timer);
                    }
                    if (done.succeeded()) {
                        send(context, done.result());
                    } else {
                        fail(context, done.cause());
                    }
                });
    }

    /** Streams on threads of its own, or refuses while as many are streamed as may be. */
    private Future<Answer> streamed(RoutingContext context, Function<Call, Answer> handler, Call call) {
        if (!streaming.tryAcquire()) {
            return Future.succeededFuture(new Answer.Refused(
                    Refusal.of(Kind.UNAVAILABLE, Reason.of("catalogue.unavailable.exports", "max", STREAMS))));
        }
        return streamers
                .executeBlocking(
                        () -> {
                            var answer = handler.apply(call);
                            if (answer instanceof Answer.Stream stream) {
                                send(context.response(), stream);
                            }
                            return answer;
                        },
                        false)
                .onComplete(done -> streaming.release());
    }

    /** Whether the caller names CSV before JSON, or before what JSON is one of. */
    private static boolean prefersCsv(RoutingContext context) {
        for (var type : context.parsedHeaders().accept()) {
            if (type.component().equals("text") && type.subComponent().equals("csv")) {
                return true;
            }
            if (type.component().equals("*") || type.component().equals("application")) {
                return false;
            }
        }
        return false;
    }

    private Function<Call, Answer> handler(String operation) {
        return Objects.requireNonNull(operations.get(operation));
    }

    /** Who calls, where the operation asks for that, once token, role and scope have been looked at. */
    private Future<Optional<Bearer>> admitted(RoutingContext context, Permission permission) {
        if (!permission.needsActor()) {
            return Future.succeededFuture(Optional.empty());
        }
        var shown = Shown.by(context.request(), site);
        CallerLimits.Visit visit = context.get(VISIT);
        return workers.executeBlocking(() -> actors.authenticate(shown.secret()), false)
                .map(known -> {
                    if (known instanceof Outcome.Refused<Bearer>) {
                        callers.turnAway(visit);
                    } else {
                        callers.welcome(visit);
                    }
                    var bearer = known.orThrow();
                    Asked.note(context, bearer.actor());
                    shown.check(
                            context.request(), site, !context.request().method().equals(HttpMethod.GET));
                    return Optional.of(bearer.admit(permission).orThrow());
                });
    }

    private void send(RoutingContext context, Answer answer) {
        var response = context.response();
        if (response.ended() || response.closed()) {
            return;
        }
        if (answer instanceof Answer.Json json) {
            response.setStatusCode(json.status())
                    .putHeader("Content-Type", "application/json")
                    .end(json.body().toBuffer());
        } else if (answer instanceof Answer.Text text) {
            response.putHeader("Content-Type", "text/" + text.subtype() + "; charset=utf-8")
                    .end(text.body());
        } else if (answer instanceof Answer.Empty) {
            response.setStatusCode(204).end();
        } else if (answer instanceof Answer.Redirect redirect) {
            response.setStatusCode(303)
                    .putHeader("Location", redirect.location())
                    .end();
        } else if (answer instanceof Answer.WithCookies more) {
            response.headers().add("Set-Cookie", more.cookies());
            send(context, more.answer());
        } else if (answer instanceof Answer.TooMany tooMany) {
            refuseLimited(Asked.of(context), tooMany.pause(), tooMany.isNews());
        } else if (answer instanceof Answer.Refused refused) {
            Problems.send(Asked.of(context), refused.refusal());
        }
    }

    /** Writes a stream from a worker; each block waits until the one before has left for the network. */
    private static void send(HttpServerResponse response, Answer.Stream stream) throws IOException {
        response.putHeader("Content-Type", "text/plain; charset=utf-8").setChunked(true);
        var out = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                await(response.write(Buffer.buffer().appendBytes(bytes, offset, length)), SLOW_READER_LIMIT);
            }
        };
        var buffered = new BufferedOutputStream(out, 64 * 1024);
        stream.body().writeTo(buffered);
        buffered.flush();
        await(response.end(), SLOW_READER_LIMIT);
    }

    private static void tooLate(RoutingContext context) {
        Problems.send(Asked.of(context), Refusal.of(Kind.UNAVAILABLE, Reason.of("catalogue.unavailable.too-slow")));
    }

    private static void refuse(RoutingContext context, int status, Reason reason) {
        Problems.send(Asked.of(context), status, reason, List.of());
    }

    private static void fail(RoutingContext context, @Nullable Throwable failure) {
        var cause = failure == null ? new IllegalStateException("failed without a cause") : failure;
        if (cause instanceof ValidatorException misfit
                && misfit.type() == ValidatorErrorType.UNSUPPORTED_VALUE_FORMAT) {
            refuse(context, 415, Reason.of("catalogue.http.media-type"));
            return;
        }
        Problems.send(
                Asked.of(context),
                misfit(cause).<Throwable>map(RefusedException::new).orElse(cause));
    }

    /** What does not fit the OpenAPI document, every place of it; empty where the failure is another one. */
    private static Optional<Refusal> misfit(Throwable failure) {
        if (failure instanceof SchemaValidationException schema) {
            var violations = places(schema);
            return Optional.of(new Refusal(
                    Kind.INVALID, Reason.of("catalogue.input.invalid", "count", violations.size()), violations));
        }
        if (failure instanceof ValidatorException) {
            return Optional.of(new Refusal(
                    Kind.INVALID,
                    Reason.of("catalogue.input.invalid", "count", 1),
                    List.of(new Violation("request", null, misfit(String.valueOf(failure.getMessage()))))));
        }
        return Optional.empty();
    }

    private static List<Violation> places(SchemaValidationException failure) {
        var parameter = PARAMETER.matcher(String.valueOf(failure.getMessage()));
        var outside = parameter.lookingAt() ? parameter.group(1) : "";
        var unit = failure.getOutputUnit();
        var errors = unit.getErrors();
        var places = (errors == null || errors.isEmpty() ? Stream.of(unit) : errors.stream())
                .map(error -> {
                    var place = place(String.valueOf(error.getInstanceLocation()));
                    return new Violation(
                            place.isEmpty() ? outside : place, null, misfit(String.valueOf(error.getError())));
                })
                .distinct()
                .toList();
        // What is said in our words needs no word of the validator beside it.
        var said = places.stream()
                .filter(place -> place.reason().code().equals(TOO_LONG_CODE))
                .map(Violation::path)
                .toList();
        return places.stream()
                .filter(place -> place.reason().code().equals(TOO_LONG_CODE)
                        || said.stream().noneMatch(path -> path.startsWith(place.path())))
                .toList();
    }

    /** {@code #/roles/0/role} to {@code roles[0].role}, as the service's own rules name places. */
    private static String place(String pointer) {
        return pointer.replaceFirst("^#?/?", "")
                .replaceAll("/(\\d+)(?=/|$)", "[$1]")
                .replace('/', '.');
    }

    /** What the validator of the document says, in our own words where people meet it. */
    private static Reason misfit(String problem) {
        var tooLong = TOO_LONG.matcher(problem);
        return tooLong.find()
                ? Reason.of(TOO_LONG_CODE, "max", tooLong.group(1))
                : Reason.of("catalogue.input.schema", "problem", problem);
    }

    private static <T> T await(Future<T> future, Duration limit) throws IOException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("took more than " + limit, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
