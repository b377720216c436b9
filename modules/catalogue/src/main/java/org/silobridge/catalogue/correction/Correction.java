package org.silobridge.catalogue.correction;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.clock.Countdown;
import org.silobridge.catalogue.clock.Deadlines;
import org.silobridge.catalogue.clock.Step;
import org.silobridge.model.ActorId;
import org.silobridge.model.CorrectionState;

/**
 * A dispute at one moment of its life. What may happen to it next are the methods of its type.
 *
 * <pre>
 * open (extended once) ──a later record is right──▶ corrected
 *   ├──the owner stands by it, and says why───────▶ refused ──appealed against, once──▶ appealed
 *   ├──the owner has ended, and has no successor──▶ refused, by nobody
 *   └──taken back─────────────────────────────────▶ withdrawn
 * appealed ──a coordinator upholds the refusal────▶ refused
 *   ├──the owner has ended, and has no successor──▶ refused, by nobody
 *   ├──orders that the record is put right────────▶ open, to be corrected
 *   └──taken back─────────────────────────────────▶ withdrawn
 * </pre>
 *
 * A clock that is over changes nothing by itself: the supervisor is told.
 */
public sealed interface Correction permits PendingCorrection, ClosedCorrection {

    Dispute dispute();

    /** More time that the owner took; null: none. */
    @Nullable
    Extension extension();

    /** Against the owner's refusal; null: none. */
    @Nullable
    Appeal appeal();

    CorrectionState state();

    /** What runs against who has to act, or ran last; empty where the law of the exchange sets no time. */
    default Optional<Countdown> clock(Deadlines deadlines) {
        return answerClock(deadlines);
    }

    /** What ran against the owner's first answer, or does; empty as above. */
    default Optional<Countdown> answerClock(Deadlines deadlines) {
        var more = extension();
        return deadlines
                .profile()
                .limit(Step.CORRECTION)
                .map(limit ->
                        Countdown.started(Step.CORRECTION, limit, dispute().filedAt()))
                .map(clock -> more == null ? clock : clock.extended(more.days()));
    }

    /**
     * More time.
     *
     * @param days working days
     */
    record Extension(Instant at, ActorId by, int days, String reason) {}

    /** How it ended. */
    sealed interface End {
        Instant at();

        ActorId by();

        CorrectionState state();

        /** Why the record is not put right; null where it is, and where the dispute was taken back. */
        default @Nullable String reason() {
            return null;
        }
    }

    /**
     * The record was put right.
     *
     * @param partition of the record that did it: that of the disputed one; of one that was missing, its own
     * @param offset of that record
     */
    record Made(Instant at, ActorId by, int partition, long offset) implements End {
        @Override
        public CorrectionState state() {
            return CorrectionState.CORRECTED;
        }
    }

    /** The owner stands by the record. */
    record Refused(Instant at, ActorId by, String reason) implements End {
        @Override
        public CorrectionState state() {
            return CorrectionState.REFUSED;
        }
    }

    /** The owner has ended, and nobody answers for its data: that is no answer of its. */
    record Unanswered(Instant at, ActorId by, String reason) implements End {
        @Override
        public CorrectionState state() {
            return CorrectionState.REFUSED;
        }
    }

    /** The department that disputed it took that back. */
    record Withdrawn(Instant at, ActorId by) implements End {
        @Override
        public CorrectionState state() {
            return CorrectionState.WITHDRAWN;
        }
    }
}
