package org.silobridge.cli.soak.publish;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.silobridge.cli.local.CreditCodes;
import org.silobridge.cli.local.LocalExchange;
import org.silobridge.cli.soak.Findings;
import org.silobridge.cli.soak.Moment;
import org.silobridge.cli.soak.PublishedRecords;
import org.silobridge.cli.soak.SoakReport;
import org.silobridge.client.NewDepartment;
import org.silobridge.connector.Connector;
import org.silobridge.connector.ConnectorListener;
import org.silobridge.connector.ConnectorSettings;
import org.silobridge.connector.PublicationSource;
import org.silobridge.connector.RunReport;
import org.silobridge.connector.config.ConnectorFile;
import org.silobridge.connector.position.Counts;
import org.silobridge.connector.position.PositionRecord;
import org.silobridge.connector.quarantine.QuarantineRecord;
import org.silobridge.model.ContractName;
import org.silobridge.model.Outcome;
import org.silobridge.model.Violation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kills connectors of every kind of source with SIGKILL at random moments, while they start and between, in and after
 * transactions, several at a time, and Kafka under them. Afterwards a reader of committed records must find every row
 * once, in order, or in quarantine, and the counts beside the positions must say the same.
 */
public final class SoakPublish {
    private static final Logger LOG = LoggerFactory.getLogger(SoakPublish.class);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int LOOK_MILLIS = 250;
    /** How often all is published that is left: the second time shows that the first left its position where it was. */
    private static final int LAST_RUNS = 2;
    /** Of so many, some come in the middle of a transaction, or the soak shows little. */
    private static final int KILLS_THAT_HIT_A_TRANSACTION = 100;

    private final LocalExchange exchange;
    private final Path home;
    private final Clock clock;
    private final Consumer<String> progress;
    private final Set<SourceUnderTest> sources;
    private final Findings findings = new Findings();
    private final Set<ContractName> known = new HashSet<>();
    private int departments;

    /**
     * @param home the project's root, with {@code schemas} and {@code deploy/demo}
     * @param sources whose connectors are killed
     */
    public SoakPublish(
            LocalExchange exchange, Path home, Clock clock, Set<SourceUnderTest> sources, Consumer<String> progress) {
        this.exchange = exchange;
        this.home = home;
        this.clock = clock;
        this.sources = EnumSet.copyOf(sources);
        this.progress = progress;
    }

    /** One feed with what is done to it. */
    private record Case(Feed feed, Killer killer) {
        String name() {
            return feed.publisher().name();
        }
    }

    /**
     * Runs it once on this exchange.
     *
     * @param times how often to kill
     */
    public SoakReport run(long seed, int times) throws Exception {
        var chance = new Random(seed);
        var begun = clock.instant();
        var killed = new AtomicInteger();
        var cases = new ArrayList<Case>();
        var feeds = feeds(chance);
        var java = ConnectorJava.in(exchange.directory()).trainedWith(feeds.get(feeds.size() - 1));
        for (var feed : feeds) {
            ConnectorFile.read(feed.connectorFile()).orThrow();
            cases.add(new Case(feed, new Killer(feed, java.command(), new Random(chance.nextLong()), findings, () -> {
                int so = killed.incrementAndGet();
                progress.accept("killed " + so + " of " + times + ": "
                        + feed.publisher().name());
            })));
        }
        var broker = new BrokerRestarts(exchange.sandbox(), new Random(chance.nextLong()), progress);
        var workers = Executors.newCachedThreadPool(work -> {
            var thread = new Thread(work, "soak-publish");
            thread.setDaemon(true);
            return thread;
        });
        Duration killing;
        try {
            var working = new ArrayList<Future<?>>();
            for (int i = 0; i < cases.size(); i++) {
                var killer = cases.get(i).killer();
                int share = times / cases.size() + (i < times % cases.size() ? 1 : 0);
                working.add(start(workers, cases.get(i), () -> killer.kill(share)));
            }
            broker.go(killed, () -> working.stream().allMatch(Future::isDone));
            awaitAll(working);
            killing = Duration.between(begun, clock.instant());
            progress.accept("publishing what is left");
            awaitAll(cases.stream()
                    .map(one -> start(workers, one, () -> finish(one.feed())))
                    .toList());
        } finally {
            workers.shutdownNow();
        }
        return report(seed, killed.get(), broker, killing, cases);
    }

    private interface Work {
        void run() throws Exception;
    }

    /** What goes wrong with one feed is told, and the others go on. */
    private Future<?> start(ExecutorService workers, Case one, Work work) {
        return workers.submit(() -> {
            try {
                work.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                LOG.atError().setCause(e).addKeyValue("dataset", one.name()).log("soak failed");
                findings.add(one.name() + " had to stop: " + e);
            }
        });
    }

    private static void awaitAll(List<? extends Future<?>> working) throws Exception {
        for (var one : working) {
            one.get();
        }
    }

    private List<Feed> feeds(Random chance) throws Exception {
        var demo = home.resolve("deploy/demo");
        var feeds = new ArrayList<Feed>();
        for (var source : sources) {
            switch (source) {
                case CSV -> {
                    feeds.add(new AirFeed(join("soak-csv", AirFeed.CONTRACT), demo));
                    feeds.add(new ResidentFeed(
                            join("soak-csv-pseudonyms", ResidentFeed.CONTRACT), demo, chance.nextLong()));
                }
                case JDBC ->
                    feeds.add(new JdbcFeed(
                            join("soak-jdbc", Penalties.CONTRACT), exchange.sandbox(), new Random(chance.nextLong())));
                case PUSH ->
                    feeds.add(new PushFeed(
                            join("soak-push", Penalties.CONTRACT), new Random(chance.nextLong()), findings));
                case SNAPSHOT ->
                    feeds.add(
                            new SnapshotFeed(join("soak-snapshot", Penalties.CONTRACT), new Random(chance.nextLong())));
                case CDC ->
                    feeds.add(new CdcFeed(
                            join("soak-cdc", Penalties.CONTRACT), exchange.sandbox(), new Random(chance.nextLong())));
            }
        }
        return feeds;
    }

