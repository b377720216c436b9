package org.silobridge.connector.publish;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Properties;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.silobridge.client.Publication;
import org.silobridge.connector.quarantine.QuarantineRecord;
import org.silobridge.model.Slug;
import org.silobridge.model.Violation;

/**
 * Publishes mended rows and marks them resolved, both in one transaction. Its transactional id is the connector's replay's:
 * the broker lets only the newest replay of a connector write, and none stands in the way of the connector itself. For one
 * thread. Every method throws {@link KafkaException}; after that only {@link #abort} and {@link #close} are of use.
 */
public final class ReplayPublisher implements AutoCloseable {
    /** When the row that a record was made of came first, in ISO 8601: its place in the order of its key. */
    public static final String CAME_AT_HEADER = "sb-replayed";

    private final KafkaProducer<byte[], byte[]> producer;
    private final Publication publication;
    private final RecordHeader contract;
    /** To the dataset, in the open transaction. */
    private final List<Future<RecordMetadata>> published = new ArrayList<>();

    /**
     * Takes over from a replay of this connector that ran before, whose open transaction is aborted.
     *
     * @param patience how long a call may wait for a Kafka that does not answer
     */
    public ReplayPublisher(
            Properties client, Publication publication, Slug connector, String contract, Duration patience) {
        this.publication = publication;
        this.contract =
                new RecordHeader(TransactionalPublisher.CONTRACT_HEADER, contract.getBytes(StandardCharsets.UTF_8));
        this.producer = new KafkaProducer<>(
                TransactionalPublisher.settings(client, transactionalId(publication, connector), patience),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        try {
            producer.initTransactions();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** No connector has it: a slug has no dot. */
    public static String transactionalId(Publication publication, Slug connector) {
        return publication.transactionalIdPrefix() + connector + ".replay";
    }

    public void begin() {
        published.clear();
        producer.beginTransaction();
    }

    /** Sends a record made of a row that was quarantined at {@code cameAt}; {@code flags} are what it breaks and only flags. */
    public void publish(byte[] key, byte[] value, List<Violation> flags, Instant cameAt) {
        var came = new RecordHeader(CAME_AT_HEADER, cameAt.toString().getBytes(StandardCharsets.UTF_8));
        List<Header> headers = flags.isEmpty() ? List.of(contract, came) : List.of(contract, came, Flags.header(flags));
        published.add(send(new ProducerRecord<>(publication.topic(), null, key, value, headers)));
    }

    /** Where the records of the open transaction stand in the dataset's topic. Waits until Kafka has them. */
    public Map<TopicPartition, NavigableSet<Long>> places() {
        producer.flush();
        var places = new HashMap<TopicPartition, NavigableSet<Long>>();
        for (var record : published) {
            try {
                var sent = record.get();
                places.computeIfAbsent(new TopicPartition(sent.topic(), sent.partition()), unused -> new TreeSet<>())
                        .add(sent.offset());
            } catch (ExecutionException e) {
                throw e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e.getCause());
            } catch (InterruptedException e) {
                throw new InterruptException(e);
            }
        }
        return places;
    }

    public void resolve(QuarantineRecord resolved) {
        // What fails fails the transaction: committing says so.
        Future<?> unused = send(new ProducerRecord<>(
                publication.quarantineTopic(), null, resolved.key(), resolved.toJson(), List.of(contract)));
    }

    private Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
        return producer.send(record);
    }

    public void commit() {
        producer.commitTransaction();
    }

    public void abort() {
        producer.abortTransaction();
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(2));
    }
}
