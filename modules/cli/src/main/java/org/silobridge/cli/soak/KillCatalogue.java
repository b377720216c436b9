package org.silobridge.cli.soak;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclOperation;
import org.jspecify.annotations.Nullable;
import org.silobridge.cli.local.CreditCodes;
import org.silobridge.cli.local.LocalExchange;
import org.silobridge.cli.local.Participant;
import org.silobridge.client.CatalogueClient;
import org.silobridge.client.CatalogueUnavailableException;
import org.silobridge.client.Dataset;
import org.silobridge.client.Enforcement;
import org.silobridge.client.Grant;
import org.silobridge.client.NewDepartment;
import org.silobridge.model.ContractName;
import org.silobridge.model.GrantId;
import org.silobridge.model.GrantState;
import org.silobridge.model.RequestState;

/**
 * Kills the catalogue with SIGKILL at random moments, while it serves and while it starts, under a stream of requests,
 * decisions and revocations, and with rights on Kafka made and removed by hand in between. Afterwards Kafka must have
 * exactly the rights that the grants say, every acknowledged decision must stand in the ledger once, and the exported
 * ledger must verify offline.
 */
public final class KillCatalogue {
    private static final ContractName UNCONDITIONAL = ContractName.parse("ecology-environment/air-quality-hourly");
    private static final ContractName CONDITIONAL = ContractName.parse("health-care/daily-case-counts");
    private static final int GRANTEES = 6;
    private static final int CLERKS = 3;
    private static final int LONGEST_UP_MILLIS = 1500;
    private static final int LONGEST_START_MILLIS = 3000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final LocalExchange exchange;
    private final Path schemas;
    private final Consumer<String> progress;
    private final Findings findings = new Findings();

    /** @param schemas the project's directory of contracts */
    public KillCatalogue(LocalExchange exchange, Path schemas, Consumer<String> progress) {
        this.exchange = exchange;
        this.schemas = schemas;
        this.progress = progress;
    }

    /**
     * Runs it once on this exchange, where nobody has asked for anything yet.
     *
     * @param times how often to kill
     */
    public SoakReport run(long seed, int times) throws IOException, InterruptedException {
        var owner = join("soak-owner", 0);
        exchange.publishContract(owner, schemas, UNCONDITIONAL);
        exchange.publishContract(owner, schemas, CONDITIONAL);
        var unconditional = List.of(exchange.openDataset(owner, UNCONDITIONAL));
        var conditional = List.of(exchange.openDataset(owner, CONDITIONAL));
        var grantees = new ArrayList<Participant>();
        for (int i = 1; i <= GRANTEES; i++) {
            grantees.add(join("soak-grantee-" + i, i));
        }
        var auditor = exchange.client(exchange.tokenOf("soak-auditor", "auditor"));
        var chance = new Random(seed);
        var end = new CountDownLatch(1);
        var clerks = new ArrayList<Clerk>();
        for (int i = 0; i < CLERKS; i++) {
            int turn = i;
            var theirs = grantees.stream()
                    .filter(grantee -> grantees.indexOf(grantee) % CLERKS == turn)
                    .toList();
            clerks.add(new Clerk(
                    "clerk-" + i,
                    owner,
                    exchange.coordinator(),
                    theirs,
                    unconditional,
                    conditional,
                    new Random(chance.nextLong()),
                    end,
                    findings));
        }
        try (var rights =
                new RightsTable(exchange.sandbox(), auditor.exchange().orThrow().prefix())) {
            var threads = clerks.stream().map(KillCatalogue::atWork).toList();
            int drifts;
            try {
                drifts = kill(
                        chance,
                        times,
                        rights,
                        grantees,
                        Stream.concat(unconditional.stream(), conditional.stream())
                                .toList());
            } finally {
                end.countDown();
                for (var thread : threads) {
                    thread.join();
                }
            }
            var settled = awaitInStep(auditor);
            return judge(seed, times, drifts, clerks, rights, auditor, settled);
        }
    }

    private Participant join(String slug, int number) {
        return exchange.join(new NewDepartment(
                slug,
                new NewDepartment.NewName("Department " + slug, "部门" + number),
                CreditCodes.of("0000A" + (100 + number)),
                "national",
                "100000"));
    }

