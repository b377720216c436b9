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
 * @param due by when the owner has to answer; null once it is decided
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
        @Nullable Due due,
        @Nullable Extension extension,
        @Nullable Decided decision) {

    /**
     * A deadline of the law.
     *
     * @param orangeAt when the owner is reminded
     * @param provisional whether a year lies in it whose holidays are not known yet
     */
    public record Due(Instant at, Instant orangeAt, Colour colour, boolean provisional) {

        /** How a clock looks: orange when it is nearly over, red when it is. */
        public enum Colour {
            GREEN("green"),
            ORANGE("orange"),
            RED("red");

            private final String word;

            Colour(String word) {
                this.word = word;
            }

            @Override
            public String toString() {
                return word;
            }
        }
    }

    /** That the steward was given more working days to answer. */
    public record Extension(ActorId actor, Instant at, String reason, int days) {}

    /**
     * How it was decided.
     *
     * @param by {@code steward} or {@code rule}
     * @param actor the steward
     */
    public record Decided(String by, @Nullable ActorId actor, Instant at, Reason reason) {}
}
