package org.silobridge.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.silobridge.client.CatalogueClient;
import org.silobridge.client.Correction;
import org.silobridge.client.DatasetRef;
import org.silobridge.client.NewCorrection;
import org.silobridge.model.CorrectionId;
import org.silobridge.model.CorrectionState;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code silobridge correction …}. */
final class CorrectionCommands {
    private CorrectionCommands() {}

    private static Table table(List<Correction> corrections) {
        var table = new Table(
                "CORRECTION", "STATE", "DATASET", "FIELD", "DISPUTED BY", "OWNER", "FILED", "DUE", "ANSWERED");
        corrections.forEach(c -> table.row(
                c.id(),
                c.state(),
                c.dataset().name(),
                c.field() == null ? "(missing)" : c.field(),
                c.department().slug(),
                c.owner().slug(),
                c.filedAt(),
                DueText.of(c.due()),
                c.ended() == null ? null : c.ended().at()));
        return table;
    }

    private static Table details(Console console, Correction correction) {
        var table = new Table("FIELD", "VALUE")
                .row("correction", correction.id())
                .row("state", correction.state())
                .row("dataset", correction.dataset().name())
                .row(
                        "disputed by",
                        correction.department().slug() + "  "
                                + correction.department().name().in(console.locale()))
                .row(
                        "owner",
                        correction.owner().slug() + "  "
                                + correction.owner().name().in(console.locale()))
                .row("grant", correction.grant())
                .row("key", correction.key())
                .row("field", correction.field())
                .row("missing", correction.missing())
                .row("topic", correction.topic())
                .row("partition", correction.partition())
                .row("offset", correction.offset())
                .row("evidence", correction.evidence())
                .row("filed", correction.filedAt() + " by " + correction.filedBy())
                .row("due", DueText.of(correction.due()));
        var extension = correction.extension();
        if (extension != null) {
            table.row(
                    "extended",
                    extension.at() + " by " + extension.actor() + ", " + extension.days() + " working days: "
                            + extension.reason());
        }
        var appeal = correction.appeal();
        if (appeal != null) {
            table.row("refused before", appeal.refusedAt() + " by " + appeal.refusedBy() + ": " + appeal.refusal())
                    .row("appealed", appeal.at() + " by " + appeal.actor() + ": " + appeal.grounds());
            var ruling = appeal.ruling();
            if (ruling != null) {
                table.row(
                        "ruling",
                        ruling.at() + " by " + ruling.actor() + ", " + ruling.decision() + ": " + ruling.reason());
            }
        }
        var ended = correction.ended();
        if (ended != null) {
            table.row(correction.state().word(), ended.at() + " by " + ended.actor())
                    .row("right at", ended.offset() == null ? null : ended.partition() + ":" + ended.offset())
                    .row("reason", ended.reason());
        }
        return table;
    }

    /** About one correction, which is shown as it is afterwards. */
    abstract static class OnOne extends ClientCommand {
        @Parameters(paramLabel = "CORRECTION", description = "Id: cor-…")
        String correction;

        @Mixin
        OutputOptions output = new OutputOptions();

        OnOne(Console console) {
            super(console);
        }

        abstract Outcome<Correction> ask(CatalogueClient catalogue, CorrectionId id);

        @Override
        final void run(CatalogueClient catalogue) {
            var after = ask(catalogue, id("CORRECTION", correction, CorrectionId::new))
                    .orThrow();
            output.one(console, after, details(console, after));
        }
    }

    /** Where a record is. */
    private record Place(int partition, long offset) {
        static Place of(String option, String text) {
            int colon = text.indexOf(':');
            try {
                return new Place(
                        Integer.parseInt(text.substring(0, Math.max(colon, 0))),
                        Long.parseLong(text.substring(colon + 1)));
            } catch (NumberFormatException notNumbers) {
                throw ClientOptions.invalid(option, text, Reason.of("cli.correction.place"));
            }
        }
    }

