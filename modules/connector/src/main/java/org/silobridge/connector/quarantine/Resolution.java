package org.silobridge.connector.quarantine;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What became of a quarantined row. */
public record Resolution(Instant at, Outcome outcome) {
    static final String BY_REPLAY = "replay";

    /** The word in the record and in lists. */
    public enum Outcome {
        /** It was mended and published. */
        REPLAYED("replayed"),
        /** A newer record with its key was published in the meantime: publishing it would have put the old one back. */
        SUPERSEDED("superseded");

        private final String word;

        Outcome(String word) {
            this.word = word;
        }

        @Override
        public String toString() {
            return word;
        }
    }

    /** Null where there is none. A word of a later release counts as replayed: the row is open no more. */
    static @Nullable Resolution parse(JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return null;
        }
        boolean superseded =
                Outcome.SUPERSEDED.toString().equals(node.path("outcome").asText());
        return new Resolution(
                Instant.parse(node.required("at").asText()), superseded ? Outcome.SUPERSEDED : Outcome.REPLAYED);
    }
}
