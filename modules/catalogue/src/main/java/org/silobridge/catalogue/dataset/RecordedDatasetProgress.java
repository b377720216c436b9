package org.silobridge.catalogue.dataset;

import java.time.Instant;
import org.silobridge.catalogue.ledger.EntryDraft;
import org.silobridge.catalogue.ledger.EntryType;
import org.silobridge.catalogue.ledger.LedgerStaging;
import org.silobridge.catalogue.store.Transactions;
import org.silobridge.model.ContractVersion;
import org.silobridge.model.DatasetId;
import org.silobridge.model.Outcome;

/** Records how far enforcement got with datasets. */
public final class RecordedDatasetProgress implements DatasetProgress {
    private final Transactions transactions;
    private final LedgerStaging ledger;
    private final DatasetStore store = new DatasetStore();

    public RecordedDatasetProgress(Transactions transactions, LedgerStaging ledger) {
        this.transactions = transactions;
        this.ledger = ledger;
    }

    @Override
    public void schemaRegistered(DatasetId dataset, ContractVersion version, int schemaId, Instant at) {
        transactions
                .narrow(db -> Outcome.ok(store.insertSchema(db, new DatasetSchema(dataset, version, schemaId), at)))
                .orThrow();
    }

    @Override
    public void datasetReady(DatasetId dataset, Instant at) {
        transactions
                .narrow(db -> {
                    if (store.markReady(db, dataset, at)) {
                        var ready = store.find(db, dataset).orElseThrow();
                        ledger.stage(
                                db,
                                EntryDraft.bySystem(EntryType.DATASET_READY, dataset.value())
                                        .concerning(ready.owner())
                                        .with("topic", ready.topic()));
                    }
                    return Outcome.ok(dataset);
                })
                .orThrow();
    }
}