    @Command(
            name = "file",
            description = {
                "Says that a field of a record which you read is wrong, or that a record is missing. For applicants of a",
                "department with a grant.",
                "Key, partition and offset are those that 'subscribe --envelope' shows. What you write as evidence is",
                "shown to your department and to the owner, and to nobody else; name no persons all the same."
            },
            footer = {
                "",
                "Example:",
                "  silobridge correction file --dataset ecology-environment/air-quality-hourly/beijing-ecology \\",
                "      --department emergency --key '1001|2013-03-01T00:00:00Z' --field pm25 --at 1:4711 \\",
                "      --evidence 'The station was out of order that hour: notice 12 of the bureau'",
                "  silobridge correction file --dataset ecology-environment/air-quality-hourly/beijing-ecology \\",
                "      --department emergency --key '1001|2013-03-01T05:00:00Z' --missing --at 1:4800 \\",
                "      --evidence 'The station reported that hour'"
            })
    static final class File extends ClientCommand {
        @Option(names = "--dataset", required = true, description = "Id, or database/contract/owner.")
        String dataset;

        @Option(names = "--department", required = true, description = "Id or slug of the department that reads it.")
        String department;

        @Option(names = "--key", required = true, description = "The record's key, as it was read.")
        String key;

        @ArgGroup(multiplicity = "1")
        Fault fault;

        /** One of the two. */
        static final class Fault {
            @Option(names = "--field", description = "Which field is wrong: an open one.")
            @Nullable
            String field;

            @Option(names = "--missing", description = "There is no record of that key.")
            boolean missing;
        }

        @Option(
                names = "--at",
                required = true,
                paramLabel = "PARTITION:OFFSET",
                description =
                        "Where the record was read; of a missing one how far you have read the partition, 0 if nothing.")
        String at;

        @Option(names = "--evidence", required = true, description = "What should stand there, and how you know.")
        String evidence;

        @Mixin
        OutputOptions output = new OutputOptions();

        File(Console console) {
            super(console);
        }

        @Override
        void run(CatalogueClient catalogue) {
            var place = Place.of("--at", at);
            var filed = catalogue
                    .dispute(new NewCorrection(
                            dataset,
                            department,
                            key,
                            fault.field,
                            fault.missing ? true : null,
                            place.partition(),
                            place.offset(),
                            evidence))
                    .orThrow();
            output.one(console, filed, details(console, filed));
        }
    }

    @Command(name = "list", description = "Lists the corrections that concern you, newest first.")
    static final class Listing extends ClientCommand {
        @Option(names = "--department", description = "Only by or of this department.")
        @Nullable
        String department;

        @Option(names = "--dataset", description = "Only of this dataset: id, or database/contract/owner.")
        @Nullable
        String dataset;

        @Option(
                names = "--state",
                description = "Only those that are: open, appealed, corrected, refused or withdrawn.")
        @Nullable
        String state;

        @Mixin
        OutputOptions output = new OutputOptions();

        Listing(Console console) {
            super(console);
        }

        @Override
        void run(CatalogueClient catalogue) {
            var corrections = catalogue
                    .corrections(
                            department,
                            dataset == null ? null : id("--dataset", dataset, DatasetRef::parse),
                            state == null ? null : Words.of("--state", state, CorrectionState.values()))
                    .orThrow();
            output.list(console, corrections, table(corrections));
        }
    }

    @Command(name = "show", description = "Shows a correction.")
    static final class Show extends OnOne {
        Show(Console console) {
            super(console);
        }

        @Override
        Outcome<Correction> ask(CatalogueClient catalogue, CorrectionId id) {
            return catalogue.correction(id);
        }
    }

    @Command(
            name = "answer",
            description = {
                "Names the record that is right, or says why the disputed one is. For stewards of the owner.",
                "Publish the record first: it has the same key, and so stands later in the same partition. Of a record",
                "that was missing name the partition too, if it is not the one of the dispute."
            },
            footer = {
                "",
                "Examples:",
                "  silobridge correction answer cor-7k3m9q2x4v8w1z5t --offset 5120",
                "  silobridge correction answer cor-7k3m9q2x4v8w1z5t --offset 2:310",
                "  silobridge correction answer cor-7k3m9q2x4v8w1z5t --refuse --reason 'The station confirms the value'"
            })
    static final class Answer extends OnOne {
        @ArgGroup(multiplicity = "1")
        Said said;

