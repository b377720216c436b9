package org.silobridge.cli.soak.publish;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.silobridge.cli.local.LastLines;

/** {@code silobridge connector run} as a process of its own, as a department runs it. */
final class ConnectorChild {
    /** What the command says after its first commit, and then now and again. */
    private static final String PROGRESS = "rows read";
    /** Small transactions, so that there is much to be hit. */
    private static final int TRANSACTION_ROWS = 25;

    private static final long PATIENCE_SECONDS = 180;
    private static final int LAST_LINES = 40;

    /** How a connector ended that nobody killed. */
    record Ended(int status, String lastWords) {}

    private final Process process;
    private final CountDownLatch committed = new CountDownLatch(1);
    private final Thread listener;
    private volatile String lastWords = "";

    private ConnectorChild(Process process, Path log) {
        this.process = process;
        this.listener = new Thread(() -> listen(log), "soak-connector-output");
        listener.setDaemon(true);
        listener.start();
    }

    static ConnectorChild start(List<String> java, Path connectorFile) throws IOException {
        var command = new ArrayList<>(java);
        command.addAll(List.of(
                "org.silobridge.cli.Silobridge",
                "connector",
                "run",
                connectorFile.toString(),
                "--lang",
                "en",
                "--transaction-rows",
                Integer.toString(TRANSACTION_ROWS),
                "--until-input-ends"));
        return new ConnectorChild(
                new ProcessBuilder(command).redirectErrorStream(true).start(), log(connectorFile));
    }

    private static Path log(Path connectorFile) {
        return connectorFile.resolveSibling("connector.log");
    }

    /** The end of what all connectors with this file have said. */
    static String lastLines(Path connectorFile) {
        return LastLines.of(log(connectorFile), LAST_LINES);
    }

    private void listen(Path log) {
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
                var out = Files.newBufferedWriter(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            out.write("-- " + process.pid() + "\n");
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                out.write(line + "\n");
                lastWords = line;
                if (line.contains(PROGRESS)) {
                    committed.countDown();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            committed.countDown();
        }
    }

    /** Waits for its first commit, or its end. */
    void awaitCommit() throws InterruptedException {
        if (!committed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException(
                    "it committed nothing in " + PATIENCE_SECONDS + " s, and said last: " + lastWords);
        }
    }

    /** So much time of a processor it has used; 0 where the system does not tell, or it has ended. */
    long processorMillis() {
        return process.info().totalCpuDuration().map(Duration::toMillis).orElse(0L);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /**
     * SIGKILL; returns when it is gone.
     *
     * @return whether it was killed, and had not ended by itself
     */
    boolean kill() throws InterruptedException {
        boolean alive = process.isAlive();
        process.toHandle().destroyForcibly(); // which leaves the output to be read to its end
        int status = process.waitFor();
        listener.join();
        return alive && status > 128;
    }

    /** Asks it to end, as a person would with Ctrl-C or a service manager, and waits until it has. */
    void stop() throws InterruptedException {
        process.toHandle().destroy();
        process.waitFor();
        listener.join();
    }

    /** To be asked once it has ended. */
    Ended ended() {
        return new Ended(process.exitValue(), lastWords);
    }
}
