package org.silobridge.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.silobridge.client.CatalogueClient;
import picocli.CommandLine.Mixin;

/** A command that asks the catalogue and shows the answer. */
abstract class ClientCommand implements Callable<Integer> {
    final Console console;

    @Mixin
    ClientOptions client;

    ClientCommand(Console console) {
        this.console = console;
        this.client = new ClientOptions();
    }

    /** Asks and shows. What is refused is thrown, and told in one place. */
    abstract void run(CatalogueClient catalogue) throws IOException, InterruptedException;

    @Override
    public Integer call() throws IOException, InterruptedException {
        run(client.open(console));
        return ExitStatus.DONE;
    }

    /** A moment. @throws IllegalArgumentException if it is none */
    static java.time.Instant time(String text) {
        try {
            return java.time.Instant.parse(text);
        } catch (java.time.DateTimeException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** An id that a person typed. */
    static <T> T id(String parameter, String text, java.util.function.Function<String, T> form) {
        try {
            return form.apply(text);
        } catch (IllegalArgumentException e) {
            throw ClientOptions.invalid(
                    parameter,
                    text,
                    org.silobridge.model.Reason.of("cli.value.form", "why", String.valueOf(e.getMessage())));
        }
    }
}
