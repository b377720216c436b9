package org.silobridge.client;

import org.silobridge.model.LocalisedText;
import org.silobridge.model.Slug;

/** One of the databases that contracts belong to; {@code kind} is {@code basic} or {@code thematic}. */
public record Database(Slug slug, String kind, LocalisedText title) {}
