package org.silobridge.connector.publish;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.silobridge.client.Publication;
import org.silobridge.connector.position.PositionRecord;
import org.silobridge.connector.quarantine.QuarantineRecord;
import org.silobridge.model.Slug;
import org.silobridge.model.Violation;

/**
 * Writes good rows, bad rows and positions, all of a transaction or none. Its transactional id is the connector's, so
 * that the broker lets only the newest instance write. Memory is bounded: {@link #publish} blocks while the producer's
 * buffer is full. For one thread. Every method throws {@link KafkaException}; after that only {@link #abort} and {@link
 * #close} are of use.
 */
public final class TransactionalPublisher implements AutoCloseable {
    static final String CONTRACT_HEADER = "sb-contract";

    private final Producer<byte[], byte[]> producer;
    private final Publication publication;
    private final Slug connector;
    private final List<Header> headers;
    /** One for all records: it is called for each. */
    private final Callback noteFailure = (metadata, error) -> noteFailure(error);

    private volatile @Nullable Exception failed;

    /**
     * Takes over from whoever published under this id before, whose open transaction is aborted.
     *
     * @param patience how long a call may wait for a Kafka that does not answer
     */
    public TransactionalPublisher(
            Properties client, Publication publication, Slug connector, String contract, Duration patience) {
        this(
                new KafkaProducer<>(
                        settings(client, publication.transactionalIdPrefix() + connector, patience),
                        new ByteArraySerializer(),
                        new ByteArraySerializer()),
                publication,
                connector,
                contract);
    }

    /** Over a producer that has the connector's transactional id and is nobody else's; closed with this. */
    public TransactionalPublisher(
            Producer<byte[], byte[]> producer, Publication publication, Slug connector, String contract) {
        this.publication = publication;
        this.connector = connector;
        this.headers = List.of(new RecordHeader(CONTRACT_HEADER, contract.getBytes(StandardCharsets.UTF_8)));
        this.producer = producer;
        try {
            producer.initTransactions();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    static Properties settings(Properties client, String transactionalId, Duration patience) {
        var settings = new Properties();
        settings.putAll(client);
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, "60000");
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, String.valueOf(patience.toMillis()));
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "30000");
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "10000");
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, "1048576");
        // Throughput, unless the department says otherwise in its client configuration.
        settings.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, "5");
        settings.putIfAbsent(ProducerConfig.BATCH_SIZE_CONFIG, "131072");
        settings.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        return settings;
    }

    public void begin() {
        producer.beginTransaction();
    }

    /**
     * Sends a record; one without a value takes away what has the key.
     *
     * @param flags the rules that it breaks and that only flag; a header names them, with no value and no parameter
     */
    public void publish(byte[] key, byte @Nullable [] value, List<Violation> flags) {
        send(new ProducerRecord<>(
                publication.topic(), null, key, value, flags.isEmpty() ? headers : headersWith(flags)));
    }

    private List<Header> headersWith(List<Violation> flags) {
        var all = new ArrayList<>(headers);
        all.add(Flags.header(flags));
        return all;
    }

    public void quarantine(QuarantineRecord bad) {
        send(new ProducerRecord<>(publication.quarantineTopic(), null, bad.key(), bad.toJson(), headers));
    }

    /** Commits what was sent together with the positions up to which it reaches. */
    public void commit(List<PositionRecord> positions) {
        for (var position : positions) {
            send(new ProducerRecord<>(publication.positionsTopic(), position.key(connector), position.value()));
        }
        producer.commitTransaction();
    }

    /** Ends the open transaction, if that can be done still; what was sent in it is never seen. */
    public void abort() {
        producer.abortTransaction();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback hears of what the future would
    private void send(ProducerRecord<byte[], byte[]> record) {
        var before = failed;
        if (before != null) {
            throw before instanceof KafkaException kafka ? kafka : new KafkaException(before);
        }
        producer.send(record, noteFailure);
    }

    private void noteFailure(@Nullable Exception error) {
        if (error != null && failed == null) {
            failed = error;
        }
    }

    /** The first record that Kafka did not take, where there is one: it says more than what followed from it. */
    public @Nullable Exception failed() {
        return failed;
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(2));
    }
}
