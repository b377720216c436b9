package org.silobridge.catalogue.enforcement;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DeleteAclsResult;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.admin.UserScramCredentialDeletion;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.quota.ClientQuotaFilter;
import org.apache.kafka.common.quota.ClientQuotaFilterComponent;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.silobridge.catalogue.kafka.KafkaOffsets;

/** A real cluster, through Kafka's own clients. */
final class AdminKafkaCluster implements KafkaCluster {
    /**
     * Kafka's default and least. They make a password dear to guess that a person chose; ours are 256 random bits, and
     * each connection of each client pays for them (15 ms of a JVM that just started).
     */
    private static final int SCRAM_ITERATIONS = 4096;

    /** Bindings in one request; a request is one metadata record batch on the controller. */
    private static final int BATCH = 1_000;

    private static final String READ_QUOTA = "consumer_byte_rate";
    private static final String OFFSETS_RETENTION = "offsets.retention.minutes";

    private final Duration timeout;
    private final KafkaAdmin kafka;

    /**
     * For questions whose answers are large. Kafka answers one connection one question after the other, and a client
     * reads on one thread: single decisions would wait behind all rights there are.
     */
    private final KafkaAdmin large;

    /** For what single decisions ask at the same time. */
    private final KafkaAdmin beside;

    private final MarkerTopic markers;

    /**
     * @param client bootstrap servers and log-in of a principal that may do all of this
     * @param timeout how long one question may take before Kafka counts as unavailable
     */
    AdminKafkaCluster(Map<String, String> client, Duration timeout) {
        this.timeout = timeout;
        this.kafka = new KafkaAdmin(client, timeout);
        this.large = new KafkaAdmin(client, timeout);
        this.beside = new KafkaAdmin(client, timeout);
        this.markers = new MarkerTopic(client, timeout);
    }

    @Override
    public String clusterId() {
        // Asked each second, so that no connection that a decision needs is closed for keeping still.
        beside.ask(admin -> get(admin.describeCluster().clusterId()));
        return kafka.ask(admin -> get(admin.describeCluster().clusterId()));
    }

    @Override
    public Set<AclBinding> rights() {
        return large.ask(admin -> {
            var all = get(admin.describeAcls(AclBindingFilter.ANY).values());
            var shared = new SharedParts();
            var found = new HashSet<AclBinding>(all.size() * 4 / 3 + 1);
            all.forEach(right -> found.add(shared.of(right)));
            return found;
        });
    }

    @Override
    public Set<AclBinding> rightsOf(Collection<String> principals) {
        return kafka.ask(admin -> {
            var answers = principals.stream()
                    .map(principal -> admin.describeAcls(new AclBindingFilter(
                                    ResourcePatternFilter.ANY,
                                    new AccessControlEntryFilter(
                                            principal, null, AclOperation.ANY, AclPermissionType.ANY)))
                            .values())
                    .toList();
            var found = new HashSet<AclBinding>();
            answers.forEach(answer -> found.addAll(get(answer)));
            return found;
        });
    }

    @Override
    public Supplier<Set<AclBinding>> denials() {
        var denying = new AclBindingFilter(
                ResourcePatternFilter.ANY,
                new AccessControlEntryFilter(null, null, AclOperation.ANY, AclPermissionType.DENY));
        var asked = beside.ask(admin -> admin.describeAcls(denying).values());
        return () -> beside.ask(admin -> new HashSet<>(get(asked)));
    }

    @Override
    public Map<AclBinding, String> createRights(Collection<AclBinding> rights) {
        return kafka.ask(admin -> {
            var results = new HashMap<AclBinding, KafkaFuture<Void>>();
            batches(rights)
                    .forEach(batch -> results.putAll(admin.createAcls(batch).values()));
            return failures(results);
        });
    }

