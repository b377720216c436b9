package org.silobridge.sandbox;

import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The Kafka, registry and PostgreSQL of one exchange, whoever runs them: what integration tests and the demo ask for.
 *
 * <p>An address of a service that was not started is an {@link IllegalStateException}.
 */
public interface ExchangeInfrastructure extends AutoCloseable {
    /** {@code host:port} of the listener for clients: SCRAM-SHA-512, by SASL_PLAINTEXT or with a {@link #trustFile} by SASL_SSL, nothing allowed without an ACL. */
    String bootstrapServers();

    /** Super user of Kafka. */
    Login kafkaAdmin();

    /** Base of Confluent's registry API; needs no credentials. */
    URI registryUrl();

    /** Of the database {@code silobridge}, without user and password. */
    String jdbcUrl();

    /** Owns the database and runs its migrations ({@code silobridge_owner}). */
    Login databaseOwner();

    /** What the service logs in as ({@code silobridge}): may connect, and do only what a migration granted it. */
    Login databaseService();

    /** Super user of PostgreSQL, for tests that need databases of their own. Not for the service. */
    Login databaseSuperuser();

    /** Ends the service in good order; nothing if it does not run. */
    void stop(Service service);

    /** SIGKILL; returns when the process is gone. Nothing if it does not run. */
    void kill(Service service);

    /** Starts the service again, on the same port and the same data, and returns when it answers; stops it first if it runs. */
    void restart(Service service);

    @Override
    void close();

    /** The certificate that clients have to trust, in PEM; empty where the listener for clients speaks in clear. */
    default Optional<Path> trustFile() {
        return Optional.empty();
    }

    /** The key to {@link #trustFile}, in PEM: for a catalogue here, that it may show the same certificate. */
    default Optional<Path> tlsKeyFile() {
        return Optional.empty();
    }

    /** What a Kafka client needs to log in here. */
    default Map<String, String> kafkaClientConfig(Login login) {
        Map<String, String> config = new HashMap<>(Map.of(
                "bootstrap.servers",
                bootstrapServers(),
                "security.protocol",
                trustFile().isPresent() ? "SASL_SSL" : "SASL_PLAINTEXT",
                "sasl.mechanism",
                "SCRAM-SHA-512",
                "sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"" + login.user()
                        + "\" password=\"" + login.password() + "\";"));
        trustFile().ifPresent(file -> {
            config.put("ssl.truststore.type", "PEM");
            config.put("ssl.truststore.location", file.toString());
        });
        return Map.copyOf(config);
    }
}
