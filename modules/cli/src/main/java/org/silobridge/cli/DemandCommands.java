package org.silobridge.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.silobridge.client.CatalogueClient;
import org.silobridge.client.Demand;
import org.silobridge.client.NewDemand;
import org.silobridge.model.DemandId;
import org.silobridge.model.DemandState;
import org.silobridge.model.Outcome;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code silobridge demand …}. */
final class DemandCommands {
    private DemandCommands() {}

    private static Table table(List<Demand> demands) {
        var table = new Table("DEMAND", "STATE", "NEEDED BY", "HOLDER", "SUBJECT", "FILED", "DUE", "DATASET");
        demands.forEach(d -> table.row(
                d.id(),
                d.state(),
                d.department().slug(),
                d.holder().slug(),
                d.subject(),
                d.filedAt(),
                DueText.of(d.due()),
                dataset(d)));
        return table;
    }

    private static Table details(Console console, Demand demand) {
        var table = new Table("FIELD", "VALUE")
                .row("demand", demand.id())
                .row("state", demand.state())
                .row(
                        "needed by",
                        demand.department().slug() + "  "
                                + demand.department().name().in(console.locale()))
                .row(
                        "holder",
                        demand.holder().slug() + "  " + demand.holder().name().in(console.locale()))
                .row("subject", demand.subject())
                .row("description", demand.description())
                .row("purpose", demand.purpose())
                .row("legal basis", demand.legalBasis())
                .row("filed", demand.filedAt() + " by " + demand.filedBy())
                .row("due", DueText.of(demand.due()));
        var ended = demand.ended();
        if (ended != null) {
            table.row(demand.state().word(), ended.at() + " by " + ended.actor())
                    .row("dataset", dataset(demand))
                    .row("reason", ended.reason());
        }
        return table;
    }

    private static @Nullable Object dataset(Demand demand) {
        var ended = demand.ended();
        return ended == null || ended.dataset() == null ? null : ended.dataset().name();
    }

    /** About one demand, which is shown as it is afterwards. */
    abstract static class OnOne extends ClientCommand {
        @Parameters(paramLabel = "DEMAND", description = "Id: dmd-…")
        String demand;

        @Mixin
        OutputOptions output = new OutputOptions();

        OnOne(Console console) {
            super(console);
        }

        abstract Outcome<Demand> ask(CatalogueClient catalogue, DemandId id);

        @Override
        final void run(CatalogueClient catalogue) {
            var after = ask(catalogue, id("DEMAND", demand, DemandId::new)).orThrow();
            output.one(console, after, details(console, after));
        }
    }

    @Command(
            name = "file",
            description = {
                "Asks for data that the catalogue does not have, of the department that should hold it. For applicants.",
                "It gives no right to read: once the data is catalogued, it is asked for with request file."
            },
            footer = {
                "",
                "Example:",
                "  silobridge demand file --department social-security --holder public-security --subject 'Name changes' \\",
                "      --description 'Who changed their name since 2020, and when' --purpose ServiceAccessDetermination \\",
                "      --legal-basis 'Social Insurance Law, Art. 74'"
            })
    static final class File extends ClientCommand {
        @Option(names = "--department", required = true, description = "Id or slug of the department that needs it.")
        String department;

        @Option(names = "--holder", required = true, description = "Id or slug of the department that should hold it.")
        String holder;

        @Option(names = "--subject", required = true, description = "What it is, in a few words.")
        String subject;

        @Option(names = "--description", required = true, description = "What it has to hold.")
        String description;

        @Option(names = "--purpose", required = true, description = "A purpose of the W3C Data Privacy Vocabulary.")
        String purpose;

        @Option(names = "--legal-basis", required = true, description = "The law, and the article.")
        String legalBasis;

        @Mixin
        OutputOptions output = new OutputOptions();

        File(Console console) {
            super(console);
        }

        @Override
        void run(CatalogueClient catalogue) {
            var filed = catalogue
                    .fileDemand(new NewDemand(department, holder, subject, description, purpose, legalBasis))
                    .orThrow();
            output.one(console, filed, details(console, filed));
        }
    }

    @Command(name = "list", description = "Lists the demands that concern you, newest first.")
    static final class Listing extends ClientCommand {
        @Option(names = "--department", description = "Only by or of this department.")
        @Nullable
        String department;

        @Option(names = "--state", description = "Only those that are: open, catalogued, declined or withdrawn.")
        @Nullable
        String state;

        @Mixin
        OutputOptions output = new OutputOptions();

        Listing(Console console) {
            super(console);
        }

        @Override
        void run(CatalogueClient catalogue) {
            var wanted = state == null ? null : Words.of("--state", state, DemandState.values());
            var demands = catalogue.demands(department, wanted).orThrow();
            output.list(console, demands, table(demands));
        }
    }

    @Command(name = "show", description = "Shows a demand.")
    static final class Show extends OnOne {
        Show(Console console) {
            super(console);
        }

        @Override
        Outcome<Demand> ask(CatalogueClient catalogue, DemandId id) {
            return catalogue.demand(id);
        }
    }

    @Command(
            name = "answer",
            description = {
                "Says which dataset holds the data now, why it is not catalogued, or which other department holds it.",
                "For stewards of the department that should hold it."
            },
            footer = {
                "",
                "Examples:",
                "  silobridge demand answer dmd-7k3m9q2x4v8w1z5t --dataset population/name-change/public-security",
                "  silobridge demand answer dmd-7k3m9q2x4v8w1z5t --decline --reason 'Nobody records it'",
                "  silobridge demand answer dmd-7k3m9q2x4v8w1z5t --to registry-office --reason 'It holds the register'"
            })
    static final class Answer extends OnOne {
        @ArgGroup(multiplicity = "1")
        Said said;

        @Option(names = "--reason", description = "Why. Must be given to decline and to pass on.")
        @Nullable
        String reason;

        /** One of the three. */
        static final class Said {
            @Option(names = "--dataset", paramLabel = "DATASET", description = "It is catalogued: id or name.")
            @Nullable
            String dataset;

            @Option(names = "--decline", description = "It is not.")
            boolean decline;

            @Option(names = "--to", paramLabel = "DEPARTMENT", description = "Another one holds it: id or slug.")
            @Nullable
            String holder;
        }

        Answer(Console console) {
            super(console);
        }

        @Override
        Outcome<Demand> ask(CatalogueClient catalogue, DemandId id) {
            var dataset = said.dataset;
            var why = reason == null ? "" : reason;
            if (said.holder != null) {
                return catalogue.passOn(id, said.holder, why);
            }
            return dataset == null ? catalogue.decline(id, why) : catalogue.catalogued(id, dataset);
        }
    }

    @Command(
            name = "withdraw",
            description = "Takes back a demand that is open. For applicants of the department that needed it.",
            footer = {"", "Example:", "  silobridge demand withdraw dmd-7k3m9q2x4v8w1z5t"})
    static final class Withdraw extends OnOne {
        Withdraw(Console console) {
            super(console);
        }

        @Override
        Outcome<Demand> ask(CatalogueClient catalogue, DemandId id) {
            return catalogue.withdraw(id);
        }
    }
}
