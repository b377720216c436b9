package org.silobridge.subscriber;

import java.time.Instant;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.silobridge.client.Access;
import org.silobridge.client.NamedDataset;
import org.silobridge.client.NamedDepartment;
import org.silobridge.model.DatasetId;
import org.silobridge.model.DatasetName;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.GrantId;
import org.silobridge.model.GrantState;
import org.silobridge.model.LocalisedText;
import org.silobridge.model.RequestId;
import org.silobridge.model.RequestState;
import org.silobridge.model.Slug;

/** What a catalogue may say of one reader's right. */
final class Told {
    static final Instant SINCE = Instant.parse("2026-03-01T08:00:00Z");
    static final Instant UNTIL = Instant.parse("2026-05-30T08:00:00Z");
    static final Instant ENDED_AT = Instant.parse("2026-03-02T09:30:15.123Z");
    private static final Random IDS = new Random(7);
    static final NamedDataset DATASET = new NamedDataset(
            DatasetId.random(IDS), DatasetName.parse("ecology-environment/air-quality-hourly/beijing-ecology"));
    static final NamedDepartment READER = new NamedDepartment(
            DepartmentId.random(IDS), new Slug("emergency-management"), new LocalisedText("Emergency", "应急"));
    static final Access.Ask OWNER = new Access.Ask(
            DepartmentId.random(IDS), new Slug("beijing-ecology"), new LocalisedText("Ecology Bureau", "生态环境局"));
    static final GrantId GRANT = GrantId.random(IDS);
    private static final RequestId REQUEST = RequestId.random(IDS);

    private Told() {}

    static Access active() {
        return right(Access.State.GRANTED, GrantState.ACTIVE, null, null);
    }

    static Access approved() {
        return right(Access.State.GRANTED, GrantState.APPROVED, null, null);
    }

    static Access revoked(String reason) {
        return right(Access.State.ENDED, GrantState.REVOKED, ENDED_AT, reason);
    }

    static Access suspended(String reason) {
        return right(Access.State.SUSPENDED, GrantState.SUSPENDED, null, reason);
    }

    static Access expired() {
        return right(Access.State.ENDED, GrantState.EXPIRED, null, null);
    }

    static Access never(@Nullable RequestState request, @Nullable String reason) {
        return new Access(
                Access.State.NONE,
                DATASET,
                READER,
                null,
                null,
                request == null ? null : REQUEST,
                request,
                null,
                null,
                null,
                null,
                reason,
                OWNER);
    }

    private static Access right(
            Access.State state, GrantState grantState, @Nullable Instant endedAt, @Nullable String reason) {
        return new Access(
                state,
                DATASET,
                READER,
                GRANT,
                grantState,
                REQUEST,
                RequestState.APPROVED,
                grantState == GrantState.APPROVED ? null : SINCE,
                UNTIL,
                state == Access.State.SUSPENDED ? ENDED_AT : null,
                endedAt,
                reason,
                OWNER);
    }
}
