package org.silobridge.catalogue.enforcement;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.apache.avro.Schema;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.dataset.DatasetProgress;
import org.silobridge.catalogue.department.KafkaLogin;
import org.silobridge.catalogue.enforcement.EnforcementStatus.State;
import org.silobridge.catalogue.enforcement.EnforcementStore.DatabaseUnavailable;
import org.silobridge.catalogue.enforcement.EnforcementStore.Lease;
import org.silobridge.catalogue.enforcement.KafkaCluster.KafkaUnavailable;
import org.silobridge.catalogue.enforcement.Reconciler.LeaseLost;
import org.silobridge.catalogue.enforcement.Reconciler.Look;
import org.silobridge.catalogue.grant.GrantProgress;
import org.silobridge.catalogue.kafka.KafkaCredential;
import org.silobridge.catalogue.ledger.LedgerStaging;
import org.silobridge.catalogue.notice.Notices;
import org.silobridge.contract.registry.Compatibility;
import org.silobridge.contract.registry.RegisteredSchema;
import org.silobridge.contract.registry.RegistryUnavailableException;
import org.silobridge.contract.registry.SchemaRegistryClient;
import org.silobridge.model.ActorId;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the {@link Reconciler}: at start, when something changed on any replica, and on a timer; on one replica at a
 * time. Four threads: one waits for the lease and for word of changes, one looks at everything, one carries out single
 * decisions, so that they do not wait for a look, and one talks to the registry. Whatever does not answer is tried again, at growing intervals of at most {@link #MAX_BACKOFF}.
 */
public final class EnforcementController implements Enforcement {
    private static final Logger LOG = LoggerFactory.getLogger(EnforcementController.class);
    private static final Duration LISTEN = Duration.ofMillis(500);
    private static final Duration MIN_BACKOFF = Duration.ofMillis(100);

    /**
     * Between two looks for decisions when nothing is heard: for dates that come, and so that the connection to Kafka, which
     * closes idle ones soon, is open when a decision comes.
     */
    private static final Duration TICK = Duration.ofSeconds(1);

    /** Until a decision that waits for the ledger, or for Kafka to show it, is tried again. */
    private static final Duration SOON = Duration.ofMillis(25);

    /** Short enough that what was decided before an outage is carried out within the bound after it. */
    static final Duration MAX_BACKOFF = Duration.ofSeconds(2);

    private static final int PASSWORD_BYTES = 32;

    /** For health alone, which has no texts. */
    private static final String STARTING = "starting";

    private final EnforcementSettings settings;
    private final KafkaCluster kafka;
    private final EnforcementStore store;
    private final Reconciler reconciler;
    private final SchemaRegistrar registrar;
    private final Clock clock;
    private final SecureRandom random;
    private final ScheduledExecutorService looking = thread("enforcement");
    private final ScheduledExecutorService deciding = thread("enforcement-decisions");
    private final ScheduledExecutorService listening = thread("enforcement-lease");
    private final ScheduledExecutorService registering = thread("enforcement-registry");

    /** Kafka's admin client may be used by several threads, this port's marker producer not. */
    private final ReentrantLock credentials = new ReentrantLock();

    /** A survey asks Kafka about every group, and holds all grants in memory. */
    private final ReentrantLock surveying = new ReentrantLock();

    private volatile @Nullable Lease lease;
    private volatile @Nullable Look last;
    private volatile @Nullable Reason failing;
    private volatile boolean lookingNow;
    private volatile boolean standby;
    private volatile DependencyHealth kafkaHealth = DependencyHealth.degraded(STARTING);
    private volatile DependencyHealth registryHealth = DependencyHealth.degraded(STARTING);
    private volatile @Nullable Reason registryFailing;
    private volatile Map<String, String> registryErrors = Map.of();
    private volatile boolean closed;
    private @Nullable ScheduledFuture<?> next;
    private boolean immediate;
    private @Nullable ScheduledFuture<?> nextDecisions;
    private boolean decidingAtOnce;
    private volatile boolean undecided;
    private Duration decisionPause = SOON;
    private Duration backoff = MIN_BACKOFF;
    private Duration registryBackoff = MIN_BACKOFF;
    private boolean registeringQueued;

    EnforcementController(
            EnforcementSettings settings,
            KafkaCluster kafka,
            EnforcementStore store,
            SchemaRegistrar.Subjects registry,
            Clock clock,
            SecureRandom random) {
        this.settings = settings;
        this.kafka = kafka;
        this.store = store;
        this.clock = clock;
        this.random = random;
        this.reconciler = new Reconciler(
                kafka,
                store,
                new Territory(settings.names()),
                settings.guard(),
                settings.quarantineRetention(),
                settings.quotas(),
                clock);
        this.registrar = new SchemaRegistrar(registry, store, settings.names(), clock);
    }

    /**
     * A controller over the catalogue's PostgreSQL, not started yet.
     *
     * @param source of connections as the service role; while it leads, the controller keeps one of them
     */
    public static EnforcementController over(
            DataSource source,
            LedgerStaging ledger,
            Notices notices,
            GrantProgress grants,
            DatasetProgress datasets,
            SchemaRegistryClient registry,
            EnforcementSettings settings,
            Clock clock,
            SecureRandom random) {
        return new EnforcementController(
                settings,
                new AdminKafkaCluster(settings.kafka(), settings.timeout()),
                new PostgresEnforcementStore(
                        source, ledger, notices, grants, datasets, settings.names(), TopicShape::of, random),
                subjects(registry),
                clock,
                random);
    }

    private static SchemaRegistrar.Subjects subjects(SchemaRegistryClient registry) {
        return new SchemaRegistrar.Subjects() {
            @Override
            public Outcome<?> guard(String subject) {
                return registry.setCompatibility(subject, Compatibility.FULL_TRANSITIVE);
            }

            @Override
            public OptionalInt find(String subject, String schema) {
                var found = registry.lookup(subject, parsed(schema));
                return found instanceof Outcome.Refused<RegisteredSchema>
                        ? OptionalInt.empty()
                        : OptionalInt.of(found.orThrow().id());
            }

            @Override
            public Outcome<Integer> register(String subject, String schema) {
                return registry.register(subject, parsed(schema));
            }

            @Override
            public void restore(List<SchemaRegistrar.Known> lost) {
                registry.restore(lost.stream()
                        .map(known -> new RegisteredSchema(
                                known.subject(), known.version(), known.id(), parsed(known.schema())))
                        .toList());
            }

            private Schema parsed(String text) {
                return new Schema.Parser().parse(text);
            }
        };
    }

    /** Begins to wait for the lease. Call once. */
    public void start() {
        listening.execute(this::listen);
    }

    private static ScheduledExecutorService thread(String name) {
        return Executors.newSingleThreadScheduledExecutor(task -> {
            var thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** One round of waiting: for the lease where another replica leads, else for word of a change. */
    private void listen() {
        Duration pause = Duration.ZERO;
        try {
            var held = lease;
            if (held == null) {
                var got = store.tryLead();
                if (got == null) {
                    failing = null;
                    standby = true;
                    pause = LISTEN;
                } else {
                    reconciler.forget();
                    lease = got;
                    standby = false;
                    LOG.atInfo().log("This replica enforces from now on");
                    schedule(Duration.ZERO);
                    poke();
                }
            } else {
                switch (held.await(LISTEN)) {
                    case DECISIONS -> poke();
                    case CHANGES -> {
                        poke();
                        schedule(Duration.ZERO);
                    }
                    case NOTHING -> {
                        if (!held.isHeld()) {
                            LOG.atWarn().log("The lease to enforce was lost with its connection");
                            lease = null;
                            held.close();
                        }
                    }
                }
            }
        } catch (RuntimeException | Error e) {
            // An Error, too: a thread that ends without a word would end enforcement with it.
            failed(e);
            pause = MAX_BACKOFF.dividedBy(5);
        }
        later(listening, this::listen, pause);
    }

    private void later(ScheduledExecutorService thread, Runnable task, Duration delay) {
        try {
            if (!closed
                    && thread.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS)
                            .isCancelled()) {
                LOG.atDebug().log("Closed while a task was put off");
            }
        } catch (RejectedExecutionException e) {
            // Closed in between: nothing is to be done any more.
        }
    }

    @Override
    public void poke() {
        scheduleDecisions(Duration.ZERO);
    }

    private synchronized void scheduleDecisions(Duration delay) {
        if (closed || decidingAtOnce) {
            return;
        }
        if (nextDecisions != null) {
            nextDecisions.cancel(false);
        }
        decidingAtOnce = delay.isZero();
        nextDecisions = deciding.schedule(this::decide, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Carries out what was decided, which a look at everything may be too slow for. */
    private void decide() {
        boolean asked;
        synchronized (this) {
            asked = decidingAtOnce;
            decidingAtOnce = false;
            nextDecisions = null;
        }
        var held = lease;
        if (held == null || !held.isHeld()) {
            return;
        }
        var pause = TICK;
        try {
            var result = reconciler.decide(() -> held.isHeld() && !closed);
            undecided = result != Bailiff.Result.DONE;
            if (result == Bailiff.Result.LEFT && asked) {
                schedule(Duration.ZERO);
            }
            if (result == Bailiff.Result.WAITS) {
                pause = asked ? SOON : decisionPause;
                decisionPause = min(pause.multipliedBy(2), TICK);
            }
        } catch (LeaseLost e) {
            pause = MIN_BACKOFF;
        } catch (RuntimeException | Error e) {
            failed(e);
            schedule(lengthened()); // Which tells when it is over.
        }
        scheduleDecisions(pause);
    }

    /** Looks at everything, now. */
    void look() {
        schedule(Duration.ZERO);
    }

    private synchronized void schedule(Duration delay) {
        if (closed || immediate) {
            return;
        }
        if (next != null) {
            next.cancel(false);
        }
        immediate = delay.isZero();
        next = looking.schedule(this::lookNow, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void lookNow() {
        synchronized (this) {
            immediate = false;
            next = null;
        }
        var held = lease;
        if (held == null || !held.isHeld()) {
            return;
        }
        lookingNow = true;
        Duration delay;
        try {
            var look = reconciler.look(() -> held.isHeld() && !closed);
            last = look;
            failing = null;
            kafkaHealth = DependencyHealth.up();
            if (look.created() + look.removed() > 0 || !look.errors().isEmpty()) {
                LOG.atInfo()
                        .addKeyValue("wanted", look.wanted())
                        .addKeyValue("found", look.found())
                        .addKeyValue("created", look.created())
                        .addKeyValue("removed", look.removed())
                        .addKeyValue("errors", look.errors().size())
                        .addKeyValue("millis", look.took().toMillis())
                        .log("Kafka was made like the catalogue");
            }
            boolean quick = look.unfinished() || !look.errors().isEmpty();
            if (!quick || look.created() + look.removed() > 0) {
                backoff = MIN_BACKOFF;
            }
            // What waits comes soon. What cannot be brought in step may stay so for days.
            delay = quick
                    ? lengthened(look.errors().isEmpty() ? MAX_BACKOFF : max(MAX_BACKOFF, gentle(look)))
                    : untilNextEnd(look);
            register();
        } catch (LeaseLost e) {
            delay = MIN_BACKOFF;
        } catch (RuntimeException | Error e) {
            failed(e);
            delay = lengthened();
        } finally {
            lookingNow = false;
        }
        schedule(delay);
    }

    private Duration untilNextEnd(Look look) {
        var pause = paced(look);
        var untilEnd = look.nextEnd()
                .map(end -> Duration.between(clock.instant(), end).plusMillis(1))
                .orElse(pause);
        return untilEnd.compareTo(pause) > 0
                ? pause
                : untilEnd.isNegative() || untilEnd.isZero() ? MIN_BACKOFF : untilEnd;
    }

    /** Where there is much to look at, callers notice each look: it comes up to half as often then. */
    private Duration paced(Look look) {
        var interval = settings.interval();
        return max(interval, min(gentle(look), interval.multipliedBy(2)));
    }

    /** A pause after which a look took a thirtieth of the time. */
    private static Duration gentle(Look look) {
        return look.took().multipliedBy(29);
    }

    /** The pause before it tries again after a failure, which says nothing about what a look costs. */
    private Duration lengthened() {
        return lengthened(MAX_BACKOFF);
    }

    private Duration lengthened(Duration limit) {
        var now = min(backoff, min(limit, settings.interval()));
        backoff = now.multipliedBy(2);
        return now;
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private void failed(Throwable e) {
        if (closed) {
            return;
        }
        var error = String.valueOf(e.getMessage());
        Reason reason;
        if (e instanceof KafkaUnavailable) {
            reason = Reason.of("enforcement.kafka-unavailable", "error", error);
            kafkaHealth = DependencyHealth.down(reason.code());
        } else if (e instanceof DatabaseUnavailable || e instanceof JdbiException) {
            reason = Reason.of("enforcement.postgres-unavailable", "error", error);
        } else {
            reason = Reason.of("enforcement.failed", "error", e.getClass().getSimpleName() + ": " + error);
        }
        var before = failing;
        failing = reason;
        if (before == null || !before.code().equals(reason.code())) {
            LOG.atError()
                    .setCause(reason.code().equals("enforcement.failed") ? e : null)
                    .addKeyValue("error", error)
                    .log("Enforcement cannot go on; it tries again");
        }
    }

    private synchronized void register() {
        if (!registeringQueued && !closed) {
            registeringQueued = true;
            registering.execute(this::registerNow);
        }
    }

    private void registerNow() {
        synchronized (this) {
            registeringQueued = false;
        }
        try {
            registryErrors = registrar.register();
            registryHealth = DependencyHealth.up();
            registryFailing = null;
            registryBackoff = MIN_BACKOFF;
            return;
        } catch (RegistryUnavailableException e) {
            if (registryHealth.status() != DependencyHealth.Status.DOWN) {
                LOG.atWarn()
                        .addKeyValue("error", String.valueOf(e.getMessage()))
                        .log("The registry does not answer; new datasets wait for it");
            }
            var reason = Reason.of("enforcement.registry-unavailable", "error", String.valueOf(e.getMessage()));
            registryFailing = reason;
            registryHealth = DependencyHealth.down(reason.code());
            registrar.doubt();
        } catch (RuntimeException e) {
            failed(e);
        }
        registryBackoff = min(registryBackoff.multipliedBy(2), MAX_BACKOFF);
        later(registering, this::register, registryBackoff);
    }

    @Override
    public Outcome<KafkaCredential> issueCredential(DepartmentId department, ActorId by) {
        var password = password();
        return onItsCluster(() -> {
            // The entry comes first: a password that works is then always one that the ledger knows. One that the
            // ledger
            // knows and that never came to work, because Kafka fell silent in between, opens nothing; and the log-in
            // that the department has goes on working until a new one stands.
            var login = store.renewLogin(department, by, clock.instant());
            kafka.setPassword(login.user(settings.names()), password);
            return Outcome.ok(credential(login, password));
        });
    }

    @Override
    public Outcome<KafkaCredential> rotateCredential(DepartmentId department, ActorId by, Duration overlap) {
        var password = password();
        return onItsCluster(() -> store.rotateLogin(
                        department,
                        by,
                        overlap,
                        clock.instant(),
                        login -> kafka.setPassword(login.user(settings.names()), password))
                .map(login -> credential(login, password)));
    }

    @Override
    public String addLogin(DepartmentId department, ActorId by) {
        return store.addLogin(department, by, clock.instant()).user(settings.names());
    }

    @Override
    public Outcome<String> endCredential(DepartmentId department, String user, ActorId by) {
        return store.endLogin(department, user, by, clock.instant()).map(login -> login.user(settings.names()));
    }

    private String password() {
        var bytes = new byte[PASSWORD_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private KafkaCredential credential(KafkaLogin login, String password) {
        return new KafkaCredential(
                login.user(settings.names()), password, ClientConfiguration.text(settings, login, password));
    }

    private Outcome<KafkaCredential> onItsCluster(Supplier<Outcome<KafkaCredential>> work) {
        credentials.lock();
        try {
            var bound = store.cluster();
            if (bound.isPresent() && !bound.get().equals(kafka.clusterId())) {
                return Outcome.refused(
                        Refusal.Kind.UNAVAILABLE, Reason.of("enforcement.stopped.other-cluster", "plan", "-"));
            }
            return work.get();
        } catch (KafkaUnavailable e) {
            return Outcome.refused(
                    Refusal.Kind.UNAVAILABLE,
                    Reason.of("enforcement.kafka-unavailable", "error", String.valueOf(e.getMessage())));
        } finally {
            credentials.unlock();
        }
    }

    @Override
    public Outcome<EnforcementStatus> confirm(String plan, ActorId by, String reason) {
        if (!store.confirm(plan, by, reason, clock.instant())) {
            return Outcome.refused(Refusal.Kind.NOT_FOUND, Reason.of("enforcement.no-such-plan", "plan", plan));
        }
        LOG.atWarn().addKeyValue("plan", plan).log("A plan that was stopped is confirmed");
        look();
        return Outcome.ok(status());
    }

    @Override
    public Outcome<RightsSurvey> survey() {
        if (!surveying.tryLock()) {
            return Outcome.refused(Refusal.Kind.UNAVAILABLE, Reason.of("enforcement.survey-under-way"));
        }
        try {
            var territory = new Territory(settings.names());
            return Outcome.ok(Surveyor.survey(
                    new Surveyor.OnKafka(
                            kafka.rights(),
                            kafka.users(),
                            kafka.topics(settings.names().prefix() + ".").keySet(),
                            kafka.commits()),
                    new Surveyor.OnRecord(
                            store.read(), store.grants(), store.foundSince(), store.kept(clock.instant())),
                    territory,
                    settings.quarantineRetention(),
                    clock.instant()));
        } catch (KafkaUnavailable e) {
            return unavailable(String.valueOf(e.getMessage()));
        } finally {
            surveying.unlock();
        }
    }

    @Override
    public Outcome<Instant> keep(String right, int days, ActorId by, String reason) {
        var now = clock.instant();
        var kept = days == 0
                ? store.release(right, by, reason, now)
                : store.keep(right, now.plus(Duration.ofDays(days)), by, reason, now);
        look();
        return kept;
    }

    @Override
    public Outcome<List<Long>> ends(String topic) {
        try {
            var ends = kafka.ends(topic);
            return ends.isEmpty() ? unavailable("no topic " + topic) : Outcome.ok(ends);
        } catch (KafkaUnavailable e) {
            return unavailable(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Outcome<Sight> sight(Collection<String> topics) {
        try {
            return Outcome.ok(kafka.sight(topics, settings.names().prefix() + "."));
        } catch (KafkaUnavailable e) {
            return unavailable(String.valueOf(e.getMessage()));
        }
    }

    private static <T> Outcome<T> unavailable(String error) {
        return Outcome.refused(Refusal.Kind.UNAVAILABLE, Reason.of("enforcement.kafka-unavailable", "error", error));
    }

    @Override
    public EnforcementStatus status() {
        var look = last;
        var broken = failing;
        if (look == null) {
            return new EnforcementStatus(
                    broken == null ? State.STARTING : State.FAILING,
                    null,
                    0,
                    0,
                    0,
                    broken == null && standby ? Reason.of("enforcement.standby") : broken,
                    null,
                    null);
        }
        var stopped = look.stopped()
                .map(plan -> new EnforcementStatus.StoppedPlan(
                        plan.id(),
                        plan.reason(),
                        (int) plan.changes().stream()
                                .filter(change -> change.startsWith("+"))
                                .count(),
                        (int) plan.changes().stream()
                                .filter(change -> change.startsWith("-"))
                                .count(),
                        plan.at(),
                        plan.changes().stream().sorted().toList()))
                .orElse(null);
        var errors = new LinkedHashMap<>(look.errors());
        errors.putAll(registryErrors);
        var state = broken != null
                ? State.FAILING
                : stopped != null
                        ? State.STOPPED
                        : lookingNow || undecided || look.unfinished() || !errors.isEmpty() || look.preparing() > 0
                                ? State.WORKING
                                : State.IN_STEP;
        Instant endedAt = look.startedAt().plus(look.took());
        return new EnforcementStatus(
                state,
                endedAt,
                look.wanted(),
                look.found(),
                look.preparing(),
                broken != null
                        ? broken
                        : stopped != null ? stopped.reason() : errors.isEmpty() ? registryFailing : detail(errors),
                stopped,
                new EnforcementStatus.LastLook(
                        look.startedAt(),
                        look.took(),
                        look.clusterId(),
                        look.created(),
                        look.removed(),
                        errors,
                        look.reported()));
    }

    private static @Nullable Reason detail(Map<String, String> errors) {
        return errors.entrySet().stream()
                .findFirst()
                .map(error -> Reason.of(
                        "enforcement.objects-failed",
                        "count",
                        errors.size(),
                        "object",
                        error.getKey(),
                        "error",
                        error.getValue()))
                .orElse(null);
    }

    @Override
    public Map<String, DependencyHealth> health() {
        var status = status();
        var code = status.detail() == null ? "" : status.detail().code();
        return Map.of(
                "kafka",
                kafkaHealth,
                "registry",
                registryHealth,
                "enforcement",
                switch (status.state()) {
                    case IN_STEP, WORKING -> DependencyHealth.up();
                    case STARTING -> standby ? DependencyHealth.up() : DependencyHealth.degraded(STARTING);
                    case STOPPED -> DependencyHealth.degraded(code);
                    case FAILING -> DependencyHealth.down(code);
                });
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        var threads = List.of(looking, deciding, registering, listening);
        threads.forEach(ExecutorService::shutdownNow);
        try {
            for (var executor : threads) {
                if (!executor.awaitTermination(5, TimeUnit.SECONDS)) {
                    LOG.atWarn().log("A thread of enforcement does not end");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        var held = lease;
        if (held != null) {
            held.close();
        }
        kafka.close();
    }
}
