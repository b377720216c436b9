package org.silobridge.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.silobridge.cli.demo.DemoRun;
import org.silobridge.model.Reason;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "demo",
        description = "Starts a whole exchange on this machine and plays the story, with real data. Ctrl-C ends it.",
        footer = {"", "Examples:", "  silobridge demo", "  silobridge demo --exit && echo all came out as told"})
final class DemoCommand implements Callable<Integer> {
    private final Console console;

    @Option(names = "--exit", description = "End after the story: status 0 if every step came out as told.")
    boolean exit;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Keep everything there. Default: a temporary directory that goes.")
    @Nullable
    Path dataDirectory;

    DemoCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        var home = Path.of(System.getProperty("silobridge.home", ".")).toAbsolutePath();
        try (var ending = new Ending(console)) {
            var demo = ending.own(
                    () -> DemoRun.prepare(home, dataDirectory, console.out(), console.err(), console.clock()));
            demo.start();
            var broken = demo.play();
            if (!exit) {
                demo.tellHowToGoOn();
                console.say(Reason.of("cli.sandbox.up"));
                ending.await();
            }
            return broken.isEmpty() ? ExitStatus.DONE : ExitStatus.BROKEN;
        }
    }
}
