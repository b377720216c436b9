package org.silobridge.cli;

import java.util.concurrent.Callable;
import org.silobridge.bench.EncoderBench;
import picocli.CommandLine.Command;

/** {@code silobridge bench encoder}. */
@Command(
        name = "encoder",
        description = {
            "Measures what one row costs on its way from a file's bytes to a record, on one thread and without Kafka:",
            "its time and the bytes that it allocates, beside the loop that one would write (docs/performance.md).",
            "Takes a minute, and the machine for itself."
        },
        footer = {"", "Example:", "  silobridge bench encoder"})
final class BenchEncoderCommand implements Callable<Integer> {
    private final Console console;

    BenchEncoderCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        EncoderBench.run(console.out(), false);
        return ExitStatus.DONE;
    }
}
