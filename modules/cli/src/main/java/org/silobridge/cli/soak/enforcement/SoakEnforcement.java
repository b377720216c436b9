package org.silobridge.cli.soak.enforcement;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.avro.SchemaBuilder;
import org.jspecify.annotations.Nullable;
import org.silobridge.cli.local.CatalogueProcess;
import org.silobridge.cli.local.CreditCodes;
import org.silobridge.cli.local.LocalExchange;
import org.silobridge.cli.local.Participant;
import org.silobridge.cli.soak.Findings;
import org.silobridge.cli.soak.Moment;
import org.silobridge.cli.soak.SoakReport;
import org.silobridge.client.CatalogueClient;
import org.silobridge.client.CatalogueUnavailableException;
import org.silobridge.client.Dataset;
import org.silobridge.client.Enforcement;
import org.silobridge.client.Grant;
import org.silobridge.client.NewDepartment;
import org.silobridge.client.NewRequest;
import org.silobridge.contract.registry.RegistryUnavailableException;
import org.silobridge.contract.registry.SchemaRegistryClient;
import org.silobridge.model.ContractName;
import org.silobridge.model.GrantState;
import org.silobridge.model.Outcome;

/**
 * Two replicas of the catalogue over one PostgreSQL, and under a stream of requests, decisions, dates that come and rights
 * made and taken by hand the replicas, Kafka, PostgreSQL and the registry killed with SIGKILL at random moments. A
 * publisher publishes and departments read all the while. Afterwards Kafka must have exactly the rights that the grants
 * say, every acknowledged decision must stand in the ledger once, the exported ledger must verify offline, nobody may have
 * had a record that they should not have had, and who could read all along must have had every one, in time.
 */
public final class SoakEnforcement {
    private static final ContractName UNCONDITIONAL = ContractName.parse("ecology-environment/air-quality-hourly");
    private static final ContractName CONDITIONAL = ContractName.parse("health-care/daily-case-counts");
    /** The published bound for hostile readers, to which all are held here. */
    public static final Duration BOUND = Duration.ofSeconds(5);

    private static final int CLERKS = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Between two looks at Kafka when nothing happens; what a local exchange is configured with. */
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    /** Schemas of others in the registry, so that ours do not have the ids that an empty one would give them anew. */
    private static final int FOREIGN_SCHEMAS = 3;

    private final LocalExchange exchange;
    private final Path schemas;
    private final Clock clock;
    private final Consumer<String> progress;
    private final Findings findings = new Findings();
    private final Outages outages = new Outages();

    /** @param schemas the project's directory of contracts */
    public SoakEnforcement(LocalExchange exchange, Path schemas, Clock clock, Consumer<String> progress) {
        this.exchange = exchange;
        this.schemas = schemas;
        this.clock = clock;
        this.progress = progress;
    }

    /**
     * How long it goes on.
     *
     * @param grantees how many departments ask, are granted and cut off
     * @param blows how often something is killed, where {@code time} is null
     * @param time for how long things are killed; null: see {@code blows}
     * @param bound what a right may still give after its end: {@link #BOUND} where the machine does nothing else
     */
    public record Extent(int grantees, int blows, @Nullable Duration time, Duration bound) {}

    /** All who take part, and what they are about. */
    private record Cast(
            Participant owner,
            Participant steady,
            List<Participant> grantees,
            Dataset unconditional,
            Dataset conditional,
            Path coordinator,
            Path auditor,
            List<CatalogueProcess> replicas) {

        List<String> topics() {
            return List.of(unconditional.topic(), conditional.topic());
        }

        List<URI> urls() {
            return replicas.stream().map(CatalogueProcess::url).toList();
        }
    }

    /** Runs it once on this exchange, where nobody has asked for anything yet. */
    public SoakReport run(long seed, Extent extent) throws IOException, InterruptedException {
        var chance = new Random(seed);
        try {
            var cast = cast(extent.grantees());
            try (var rights = new RightsTable(exchange.sandbox(), prefix())) {
                return run(seed, extent, chance, cast, rights);
            }
        } finally {
            exchange.endSecondCatalogue();
        }
    }

