package org.silobridge.catalogue.enforcement;

import static java.util.stream.Collectors.toSet;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclPermissionType;
import org.silobridge.catalogue.kafka.KafkaOffsets;

/** A Kafka that is always there, and refuses what a test says. Keeps the contract of {@link KafkaClusterContract}. */
final class InMemoryKafkaCluster implements KafkaCluster {
    final Set<AclBinding> rights = new HashSet<>();
    final Map<AclBinding, String> refused = new HashMap<>();
    private final Map<String, FoundTopic> topics = new TreeMap<>();
    private final Map<String, String> passwords = new HashMap<>();
    private final Map<String, Long> quotas = new HashMap<>();
    private final Map<String, Marker> markers = new HashMap<>();
    private final Map<String, Long> records = new HashMap<>();
    private final Map<String, Instant> newest = new HashMap<>();
    volatile boolean useIsSeen;
    private final Map<String, Map<String, Map<Integer, Long>>> committed = new HashMap<>();

    @Override
    public String clusterId() {
        return "in-memory";
    }

    @Override
    public Set<AclBinding> rights() {
        return Set.copyOf(rights);
    }

    @Override
    public Set<AclBinding> rightsOf(Collection<String> principals) {
        return rights.stream()
                .filter(right -> principals.contains(right.entry().principal()))
                .collect(toSet());
    }

    @Override
    public Supplier<Set<AclBinding>> denials() {
        var denials = rights.stream()
                .filter(right -> right.entry().permissionType() == AclPermissionType.DENY)
                .collect(toSet());
        return () -> denials;
    }

    @Override
    public Map<AclBinding, String> createRights(Collection<AclBinding> wanted) {
        var failures = refusedAmong(wanted);
        wanted.stream().filter(right -> !failures.containsKey(right)).forEach(rights::add);
        return failures;
    }

    @Override
    public Map<AclBinding, String> deleteRights(Collection<AclBinding> unwanted) {
        var failures = refusedAmong(unwanted);
        unwanted.stream().filter(right -> !failures.containsKey(right)).forEach(rights::remove);
        return failures;
    }

    private Map<AclBinding, String> refusedAmong(Collection<AclBinding> all) {
        var failures = new HashMap<>(refused);
        failures.keySet().retainAll(all);
        return failures;
    }

    @Override
    public Map<String, FoundTopic> topics(String prefix) {
        var found = new TreeMap<>(topics);
        found.keySet().removeIf(name -> !name.startsWith(prefix));
        return found;
    }

    @Override
    public Map<String, String> createTopics(Collection<TopicSpec> specs) {
        specs.forEach(spec -> topics.putIfAbsent(spec.name(), new FoundTopic(spec.partitions(), spec.settings())));
        return Map.of();
    }

    @Override
    public Map<String, String> alterSettings(Collection<TopicSpec> specs) {
        var failures = new HashMap<String, String>();
        for (var spec : specs) {
            var topic = topics.get(spec.name());
            if (topic == null) {
                failures.put(spec.name(), "no such topic");
            } else {
                topics.put(spec.name(), new FoundTopic(topic.partitions(), spec.settings()));
            }
        }
        return failures;
    }

    @Override
    public Set<String> users() {
        return Set.copyOf(passwords.keySet());
    }

    @Override
    public Map<String, Long> readQuotas() {
        return Map.copyOf(quotas);
    }

    @Override
    public Map<String, String> setReadQuotas(Map<String, Optional<Long>> wanted) {
        wanted.forEach(
                (user, bytes) -> bytes.ifPresentOrElse(most -> quotas.put(user, most), () -> quotas.remove(user)));
        return Map.of();
    }

    @Override
    public Commits commits() {
        return new Commits(Map.of(), Duration.ofDays(7));
    }

    @Override
    public List<Long> ends(String topic) {
        return topics.containsKey(topic)
                ? Collections.nCopies(topics.get(topic).partitions(), records.getOrDefault(topic, 0L))
                : List.of();
    }

    @Override
    public KafkaOffsets.Sight sight(Collection<String> asked, String groupPrefix) {
        var found = new TreeMap<String, List<KafkaOffsets.Partition>>();
        asked.stream()
                .filter(topics::containsKey)
                .forEach(topic -> found.put(
                        topic,
                        ends(topic).stream()
                                .map(end -> new KafkaOffsets.Partition(0, end, newest.get(topic)))
                                .toList()));
        return new KafkaOffsets.Sight(found, committed);
    }

    /** As if the newest of so many records in each partition were of then. */
    void publish(String topic, long many, Instant at) {
        publish(topic, many);
        newest.put(topic, at);
    }

    /** As if a group went on from there in partition 0. */
    void commit(String group, String topic, long offset) {
        committed.put(group, Map.of(topic, Map.of(0, offset)));
    }

    /** As if each partition had so many records. */
    void publish(String topic, long many) {
        records.put(topic, many);
    }

    @Override
    public void setPassword(String user, String password) {
        passwords.put(user, password);
    }

    @Override
    public void deleteUser(String user) {
        passwords.remove(user);
    }

    @Override
    public Optional<Marker> marker(String topic) {
        return Optional.ofNullable(markers.get(topic));
    }

    @Override
    public void writeMarker(String topic, Marker marker) {
        createTopics(Set.of(new TopicSpec(topic, 1, Optional.empty(), true)));
        markers.put(topic, marker);
        records.merge(topic, 1L, Long::sum);
    }

    @Override
    public void close() {}
}