    private Publisher join(String slug, ContractName contract) throws Exception {
        departments++;
        var owner = exchange.join(new NewDepartment(
                slug,
                new NewDepartment.NewName("Department " + slug, "部门" + departments),
                CreditCodes.of("0000B" + (100 + departments)),
                "national",
                "100000"));
        if (known.add(contract)) {
            exchange.publishContract(owner, home.resolve("schemas"), contract);
        }
        return new Publisher(
                owner,
                exchange.openDataset(owner, contract),
                Files.createDirectories(exchange.directory().resolve(slug)),
                exchange.catalogueUrl());
    }

    /** Runs that nobody kills, until nothing is missing. */
    private void finish(Feed feed) throws Exception {
        for (int i = 0; i < LAST_RUNS; i++) {
            feed.grow();
            feed.settle();
            publishRest(feed);
        }
    }

    private void publishRest(Feed feed) throws Exception {
        var connector = new Connector(
                ConnectorFile.read(feed.connectorFile()).orThrow(),
                PublicationSource.of(feed.publisher().owner().publisher()),
                ConnectorSettings.STANDARD,
                clock,
                ConnectorListener.SILENT);
        var running = new FutureTask<>(connector::run);
        var thread = new Thread(running, "soak-connector");
        thread.setDaemon(true);
        thread.start();
        // As long as something comes, it is waited for: what killed connectors left may be much.
        long since = System.nanoTime();
        int fewest = Integer.MAX_VALUE;
        while (!running.isDone() && System.nanoTime() - since < PATIENCE.toNanos()) {
            if (feed.continuous()) {
                int missing = judged(feed).missing().size();
                if (missing == 0) {
                    break;
                }
                if (missing < fewest) {
                    fewest = missing;
                    since = System.nanoTime();
                }
            }
            Moment.pass(LOOK_MILLIS);
        }
        connector.stop();
        if (running.get() instanceof Outcome.Refused<RunReport> refused) {
            findings.add(feed.publisher().name() + ": the last run was refused: " + refused.refusal());
        }
    }

    /** What topic and quarantine hold, against what was given. */
    private static Judge judged(Feed feed) {
        var publisher = feed.publisher();
        var judge = new Judge(publisher.name(), feed.order(), feed.rows());
        for (var record :
                PublishedRecords.read(publisher.owner(), publisher.dataset().topic())) {
            var key = new String(record.key(), StandardCharsets.UTF_8);
            judge.published(
                    record.partition(), key, Optional.ofNullable(record.value()).map(value -> feed.idOf(key, value)));
        }
        for (var record : PublishedRecords.read(publisher.owner(), publisher.privateTopic("quarantine"))) {
            var bad = QuarantineRecord.parse(record.value());
            var codes = new HashSet<String>();
            bad.reasons().stream().map(Violation::reason).forEach(reason -> codes.add(reason.code()));
            judge.quarantined(feed.idOf(bad), codes);
        }
        return judge;
    }

    private static long cutOff(Publisher publisher) {
        return PublishedRecords.cutOff(publisher.owner(), publisher.dataset().topic())
                + PublishedRecords.cutOff(publisher.owner(), publisher.privateTopic("quarantine"));
    }

    private static Map<String, Counts> positions(Publisher publisher) {
        var counts = new LinkedHashMap<String, Counts>();
        for (var record : PublishedRecords.read(publisher.owner(), publisher.privateTopic("positions"))) {
            var position = PositionRecord.parse(record.value());
            counts.put(position.position().part(), position.counts());
        }
        return counts;
    }

    private SoakReport report(long seed, int killed, BrokerRestarts broker, Duration killing, List<Case> cases) {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("seed", seed);
        facts.put("connectors killed", killed);
        facts.put(
                "killed before or around their first commit",
                cases.stream().mapToInt(one -> one.killer().killedStarting()).sum());
        facts.put("Kafka killed", broker.times());
        facts.put("seconds of killing", killing.toSeconds());
        facts.put(
                "processor time of a killed connector",
                cases.stream().mapToLong(one -> one.killer().processorMillis()).sum() / Math.max(1, killed) + " ms");
        long cutOff = 0;
        for (var one : cases) {
            cutOff += cutOff(one.feed().publisher());
            var judge = judged(one.feed());
            judge.positions(positions(one.feed().publisher()));
            judge.violations().forEach(findings::add);
            if (!judge.violations().isEmpty()) {
                findings.add(one.name() + ": what its killed connectors said last:\n"
                        + ConnectorChild.lastLines(one.feed().connectorFile()));
            }
            findings.check(judge.quarantined() > 0, one.name() + ": nothing was quarantined");
            facts.put(
                    one.name(),
                    one.feed().rows().size() + " rows, " + judge.published() + " published, " + judge.quarantined()
                            + " quarantined, through " + one.killer().killed() + " kills");
        }
        facts.put("records in transactions that were cut off", cutOff);
        findings.check(
                killed < KILLS_THAT_HIT_A_TRANSACTION || cutOff > 0, "no kill came while a transaction was open");
        return new SoakReport(facts, findings.all());
    }
}
