package org.silobridge.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import org.silobridge.connector.config.ConnectorFile;
import org.silobridge.connector.mapping.CompiledMapping;
import org.silobridge.connector.row.RowPipeline;
import org.silobridge.connector.source.Rows;
import org.silobridge.model.AtTheEdge;

/**
 * From a file's bytes to a record's key and value, on one thread and without Kafka: cutting alone, cutting with all rules
 * and encoding, and what the obvious loop does, without rules. Times and bytes are those of one row.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 1,
        jvmArgs = {"-Xmx256m", "-XX:+UseG1GC"})
public class EncoderBenchmark {
    private static final int ROWS = 20_000;

    private final Path directory;
    private final ConnectorFile file;
    private final CompiledMapping mapping;
    private final RowPipeline pipeline;
    private final ObviousLoop loop;

    /** Writes the table. */
    public EncoderBenchmark() {
        Stage stage;
        try {
            directory = Files.createTempDirectory("silobridge-bench-");
            stage = new Stage(directory);
            Enterprises.write(stage.csv(), ROWS, 1);
            Files.writeString(stage.clientConfig(), "bootstrap.servers=127.0.0.1:1\n", StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var contract = Stage.contract();
        file = stage.connectorFile("encoder");
        mapping = CompiledMapping.compile(file.mapping(), contract).orThrow();
        pipeline = new RowPipeline(contract, mapping, Stage.SCHEMA_ID, Optional.empty());
        loop = new ObviousLoop(stage);
    }

    /** Leaves nothing. */
    @TearDown(Level.Trial)
    public void delete() throws IOException {
        try (var all = Files.walk(directory)) {
            for (var path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    @AtTheEdge("A benchmark is a process of its own.")
    private Rows rows() {
        return file.openable(Clock.systemUTC()).open(mapping.columns(), Map.of());
    }

    /** Cutting the file into rows and fields, checking that it is UTF-8, and the digest of what was read. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public long cutting() {
        long bytes = 0;
        try (var rows = rows()) {
            for (var row = rows.next(); row != null; row = rows.next()) {
                bytes += row.rawLength();
            }
        }
        return bytes;
    }

    /** The same, and mapping, all rules, and encoding. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public void encoding(Blackhole sink) {
        try (var rows = rows()) {
            for (var row = rows.next(); row != null; row = rows.next()) {
                if (!pipeline.accept(row)) {
                    throw new IllegalStateException(pipeline.faults().toString());
                }
                sink.consume(pipeline.key());
                sink.consume(pipeline.value());
            }
        }
    }

    /** FastCSV, {@code GenericRecord}, {@code GenericDatumWriter}; no rules, no digest. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public void loop(Blackhole sink) throws IOException {
        loop.encodeAll((key, value) -> {
            sink.consume(key);
            sink.consume(value);
        });
    }
}
