package org.silobridge.catalogue.request;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.silobridge.catalogue.clock.Colour;
import org.silobridge.catalogue.procedure.Stage;
import org.silobridge.catalogue.store.Transactions;
import org.silobridge.model.Outcome;
import org.silobridge.model.RequestId;
import org.silobridge.model.RequestState;
import org.silobridge.model.Role;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what time does to requests. Tells who has to act that a request waits: at orange, and again when the time is
 * over, which supervisors see in the same place. What waits for some days more is told to who oversees the exchange. That is the owner's department, or for the conformity check the
 * exchange's own people. An applicant who was asked for a supplement is told at orange, and the request is closed when
 * that time is over; talks about a refusal end with theirs. Level-triggered: each look compares all pending requests with the time. That each warning is written once, whatever restarts and however many replicas look,
 * is the unique row of its notice; one that fell due while nobody looked is written at the next look.
 */
public final class Reminders implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Reminders.class);

    private final Transactions transactions;
    private final RequestNotices notices;
    private final PendingRequests requests;
    private final Appeals appeals;
    private final RequestClock clock;
    private final RequestStore store = new RequestStore();
    private final ScheduledExecutorService looking;

    /** What this process knows to be written; only spares it from writing again what is there. */
    private final Set<Told> told = new HashSet<>();

    private record Told(RequestId request, String about, String code) {}

    private Reminders(
            Transactions transactions,
            RequestNotices notices,
            PendingRequests requests,
            Appeals appeals,
            RequestClock clock) {
        this.transactions = transactions;
        this.notices = notices;
        this.requests = requests;
        this.appeals = appeals;
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
            Appeals appeals,
            RequestClock clock,
            Duration interval) {
        var reminders = new Reminders(transactions, notices, requests, appeals, clock);
        var unused = reminders.looking.scheduleWithFixedDelay(
                reminders::look, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
        return reminders;
    }

    /** Never fails: what could not be told is told at a later look. */
    private void look() {
        try {
            var pending = transactions.read(db -> store.list(db, null, null, RequestState.PENDING));
            var waiting = pending.stream().map(AccessRequest::id).collect(Collectors.toSet());
            told.removeIf(known -> !waiting.contains(known.request()));
            pending.forEach(this::look);
        } catch (RuntimeException e) {
            if (looking.isShutdown()) {
                return;
            }
            LOG.atWarn().addKeyValue("error", e.toString()).log("reminders could not be written; they will be");
        }
    }

    private void look(AccessRequest request) {
        var due = clock.due(request).orElseThrow();
        for (var warning : clock.warnings(request)) {
            if (due.stage() == Stage.SUPPLEMENT_ASKED && warning.colour() == Colour.RED) {
                requests.lapse(request.id());
                continue;
            }
            tellOnce(request, due.waitsFor(), code(due.stage(), warning.colour()));
            if (due.stage() == Stage.IN_NEGOTIATION && warning.colour() == Colour.RED) {
                appeals.timeOver(request.id());
            }
        }
        if (clock.isEscalated(request)) {
            tellOnce(
                    request,
                    Role.COORDINATOR,
                    switch (due.stage()) {
                        case IN_CONFORMITY_CHECK -> "catalogue.notice.check-escalated";
                        case BEFORE_COORDINATOR -> "catalogue.notice.appeal-escalated";
                        default -> "catalogue.notice.answer-escalated";
                    });
        }
    }

    private void tellOnce(AccessRequest request, Role waitsFor, String code) {
        var known = new Told(request.id(), RequestNotices.about(request, code), code);
        if (!told.contains(known) && tell(request, waitsFor, code)) {
            told.add(known);
        }
    }

    /** Whether it is told now; not where something happened to the request since it was seen, which the next look sees. */
    private boolean tell(AccessRequest seen, Role waitsFor, String code) {
        return transactions
                .narrow(db -> {
                    var request = store.lock(db, seen.id()).orElseThrow();
                    boolean holds = request.equals(seen);
                    if (holds) {
                        notices.tellBySystem(db, notices.waiting(db, request, waitsFor), code, request);
                    }
                    return Outcome.ok(holds);
                })
                .orThrow();
    }

    static String code(Stage stage, Colour colour) {
        boolean red = colour == Colour.RED;
        return switch (stage) {
            case IN_CONFORMITY_CHECK -> red ? "catalogue.notice.check-overdue" : "catalogue.notice.check-due";
            case SUPPLEMENT_ASKED -> "catalogue.notice.supplement-due";
            case IN_NEGOTIATION -> red ? "catalogue.notice.talks-overdue" : "catalogue.notice.talks-due";
            case BEFORE_COORDINATOR -> red ? "catalogue.notice.appeal-overdue" : "catalogue.notice.appeal-due";
            default -> red ? "catalogue.notice.answer-overdue" : "catalogue.notice.answer-due";
        };
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
