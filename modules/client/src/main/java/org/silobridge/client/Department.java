package org.silobridge.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.DivisionCode;
import org.silobridge.model.Level;
import org.silobridge.model.LocalisedText;
import org.silobridge.model.Slug;

/**
 * A participating body.
 *
 * @param principal its Kafka user
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
        Instant registeredAt,
        @Nullable Instant endedAt,
        @Nullable DepartmentId successor) {}