    private Cast cast(int grantees) {
        var registry = registry();
        for (int i = 0; i < FOREIGN_SCHEMAS; i++) {
            var foreign = SchemaBuilder.record("Foreign" + i).fields().endRecord();
            registry.register("somebody-elses-" + i, foreign).orThrow();
        }
        var owner = join("soak-owner", 0);
        exchange.publishContract(owner, schemas, UNCONDITIONAL);
        exchange.publishContract(owner, schemas, CONDITIONAL);
        var asking = new ArrayList<Participant>();
        for (int i = 1; i <= grantees; i++) {
            asking.add(join("soak-grantee-" + i, i));
        }
        var steady = join("soak-steady", grantees + 1);
        var unconditional = exchange.openDataset(owner, UNCONDITIONAL);
        var conditional = exchange.openDataset(owner, CONDITIONAL);
        var standing = steady.applicant()
                .fileRequest(
                        new NewRequest(
                                unconditional.name().toString(),
                                steady.slug(),
                                "ServiceAccessDetermination",
                                "a soak run",
                                "soak",
                                List.of("open"),
                                365,
                                null),
                        null)
                .orThrow();
        LocalExchange.await("the steady reader may read", () -> Optional.of(steady.applicant()
                        .grant(Objects.requireNonNull(standing.grant()))
                        .orThrow())
                .filter(grant -> grant.state() == GrantState.ACTIVE));
        return new Cast(
                owner,
                steady,
                asking,
                unconditional,
                conditional,
                exchange.tokenOf("soak-coordinator", "coordinator"),
                exchange.tokenOf("soak-auditor", "auditor"),
                List.of(exchange.catalogue(), exchange.startSecondCatalogue()));
    }

    private Participant join(String slug, int number) {
        return exchange.join(new NewDepartment(
                slug,
                new NewDepartment.NewName("Department " + slug, "部门" + number),
                CreditCodes.of("0000A" + (100 + number)),
                "national",
                "100000"));
    }

    private String prefix() {
        return exchange.operator().exchange().orThrow().prefix();
    }

    private SchemaRegistryClient registry() {
        return new SchemaRegistryClient(exchange.sandbox().registryUrl(), Duration.ofSeconds(10));
    }

    private SoakReport run(long seed, Extent extent, Random chance, Cast cast, RightsTable rights)
            throws IOException, InterruptedException {
        var before = schemasById(cast);
        var end = new CountDownLatch(1);
        var clerks = clerks(cast, extent.bound(), new Random(chance.nextLong()), end);
        var untouched = Set.of(
                "User:" + cast.owner().department().principal(),
                "User:" + cast.steady().department().principal());
        var drift = new Drift(
                rights, cast.grantees(), cast.topics(), untouched, outages, clock, new Random(chance.nextLong()), end);
        var blows = new Blows(
                exchange.sandbox(),
                cast.replicas(),
                () -> cast.topics().stream().allMatch(rights::serves),
                outages,
                clock,
                new Random(chance.nextLong()),
                findings,
                progress);
        var steady = List.of(
                steadyReader(cast, true).start(), steadyReader(cast, false).start());
        var readers = readers(cast);
        var feed = new Feed(cast.owner(), cast.topics(), clock).start();
        var begun = clock.instant();
        try {
            var atWork = Stream.concat(clerks.stream().map(clerk -> (Runnable) clerk::work), Stream.of(drift))
                    .map(SoakEnforcement::atWork)
                    .toList();
            try {
                strike(extent, blows, begun);
                progress.accept("everything is left alone");
            } finally {
                end.countDown();
                for (var thread : atWork) {
                    thread.join();
                }
            }
            var lasted = Duration.between(begun, clock.instant());
            var auditor = new Person(exchange, cast.urls(), cast.auditor());
            var settled = awaitInStep(auditor);
            awaitSchemas(cast, before);
            feed.close();
            awaitEnd(steady, feed, cast.unconditional().topic());
            close(readers, steady);
            return judge(
                    seed, extent, lasted, cast, clerks, drift, blows, feed, readers, steady, rights, before, settled);
        } finally {
            feed.close();
            close(readers, steady);
        }
    }

