package org.silobridge.cli;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.silobridge.client.CatalogueClient;
import org.silobridge.client.Dataset;
import org.silobridge.client.DatasetRef;
import org.silobridge.client.NewDataset;
import org.silobridge.ledger.Decision;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code silobridge dataset …}. */
final class DatasetCommands {
    private DatasetCommands() {}

    private static Table table(Console console, List<Dataset> datasets) {
        var table = new Table("DATASET", "ID", "TITLE", "OWNER", "MAJOR", "STATE", "FRESHNESS");
        datasets.forEach(d -> table.row(
                d.name(),
                d.id(),
                d.title().in(console.locale()),
                d.owner().name().in(console.locale()),
                d.major(),
                d.state(),
                d.freshness()));
        return table;
    }

    @Command(
            name = "register",
            description = "Registers a department's feed under a contract. For publishers of the owner.",
            footer = {
                "",
                "Example:",
                "  silobridge dataset register --contract ecology-environment/air-quality-hourly --owner beijing-ecology"
            })
    static final class Register extends ClientCommand {
        @Option(names = "--contract", required = true, paramLabel = "DATABASE/NAME", description = "The contract.")
        String contract;

        @Option(names = "--major", paramLabel = "N", defaultValue = "1", description = "Its major version. Default: 1.")
        int major;

        @Option(names = "--owner", required = true, paramLabel = "DEPARTMENT", description = "Id or slug of the owner.")
        String owner;

        @Option(
                names = "--freshness",
                paramLabel = "DURATION",
                description = "How old the newest record may be: PT24H, P7D. Default: PT24H.")
        @Nullable
        String freshness;

        @Mixin
        OutputOptions output = new OutputOptions();

        Register(Console console) {
            super(console);
        }

        @Override
        void run(CatalogueClient catalogue) {
            var dataset = catalogue
                    .registerDataset(new NewDataset(contract, major, owner, freshness))
                    .orThrow();
            output.one(console, dataset, table(console, List.of(dataset)));
        }
    }

    @Command(
            name = "list",
            description = "Lists datasets.",
            footer = {"", "Example:", "  silobridge dataset list --database population -o json"})
    static final class Listing extends ClientCommand {
        @Option(
                names = {"-q", "--query"},
                paramLabel = "TEXT",
                description = "Words of name or title.")
        @Nullable
        String query;

        @Option(names = "--database", description = "Only of this database.")
        @Nullable
        String database;

        @Option(names = "--owner", paramLabel = "DEPARTMENT", description = "Only of this department.")
        @Nullable
        String owner;

        @Mixin
        OutputOptions output = new OutputOptions();

        Listing(Console console) {
            super(console);
        }

        @Override
        void run(CatalogueClient catalogue) {
            var datasets = catalogue.datasets(query, database, owner).orThrow();
            output.list(console, datasets, table(console, datasets));
        }
    }

    @Command(name = "show", description = "Shows a dataset and its field groups.")
    static final class Show extends ClientCommand {
        @Parameters(paramLabel = "DATASET", description = "Id, or database/contract/owner.")
        String dataset;

        @Mixin
        OutputOptions output = new OutputOptions();

        Show(Console console) {
            super(console);
        }

        @Override
        void run(CatalogueClient catalogue) {
            var found =
                    catalogue.dataset(id("DATASET", dataset, DatasetRef::parse)).orThrow();
            var table = new Table("FIELD", "VALUE")
                    .row("dataset", found.name())
                    .row("id", found.id())
                    .row("title", found.title().in(console.locale()))
                    .row(
                            "owner",
                            found.owner().slug() + "  " + found.owner().name().in(console.locale()))
                    .row("contract", found.contract() + "@" + found.major())
                    .row("newest version", found.contractVersion())
                    .row("state", found.state())
                    .row("freshness", found.freshness())
                    .row("signatures", Boolean.TRUE.equals(found.signaturesRequired()) ? "required" : null)
                    .row(
                            "newest record",
                            found.feed() == null ? null : found.feed().newestAt())
                    .row(
                            "silent since",
                            found.feed() == null ? null : found.feed().silentSince())
                    .row("topic", found.topic());
            for (var group : found.groups()) {
                table.row("group " + group.name(), group.sharing() + ": " + String.join(", ", group.fields()));
            }
            output.one(console, found, table);
        }
    }

    @Command(
            name = "signatures",
            description = {
                "Demands that whatever gives a right to the dataset, or a longer one, is signed by who decides; or does not",
                "demand it any more. Signed either way. For stewards of the owner."
            },
            footer = {
                "",
                "Example:",
                "  silobridge dataset signatures population/resident/public-security --require \\",
                "      --reason 'Order 7' --sign-with li.na.key"
            })
    static final class Signatures extends ClientCommand {
        @Parameters(paramLabel = "DATASET", description = "Id, or database/contract/owner.")
        String dataset;

        @ArgGroup(multiplicity = "1")
        Wanted wanted;

        /** One of the two. */
        static final class Wanted {
            @Option(names = "--require", description = "From now on.")
            boolean require;

            @Option(names = "--waive", description = "Not any more.")
            boolean waive;
        }

        @Option(names = "--reason", required = true, description = "Why.")
        String reason;

        @Option(names = "--sign-with", required = true, paramLabel = "FILE", description = "The key to sign it with.")
        Path file;

        @Mixin
        OutputOptions output = new OutputOptions();

        Signatures(Console console) {
            super(console);
        }

        @Override
        void run(CatalogueClient catalogue) {
            var found =
                    catalogue.dataset(id("DATASET", dataset, DatasetRef::parse)).orThrow();
            var after = SignWith.sign(
                            console,
                            catalogue,
                            file,
                            wanted.require ? Decision.REQUIRE_SIGNATURES : Decision.WAIVE_SIGNATURES,
                            found.id().value(),
                            statement -> statement.with("reason", reason))
                    .requireSignatures(id("DATASET", found.id().value(), DatasetRef::parse), wanted.require, reason)
                    .orThrow();
            output.one(console, after, table(console, List.of(after)));
        }
    }
}
