package org.silobridge.catalogue.enforcement;

import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.silobridge.sandbox.Service;
import org.silobridge.sandbox.SharedInfrastructure;

class AdminKafkaClusterIT extends KafkaClusterContract {
    private final String prefix = "kc" + Integer.toString(new SecureRandom().nextInt(1 << 30), 36);
    private final KafkaCluster kafka;

    AdminKafkaClusterIT() {
        var infrastructure = SharedInfrastructure.with(Service.KAFKA);
        kafka = new AdminKafkaCluster(
                infrastructure.kafkaClientConfig(infrastructure.kafkaAdmin()), Duration.ofSeconds(10));
    }

    @AfterEach
    void close() {
        kafka.close();
    }

    @Override
    KafkaCluster kafka() {
        return kafka;
    }

    @Override
    String prefix() {
        return prefix;
    }
}
