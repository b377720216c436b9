package org.silobridge.client;

import org.silobridge.model.DatasetId;
import org.silobridge.model.DatasetName;

/** A dataset as other things mention it. */
public record NamedDataset(DatasetId id, DatasetName name) {}
