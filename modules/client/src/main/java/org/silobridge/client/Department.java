package org.silobridge.client;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.DivisionCode;
import org.silobridge.model.Level;
import org.silobridge.model.LocalisedText;
import org.silobridge.model.Slug;

/**
 * A participating body.
 *
 * @param principal its Kafka user; of several, the newest that no end is known of
 * @param logins its Kafka users, where they are others than the one that each department begins with
 * @param endedAt when there was no such body any more; null: there is
 * @param successor which department does its work since
 */
public record Department(
        DepartmentId id,
        Slug slug,
        LocalisedText name,
        String socialCreditCode,
        Level level,
        DivisionCode divisionCode,
        String principal,
        @Nullable List<Login> logins,
        Instant registeredAt,
        @Nullable Instant endedAt,
        @Nullable DepartmentId successor) {

    /** One of several Kafka users. It is over at {@code until}, or was at {@code endedAt}. */
    public record Login(
            String username,
            Instant issuedAt,
            @Nullable Instant until,
            @Nullable Instant endedAt) {}
}
