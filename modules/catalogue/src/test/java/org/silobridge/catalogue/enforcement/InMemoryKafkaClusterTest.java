package org.silobridge.catalogue.enforcement;

class InMemoryKafkaClusterTest extends KafkaClusterContract {
    private final KafkaCluster kafka = new InMemoryKafkaCluster();

    @Override
    KafkaCluster kafka() {
        return kafka;
    }

    @Override
    String prefix() {
        return "sb";
    }
}
