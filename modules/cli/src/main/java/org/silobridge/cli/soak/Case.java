package org.silobridge.cli.soak;

import org.jspecify.annotations.Nullable;
import org.silobridge.client.Dataset;
import org.silobridge.model.GrantId;
import org.silobridge.model.RequestId;
import org.silobridge.model.RequestState;

/**
 * One request, as the people who acted on it were told by the catalogue.
 *
 * @param department slug of the one that asks
 * @param grant what it became
 * @param revoked whether the grant was revoked
 */
record Case(
        Dataset dataset,
        String department,
        boolean conditional,
        RequestId request,
        RequestState state,
        @Nullable GrantId grant,
        boolean revoked) {

    Case decided(RequestState decision, @Nullable GrantId became) {
        return new Case(dataset, department, conditional, request, decision, became, revoked);
    }

    Case withdrawn() {
        return new Case(dataset, department, conditional, request, state, grant, true);
    }

    /** Whether the same may be asked again as something new. */
    boolean isOver() {
        return revoked || state == RequestState.REFUSED;
    }
}
