package org.silobridge.bench.enforcement;

import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.ApiVersions;
import org.apache.kafka.clients.BootstrapConfiguration;
import org.apache.kafka.clients.ClientRequest;
import org.apache.kafka.clients.ClientResponse;
import org.apache.kafka.clients.ClientUtils;
import org.apache.kafka.clients.ManualMetadataUpdater;
import org.apache.kafka.clients.MetadataRecoveryStrategy;
import org.apache.kafka.clients.NetworkClient;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.network.Selector;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.requests.FetchRequest;
import org.apache.kafka.common.requests.FetchResponse;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.common.utils.internals.LogContext;

/**
 * Reads on after its right has ended by what Kafka lets it: a fetch is authorised when it comes and not when it is
 * answered. So each of many connections parks a fetch that asks for more bytes than there will ever be: half of them just
 * short of the time after which the broker closes a silent connection, the others longer, in the hope that it does
 * not get round to all of them in time: it closes one silent connection each time that it looks at those of a network
 * thread, and looks every 300 ms unless something stirs. So this client keeps still from its first refusal on, but for one
 * connection that asks from time to time. Speaks the protocol through the inner classes of Kafka's client, for no client
 * would do this.
 */
final class HostileReader implements Reader {
    private static final int[] PARKED_MILLIS = {2_800, 4_500, 2_500, 5_500};
    private static final int MIN_BYTES = 50_000_000;
    /** The last version that names topics by their names. */
    private static final short VERSION = 12;

    private static final int POLL_MILLIS = 20;
    private static final int RETRY_MILLIS = 300;
    /** How often the one connection asks, once refused. */
    private static final int ASK_MILLIS = 1_000;

    private static final int PATIENCE_MILLIS = 120_000;
    private static final int SOCKET_BUFFER = 65_536;

    private final TopicPartition partition;
    private final LongSupplier end;
    private final Sightings sightings;
    private final Clock clock;
    private final Map<String, Connection> connections = new HashMap<>();
    private final Metrics metrics = new Metrics();
    private final NetworkClient client;
    private final Thread thread;
    private boolean still = true;
    private volatile boolean stopped;

    private static final class Connection {
        private final Node node;
        private final int parkedMillis;
        private boolean parked;
        private long notBefore;

        private Connection(Node node, int parkedMillis) {
            this.node = node;
            this.parkedMillis = parkedMillis;
        }
    }

    /** @param end the offset after the last record */
    HostileReader(Seat seat, int connections, LongSupplier end, Sightings sightings, Clock clock) {
        this.partition = new TopicPartition(seat.topic(), 0);
        this.end = end;
        this.sightings = sightings;
        this.clock = clock;
        var settings = seat.client();
        var log = new LogContext("[hostile] ");
        var config = new AdminClientConfig(settings);
        var selector = new Selector(
                -1, metrics, Time.SYSTEM, "hostile", ClientUtils.createChannelBuilder(config, Time.SYSTEM, log), log);
        this.client = new NetworkClient(
                selector,
                new ManualMetadataUpdater(),
                "hostile",
                1,
                RETRY_MILLIS,
                RETRY_MILLIS,
                SOCKET_BUFFER,
                SOCKET_BUFFER,
                PATIENCE_MILLIS,
                PATIENCE_MILLIS,
                PATIENCE_MILLIS,
                Time.SYSTEM,
                false,
                new ApiVersions(),
                log,
                MetadataRecoveryStrategy.NONE,
                BootstrapConfiguration.DISABLED,
                false);
        var address = settings.getProperty("bootstrap.servers").split(":", -1);
        for (int i = 0; i < connections; i++) {
            // To this client each connection is another broker.
            var node = new Node(i, address[0], Integer.parseInt(address[1]));
            this.connections.put(node.idString(), new Connection(node, PARKED_MILLIS[i % PARKED_MILLIS.length]));
        }
        this.thread = new Thread(this::run, "hostile " + seat.topic());
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        while (!stopped) {
            for (var connection : connections.values()) {
                if (!still || connection.node.id() == 0) {
                    park(connection);
                }
            }
            for (var response : client.poll(POLL_MILLIS, Time.SYSTEM.milliseconds())) {
                answered(response);
            }
        }
        client.close();
        metrics.close();
    }

    private void park(Connection connection) {
        long now = Time.SYSTEM.milliseconds();
        if (connection.parked || now < connection.notBefore || !client.ready(connection.node, now)) {
            return;
        }
        var wanted = new FetchRequest.PartitionData(
                Uuid.ZERO_UUID, end.getAsLong(), FetchRequest.INVALID_LOG_START_OFFSET, MIN_BYTES, Optional.empty());
        var fetch = FetchRequest.Builder.forConsumer(
                        VERSION, connection.parkedMillis, MIN_BYTES, new HashMap<>(Map.of(partition, wanted)))
                .setMaxBytes(MIN_BYTES);
        ClientRequest request =
                client.newClientRequest(connection.node.idString(), fetch, now, true, PATIENCE_MILLIS, null);
        client.send(request, now);
        connection.parked = true;
    }

    private void answered(ClientResponse response) {
        var connection = connections.get(response.destination());
        if (connection == null) {
            return;
        }
        connection.parked = false;
        if (response.hasResponse() && response.responseBody() instanceof FetchResponse fetch) {
            fetch.data().responses().forEach(topic -> topic.partitions().forEach(answer -> {
                if (answer.errorCode() == Errors.TOPIC_AUTHORIZATION_FAILED.code()) {
                    sightings.refused(clock.instant());
                    connection.notBefore = Time.SYSTEM.milliseconds() + ASK_MILLIS;
                    still = true;
                } else {
                    still &= connection.node.id() != 0;
                    received(FetchResponse.recordsOrFail(answer).batches());
                }
            }));
        }
    }

    private void received(Iterable<? extends RecordBatch> batches) {
        var at = clock.instant();
        batches.forEach(
                batch -> sightings.received(at, Instant.ofEpochMilli(batch.maxTimestamp()), batch.lastOffset()));
    }

    @Override
    public void close() {
        stopped = true;
        client.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
