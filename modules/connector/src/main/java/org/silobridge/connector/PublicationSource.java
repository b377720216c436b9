package org.silobridge.connector;

import org.silobridge.client.CatalogueClient;
import org.silobridge.client.CatalogueUnavailableException;
import org.silobridge.client.DatasetRef;
import org.silobridge.client.KeyLease;
import org.silobridge.client.Publication;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;

/**
 * What a connector needs of the catalogue. A catalogue that does not answer is a refusal of the kind {@link
 * Refusal.Kind#UNAVAILABLE}, after which the connector asks again later.
 */
public interface PublicationSource {

    Outcome<Publication> publication(DatasetRef dataset);

    /** The secret for the pseudonymous keys of a dataset. */
    Outcome<KeyLease> leaseKey(DatasetRef dataset);

    /** The catalogue itself. */
    static PublicationSource of(CatalogueClient client) {
        return new PublicationSource() {
            @Override
            public Outcome<Publication> publication(DatasetRef dataset) {
                return asked(() -> client.publication(dataset));
            }

            @Override
            public Outcome<KeyLease> leaseKey(DatasetRef dataset) {
                return asked(() -> client.leaseKey(dataset));
            }
        };
    }

    private static <T> Outcome<T> asked(java.util.function.Supplier<Outcome<T>> question) {
        try {
            return question.get();
        } catch (CatalogueUnavailableException e) {
            return Outcome.refused(
                    Refusal.Kind.UNAVAILABLE, Reason.of("connector.catalogue.no-answer", "url", e.catalogue()));
        }
    }
}
