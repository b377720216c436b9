package org.silobridge.catalogue.correction;

import org.jspecify.annotations.Nullable;
import org.silobridge.model.CorrectionState;

/** A dispute that has ended. */
public record ClosedCorrection(Dispute dispute, @Nullable Extension extension, End end) implements Correction {

    @Override
    public CorrectionState state() {
        return end.state();
    }
}
