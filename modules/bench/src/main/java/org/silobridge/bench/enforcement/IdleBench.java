package org.silobridge.bench.enforcement;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What honest clients that have nothing to do pay for the broker's short idle limit, which is there for hostile ones: how
 * often they log in again, and the processor time of the broker, and of the clients, with as many of each kind.
 *
 * @param superUser client settings of somebody who may everything: a log-in costs the same whoever it is
 * @param brokerCpu the broker's processor time so far, in nanoseconds
 * @param clients of each kind at once
 * @param settle after the clients have begun, not counted
 * @param watched what is counted
 */
public record IdleBench(
        Map<String, String> superUser, LongSupplier brokerCpu, int clients, Duration settle, Duration watched) {
    private static final String TOPIC = "bench.idle";
    private static final Duration POLL = Duration.ofMillis(500);

    /** Clients with nothing to do. */
    private enum Idler {
        NOBODY("nobody (the broker alone)"),
        CONSUMER("group protocol of KIP-848"),
        CLASSIC("classic group protocol"),
        CLASSIC_QUICK("classic, heartbeat.interval.ms=2000"),
        PATIENT("classic, fetch.max.wait.ms=5000"),
        PRODUCER("producer, a record every 5 s");

        private final String title;

        Idler(String title) {
            this.title = title;
        }

        /** Of a consumer. */
        private Map<String, String> settings() {
            return switch (this) {
                case CONSUMER -> Map.of("group.protocol", "consumer");
                case CLASSIC_QUICK -> Map.of("group.protocol", "classic", "heartbeat.interval.ms", "2000");
                case PATIENT -> Map.of("group.protocol", "classic", "fetch.max.wait.ms", "5000");
                case NOBODY, CLASSIC, PRODUCER -> Map.of("group.protocol", "classic");
            };
        }
    }

    private record Cost(Idler idler, long logIns, long brokerNanos, long clientNanos) {}

    /** Takes {@code settle} and {@code watched} for each of six kinds. */
    public void run(Consumer<String> progress, PrintStream out) throws InterruptedException, ExecutionException {
        try (var admin = Admin.create(new HashMap<>(superUser))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 3, (short) 1))).all().get();
        }
        var costs = new ArrayList<Cost>();
        for (var idler : Idler.values()) {
            progress.accept(idler.title);
            costs.add(cost(idler));
        }
        print(costs, out);
    }

    private Cost cost(Idler idler) throws InterruptedException {
        var over = new CountDownLatch(1);
        var all = new ArrayList<Client>();
        var threads = new ArrayList<Thread>();
        try {
            for (int i = 0; i < (idler == Idler.NOBODY ? 0 : clients); i++) {
                var client = idler == Idler.PRODUCER ? new Sender() : new Listener(idler, i);
                all.add(client);
                var thread = new Thread(() -> client.idle(over), "bench-idle-" + i);
                threads.add(thread);
                thread.start();
            }
            pass(over, settle);
            long logIns = logIns(all);
            long broker = brokerCpu.getAsLong();
            long own = ownCpu();
            pass(over, watched);
            return new Cost(idler, logIns(all) - logIns, brokerCpu.getAsLong() - broker, ownCpu() - own);
        } finally {
            over.countDown();
            for (var thread : threads) {
                thread.join();
            }
        }
    }

    private static void pass(CountDownLatch over, Duration time) throws InterruptedException {
        if (over.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("nobody else ends it");
        }
    }

    private static long ownCpu() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(Duration::toNanos)
                .orElseThrow();
    }

    private static long logIns(List<Client> all) {
        return all.stream().mapToLong(Client::logIns).sum();
    }

    private void print(List<Cost> costs, PrintStream out) {
        double minutes = watched.toMillis() / 60_000.0;
        out.println(String.format(
                Locale.ROOT,
                "%-36s %18s %22s %22s",
                clients + " clients with nothing to do",
                "log-ins a minute",
                "broker, ms a minute",
                "clients, ms a minute"));
        for (var cost : costs) {
            out.println(String.format(
                    Locale.ROOT,
                    "%-36s %,18.0f %,22.0f %,22.0f",
                    cost.idler().title,
                    cost.logIns() / minutes,
                    cost.brokerNanos() / 1e6 / minutes,
                    cost.clientNanos() / 1e6 / minutes));
        }
    }

    private interface Client {
        void idle(CountDownLatch over);

        Map<?, ? extends Metric> metrics();

        /** So far, over all of its connections. */
        default long logIns() {
            return metrics().values().stream()
                    .filter(metric -> metric.metricName().name().equals("successful-authentication-total")
                            && !metric.metricName().tags().containsKey("node-id"))
                    .mapToLong(metric -> ((Number) metric.metricValue()).longValue())
                    .sum();
        }
    }

    private final class Listener implements Client {
        private final KafkaConsumer<byte[], byte[]> consumer;

        Listener(Idler idler, int index) {
            var settings = new HashMap<String, Object>(superUser);
            settings.putAll(idler.settings());
            settings.put("group.id", TOPIC + "." + idler.name() + "." + index);
            this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        }

        @Override
        public void idle(CountDownLatch over) {
            try (consumer) {
                consumer.subscribe(List.of(TOPIC));
                while (over.getCount() > 0) {
                    consumer.poll(POLL);
                }
            }
        }

        @Override
        public Map<?, ? extends Metric> metrics() {
            return consumer.metrics();
        }
    }

    private final class Sender implements Client {
        private static final long PAUSE_SECONDS = 5;

        private final KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(new HashMap<>(superUser), new ByteArraySerializer(), new ByteArraySerializer());

        @Override
        public void idle(CountDownLatch over) {
            try (producer) {
                do {
                    producer.send(new ProducerRecord<>(TOPIC, new byte[] {1})).get();
                } while (!over.await(PAUSE_SECONDS, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            }
        }

        @Override
        public Map<?, ? extends Metric> metrics() {
            return producer.metrics();
        }
    }
}