    private static void close(List<TopicReader> readers, List<TopicReader> steady) {
        var all = Stream.concat(readers.stream(), steady.stream()).toList();
        all.forEach(TopicReader::stop);
        all.forEach(TopicReader::close);
    }

    private void strike(Extent extent, Blows blows, Instant begun) throws InterruptedException {
        var time = extent.time();
        if (time == null) {
            for (int i = 0; i < extent.blows(); i++) {
                blows.strike();
            }
        } else {
            while (clock.instant().isBefore(begun.plus(time))) {
                blows.strike();
            }
        }
    }

    private List<Clerk> clerks(Cast cast, Duration bound, Random chance, CountDownLatch end) {
        var clerks = new ArrayList<Clerk>();
        for (int i = 0; i < CLERKS; i++) {
            int turn = i;
            var theirs = cast.grantees().stream()
                    .filter(grantee -> cast.grantees().indexOf(grantee) % CLERKS == turn)
                    .toList();
            var random = new Random(chance.nextLong());
            clerks.add(new Clerk(
                    "clerk-" + i,
                    theirs.stream()
                            .collect(toMap(
                                    Participant::slug,
                                    grantee -> new Person(exchange, cast.urls(), grantee.applicantToken()))),
                    new Person(exchange, cast.urls(), cast.owner().stewardToken()),
                    new Person(exchange, cast.urls(), cast.coordinator()),
                    theirs,
                    List.of(cast.unconditional()),
                    List.of(cast.conditional()),
                    new Days(exchange.sandbox(), clock, random),
                    bound.plusSeconds(1),
                    clock,
                    random,
                    end,
                    findings));
        }
        return clerks;
    }

    private TopicReader steadyReader(Cast cast, boolean classic) {
        return new TopicReader(cast.steady(), cast.unconditional().topic(), classic, true, clock);
    }

    private List<TopicReader> readers(Cast cast) {
        var readers = new ArrayList<TopicReader>();
        boolean classic = true;
        for (var grantee : cast.grantees()) {
            for (var topic : cast.topics()) {
                readers.add(new TopicReader(grantee, topic, classic, false, clock).start());
                classic = !classic;
            }
            classic = !classic; // So that each protocol reads each topic.
        }
        return readers;
    }

    private static Thread atWork(Runnable work) {
        var thread = new Thread(work, "soak-enforcement");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** @return how long after the last decision, or empty if it never came */
    private @Nullable Duration awaitInStep(Person auditor) throws InterruptedException {
        long begun = System.nanoTime();
        Instant first = clock.instant();
        var seen = "nothing";
        while (System.nanoTime() - begun < PATIENCE.toNanos()) {
            for (var replica : auditor.replicas()) {
                try {
                    var status = replica.enforcement().orThrow();
                    seen = status.toString();
                    // A look that was begun after the last decision.
                    if (isInStep(status, first)
                            && replica.grants(null, null, null).orThrow().stream()
                                    .noneMatch(SoakEnforcement::isUnsettled)) {
                        return Duration.ofNanos(System.nanoTime() - begun);
                    }
                } catch (CatalogueUnavailableException e) {
                    // It is asked again.
                }
            }
            Moment.pass(100);
        }
        findings.add("Kafka was not in step with the grants after " + PATIENCE.toSeconds() + " s: " + seen);
        return null;
    }

    private static boolean isInStep(Enforcement status, Instant since) {
        var look = status.last();
        return status.state().equals("in-step")
                && look != null
                && look.startedAt().isAfter(since);
    }

    private static boolean isUnsettled(Grant grant) {
        return grant.state() == GrantState.APPROVED
                || (grant.state() != GrantState.ACTIVE
                        && grant.state() != GrantState.SUSPENDED
                        && grant.withdrawnAt() == null)
                || (grant.state() == GrantState.SUSPENDED
                        && grant.suspension() != null
                        && grant.suspension().withheldAt() == null);
    }

    /** The schemas of the datasets by what records carry. */
    private Map<Integer, String> schemasById(Cast cast) {
        var ids = new TreeMap<Integer, String>();
        for (var dataset : List.of(cast.unconditional(), cast.conditional())) {
            int id = Objects.requireNonNull(dataset.schemaId());
            ids.put(id, shown(registry().schema(id)));
        }
        return ids;
    }

    private static String shown(Outcome<?> answer) {
        return answer instanceof Outcome.Refused<?> refused
                ? refused.refusal().reason().code()
                : String.valueOf(answer.orThrow());
    }

    private void awaitSchemas(Cast cast, Map<Integer, String> before) throws InterruptedException {
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < PATIENCE.toNanos()) {
            try {
                if (schemasById(cast).equals(before)) {
                    return;
                }
            } catch (RegistryUnavailableException e) {
                // It is asked again.
            }
            Moment.pass(200);
        }
    }

