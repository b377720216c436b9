package org.silobridge.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.silobridge.sandbox.Sandbox;
import org.silobridge.sandbox.SandboxOptions;
import org.silobridge.sandbox.Service;

/**
 * Publishes one generated table in several ways to one broker, in rounds: in each, every contestant once. The first
 * {@value #WARM_UP} rounds warm up and are not counted.
 *
 * @param rows of the table
 * @param runs counted rounds
 * @param seed of the table
 * @param only the contestants, or empty for all
 * @param connect where the jars of Kafka Connect are; it is left out where there are none
 * @param profile whether to record where the connector's time goes
 */
public record PublishBench(long rows, int runs, long seed, List<String> only, Path connect, boolean profile) {
    private static final int WARM_UP = 2;
    private static final String HEAP = "-Xmx256m";
    private static final String PROFILED = "connector";

    public PublishBench {
        if (rows < 1 || runs < 1) {
            throw new IllegalArgumentException("nothing to measure");
        }
        only = List.copyOf(only);
    }

    /** Measures, and prints the table. */
    public void run(SandboxOptions options, PrintStream out, Consumer<String> progress)
            throws IOException, InterruptedException, ExecutionException {
        var directory = Files.createTempDirectory("silobridge-bench-");
        var stage = new Stage(directory);
        var clean = new Thread(() -> deleteQuietly(directory), "clean");
        Runtime.getRuntime().addShutdownHook(clean);
        var services = wants("connect")
                ? options.withServices(Service.KAFKA, Service.REGISTRY)
                : options.withServices(Service.KAFKA);
        try (var sandbox = Sandbox.start(services.withMeasuring())) {
            progress.accept("generating " + rows + " rows");
            Enterprises.write(stage.csv(), rows, seed);
            writeClientConfig(stage, sandbox);
            var results = measure(stage, sandbox, progress);
            new ResultTable(results).print(out);
            if (profile) {
                Profile.of(recording(stage)).print(out);
            }
        } finally {
            Runtime.getRuntime().removeShutdownHook(clean);
            delete(directory);
        }
    }

    private static void writeClientConfig(Stage stage, Sandbox sandbox) throws IOException {
        var text = new StringBuilder();
        sandbox.kafkaClientConfig(sandbox.kafkaAdmin()).forEach((key, value) -> text.append(key)
                .append('=')
                .append(value.replace("\\", "\\\\"))
                .append('\n'));
        Files.writeString(stage.clientConfig(), text, StandardCharsets.UTF_8);
    }

    private Map<String, List<Measured>> measure(Stage stage, Sandbox sandbox, Consumer<String> progress)
            throws IOException, InterruptedException, ExecutionException {
        LongSupplier brokerCpu = () -> sandbox.processorTime(Service.KAFKA).toNanos();
        var processes = new LinkedHashMap<String, Runner>();
        var results = new LinkedHashMap<String, List<Measured>>();
        try (var admin = Admin.create(new HashMap<>(sandbox.kafkaClientConfig(sandbox.kafkaAdmin())))) {
            for (var kind : List.of("raw", "connector", "loop")) {
                if (wants(kind)) {
                    progress.accept("starting " + kind);
                    processes.put(kind, new ContestantProcess(kind, stage, jvm(kind, stage), brokerCpu));
                }
            }
            if (wants("connect")) {
                progress.accept("starting connect");
                processes.put(
                        "connect", new KafkaConnect(connect, sandbox.registryUrl(), stage, admin, rows, brokerCpu));
            }
            for (int round = 0; round < WARM_UP + runs; round++) {
                for (var contestant : processes.entrySet()) {
                    var run = contestant.getKey() + "-" + round;
                    var measured = run(admin, contestant.getValue(), run);
                    progress.accept(String.format(
                            java.util.Locale.ROOT,
                            "%s: %,d rows/s, processor time per row %d ns, of the broker %d ns%s",
                            run,
                            Math.round(measured.rowsPerSecond()),
                            measured.cpuNanos() / measured.rows(),
                            measured.brokerCpuNanos() / measured.rows(),
                            round < WARM_UP ? " (warming up)" : ""));
                    if (round >= WARM_UP) {
                        results.computeIfAbsent(contestant.getKey(), unused -> new ArrayList<>())
                                .add(measured);
                    }
                }
            }
        } finally {
            for (var process : processes.values()) {
                process.close();
            }
        }
        return results;
    }

    private Measured run(Admin admin, Runner contestant, String run)
            throws IOException, InterruptedException, ExecutionException {
        var topic = "bench." + run;
        int partitions = Stage.contract().partitions();
        admin.createTopics(Stage.topics(topic).stream()
                        .map(name -> new NewTopic(name, name.equals(topic) ? partitions : 1, (short) 1))
                        .toList())
                .all()
                .get();
        var measured = contestant.run(topic, run);
        if (measured.rows() != rows) {
            throw new IllegalStateException(run + " published " + measured.rows() + " of " + rows + " rows");
        }
        admin.deleteTopics(Stage.topics(topic)).all().get();
        return measured;
    }

    private boolean wants(String kind) {
        return (only.isEmpty() || only.contains(kind)) && (!kind.equals("connect") || Files.isDirectory(connect));
    }

    private List<String> jvm(String kind, Stage stage) {
        // The limit holds all its records in memory before the clock starts.
        var heap = kind.equals("raw") ? "-Xmx" + (512 + rows / 1000) + "m" : HEAP;
        var jvm = new ArrayList<>(List.of(heap, "-XX:+UseG1GC"));
        if (profile && kind.equals(PROFILED)) {
            jvm.add("-XX:+UnlockDiagnosticVMOptions");
            jvm.add("-XX:+DebugNonSafepoints");
            jvm.add("-XX:StartFlightRecording=settings=profile,filename=" + recording(stage));
        }
        return jvm;
    }

    private static Path recording(Stage stage) {
        return stage.directory().resolve("connector.jfr");
    }

    private static void deleteQuietly(Path directory) {
        try {
            delete(directory);
        } catch (IOException e) {
            // Somebody still writes there; the system's own cleaning will find it.
        }
    }

    private static void delete(Path directory) throws IOException {
        try (var all = Files.walk(directory)) {
            for (var file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
