package org.silobridge.catalogue.correction;

import java.time.Instant;
import org.silobridge.catalogue.actor.Actor;
import org.silobridge.model.ActorId;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal.Kind;
import org.silobridge.model.Role;

/** A dispute that somebody has to act on. */
public sealed interface PendingCorrection extends Correction permits OpenCorrection, AppealedCorrection {

    /** Who has to act. */
    Role waitsFor();

    /** The same, between others. */
    PendingCorrection about(Dispute after);

    /** The department that disputes it takes that back. */
    default Outcome<ClosedCorrection> withdraw(Actor by, Instant at) {
        return dispute()
                .mayWithdraw(by)
                .map(may -> new ClosedCorrection(dispute(), extension(), appeal(), new Withdrawn(at, by.id())));
    }

    /** The department that disputes it has ended: its successor goes on, by the same clock. */
    default Outcome<PendingCorrection> passToSuccessor(DepartmentId successor) {
        return between(dispute().by(successor));
    }

    /** The owner has ended: who has its dataset from now on answers, by the same clock. */
    default Outcome<PendingCorrection> passToSuccessorOfOwner(DepartmentId heir) {
        return between(dispute().answeredBy(heir));
    }

    /** The department that disputes it has ended, and nobody does its work: the dispute ends with it. */
    default ClosedCorrection dissolve(ActorId coordinator, Instant at) {
        return new ClosedCorrection(dispute(), extension(), appeal(), new Withdrawn(at, coordinator));
    }

    /** The owner has ended, and nobody answers for its data: nobody puts the record right. */
    default ClosedCorrection dissolveOwner(ActorId coordinator, String reason, Instant at) {
        return new ClosedCorrection(dispute(), extension(), appeal(), new Unanswered(at, coordinator, reason));
    }

    private Outcome<PendingCorrection> between(Dispute after) {
        return after.owner().equals(after.department())
                ? Outcome.refused(Kind.CONFLICT, Reason.of("catalogue.correction.of-the-successor"))
                : Outcome.ok(about(after));
    }
}
