package org.silobridge.subscriber;

import java.time.Duration;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.Metric;

/** Whether Kafka answers a consumer, as far as the metrics of its client tell. For the one thread that polls. */
final class Reach {
    /** Without a connection for so long, it is not one that is just being made. */
    private static final Duration UNCONNECTED = Duration.ofSeconds(1);
    /** Three heartbeats of Kafka's own interval: a broker that says nothing for so long has hung, or the way to it. */
    private static final Duration SILENT = Duration.ofSeconds(15);

    private final Metric connections;
    private final Metric bytes;
    private double heard;
    private long heardAt = System.nanoTime();
    private boolean lost;

    /** Of this consumer; of another one, another. */
    Reach(KafkaConsumer<?, ?> consumer) {
        this.connections = metric(consumer, "connection-count");
        this.bytes = metric(consumer, "incoming-byte-total");
    }

    private static Metric metric(KafkaConsumer<?, ?> consumer, String name) {
        return consumer.metrics().values().stream()
                .filter(metric -> metric.metricName().name().equals(name)
                        && metric.metricName().group().equals("consumer-metrics"))
                .findAny()
                .orElseThrow();
    }

    private static double value(Metric metric) {
        return (double) metric.metricValue();
    }

    /** To be asked after each poll that brought nothing. Who is lost stays so until something comes from Kafka. */
    boolean isLost() {
        double now = value(bytes);
        if (now != heard) {
            heard = now;
            heardAt = System.nanoTime();
            lost = false;
        } else {
            long silent = System.nanoTime() - heardAt;
            lost |= silent > SILENT.toNanos() || (silent > UNCONNECTED.toNanos() && value(connections) == 0);
        }
        return lost;
    }
}
