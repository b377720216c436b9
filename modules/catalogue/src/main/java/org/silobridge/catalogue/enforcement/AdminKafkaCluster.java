package org.silobridge.catalogue.enforcement;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DeleteAclsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialDeletion;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.ResourceNotFoundException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** A real cluster, through Kafka's own clients. */
final class AdminKafkaCluster implements KafkaCluster {
    /** Kafka's default is 4096; more costs a client's log-in and buys little for 256 random bits. */
    private static final int SCRAM_ITERATIONS = 8192;

    /** Bindings in one request; a request is one metadata record batch on the controller. */
    private static final int BATCH = 1_000;

    private static final String MARKER_KEY = "marker";

    private final Map<String, Object> client;
    private final Duration timeout;
    private final Admin admin;
    private @Nullable KafkaProducer<String, String> producer;

    /**
     * @param client bootstrap servers and log-in of a principal that may do all of this
     * @param timeout how long one question may take before Kafka counts as unavailable
     */
    AdminKafkaCluster(Map<String, String> client, Duration timeout) {
        this.client = new HashMap<>(client);
        this.timeout = timeout;
        var properties = new Properties();
        properties.putAll(client);
        properties.put(AdminClientConfig.CLIENT_ID_CONFIG, "silobridge-enforcement");
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis());
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis());
        properties.put(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
        this.admin = Admin.create(properties);
    }

    private int millis() {
        return Math.toIntExact(timeout.toMillis());
    }

    @Override
    public String clusterId() {
        return get(admin.describeCluster().clusterId());
    }

    @Override
    public Set<AclBinding> rights() {
        return new HashSet<>(get(admin.describeAcls(AclBindingFilter.ANY).values()));
    }

    @Override
    public Map<AclBinding, String> createRights(Collection<AclBinding> rights) {
        var results = new HashMap<AclBinding, KafkaFuture<Void>>();
        batches(rights).forEach(batch -> results.putAll(admin.createAcls(batch).values()));
        return failures(results);
    }

    @Override
    public Map<AclBinding, String> deleteRights(Collection<AclBinding> rights) {
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
    }

    @Override
    public Map<String, FoundTopic> topics(String prefix) {
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
            var settings = new HashMap<String, String>();
            var config = configs.get(resource);
            var description = descriptions.get(resource.name());
            if (config == null || description == null) {
                continue;
            }
            for (var setting : List.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.RETENTION_MS_CONFIG)) {
                var entry = get(config).get(setting);
                if (entry != null && entry.value() != null) {
                    settings.put(setting, entry.value());
                }
            }
            found.put(
                    resource.name(),
                    new FoundTopic(get(description).partitions().size(), settings));
        }
        return found;
    }

    @Override
    public Map<String, String> createTopics(Collection<TopicSpec> topics) {
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
    }

    @Override
    public Map<String, String> alterSettings(Collection<TopicSpec> topics) {
        var changes = topics.stream()
                .collect(toMap(
                        spec -> new ConfigResource(ConfigResource.Type.TOPIC, spec.name()),
                        AdminKafkaCluster::operations));
        var failures = new HashMap<String, String>();
        admin.incrementalAlterConfigs(changes).values().forEach((resource, result) -> failure(result)
                .ifPresent(e -> failures.put(resource.name(), text(e))));
        return failures;
    }

    private static Collection<AlterConfigOp> operations(TopicSpec spec) {
        return spec.settings().entrySet().stream()
                .map(setting -> new AlterConfigOp(
                        new ConfigEntry(setting.getKey(), setting.getValue()), AlterConfigOp.OpType.SET))
                .toList();
    }

    @Override
    public Set<String> users() {
        return Set.copyOf(get(admin.describeUserScramCredentials().users()));
    }

    @Override
    public void setPassword(String user, String password) {
        get(admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                        user, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, SCRAM_ITERATIONS), password)))
                .all());
    }

    @Override
    public void deleteUser(String user) {
        failure(admin.alterUserScramCredentials(
                                List.of(new UserScramCredentialDeletion(user, ScramMechanism.SCRAM_SHA_512)))
                        .all())
                .ifPresent(e -> {
                    if (!(e instanceof ResourceNotFoundException)) {
                        throw new IllegalStateException("Kafka refused to delete a user", e);
                    }
                });
    }

    @Override
    public Optional<Marker> marker(String topic) {
        if (!get(admin.listTopics().names()).contains(topic)) {
            return Optional.empty();
        }
        var properties = new HashMap<>(client);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis());
        properties.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, millis());
        var partition = new TopicPartition(topic, 0);
        Marker newest = null;
        try (var consumer = new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(partition));
            var end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            consumer.seekToBeginning(List.of(partition));
            int idle = 0;
            while (consumer.position(partition) < end) {
                var records = consumer.poll(timeout);
                for (var record : records) {
                    newest = Marker.parse(record.value());
                }
                // A position that stands still within the time-out: this is no answer, and no marker is one.
                idle = records.isEmpty() ? idle + 1 : 0;
                if (idle > 1) {
                    throw new KafkaUnavailable("the marker in " + topic + " could not be read to its end", null);
                }
            }
        } catch (InterruptException e) {
            throw interrupted(e);
        } catch (RetriableException e) {
            throw new KafkaUnavailable(text(e), e);
        }
        return Optional.ofNullable(newest);
    }

    @Override
    public void writeMarker(String topic, Marker marker) {
        if (!get(admin.listTopics().names()).contains(topic)) {
            var failure = createTopics(List.of(new TopicSpec(topic, 1, Optional.empty(), true)))
                    .get(topic);
            if (failure != null) {
                throw new IllegalStateException("topic " + topic + " cannot be made: " + failure);
            }
        }
        if (producer == null) {
            var properties = new HashMap<>(client);
            properties.put(ProducerConfig.CLIENT_ID_CONFIG, "silobridge-enforcement-marker");
            properties.put(ProducerConfig.ACKS_CONFIG, "all");
            properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, millis());
            properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, millis());
            properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 2 * millis());
            properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
            producer = new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer());
        }
        try {
            producer.send(new ProducerRecord<>(topic, 0, MARKER_KEY, marker.json()))
                    .get(3 * timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException | InterruptException e) {
            throw interrupted(e);
        } catch (ExecutionException e) {
            throw rethrown(e);
        } catch (TimeoutException e) {
            throw new KafkaUnavailable("the marker was not acknowledged in time", e);
        }
    }

    @Override
    public void close() {
        if (producer != null) {
            producer.close(Duration.ZERO);
        }
        admin.close(Duration.ZERO);
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
            throw interrupted(e);
        } catch (TimeoutException e) {
            throw new KafkaUnavailable("no answer in time", e);
        } catch (ExecutionException e) {
            var cause = e.getCause();
            if (cause instanceof ApiException && !(cause instanceof RetriableException)) {
                return Optional.of(cause);
            }
            throw rethrown(e);
        }
    }

    private <T> T get(KafkaFuture<T> future) {
        try {
            return future.get(2 * timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw interrupted(e);
        } catch (TimeoutException e) {
            throw new KafkaUnavailable("no answer in time", e);
        } catch (ExecutionException e) {
            throw rethrown(e);
        }
    }

    private static RuntimeException rethrown(ExecutionException e) {
        var cause = e.getCause() == null ? e : e.getCause();
        return new KafkaUnavailable(text(cause), cause);
    }

    private static KafkaUnavailable interrupted(Exception e) {
        Thread.currentThread().interrupt();
        return new KafkaUnavailable("interrupted", e);
    }

    private static String text(Throwable e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
