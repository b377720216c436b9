package org.silobridge.subscriber;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.silobridge.client.Access;
import org.silobridge.model.Reason;
import org.silobridge.model.RequestState;

/** Says in one sentence how a reader's right stands. */
public final class RightWords {
    private RightWords() {}

    /** The sentence: what holds, since when, until when, and whom to ask. */
    public static Reason of(Access access) {
        return switch (access.state()) {
            case GRANTED ->
                reason(access.inForce() ? "subscriber.right.holds" : "subscriber.right.not-in-force", access);
            case SUSPENDED -> reason("subscriber.right.suspended", access);
            case ENDED ->
                reason(access.reason() == null ? "subscriber.right.ended" : "subscriber.right.ended-because", access);
            case NONE -> {
                if (access.requestState() == RequestState.PENDING) {
                    yield reason("subscriber.right.pending", access);
                }
                yield reason(
                        access.requestState() == RequestState.REFUSED
                                ? "subscriber.right.request-refused"
                                : "subscriber.right.none",
                        access);
            }
        };
    }

    private static Reason reason(String code, Access access) {
        return Reason.of(
                code,
                "dataset",
                access.dataset().name(),
                "department",
                access.department().slug(),
                "grant",
                orDash(access.grant()),
                "request",
                orDash(access.request()),
                "since",
                time(access.since()),
                "until",
                time(access.until()),
                "at",
                time(at(access)),
                "reason",
                orDash(access.reason()),
                "owner",
                access.ask().slug(),
                "ownerEn",
                access.ask().name().en(),
                "ownerZh",
                access.ask().name().zh());
    }

    private static @Nullable Instant at(Access access) {
        return access.suspendedAt() != null
                ? access.suspendedAt()
                : access.endedAt() != null ? access.endedAt() : access.until();
    }

    private static String time(@Nullable Instant time) {
        return time == null ? "-" : time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String orDash(@Nullable Object value) {
        return value == null ? "-" : value.toString();
    }
}
