package org.silobridge.cli.enforcement;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;
import org.silobridge.cli.local.LocalExchange;
import org.silobridge.client.ApiToken;
import org.silobridge.client.Enforcement;
import org.silobridge.sandbox.Service;

/** Measures enforcement, search and memory of an exchange whose catalogue is large. */
public final class ScaleBench {
    /** Datasets whose topics are there; of the others the guard against lost topics holds the topics back. */
    private static final int TOPICS = 200;
    /** As the contract wants them: the controller tries again and again where a topic cannot be brought in step. */
    private static final int PARTITIONS = 3;

    private static final int LOOKS = 5;
    private static final int BATCH = 2_000;
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final LocalExchange exchange;
    private final Path schemas;
    private final int decisions;
    private final Random chance;
    private final Consumer<String> progress;

    /**
     * @param exchange started and new
     * @param schemas the project's directory of contracts
     */
    public ScaleBench(LocalExchange exchange, Path schemas, int decisions, long seed, Consumer<String> progress) {
        this.exchange = exchange;
        this.schemas = schemas;
        this.decisions = decisions;
        this.chance = new Random(seed);
        this.progress = progress;
    }

    /**
     * What was measured.
     *
     * @param fromNothing from the commit of all grants, of which no right is on Kafka, until the catalogue
     *     had seen each of them there
     * @param fromEqual median of looks at everything that found nothing to do
     * @param approvals from a decision until the catalogue saw Kafka enforce it
     * @param revocations likewise
     * @param bare what Kafka alone took, between these
     * @param searches from when a search was due
     * @param processor what a search cost, in milliseconds of a processor
     * @param resident bytes that the service held at the end
     * @param peak bytes that it held at most
     */
    public record Result(
            int grants,
            Duration fromNothing,
            Duration fromEqual,
            Latencies approvals,
            Latencies revocations,
            BareRights bare,
            Latencies searches,
            String processor,
            OptionalLong resident,
            OptionalLong peak) {

        private void print(PrintStream out) {
            out.println(String.format(
                    Locale.ROOT,
                    "%,d grants: from nothing %.1f s, from equal %.2f s; the service held %,d MiB at the end, %,d at most",
                    grants,
                    fromNothing.toMillis() / 1000.0,
                    fromEqual.toMillis() / 1000.0,
                    resident.orElse(0) >> 20,
                    peak.orElse(0) >> 20));
            out.println("  milliseconds         median    p99    max");
            line(out, "approval", approvals);
            line(out, "  bare createAcls", bare.creations());
            line(out, "revocation", revocations);
            line(out, "  bare deleteAcls", bare.deletions());
            line(out, "bare describeAcls", bare.questions());
            line(out, "search", searches);
            out.println("  of a processor, a search: " + processor);
        }

        private static void line(PrintStream out, String what, Latencies latencies) {
            out.println(String.format(Locale.ROOT, "  %-19s %s", what, latencies.text()));
        }
    }

    /** Prints what was measured, in full. */
    public static void print(List<Result> results, PrintStream out) {
        results.forEach(result -> result.print(out));
    }

    public Result measure(int grants) throws IOException, SQLException, InterruptedException, ExecutionException {
        var seat = new LocalSeats(exchange, schemas).seat(0);
        try (var catalogue = new FilledCatalogue(exchange.sandbox())) {
            createTopics();
            look(catalogue);
            progress.accept("filling in departments and datasets");
            exchange.killCatalogue(); // What it would see of a half of it is nothing that could ever be.
            catalogue.fill();
            createOwnersRights();
            exchange.startCatalogue();
            look(catalogue);
            progress.accept("the registry is told of the datasets");
            await(() -> subjects() >= FilledCatalogue.DATASETS ? Optional.of(true) : Optional.empty(), 1_000);
            progress.accept(grants + " grants from nothing");
            catalogue.grant(grants);
            long begun = System.nanoTime();
            await(() -> catalogue.isAllApplied() ? Optional.of(true) : Optional.empty());
            var fromNothing = Duration.ofNanos(System.nanoTime() - begun);
            progress.accept("all seen on Kafka after " + fromNothing.toMillis() + " ms; from equal");
            var looks = new ArrayList<Long>();
            for (int i = 0; i < LOOKS; i++) {
                looks.add(look(catalogue));
            }
            progress.accept("looks that found all equal took " + looks + " ms; " + decisions + " decisions each way");
            var approvals = new Latencies();
            var revocations = new Latencies();
            var bare = new BareRights(
                    exchange.sandbox().kafkaClientConfig(exchange.sandbox().kafkaAdmin()));
            try (bare) {
                for (int i = 0; i < decisions; i++) {
                    var given = seat.give();
                    approvals.add(
                            await(() -> catalogue.approvalToSeen(given.grant())).toNanos());
                    pause();
                    bare.give();
                    pause();
                    var ended = seat.end();
                    revocations.add(await(() -> catalogue.revocationToSeen(ended.grant()))
                            .toNanos());
                    pause();
                    bare.end();
                    pause();
                }
            }
            progress.accept("searches");
            var before = new AtomicReference<>(Spent.by(exchange));
            var load = new SearchLoad(
                    exchange.catalogueUrl(),
                    ApiToken.readFrom(exchange.operatorTokenFile()).secret(),
                    chance.nextLong());
            var searches = load.run(() -> before.set(Spent.by(exchange)));
            var spent = Spent.by(exchange).since(requireNonNull(before.get()));
            looks.sort(null);
            return new Result(
                    grants,
                    fromNothing,
                    Duration.ofMillis(looks.get(LOOKS / 2)),
                    approvals,
                    revocations,
                    bare,
                    searches,
                    spent.each(searches.count()),
                    memory("VmRSS"),
                    memory("VmHWM"));
        }
    }