    private static void awaitEnd(List<TopicReader> readers, Feed feed, String topic) throws InterruptedException {
        long begun = System.nanoTime();
        long last = feed.published().stream()
                .filter(record -> record.topic().equals(topic))
                .mapToLong(Feed.Published::offset)
                .max()
                .orElse(-1);
        while (System.nanoTime() - begun < PATIENCE.toNanos()
                && !readers.stream()
                        .allMatch(reader -> reader.readings().stream().anyMatch(one -> one.offset() == last))) {
            Moment.pass(100);
        }
    }

    private SoakReport judge(
            long seed,
            Extent extent,
            Duration lasted,
            Cast cast,
            List<Clerk> clerks,
            Drift drift,
            Blows blows,
            Feed feed,
            List<TopicReader> readers,
            List<TopicReader> steady,
            RightsTable rights,
            Map<Integer, String> schemasBefore,
            @Nullable Duration settled)
            throws IOException {
        progress.accept("judging");
        var judge = new Judge(findings, outages, extent.bound());
        var operator = exchange.operator();
        var auditor = exchange.client(cast.auditor());
        var grants = auditor.grants(null, null, null).orThrow();
        var found = texts(rights.found().stream().map(RightsTable::text));
        judge.rights(
                texts(rights
                        .wanted(
                                operator.departments().orThrow(),
                                operator.datasets(null, null, null).orThrow(),
                                grants)
                        .stream()
                        .map(RightsTable::text)),
                found);

        var ledger = exported(auditor);
        var cases = clerks.stream().flatMap(clerk -> clerk.cases().stream()).toList();
        judge.decisions(acknowledged(cases, grants, cast), ledger.entries());
        judge.courses(ledger.entries());
        judge.drift(
                ledger.entries(),
                drift.made().stream().map(one -> RightsTable.text(one.right())).toList(),
                drift.taken().stream().map(one -> RightsTable.text(one.right())).toList());
        var notices = auditor.notices(null, null).orThrow();
        judge.notices(
                notices.stream()
                        .map(notice -> new Judge.Notified(
                                notice.department() == null
                                        ? "-"
                                        : notice.department().slug().value(),
                                notice.about(),
                                notice.reason().code()))
                        .toList(),
                ledger.entries());

        var permissions = new ArrayList<>(Judge.permissions(
                ledger.entries(),
                grants.stream()
                        .map(grant -> new Judge.Standing(
                                grant.id().value(), grant.department().slug().value(), grant.topic(), grant.until()))
                        .toList()));
        permissions.addAll(byHand(drift.made(), cast));
        var reads = judge.reads(
                permissions,
                Stream.concat(readers.stream(), steady.stream())
                        .flatMap(reader -> reader.readings().stream())
                        .toList());
        var published = feed.published().stream()
                .filter(record -> record.topic().equals(cast.unconditional().topic()))
                .toList();
        var slowest = Duration.ZERO;
        var meanwhile = new LinkedHashMap<String, Long>();
        for (var reader : steady) {
            var took = judge.feed(reader.name(), published, reader.readings());
            slowest = took.compareTo(slowest) > 0 ? took : slowest;
            judge.readMeanwhile(reader.readings()).forEach((what, count) -> meanwhile.merge(what, count, Long::sum));
        }
        judge.schemas(schemasBefore, schemasById(cast));

        var facts = new LinkedHashMap<String, Object>();
        facts.put("seed", seed);
        facts.put("lasted", lasted.toSeconds() + " s");
        blows.counts().forEach((blow, count) -> facts.put("killed " + blow, count));
        facts.put("replicas killed, in all", blows.replicasKilled());
        var acts = new TreeMap<String, Integer>();
        clerks.forEach(clerk -> clerk.acts().forEach((act, count) -> acts.merge(act, count, Integer::sum)));
        facts.put(
                "decisions acknowledged",
                acts.values().stream().mapToInt(Integer::intValue).sum());
        facts.put("of these", acts);
        facts.put(
                "calls made again", clerks.stream().mapToInt(Clerk::unanswered).sum());
        facts.put("grants", grants.size());
        facts.put(
                "grants active",
                grants.stream()
                        .filter(grant -> grant.state() == GrantState.ACTIVE)
                        .count());
        facts.put("rights made by hand", drift.made().size());
        facts.put("rights taken by hand", drift.taken().size());
        facts.put("rights on Kafka", found.size());
        facts.put("notices", notices.size());
        facts.put("ends of rights watched for the bound", judge.watchedEnds(permissions, clock.instant()));
        facts.put("records published", feed.published().size());
        facts.put("records that Kafka did not take", feed.refused());
        facts.put("records read", reads.all());
        facts.put("of these after the end of the right", reads.late());
        facts.put("longest after it, outages not counted", reads.longest().toMillis() + " ms");
        facts.put("slowest record of a standing grant", slowest.toMillis() + " ms");
        meanwhile.forEach((what, count) -> facts.put("records published and read while " + what + " was away", count));
        facts.put("in step after the last decision", settled == null ? "never" : settled.toMillis() + " ms");
        facts.put("ledger entries", ledger.entries().size());
        facts.put("ledger checkpoints", ledger.report().checkpoints());
        facts.put("ledger verifies offline", ledger.report().verified());
        return new SoakReport(facts, findings.all());
    }

