package org.silobridge.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** A contestant in its own JVM, seen from outside. */
final class ContestantProcess implements Runner {
    private static final long PATIENCE_SECONDS = 30;

    private final Process process;
    private final BufferedReader out;
    private final Writer in;
    private final Path log;
    private final LongSupplier brokerCpu;

    /**
     * Starts it and waits until it has prepared.
     *
     * @param options of its JVM
     * @param brokerCpu the broker's processor time so far, in nanoseconds
     */
    ContestantProcess(String kind, Stage stage, List<String> options, LongSupplier brokerCpu) throws IOException {
        this.brokerCpu = brokerCpu;
        this.log = stage.directory().resolve(kind + ".log");
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                Contestant.class.getName(),
                kind,
                stage.directory().toString()));
        this.process = new ProcessBuilder(command).redirectError(log.toFile()).start();
        this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.in = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
        await("ready");
    }

    @Override
    public Measured run(String topic, String run) throws IOException {
        long cpu = brokerCpu.getAsLong();
        in.write(topic + " " + run + "\n");
        in.flush();
        var answer = await(Contestant.ANSWER);
        return Contestant.parse(answer, brokerCpu.getAsLong() - cpu);
    }

    /** Its log goes to standard output, too: everything but the line awaited is passed over. */
    private String await(String start) throws IOException {
        for (var line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith(start)) {
                return line;
            }
        }
        throw new IOException("a contestant ended: " + Files.readString(log));
    }

    /** Returns when it has ended, and written what it recorded. */
    @Override
    public void close() throws IOException {
        try {
            in.close();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("a contestant does not end: " + Files.readString(log));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
        }
    }
}
