package org.silobridge.cli.demo;

import static org.silobridge.cli.demo.Narrator.millis;
import static org.silobridge.cli.demo.Narrator.number;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import org.silobridge.cli.local.CreditCodes;
import org.silobridge.cli.local.LocalExchange;
import org.silobridge.cli.local.Participant;
import org.silobridge.client.Dataset;
import org.silobridge.client.DatasetRef;
import org.silobridge.client.Decision;
import org.silobridge.client.Grant;
import org.silobridge.client.NewDepartment;
import org.silobridge.client.NewRequest;
import org.silobridge.client.Request;
import org.silobridge.connector.RunReport;
import org.silobridge.ledger.LedgerVerifier;
import org.silobridge.ledger.MalformedException;
import org.silobridge.ledger.NoteVerifier;
import org.silobridge.ledger.VerificationReport;
import org.silobridge.model.ContractName;
import org.silobridge.model.GrantId;
import org.silobridge.model.GrantState;
import org.silobridge.model.Outcome;
import org.silobridge.model.RequestState;
import org.silobridge.subscriber.End;

/**
 * The story: departments register, publish, ask, decide, read, are cut off, and an auditor proves all of it. Each number
 * is measured where it is told, and each statement is checked.
 */
final class Demo {
    private static final ContractName AIR = ContractName.parse("ecology-environment/air-quality-hourly");
    private static final ContractName CASES = ContractName.parse("health-care/daily-case-counts");
    private static final ContractName RESIDENTS = ContractName.parse("population/resident");
    private static final ContractName STATE_ASSETS = ContractName.parse("state-assets/soe-return");

    private final Path home;
    private final LocalExchange exchange;
    private final Narrator tell;
    private final Clock clock;
    private final Feeds feeds;
    private final Readers readers;

    /** @param home the project's root, with {@code schemas} and {@code deploy/demo} */
    Demo(Path home, LocalExchange exchange, PrintStream out, Clock clock) {
        this.home = home;
        this.exchange = exchange;
        this.tell = new Narrator(out);
        this.clock = clock;
        this.feeds = new Feeds(home.resolve("deploy/demo"), exchange, clock);
        this.readers = new Readers(exchange, clock);
    }

    /** Who takes part. */
    private record Cast(
            Participant ecology,
            Participant emergency,
            Participant health,
            Participant publicSecurity,
            Participant socialSecurity,
            Participant stateAssets,
            Participant statistics) {}

    /** What is shared. */
    private record Shared(Dataset air, Dataset cases, Dataset residents) {}

    /** Plays it. @return what did not come out as told; empty if all did */
    List<String> play(long readyAfterMillis) {
        var cast = opening();
        var shared = publishing(cast);
        unconditional(cast, shared);
        dirtyRows(cast, shared);
        var right = conditional(cast, shared);
        revocation(cast, shared, right);
        audit();
        cost(readyAfterMillis);
        return tell.broken();
    }

    private Cast opening() {
        tell.chapter("0", "Seven departments register; each gets a log-in to Kafka and tokens for its people");
        var cast = new Cast(
                join(
                        "beijing-ecology",
                        "Beijing Municipal Ecology and Environment Bureau",
                        "北京市生态环境局",
                        "provincial",
                        "110000",
                        "00000E01"),
                join("emergency", "Ministry of Emergency Management", "应急管理部", "national", "100000", "00000E02"),
                join("health", "National Health Commission", "国家卫生健康委员会", "national", "100000", "00000E03"),
                join("public-security", "Ministry of Public Security", "公安部", "national", "100000", "00000E04"),
                join(
                        "social-security",
                        "Ministry of Human Resources and Social Security",
                        "人力资源和社会保障部",
                        "national",
                        "100000",
                        "00000E05"),
                join(
                        "state-assets",
                        "State-owned Assets Supervision and Administration Commission",
                        "国务院国有资产监督管理委员会",
                        "national",
                        "100000",
                        "00000E06"),
                join("statistics", "National Bureau of Statistics", "国家统计局", "national", "100000", "00000E07"));
        tell.fact("departments registered", 7);
        tell.fact(
                "databases in the catalogue",
                exchange.operator().databases().orThrow().size());
        return cast;
    }

