package org.silobridge.catalogue.database;

import org.silobridge.model.LocalisedText;
import org.silobridge.model.Slug;

/** One of the basic or thematic databases. {@code kind} is {@code basic} or {@code thematic}. */
public record Database(Slug slug, String kind, LocalisedText title) {}
