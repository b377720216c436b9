package org.silobridge.catalogue.request;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.silobridge.catalogue.clock.Colour;
import org.silobridge.catalogue.clock.Warning;
import org.silobridge.catalogue.dataset.DatasetStore;
import org.silobridge.catalogue.store.Transactions;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.Outcome;
import org.silobridge.model.RequestState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what time does to requests. Tells the owner's department that a request waits for it: at orange, and again when
 * its time is over, which a supervisor of the exchange or of the department sees in the same place. Tells an applicant
 * who was asked for a supplement at orange, and closes the request when that time is over. Level-triggered: each look compares all
 * pending requests with the time. That each warning is written once, whatever restarts and however many replicas look,
 * is the unique row of its notice; one that fell due while nobody looked is written at the next look.
 */
public final class Reminders implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Reminders.class);

    private final Transactions transactions;
    private final RequestNotices notices;
    private final PendingRequests requests;
    private final RequestClock clock;
    private final RequestStore store = new RequestStore();
    private final DatasetStore datasets = new DatasetStore();
    private final ScheduledExecutorService looking;

    /** What this process knows to be written; only spares it from writing again what is there. */
    private final Set<Told> told = new HashSet<>();

    private record Told(String about, String code) {}

    private Reminders(Transactions transactions, RequestNotices notices, PendingRequests requests, RequestClock clock) {
        this.transactions = transactions;
        this.notices = notices;
        this.requests = requests;
        this.clock = clock;
        this.looking = Executors.newSingleThreadScheduledExecutor(work -> {
            var thread = new Thread(work, "reminders");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Looks now and every {@code interval} from now on, until it is closed. */
    public static Reminders start(
            Transactions transactions,
            RequestNotices notices,
            PendingRequests requests,
            RequestClock clock,
            Duration interval) {
        var reminders = new Reminders(transactions, notices, requests, clock);
        var unused = reminders.looking.scheduleWithFixedDelay(
                reminders::look, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
        return reminders;
    }

    /** Never fails: what could not be told is told at a later look. */
    private void look() {
        try {
            var pending = transactions.read(db -> store.list(db, null, null, RequestState.PENDING));
            var waiting = pending.stream().map(RequestNotices::about).collect(Collectors.toSet());
            told.removeIf(known -> !waiting.contains(known.about()));
            pending.forEach(this::look);
        } catch (RuntimeException e) {
            if (looking.isShutdown()) {
                return;
            }
            LOG.atWarn().addKeyValue("error", e.toString()).log("reminders could not be written; they will be");
        }
    }

    private void look(AccessRequest request) {
        for (var warning : clock.warnings(request)) {
            if (request.waitsForApplicant() && warning.colour() == Colour.RED) {
                requests.lapse(request.id());
                continue;
            }
            var known = new Told(RequestNotices.about(request), code(request, warning));
            if (!told.contains(known) && tell(request, warning)) {
                told.add(known);
            }
        }
    }

    /** Whether it is told now; not where something happened to the request since it was seen, which the next look sees. */
    private boolean tell(AccessRequest seen, Warning warning) {
        return transactions
                .narrow(db -> {
                    var request = store.lock(db, seen.id()).orElseThrow();
                    boolean holds = request.equals(seen);
                    if (holds) {
                        notices.tellBySystem(db, told(db, request), code(request, warning), request);
                    }
                    return Outcome.ok(holds);
                })
                .orThrow();
    }

    /** The department whose time it is. */
    private DepartmentId told(Handle db, AccessRequest request) {
        return request.waitsForApplicant()
                ? request.department()
                : datasets.find(db, request.dataset()).orElseThrow().owner();
    }

    private static String code(AccessRequest request, Warning warning) {
        if (request.waitsForApplicant()) {
            return "catalogue.notice.supplement-due";
        }
        return warning.colour() == Colour.RED ? "catalogue.notice.answer-overdue" : "catalogue.notice.answer-due";
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
