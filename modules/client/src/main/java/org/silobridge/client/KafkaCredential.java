package org.silobridge.client;

/**
 * A department's log-in to Kafka. This is the only time that the password is seen.
 *
 * @param clientConfig a ready client configuration as properties text, password included
 */
public record KafkaCredential(String username, String password, String clientConfig) {

    @Override
    public String toString() {
        return "KafkaCredential[" + username + ", ***]";
    }
}
