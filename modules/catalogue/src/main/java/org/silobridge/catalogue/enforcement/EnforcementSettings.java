package org.silobridge.catalogue.enforcement;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.silobridge.model.KafkaNames;

/**
 * How enforcement runs.
 *
 * @param kafka bootstrap servers and log-in of the principal that administers the cluster; holds a secret
 * @param clientBootstrapServers where departments reach Kafka
 * @param clientSecurityProtocol {@code SASL_SSL}, or {@code SASL_PLAINTEXT} on one machine
 * @param clientTrust the certificates that vouch for Kafka there, in PEM; empty: those that each client trusts anyway
 * @param interval between two looks when nothing happens
 * @param timeout how long Kafka may take for one answer
 * @param quarantineRetention how long records that broke their contract are kept for their owner
 * @param quotas how fast departments may read
 */
public record EnforcementSettings(
        KafkaNames names,
        Map<String, String> kafka,
        String clientBootstrapServers,
        String clientSecurityProtocol,
        Optional<String> clientTrust,
        Duration interval,
        Duration timeout,
        Duration quarantineRetention,
        ReadQuotas quotas,
        Guard guard) {

    public EnforcementSettings {
        kafka = Map.copyOf(kafka);
        positive("interval", interval);
        positive("timeout", timeout);
        positive("quarantineRetention", quarantineRetention);
    }

    private static void positive(String name, Duration value) {
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException(name + " is not positive: " + value);
        }
    }

    /** With everything as delivered that has a default. */
    public static EnforcementSettings standard(
            KafkaNames names, Map<String, String> kafka, String clientBootstrapServers, String clientSecurityProtocol) {
        return new EnforcementSettings(
                names,
                kafka,
                clientBootstrapServers,
                clientSecurityProtocol,
                Optional.empty(),
                Duration.ofSeconds(30),
                Duration.ofSeconds(10),
                Duration.ofDays(90),
                ReadQuotas.UNTOUCHED,
                Guard.standard());
    }

    @Override
    public String toString() {
        return "EnforcementSettings[names=" + names + ", kafka=***, interval=" + interval + ", guard=" + guard + "]";
    }
}
