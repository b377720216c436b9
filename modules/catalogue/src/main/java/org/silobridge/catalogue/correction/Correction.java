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
 *   ├──the owner stands by it, and says why───────▶ refused
 *   └──taken back─────────────────────────────────▶ withdrawn
 * </pre>
 *
 * A clock that is over changes nothing by itself: the supervisor is told.
 */
public sealed interface Correction permits OpenCorrection, ClosedCorrection {

    Dispute dispute();

    /** More time that the owner took; null: none. */
    @Nullable
    Extension extension();

    CorrectionState state();

    /** What ran against the owner, or does; empty where the law of the exchange sets no time. */
    default Optional<Countdown> clock(Deadlines deadlines) {
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
    }

    /**
     * The record was put right.
     *
     * @param offset of the record that did it, in the partition of the disputed one
     */
    record Made(Instant at, ActorId by, long offset) implements End {
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

    /** The department that disputed it took that back. */
    record Withdrawn(Instant at, ActorId by) implements End {
        @Override
        public CorrectionState state() {
            return CorrectionState.WITHDRAWN;
        }
    }
}
