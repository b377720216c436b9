package org.silobridge.it.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** {@code silobridge connector run FILE} as a process of its own, as a department runs it, with all that it logs. */
final class ConnectorRun {
    private static final Pattern TOTALS = Pattern.compile("(?m)^\\S+ +(\\d+) +(\\d+) +(\\d+) +(\\d+)$");

    private final Process process;
    private final Path output;

    private ConnectorRun(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    static ConnectorRun start(Path file) throws IOException {
        var output = file.resolveSibling(file.getFileName() + ".log");
        var command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "org.silobridge.cli.Silobridge",
                "--lang=en",
                "--verbose",
                "connector",
                "run",
                file.toString());
        return new ConnectorRun(
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start(),
                output);
    }

    /** What it says at its end. */
    Published await() throws IOException, InterruptedException {
        boolean ended = process.waitFor(2, TimeUnit.MINUTES);
        process.destroyForcibly();
        var said = Files.readString(output);
        assertThat(ended).as("ended in time: " + said).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        var totals = TOTALS.matcher(said);
        assertThat(totals.find()).as(said).isTrue();
        return new Published(
                Long.parseLong(totals.group(2)), Long.parseLong(totals.group(3)), Long.parseLong(totals.group(4)));
    }

    /** Rows of the source. */
    record Published(long read, long published, long quarantined) {}
}
