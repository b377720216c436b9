package org.silobridge.catalogue.request;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.silobridge.catalogue.clock.Colour;
import org.silobridge.catalogue.clock.Warning;
import org.silobridge.catalogue.dataset.DatasetStore;
import org.silobridge.catalogue.department.DepartmentStore;
import org.silobridge.catalogue.notice.Notices;
import org.silobridge.catalogue.store.Transactions;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.RequestState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the owner's department that a request waits for it: at orange, and again when its time is over, which a
 * supervisor of the exchange or of the department sees in the same place. Level-triggered: each look compares all
 * pending requests with the time. That each warning is written once, whatever restarts and however many replicas look,
 * is the unique row of its notice; one that fell due while nobody looked is written at the next look.
 */
public final class Reminders implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Reminders.class);

    private final Transactions transactions;
    private final Notices notices;
    private final RequestClock clock;
    private final RequestStore store = new RequestStore();
    private final DatasetStore datasets = new DatasetStore();
    private final DepartmentStore departments = new DepartmentStore();
    private final ScheduledExecutorService looking;

    /** What this process knows to be written; only spares it from writing again what is there. */
    private final Set<Told> told = new HashSet<>();

    private record Told(String about, Colour colour) {}

    private Reminders(Transactions transactions, Notices notices, RequestClock clock) {
        this.transactions = transactions;
        this.notices = notices;
        this.clock = clock;
        this.looking = Executors.newSingleThreadScheduledExecutor(work -> {
            var thread = new Thread(work, "reminders");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Looks now and every {@code interval} from now on, until it is closed. */
    public static Reminders start(Transactions transactions, Notices notices, RequestClock clock, Duration interval) {
        var reminders = new Reminders(transactions, notices, clock);
        var unused = reminders.looking.scheduleWithFixedDelay(
                reminders::look, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
        return reminders;
    }

    /** Never fails: what could not be told is told at a later look. */
    private void look() {
        try {
            var pending = transactions.read(db -> store.list(db, null, null, RequestState.PENDING));
            var waiting = pending.stream().map(Reminders::about).collect(Collectors.toSet());
            told.removeIf(known -> !waiting.contains(known.about()));
            for (var request : pending) {
                var due = new ArrayList<>(clock.warnings(request));
                due.removeIf(warning -> told.contains(new Told(about(request), warning.colour())));
                if (!due.isEmpty()) {
                    tell(request, due);
                    due.forEach(warning -> told.add(new Told(about(request), warning.colour())));
                }
            }
        } catch (RuntimeException e) {
            if (looking.isShutdown()) {
                return;
            }
            LOG.atWarn().addKeyValue("error", e.toString()).log("reminders could not be written; they will be");
        }
    }

    private void tell(AccessRequest seen, List<Warning> warnings) {
        transactions
                .narrow(db -> {
                    var request = store.lock(db, seen.id()).orElseThrow();
                    if (request.state() == RequestState.PENDING) {
                        warnings.forEach(warning -> write(db, request, warning));
                    }
                    return Outcome.ok(request);
                })
                .orThrow();
    }

    private void write(Handle db, AccessRequest request, Warning warning) {
        var dataset = datasets.find(db, request.dataset()).orElseThrow();
        var asking = departments.find(db, request.department()).orElseThrow();
        var code = warning.colour() == Colour.RED ? "catalogue.notice.answer-overdue" : "catalogue.notice.answer-due";
        var due = clock.due(request).orElseThrow().schedule().redAt();
        notices.writeBySystem(
                db,
                about(request),
                List.of(new Notices.Draft(
                        dataset.owner(),
                        Reason.of(
                                code,
                                "request",
                                request.id(),
                                "department",
                                asking.slug(),
                                "dataset",
                                dataset.name(),
                                "due",
                                due),
                        List.of())));
    }

    /** What its warnings are about: a deadline that was extended is another one, and has warnings of its own. */
    private static String about(AccessRequest request) {
        return request.extension() == null ? request.id().value() : request.id().value() + " extended";
    }

    /** Ends looking, at once: what a look under way could not write is written by the next one, here or elsewhere. */
    @Override
    public void close() {
        looking.shutdownNow();
        try {
            if (!looking.awaitTermination(2, TimeUnit.SECONDS)) {
                LOG.atWarn().log("a look for reminders did not end in time; its transaction ends with the database's");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
