package org.silobridge.catalogue.delivery;

import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.ActorId;
import org.silobridge.model.DeliveryTargetId;
import org.silobridge.model.DepartmentId;

/**
 * Where a department wants its notices.
 *
 * @param address an e-mail address or a URL; either may be a person's or hold a secret, so that neither is logged
 * @param language of an e-mail's subject and first half; a webhook has none, it is sent both
 */
public record DeliveryTarget(
        DeliveryTargetId id,
        DepartmentId department,
        Kind kind,
        String address,
        @Nullable Locale language,
        Instant addedAt,
        ActorId addedBy) {

    /** How it is reached. */
    public enum Kind {
        EMAIL("email"),
        WEBHOOK("webhook");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        public static Optional<Kind> of(String word) {
            return Arrays.stream(values())
                    .filter(kind -> kind.word.equals(word))
                    .findFirst();
        }

        @Override
        public String toString() {
            return word;
        }
    }

    /** Never the address. */
    @Override
    public String toString() {
        return kind + " " + id;
    }
}
