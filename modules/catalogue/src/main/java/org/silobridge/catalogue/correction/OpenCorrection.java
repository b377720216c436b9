package org.silobridge.catalogue.correction;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.actor.Actor;
import org.silobridge.catalogue.clock.Countdown;
import org.silobridge.catalogue.clock.Deadlines;
import org.silobridge.catalogue.clock.Step;
import org.silobridge.model.CorrectionState;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal.Kind;
import org.silobridge.model.Role;
import org.silobridge.model.Violation;

/**
 * A dispute that the owner has to answer.
 *
 * @param appeal not null: a coordinator has ordered that the record is put right, and by then it can be nothing else
 */
public record OpenCorrection(
        Dispute dispute,
        @Nullable Extension extension,
        @Nullable Appeal appeal) implements PendingCorrection {
    private static final int MAX_TEXT = 2000;

    @Override
    public CorrectionState state() {
        return CorrectionState.OPEN;
    }

    @Override
    public Role waitsFor() {
        return Role.STEWARD;
    }

    @Override
    public Optional<Countdown> clock(Deadlines deadlines) {
        var ruling = appeal == null ? null : appeal.ruling();
        return ruling == null
                ? answerClock(deadlines)
                : deadlines
                        .profile()
                        .limit(Step.CORRECTION)
                        .map(limit -> Countdown.started(Step.CORRECTION, limit, ruling.at()));
    }

    /** More time, once, with a reason, while there is time, and where the profile gives any. */
    public Outcome<OpenCorrection> extend(Actor by, String reason, Instant at, Deadlines deadlines) {
        return dispute.mayAnswer(by).flatMap(may -> says(reason)).flatMap(text -> {
            int more = deadlines
                    .profile()
                    .limit(Step.CORRECTION)
                    .map(limit -> limit.extension())
                    .orElse(0);
            if (appeal != null) {
                return ordered();
            }
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
                    : Outcome.ok(new OpenCorrection(dispute, new Extension(at, by.id(), more, text), null));
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
                    : Outcome.ok(new ClosedCorrection(dispute, extension, appeal, new Made(at, by.id(), offset)));
        });
    }

    /** The owner stands by the record, and says why, so that the department can act on it. */
    public Outcome<ClosedCorrection> refuse(Actor by, String reason, Instant at) {
        return dispute.mayAnswer(by)
                .flatMap(may -> appeal == null ? says(reason) : ordered())
                .map(text -> new ClosedCorrection(dispute, extension, null, new Refused(at, by.id(), text)));
    }

    @Override
    public OpenCorrection about(Dispute after) {
        return new OpenCorrection(after, extension, appeal);
    }

    private static <T> Outcome<T> ordered() {
        return Outcome.refused(Kind.CONFLICT, Reason.of("catalogue.correction.ordered"));
    }

    static Outcome<String> says(String text) {
        return text.isBlank() || text.length() > MAX_TEXT
                ? Outcome.refused(Kind.INVALID, Reason.of("catalogue.procedure.needs-reason", "max", MAX_TEXT))
                : Outcome.ok(text);
    }
}
