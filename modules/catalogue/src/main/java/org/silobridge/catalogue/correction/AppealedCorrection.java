package org.silobridge.catalogue.correction;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.actor.Actor;
import org.silobridge.catalogue.clock.Countdown;
import org.silobridge.catalogue.clock.Deadlines;
import org.silobridge.catalogue.clock.Step;
import org.silobridge.catalogue.correction.Appeal.Ruling;
import org.silobridge.model.CorrectionState;
import org.silobridge.model.Outcome;
import org.silobridge.model.Role;

/** A dispute about which a coordinator decides: the owner stood by the record. */
public record AppealedCorrection(Dispute dispute, @Nullable Extension extension, Appeal appeal)
        implements PendingCorrection {

    @Override
    public CorrectionState state() {
        return CorrectionState.APPEALED;
    }

    @Override
    public Role waitsFor() {
        return Role.COORDINATOR;
    }

    @Override
    public Optional<Countdown> clock(Deadlines deadlines) {
        return Optional.of(deadlines.start(Step.COORDINATION, appeal.at()));
    }

    /** The refusal stands. */
    public Outcome<ClosedCorrection> uphold(Actor by, String reason, Instant at) {
        return dispute.mayRule(by)
                .flatMap(may -> OpenCorrection.says(reason))
                .map(text -> new ClosedCorrection(
                        dispute,
                        extension,
                        appeal.ruled(new Ruling(at, by.id(), false, text)),
                        new Refused(at, by.id(), text)));
    }

    /** The owner has to put the record right. */
    public Outcome<OpenCorrection> order(Actor by, String reason, Instant at) {
        return dispute.mayRule(by)
                .flatMap(may -> OpenCorrection.says(reason))
                .map(text -> new OpenCorrection(dispute, extension, appeal.ruled(new Ruling(at, by.id(), true, text))));
    }

    @Override
    public AppealedCorrection about(Dispute after) {
        return new AppealedCorrection(after, extension, appeal);
    }
}
