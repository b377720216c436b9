package org.silobridge.cli.soak;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.silobridge.cli.local.CreditCodes;
import org.silobridge.cli.local.LocalExchange;
import org.silobridge.cli.local.Participant;
import org.silobridge.client.Dataset;
import org.silobridge.client.DatasetRef;
import org.silobridge.client.NewDepartment;
import org.silobridge.connector.Connector;
import org.silobridge.connector.ConnectorListener;
import org.silobridge.connector.ConnectorSettings;
import org.silobridge.connector.PublicationSource;
import org.silobridge.connector.RunReport;
import org.silobridge.connector.config.ConnectorFile;
import org.silobridge.connector.position.PositionRecord;
import org.silobridge.contract.wire.PseudonymKey;
import org.silobridge.model.ContractName;

/**
 * Kills connectors with SIGKILL at random moments, while they start and between, in and after transactions. Afterwards a
 * reader of committed records must find every row of every file once, in order within its partition, or in quarantine,
 * and the counts beside the positions must say the same.
 */
public final class KillConnector {
    private static final ContractName AIR = ContractName.parse("ecology-environment/air-quality-hourly");
    private static final ContractName RESIDENTS = ContractName.parse("population/resident");
    private static final String SAMPLE_URL = "http://127.0.0.1:8080";
    private static final int TRANSACTION_ROWS = 25;
    private static final int LONGEST_START_MILLIS = 2500;
    private static final int LONGEST_WORK_MILLIS = 1200;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final LocalExchange exchange;
    private final Path home;
    private final Clock clock;
    private final Consumer<String> progress;
    private final Findings findings = new Findings();
    private final Map<String, Object> facts = new LinkedHashMap<>();

    /** @param home the project's root, with {@code schemas} and {@code deploy/demo} */
    public KillConnector(LocalExchange exchange, Path home, Clock clock, Consumer<String> progress) {
        this.exchange = exchange;
        this.home = home;
        this.clock = clock;
        this.progress = progress;
    }

    /**
     * Runs it once on this exchange.
     *
     * @param times how often to kill
     */
    public SoakReport run(long seed, int times) throws IOException, InterruptedException {
        var chance = new Random(seed);
        var ecology = join("soak-ecology", 1);
        var security = join("soak-security", 2);
        // Two owners: one waits for the open transactions of its other connectors, which end by time when killed.
        var air = open(ecology, AIR);
        var people = open(security, RESIDENTS);
        var feeds = List.of(
                new Feed(
                        ecology,
                        air,
                        connectorFile(ecology, "air-quality", "beijing-ecology"),
                        new AirFiles(home.resolve("deploy/demo/data/air-quality-beijing-aotizhongxin.csv.gz"))),
                new Feed(
                        security,
                        people,
                        connectorFile(security, "residents", "public-security"),
                        new ResidentFiles(chance.nextLong(), key(security, people)::pseudonym)));
        for (var feed : feeds) {
            feed.grow();
        }
        facts.put("seed", seed);
        facts.put("connectors killed", times);
        kill(chance, times, feeds);
        for (var feed : feeds) {
            finish(feed);
            judge(feed);
        }
        return new SoakReport(facts, findings.all());
    }

    private Participant join(String slug, int number) {
        return exchange.join(new NewDepartment(
                slug,
                new NewDepartment.NewName("Department " + slug, "部门" + number),
                CreditCodes.of("0000B" + (100 + number)),
                "national",
                "100000"));
    }

    private Dataset open(Participant owner, ContractName contract) {
        exchange.publishContract(owner, home.resolve("schemas"), contract);
        return exchange.openDataset(owner, contract);
    }

    private static PseudonymKey key(Participant owner, Dataset dataset) {
        var lease = owner.publisher().leaseKey(DatasetRef.of(dataset.id())).orThrow();
        return PseudonymKey.derive(lease.secretBytes(), dataset.id(), dataset.major());
    }

    /** The demo's connector, for this owner, with all files of a directory of its own. */
    private Path connectorFile(Participant owner, String sample, String sampleOwner) throws IOException {
        var directory = Files.createDirectories(exchange.directory().resolve(owner.slug()));
        var text = Files.readString(home.resolve("deploy/demo/" + sample + ".connector.yaml"))
                .replace(SAMPLE_URL, exchange.catalogueUrl().toString())
                .replace("tokenFile: " + sampleOwner + ".token", "tokenFile: " + owner.publisherToken())
                .replace(sampleOwner + ".kafka.properties", owner.kafkaConfig().toString())
                .replace("/" + sampleOwner + "\n", "/" + owner.slug() + "\n")
                .replaceFirst("path: data/[^,]*", "path: data/*.csv");
        return Files.writeString(directory.resolve(sample + ".connector.yaml"), text);
    }

    private void kill(Random chance, int times, List<Feed> feeds) throws IOException, InterruptedException {
        int whileStarting = 0;
        int killed = 0;
        while (killed < times) {
            var feed = feeds.get(killed % feeds.size());
            var child = ConnectorChild.start(feed.connectorFile(), TRANSACTION_ROWS);
            boolean starting = chance.nextInt(4) == 0;
            if (!starting) {
                child.awaitCommit();
            }
            if (child.killAfter(chance.nextInt(starting ? LONGEST_START_MILLIS : LONGEST_WORK_MILLIS))) {
                killed++;
                whileStarting += starting ? 1 : 0;
                progress.accept("killed " + killed + " of " + times + ": "
                        + feed.dataset().name());
            } else {
                feed.grow();
            }
        }
        facts.put("killed before or around their first commit", whileStarting);
    }

