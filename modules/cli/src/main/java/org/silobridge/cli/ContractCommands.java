package org.silobridge.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.silobridge.checks.Cel;
import org.silobridge.client.CatalogueClient;
import org.silobridge.client.ContractFindings;
import org.silobridge.contract.Contract;
import org.silobridge.contract.ContractReader;
import org.silobridge.contract.evolution.Evolution;
import org.silobridge.model.ContractName;
import org.silobridge.model.ContractVersion;
import org.silobridge.model.Outcome;
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
                "Checks contracts, and with --against whether one may follow an older version. Asks nobody.",
                "Everything that is wrong is said at once."
            },
            footer = {
                "",
                "Examples:",
                "  silobridge contract check schemas/*/*.yaml",
                "  silobridge contract check schemas/population/resident.yaml --against old/resident.yaml"
            })
    static final class Check implements Callable<Integer> {
        private final Console console;

        @Parameters(
                paramLabel = "FILE",
                arity = "1..*",
                description = "The contract's YAML file; its schema stands beside it.")
        List<Path> files = List.of();

        @Option(names = "--against", paramLabel = "OLD", description = "The YAML file of an older version.")
        @Nullable
        Path against;

        Check(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            if (against != null) {
                return follows(ContractReader.read(against).orThrow());
            }
            int status = ExitStatus.DONE;
            for (var file : files) {
                var read = ContractReader.read(file, Cel.LANGUAGE);
                if (read instanceof Outcome.Refused<Contract> refused) {
                    console.say(refused.refusal());
                    status = ExitStatus.of(refused.refusal().kind());
                } else {
                    show(read.orThrow());
                }
            }
            return status;
        }

        private int follows(Contract old) {
            if (files.size() > 1) {
                throw ClientOptions.invalid(
                        "--against", String.valueOf(against), Reason.of("cli.contract.one-against-one"));
            }
            var contract = ContractReader.read(files.get(0), Cel.LANGUAGE).orThrow();
            var findings =
                    ChangeReport.of(Evolution.judge(List.of(old), contract, major -> List.of()), console.locale());
            ChangeReport.print(findings, console);
            show(contract);
            return ChangeReport.status(findings);
        }

        private void show(Contract contract) {
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
            if (!contract.checks().isEmpty()) {
                console.out()
                        .println(Reason.of(
                                        "cli.contract.checks",
                                        "count",
                                        contract.checks().size())
                                .in(console.locale()));
            }
        }
    }

    @Command(
            name = "diff",
            description = {
                "Says what changed from one version of a contract to another, and what it means for those who read it.",
                "Files need no catalogue; a published version is asked for."
            },
            footer = {
                "",
                "Exit status 3 where the newer version's number does not allow what changed.",
                "",
                "Examples:",
                "  silobridge contract diff old/resident.yaml schemas/population/resident.yaml",
                "  silobridge contract diff population/resident@1.0 schemas/population/resident.yaml"
            })
    static final class Diff implements Callable<Integer> {
        private static final Pattern PUBLISHED = Pattern.compile("([a-z0-9-]+/[a-z0-9-]+)@([0-9]+\\.[0-9]+)");
        private final Console console;

        @Parameters(
                index = "0",
                paramLabel = "OLD",
                description = "A contract's YAML file, or a published version: population/resident@1.0")
        String old;

        @Parameters(index = "1", paramLabel = "NEW", description = "The same.")
        String next;

        @Mixin
        ClientOptions client = new ClientOptions();

        @Mixin
        OutputOptions output = new OutputOptions();

        Diff(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            var before = contract("OLD", old);
            var after = contract("NEW", next);
            var findings = ChangeReport.of(Evolution.between(before, after), console.locale());
            if (output.form == OutputOptions.Form.json) {
                output.one(console, findings, new Table());
            } else {
                console.out().println(before.reference() + " → " + after.reference());
                console.out().println();
                ChangeReport.print(findings, console);
            }
            return ChangeReport.status(findings);
        }

        private Contract contract(String parameter, String text) {
            var published = PUBLISHED.matcher(text);
            if (!published.matches()) {
                return ContractReader.read(Path.of(text)).orThrow();
            }
            var found = client.open(console)
                    .contractVersion(
                            ClientCommand.id(parameter, published.group(1), ContractName::parse),
                            ClientCommand.id(parameter, published.group(2), ContractVersion::parse))
                    .orThrow();
            return ContractReader.read(text, found.contract(), found.schema()).orThrow();
        }
    }

    @Command(
            name = "publish",
            description = {
                "Publishes a contract version. A published version never changes. For publishers.",
                "Those whom it changes something for are told: silobridge inbox"
            },
            footer = {
                "",
                "Examples:",
                "  silobridge contract publish schemas/population/resident.yaml --dry-run",
                "  silobridge contract publish schemas/population/resident.yaml"
            })
    static final class Publish implements Callable<Integer> {
        private final Console console;

        @Parameters(paramLabel = "FILE", description = "The contract's YAML file; its schema stands beside it.")
        Path file;

        @Option(names = "--dry-run", description = "Only says what changes, and for whom. Publishes nothing.")
        boolean dryRun;

        @Option(names = "--confirm", description = "Changes that need a confirmation are meant.")
        boolean confirm;

        @Mixin
        ClientOptions client = new ClientOptions();

        @Mixin
        OutputOptions output = new OutputOptions();

        Publish(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            var texts = ContractReader.texts(file, Cel.LANGUAGE).orThrow();
            var catalogue = client.open(console);
            if (dryRun) {
                var findings = catalogue
                        .checkContract(texts.contract(), texts.schema(), confirm)
                        .orThrow();
                show(findings);
                return findings.accepted() ? ExitStatus.DONE : ExitStatus.REFUSED;
            }
            var published = catalogue
                    .publishContract(texts.contract(), texts.schema(), confirm)
                    .orThrow();
            output.one(
                    console,
                    published,
                    new Table("CONTRACT", "VERSION", "DIGEST", "PUBLISHED")
                            .row(published.name(), published.version(), published.digest(), published.publishedAt()));
            return ExitStatus.DONE;
        }

        private void show(ContractFindings findings) {
            if (output.form == OutputOptions.Form.json) {
                output.one(console, findings, new Table());
                return;
            }
            ChangeReport.print(findings, console);
            if (findings.verdict() == null) {
                findings.violations().forEach(violation -> console.out()
                        .println("  "
                                + Console.safe(violation.path() + ": "
                                        + violation.reason().in(console.locale()))));
            } else if (findings.previous() == null) {
                console.out().println(Reason.of("cli.change.first").in(console.locale()));
            }
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

        private static String versions(org.silobridge.client.Contract contract) {
            return String.join(
                    ", ",
                    contract.versions().stream()
                            .map(v -> v.version().toString())
                            .toList());
        }

        private static String groups(org.silobridge.client.Contract contract) {
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

        private Table details(org.silobridge.client.Contract contract) {
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
