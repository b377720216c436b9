package org.silobridge.client;

import org.silobridge.model.DepartmentId;
import org.silobridge.model.LocalisedText;
import org.silobridge.model.Slug;

/** A department as other things mention it. */
public record NamedDepartment(DepartmentId id, Slug slug, LocalisedText name) {}
