package org.silobridge.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.GrantId;
import org.silobridge.model.GrantState;
import org.silobridge.model.LocalisedText;
import org.silobridge.model.RequestId;
import org.silobridge.model.RequestState;
import org.silobridge.model.Slug;

/**
 * What a reader is told of its right.
 *
 * @param department the reader
 * @param grantState {@code approved}: decided, and not yet enforced on Kafka
 * @param request the newest request, where there is one
 * @param since since when Kafka enforces the right
 * @param suspendedAt since when the right is held back; null: it is not
 * @param reason why the right is held back or ended, or the request was refused
 * @param ask whom to ask
 */
public record Access(
        State state,
        NamedDataset dataset,
        NamedDepartment department,
        @Nullable GrantId grant,
        @Nullable GrantState grantState,
        @Nullable RequestId request,
        @Nullable RequestState requestState,
        @Nullable Instant since,
        @Nullable Instant until,
        @Nullable Instant suspendedAt,
        @Nullable Instant endedAt,
        @Nullable String reason,
        Ask ask) {

    /** Whether there is a right. */
    public enum State {
        GRANTED("granted"),
        SUSPENDED("suspended"),
        ENDED("ended"),
        NONE("none");

        private final String word;

        State(String word) {
            this.word = word;
        }

        @Override
        public String toString() {
            return word;
        }
    }

    /** Whom to ask: the owner of the dataset. */
    public record Ask(DepartmentId department, Slug slug, LocalisedText name) {}

    /** Whether Kafka lets the reader read now. */
    public boolean inForce() {
        return state == State.GRANTED && grantState != GrantState.APPROVED;
    }
}
