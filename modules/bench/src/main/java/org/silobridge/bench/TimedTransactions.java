package org.silobridge.bench;

import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A producer whose transactions end by time. A record that Kafka does not take makes the commit fail. */
final class TimedTransactions implements AutoCloseable {
    private static final long OPEN_FOR = TimeUnit.MILLISECONDS.toNanos(Stage.TRANSACTION_MILLIS);
    private static final int LOOK_AT_CLOCK = 32;

    private final KafkaProducer<byte[], byte[]> producer;
    private long since;
    private long sent;

    TimedTransactions(Properties settings) {
        this.producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        producer.initTransactions();
        begin();
    }

    private void begin() {
        producer.beginTransaction();
        since = System.nanoTime();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the commit fails where a record did
    void send(ProducerRecord<byte[], byte[]> record) {
        producer.send(record);
        if (++sent % LOOK_AT_CLOCK == 0 && System.nanoTime() - since > OPEN_FOR) {
            producer.commitTransaction();
            begin();
        }
    }

    /** Commits the rest. @return how many records are committed */
    long end() {
        producer.commitTransaction();
        return sent;
    }

    @Override
    public void close() {
        producer.close();
    }
}
