package org.silobridge.cli.soak;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** {@code silobridge connector run} as a process of its own, as a department runs it. */
final class ConnectorChild {
    /** What the command says after its first commit, and then now and again. */
    private static final String PROGRESS = "rows read";

    private static final long PATIENCE_SECONDS = 60;

    private final Process process;
    private final CountDownLatch committed = new CountDownLatch(1);
    private final Thread listener;

    private ConnectorChild(Process process, Path log) {
        this.process = process;
        this.listener = new Thread(() -> listen(log), "soak-connector-output");
        listener.setDaemon(true);
        listener.start();
    }

    /** @param transactionRows small, so that there is much to be hit */
    static ConnectorChild start(Path connectorFile, int transactionRows) throws IOException {
        var command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx160m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "org.silobridge.cli.Silobridge",
                "connector",
                "run",
                connectorFile.toString(),
                "--lang",
                "en",
                "--transaction-rows",
                Integer.toString(transactionRows),
                "--until-input-ends");
        return new ConnectorChild(
                new ProcessBuilder(command).redirectErrorStream(true).start(),
                connectorFile.resolveSibling("connector.log"));
    }

    private void listen(Path log) {
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
                var out = Files.newBufferedWriter(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                out.write(line + "\n");
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
            throw new IllegalStateException("the connector committed nothing in " + PATIENCE_SECONDS + " s");
        }
    }

    /**
     * Lets it work so long, unless it ends by itself, and kills it then.
     *
     * @return whether it was killed; otherwise it had ended by itself
     */
    boolean killAfter(long millis) throws InterruptedException {
        boolean ended = process.waitFor(millis, TimeUnit.MILLISECONDS);
        process.destroyForcibly();
        int status = process.waitFor();
        listener.join();
        if (ended && status != 0) {
            throw new IllegalStateException("the connector ended by itself with status " + status);
        }
        return !ended && status != 0;
    }
}
