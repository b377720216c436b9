package org.silobridge.catalogue.correction;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.actor.Actor;
import org.silobridge.model.CorrectionState;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal.Kind;

/** A dispute that has ended. */
public record ClosedCorrection(
        Dispute dispute,
        @Nullable Extension extension,
        @Nullable Appeal appeal,
        End end) implements Correction {

    /** Against the owner's refusal, once: a coordinator decides. */
    public Outcome<AppealedCorrection> appeal(Actor by, String grounds, Instant at) {
        return dispute.mayWithdraw(by).flatMap(may -> {
            if (appeal != null) {
                return Outcome.refused(Kind.CONFLICT, Reason.of("catalogue.correction.final"));
            }
            return end instanceof Refused refused
                    ? OpenCorrection.says(grounds)
                            .map(text -> new AppealedCorrection(
                                    dispute, extension, new Appeal(refused, at, by.id(), text, null)))
                    : Outcome.refused(
                            Kind.CONFLICT,
                            Reason.of(
                                    "catalogue.correction.nothing-to-appeal",
                                    "correction",
                                    dispute.id(),
                                    "state",
                                    state()));
        });
    }

    /** Whether a coordinator has decided for good that there is nothing to put right in what is disputed here. */
    public boolean settles(Dispute again) {
        var ruling = appeal == null ? null : appeal.ruling();
        return ruling != null && !ruling.isOrder() && dispute.disputesTheSameAs(again);
    }

    /**
     * The department that disputed it has ended: its successor may appeal in its place, and is bound by what was decided.
     * Empty where that would be a dispute of the owner's with itself.
     */
    public Optional<ClosedCorrection> passToSuccessor(DepartmentId successor) {
        return successor.equals(dispute.owner())
                ? Optional.empty()
                : Optional.of(new ClosedCorrection(dispute.by(successor), extension, appeal, end));
    }

    @Override
    public CorrectionState state() {
        return end.state();
    }
}