    @Override
    public Map<AclBinding, String> deleteRights(Collection<AclBinding> rights) {
        return kafka.ask(admin -> {
            // A filter that names everything matches one binding: far from the 10,000 that Kafka refuses.
            Map<AclBindingFilter, AclBinding> byFilter = rights.stream().collect(toMap(AclBinding::toFilter, b -> b));
            var results = new HashMap<AclBinding, KafkaFuture<DeleteAclsResult.FilterResults>>();
            batches(byFilter.keySet())
                    .forEach(batch -> admin.deleteAcls(batch).values().forEach((filter, result) -> {
                        var binding = byFilter.get(filter);
                        if (binding != null) {
                            results.put(binding, result);
                        }
                    }));
            var failures = failures(results);
            results.forEach((binding, future) -> {
                if (!failures.containsKey(binding)) {
                    get(future).values().stream()
                            .map(DeleteAclsResult.FilterResult::exception)
                            .filter(Objects::nonNull)
                            .forEach(e -> failures.put(binding, text(e)));
                }
            });
            return failures;
        });
    }

    @Override
    public Map<String, FoundTopic> topics(String prefix) {
        return large.ask(admin -> {
            var names = get(admin.listTopics().names()).stream()
                    .filter(name -> name.startsWith(prefix))
                    .collect(toSet());
            if (names.isEmpty()) {
                return Map.of();
            }
            var resources = names.stream()
                    .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                    .toList();
            var configs = admin.describeConfigs(resources).values();
            var descriptions = admin.describeTopics(names).topicNameValues();
            var found = new HashMap<String, FoundTopic>();
            for (var resource : resources) {
                var config = configs.get(resource);
                var description = descriptions.get(resource.name());
                if (config == null || description == null) {
                    continue;
                }
                found.put(resource.name(), found(get(description), get(config)));
            }
            return found;
        });
    }

    @Override
    public Map<String, String> createTopics(Collection<TopicSpec> topics) {
        return kafka.ask(admin -> {
            var results = admin.createTopics(topics.stream()
                            .map(spec -> new NewTopic(spec.name(), Optional.of(spec.partitions()), Optional.empty())
                                    .configs(spec.settings()))
                            .toList())
                    .values();
            var failures = new HashMap<String, String>();
            results.forEach((topic, result) -> failure(result).ifPresent(e -> {
                if (!(e instanceof TopicExistsException)) {
                    failures.put(topic, text(e));
                }
            }));
            return failures;
        });
    }

    @Override
    public Map<String, String> alterSettings(Collection<TopicSpec> topics) {
        return kafka.ask(admin -> {
            var changes = topics.stream()
                    .collect(toMap(
                            spec -> new ConfigResource(ConfigResource.Type.TOPIC, spec.name()),
                            AdminKafkaCluster::operations));
            var failures = new HashMap<String, String>();
            admin.incrementalAlterConfigs(changes).values().forEach((resource, result) -> failure(result)
                    .ifPresent(e -> failures.put(resource.name(), text(e))));
            return failures;
        });
    }

    private static FoundTopic found(TopicDescription description, Config config) {
        var settings = new HashMap<String, String>();
        for (var setting : List.of(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.RETENTION_MS_CONFIG,
                TopicConfig.DELETE_RETENTION_MS_CONFIG)) {
            var entry = config.get(setting);
            if (entry != null && entry.value() != null) {
                settings.put(setting, entry.value());
            }
        }
        return new FoundTopic(description.partitions().size(), settings);
    }

    private static Collection<AlterConfigOp> operations(TopicSpec spec) {
        return spec.settings().entrySet().stream()
                .map(setting -> new AlterConfigOp(
                        new ConfigEntry(setting.getKey(), setting.getValue()), AlterConfigOp.OpType.SET))
                .toList();
    }

    @Override
    public Set<String> users() {
        return large.ask(
                admin -> Set.copyOf(get(admin.describeUserScramCredentials().users())));
    }

    @Override
    public Map<String, Long> readQuotas() {
        return large.ask(admin -> {
            var found = get(admin.describeClientQuotas(ClientQuotaFilter.containsOnly(
                            List.of(ClientQuotaFilterComponent.ofEntityType(ClientQuotaEntity.USER))))
                    .entities());
            var quotas = new HashMap<String, Long>();
            found.forEach((entity, values) -> {
                var user = entity.entries().get(ClientQuotaEntity.USER);
                var bytes = values.get(READ_QUOTA);
                if (user != null && bytes != null) { // No name: what users have that none is set for.
                    quotas.put(user, bytes.longValue());
                }
            });
            return quotas;
        });
    }

