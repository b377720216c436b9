package org.silobridge.client;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.ActorId;
import org.silobridge.model.GrantId;
import org.silobridge.model.Reason;
import org.silobridge.model.RequestId;
import org.silobridge.model.RequestState;
import org.silobridge.model.Role;

/**
 * A request for a dataset.
 *
 * @param owner the department that decides
 * @param grant what it became, once approved
 * @param due by when somebody has to act; null once it is closed
 * @param closed null unless it ended without a decision
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
        @Nullable Supplement supplement,
        @Nullable Closed closed,
        @Nullable Decided decision) {

    /**
     * A deadline of the law.
     *
     * @param waitsFor who has to act
     * @param orangeAt when that department is reminded
     * @param provisional whether a year lies in it whose holidays are not known yet
     */
    public record Due(Role waitsFor, Instant at, Instant orangeAt, Colour colour, boolean provisional) {

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
     * What the steward asked the applicant for.
     *
     * @param supplied null: it has not come yet, and the clock of the answer stands still
     */
    public record Supplement(
            ActorId actor,
            Instant at,
            String missing,
            @Nullable Supplied supplied) {}

    /** What the applicant brought. */
    public record Supplied(ActorId actor, Instant at, String text) {}

    /**
     * That it was withdrawn, or lapsed.
     *
     * @param actor who withdrew it; null where it lapsed
     */
    public record Closed(Instant at, @Nullable ActorId actor) {}

    /**
     * How it was decided.
     *
     * @param by {@code steward} or {@code rule}
     * @param actor the steward
     */
    public record Decided(String by, @Nullable ActorId actor, Instant at, Reason reason) {}
}
