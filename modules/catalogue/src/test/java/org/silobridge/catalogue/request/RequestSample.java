package org.silobridge.catalogue.request;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.request.AccessRequest.Closing;
import org.silobridge.catalogue.request.AccessRequest.Decision;
import org.silobridge.model.ActorId;
import org.silobridge.model.DatasetId;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.RequestId;
import org.silobridge.model.RequestState;

/** A request that somebody filed, for what becomes of it. */
public final class RequestSample {
    public static final ActorId SOMEBODY = new ActorId("act-0000000000000000");

    /** A Monday, 10:00 in Shanghai; from there one working day to the next. */
    public static final Instant FILED = Instant.parse("2025-06-09T02:00:00Z");

    private RequestSample() {}

    /**
     * One that has come so far.
     *
     * @param checkDays null: without a conformity check it is the owner's to answer from the start
     */
    public static AccessRequest of(
            @Nullable Integer checkDays,
            RequestState state,
            @Nullable Decision decision,
            @Nullable Closing closing,
            Act... acts) {
        return new AccessRequest(
                new RequestId("req-0000000000000000"),
                new DatasetId("dst-0000000000000000"),
                new DepartmentId("dep-0000000000000000"),
                "ServiceAccessDetermination",
                "Social Insurance Law, article 74",
                "",
                "",
                List.of("open"),
                90,
                false,
                state,
                FILED,
                SOMEBODY,
                checkDays,
                decision,
                List.of(acts),
                closing);
    }
}
