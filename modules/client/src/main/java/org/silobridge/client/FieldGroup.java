package org.silobridge.client;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.LocalisedText;

/**
 * A named set of fields that are granted together, and how it is shared.
 *
 * @param fourEyes true where a second steward has to confirm that it is granted; null or false: one decides
 */
public record FieldGroup(
        String name,
        String sharing,
        LocalisedText title,
        @Nullable LocalisedText legalBasis,
        @Nullable Boolean fourEyes,
        List<String> fields) {}
