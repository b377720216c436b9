package org.silobridge.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.silobridge.model.Reason;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "run",
        description = "Runs the catalogue service until Ctrl-C.",
        footer = {"", "Example:", "  silobridge catalogue run deploy/catalogue.yaml"})
final class CatalogueRunCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "FILE", description = "Its configuration (kind: Catalogue).")
    Path file;

    CatalogueRunCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        console.err().flush();
        throw Silobridge.refused(Reason.of("cli.not-yet", "what", "catalogue run " + file));
    }
}
