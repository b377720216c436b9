package org.silobridge.catalogue;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.silobridge.catalogue.actor.Actors;
import org.silobridge.catalogue.actor.Issuer;
import org.silobridge.catalogue.actor.Sessions;
import org.silobridge.catalogue.clock.RegularLook;
import org.silobridge.catalogue.contract.CompatibilityGate;
import org.silobridge.catalogue.contract.Contracts;
import org.silobridge.catalogue.correction.Corrections;
import org.silobridge.catalogue.correction.CorrectionsOfDepartment;
import org.silobridge.catalogue.dataset.DatasetProgress;
import org.silobridge.catalogue.dataset.Datasets;
import org.silobridge.catalogue.dataset.RecordedDatasetProgress;
import org.silobridge.catalogue.delivery.Courier;
import org.silobridge.catalogue.delivery.Deliveries;
import org.silobridge.catalogue.demand.Demands;
import org.silobridge.catalogue.demand.DemandsOfDepartment;
import org.silobridge.catalogue.department.Department;
import org.silobridge.catalogue.department.DepartmentStore;
import org.silobridge.catalogue.department.Departments;
import org.silobridge.catalogue.enforcement.Enforcement;
import org.silobridge.catalogue.grant.GrantProgress;
import org.silobridge.catalogue.grant.GrantReminders;
import org.silobridge.catalogue.grant.Grants;
import org.silobridge.catalogue.grant.GrantsOfDepartment;
import org.silobridge.catalogue.grant.GrantsUnderContract;
import org.silobridge.catalogue.grant.RecordedGrantProgress;
import org.silobridge.catalogue.http.ApiServer;
import org.silobridge.catalogue.http.HealthChecks;
import org.silobridge.catalogue.http.LedgerPages;
import org.silobridge.catalogue.http.LogIns;
import org.silobridge.catalogue.http.Operations;
import org.silobridge.catalogue.key.KeyCustody;
import org.silobridge.catalogue.ledger.LedgerStaging;
import org.silobridge.catalogue.login.Passwords;
import org.silobridge.catalogue.notice.Notices;
import org.silobridge.catalogue.oidc.CodeFlow;
import org.silobridge.catalogue.oidc.JwtIssuer;
import org.silobridge.catalogue.request.Appeals;
import org.silobridge.catalogue.request.GrantsThatFollow;
import org.silobridge.catalogue.request.PendingRequests;
import org.silobridge.catalogue.request.Reminders;
import org.silobridge.catalogue.request.RequestClock;
import org.silobridge.catalogue.request.RequestNotices;
import org.silobridge.catalogue.request.Requests;
import org.silobridge.catalogue.request.RequestsOfDepartment;
import org.silobridge.catalogue.scoreboard.Scoreboard;
import org.silobridge.catalogue.signing.Signatures;
import org.silobridge.catalogue.signing.SigningKeys;
import org.silobridge.catalogue.store.CatalogueDatabase;
import org.silobridge.catalogue.store.Transactions;
import org.silobridge.catalogue.succession.Succession;
import org.silobridge.catalogue.use.Use;
import org.silobridge.contract.division.Divisions;
import org.silobridge.contract.yaml.OwnerOnly;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal.Kind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running catalogue service. {@link #start} is all of its wiring; {@link #close} ends it in the reverse order. */
public final class Catalogue implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Catalogue.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(4);

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
            Notices notices,
            GrantProgress grants,
            DatasetProgress datasets,
            Clock clock,
            SecureRandom random) {}

    /** Makes the parts that reach out of PostgreSQL. What it makes is started and is the service's to close. */
    public interface Outside {
        Outcome<Enforcement> enforcement(Surroundings surroundings);

        CompatibilityGate gate();

        /** The ledger's sequencer, signer and reader. */
        Outcome<RunningLedger> ledger(Surroundings surroundings);
    }

    /** A ledger at work: what the API shows of it, and the key that its checkpoints verify with. */
    public record RunningLedger(LedgerPages pages, String verifierKey, AutoCloseable work) {}

    /** Starts the service on the Kafka, the registry and the ledger files that the configuration names. */
    public static Outcome<Catalogue> start(
            CatalogueConfig config, Clock clock, SecureRandom random, Consumer<Reason> waiting)
            throws InterruptedException {
        return start(config, clock, random, waiting, new ConfiguredOutside());
    }

    /**
     * Starts the service: migrates, opens the exchange at the first start, takes custody of keys, and listens. While
     * PostgreSQL does not answer it waits and tries again, for as long as it takes; Kafka and the registry it needs
     * only later, and waits for them while it serves.
     *
     * @param waiting told what it waits for, each time that this is something new
     * @return the running service; refused where the configuration does not fit what is there: waiting would not help
     * @throws InterruptedException if it is interrupted while it waits; nothing of it is left running then
     */
    public static Outcome<Catalogue> start(
            CatalogueConfig config, Clock clock, SecureRandom random, Consumer<Reason> waiting, Outside outside)
            throws InterruptedException {
        var pause = FIRST_PAUSE;
        Optional<Reason> told = Optional.empty();
        while (true) {
            var started = attempt(config, clock, random, outside);
            if (!(started instanceof Outcome.Refused<Catalogue> refused)
                    || refused.refusal().kind() != Kind.UNAVAILABLE) {
                return started;
            }
            var reason = refused.refusal().reason();
            if (told.filter(reason::equals).isEmpty()) {
                LOG.atWarn()
                        .addKeyValue("error", reason.toString())
                        .log("the catalogue cannot start yet; it waits and tries again");
                waiting.accept(reason);
                told = Optional.of(reason);
            }
            waitOrBeStopped(pause);
            pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    /** An interrupt stops the waiting, and with it the start. */
    private static void waitOrBeStopped(Duration pause) throws InterruptedException {
        new CountDownLatch(1).await(pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Starts it, or leaves nothing running. */
    private static Outcome<Catalogue> attempt(
            CatalogueConfig config, Clock clock, SecureRandom random, Outside outside) {
        var parts = new ArrayDeque<AutoCloseable>();
        try {
            var started = start(config, clock, random, outside, parts);
            if (started instanceof Outcome.Refused<Catalogue>) {
                close(parts);
            }
            return started;
        } catch (RuntimeException e) {
            close(parts);
            return Outcome.refused(
                    CatalogueDatabase.refusal(config.postgres().url(), e).orElseThrow(() -> e));
        }
    }

    private static Outcome<Catalogue> start(
            CatalogueConfig config, Clock clock, SecureRandom random, Outside outside, Deque<AutoCloseable> parts) {
        return CatalogueDatabase.open(database(config.postgres())).flatMap(database -> {
            parts.push(database);
            var transactions = new Transactions(database.jdbi(), config.ledger().patience());
            var staging = new LedgerStaging(clock, random);
            var notices = new Notices(transactions, staging, clock, random);
            var surroundings = new Surroundings(
                    config,
                    database,
                    staging,
                    notices,
                    new RecordedGrantProgress(transactions, staging, notices),
                    new RecordedDatasetProgress(transactions, staging),
                    clock,
                    random);
            return new ExchangeRecord(config, staging, clock)
                    .openOrCheck(transactions, actors(transactions, staging, Optional.empty(), clock, random))
                    .flatMap(opened -> database.jdbi()
                            .withHandle(db -> KeyCustody.open(config.keys().keysetFile(), db, staging, clock, random)))
                    .flatMap(keys -> outside.ledger(surroundings).flatMap(ledger -> {
                        parts.push(ledger.work());
                        return outside.enforcement(surroundings).flatMap(enforcement -> {
                            parts.push(enforcement);
                            return serve(surroundings, transactions, keys, ledger, enforcement, outside.gate(), parts);
                        });
                    }));
        });
    }

    private static Outcome<Catalogue> serve(
            Surroundings around,
            Transactions transactions,
            KeyCustody keys,
            RunningLedger ledger,
            Enforcement enforcement,
            CompatibilityGate gate,
            Deque<AutoCloseable> parts) {
        var config = around.config();
        var staging = around.staging();
        var clock = around.clock();
        var random = around.random();
        var names = config.exchange().names();
        var notices = around.notices();
        // One, so that it fetches the issuer's keys once for both.
        var issuer = config.identity().map(identity -> new JwtIssuer(identity, clock));
        var actors = actors(transactions, staging, issuer.map(Issuer.class::cast), clock, random);
        var departments = new Departments(transactions, staging, enforcement, Divisions.standard(), clock, random);
        var deliveries = new Deliveries(transactions, staging, departments, keys, config.delivery(), clock, random);
        var courier = new Courier(
                transactions,
                staging,
                notices,
                keys,
                config.delivery(),
                config.exchange().name(),
                config.ledger().origin().replaceFirst("/.*", ""),
                clock,
                random);
        parts.push(courier);
        var requestClock = new RequestClock(config.law().deadlines(), clock);
        var grantClock = config.law().grants();
        var contracts = new Contracts(
                transactions,
                staging,
                enforcement,
                gate,
                notices,
                new GrantsUnderContract(staging, notices, grantClock, clock),
                clock);
        var signatures = new Signatures(config.ledger().origin(), clock);
        var datasets = new Datasets(
                transactions,
                staging,
                enforcement,
                keys,
                config.keys().leaseTime(),
                contracts,
                new GrantsThatFollow(staging, notices, signatures, grantClock, clock, random),
                names,
                clock,
                random);
        var requestNotices = new RequestNotices(notices, requestClock);
        var requests = new Requests(
                transactions, staging, enforcement, datasets, requestNotices, requestClock, grantClock, clock, random);
        var pending = new PendingRequests(
                transactions,
                staging,
                enforcement,
                requests,
                datasets,
                requestNotices,
                requestClock,
                signatures,
                clock);
        var grants = new Grants(transactions, staging, enforcement, datasets, notices, grantClock, signatures, clock);
        var grantReminders = new GrantReminders(
                transactions, grants, notices, grantClock, clock, config.law().interval());
        var appeals = new Appeals(
                transactions,
                staging,
                enforcement,
                requests,
                datasets,
                requestNotices,
                requestClock,
                signatures,
                clock);
        var reminders = new Reminders(
                transactions,
                requestNotices,
                pending,
                appeals,
                requestClock,
                clock,
                config.law().interval());
        var demands = new Demands(
                transactions,
                staging,
                notices,
                config.law().deadlines(),
                clock,
                random,
                config.law().interval());
        var corrections = new Corrections(
                transactions,
                staging,
                notices,
                datasets,
                enforcement,
                config.law().deadlines(),
                clock,
                random,
                config.law().interval());
        var use =
                new Use(transactions, enforcement, notices, names, config.law().zone(), config.use(), clock);
        var sessions = new Sessions(transactions, staging, config.http().sessions(), clock, random);
        var passwords = new Passwords(transactions, staging, actors, sessions, clock, random);
        var settings = serverSettings(config.http());
        var logIns = new LogIns(
                sessions,
                passwords,
                config.identity()
                        .filter(identity -> identity.client().isPresent())
                        .map(identity -> new CodeFlow(identity, issuer.orElseThrow(), random)),
                config.identity().isPresent(),
                settings.site(),
                System::nanoTime);
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
                sessions,
                logIns,
                departments,
                contracts,
                datasets,
                requests,
                pending,
                appeals,
                requestClock,
                demands,
                corrections,
                grants,
                grantClock,
                use,
                new Succession(
                        transactions,
                        staging,
                        enforcement,
                        notices,
                        List.of(
                                new GrantsOfDepartment(staging, notices),
                                new RequestsOfDepartment(staging, requestNotices, requestClock),
                                new DemandsOfDepartment(staging, notices),
                                new CorrectionsOfDepartment(corrections, staging, notices)),
                        clock),
                new SigningKeys(transactions, staging, notices, signatures, clock),
                signatures,
                notices,
                deliveries,
                courier,
                new Scoreboard(
                        requests,
                        requestClock,
                        corrections,
                        use,
                        config.law().deadlines().time(),
                        clock),
                enforcement,
                ledger.pages(),
                new HealthChecks(ledger.pages(), enforcement, config.ledger().patience()));
        return listen(config.http(), settings, actors, operations).map(server -> {
            parts.push(server);
            parts.push(RegularLook.start("reminders", config.law().interval(), reminders::look));
            parts.push(RegularLook.start("demands", config.law().interval(), demands::remind));
            parts.push(RegularLook.start(
                    "tokens",
                    config.law().interval(),
                    () -> actors.remind((db, department, about, reason) -> notices.writeBySystem(
                            db, about, List.of(new Notices.Draft(department, reason, List.of()))))));
            parts.push(RegularLook.start("corrections", config.law().interval(), corrections::remind));
            parts.push(RegularLook.start("use", config.use().interval(), use::look));
            parts.push(RegularLook.start("grant-reminders", config.law().interval(), grantReminders::look));
            courier.start();
            return new Catalogue(server, parts);
        });
    }

    private static ApiServer.Settings serverSettings(CatalogueConfig.Http http) {
        return new ApiServer.Settings(
                http.host(),
                http.port(),
                http.workers(),
                http.maxBodyBytes(),
                http.requestTimeout(),
                http.limits(),
                http.tls(),
                http.publicUrl());
    }

    private static Outcome<ApiServer> listen(
            CatalogueConfig.Http http, ApiServer.Settings settings, Actors actors, Operations operations) {
        var open = http.tls().flatMap(tls -> OwnerOnly.fault(tls.keyFile()));
        if (open.isPresent()) {
            return Outcome.refused(Kind.INVALID, open.get());
        }
        ApiServer server;
        try {
            server = ApiServer.start(settings, actors, operations);
        } catch (IOException e) {
            return Outcome.refused(
                    Kind.INVALID,
                    Reason.of(
                            "catalogue.http.cannot-listen",
                            "host",
                            http.host(),
                            "port",
                            http.port(),
                            "problem",
                            problem(e)));
        }
        if (http.portFile().isPresent()) {
            try {
                write(http.portFile().get(), String.valueOf(server.port()));
            } catch (IOException e) {
                server.close();
                return Outcome.refused(
                        Kind.INVALID,
                        Reason.of(
                                "catalogue.http.port-file",
                                "file",
                                http.portFile().get(),
                                "problem",
                                problem(e)));
            }
        }
        LOG.atInfo()
                .addKeyValue("host", http.host())
                .addKeyValue("port", server.port())
                .log("catalogue is listening");
        return Outcome.ok(server);
    }

    /** What went wrong with a file or an address, in one line. */
    static String problem(IOException e) {
        return e instanceof FileSystemException
                ? e.getClass().getSimpleName().replace("Exception", "") + " " + e.getMessage()
                : String.valueOf(e.getMessage());
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

    private static void write(Path file, String text) throws IOException {
        var part = file.resolveSibling(file.getFileName() + ".part");
        Files.writeString(part, text);
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
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

    private static Actors actors(
            Transactions transactions,
            LedgerStaging staging,
            Optional<Issuer> issuer,
            Clock clock,
            SecureRandom random) {
        var departments = new DepartmentStore();
        return new Actors(
                transactions,
                staging,
                (db, idOrSlug) -> departments.find(db, idOrSlug).map(Department::id),
                issuer,
                clock,
                random);
    }
}
