package org.silobridge.cli;

import org.silobridge.client.CatalogueClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "list", description = "Lists the databases.")
final class DatabaseListCommand extends ClientCommand {
    @Mixin
    OutputOptions output = new OutputOptions();

    DatabaseListCommand(Console console) {
        super(console);
    }

    @Override
    void run(CatalogueClient catalogue) {
        var databases = catalogue.databases().orThrow();
        var table = new Table("DATABASE", "KIND", "TITLE");
        databases.forEach(d -> table.row(d.slug(), d.kind(), d.title().in(console.locale())));
        output.list(console, databases, table);
    }
}
