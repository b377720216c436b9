package org.silobridge.catalogue.notice;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.ActorId;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.NoticeId;
import org.silobridge.model.Reason;
import org.silobridge.model.Violation;

/**
 * Something that a department is told.
 *
 * @param department null: those who oversee the exchange, its coordinators and supervisors
 * @param about what it is about: {@code population/resident@2.0}
 * @param reason what is said
 * @param details each thing that it is said of, the heaviest first; without values
 * @param readAt when somebody of the department first read it; null: nobody yet
 */
public record Notice(
        NoticeId id,
        @Nullable DepartmentId department,
        String about,
        Reason reason,
        List<Violation> details,
        Instant writtenAt,
        @Nullable Instant readAt,
        @Nullable ActorId readBy) {

    /** Whether somebody has read it. */
    public enum State {
        UNREAD("unread"),
        READ("read");

        private final String word;

        State(String word) {
            this.word = word;
        }

        public static Optional<State> of(String word) {
            return Arrays.stream(values())
                    .filter(state -> state.word.equals(word))
                    .findFirst();
        }

        @Override
        public String toString() {
            return word;
        }
    }

    public Notice {
        details = List.copyOf(details);
    }

    public State state() {
        return readAt == null ? State.UNREAD : State.READ;
    }
}
