package org.silobridge.catalogue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import org.silobridge.catalogue.actor.Actors;
import org.silobridge.catalogue.contract.CompatibilityGate;
import org.silobridge.catalogue.contract.Contracts;
import org.silobridge.catalogue.dataset.DatasetProgress;
import org.silobridge.catalogue.dataset.Datasets;
import org.silobridge.catalogue.dataset.RecordedDatasetProgress;
import org.silobridge.catalogue.department.Departments;
import org.silobridge.catalogue.enforcement.Enforcement;
import org.silobridge.catalogue.grant.GrantProgress;
import org.silobridge.catalogue.grant.Grants;
import org.silobridge.catalogue.grant.RecordedGrantProgress;
import org.silobridge.catalogue.http.ApiServer;
import org.silobridge.catalogue.http.HealthChecks;
import org.silobridge.catalogue.http.LedgerPages;
import org.silobridge.catalogue.http.Operations;
import org.silobridge.catalogue.key.KeyCustody;
import org.silobridge.catalogue.ledger.LedgerStaging;
import org.silobridge.catalogue.request.Requests;
import org.silobridge.catalogue.store.CatalogueDatabase;
import org.silobridge.catalogue.store.Transactions;
import org.silobridge.contract.division.Divisions;
import org.silobridge.model.Outcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running catalogue service. {@link #start} is all of its wiring; {@link #close} ends it in the reverse order. */
public final class Catalogue implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Catalogue.class);

    private final ApiServer server;
    private final Deque<AutoCloseable> parts;

    private Catalogue(ApiServer server, Deque<AutoCloseable> parts) {
        this.server = server;
        this.parts = parts;
    }

    /** What the parts that reach out of PostgreSQL are made of. */
    public record Surroundings(
            CatalogueConfig config,
            CatalogueDatabase database,
            LedgerStaging staging,
            GrantProgress grants,
            DatasetProgress datasets,
            Clock clock,
            SecureRandom random) {}

    /** Makes the parts that reach out of PostgreSQL. What it makes is started and is the service's to close. */
    public interface Outside {
        Enforcement enforcement(Surroundings surroundings);

        CompatibilityGate gate();

        /** The ledger's sequencer, signer and reader. */
        Outcome<RunningLedger> ledger(Surroundings surroundings);
    }

    /** A ledger at work: what the API shows of it, and the key that its checkpoints verify with. */
    public record RunningLedger(LedgerPages pages, String verifierKey, AutoCloseable work) {}

    /** Starts the service on the Kafka, the registry and the ledger files that the configuration names. */
    public static Outcome<Catalogue> start(CatalogueConfig config, Clock clock, SecureRandom random)
            throws IOException {
        return start(config, clock, random, new ConfiguredOutside());
    }

    /**
     * Starts the service: migrates, opens the exchange at the first start, takes custody of keys, and listens.
     *
     * @return the running service; refused where the configuration does not fit what is there, or PostgreSQL does not
     *     answer
     * @throws IOException if it cannot listen, or cannot write the files that it is told to write
     */
    public static Outcome<Catalogue> start(CatalogueConfig config, Clock clock, SecureRandom random, Outside outside)
            throws IOException {
        var parts = new ArrayDeque<AutoCloseable>();
        try {
            var started = start(config, clock, random, outside, parts);
            if (started instanceof Outcome.Refused<Catalogue>) {
                close(parts);
            }
            return started;
        } catch (UncheckedIOException e) {
            close(parts);
            throw e.getCause();
        } catch (RuntimeException e) {
            close(parts);
            throw e;
        }
    }

    private static Outcome<Catalogue> start(
            CatalogueConfig config, Clock clock, SecureRandom random, Outside outside, Deque<AutoCloseable> parts) {
        return CatalogueDatabase.open(database(config.postgres())).flatMap(database -> {
            parts.push(database);
            var transactions = new Transactions(database.jdbi(), config.ledger().patience());
            var staging = new LedgerStaging(clock, random);
            var surroundings = new Surroundings(
                    config,
                    database,
                    staging,
                    new RecordedGrantProgress(transactions, staging),
                    new RecordedDatasetProgress(transactions, staging),
                    clock,
                    random);
            return new ExchangeRecord(config, staging, clock)
                    .openOrCheck(transactions, new Actors(transactions, staging, clock, random))
                    .flatMap(opened -> database.jdbi()
                            .withHandle(db -> KeyCustody.open(config.keys().keysetFile(), db, staging, clock, random)))
                    .flatMap(keys -> outside.ledger(surroundings).map(ledger -> {
                        parts.push(ledger.work());
                        return serve(surroundings, transactions, keys, ledger, outside, parts);
                    }));
        });
    }

    private static Catalogue serve(
            Surroundings around,
            Transactions transactions,
            KeyCustody keys,
            RunningLedger ledger,
            Outside outside,
            Deque<AutoCloseable> parts) {
        var config = around.config();
        var staging = around.staging();
        var clock = around.clock();
        var random = around.random();
        var names = config.exchange().names();
        var enforcement = outside.enforcement(around);
        parts.push(enforcement);
        var actors = new Actors(transactions, staging, clock, random);
        var departments = new Departments(transactions, staging, enforcement, Divisions.standard(), clock, random);
        var contracts = new Contracts(transactions, staging, enforcement, outside.gate(), clock);
        var datasets = new Datasets(
                transactions, staging, enforcement, keys, config.keys().leaseTime(), contracts, names, clock, random);
        var operations = new Operations(
                transactions,
                new Operations.ExchangeFacts(
                        config.exchange().name(),
                        names,
                        config.kafka().clientBootstrapServers(),
                        config.registry().clientUrl().toString(),
                        config.ledger().origin(),
                        ledger.verifierKey()),
                actors,
                departments,
                contracts,
                datasets,
                new Requests(transactions, staging, enforcement, datasets, clock, random),
                new Grants(transactions, staging, enforcement, clock),
                enforcement,
                ledger.pages(),
                new HealthChecks(
                        transactions,
                        enforcement,
                        ledger.pages(),
                        config.ledger().patience()));
        var http = config.http();
        var server = ApiServer.start(
                new ApiServer.Settings(
                        http.host(), http.port(), http.workers(), http.maxBodyBytes(), http.requestTimeout()),
                actors,
                operations);
        parts.push(server);
        http.portFile().ifPresent(file -> write(file, String.valueOf(server.port())));
        LOG.atInfo()
                .addKeyValue("host", http.host())
                .addKeyValue("port", server.port())
                .log("catalogue is listening");
        return new Catalogue(server, parts);
    }

    private static CatalogueDatabase.Settings database(CatalogueConfig.Postgres postgres) {
        return new CatalogueDatabase.Settings(
                postgres.url(),
                postgres.owner().user(),
                postgres.owner().password().reveal(),
                postgres.service().user(),
                postgres.service().password().reveal(),
                postgres.poolSize(),
                postgres.patience());
    }

    private static void write(Path file, String text) {
        try {
            var part = file.resolveSibling(file.getFileName() + ".part");
            Files.writeString(part, text);
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void close(Deque<AutoCloseable> parts) {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                LOG.atWarn().addKeyValue("error", e.toString()).log("a part of the catalogue did not end cleanly");
            }
        }
    }

    /** The port that the API listens on. */
    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        close(parts);
    }
}
