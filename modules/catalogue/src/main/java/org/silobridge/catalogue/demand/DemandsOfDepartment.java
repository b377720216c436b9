package org.silobridge.catalogue.demand;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.silobridge.catalogue.department.Department;
import org.silobridge.catalogue.department.DepartmentStore;
import org.silobridge.catalogue.ledger.EntryDraft;
import org.silobridge.catalogue.ledger.EntryType;
import org.silobridge.catalogue.ledger.LedgerStaging;
import org.silobridge.catalogue.notice.Notices;
import org.silobridge.catalogue.succession.Ending;
import org.silobridge.catalogue.succession.Estate;
import org.silobridge.model.DemandState;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.Reason;
import org.silobridge.model.Violation;

/**
 * What a department needs of others is its successor's to need, and what others need of it its successor's to answer.
 * Without a successor the one is withdrawn, the other declined.
 */
public final class DemandsOfDepartment implements Estate {
    private final LedgerStaging ledger;
    private final Notices notices;
    private final DemandStore store = new DemandStore();
    private final DepartmentStore departments = new DepartmentStore();

    public DemandsOfDepartment(LedgerStaging ledger, Notices notices) {
        this.ledger = ledger;
        this.notices = notices;
    }

    @Override
    public List<Violation> settle(Handle db, Ending ending) {
        var against = new ArrayList<Violation>();
        var heir = ending.successor().map(Department::id);
        for (var seen : store.list(db, ending.department().id(), DemandState.OPEN)) {
            var demand = store.lock(db, seen.id());
            if (demand.state() != DemandState.OPEN) {
                continue;
            }
            if (heir.isEmpty()) {
                end(db, ending, demand);
            } else if (heir.equals(Optional.of(demand.department())) || heir.equals(Optional.of(demand.holder()))) {
                against.add(
                        new Violation("demands." + demand.id(), null, Reason.of("catalogue.demand.of-the-successor")));
            } else {
                pass(db, ending, demand, heir.get());
            }
        }
        return against;
    }

    private void pass(Handle db, Ending ending, Demand demand, DepartmentId heir) {
        var after = ending.ends(demand.holder()) ? demand.heldBy(heir) : demand.neededBy(heir);
        store.pass(db, after);
        ledger.stage(
                db,
                entry(ending, EntryType.DEMAND_PASSED, after)
                        .with("from", ending.department().id().value()));
        tell(db, ending, after.department(), "catalogue.notice.demand-passed", after);
        tell(db, ending, after.holder(), "catalogue.notice.demand-passed", after);
    }

    private void end(Handle db, Ending ending, Demand demand) {
        boolean held = ending.ends(demand.holder());
        var end = new Demand.End(ending.at(), ending.by().id(), null, held ? ending.reason() : null);
        var after = demand.ended(held ? DemandState.DECLINED : DemandState.WITHDRAWN, end);
        store.end(db, after, end);
        ledger.stage(db, entry(ending, held ? EntryType.DEMAND_DECLINED : EntryType.DEMAND_WITHDRAWN, after));
        if (held) {
            tell(db, ending, after.department(), "catalogue.notice.demand-declined", after);
        } else {
            tell(db, ending, after.holder(), "catalogue.notice.demand-withdrawn", after);
        }
    }

    private static EntryDraft entry(Ending ending, EntryType type, Demand demand) {
        return EntryDraft.by(ending.by().id(), type, demand.id().value())
                .concerning(demand.department())
                .with("holder", demand.holder().value())
                .with("reason", ending.reason());
    }

    private void tell(Handle db, Ending ending, DepartmentId to, String code, Demand demand) {
        notices.write(
                db,
                ending.by().id(),
                demand.id() + " " + ending.at(),
                List.of(new Notices.Draft(
                        to,
                        Reason.of(
                                code,
                                "demand",
                                demand.id(),
                                "subject",
                                demand.subject(),
                                "department",
                                slug(db, demand.department()),
                                "holder",
                                slug(db, demand.holder()),
                                "due",
                                "-"),
                        List.of(new Violation(
                                "reason", null, Reason.of("catalogue.notice.said", "text", ending.reason()))))));
    }

    private String slug(Handle db, DepartmentId department) {
        return departments.find(db, department).orElseThrow().slug().value();
    }
}