    private Participant join(String slug, String en, String zh, String level, String division, String organisation) {
        return exchange.join(new NewDepartment(
                slug, new NewDepartment.NewName(en, zh), CreditCodes.of(organisation), level, division));
    }

    private Shared publishing(Cast cast) {
        var schemas = home.resolve("schemas");
        exchange.publishContract(cast.ecology(), schemas, AIR);
        exchange.publishContract(cast.health(), schemas, CASES);
        exchange.publishContract(cast.publicSecurity(), schemas, RESIDENTS);
        exchange.publishContract(cast.stateAssets(), schemas, STATE_ASSETS);
        var shared = new Shared(
                exchange.openDataset(cast.ecology(), AIR),
                exchange.openDataset(cast.health(), CASES),
                exchange.openDataset(cast.publicSecurity(), RESIDENTS));
        tell.fact("contracts published", 4);
        tell.fact("datasets open", 3);
        return shared;
    }

    // ------------------------------------------------------------------------------------------ 1

    private void unconditional(Cast cast, Shared shared) {
        tell.chapter("1", "Hourly air quality (real Beijing measurements) is shared unconditionally");
        var run = feeds.publish(cast.ecology(), "air-quality");
        rows(run, 35_064);
        again("air-quality", cast.ecology());

        var request = file(cast.emergency(), shared.air(), "PublicInterest duty: early warning", List.of("open"));
        tell.checkEqual(RequestState.APPROVED, request.state(), "emergency management asks");
        var grant = exchange.operator().grant(granted(request)).orThrow();
        var reading =
                readers.readAll(cast.emergency(), DatasetRef.of(shared.air().id()), "demo");
        tell.checkEqual(run.now().published() + run.before(), reading.count(), "records it reads");
        tell.fact("approval to first record", millis(Duration.between(grant.approvedAt(), reading.first())));
    }

    // ------------------------------------------------------------------------------------------ 2

    private void dirtyRows(Cast cast, Shared shared) {
        tell.chapter(
                "2", "Daily case counts (real, and dirty): what breaks the contract is set aside with its reasons");
        var run = feeds.publish(cast.health(), "daily-case-counts");
        rows(run, 34_019);
        tell.check(
                run.now().quarantined() > 0,
                "something was set aside",
                number(run.now().quarantined()));
        var inQuarantine =
                readers.countOwn(cast.health(), "quarantine." + cast.health().slug());
        tell.checkEqual(run.now().quarantined(), inQuarantine, "rows in the private quarantine topic");
        tell.checkEqual(
                run.now().published(),
                readers.countOwn(cast.health(), topicBelowPrefix(shared.cases())),
                "records in the shared topic");
    }

    // ------------------------------------------------------------------------------------------ 3

