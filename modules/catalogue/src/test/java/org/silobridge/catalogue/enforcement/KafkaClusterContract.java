package org.silobridge.catalogue.enforcement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;

/** What every {@link KafkaCluster} keeps. */
abstract class KafkaClusterContract {

    abstract KafkaCluster kafka();

    /** Of names that no other test uses. */
    abstract String prefix();

    private AclBinding right(String user) {
        return World.allow(
                "User:" + user, ResourceType.TOPIC, PatternType.LITERAL, prefix() + ".a.b.c.v1", AclOperation.READ);
    }

    @Test
    void createsRightsOnceAndDeletesExactlyTheOnesNamed() {
        assertThat(kafka().createRights(Set.of(right("one"), right("two")))).isEmpty();
        assertThat(kafka().createRights(Set.of(right("one")))).isEmpty();
        await().until(() -> kafka().rights().containsAll(Set.of(right("one"), right("two"))));

        assertThat(kafka().rightsOf(Set.of("User:one", "User:never"))).containsExactly(right("one"));
        assertThat(kafka().denials().get()).doesNotContain(right("one"));

        assertThat(kafka().deleteRights(Set.of(right("one"), right("never")))).isEmpty();

        await().until(() -> !kafka().rights().contains(right("one")));
        assertThat(kafka().rights()).contains(right("two"));
    }

    @Test
    void createsTopicsOnceAndMendsTheirSettings() {
        var spec = new TopicSpec(prefix() + ".topic", 2, Optional.of(Duration.ofDays(1)), false);
        assertThat(kafka().createTopics(Set.of(spec))).isEmpty();
        assertThat(kafka().createTopics(Set.of(spec))).isEmpty();
        await().until(() -> kafka().topics(prefix() + ".").containsKey(spec.name()));
        assertThat(kafka().topics(prefix() + ".").get(spec.name()))
                .isEqualTo(new KafkaCluster.FoundTopic(2, spec.settings()));

        var compacted = new TopicSpec(spec.name(), 2, Optional.of(Duration.ofDays(90)), true);
        assertThat(compacted.settings())
                .containsEntry("delete.retention.ms", "7776000000")
                .containsEntry("retention.ms", "-1");
        assertThat(kafka().alterSettings(Set.of(compacted))).isEmpty();

        await().until(() -> kafka().topics(prefix() + ".")
                .equals(Map.of(spec.name(), new KafkaCluster.FoundTopic(2, compacted.settings()))));
        assertThat(kafka().topics(prefix() + "-elsewhere")).isEmpty();
    }

    @Test
    void makesAUserOnceWhateverPasswordsItIsGiven() {
        var user = prefix() + ".dep-0000000000000000";
        kafka().setPassword(user, "one-password-of-some-length");
        await().until(() -> kafka().users().contains(user));

        kafka().setPassword(user, "another-password-of-some-length");

        assertThat(kafka().users().stream().filter(user::equals)).hasSize(1);

        kafka().deleteUser(user);
        kafka().deleteUser(user + "-never");
        await().until(() -> !kafka().users().contains(user));
    }

    @Test
    void limitsWhatAUserMayReadAndTakesTheLimitAway() {
        var one = prefix() + ".dep-1000000000000000";
        var other = prefix() + ".dep-2000000000000000";
        assertThat(kafka().setReadQuotas(Map.of(one, Optional.of(52_428_800L), other, Optional.of(1L))))
                .isEmpty();
        await().untilAsserted(() ->
                assertThat(kafka().readQuotas()).containsEntry(one, 52_428_800L).containsEntry(other, 1L));

        assertThat(kafka().setReadQuotas(Map.of(one, Optional.empty()))).isEmpty();

        await().until(() -> !kafka().readQuotas().containsKey(one));
        assertThat(kafka().readQuotas()).containsEntry(other, 1L);
    }

    @Test
    void remembersTheNewestMarker() {
        var topic = prefix() + "m.enforcement";
        assertThat(kafka().marker(topic)).isEmpty();

        kafka().writeMarker(topic, Marker.EMPTY);
        kafka().writeMarker(topic, new Marker(7, "AAAA"));

        assertThat(kafka().marker(topic)).contains(new Marker(7, "AAAA"));
        assertThat(kafka().ends(topic)).containsExactly(2L);
        assertThat(kafka().ends(topic + "-that-is-not-there")).isEmpty();
    }
}
