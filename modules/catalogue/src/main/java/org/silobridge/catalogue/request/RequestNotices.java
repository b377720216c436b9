package org.silobridge.catalogue.request;

import java.util.List;
import org.jdbi.v3.core.Handle;
import org.silobridge.catalogue.dataset.DatasetStore;
import org.silobridge.catalogue.department.DepartmentStore;
import org.silobridge.catalogue.notice.Notices;
import org.silobridge.model.ActorId;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.Reason;
import org.silobridge.model.Violation;

/** What departments are told of a request, each thing once, in the transaction that gives the reason for it. */
public final class RequestNotices {
    private final Notices notices;
    private final RequestClock clock;
    private final DatasetStore datasets = new DatasetStore();
    private final DepartmentStore departments = new DepartmentStore();

    public RequestNotices(Notices notices, RequestClock clock) {
        this.notices = notices;
        this.clock = clock;
    }

    /** Tells what somebody did. */
    void tell(Handle db, ActorId by, DepartmentId to, String code, AccessRequest request, List<Violation> details) {
        notices.write(db, by, request.id().value(), List.of(new Notices.Draft(to, reason(db, code, request), details)));
    }

    /** Tells what the time did. */
    void tellBySystem(Handle db, DepartmentId to, String code, AccessRequest request) {
        notices.writeBySystem(db, about(request), List.of(new Notices.Draft(to, reason(db, code, request), List.of())));
    }

    /** Each text takes of these what it needs. */
    private Reason reason(Handle db, String code, AccessRequest request) {
        var dataset = datasets.find(db, request.dataset()).orElseThrow();
        return Reason.of(
                code,
                "request",
                request.id(),
                "department",
                departments.find(db, request.department()).orElseThrow().slug(),
                "owner",
                dataset.name().owner(),
                "dataset",
                dataset.name(),
                "due",
                clock.due(request).map(due -> due.schedule().redAt().toString()).orElse("-"));
    }

    /** What a warning is about: a deadline that was extended is another one, and has warnings of its own. */
    static String about(AccessRequest request) {
        return request.extension() == null ? request.id().value() : request.id().value() + " extended";
    }
}
