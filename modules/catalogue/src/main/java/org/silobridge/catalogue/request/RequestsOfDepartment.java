package org.silobridge.catalogue.request;

import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.silobridge.catalogue.ledger.EntryDraft;
import org.silobridge.catalogue.ledger.EntryType;
import org.silobridge.catalogue.ledger.LedgerStaging;
import org.silobridge.catalogue.request.AccessRequest.Decision;
import org.silobridge.catalogue.succession.Ending;
import org.silobridge.catalogue.succession.Estate;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.Reason;
import org.silobridge.model.RequestState;
import org.silobridge.model.Violation;

/**
 * What is asked of a department that ends is its datasets' new owner's to answer, by the same clock; where there is none
 * it is refused. What it asks for itself stays for its owners to refuse: a department that has ended is given nothing. Against
 * that, and against what it was refused before, its successor may appeal, and then goes on with it.
 */
public final class RequestsOfDepartment implements Estate {
    private final LedgerStaging ledger;
    private final RequestNotices notices;
    private final RequestClock clock;
    private final RequestStore store = new RequestStore();

    public RequestsOfDepartment(LedgerStaging ledger, RequestNotices notices, RequestClock clock) {
        this.ledger = ledger;
        this.notices = notices;
        this.clock = clock;
    }

    @Override
    public List<Violation> settle(Handle db, Ending ending) {
        var against = new ArrayList<Violation>();
        for (var owned : ending.owned()) {
            for (var seen : store.list(db, owned.dataset().id(), null, RequestState.PENDING)) {
                var request = store.lock(db, seen.id()).orElseThrow();
                if (request.state() != RequestState.PENDING) {
                    continue;
                }
                if (owned.heir().isEmpty()) {
                    refuse(db, ending, request);
                } else if (owned.heir().get().id().equals(request.department())) {
                    against.add(new Violation(
                            "requests." + request.id(), null, Reason.of("catalogue.request.of-the-successor")));
                } else {
                    pass(db, ending, owned.heir().get().id(), request);
                }
            }
        }
        return against;
    }

    /** The new owner is told what its predecessor was told of the time, too. */
    private void pass(Handle db, Ending ending, DepartmentId heir, AccessRequest request) {
        for (var told : List.of(heir, request.department())) {
            notices.tellOfPassing(db, ending.by().id(), told, request, ending.at(), ending.reason());
        }
        var due = clock.due(request).orElseThrow();
        for (var warning : clock.warnings(request)) {
            if (heir.equals(notices.waiting(db, request, due.waitsFor()))) {
                notices.tell(
                        db, ending.by().id(), heir, Reminders.code(due.stage(), warning.colour()), request, List.of());
            }
        }
    }

    /** Not told as a steward's refusal is: against this one nobody can appeal, and it may come after one of those. */
    private void refuse(Handle db, Ending ending, AccessRequest request) {
        var how = new Decision(
                null, // No steward of the owner did: the ledger says which coordinator ended it.
                ending.at(),
                Reason.of(
                        "catalogue.request.owner-dissolved",
                        "department",
                        ending.department().slug(),
                        "reason",
                        ending.reason()));
        var refusal = Act.refused(how);
        var after = request.after(refusal).decided(RequestState.REFUSED, how);
        store.add(db, after.id(), refusal);
        store.update(db, after, how);
        notices.tell(
                db,
                ending.by().id(),
                after.department(),
                "catalogue.notice.request-unanswered",
                after,
                List.of(new Violation("decision", null, how.reason())));
        ledger.stage(
                db,
                EntryDraft.by(
                                ending.by().id(),
                                EntryType.REQUEST_REFUSED,
                                after.id().value())
                        .concerning(after.department())
                        .with("owner", ending.department().id().value())
                        .with("reason", ending.reason()));
    }
}
