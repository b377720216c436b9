package org.silobridge.catalogue.dataset;

import java.time.Instant;
import org.silobridge.model.ContractVersion;
import org.silobridge.model.DatasetId;

/** What enforcement reports of datasets. Each method is a transaction of its own and may be repeated without effect. */
public interface DatasetProgress {

    /** The registry knows the wire schema of this contract version under this id. */
    void schemaRegistered(DatasetId dataset, ContractVersion version, int schemaId, Instant at);

    /** Topic and schemas stand: the dataset is ready. Stages {@code dataset.ready}. */
    void datasetReady(DatasetId dataset, Instant at);
}
