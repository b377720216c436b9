package org.silobridge.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "version", description = "Shows the version.")
final class VersionCommand implements Callable<Integer> {
    private final Console console;

    VersionCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        var version = Silobridge.class.getPackage().getImplementationVersion();
        console.out()
                .println("silobridge " + (version == null ? "(not from a jar)" : version) + ", Java "
                        + Runtime.version().feature());
        return ExitStatus.DONE;
    }
}