        @Option(names = "--reason", description = "Why. Must be given to refuse.")
        @Nullable
        String reason;

        /** One of the two. */
        static final class Said {
            @Option(
                    names = "--offset",
                    paramLabel = "[PARTITION:]OFFSET",
                    description = "It is corrected: where the right record is.")
            @Nullable
            String offset;

            @Option(names = "--refuse", description = "The disputed record is right.")
            boolean refuse;
        }

        Answer(Console console) {
            super(console);
        }

        @Override
        Outcome<Correction> ask(CatalogueClient catalogue, CorrectionId id) {
            var offset = said.offset;
            if (offset == null) {
                return catalogue.refuse(id, reason == null ? "" : reason);
            }
            if (offset.matches("[0-9]{1,18}")) {
                return catalogue.corrected(id, null, Long.parseLong(offset));
            }
            var place = Place.of("--offset", offset);
            return catalogue.corrected(id, place.partition(), place.offset());
        }
    }

    @Command(
            name = "extend",
            description = "Takes more working days for the answer: once, in time. For stewards of the owner.",
            footer = {
                "",
                "Example:",
                "  silobridge correction extend cor-7k3m9q2x4v8w1z5t --reason 'The paper file is at the county'"
            })
    static final class Extend extends OnOne {
        @Option(names = "--reason", required = true, description = "Why.")
        String reason;

        Extend(Console console) {
            super(console);
        }

        @Override
        Outcome<Correction> ask(CatalogueClient catalogue, CorrectionId id) {
            return catalogue.extend(id, reason);
        }
    }

    @Command(
            name = "appeal",
            description = {
                "Appeals against the owner's refusal: once, and a coordinator decides. For applicants of the department",
                "that disputes. The grounds are shown to the coordinators, who see neither the key nor your evidence."
            },
            footer = {
                "",
                "Example:",
                "  silobridge correction appeal cor-7k3m9q2x4v8w1z5t --grounds 'Notice 12 was not looked at'"
            })
    static final class Appeal extends OnOne {
        @Option(names = "--grounds", required = true, description = "Why the refusal is wrong.")
        String grounds;

        Appeal(Console console) {
            super(console);
        }

        @Override
        Outcome<Correction> ask(CatalogueClient catalogue, CorrectionId id) {
            return catalogue.appeal(id, grounds);
        }
    }

    @Command(
            name = "rule",
            description = "Decides an appeal, for good. For coordinators who belong to neither side.",
            footer = {
                "",
                "Examples:",
                "  silobridge correction rule cor-7k3m9q2x4v8w1z5t --uphold --reason 'The notice is of another station'",
                "  silobridge correction rule cor-7k3m9q2x4v8w1z5t --order --reason 'The notice shows the fault'"
            })
    static final class Rule extends OnOne {
        @ArgGroup(multiplicity = "1")
        Ruled ruled;

        @Option(names = "--reason", required = true, description = "Why.")
        String reason;

        /** One of the two. */
        static final class Ruled {
            @Option(names = "--uphold", description = "The refusal stands.")
            boolean uphold;

            @Option(names = "--order", description = "The owner has to put the record right.")
            boolean order;
        }

        Rule(Console console) {
            super(console);
        }

        @Override
        Outcome<Correction> ask(CatalogueClient catalogue, CorrectionId id) {
            return catalogue.rule(id, ruled.order, reason);
        }
    }

    @Command(
            name = "withdraw",
            description = "Takes back a dispute that is open. For applicants of the department that disputes.",
            footer = {"", "Example:", "  silobridge correction withdraw cor-7k3m9q2x4v8w1z5t"})
    static final class Withdraw extends OnOne {
        Withdraw(Console console) {
            super(console);
        }

        @Override
        Outcome<Correction> ask(CatalogueClient catalogue, CorrectionId id) {
            return catalogue.withdraw(id);
        }
    }
}
