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
 * @param commitment what the department that asks undertakes
 * @param followsMajor whether it asks for the next major of the contract too
 * @param grant what it became, once approved
 * @param opens what the grant opens, or would; null where there is none to come, or it has ended
 * @param stage where it stands while it is pending: {@code in-conformity-check}, {@code with-steward}, …; else null
 * @param due by when somebody has to act; null once it is closed
 * @param acts what happened to it on its way, oldest first; null for nothing
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
        @Nullable String commitment,
        List<String> groups,
        int durationDays,
        boolean followsMajor,
        RequestState state,
        Instant filedAt,
        ActorId filedBy,
        @Nullable GrantId grant,
        @Nullable Opens opens,
        @Nullable String stage,
        @Nullable Due due,
        @Nullable List<Act> acts,
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

    /**
     * Something that happened to it.
     *
     * @param what {@code passed} (the conformity check), {@code supplement-asked}, {@code supplied}, …
     * @param actor null: a rule
     * @param text what the actor wrote
     * @param days that it gave: working days of an extension, days of a proposed approval
     * @param groups that a proposed approval gives
     * @param followsMajor whether a proposed approval gives the next major too
     * @param answerBy by when another law than the clock profile's wants the answer
     * @param reason of a refusal
     */
    public record Act(
            String what,
            Instant at,
            @Nullable ActorId actor,
            @Nullable String text,
            @Nullable Integer days,
            @Nullable List<String> groups,
            @Nullable Boolean followsMajor,
            @Nullable Instant answerBy,
            @Nullable Reason reason) {}

    /**
     * That it was withdrawn, or lapsed.
     *
     * @param actor who withdrew it; null where it lapsed
     */
    public record Closed(Instant at, @Nullable ActorId actor) {}

    /**
     * How it was decided.
     *
     * @param by {@code rule}, {@code coordinator} or {@code steward}
     * @param actor null: a rule
     */
    public record Decided(String by, @Nullable ActorId actor, Instant at, Reason reason) {}
}
