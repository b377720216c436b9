package org.silobridge.catalogue.enforcement;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.enforcement.KafkaCluster.KafkaUnavailable;

/** Reads and writes the {@link Marker} in an existing topic. For one thread at a time. */
final class MarkerTopic implements AutoCloseable {
    private static final String KEY = "marker";

    private final Map<String, Object> client;
    private final Duration timeout;
    private @Nullable KafkaProducer<String, String> producer;

    MarkerTopic(Map<String, String> client, Duration timeout) {
        this.client = new HashMap<>(client);
        this.timeout = timeout;
    }

    Optional<Marker> read(String topic) {
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
            throw KafkaUnavailable.interrupted(e);
        } catch (RetriableException | AuthenticationException e) {
            throw KafkaUnavailable.because(e);
        }
        return Optional.ofNullable(newest);
    }

    /** Returns when the marker stands durably. */
    void write(String topic, Marker marker) {
        boolean written = false;
        try {
            if (producer == null) {
                producer = producer();
            }
            producer.send(new ProducerRecord<>(topic, 0, KEY, marker.json()))
                    .get(3 * timeout.toMillis(), TimeUnit.MILLISECONDS);
            written = true;
        } catch (InterruptedException | InterruptException e) {
            throw KafkaUnavailable.interrupted(e);
        } catch (ExecutionException e) {
            throw KafkaUnavailable.because(e.getCause() == null ? e : e.getCause());
        } catch (KafkaException e) {
            throw KafkaUnavailable.because(e);
        } catch (TimeoutException e) {
            throw new KafkaUnavailable("the marker was not acknowledged in time", e);
        } finally {
            if (!written) {
                // An idempotent producer that was refused once (a log-in, its id) refuses for good.
                close();
            }
        }
    }

    private KafkaProducer<String, String> producer() {
        var properties = new HashMap<>(client);
        properties.put(ProducerConfig.CLIENT_ID_CONFIG, "silobridge-enforcement-marker");
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, millis());
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, millis());
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 2 * millis());
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        return new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer());
    }

    private int millis() {
        return Math.toIntExact(timeout.toMillis());
    }

    @Override
    public void close() {
        if (producer != null) {
            producer.close(Duration.ZERO);
            producer = null;
        }
    }
}