    @Override
    public Map<String, String> setReadQuotas(Map<String, Optional<Long>> quotas) {
        return kafka.ask(admin -> {
            var changes = quotas.entrySet().stream()
                    .map(quota -> new ClientQuotaAlteration(
                            new ClientQuotaEntity(Map.of(ClientQuotaEntity.USER, quota.getKey())),
                            List.of(new ClientQuotaAlteration.Op(
                                    READ_QUOTA,
                                    quota.getValue().map(Long::doubleValue).orElse(null)))))
                    .toList();
            var failures = new HashMap<String, String>();
            admin.alterClientQuotas(changes).values().forEach((entity, result) -> failure(result)
                    .ifPresent(e -> failures.put(entity.entries().get(ClientQuotaEntity.USER), text(e))));
            return failures;
        });
    }

    @Override
    public Commits commits() {
        return large.ask(admin -> {
            var topics = new HashMap<String, Set<String>>();
            committed(admin, "")
                    .forEach((group, places) -> topics.put(
                            group,
                            places.keySet().stream().map(TopicPartition::topic).collect(toSet())));
            return new Commits(topics, commitsKept(admin));
        });
    }

    /** Where the groups whose names start so go on from. */
    private Map<String, Map<TopicPartition, Long>> committed(Admin admin, String prefix) {
        var committed = new HashMap<String, Map<TopicPartition, Long>>();
        var groups = get(admin.listGroups(ListGroupsOptions.forConsumerGroups()).all()).stream()
                .map(GroupListing::groupId)
                .filter(group -> group.startsWith(prefix))
                .toList();
        for (var batch : batches(groups)) {
            var offsets = admin.listConsumerGroupOffsets(
                    batch.stream().collect(toMap(group -> group, group -> new ListConsumerGroupOffsetsSpec())));
            for (var group : batch) {
                var found = offsets.partitionsToOffsetAndMetadata(group);
                if (failure(found).isEmpty()) { // A group may go while it is asked about.
                    var places = new HashMap<TopicPartition, Long>();
                    get(found).forEach((partition, place) -> {
                        if (place != null) {
                            places.put(partition, place.offset());
                        }
                    });
                    committed.put(group, places);
                }
            }
        }
        return committed;
    }

    @Override
    public List<Long> ends(String topic) {
        return kafka.ask(admin -> {
            var partitions = partitions(admin, List.of(topic));
            var ends = offsets(admin, partitions, OffsetSpec.latest());
            return partitions.stream()
                    .map(partition -> get(ends.partitionResult(partition)).offset())
                    .toList();
        });
    }

    @Override
    public KafkaOffsets.Sight sight(Collection<String> topics, String groupPrefix) {
        return large.ask(admin -> {
            var partitions = partitions(admin, topics);
            var begins = offsets(admin, partitions, OffsetSpec.earliest());
            var ends = offsets(admin, partitions, OffsetSpec.latest());
            var newest = offsets(admin, partitions, OffsetSpec.maxTimestamp());
            var found = new HashMap<String, List<KafkaOffsets.Partition>>();
            for (var partition : partitions) {
                long at = get(newest.partitionResult(partition)).timestamp();
                found.computeIfAbsent(partition.topic(), unknown -> new ArrayList<>())
                        .add(new KafkaOffsets.Partition(
                                get(begins.partitionResult(partition)).offset(),
                                get(ends.partitionResult(partition)).offset(),
                                at < 0 ? null : Instant.ofEpochMilli(at)));
            }
            var places = new HashMap<String, Map<String, Map<Integer, Long>>>();
            committed(admin, groupPrefix)
                    .forEach((group, on) ->
                            on.forEach((partition, offset) -> places.computeIfAbsent(group, unknown -> new HashMap<>())
                                    .computeIfAbsent(partition.topic(), unknown -> new HashMap<>())
                                    .put(partition.partition(), offset)));
            return new KafkaOffsets.Sight(found, places);
        });
    }

