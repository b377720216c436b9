package org.silobridge.connector.snapshot;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.silobridge.connector.topic.CommittedTopic;

/** The topic in Kafka, read with the department's own right. */
public final class KafkaPublishedTopic implements PublishedTopic {
    private final Properties client;
    private final String topic;
    private final Duration patience;
    private final CommittedTopic records;

    /** Reads nothing yet; {@code patience} is how long one call may wait for a Kafka that does not answer. */
    public KafkaPublishedTopic(Properties client, String topic, Duration patience) {
        this.client = client;
        this.topic = topic;
        this.patience = patience;
        this.records = new CommittedTopic(client, topic, patience);
    }

    @Override
    public String id() {
        var beginnings = new TreeMap<Integer, Long>();
        records.beginnings().forEach((partition, offset) -> beginnings.put(partition.partition(), offset));
        return topicId() + " from " + beginnings;
    }

    private String topicId() {
        var config = new Properties();
        config.putAll(client);
        config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, String.valueOf(patience.toMillis()));
        config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, String.valueOf(Math.min(10_000, patience.toMillis())));
        try (var admin = Admin.create(config)) {
            var described =
                    admin.describeTopics(List.of(topic)).topicNameValues().get(topic);
            if (described == null) {
                throw new IllegalStateException("Kafka was asked for " + topic + " and tells of others");
            }
            return described.get().topicId().toString();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException known ? known : new KafkaException(e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    @Override
    public Map<Integer, Long> ends() {
        var ends = new HashMap<Integer, Long>();
        records.ends().forEach((partition, end) -> ends.put(partition.partition(), end));
        return ends;
    }

    @Override
    public void read(Map<Integer, Long> from, Map<Integer, Long> ends, Each each) {
        records.read(partitions(from), partitions(ends), record -> {
            if (record.key() != null) {
                each.accept(record.partition(), record.offset(), record.key(), record.value());
            }
        });
    }

    private Map<TopicPartition, Long> partitions(Map<Integer, Long> offsets) {
        var named = new HashMap<TopicPartition, Long>();
        offsets.forEach((partition, offset) -> named.put(new TopicPartition(topic, partition), offset));
        return named;
    }
}
