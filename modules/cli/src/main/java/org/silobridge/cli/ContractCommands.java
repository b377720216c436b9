package org.silobridge.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.silobridge.client.CatalogueClient;
import org.silobridge.client.Contract;
import org.silobridge.contract.ContractReader;
import org.silobridge.contract.evolution.Evolution;
import org.silobridge.model.ContractName;
import org.silobridge.model.ContractVersion;
import org.silobridge.model.Reason;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code silobridge contract …}. */
final class ContractCommands {
    private ContractCommands() {}

    @Command(
            name = "check",
            description = {
                "Checks a contract, and with --against whether it may follow an older version. Asks nobody.",
                "Everything that is wrong is said at once."
            },
            footer = {
                "",
                "Example:",
                "  silobridge contract check schemas/population/resident.yaml --against old/resident.yaml"
            })
    static final class Check implements Callable<Integer> {
        private final Console console;

        @Parameters(paramLabel = "FILE", description = "The contract's YAML file; its schema stands beside it.")
        Path file;

        @Option(names = "--against", paramLabel = "OLD", description = "The YAML file of an older version.")
        @Nullable
        Path against;

        Check(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            var contract = ContractReader.read(file).orThrow();
            if (against != null) {
                var old = ContractReader.read(against).orThrow();
                var table = new Table("WEIGHT", "PATH", "FINDING");
                Evolution.admit(List.of(old), contract)
                        .orThrow()
                        .forEach(finding -> table.row(
                                finding.weight(),
                                finding.path(),
                                finding.reason().in(console.locale())));
                table.print(console.out());
            }
            console.out()
                    .println(Reason.of(
                                    "cli.contract.sound",
                                    "contract",
                                    contract.reference(),
                                    "fields",
                                    contract.fields().size(),
                                    "open",
                                    contract.openFields().size(),
                                    "withheld",
                                    contract.withheldFields().size())
                            .in(console.locale()));
            return ExitStatus.DONE;
        }
    }

    @Command(
            name = "publish",
            description = "Publishes a contract version. A published version never changes. For publishers.",
            footer = {"", "Example:", "  silobridge contract publish schemas/population/resident.yaml"})
    static final class Publish extends ClientCommand {
        @Parameters(paramLabel = "FILE", description = "The contract's YAML file; its schema stands beside it.")
        Path file;

        @Mixin
        OutputOptions output = new OutputOptions();

        Publish(Console console) {
            super(console);
        }

        @Override
        void run(CatalogueClient catalogue) {
            var texts = ContractReader.texts(file).orThrow();
            var published =
                    catalogue.publishContract(texts.contract(), texts.schema()).orThrow();
            output.one(
                    console,
                    published,
                    new Table("CONTRACT", "VERSION", "DIGEST", "PUBLISHED")
                            .row(published.name(), published.version(), published.digest(), published.publishedAt()));
        }
    }

    @Command(name = "list", description = "Lists the contracts.")
    static final class Listing extends ClientCommand {
        @Option(names = "--database", description = "Only of this database.")
        @Nullable
        String database;

        @Mixin
        OutputOptions output = new OutputOptions();

        Listing(Console console) {
            super(console);
        }

        @Override
        void run(CatalogueClient catalogue) {
            var contracts = catalogue.contracts(database).orThrow();
            var table = new Table("CONTRACT", "TITLE", "DATA CLASS", "VERSIONS", "GROUPS");
            contracts.forEach(
                    c -> table.row(c.name(), c.title().in(console.locale()), c.dataClass(), versions(c), groups(c)));
            output.list(console, contracts, table);
        }

        private static String versions(Contract contract) {
            return String.join(
                    ", ",
                    contract.versions().stream()
                            .map(v -> v.version().toString())
                            .toList());
        }

        private static String groups(Contract contract) {
            return String.join(
                    ", ",
                    contract.groups().stream()
                            .map(g -> g.name() + " (" + g.sharing() + ")")
                            .toList());
        }
    }

    @Command(
            name = "show",
            description = "Shows a contract, or with --version the texts of one version.",
            footer = {
                "",
                "Examples:",
                "  silobridge contract show population/resident",
                "  silobridge contract show population/resident --version 1.0"
            })
    static final class Show extends ClientCommand {
        @Parameters(paramLabel = "CONTRACT", description = "database/name")
        String contract;

        @Option(names = "--version", paramLabel = "MAJOR.MINOR", description = "This version's texts.")
        @Nullable
        String version;

        @Mixin
        OutputOptions output = new OutputOptions();

        Show(Console console) {
            super(console);
        }

        @Override
        void run(CatalogueClient catalogue) {
            var name = id("CONTRACT", contract, ContractName::parse);
            if (version == null) {
                var found = catalogue.contract(name).orThrow();
                output.one(console, found, details(found));
                return;
            }
            var found = catalogue
                    .contractVersion(name, id("--version", version, ContractVersion::parse))
                    .orThrow();
            if (output.form == OutputOptions.Form.json) {
                output.one(console, found, new Table());
            } else {
                console.out().println(Console.safe(found.contract().stripTrailing()));
                console.out().println("---");
                console.out().println(Console.safe(found.schema().stripTrailing()));
            }
        }

        private Table details(Contract contract) {
            var table = new Table("FIELD", "VALUE")
                    .row("contract", contract.name())
                    .row("title", contract.title().in(console.locale()))
                    .row("description", contract.description().in(console.locale()))
                    .row("data class", contract.dataClass());
            for (var group : contract.groups()) {
                table.row("group " + group.name(), group.sharing() + ": " + String.join(", ", group.fields()));
            }
            for (var published : contract.versions()) {
                table.row("version " + published.version(), published.publishedAt() + "  " + published.digest());
            }
            return table;
        }
    }
}
