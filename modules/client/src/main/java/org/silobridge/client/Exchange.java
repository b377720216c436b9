package org.silobridge.client;

import java.net.URI;

/** What an exchange says of itself, so that nobody has to configure it twice. */
public record Exchange(
        String name, String prefix, String kafkaBootstrapServers, URI registryUrl, LedgerIdentity ledger) {

    /** Who signs the ledger: the origin line of its checkpoints and the key that verifies them (C2SP vkey). */
    public record LedgerIdentity(String origin, String verifierKey) {}
}
