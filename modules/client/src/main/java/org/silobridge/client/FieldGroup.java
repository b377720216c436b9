package org.silobridge.client;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.LocalisedText;

/** A named set of fields that are granted together, and how it is shared. */
public record FieldGroup(
        String name,
        String sharing,
        LocalisedText title,
        @Nullable LocalisedText legalBasis,
        List<String> fields) {}
