package org.silobridge.catalogue.request;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.silobridge.catalogue.clock.Colour;
import org.silobridge.catalogue.procedure.Stage;
import org.silobridge.catalogue.store.Transactions;
import org.silobridge.catalogue.timer.DueLook;
import org.silobridge.model.Outcome;
import org.silobridge.model.Role;

/**
 * Does what time does to requests. Tells who has to act that a request waits: at orange, and again when the time is
 * over, which supervisors see in the same place. That is the owner's department, or for the conformity check the
 * exchange's own people. What waits for some days more is told to who oversees the exchange. An applicant who was asked
 * for a supplement is told at orange, and the request is closed when that time is over; talks about a refusal end with
 * theirs. That each warning is written once, whatever restarts and however many replicas look, is the unique row of its
 * notice; one that fell due while nobody looked is written at the next look.
 */
public final class Reminders {
    private final Transactions transactions;
    private final RequestNotices notices;
    private final PendingRequests requests;
    private final Appeals appeals;
    private final RequestClock requestClock;
    private final RequestStore store = new RequestStore();
    private final DueLook<AccessRequest> look;

    /** @param interval between two looks */
    public Reminders(
            Transactions transactions,
            RequestNotices notices,
            PendingRequests requests,
            Appeals appeals,
            RequestClock requestClock,
            Clock clock,
            Duration interval) {
        this.transactions = transactions;
        this.notices = notices;
        this.requests = requests;
        this.appeals = appeals;
        this.requestClock = requestClock;
        this.look = new DueLook<>(transactions, RequestStore.TIMERS, store::pending, this::look, clock, interval);
    }

    /** One look at what is due, whatever fails of it; throws what did last. Not for several threads. */
    public void look() {
        look.look();
    }

    private Optional<Instant> look(AccessRequest request, Instant now) {
        var due = requestClock.due(request).orElseThrow();
        for (var warning : requestClock.warnings(request)) {
            if (due.stage() == Stage.SUPPLEMENT_ASKED && warning.colour() == Colour.RED) {
                requests.lapse(request.id());
                continue;
            }
            tell(request, due.waitsFor(), code(due.stage(), warning.colour()));
            if (due.stage() == Stage.IN_NEGOTIATION && warning.colour() == Colour.RED) {
                appeals.timeOver(request.id());
            }
        }
        if (requestClock.isEscalated(request)) {
            tell(
                    request,
                    Role.COORDINATOR,
                    switch (due.stage()) {
                        case IN_CONFORMITY_CHECK -> "catalogue.notice.check-escalated";
                        case BEFORE_COORDINATOR -> "catalogue.notice.appeal-escalated";
                        default -> "catalogue.notice.answer-escalated";
                    });
        }
        return requestClock.next(request, now);
    }

    /** Not where something happened to the request since it was seen: that has woken its timer. */
    private void tell(AccessRequest seen, Role waitsFor, String code) {
        var unused = transactions
                .narrow(db -> {
                    var request = store.lock(db, seen.id()).orElseThrow();
                    if (request.equals(seen)) {
                        notices.tellBySystem(db, notices.waiting(db, request, waitsFor), code, request);
                    }
                    return Outcome.ok(request);
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
}