    private static Thread atWork(Clerk clerk) {
        var thread = new Thread(clerk::work, "soak-clerk");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** @return how many rights were made or removed by hand */
    private int kill(Random chance, int times, RightsTable rights, List<Participant> grantees, List<Dataset> datasets)
            throws InterruptedException {
        int drifts = 0;
        for (int i = 1; i <= times; i++) {
            boolean whileStarting = i > 1 && chance.nextInt(3) == 0;
            if (whileStarting) {
                exchange.beginToStartCatalogue();
                Moment.pass(chance.nextInt(LONGEST_START_MILLIS));
            } else {
                if (i > 1) {
                    exchange.startCatalogue();
                }
                Moment.pass(chance.nextInt(LONGEST_UP_MILLIS));
            }
            if (chance.nextInt(3) == 0) {
                drift(chance, rights, grantees, datasets);
                drifts++;
            }
            exchange.killCatalogue();
            progress.accept("killed " + i + " of " + times + (whileStarting ? ", while it started" : ""));
            if (chance.nextInt(6) == 0) {
                drift(chance, rights, grantees, datasets);
                drifts++;
            }
        }
        exchange.startCatalogue();
        return drifts;
    }

    /** Somebody with the administrator's log-in gives a right that nobody decided on, or takes one away. */
    private static void drift(Random chance, RightsTable rights, List<Participant> grantees, List<Dataset> datasets) {
        if (chance.nextBoolean()) {
            var dataset = datasets.get(chance.nextInt(datasets.size()));
            var grantee = grantees.get(chance.nextInt(grantees.size()));
            var operation = chance.nextBoolean() ? AclOperation.READ : AclOperation.WRITE;
            rights.create(RightsTable.onTopic(grantee.department().principal(), dataset.topic(), operation));
        } else {
            var all = rights.found().stream()
                    .sorted((one, other) -> RightsTable.text(one).compareTo(RightsTable.text(other)))
                    .toList();
            rights.delete(all.get(chance.nextInt(all.size())));
        }
    }

    /** @return how long after the last decision, or empty if it never came */
    private @Nullable Duration awaitInStep(CatalogueClient auditor) throws InterruptedException {
        long begun = System.nanoTime();
        Enforcement seen = null;
        Instant first = null;
        while (System.nanoTime() - begun < PATIENCE.toNanos()) {
            try {
                seen = auditor.enforcement().orThrow();
                // Two looks after the last decision: the first may have begun before it.
                var look = seen.lastReconcileAt();
                if (first == null) {
                    first = look == null ? Instant.MIN : look;
                }
                if (seen.state().equals("in-step")
                        && look != null
                        && look.isAfter(first)
                        && auditor.grants(null, null, null).orThrow().stream().noneMatch(KillCatalogue::isUnsettled)) {
                    return Duration.ofNanos(System.nanoTime() - begun);
                }
            } catch (CatalogueUnavailableException e) {
                // It is asked again.
            }
            Moment.pass(100);
        }
        findings.add("Kafka was not in step with the grants after " + PATIENCE.toSeconds() + " s: " + seen);
        return null;
    }

    private static boolean isUnsettled(Grant grant) {
        return grant.state() == GrantState.APPROVED
                || (grant.state() != GrantState.ACTIVE && grant.withdrawnAt() == null);
    }

    private SoakReport judge(
            long seed,
            int times,
            int drifts,
            List<Clerk> clerks,
            RightsTable rights,
            CatalogueClient auditor,
            @Nullable Duration settled)
            throws IOException {
        var operator = exchange.operator();
        var grants = auditor.grants(null, null, null).orThrow();
        var wanted = rights.wanted(
                operator.departments().orThrow(),
                operator.datasets(null, null, null).orThrow(),
                grants);
        var found = rights.found();
        findings.same(
                "rights on Kafka",
                wanted.stream().map(RightsTable::text).collect(toSet()),
                found.stream().map(RightsTable::text).collect(toSet()));

        var cases = clerks.stream().flatMap(clerk -> clerk.cases().stream()).toList();
        judgeGrants(cases, grants);
        var file = exchange.directory().resolve("soak.silobridge-ledger");
        auditor.exportLedger(file).orThrow();
        var ledger =
                ExportedLedger.read(file, auditor.exchange().orThrow().ledger().verifierKey());
        ledger.report().findings().forEach(finding -> findings.add("ledger: " + finding.text()));
        judgeLedger(cases, grants, ledger);

        var facts = new LinkedHashMap<String, Object>();
        facts.put("seed", seed);
        facts.put("catalogue killed", times);
        facts.put(
                "decisions acknowledged",
                clerks.stream().mapToInt(Clerk::decisions).sum());
        facts.put(
                "calls made again", clerks.stream().mapToInt(Clerk::unanswered).sum());
        facts.put("requests", cases.size());
        facts.put("grants", grants.size());
        facts.put(
                "grants active",
                grants.stream()
                        .filter(grant -> grant.state() == GrantState.ACTIVE)
                        .count());
        facts.put("rights made or removed by hand", drifts);
        facts.put("rights on Kafka", found.size());
        facts.put("in step after the last decision", settled == null ? "never" : settled.toMillis() + " ms");
        facts.put("ledger entries", ledger.size());
        facts.put("ledger checkpoints", ledger.report().checkpoints());
        facts.put("ledger verifies offline", ledger.report().verified());
        return new SoakReport(facts, findings.all());
    }

    /** What the API says of the grants is what the people who decided were told. */
    private void judgeGrants(List<Case> cases, List<Grant> grants) {
        var byId = grants.stream().collect(toMap(grant -> grant.id().value(), Function.identity()));
        var decided = cases.stream().filter(c -> c.grant() != null).toList();
        findings.same("grants", decided.stream().map(KillCatalogue::grantOf).collect(toSet()), byId.keySet());
        for (var one : decided) {
            var grant = byId.get(grantOf(one));
            if (grant == null) {
                continue;
            }
            var expected = one.revoked() ? GrantState.REVOKED : GrantState.ACTIVE;
            findings.check(
                    grant.state() == expected, "grant " + grant.id() + " is " + grant.state() + ", not " + expected);
            findings.check(grant.request().equals(one.request()), "grant " + grant.id() + " is of " + grant.request());
        }
    }

    /** Each acknowledged decision is in the ledger once, and nothing is there that nobody decided. */
    private void judgeLedger(List<Case> cases, List<Grant> grants, ExportedLedger ledger) {
        Map<String, Set<String>> expected = new LinkedHashMap<>();
        expected.put("request.filed", requests(cases, c -> true));
        expected.put("request.passed", requests(cases, c -> c.conditional() && c.state() != RequestState.PENDING));
        expected.put("request.approved", requests(cases, c -> c.conditional() && c.state() == RequestState.APPROVED));
        expected.put("request.refused", requests(cases, c -> c.state() == RequestState.REFUSED));
        expected.put("grant.approved", grants(cases, c -> true));
        expected.put("grant.revoked", grants(cases, Case::revoked));
        expected.put("grant.withdrawn", grants(cases, Case::revoked));
        expected.put("grant.expired", Set.of());
        expected.put(
                "grant.applied",
                grants.stream()
                        .filter(grant -> grant.activeAt() != null)
                        .map(grant -> grant.id().value())
                        .collect(toSet()));
        expected.forEach((type, objects) -> findings.once(type, objects, ledger.count(type)));

        follows(ledger, "grant.approved", "grant.applied");
        follows(ledger, "grant.approved", "grant.revoked");
        follows(ledger, "grant.revoked", "grant.withdrawn");
        var healed = ledger.count("right.healed");
        ledger.count("right.found")
                .forEach((right, times) -> findings.check(
                        times.equals(healed.get(right)),
                        "right found " + times + " times and healed " + healed.get(right) + " times: " + right));
        ledger.count("enforcement.stopped").keySet().forEach(plan -> findings.add("enforcement stopped: " + plan));
    }

    private void follows(ExportedLedger ledger, String earlier, String later) {
        var before = ledger.places(earlier);
        ledger.places(later)
                .forEach((object, place) -> findings.check(
                        before.getOrDefault(object, Long.MAX_VALUE) < place,
                        later + " does not follow " + earlier + ": " + object));
    }

    private static Set<String> requests(List<Case> cases, Predicate<Case> which) {
        return cases.stream().filter(which).map(c -> c.request().value()).collect(toSet());
    }

    private static Set<String> grants(List<Case> cases, Predicate<Case> which) {
        return cases.stream()
                .filter(c -> c.grant() != null && which.test(c))
                .map(KillCatalogue::grantOf)
                .collect(toSet());
    }

    private static String grantOf(Case one) {
        GrantId grant = Objects.requireNonNull(one.grant());
        return grant.value();
    }
}
