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
     * A later record says what is right. It has the key of the disputed one, and so its partition; one that was missing
     * may stand in another than the department has read. That it speaks of the same key is for those to see who may read
     * it.
     *
     * @param ends where the partitions end now: no record stands there yet
     */
    public Outcome<ClosedCorrection> correct(Actor by, long partition, long offset, List<Long> ends, Instant at) {
        return dispute.mayAnswer(by).flatMap(may -> {
            var fault = fault(partition, offset, ends);
            return fault.isPresent()
                    ? Outcome.invalid(
                            Reason.of("catalogue.correction.invalid-answer", "count", 1), List.of(fault.get()))
                    : Outcome.ok(new ClosedCorrection(
                            dispute, extension, appeal, new Made(at, by.id(), Math.toIntExact(partition), offset)));
        });
    }

    /** Where the topic was made anew, the disputed place may be gone: then any that is there will do. */
    private Optional<Violation> fault(long partition, long offset, List<Long> ends) {
        boolean isThere = dispute.partition() < ends.size() && dispute.offset() < ends.get(dispute.partition());
        if (partition < 0 || partition >= ends.size()) {
            return Optional.of(new Violation(
                    "partition",
                    String.valueOf(partition),
                    Reason.of("catalogue.correction.no-such-partition", "partitions", ends.size())));
        }
        if (partition != dispute.partition() && isThere && !dispute.isOfMissing()) {
            return Optional.of(new Violation(
                    "partition",
                    String.valueOf(partition),
                    Reason.of("catalogue.correction.other-partition", "partition", dispute.partition())));
        }
        long end = ends.get((int) partition);
        Reason reason = null;
        if (offset < 0) {
            reason = Reason.of("catalogue.correction.no-such-offset");
        } else if (offset >= end) {
            reason = Reason.of("catalogue.correction.not-there", "end", end);
        } else if (partition == dispute.partition()
                && isThere
                && offset <= dispute.offset()
                && !dispute.isOfNothingRead()) {
            reason = Reason.of("catalogue.correction.not-after", "offset", dispute.offset());
        }
        return Optional.ofNullable(reason).map(why -> new Violation("offset", String.valueOf(offset), why));
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
