package org.silobridge.cli.enforcement;

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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;
import org.silobridge.cli.local.LocalExchange;
import org.silobridge.client.ApiToken;
import org.silobridge.client.Enforcement;

/** Measures enforcement, search and memory of an exchange whose catalogue is large. */
public final class ScaleBench {
    /** Datasets whose topics are there; of the others the guard against lost topics holds the topics back. */
    private static final int TOPICS = 200;

    private static final int LOOKS = 5;
    private static final int BATCH = 2_000;
    private static final int SEARCHES_A_SECOND = 200;
    private static final Duration SEARCHING = Duration.ofSeconds(20);
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
     * @param approvals milliseconds, in order, from a decision until the catalogue saw Kafka enforce it
     * @param revocations likewise
     * @param searches milliseconds, in order, from when a search was due
     * @param resident bytes that the service held at the end
     * @param peak bytes that it held at most
     */
    public record Result(
            int grants,
            Duration fromNothing,
            Duration fromEqual,
            List<Long> approvals,
            List<Long> revocations,
            List<Long> searches,
            OptionalLong resident,
            OptionalLong peak) {

        /** The titles of {@link #row}. */
        public static void printTitles(PrintStream out) {
            out.println(String.format(
                    Locale.ROOT,
                    "%9s %12s %11s  %-24s %-24s %-20s %s",
                    "grants",
                    "from nothing",
                    "from equal",
                    "approval, ms",
                    "revocation, ms",
                    "search, ms",
                    "service, MiB"));
            out.println(String.format(
                    Locale.ROOT,
                    "%9s %12s %11s  %-24s %-24s %-20s %s",
                    "",
                    "s",
                    "s",
                    "median  p99  max",
                    "median  p99  max",
                    "median  p99",
                    "at the end  at most"));
        }

        public String row() {
            return String.format(
                    Locale.ROOT,
                    "%,9d %12.1f %11.2f  %6d %5d %5d        %6d %5d %5d        %6d %5d         %,d  %,d",
                    grants,
                    fromNothing.toMillis() / 1000.0,
                    fromEqual.toMillis() / 1000.0,
                    part(approvals, 0.5),
                    part(approvals, 0.99),
                    part(approvals, 1),
                    part(revocations, 0.5),
                    part(revocations, 0.99),
                    part(revocations, 1),
                    part(searches, 0.5),
                    part(searches, 0.99),
                    resident.orElse(0) >> 20,
                    peak.orElse(0) >> 20);
        }

        /** The smallest value that this share of all does not exceed. */
        private static long part(List<Long> sorted, double share) {
            return sorted.isEmpty() ? 0 : sorted.get(Math.max(0, (int) Math.ceil(sorted.size() * share) - 1));
        }
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
            var approvals = new ArrayList<Long>();
            var revocations = new ArrayList<Long>();
            for (int i = 0; i < decisions; i++) {
                var given = seat.give();
                approvals.add(
                        await(() -> catalogue.approvalToSeen(given.grant())).toMillis());
                pause();
                var ended = seat.end();
                revocations.add(
                        await(() -> catalogue.revocationToSeen(ended.grant())).toMillis());
                pause();
            }
            progress.accept("searches");
            var searches = search();
            looks.sort(null);
            return new Result(
                    grants,
                    fromNothing,
                    Duration.ofMillis(looks.get(LOOKS / 2)),
                    approvals.stream().sorted().toList(),
                    revocations.stream().sorted().toList(),
                    searches,
                    memory("VmRSS"),
                    memory("VmHWM"));
        }
    }

    private void createTopics() throws InterruptedException, ExecutionException {
        try (var admin = Admin.create(Map.copyOf(
                exchange.sandbox().kafkaClientConfig(exchange.sandbox().kafkaAdmin())))) {
            admin.createTopics(FilledCatalogue.topics(TOPICS, "ecology-environment").stream()
                            .map(topic -> new NewTopic(topic, Optional.of(1), Optional.empty()))
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

    /** At a rate that does not wait for answers. */
    private List<Long> search() throws IOException, InterruptedException, ExecutionException {
        var token = ApiToken.readFrom(exchange.operatorTokenFile());
        var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        var answers = new ArrayList<CompletableFuture<Long>>();
        long interval = TimeUnit.SECONDS.toNanos(1) / SEARCHES_A_SECOND;
        long due = System.nanoTime();
        long end = due + SEARCHING.toNanos();
        for (; due < end; due += interval) {
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            long begun = due;
            var request = HttpRequest.newBuilder(exchange.catalogueUrl()
                            .resolve("/api/v1/datasets?q=c-" + chance.nextInt(10) + "/d-" + chance.nextInt(1000)))
                    .header("Authorization", "Bearer " + token.secret())
                    .timeout(Duration.ofSeconds(60))
                    .build();
            answers.add(http.sendAsync(request, HttpResponse.BodyHandlers.discarding())
                    .thenApply(answer -> {
                        if (answer.statusCode() != 200) {
                            throw new IllegalStateException("a search was answered with " + answer.statusCode());
                        }
                        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
                    }));
        }
        var times = new ArrayList<Long>();
        for (var answer : answers) {
            times.add(answer.get());
        }
        times.sort(null);
        return times;
    }

    /** How many datasets the registry knows of. */
    private long subjects() {
        try {
            var answer = HttpClient.newHttpClient()
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