    /** Two runs that nobody kills: the first does what is left, the second finds nothing to do. */
    private void finish(Feed feed) {
        var rest = publish(feed);
        long rows = rows(feed);
        findings.check(rest.complete(), feed.dataset().name() + ": the last run did not reach the end");
        findings.check(
                rest.before() + rest.now().read() == rows,
                feed.dataset().name() + ": " + (rest.before() + rest.now().read()) + " rows are done, not " + rows);
        var again = publish(feed);
        findings.check(
                again.now().read() == 0,
                feed.dataset().name() + ": a run after the last read "
                        + again.now().read() + " rows again");
        facts.put(
                feed.dataset().name().toString(),
                rows + " rows in " + feed.files().size() + " files, " + rest.before()
                        + " of them committed by killed runs");
    }

    private RunReport publish(Feed feed) {
        return new Connector(
                        ConnectorFile.read(feed.connectorFile()).orThrow(),
                        PublicationSource.of(feed.owner().publisher()),
                        ConnectorSettings.STANDARD,
                        clock,
                        ConnectorListener.SILENT)
                .run()
                .orThrow();
    }

    private static long rows(Feed feed) {
        return feed.files().stream().mapToLong(file -> file.keys().size()).sum();
    }

    private void judge(Feed feed) throws IOException {
        var name = feed.dataset().name().toString();
        Map<String, String> rowOfKey = new HashMap<>();
        Map<String, Integer> placeOfKey = new HashMap<>();
        Set<String> rows = new HashSet<>();
        for (var file : feed.files()) {
            for (int i = 0; i < file.keys().size(); i++) {
                var row = file.name() + ":" + SourceFile.line(i);
                rows.add(row);
                placeOfKey.put(file.keys().get(i), placeOfKey.size());
                rowOfKey.put(file.keys().get(i), row);
            }
        }
        if (rowOfKey.size() != rows.size()) {
            throw new IllegalStateException("the files of " + name + " have a key twice");
        }

        Map<String, Integer> seen = new HashMap<>();
        Map<String, Long> publishedOfFile = new TreeMap<>();
        Map<Integer, Integer> lastPlace = new HashMap<>();
        var published = PublishedRecords.read(feed.owner(), feed.dataset().topic());
        for (var record : published) {
            var key = new String(record.key(), UTF_8);
            var row = rowOfKey.get(key);
            if (row == null) {
                findings.add(name + ": a record with a key of no row: " + key);
                continue;
            }
            seen.merge(row, 1, Integer::sum);
            publishedOfFile.merge(fileOf(row), 1L, Long::sum);
            int place = placeOfKey.getOrDefault(key, -1);
            int last = lastPlace.getOrDefault(record.partition(), -1);
            findings.check(
                    place > last,
                    name + ": partition " + record.partition() + " is out of order at offset " + record.offset());
            lastPlace.put(record.partition(), place);
        }
        var quarantined = quarantined(feed);
        quarantined.rows().forEach(row -> seen.merge(row, 1, Integer::sum));
        findings.once(name + ": rows published or quarantined", rows, seen);
        judgeCounts(feed, publishedOfFile, quarantined);
        facts.put(name + ", published", published.size());
        facts.put(name + ", quarantined", quarantined.rows().size());
    }

    /**
     * What the quarantine topic has.
     *
     * @param rows file and line of each record
     * @param reasons how often each reason's code stands, by file
     */
    private record Quarantined(List<String> rows, Map<String, Map<String, Long>> reasons) {}

    private Quarantined quarantined(Feed feed) throws IOException {
        var rows = new ArrayList<String>();
        var reasons = new TreeMap<String, Map<String, Long>>();
        for (var record : PublishedRecords.read(feed.owner(), privateTopic(feed, "quarantine"))) {
            var json = JSON.readTree(record.value());
            var file = json.path("file").asText();
            rows.add(file + ":" + json.path("line").asLong());
            var codes = new HashSet<String>();
            json.path("reasons").forEach(reason -> codes.add(reason.path("code").asText()));
            codes.forEach(
                    code -> reasons.computeIfAbsent(file, f -> new TreeMap<>()).merge(code, 1L, Long::sum));
        }
        return new Quarantined(rows, reasons);
    }

    /** The counts beside the positions are those of the topics, file by file. */
    private void judgeCounts(Feed feed, Map<String, Long> published, Quarantined quarantined) {
        var positions = new TreeMap<String, PositionRecord>();
        for (var record : PublishedRecords.read(feed.owner(), privateTopic(feed, "positions"))) {
            var position = PositionRecord.parse(record.value());
            positions.put(position.position().part(), position);
        }
        for (var file : feed.files()) {
            var counts = Optional.ofNullable(positions.get(file.name())).map(PositionRecord::counts);
            long inQuarantine = quarantined.rows().stream()
                    .filter(row -> fileOf(row).equals(file.name()))
                    .count();
            findings.check(
                    counts.isPresent()
                            && counts.get().read() == file.keys().size()
                            && counts.get().published() == published.getOrDefault(file.name(), 0L)
                            && counts.get().quarantined() == inQuarantine
                            && counts.get()
                                    .byReason()
                                    .equals(quarantined.reasons().getOrDefault(file.name(), Map.of())),
                    file.name() + " of " + feed.dataset().name() + " has "
                            + file.keys().size() + " rows, "
                            + published.get(file.name()) + " published, " + inQuarantine
                            + " quarantined; its position says " + counts);
            findings.check(inQuarantine > 0, file.name() + ": nothing was quarantined");
        }
    }

    private static String privateTopic(Feed feed, String kind) {
        var topic = feed.dataset().topic();
        return topic.substring(0, topic.indexOf('.')) + "." + kind + "."
                + feed.owner().slug();
    }

    private static String fileOf(String row) {
        return row.substring(0, row.lastIndexOf(':'));
    }
}
