package org.silobridge.catalogue.dataset;

import org.silobridge.model.ContractVersion;
import org.silobridge.model.DatasetId;

/** Under which id the registry knows the wire schema of one contract version, for one dataset's subject. */
public record DatasetSchema(DatasetId dataset, ContractVersion version, int schemaId) {}
