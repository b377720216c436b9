package org.silobridge.catalogue.department;

import java.time.Instant;
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
 */
public record Department(
        DepartmentId id,
        Slug slug,
        LocalisedText name,
        String socialCreditCode,
        Level level,
        DivisionCode division,
        Instant registeredAt) {}
