package org.silobridge.catalogue.request;

import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.dataset.DatasetStore;
import org.silobridge.catalogue.department.DepartmentStore;
import org.silobridge.catalogue.notice.Notices;
import org.silobridge.catalogue.procedure.Stage;
import org.silobridge.catalogue.request.Act.Kind;
import org.silobridge.model.ActorId;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.Reason;
import org.silobridge.model.Role;
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

    /** Tells what somebody did; {@code to} null: those who oversee the exchange. */
    void tell(
            Handle db,
            ActorId by,
            @Nullable DepartmentId to,
            String code,
            AccessRequest request,
            List<Violation> details) {
        notices.write(db, by, about(request, code), List.of(new Notices.Draft(to, reason(db, code, request), details)));
    }

    /** Tells that another department answers it from now on: each time that it passes. */
    void tellOfPassing(Handle db, ActorId by, DepartmentId to, AccessRequest request, Instant at, String why) {
        notices.write(
                db,
                by,
                request.id() + " " + at,
                List.of(new Notices.Draft(
                        to, reason(db, "catalogue.notice.request-passed", request), List.of(said("reason", why)))));
    }

    /** Tells whoever has to act next that the request has come to them. */
    void tellWhoHasToAct(Handle db, ActorId by, AccessRequest request) {
        var due = clock.due(request).orElseThrow();
        var code = due.stage() == Stage.IN_CONFORMITY_CHECK
                ? "catalogue.notice.request-to-check"
                : "catalogue.notice.request-to-answer";
        tell(db, by, waiting(db, request, due.waitsFor()), code, request, List.of());
    }

    /** Tells what the time did; {@code to} as above. */
    void tellBySystem(Handle db, @Nullable DepartmentId to, String code, AccessRequest request) {
        notices.writeBySystem(
                db, about(request, code), List.of(new Notices.Draft(to, reason(db, code, request), List.of())));
    }

    /** The department of whoever the request waits for; null: the exchange's own people. */
    @Nullable
    DepartmentId waiting(Handle db, AccessRequest request, Role waitsFor) {
        return switch (waitsFor) {
            case COORDINATOR -> null;
            case APPLICANT -> request.department();
            default -> datasets.find(db, request.dataset()).orElseThrow().owner();
        };
    }

    /** What somebody wrote, as a detail of a notice. */
    static Violation said(String path, String text) {
        return new Violation(path, null, Reason.of("catalogue.notice.said", "text", text));
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
                departments.find(db, dataset.owner()).orElseThrow().slug(),
                "dataset",
                dataset.name(),
                "due",
                clock.due(request).map(due -> due.schedule().redAt().toString()).orElse("-"));
    }

    /** What a notice is about. What can happen to a request again is told again: {@code req-… (2)}. */
    static String about(AccessRequest request, String code) {
        int time =
                switch (code) {
                    case "catalogue.notice.answer-due",
                            "catalogue.notice.answer-overdue",
                            "catalogue.notice.answer-escalated" -> 1 + request.count(Kind.EXTENDED);
                    case "catalogue.notice.supplement-asked",
                            "catalogue.notice.supplement-due",
                            "catalogue.notice.supplemented" -> request.count(Kind.SUPPLEMENT_ASKED);
                    case "catalogue.notice.second-person-wanted" -> request.count(Kind.PROPOSED);
                    case "catalogue.notice.second-person-objected" -> request.count(Kind.OBJECTED);
                    default -> 1;
                };
        return time == 1 ? request.id().value() : request.id() + " (" + time + ")";
    }
}
