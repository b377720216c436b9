package org.silobridge.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/**
 * Kafka Connect in standalone mode: FileStream source, Apicurio's Avro converter. Each line of the file becomes one Avro
 * string: nothing is parsed, nothing checked, and a standalone worker has no transactions. A run is timed from the moment
 * that the worker takes the connector until the last line is in the topic.
 */
final class KafkaConnect implements Runner {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(10);
    private static final List<String> PRODUCER = List.of(
            "producer.acks=all",
            "producer.enable.idempotence=true",
            "producer.linger.ms=5",
            "producer.batch.size=131072",
            "producer.compression.type=lz4");

    private final Stage stage;
    private final Admin admin;
    private final long rows;
    private final int partitions = Stage.contract().partitions();
    private final LongSupplier brokerCpu;
    private final HttpClient http = HttpClient.newHttpClient();
    private final URI url;
    private final Process process;
    private final Path log;

    /** Starts the worker and waits until it answers. */
    KafkaConnect(Path jars, URI registry, Stage stage, Admin admin, long rows, LongSupplier brokerCpu)
            throws IOException {
        this.stage = stage;
        this.admin = admin;
        this.rows = rows;
        this.brokerCpu = brokerCpu;
        this.log = stage.directory().resolve("connect.log");
        int port = freePort();
        this.url = URI.create("http://127.0.0.1:" + port);
        var worker = stage.directory().resolve("connect.properties");
        Files.writeString(worker, configuration(registry, port), StandardCharsets.UTF_8);
        var own = Path.of(URI.create(ConnectWorker.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toString()));
        this.process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+UseG1GC",
                        "-cp",
                        jars + "/*" + java.io.File.pathSeparator + own,
                        ConnectWorker.class.getName(),
                        worker.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        await("Kafka Connect answers", () -> answers());
    }

    private String configuration(URI registry, int port) {
        var text = new StringBuilder();
        Properties client = stage.client();
        client.stringPropertyNames().forEach(name -> List.of("", "producer.").forEach(prefix -> text.append(prefix)
                .append(name)
                .append('=')
                .append(client.getProperty(name).replace("\\", "\\\\"))
                .append('\n')));
        PRODUCER.forEach(line -> text.append(line).append('\n'));
        return text.append("key.converter=org.apache.kafka.connect.storage.StringConverter\n")
                .append("value.converter=io.apicurio.registry.utils.converter.AvroConverter\n")
                .append("value.converter.apicurio.registry.url=")
                .append(registry.resolve("/").toString().replaceAll("/$", ""))
                .append("/apis/registry/v2\n")
                .append("value.converter.apicurio.registry.auto-register=true\n")
                .append("value.converter.apicurio.registry.find-latest=true\n")
                .append("value.converter.apicurio.registry.as-confluent=true\n")
                .append("offset.storage.file.filename=")
                .append(stage.directory().resolve("connect.offsets"))
                .append("\nlisteners=http://127.0.0.1:")
                .append(port)
                .append('\n')
                .toString();
    }

    private boolean answers() {
        try {
            return http.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public Measured run(String topic, String run) throws IOException, InterruptedException {
        long cpu = cpu();
        long broker = brokerCpu.getAsLong();
        var body = new ObjectMapper()
                .writeValueAsString(Map.of(
                        "connector.class",
                        "org.apache.kafka.connect.file.FileStreamSourceConnector",
                        "tasks.max",
                        "1",
                        "file",
                        stage.csv().toString(),
                        "topic",
                        topic));
        var connector = url.resolve("/connectors/" + run);
        var answer = http.send(
                HttpRequest.newBuilder(connector.resolve(run + "/config"))
                        .header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
        if (answer.statusCode() != 201) {
            throw new IOException("Kafka Connect says " + answer.statusCode() + ": " + answer.body());
        }
        long begun = System.nanoTime();
        // The header is a line as any other; the last line waits for more.
        try {
            await("Kafka Connect publishes", () -> published(topic) >= rows);
        } catch (IOException e) {
            throw new IOException(status(run), e);
        }
        long nanos = System.nanoTime() - begun;
        var measured = new Measured(rows, nanos, cpu() - cpu, brokerCpu.getAsLong() - broker, 0);
        http.send(HttpRequest.newBuilder(connector).DELETE().build(), BodyHandlers.discarding());
        return measured;
    }

    private String status(String run) throws IOException, InterruptedException {
        return http.send(
                        HttpRequest.newBuilder(url.resolve("/connectors/" + run + "/status"))
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }

    private long published(String topic) {
        var asked = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
        try {
            return admin.listOffsets(asked).all().get().values().stream()
                    .mapToLong(end -> end.offset())
                    .sum();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    private void await(String what, BooleanSupplier reached) throws IOException {
        long since = System.nanoTime();
        while (!reached.getAsBoolean()) {
            if (!process.isAlive() || System.nanoTime() - since > PATIENCE.toNanos() || Thread.interrupted()) {
                throw new IOException("no longer waiting until " + what + ":\n" + Files.readString(log));
            }
            LockSupport.parkNanos(LOOK);
        }
    }

    private long cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
