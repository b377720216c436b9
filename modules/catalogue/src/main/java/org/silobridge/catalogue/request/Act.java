package org.silobridge.catalogue.request;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.procedure.Approval;
import org.silobridge.model.ActorId;
import org.silobridge.model.Reason;
import org.silobridge.model.Slug;

/**
 * Something that happened to a request on its way. Where it stands follows from all of them: see {@link Course}.
 *
 * @param by null: a rule, or the time
 * @param said what somebody wrote; empty where nothing was
 * @param days that it gave, working days of an extension, calendar days of a proposed approval; null where it gave none
 * @param groups that a proposed approval gives; null for everything else
 * @param followsMajor whether a proposed approval goes on to the next major; null for everything else
 * @param reason of a refusal; null for everything else
 * @param dueAt by when who passed it wants the answer, after another law than the profile's; null for everything else
 */
public record Act(
        Kind kind,
        Instant at,
        @Nullable ActorId by,
        String said,
        @Nullable Integer days,
        @Nullable List<String> groups,
        @Nullable Boolean followsMajor,
        @Nullable Reason reason,
        @Nullable Instant dueAt) {

    public Act {
        groups = groups == null ? null : List.copyOf(groups);
    }

    /** What it was. */
    public enum Kind {
        /** The conformity check let it through: the steward's clock starts. */
        PASSED("passed"),
        /** The applicant was asked for what is missing: the clock stands still. */
        SUPPLEMENT_ASKED("supplement-asked"),
        /** The applicant brought it: the clock goes on. */
        SUPPLIED("supplied"),
        /** The steward took more working days for the answer. */
        EXTENDED("extended"),
        /** A steward approves; a second one has to say so too. */
        PROPOSED("proposed"),
        /** The second person says so. */
        CONFIRMED("confirmed"),
        /** The second person does not: the request is where it was before. */
        OBJECTED("objected"),
        /** It was refused: by the rule, in the check, by a steward, or by the authority that decides appeals. */
        REFUSED("refused"),
        /** The applicant still needs it: the two sides talk. */
        APPEALED("appealed"),
        /** They did not agree. */
        TALKS_ENDED("talks-ended");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        static Optional<Kind> of(String word) {
            return Arrays.stream(values())
                    .filter(kind -> kind.word.equals(word))
                    .findFirst();
        }

        /** As the database and the API have it. */
        @Override
        public String toString() {
            return word;
        }
    }

    /** Of somebody who said something, or nothing. */
    static Act by(ActorId actor, Kind kind, Instant at, String said) {
        return new Act(kind, at, actor, said, null, null, null, null, null);
    }

    /** That it passed the check, and by when another law wants the answer. */
    static Act passedUntil(ActorId coordinator, Instant at, String basis, Instant dueAt) {
        return new Act(Kind.PASSED, at, coordinator, basis, null, null, null, null, dueAt);
    }

    /** That the time did it. */
    static Act bySystem(Kind kind, Instant at) {
        return new Act(kind, at, null, "", null, null, null, null, null);
    }

    /** That the steward took so many working days more. */
    static Act extended(ActorId steward, Instant at, String said, int days) {
        return new Act(Kind.EXTENDED, at, steward, said, days, null, null, null, null);
    }

    /** That a steward approves this, if a second one does too. */
    static Act proposed(ActorId steward, Instant at, Approval approval) {
        return new Act(
                Kind.PROPOSED,
                at,
                steward,
                approval.reason(),
                approval.durationDays(),
                approval.groups().stream().map(Slug::value).toList(),
                approval.followsMajor(),
                null,
                null);
    }

    /** A refusal as it was decided. */
    static Act refused(AccessRequest.Decision how) {
        return new Act(Kind.REFUSED, how.at(), how.by(), "", null, null, null, how.reason(), null);
    }
}