    private Grant conditional(Cast cast, Shared shared) {
        tell.chapter("3", "The resident register (synthetic people): a steward decides, identity stays withheld");
        var run = feeds.publish(cast.publicSecurity(), "residents");
        rows(run, 6_000);

        refused(
                cast.socialSecurity()
                        .applicant()
                        .fileRequest(
                                wanted(cast.socialSecurity(), shared.residents(), List.of("open", "identity")), null),
                "social security asks for identity");
        refused(
                cast.publicSecurity()
                        .applicant()
                        .fileRequest(wanted(cast.publicSecurity(), shared.residents(), List.of("open")), null),
                "the owner asks for its own data");

        var request = file(
                cast.socialSecurity(),
                shared.residents(),
                "Social Insurance Law: pension eligibility",
                List.of("open"));
        tell.checkEqual(RequestState.PENDING, request.state(), "it asks for the open fields");
        refused(
                cast.socialSecurity()
                        .steward()
                        .decide(request.id(), new Decision(Decision.Verdict.APPROVE, null, null)),
                "a steward of another department decides");
        refused(
                cast.publicSecurity()
                        .steward()
                        .decide(request.id(), new Decision(Decision.Verdict.APPROVE, null, null)),
                "the owner decides before the conformity check");
        var checked = exchange.coordinator().passCheck(request.id()).orThrow();
        tell.checkEqual(
                "with-steward", String.valueOf(checked.stage()), "the coordinator passes it in the conformity check");

        var before = readers.tryPlainConsumer(
                cast.socialSecurity(), shared.residents().topic());
        tell.check(before.isPresent(), "before the decision Kafka says", before.orElse("(it let the records through)"));

        var decided = cast.publicSecurity()
                .steward()
                .decide(request.id(), new Decision(Decision.Verdict.APPROVE, "Pensions are paid by register", 90))
                .orThrow();
        var reading = readers.readAll(
                cast.socialSecurity(), DatasetRef.of(shared.residents().id()), "demo");
        var grant = exchange.operator().grant(granted(decided)).orThrow();
        tell.checkEqual(GrantState.ACTIVE, grant.state(), "the owner's steward approves 90 days");
        tell.checkEqual(run.now().published(), reading.count(), "records it reads");
        tell.fact("approval to first record", millis(Duration.between(grant.approvedAt(), reading.first())));
        tell.check(!names(reading.schema()).contains("fullName"), "fields it sees", names(reading.schema()));
        tell.fact("a record's key is a pseudonym", reading.sampleKey());

        var outsider =
                readers.tryPlainConsumer(cast.statistics(), shared.residents().topic());
        tell.check(outsider.isPresent(), "statistics, without a grant", outsider.orElse("(it read the records)"));
        return grant;
    }

    // ------------------------------------------------------------------------------------------ 4

    private void revocation(Cast cast, Shared shared, Grant right) {
        tell.chapter("4", "The grant is revoked in mid-stream: the reader is cut off and told why");
        long already = readers.countOwn(cast.publicSecurity(), topicBelowPrefix(shared.residents()));
        tell.say("The register is exported again, larger, and social security follows.");
        try (var stream = feeds.startReexport(cast.publicSecurity(), 60_000);
                var reader = readers.follow(
                        cast.socialSecurity(), DatasetRef.of(shared.residents().id()), "follow")) {
            reader.awaitRecords(already + 2_000);
            var revoked = cast.publicSecurity()
                    .steward()
                    .revoke(right.id(), "the purpose has ended")
                    .orThrow();
            var end = reader.awaitEnd();
            var ended = revoked.endedAt() == null ? clock.instant() : revoked.endedAt();
            tell.check(
                    end instanceof End.RightEnded,
                    "the reader ends with",
                    end.getClass().getSimpleName());
            if (end instanceof End.RightEnded told) {
                tell.say("it is told: " + told.reason().in(Locale.ENGLISH));
            }
            var last = Duration.between(ended, reader.lastAt());
            tell.fact("revocation to last record", last.isNegative() ? "none came after it" : millis(last));
            tell.fact("revocation to end", millis(Duration.between(ended, reader.endedAt())));
            var all = stream.awaitReport();
            tell.check(
                    reader.count() < 5_000_000 && all.now().published() > 0,
                    "records read until then",
                    number(reader.count()));
        }
        var after = readers.tryPlainConsumer(
                cast.socialSecurity(), shared.residents().topic());
        tell.check(after.isPresent(), "afterwards Kafka says", after.orElse("(it let the records through)"));
        var withdrawn = LocalExchange.await("the grant is withdrawn", () -> Optional.of(
                        exchange.operator().grant(right.id()).orThrow())
                .filter(grant -> grant.withdrawnAt() != null));
        tell.checkEqual(GrantState.REVOKED, withdrawn.state(), "the grant");
    }

    // ------------------------------------------------------------------------------------------ 5

