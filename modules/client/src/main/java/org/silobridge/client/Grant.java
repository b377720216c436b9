package org.silobridge.client;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.ActorId;
import org.silobridge.model.GrantId;
import org.silobridge.model.GrantState;
import org.silobridge.model.RequestId;
import org.silobridge.model.Role;

/**
 * A right to read.
 *
 * @param followsMajor whether it goes on to the next major of the contract, by a grant of its own
 * @param follows the grant on the major before that it follows; null: it was asked for itself
 * @param opens null where it has ended
 * @param activeAt since when Kafka enforces it
 * @param renewal that the holder asked for more time, and waits; null otherwise
 * @param recertification that the owner's steward has to confirm it again and again; null: it holds without
 * @param suspension that it is held back, or was when it ended; null otherwise
 * @param noticedAt when the service saw that its date had come; null where it did not end so
 * @param endedBy an actor id, or {@code system}
 * @param withdrawnAt since when Kafka has forgotten it
 * @param use what its department's groups report; null in lists, and where nobody has looked yet
 */
public record Grant(
        GrantId id,
        NamedDataset dataset,
        String topic,
        NamedDepartment department,
        NamedDepartment owner,
        RequestId request,
        List<String> groups,
        GrantState state,
        Instant approvedAt,
        Instant until,
        boolean followsMajor,
        @Nullable GrantId follows,
        @Nullable Opens opens,
        @Nullable Instant activeAt,
        @Nullable RenewalWish renewal,
        @Nullable Recertification recertification,
        @Nullable Suspension suspension,
        @Nullable Instant endedAt,
        @Nullable Instant noticedAt,
        @Nullable String endedBy,
        @Nullable String endReason,
        @Nullable Instant withdrawnAt,
        @Nullable Use use) {

    /**
     * How it is used, as reported.
     *
     * @param lastReadAt the look at which a place had moved
     * @param behind how many offsets the furthest group is behind the end of the feed
     * @param unreadSince where it has gone unread for too long
     * @param days by how many offsets the places moved, on days when they did
     */
    public record Use(
            Instant seenAt,
            @Nullable Instant lastReadAt,
            long behind,
            @Nullable Instant unreadSince,
            List<Day> days) {

        /** A day of reading, where the exchange is. */
        public record Day(String day, long records) {}
    }

    /** That more time was asked for. */
    public record RenewalWish(ActorId actor, Instant at, Instant until, String reason) {}

    /**
     * How often it has to be confirmed.
     *
     * @param every an ISO 8601 period: {@code P6M}
     * @param confirmedAt when it last was; null: not since its approval
     * @param lapsesAt unless it is confirmed before; null where it has ended, or ends before by its date
     */
    public record Recertification(
            String every,
            @Nullable Instant confirmedAt,
            @Nullable Instant lapsesAt) {}

    /**
     * Why it is held back.
     *
     * @param as steward of the owner, or coordinator, who alone can give it free then
     * @param withheldAt since when Kafka is without the right; null: not yet
     */
    public record Suspension(
            ActorId actor,
            Role as,
            Instant at,
            String reason,
            @Nullable Instant withheldAt) {}
}
