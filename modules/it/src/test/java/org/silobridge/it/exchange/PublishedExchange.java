package org.silobridge.it.exchange;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.silobridge.cli.local.LocalExchange;
import org.silobridge.cli.local.Participant;
import org.silobridge.client.Dataset;
import org.silobridge.client.Decision;
import org.silobridge.client.NewDepartment;
import org.silobridge.client.NewRequest;
import org.silobridge.client.Request;
import org.silobridge.contract.identifier.SocialCreditCode;
import org.silobridge.model.ContractName;
import org.silobridge.model.GrantState;
import org.silobridge.model.RequestId;
import org.silobridge.sandbox.SandboxOptions;

/**
 * An exchange on which the three feeds of {@code deploy/demo} have been published by the connector, and one department
 * has been granted the open fields of all three. Another has registered and been granted nothing.
 */
public final class PublishedExchange implements AutoCloseable {
    public static final Path PROJECT = Path.of(System.getProperty("silobridge.project.dir", "../.."));

    private final Path directory;
    private final LocalExchange exchange;
    private final Feed air;
    private final Feed cases;
    private final Feed residents;
    private final Participant granted;
    private final Participant stranger;

    private PublishedExchange(Path directory, LocalExchange exchange) throws IOException, InterruptedException {
        this.directory = directory;
        this.exchange = exchange;
        var ecology = join("beijing-ecology", "00000E01");
        var health = join("health", "00000E03");
        var publicSecurity = join("public-security", "00000E04");
        granted = join("emergency", "00000E02");
        stranger = join("statistics", "00000E07");
        var airOpen = open(ecology, "ecology-environment/air-quality-hourly");
        var casesOpen = open(health, "health-care/daily-case-counts");
        var residentsOpen = open(publicSecurity, "population/resident");
        var runs = List.of(
                connector("air-quality", ecology),
                connector("daily-case-counts", health),
                connector("residents", publicSecurity));
        air = feed(airOpen, ecology, runs.get(0));
        cases = feed(casesOpen, health, runs.get(1));
        residents = feed(residentsOpen, publicSecurity, runs.get(2));
        for (var feed : List.of(air, cases, residents)) {
            grant(feed);
        }
    }

    static PublishedExchange start() {
        try {
            var directory = Files.createTempDirectory("silobridge-it-");
            var exchange = LocalExchange.start(directory, SandboxOptions.defaults(), step -> {});
            boolean published = false;
            try {
                var all = new PublishedExchange(directory, exchange);
                published = true;
                return all;
            } finally {
                if (!published) {
                    exchange.close();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public LocalExchange exchange() {
        return exchange;
    }

    /** Everything that the exchange and the departments' connectors wrote is below it. */
    public Path directory() {
        return directory;
    }

    public Feed air() {
        return air;
    }

    public Feed cases() {
        return cases;
    }

    public Feed residents() {
        return residents;
    }

    /** May read the open fields of all three. */
    public Participant granted() {
        return granted;
    }

    /** Has a log-in, and no grant. */
    public Participant stranger() {
        return stranger;
    }

    private Participant join(String slug, String organisation) {
        var body = "11100000" + organisation + "0";
        return exchange.join(new NewDepartment(
                slug,
                new NewDepartment.NewName(slug, slug),
                body + SocialCreditCode.checkDigit(body),
                "national",
                "100000"));
    }

    private Dataset open(Participant owner, String contract) {
        var name = ContractName.parse(contract);
        exchange.publishContract(owner, PROJECT.resolve("schemas"), name);
        return exchange.openDataset(owner, name);
    }

    /** The sample, with this exchange's addresses and this department's secrets in the place of its own. */
    private ConnectorRun connector(String sample, Participant owner) throws IOException {
        var demo = PROJECT.resolve("deploy/demo").toAbsolutePath().normalize();
        var text = Files.readString(demo.resolve(sample + ".connector.yaml"))
                .replace(
                        "https://exchange.example.org:8080",
                        exchange.catalogueUrl().toString())
                .replace("tokenFile: " + owner.slug() + ".token", "tokenFile: " + owner.publisherToken())
                .replace("path: data/", "path: " + demo.resolve("data") + "/");
        return ConnectorRun.start(Files.writeString(directory.resolve(sample + ".connector.yaml"), text));
    }

    private static Feed feed(Dataset dataset, Participant owner, ConnectorRun run)
            throws IOException, InterruptedException {
        var rows = run.await();
        return new Feed(dataset, owner, rows.read(), rows.published(), rows.quarantined());
    }

    private void grant(Feed feed) {
        var request = granted.applicant()
                .fileRequest(
                        new NewRequest(
                                feed.dataset().name().toString(),
                                granted.slug(),
                                "ServiceAccessDetermination",
                                "a statute",
                                "integration test",
                                List.of("open"),
                                30,
                                null),
                        null)
                .orThrow();
        var decided = request.grant() != null ? request : decided(feed.owner(), request.id());
        var grant = decided.grant();
        if (grant == null) {
            throw new IllegalStateException("no grant: " + decided);
        }
        LocalExchange.await("Kafka enforces " + grant, () -> Optional.of(
                        exchange.operator().grant(grant).orThrow())
                .filter(found -> found.state() == GrantState.ACTIVE));
    }

    private Request decided(Participant owner, RequestId request) {
        exchange.coordinator().passCheck(request).orThrow();
        return owner.steward()
                .decide(request, new Decision(Decision.Verdict.APPROVE, "for the test", null))
                .orThrow();
    }

    @Override
    public void close() throws IOException {
        exchange.close();
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
