package org.silobridge.catalogue.enforcement;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.Catalogue;
import org.silobridge.catalogue.kafka.KafkaCredential;
import org.silobridge.model.ActorId;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.KafkaNames;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal.Kind;

/**
 * Enforcement by the service's own reconciler over the service's own tables, on a Kafka in memory, and only when a test
 * says so.
 */
public final class InMemoryEnforcement implements Enforcement {
    private final KafkaNames names;
    private final InMemoryKafkaCluster kafka;
    private final Reconciler reconciler;
    private final PostgresEnforcementStore store;
    private final Clock clock;

    /** @param before whose Kafka it goes on with after a restart; null: it has one of its own */
    public InMemoryEnforcement(Catalogue.Surroundings around, @Nullable InMemoryEnforcement before) {
        names = around.config().exchange().names();
        kafka = before == null ? new InMemoryKafkaCluster() : before.kafka;
        clock = around.clock();
        store = new PostgresEnforcementStore(
                around.database().pool(),
                around.staging(),
                around.notices(),
                around.grants(),
                around.datasets(),
                names,
                TopicShape::of,
                around.random());
        reconciler = new Reconciler(
                kafka,
                store,
                new Territory(names),
                Guard.standard(),
                Duration.ofDays(90),
                ReadQuotas.UNTOUCHED,
                around.clock());
    }

    /** Makes Kafka like the catalogue, once the ledger has what it waits for. */
    public void look() {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(10))
                .until(() -> !reconciler.look(() -> true).unfinished());
    }

    /** As if a registry had all schemas: the datasets are ready from the next look on. */
    public void registerSchemas() {
        int id = 0;
        for (var dataset : store.read().datasets()) {
            for (var schema : dataset.wireSchemas()) {
                id++;
                if (schema.schemaId() == null) {
                    store.schemaRegistered(dataset, schema.minor(), id, clock.instant());
                }
            }
        }
    }

    /** The principals that may read a topic, and do not own it. */
    public List<String> readers(String topic) {
        var writers = writers(topic);
        return with(AclOperation.READ, topic).stream()
                .filter(principal -> !writers.contains(principal))
                .toList();
    }

    /** The principals that may write to a topic. */
    public List<String> writers(String topic) {
        return with(AclOperation.WRITE, topic);
    }

    private List<String> with(AclOperation operation, String topic) {
        return kafka.rights().stream()
                .filter(right -> right.pattern().resourceType() == ResourceType.TOPIC
                        && right.pattern().name().equals(topic)
                        && right.entry().operation() == operation)
                .map(right -> right.entry().principal().replaceFirst("^User:", ""))
                .sorted()
                .toList();
    }

    /** As if each partition of the topic had so many records. */
    public void publish(String topic, long many) {
        kafka.publish(topic, many);
    }

    /** As if the newest of so many records in each partition of the topic were of then. */
    public void publish(String topic, long many, Instant at) {
        kafka.publish(topic, many, at);
    }

    /** As if a group went on from there in partition 0. */
    public void commit(String group, String topic, long offset) {
        kafka.commit(group, topic, offset);
    }

    /** Only where a test is about that. */
    public void letUseBeSeen(boolean yes) {
        kafka.useIsSeen = yes;
    }

    @Override
    public Outcome<Sight> sight(Collection<String> topics) {
        return kafka.useIsSeen
                ? Outcome.ok(kafka.sight(topics, names.prefix() + "."))
                : Outcome.refused(Kind.UNAVAILABLE, Reason.of("enforcement.kafka-unavailable", "error", "not now"));
    }

    @Override
    public Outcome<List<Long>> ends(String topic) {
        return Outcome.ok(kafka.ends(topic));
    }

    @Override
    public void poke() {}

    @Override
    public Outcome<KafkaCredential> issueCredential(DepartmentId department, ActorId by) {
        return Outcome.ok(new KafkaCredential(names.principal(department), "once", "a=b\n"));
    }

    @Override
    public Outcome<KafkaCredential> rotateCredential(DepartmentId department, ActorId by, Duration overlap) {
        return issueCredential(department, by);
    }

    @Override
    public String addLogin(DepartmentId department, ActorId by) {
        return "sb." + department + ".2";
    }

    @Override
    public Outcome<String> endCredential(DepartmentId department, String user, ActorId by) {
        return Outcome.ok(user);
    }

    @Override
    public EnforcementStatus status() {
        return new EnforcementStatus(EnforcementStatus.State.IN_STEP, null, 0, 0, 0, null, null, null);
    }

    @Override
    public Outcome<EnforcementStatus> confirm(String plan, ActorId by, String reason) {
        return Outcome.ok(status());
    }

    @Override
    public Outcome<Instant> keep(String right, int days, ActorId by, String reason) {
        return Outcome.ok(Instant.EPOCH);
    }

    @Override
    public Outcome<RightsSurvey> survey() {
        return Outcome.ok(new RightsSurvey(Instant.EPOCH, Duration.ofDays(7), List.of()));
    }

    @Override
    public Map<String, DependencyHealth> health() {
        return Map.of("kafka", DependencyHealth.up());
    }

    @Override
    public void close() {}
}
