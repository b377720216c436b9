package org.silobridge.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import org.silobridge.catalogue.Catalogue;
import org.silobridge.catalogue.CatalogueConfig;
import org.silobridge.model.Reason;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "run",
        description = "Runs the catalogue service until Ctrl-C.",
        footer = {"", "Example:", "  silobridge catalogue run deploy/catalogue.yaml"})
final class CatalogueRunCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "FILE", description = "Its configuration (kind: Catalogue).")
    Path file;

    /** For whoever runs it as a child: standard input is then a pipe that ends with the parent, whatever ends that. */
    @Option(names = "--until-input-ends", hidden = true, description = "End with standard input.")
    boolean untilInputEnds;

    CatalogueRunCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (untilInputEnds) {
            ParentWatch.haltWhenInputEnds();
        }
        var config = CatalogueConfig.read(file).orThrow();
        try (var interruption = new Interruption(() -> {});
                var catalogue = Catalogue.start(config, console.clock(), new SecureRandom())
                        .orThrow()) {
            console.say(Reason.of(
                    "cli.catalogue.up", "url", "http://" + config.http().host() + ":" + catalogue.port()));
            interruption.await();
        }
        return ExitStatus.DONE;
    }
}