    /** Of those topics that are there, by topic and number. */
    private List<TopicPartition> partitions(Admin admin, Collection<String> topics) {
        var there = new HashSet<>(get(admin.listTopics().names()));
        there.retainAll(topics);
        return get(admin.describeTopics(there).allTopicNames()).values().stream()
                .sorted(Comparator.comparing(TopicDescription::name))
                .flatMap(topic -> topic.partitions().stream()
                        .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                .toList();
    }

    private static ListOffsetsResult offsets(Admin admin, List<TopicPartition> partitions, OffsetSpec which) {
        return admin.listOffsets(
                partitions.stream().collect(toMap(partition -> partition, partition -> which)),
                new ListOffsetsOptions(IsolationLevel.READ_COMMITTED));
    }

    private Duration commitsKept(Admin admin) {
        var broker = get(admin.describeCluster().nodes()).iterator().next();
        var resource = new ConfigResource(ConfigResource.Type.BROKER, broker.idString());
        var settings = get(admin.describeConfigs(List.of(resource)).all())
                .values()
                .iterator()
                .next();
        var setting = settings.get(OFFSETS_RETENTION);
        return Duration.ofMinutes(Long.parseLong(setting.value()));
    }

    @Override
    public void setPassword(String user, String password) {
        var change = new UserScramCredentialUpsertion(
                user, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, SCRAM_ITERATIONS), password);
        kafka.ask(admin -> get(admin.alterUserScramCredentials(List.of(change)).all()));
    }

    @Override
    public void deleteUser(String user) {
        if (users().contains(user)) {
            var change = new UserScramCredentialDeletion(user, ScramMechanism.SCRAM_SHA_512);
            kafka.ask(admin ->
                    get(admin.alterUserScramCredentials(List.of(change)).all()));
        }
    }

    @Override
    public Optional<Marker> marker(String topic) {
        return exists(topic) ? markers.read(topic) : Optional.empty();
    }

    @Override
    public void writeMarker(String topic, Marker marker) {
        if (!exists(topic)) {
            var failure = createTopics(List.of(new TopicSpec(topic, 1, Optional.empty(), true)))
                    .get(topic);
            if (failure != null) {
                throw new IllegalStateException("topic " + topic + " cannot be made: " + failure);
            }
        }
        markers.write(topic, marker);
    }

    private boolean exists(String topic) {
        return kafka.ask(admin -> get(admin.listTopics().names()).contains(topic));
    }

    @Override
    public void close() {
        markers.close();
        beside.close();
        large.close();
        kafka.close();
    }

    private static <T> List<List<T>> batches(Collection<T> all) {
        var list = new ArrayList<>(all);
        var batches = new ArrayList<List<T>>();
        for (int from = 0; from < list.size(); from += BATCH) {
            batches.add(list.subList(from, Math.min(from + BATCH, list.size())));
        }
        return batches;
    }

    private <K> Map<K, String> failures(Map<K, ? extends KafkaFuture<?>> results) {
        var failures = new HashMap<K, String>();
        results.forEach((key, result) -> failure(result).ifPresent(e -> failures.put(key, text(e))));
        return failures;
    }

    /** What Kafka had against it. A Kafka that does not answer is thrown instead. */
    private Optional<Throwable> failure(KafkaFuture<?> future) {
        try {
            future.get(2 * timeout.toMillis(), TimeUnit.MILLISECONDS);
            return Optional.empty();
        } catch (InterruptedException e) {
            throw KafkaUnavailable.interrupted(e);
        } catch (TimeoutException e) {
            throw new KafkaUnavailable("no answer in time", e);
        } catch (ExecutionException e) {
            var cause = e.getCause();
            boolean unavailable = cause instanceof RetriableException || cause instanceof AuthenticationException;
            if (cause instanceof ApiException && !unavailable) {
                return Optional.of(cause);
            }
            throw rethrown(e);
        }
    }

    private <T> T get(KafkaFuture<T> future) {
        try {
            return future.get(2 * timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw KafkaUnavailable.interrupted(e);
        } catch (TimeoutException e) {
            throw new KafkaUnavailable("no answer in time", e);
        } catch (ExecutionException e) {
            throw rethrown(e);
        }
    }

    private static RuntimeException rethrown(ExecutionException e) {
        return KafkaUnavailable.because(e.getCause() == null ? e : e.getCause());
    }

    private static String text(Throwable e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