    /** Processor time so far. What else goes on meanwhile, looks at everything too, is in it. */
    private record Spent(Duration service, Duration database, Duration here) {
        static Spent by(LocalExchange exchange) {
            return new Spent(
                    ProcessHandle.of(exchange.cataloguePid())
                            .flatMap(process -> process.info().totalCpuDuration())
                            .orElse(Duration.ZERO),
                    exchange.sandbox().processorTime(Service.POSTGRES),
                    ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO));
        }

        Spent since(Spent before) {
            return new Spent(service.minus(before.service), database.minus(before.database), here.minus(before.here));
        }

        String each(int searches) {
            return String.format(
                    Locale.ROOT,
                    "service %.2f ms, database %.2f ms, who asks %.2f ms",
                    (double) service.toMillis() / searches,
                    (double) database.toMillis() / searches,
                    (double) here.toMillis() / searches);
        }
    }

    private void createTopics() throws InterruptedException, ExecutionException {
        try (var admin = Admin.create(Map.copyOf(
                exchange.sandbox().kafkaClientConfig(exchange.sandbox().kafkaAdmin())))) {
            admin.createTopics(FilledCatalogue.topics(TOPICS, "ecology-environment").stream()
                            .map(topic -> new NewTopic(topic, Optional.of(PARTITIONS), Optional.empty()))
                            .toList())
                    .all()
                    .get();
        } catch (ExecutionException e) {
            // A slow Kafka is asked again for what it has made by then.
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    private void createOwnersRights() throws InterruptedException, ExecutionException {
        try (var admin = Admin.create(Map.copyOf(
                exchange.sandbox().kafkaClientConfig(exchange.sandbox().kafkaAdmin())))) {
            var rights = FilledCatalogue.ownersRights("ecology-environment");
            for (int from = 0; from < rights.size(); from += BATCH) {
                admin.createAcls(rights.subList(from, Math.min(from + BATCH, rights.size())))
                        .all()
                        .get();
            }
        }
    }

    /** Milliseconds of a look that found nothing to do. */
    private long look(FilledCatalogue catalogue) throws SQLException, InterruptedException {
        var before = startedAt(exchange.operator().enforcement().orThrow());
        catalogue.wake();
        // The status lists all topics that are missing: to ask for it often would be what is measured.
        return await(
                () -> {
                    var status = exchange.operator().enforcement().orThrow();
                    var last = status.last();
                    return last == null || !startedAt(status).isAfter(before) || last.created() + last.removed() > 0
                            ? Optional.empty()
                            : Optional.of(last.tookMillis());
                },
                500);
    }

    private static Instant startedAt(Enforcement status) {
        var last = status.last();
        return last == null ? Instant.MIN : last.startedAt();
    }

    /** Decisions fall upon looks at everything as chance will have it. */
    private void pause() throws InterruptedException {
        sleep(50 + chance.nextInt(200));
    }

    private static void sleep(long millis) throws InterruptedException {
        var unused = new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
    }

    private interface Question<T> {
        Optional<T> ask() throws SQLException;
    }

    private static <T> T await(Question<T> question) throws SQLException, InterruptedException {
        return await(question, 20);
    }

    private static <T> T await(Question<T> question, long pause) throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            var answer = question.ask();
            if (answer.isPresent()) {
                return answer.get();
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("waited " + PATIENCE + " in vain");
            }
            sleep(pause);
        }
    }

    /** How many datasets the registry knows of. */
    private long subjects() {
        try {
            var answer = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .build()
                    .send(
                            HttpRequest.newBuilder(URI.create(exchange.sandbox().registryUrl() + "/subjects"))
                                    .timeout(Duration.ofSeconds(60))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            return answer.body().chars().filter(letter -> letter == '"').count() / 2;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private OptionalLong memory(String field) throws IOException {
        var status = Path.of("/proc", String.valueOf(exchange.cataloguePid()), "status");
        if (!Files.exists(status)) {
            return OptionalLong.empty();
        }
        try (var lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith(field + ":"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .findFirst();
        }
    }
}
