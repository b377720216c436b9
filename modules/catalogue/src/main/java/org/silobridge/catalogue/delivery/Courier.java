package org.silobridge.catalogue.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jdbi.v3.core.Handle;
import org.silobridge.catalogue.actor.Actor;
import org.silobridge.catalogue.actor.Permission;
import org.silobridge.catalogue.delivery.DeliveryStore.Claim;
import org.silobridge.catalogue.department.DepartmentStore;
import org.silobridge.catalogue.key.KeyCustody;
import org.silobridge.catalogue.ledger.EntryDraft;
import org.silobridge.catalogue.ledger.EntryType;
import org.silobridge.catalogue.ledger.LedgerStaging;
import org.silobridge.catalogue.notice.Notices;
import org.silobridge.catalogue.store.Columns;
import org.silobridge.catalogue.store.Transactions;
import org.silobridge.model.NoticeId;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Violation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what waits in the outbox. A target is one courier's at a time, in whichever replica; what it holds comes back
 * to the others when it is silent for {@link DeliverySettings#lease}. A notice leaves the queue only after its target
 * took it: who dies in between leaves it to be sent again, under the same name. A target that fails is left alone for
 * ever longer, up to a quarter of an hour, and keeps nobody else waiting: couriers take those first that work.
 */
public final class Courier implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Courier.class);
    private static final int COURIERS = 4;
    /** Then others have their turn. */
    private static final int ROUND = 50;

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(15);
    private static final int MOST_DOUBLINGS = 20;

    private final Transactions transactions;
    private final LedgerStaging ledger;
    private final Notices notices;
    private final KeyCustody keys;
    private final DeliverySettings settings;
    private final String exchange;
    private final Clock clock;
    private final RandomGenerator random;
    private final Map<DeliveryTarget.Kind, Channel> channels = new EnumMap<>(DeliveryTarget.Kind.class);
    private final Map<DeliveryTarget.Kind, AtomicLong> delivered = new EnumMap<>(DeliveryTarget.Kind.class);
    private final Map<DeliveryTarget.Kind, AtomicLong> failed = new EnumMap<>(DeliveryTarget.Kind.class);
    private final DeliveryStore store = new DeliveryStore();
    private final DepartmentStore departments = new DepartmentStore();
    private final ScheduledExecutorService working;
    private final Semaphore resting = new Semaphore(COURIERS);

    /**
     * One that does nothing yet.
     *
     * @param host names the exchange in Message-IDs: it stays as long as that
     */
    public Courier(
            Transactions transactions,
            LedgerStaging ledger,
            Notices notices,
            KeyCustody keys,
            DeliverySettings settings,
            String exchange,
            String host,
            Clock clock,
            RandomGenerator random) {
        this.transactions = transactions;
        this.ledger = ledger;
        this.notices = notices;
        this.keys = keys;
        this.settings = settings;
        this.exchange = exchange;
        this.clock = clock;
        this.random = random;
        for (var kind : DeliveryTarget.Kind.values()) {
            delivered.put(kind, new AtomicLong());
            failed.put(kind, new AtomicLong());
        }
        var destinations = new Destinations(settings);
        settings.mail()
                .ifPresent(mail -> channels.put(
                        DeliveryTarget.Kind.EMAIL,
                        new MailChannel(mail, destinations, settings.timeout(), settings.trust(), host)));
        if (settings.webhooks().isPresent()) {
            channels.put(
                    DeliveryTarget.Kind.WEBHOOK,
                    new WebhookChannel(destinations, settings.timeout(), settings.trust(), clock));
        }
        this.working = Executors.newScheduledThreadPool(COURIERS + 1, work -> {
            var thread = new Thread(work, "courier");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Sends from now on, until it is closed. */
    public void start() {
        var unused = working.scheduleWithFixedDelay(
                this::look, 0, settings.interval().toMillis(), TimeUnit.MILLISECONDS);
    }

    /** One courier looks; who finds something to carry sends the next. */
    private void look() {
        unlessClosed(() -> {
            write(db -> {
                store.endLate(db, Columns.now(clock));
                return true;
            });
            sendAnother();
        });
    }

    private void sendAnother() {
        if (resting.tryAcquire()) {
            working.execute(() -> {
                try {
                    unlessClosed(this::work);
                } finally {
                    resting.release();
                }
            });
        }
    }

    /** Until nothing is due. */
    private void work() {
        while (!working.isShutdown()) {
            var now = Columns.now(clock);
            var claim = write(db -> store.claim(db, token(), now, now.plus(settings.lease())));
            if (claim.isEmpty()) {
                return;
            }
            sendAnother();
            carry(claim.get());
        }
    }

    /** Never fails: what could not be sent or noted is sent later. */
    private void unlessClosed(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            if (!working.isShutdown()) {
                LOG.atWarn().addKeyValue("error", e.toString()).log("notices could not be sent; they will be");
            }
        }
    }

    private void carry(Claim claim) {
        for (int i = 0; i < ROUND && !working.isShutdown(); i++) {
            var parcel = write(db -> pack(db, claim));
            if (parcel.isEmpty()) {
                break;
            }
            var sent = send(parcel.get());
            Arrays.fill(parcel.get().secret(), (byte) 0);
            var told = new ArrayDeque<Runnable>();
            boolean goesOn = write(db -> {
                told.clear();
                return note(db, claim, parcel.get().letter().notice().id(), sent, told);
            });
            told.forEach(Runnable::run);
            if (!goesOn) {
                return;
            }
        }
        write(db -> {
            store.release(db, claim, Columns.now(clock));
            return true;
        });
    }

    /** What goes next to a target; empty where nothing does, or where the target is somebody else's by now. */
    private Optional<Parcel> pack(Handle db, Claim claim) {
        var target = claim.target();
        if (!store.renew(db, claim, Columns.now(clock).plus(settings.lease()))) {
            return Optional.empty();
        }
        return store.next(db, target.id()).map(id -> {
            var department = departments
                    .find(db, target.department().value())
                    .orElseThrow()
                    .slug()
                    .value();
            var secret = target.kind() == DeliveryTarget.Kind.WEBHOOK
                    ? keys.webhookSecret(db, target.id()).orElseGet(() -> new byte[0])
                    : new byte[0];
            return new Parcel(new Letter(notices.get(db, id), exchange, department), target, secret);
        });
    }

    /** A bug in a channel is a failure like others: counted, shown, and given up one day. */
    private Sent send(Parcel parcel) {
        var target = parcel.target();
        var channel = channels.get(target.kind());
        if (channel == null) {
            return Sent.failed(
                    target.kind() == DeliveryTarget.Kind.EMAIL
                            ? "catalogue.delivery.no-mail"
                            : "catalogue.delivery.no-webhooks");
        }
        try {
            return channel.send(parcel);
        } catch (RuntimeException e) {
            LOG.atError()
                    .addKeyValue("department", target.department())
                    .addKeyValue("target", target.id())
                    .setCause(e)
                    .log("a notice could not be sent, for a reason that nobody expected");
            return Sent.failed("catalogue.delivery.broken");
        }
    }

    /**
     * Writes down what came of a try.
     *
     * @param afterwards what is to be said once that is committed
     * @return whether more may go to that target now
     */
    private boolean note(Handle db, Claim claim, NoticeId notice, Sent sent, Deque<Runnable> afterwards) {
        var target = claim.target();
        var now = Columns.now(clock);
        if (sent instanceof Sent.Delivered) {
            store.delivered(db, target.id(), notice, now);
            afterwards.add(() -> count(delivered, target));
            return true;
        }
        afterwards.add(() -> count(failed, target));
        if (sent instanceof Sent.Failed failure) {
            int failures = store.failed(db, target.id(), notice, failure.why(), now);
            store.release(db, claim, now.plus(pause(failures)));
            giveUp(db, target, failure.why(), now, afterwards);
            afterwards.add(() -> LOG.atWarn()
                    .addKeyValue("department", target.department())
                    .addKeyValue("target", target.id())
                    .addKeyValue("failures", failures)
                    .addKeyValue("error", failure.why().code())
                    .log("a notice could not be delivered; it is tried again"));
            return false;
        }
        if (store.end(db, target.id(), null, now)) {
            keys.forget(db, target.id());
            ledger.stage(
                    db,
                    EntryDraft.bySystem(EntryType.DELIVERY_ENDED, target.id().value())
                            .concerning(target.department())
                            .with("kind", target.kind().toString()));
            tell(
                    db,
                    target,
                    target.id().value(),
                    Reason.of("catalogue.notice.delivery-gone", "target", target.id()),
                    List.of());
            afterwards.add(() -> LOG.atWarn()
                    .addKeyValue("department", target.department())
                    .addKeyValue("target", target.id())
                    .log("a webhook says that it is gone; notices go there no more"));
        }
        return false;
    }

    private void giveUp(Handle db, DeliveryTarget target, Reason why, Instant now, Deque<Runnable> afterwards) {
        int givenUp = store.giveUp(db, target.id(), now.minus(settings.giveUpAfter()), now);
        if (givenUp == 0) {
            return;
        }
        // Once a day and target: who reads it looks at all of them.
        tell(
                db,
                target,
                target.id() + " " + LocalDate.ofInstant(now, ZoneOffset.UTC),
                Reason.of(
                        "catalogue.notice.delivery-given-up",
                        "target",
                        target.id(),
                        "days",
                        settings.giveUpAfter().toDays()),
                List.of(new Violation("failure", null, why)));
        tellExchange(db, target, why, now);
        afterwards.add(() -> LOG.atError()
                .addKeyValue("department", target.department())
                .addKeyValue("target", target.id())
                .addKeyValue("notices", givenUp)
                .addKeyValue("error", why.code())
                .log("notices were given up: they are in the inbox alone"));
    }

    /** Who oversees the exchange, once a day and department: a department that reads no inbox hears of nothing now. */
    private void tellExchange(Handle db, DeliveryTarget target, Reason why, Instant now) {
        notices.writeBySystem(
                db,
                target.department() + " " + LocalDate.ofInstant(now, ZoneOffset.UTC),
                List.of(new Notices.Draft(
                        null,
                        Reason.of(
                                "catalogue.notice.delivery-given-up-of",
                                "department",
                                departments
                                        .find(db, target.department())
                                        .orElseThrow()
                                        .slug(),
                                "target",
                                target.id(),
                                "days",
                                settings.giveUpAfter().toDays()),
                        List.of(new Violation("failure", null, why)))));
    }

    /** By the inbox and the department's other targets; whose target fails is not told through it. */
    private void tell(Handle db, DeliveryTarget target, String about, Reason reason, List<Violation> details) {
        notices.writeBySystem(db, about, List.of(new Notices.Draft(target.department(), reason, details)));
    }

    /** Twice as long after each failure, and never quite the same for two targets. */
    private Duration pause(int failures) {
        var doubled = settings.interval().multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
        var longest = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
        return Duration.ofMillis((long) (longest.toMillis() * random.nextDouble(0.75, 1.0)));
    }

    private String token() {
        return HexFormat.of().toHexDigits(random.nextLong());
    }

    private static void count(Map<DeliveryTarget.Kind, AtomicLong> counters, DeliveryTarget target) {
        var counter = counters.get(target.kind());
        if (counter != null) {
            counter.incrementAndGet();
        }
    }

    private <T> T write(Function<Handle, T> work) {
        return transactions.narrow(db -> Outcome.ok(work.apply(db))).orThrow();
    }

    /** How it goes, for Prometheus (text format 0.0.4). Counters are this replica's; what waits is everybody's. */
    public Outcome<String> metrics(Actor by) {
        return Permission.GET_METRICS.admit(by).map(admitted -> transactions.read(this::metrics));
    }

    private String metrics(Handle db) {
        var now = clock.instant();
        var text = new MetricsText();
        for (var kind : DeliveryTarget.Kind.values()) {
            var found = store.figures(db, kind);
            var oldest = found.oldestQueuedAt();
            text.gauge("silobridge_delivery_targets", "Targets that have not ended.", kind, found.targets());
            text.gauge(
                    "silobridge_delivery_targets_failing", "Of these, whose last try failed.", kind, found.failing());
            text.gauge(
                    "silobridge_notices_queued", "Notices on their way, once for each target.", kind, found.queued());
            text.gauge(
                    "silobridge_notices_oldest_queued_seconds",
                    "How long the oldest of them waits.",
                    kind,
                    oldest == null
                            ? 0
                            : Math.max(0, Duration.between(oldest, now).toSeconds()));
            text.gauge("silobridge_notices_given_up", "Notices that failed for too long, ever.", kind, found.givenUp());
            text.counter(
                    "silobridge_notices_delivered_total",
                    "Notices that a target took.",
                    kind,
                    counted(delivered, kind));
            text.counter("silobridge_delivery_failures_total", "Tries that failed.", kind, counted(failed, kind));
        }
        return text.toString();
    }

    private static long counted(Map<DeliveryTarget.Kind, AtomicLong> counters, DeliveryTarget.Kind kind) {
        var counter = counters.get(kind);
        return counter == null ? 0 : counter.get();
    }

    /** Ends at once: what is under way is sent again by whoever comes next, unless it could still be noted. */
    @Override
    public void close() {
        working.shutdownNow();
        try {
            if (!working.awaitTermination(2, TimeUnit.SECONDS)) {
                LOG.atWarn().log("a delivery did not end in time; the notice may be sent again");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        channels.values().forEach(Channel::close);
    }
}