    private ExportedLedger exported(CatalogueClient auditor) throws IOException {
        var file = exchange.directory().resolve("soak.silobridge-ledger");
        auditor.exportLedger(file).orThrow();
        var ledger =
                ExportedLedger.read(file, auditor.exchange().orThrow().ledger().verifierKey());
        ledger.report().findings().forEach(finding -> findings.add("ledger: " + finding.text()));
        return ledger;
    }

    /** The steady reader's request and grant were filed before anybody was killed. */
    private static List<Told> acknowledged(List<Case> cases, List<Grant> grants, Cast cast) {
        var all = new ArrayList<Told>();
        for (var one : cases) {
            all.add(one.ofRequest());
            all.addAll(one.ofGrant());
        }
        grants.stream()
                .filter(grant ->
                        grant.department().slug().value().equals(cast.steady().slug()))
                .forEach(grant -> {
                    all.add(new Told(grant.request().value(), List.of("request.filed")));
                    all.add(new Told(grant.id().value(), List.of("grant.approved")));
                });
        return all;
    }

    /** What rights made by hand let departments read. */
    private static List<Permission> byHand(List<Drift.Made> made, Cast cast) {
        var slugs = new HashMap<String, String>();
        cast.grantees()
                .forEach(grantee -> slugs.put("User:" + grantee.department().principal(), grantee.slug()));
        var all = new ArrayList<Permission>();
        for (var one : made) {
            var slug = slugs.get(one.right().entry().principal());
            for (var topic : cast.topics()) {
                if (slug != null && RightsTable.reads(one.right(), topic)) {
                    all.add(new Permission(slug, topic, one.from(), one.to(), INTERVAL, RightsTable.text(one.right())));
                }
            }
        }
        return all;
    }

    private static Set<String> texts(Stream<String> texts) {
        return texts.collect(toSet());
    }
}
