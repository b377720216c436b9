package org.silobridge.catalogue.correction;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.silobridge.catalogue.department.Department;
import org.silobridge.catalogue.ledger.EntryDraft;
import org.silobridge.catalogue.ledger.EntryType;
import org.silobridge.catalogue.ledger.LedgerStaging;
import org.silobridge.catalogue.notice.Notices;
import org.silobridge.catalogue.succession.Ending;
import org.silobridge.catalogue.succession.Estate;
import org.silobridge.model.CorrectionId;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.Outcome;
import org.silobridge.model.Violation;

/**
 * What a department that ends disputes is its successor's to go on with, and what is disputed of its datasets their new
 * owner's to answer, both by the same clock. What is closed passes with the rest: its successor may appeal against a refusal,
 * and cannot dispute again what a coordinator has settled. Where there is none the dispute ends: taken back by the coordinator who ends
 * the department that disputes, refused by the one who ends the owner.
 */
public final class CorrectionsOfDepartment implements Estate {
    private final Corrections corrections;
    private final LedgerStaging ledger;
    private final Notices notices;
    private final CorrectionStore store = new CorrectionStore();

    public CorrectionsOfDepartment(Corrections corrections, LedgerStaging ledger, Notices notices) {
        this.corrections = corrections;
        this.ledger = ledger;
        this.notices = notices;
    }

    @Override
    public List<Violation> settle(Handle db, Ending ending) {
        var against = new ArrayList<Violation>();
        var successor = ending.successor().map(Department::id);
        for (var id : store.disputedBy(db, ending.department().id())) {
            var correction = store.lock(db, id);
            if (correction instanceof PendingCorrection open) {
                disputed(db, ending, successor, open, against);
            } else if (correction instanceof ClosedCorrection closed) {
                successor.flatMap(closed::passToSuccessor).ifPresent(after -> pass(db, ending, after));
            }
        }
        for (var owned : ending.owned()) {
            for (var id : store.pending(db, owned.dataset().id())) {
                locked(db, id).ifPresent(open -> owed(db, ending, owned.heir().map(Department::id), open, against));
            }
        }
        return against;
    }

    private void disputed(
            Handle db,
            Ending ending,
            Optional<DepartmentId> successor,
            PendingCorrection open,
            List<Violation> against) {
        if (successor.isEmpty()) {
            var after = open.dissolve(ending.by().id(), ending.at());
            store.end(db, after);
            stage(db, ending, EntryType.CORRECTION_WITHDRAWN, after);
            tell(db, ending, after.dispute().owner(), "catalogue.notice.correction-withdrawn", after);
            return;
        }
        take(open, open.passToSuccessor(successor.get()), against, after -> {
            pass(db, ending, after);
            store.wake(db, after.dispute().id());
            tellBoth(db, ending, after);
        });
    }

    /** Nobody is told of those that are closed: they ask nothing of anybody. */
    private void pass(Handle db, Ending ending, Correction after) {
        store.pass(db, after.dispute());
        ledger.stage(
                db,
                entry(ending, EntryType.CORRECTION_PASSED, after)
                        .with("from", ending.department().id().value())
                        .with("reason", ending.reason()));
    }

    /** The dataset is stored with its new owner already. */
    private void owed(
            Handle db, Ending ending, Optional<DepartmentId> heir, PendingCorrection open, List<Violation> against) {
        if (heir.isEmpty()) {
            var after = open.dissolveOwner(ending.by().id(), ending.reason(), ending.at());
            store.end(db, after);
            stage(db, ending, EntryType.CORRECTION_REFUSED, after);
            tell(db, ending, after.dispute().department(), "catalogue.notice.correction-unanswered", after);
            return;
        }
        take(open, open.passToSuccessorOfOwner(heir.get()), against, after -> {
            store.wake(db, after.dispute().id());
            tellBoth(db, ending, after);
        });
    }

    /** Empty where it has been closed meanwhile. */
    private Optional<PendingCorrection> locked(Handle db, CorrectionId id) {
        return store.lock(db, id) instanceof PendingCorrection open ? Optional.of(open) : Optional.empty();
    }

    private static void take(
            PendingCorrection open,
            Outcome<PendingCorrection> fate,
            List<Violation> against,
            Consumer<PendingCorrection> carryOut) {
        if (fate instanceof Outcome.Refused<PendingCorrection> refused) {
            against.add(new Violation(
                    "corrections." + open.dispute().id(),
                    null,
                    refused.refusal().reason()));
        } else {
            carryOut.accept(fate.orThrow());
        }
    }

    private void stage(Handle db, Ending ending, EntryType type, Correction after) {
        ledger.stage(db, entry(ending, type, after).with("reason", ending.reason()));
    }

    private static EntryDraft entry(Ending ending, EntryType type, Correction correction) {
        var dispute = correction.dispute();
        return EntryDraft.by(ending.by().id(), type, dispute.id().value())
                .concerning(dispute.department())
                .with("dataset", dispute.dataset().value());
    }

    private void tellBoth(Handle db, Ending ending, Correction after) {
        tell(db, ending, after.dispute().department(), "catalogue.notice.correction-passed", after);
        tell(db, ending, after.dispute().owner(), "catalogue.notice.correction-passed", after);
    }

    private void tell(Handle db, Ending ending, DepartmentId to, String code, Correction correction) {
        notices.write(
                db,
                ending.by().id(),
                correction.dispute().id() + " " + ending.at(),
                List.of(new Notices.Draft(
                        to, corrections.reason(db, code, correction), Corrections.said(ending.reason()))));
    }
}
