package org.silobridge.cli;

import java.util.concurrent.Callable;
import org.silobridge.model.Reason;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "demo",
        description = "Starts a whole exchange on this machine and plays the story, with real data. Ctrl-C ends it.")
final class DemoCommand implements Callable<Integer> {
    private final Console console;

    @Option(names = "--exit", description = "End after the story: status 0 if every step came out as told.")
    boolean exit;

    DemoCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        console.say(Reason.of("cli.not-yet", "what", "demo" + (exit ? " --exit" : "")));
        return ExitStatus.BROKEN;
    }
}
