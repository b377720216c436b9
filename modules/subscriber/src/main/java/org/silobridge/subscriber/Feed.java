package org.silobridge.subscriber;

import java.net.URI;
import org.silobridge.client.CatalogueClient;
import org.silobridge.client.DatasetRef;
import org.silobridge.model.KafkaNames;
import org.silobridge.model.Outcome;

/**
 * Where a dataset flows. Who knows it can read without the catalogue: a reader may keep it for the days on which the
 * catalogue is down.
 *
 * @param groupPrefix what the department's consumer groups start with
 */
public record Feed(String topic, String kafkaBootstrapServers, URI registryUrl, String groupPrefix) {

    /**
     * Asks the catalogue which dataset the name stands for now; a name may stand for the next major once there is a grant
     * for that. Who reads goes on with the id.
     *
     * @throws org.silobridge.client.CatalogueUnavailableException if it does not answer
     */
    public static Outcome<DatasetRef> named(CatalogueClient catalogue, DatasetRef dataset) {
        return catalogue
                .access(dataset, null)
                .map(access -> DatasetRef.of(access.dataset().id()));
    }

    /**
     * Asks the catalogue.
     *
     * @throws org.silobridge.client.CatalogueUnavailableException if it does not answer
     */
    public static Outcome<Feed> find(CatalogueClient catalogue, DatasetRef dataset) {
        return catalogue
                .exchange()
                .flatMap(exchange -> catalogue.access(dataset, null).flatMap(access -> catalogue
                        .dataset(DatasetRef.of(access.dataset().id()))
                        .map(found -> new Feed(
                                found.topic(),
                                exchange.kafkaBootstrapServers(),
                                exchange.registryUrl(),
                                new KafkaNames(exchange.prefix())
                                        .groupPrefix(access.department().id())))));
    }
}
