package org.silobridge.catalogue.kafka;

/**
 * A department's way into Kafka, shown once.
 *
 * @param clientConfig a complete Java properties file, the password included
 */
public record KafkaCredential(String username, String password, String clientConfig) {

    @Override
    public String toString() {
        return "KafkaCredential[username=" + username + ", password=***]";
    }
}
