package org.silobridge.cli;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
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
    public Integer call() {
        if (untilInputEnds) {
            ParentWatch.haltWhenInputEnds();
        }
        var config = CatalogueConfig.read(file).orThrow();
        var starting = new AtomicReference<@Nullable Thread>(Thread.currentThread());
        try (var interruption = new Interruption(() -> interrupt(starting));
                var catalogue = Catalogue.start(config, console.clock(), new SecureRandom(), console::say)
                        .orThrow()) {
            if (starting.getAndSet(null) == null) {
                Thread.interrupted(); // Asked to stop at the last moment: it closes below, undisturbed.
            }
            console.say(Reason.of(
                    "cli.catalogue.up",
                    "url",
                    config.http().scheme() + "://" + config.http().host() + ":" + catalogue.port()));
            interruption.await();
        } catch (InterruptedException whileItWaited) {
            return ExitStatus.DONE;
        }
        return ExitStatus.DONE;
    }

    private static void interrupt(AtomicReference<@Nullable Thread> starting) {
        var thread = starting.getAndSet(null);
        if (thread != null) {
            thread.interrupt();
        }
    }
}
