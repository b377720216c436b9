package org.silobridge.catalogue.enforcement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.silobridge.catalogue.enforcement.KafkaCluster.KafkaUnavailable;
import org.silobridge.catalogue.kafka.KafkaOffsets;
import org.silobridge.sandbox.ExchangeInfrastructure;
import org.silobridge.sandbox.Login;
import org.silobridge.sandbox.Service;
import org.silobridge.sandbox.SharedInfrastructure;

class AdminKafkaClusterIT extends KafkaClusterContract {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final String PASSWORD = "a-password-of-some-length";

    private final String prefix = "kc" + Integer.toString(new SecureRandom().nextInt(1 << 30), 36);
    private final String user = prefix + ".dep-0000000000000000";
    private final ExchangeInfrastructure infrastructure = SharedInfrastructure.with(Service.KAFKA);
    private final KafkaCluster kafka =
            new AdminKafkaCluster(infrastructure.kafkaClientConfig(infrastructure.kafkaAdmin()), TIMEOUT);

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

    @Test
    void seesWhereTopicsAndGroupsStand() throws Exception {
        var topic = prefix + ".seen";
        kafka.createTopics(Set.of(new TopicSpec(topic, 2, Optional.of(Duration.ofDays(1)), false)));
        var client = infrastructure.kafkaClientConfig(infrastructure.kafkaAdmin());
        try (var admin = Admin.create(Map.<String, Object>copyOf(client))) {
            await().until(() -> kafka.topics(topic).containsKey(topic));
            admin.alterConsumerGroupOffsets(
                            user + ".app", Map.of(new TopicPartition(topic, 1), new OffsetAndMetadata(0)))
                    .all()
                    .get();
        }
        kafka.writeMarker(topic, Marker.EMPTY);

        var seen = kafka.sight(Set.of(topic, topic + ".that-is-not-there"), prefix + ".");

        assertThat(seen.topics()).containsOnlyKeys(topic);
        assertThat(seen.topics().get(topic))
                .extracting(KafkaOffsets.Partition::begin, KafkaOffsets.Partition::end, p -> p.newestAt() != null)
                .containsExactly(tuple(0L, 1L, true), tuple(0L, 0L, false));
        assertThat(seen.committed()).isEqualTo(Map.of(user + ".app", Map.of(topic, Map.of(1, 0L))));
    }

    /** As a broker that has just started may refuse a log-in that it accepts a moment later. */
    @Test
    void worksAgainAtOnceWhenARefusedLogInIsAccepted() {
        kafka.setPassword(user, "another-password-of-some-length");
        try (var refused = new AdminKafkaCluster(clientOfUser(), TIMEOUT)) {
            untilAccepted().untilAsserted(() -> assertThatThrownBy(refused::clusterId)
                    .isInstanceOf(KafkaUnavailable.class)
                    .hasCauseInstanceOf(AuthenticationException.class));

            kafka.setPassword(user, PASSWORD);

            untilAccepted().untilAsserted(() -> assertThat(refused.clusterId()).isEqualTo(kafka.clusterId()));
        }
    }

    @Test
    void writesAndReadsTheMarkerAgainAtOnceWhenARefusedLogInIsAccepted() {
        var topic = prefix + "w.enforcement";
        kafka.writeMarker(topic, Marker.EMPTY);
        kafka.createRights(Set.of(mayOnTopic(topic, AclOperation.WRITE), mayOnTopic(topic, AclOperation.READ)));
        kafka.setPassword(user, "another-password-of-some-length");
        var marker = new Marker(7, "AAAA");
        try (var refused = new MarkerTopic(clientOfUser(), TIMEOUT)) {
            untilAccepted().untilAsserted(() -> assertThatThrownBy(() -> refused.write(topic, marker))
                    .isInstanceOf(KafkaUnavailable.class)
                    .hasCauseInstanceOf(AuthenticationException.class));
            assertThatThrownBy(() -> refused.read(topic))
                    .isInstanceOf(KafkaUnavailable.class)
                    .hasCauseInstanceOf(AuthenticationException.class);

            kafka.setPassword(user, PASSWORD);

            untilAccepted().untilAsserted(() -> refused.write(topic, marker));
            assertThat(refused.read(topic)).contains(marker);
        }
    }

    /** Far less than the five minutes for which Kafka's own clients keep a refusal. */
    private static ConditionFactory untilAccepted() {
        return await().atMost(Duration.ofSeconds(10)).ignoreException(KafkaUnavailable.class);
    }

    private Map<String, String> clientOfUser() {
        return infrastructure.kafkaClientConfig(new Login(user, PASSWORD));
    }

    private AclBinding mayOnTopic(String topic, AclOperation operation) {
        return World.allow("User:" + user, ResourceType.TOPIC, PatternType.LITERAL, topic, operation);
    }
}
