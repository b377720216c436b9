package org.silobridge.catalogue.correction;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.actor.Actor;
import org.silobridge.catalogue.clock.Deadlines;
import org.silobridge.catalogue.clock.Step;
import org.silobridge.model.ActorId;
import org.silobridge.model.CorrectionState;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal.Kind;
import org.silobridge.model.Violation;

/** A dispute that the owner has to answer. */
public record OpenCorrection(Dispute dispute, @Nullable Extension extension) implements Correction {
    private static final int MAX_TEXT = 2000;

    @Override
    public CorrectionState state() {
        return CorrectionState.OPEN;
    }

    /** More time, once, with a reason, while there is time, and where the profile gives any. */
    public Outcome<OpenCorrection> extend(Actor by, String reason, Instant at, Deadlines deadlines) {
        return dispute.mayAnswer(by).flatMap(may -> says(reason)).flatMap(text -> {
            int more = deadlines
                    .profile()
                    .limit(Step.CORRECTION)
                    .map(limit -> limit.extension())
                    .orElse(0);
            if (more == 0) {
                return Outcome.refused(
                        Kind.NOT_ALLOWED,
                        Reason.of(
                                "catalogue.procedure.no-extension",
                                "profile",
                                deadlines.profile().name()));
            }
            if (extension != null) {
                return Outcome.refused(Kind.CONFLICT, Reason.of("catalogue.procedure.extended-before"));
            }
            return clock(deadlines)
                            .filter(clock -> deadlines.isInTime(clock, at))
                            .isEmpty()
                    ? Outcome.refused(Kind.NOT_ALLOWED, Reason.of("catalogue.procedure.time-is-over"))
                    : Outcome.ok(new OpenCorrection(dispute, new Extension(at, by.id(), more, text)));
        });
    }

    /**
     * A later record of the partition says what is right. That it speaks of the same key is for those to see who may
     * read it.
     *
     * @param end where the partition ends now: no record stands there yet
     */
    public Outcome<ClosedCorrection> correct(Actor by, long offset, long end, Instant at) {
        return dispute.mayAnswer(by).flatMap(may -> {
            var fault = offset <= dispute.offset()
                    ? Optional.of(Reason.of("catalogue.correction.not-after", "offset", dispute.offset()))
                    : offset >= end
                            ? Optional.of(Reason.of("catalogue.correction.not-there", "end", end))
                            : Optional.<Reason>empty();
            return fault.isPresent()
                    ? Outcome.invalid(
                            Reason.of("catalogue.correction.invalid-answer", "count", 1),
                            List.of(new Violation("offset", String.valueOf(offset), fault.get())))
                    : Outcome.ok(new ClosedCorrection(dispute, extension, new Made(at, by.id(), offset)));
        });
    }

    /** The owner stands by the record, and says why, so that the department can act on it. */
    public Outcome<ClosedCorrection> refuse(Actor by, String reason, Instant at) {
        return dispute.mayAnswer(by)
                .flatMap(may -> says(reason))
                .map(text -> new ClosedCorrection(dispute, extension, new Refused(at, by.id(), text)));
    }

    /** The department that disputes it takes that back. */
    public Outcome<ClosedCorrection> withdraw(Actor by, Instant at) {
        return dispute.mayWithdraw(by).map(may -> new ClosedCorrection(dispute, extension, new Withdrawn(at, by.id())));
    }

    /** The department that disputes it has ended: its successor goes on, by the same clock. */
    public Outcome<OpenCorrection> passToSuccessor(DepartmentId successor) {
        return between(dispute.by(successor));
    }

    /** The owner has ended: who has its dataset from now on answers, by the same clock. */
    public Outcome<OpenCorrection> passToSuccessorOfOwner(DepartmentId heir) {
        return between(dispute.answeredBy(heir));
    }

    /** The department that disputes it has ended, and nobody does its work: the dispute ends with it. */
    public ClosedCorrection dissolve(ActorId coordinator, Instant at) {
        return new ClosedCorrection(dispute, extension, new Withdrawn(at, coordinator));
    }

    /** The owner has ended, and nobody answers for its data: nobody puts the record right. */
    public ClosedCorrection dissolveOwner(ActorId coordinator, String reason, Instant at) {
        return new ClosedCorrection(dispute, extension, new Refused(at, coordinator, reason));
    }

    private Outcome<OpenCorrection> between(Dispute after) {
        return after.owner().equals(after.department())
                ? Outcome.refused(Kind.CONFLICT, Reason.of("catalogue.correction.of-the-successor"))
                : Outcome.ok(new OpenCorrection(after, extension));
    }

    private static Outcome<String> says(String text) {
        return text.isBlank() || text.length() > MAX_TEXT
                ? Outcome.refused(Kind.INVALID, Reason.of("catalogue.procedure.needs-reason", "max", MAX_TEXT))
                : Outcome.ok(text);
    }
}
