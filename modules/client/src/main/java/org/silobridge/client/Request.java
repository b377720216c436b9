package org.silobridge.client;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.ActorId;
import org.silobridge.model.GrantId;
import org.silobridge.model.Reason;
import org.silobridge.model.RequestId;
import org.silobridge.model.RequestState;

/**
 * A request for a dataset.
 *
 * @param owner the department that decides
 * @param grant what it became, once approved
 */
public record Request(
        RequestId id,
        NamedDataset dataset,
        NamedDepartment department,
        NamedDepartment owner,
        String purpose,
        String legalBasis,
        @Nullable String scenario,
        List<String> groups,
        int durationDays,
        RequestState state,
        Instant filedAt,
        ActorId filedBy,
        @Nullable GrantId grant,
        @Nullable Decided decision) {

    /**
     * How it was decided.
     *
     * @param by {@code steward} or {@code rule}
     * @param actor the steward
     */
    public record Decided(String by, @Nullable ActorId actor, Instant at, Reason reason) {}
}
