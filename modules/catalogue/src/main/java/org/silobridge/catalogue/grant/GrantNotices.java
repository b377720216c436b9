package org.silobridge.catalogue.grant;

import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.silobridge.catalogue.dataset.DatasetStore;
import org.silobridge.catalogue.department.DepartmentStore;
import org.silobridge.catalogue.notice.Notices;
import org.silobridge.catalogue.procedure.RenewalWish;
import org.silobridge.model.ActorId;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.Reason;
import org.silobridge.model.Violation;

/** What departments are told of a grant, each thing once, in the transaction that gives the reason for it. */
final class GrantNotices {
    private final Notices notices;
    private final DatasetStore datasets = new DatasetStore();
    private final DepartmentStore departments = new DepartmentStore();

    GrantNotices(Notices notices) {
        this.notices = notices;
    }

    /**
     * Tells what somebody decided.
     *
     * @param since of what: a second suspension is another thing than the first, and is told too
     */
    void tell(Handle db, ActorId by, DepartmentId to, String code, Grant grant, Instant since, String why) {
        tell(db, by, to, code, grant, since, since, why);
    }

    /** Tells the owner what the holder wishes for: the same wish again, after a refusal, is told again. */
    void tellWish(Handle db, DepartmentId owner, Grant grant, RenewalWish wish) {
        tell(db, wish.by(), owner, "catalogue.notice.renewal-asked", grant, wish.at(), wish.until(), wish.reason());
    }

    private void tell(
            Handle db, ActorId by, DepartmentId to, String code, Grant grant, Instant since, Instant due, String why) {
        notices.write(
                db,
                by,
                grant.id() + " " + since,
                List.of(new Notices.Draft(to, reason(db, code, grant, due), said(why))));
    }

    /** Tells what the time did. */
    void tellBySystem(Handle db, DepartmentId to, String code, Grant grant) {
        tellBySystem(db, to, code, grant, grant.id().value(), grant.endsAt());
    }

    /**
     * The same, of one of several things of a kind that happen to a grant.
     *
     * @param about which of them
     * @param due when it happens, or did
     */
    void tellBySystem(Handle db, DepartmentId to, String code, Grant grant, String about, Instant due) {
        notices.writeBySystem(db, about, List.of(new Notices.Draft(to, reason(db, code, grant, due), List.of())));
    }

    /** Each text takes of these what it needs. */
    private Reason reason(Handle db, String code, Grant grant, Instant due) {
        var dataset = datasets.find(db, grant.dataset()).orElseThrow();
        return Reason.of(
                code,
                "grant",
                grant.id(),
                "department",
                departments.find(db, grant.department()).orElseThrow().slug(),
                "owner",
                departments.find(db, dataset.owner()).orElseThrow().slug(),
                "dataset",
                dataset.name(),
                "until",
                grant.endsAt(),
                "due",
                due);
    }

    private static List<Violation> said(String why) {
        return why.isBlank()
                ? List.of()
                : List.of(new Violation("reason", null, Reason.of("catalogue.notice.said", "text", why)));
    }
}