    private void audit() {
        tell.chapter("5", "The auditor takes the ledger away and verifies it without the exchange");
        try {
            var auditor = exchange.client(exchange.tokenOf("auditor", "auditor"));
            var key = auditor.exchange().orThrow().ledger().verifierKey();
            var file = exchange.directory().resolve("demo.silobridge-ledger");
            long size = auditor.exportLedger(file).orThrow();
            var report = verify(file, key);
            tell.fact("ledger", number(report.entries()) + " entries, " + number(size) + " bytes");
            tell.fact("checkpoints inside", number(report.checkpoints()));
            report.checkpoint()
                    .ifPresent(last -> tell.fact("signed checkpoint", "size " + last.size() + ", root " + last.root()));
            tell.check(report.verified(), "verified offline with", key);
            var tampered = Tampering.flipOneByte(file, report.entries() / 2);
            var found = verify(tampered, key);
            tell.check(!found.verified(), "one byte flipped: verification", found.verified() ? "passed" : "fails");
            found.findings().stream().limit(1).forEach(finding -> tell.say("it says: " + finding.text()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static VerificationReport verify(Path file, String key) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return new LedgerVerifier(NoteVerifier.parse(key)).verify(in);
        } catch (MalformedException e) {
            throw new IllegalStateException("the exchange names a key that is none: " + key, e);
        }
    }

    // ------------------------------------------------------------------------------------------

    private void cost(long readyAfterMillis) {
        tell.chapter("6", "What it took");
        tell.fact("ready after", number(readyAfterMillis) + " ms");
        long held = DemoRun.memory(exchange);
        tell.fact("memory of all processes (PSS)", held < 0 ? "not told by this system" : number(held >> 20) + " MiB");
    }

    private void rows(RunReport run, long expected) {
        var counts = run.now();
        tell.checkEqual(expected, counts.read() + run.before(), "rows read");
        tell.fact("published", number(counts.published()));
        tell.fact("quarantined", number(counts.quarantined()));
        counts.byReason().forEach((code, count) -> tell.fact("  " + code, number(count)));
        tell.check(counts.read() == counts.published() + counts.quarantined(), "published + quarantined = read", "yes");
    }

    private void again(String feed, Participant owner) {
        var second = feeds.publish(owner, feed);
        tell.checkEqual(0L, second.now().read(), "a second run publishes");
    }

    private Request file(Participant who, Dataset what, String basis, List<String> groups) {
        return who.applicant()
                .fileRequest(
                        new NewRequest(
                                what.name().toString(),
                                who.slug(),
                                "ServiceAccessDetermination",
                                basis,
                                "demo",
                                groups,
                                90,
                                null),
                        null)
                .orThrow();
    }

    private static NewRequest wanted(Participant who, Dataset what, List<String> groups) {
        return new NewRequest(
                what.name().toString(),
                who.slug(),
                "ServiceAccessDetermination",
                "Social Insurance Law",
                "demo",
                groups,
                90,
                null);
    }

    private void refused(Outcome<Request> outcome, String what) {
        var sentence = outcome instanceof Outcome.Refused<Request> refused
                ? refused.refusal().in(Locale.ENGLISH)
                : outcome.orThrow().state() == RequestState.REFUSED
                                && outcome.orThrow().decision() != null
                        ? outcome.orThrow().decision().reason().in(Locale.ENGLISH)
                        : null;
        tell.check(sentence != null, what, sentence == null ? "it was let through" : "refused: " + sentence);
    }

    private static GrantId granted(Request request) {
        if (request.grant() == null) {
            throw new IllegalStateException("request " + request.id() + " was approved and has no grant");
        }
        return request.grant();
    }

    private static String topicBelowPrefix(Dataset dataset) {
        return dataset.topic().substring(dataset.topic().indexOf('.') + 1);
    }

    private static List<String> names(@Nullable Schema schema) {
        return schema == null
                ? List.of()
                : schema.getFields().stream().map(Schema.Field::name).toList();
    }
}
