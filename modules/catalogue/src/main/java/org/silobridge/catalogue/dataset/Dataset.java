package org.silobridge.catalogue.dataset;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.DatasetId;
import org.silobridge.model.DatasetName;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.Slug;

/**
 * One department's feed under one major of a contract.
 *
 * @param name with the slug of the department that registered it, whoever owns it by now
 * @param home the slug in the names of the private topics that its connector uses
 * @param topic its Kafka topic, fixed when it was registered
 * @param freshness how old its newest record may be
 * @param readyAt when its topic and the schemas of all versions then published last came to stand; null: never yet
 * @param endedAt when its owner ended and nobody took it over; null: it goes on
 */
public record Dataset(
        DatasetId id,
        DatasetName name,
        int major,
        DepartmentId owner,
        Slug home,
        Duration freshness,
        String topic,
        State state,
        Instant registeredAt,
        @Nullable Instant readyAt,
        @Nullable Instant endedAt) {

    /** Whether it can be published to. */
    public enum State {
        /** Topic, schemas, or the rights of its owner do not stand yet. */
        PREPARING("preparing"),
        READY("ready"),
        /** There is nobody any more whose it is. */
        ENDED("ended");

        private final String word;

        State(String word) {
            this.word = word;
        }

        static State of(String word) {
            for (var state : values()) {
                if (state.word.equals(word)) {
                    return state;
                }
            }
            throw new IllegalArgumentException("not a state of a dataset: " + word);
        }

        @Override
        public String toString() {
            return word;
        }
    }

    public boolean isReady() {
        return state == State.READY;
    }

    public boolean hasEnded() {
        return state == State.ENDED;
    }
}
