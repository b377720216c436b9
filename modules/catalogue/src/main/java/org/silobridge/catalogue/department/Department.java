package org.silobridge.catalogue.department;

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
 * @param socialCreditCode GB 32100, 18 characters, check digits right
 * @param division GB/T 2260; empty digits cannot be: a national body stands under {@code 10}, as 100000 is written
 * @param endedAt when a coordinator said that there is no such body any more; null: there is
 * @param successor which department does its work since; null: none
 */
public record Department(
        DepartmentId id,
        Slug slug,
        LocalisedText name,
        String socialCreditCode,
        Level level,
        DivisionCode division,
        Instant registeredAt,
        @Nullable Instant endedAt,
        @Nullable DepartmentId successor) {

    /** Whether it was merged into another one, or dissolved. */
    public boolean hasEnded() {
        return endedAt != null;
    }
}
