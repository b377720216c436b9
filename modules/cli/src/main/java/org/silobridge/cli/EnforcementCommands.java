package org.silobridge.cli;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.silobridge.client.CatalogueClient;
import org.silobridge.client.Enforcement;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code silobridge enforcement …}. */
final class EnforcementCommands {
    /** As many of a plan's changes as a person reads; a program gets all of them. */
    private static final int SHOWN = 20;

    private EnforcementCommands() {}

    private static Table details(Console console, Enforcement enforcement) {
        var detail = enforcement.detail();
        var table = new Table("FIELD", "VALUE")
                .row("state", enforcement.state())
                .row("last look", enforcement.lastReconcileAt())
                .row("rights wanted", enforcement.wanted())
                .row("rights found", enforcement.found())
                .row("datasets preparing", enforcement.preparing())
                .row("detail", detail == null ? null : detail.in(console.locale()));
        var last = enforcement.last();
        if (last != null) {
            table.row("cluster", last.clusterId())
                    .row("took", last.tookMillis() + " ms")
                    .row("rights made", last.created())
                    .row("rights removed", last.removed());
            last.errors().forEach(error -> table.row("failed", error.object() + ": " + error.error()));
            last.reported().forEach(found -> table.row("not ours", found));
        }
        var ledger = enforcement.ledger();
        if (ledger != null) {
            table.row("ledger", ledger.size() + " entries, " + ledger.signedSize() + " signed")
                    .row("ledger waiting", ledger.waiting() + " entries, " + ledger.waitingMillis() + " ms");
            var failure = ledger.failure();
            if (failure != null) {
                table.row("ledger fails", failure.code() + ": " + failure.detail());
            }
            var refusal = ledger.signerRefusal();
            if (refusal != null) {
                table.row("signer refuses", refusal.cause() + ": " + refusal.detail());
            }
        }
        var stopped = enforcement.stopped();
        if (stopped != null) {
            plan(console, table, stopped)
                    .row("to go on", "silobridge enforcement confirm " + stopped.plan() + " --reason TEXT");
        }
        return table;
    }

    /** What it is that somebody confirms. */
    private static Table plan(Console console, Table table, Enforcement.StoppedPlan stopped) {
        table.row("stopped plan", stopped.plan())
                .row("because", stopped.reason().in(console.locale()))
                .row("would make", stopped.create())
                .row("would remove", stopped.remove());
        var changes = stopped.changes() == null ? List.<String>of() : stopped.changes();
        changes.stream().limit(SHOWN).forEach(change -> table.row("change", change));
        if (changes.size() > SHOWN) {
            table.row("", "and " + (changes.size() - SHOWN) + " more: status -o json lists them all");
        }
        return table;
    }

    @Command(name = "status", description = "Shows how Kafka compares with the grants.")
    static final class Status extends ClientCommand {
        @Mixin
        OutputOptions output = new OutputOptions();

        Status(Console console) {
            super(console);
        }

        @Override
        void run(CatalogueClient catalogue) {
            var enforcement = catalogue.enforcement().orThrow();
            output.one(console, enforcement, details(console, enforcement));
        }
    }

    @Command(
            name = "survey",
            description = {
                "Scores every right on the Kafka cluster; changes nothing. For operators, auditors and coordinators.",
                "Shows all but what a grant covers and what is not about this exchange."
            },
            footer = {"", "Example:", "  silobridge enforcement survey --score no-basis -o json"})
    static final class Survey extends ClientCommand {
        @Option(
                names = "--score",
                description =
                        "Of this score alone: denial, orphan, wider, expired, no-basis, unused, covered, elsewhere.")
        @Nullable
        String score;

        @Mixin
        OutputOptions output = new OutputOptions();

        Survey(Console console) {
            super(console);
        }

        @Override
        void run(CatalogueClient catalogue) {
            var survey = catalogue.survey(score).orThrow();
            var table = new Table("SCORE", "FATE", "RIGHT", "SEEN SINCE", "WHY");
            survey.items()
                    .forEach(found -> table.row(
                            found.score(),
                            found.fate(),
                            found.right(),
                            found.seenSince(),
                            found.reason().in(console.locale())));
            output.one(console, survey, table);
            if (output.form == OutputOptions.Form.table) {
                console.out()
                        .println(survey.counts().entrySet().stream()
                                .filter(count -> count.getValue() > 0)
                                .map(count -> count.getValue() + " " + count.getKey())
                                .collect(Collectors.joining(", ")));
                if (survey.omitted() > 0) {
                    console.out().println(survey.omitted() + " more: ask for one --score at a time");
                }
            }
        }
    }

    @Command(
            name = "keep",
            description = "Leaves a right on Kafka for a time that nobody granted. For coordinators.",
            footer = {
                "",
                "Example:",
                "  silobridge enforcement keep 'ALLOW READ TOPIC LITERAL sb.x.y.z.v1 User:app *' --days 30 --reason moving"
            })
    static final class Keep extends ClientCommand {
        @Parameters(paramLabel = "RIGHT", description = "As the survey shows it, in quotes.")
        String right;

        @Option(
                names = "--days",
                required = true,
                description = "For so many days from now, at most 90; 0 takes it back.")
        int days;

        @Option(names = "--reason", required = true, description = "Why. It goes into the ledger.")
        String reason;

        @Mixin
        OutputOptions output = new OutputOptions();

        Keep(Console console) {
            super(console);
        }

        @Override
        void run(CatalogueClient catalogue) {
            var kept = catalogue.keepRight(right, days, reason).orThrow();
            output.one(
                    console,
                    kept,
                    new Table("FIELD", "VALUE")
                            .row(days == 0 ? "no longer kept" : "kept", kept.right())
                            .row("until", kept.until()));
        }
    }

    @Command(name = "confirm", description = "Goes on with a plan that a guard stopped. For operators.")
    static final class Confirm extends ClientCommand {
        @Parameters(paramLabel = "PLAN", description = "The plan's id, as status shows it.")
        String plan;

        @Option(names = "--reason", required = true, description = "Why it is right. It goes into the ledger.")
        String reason;

        @Mixin
        OutputOptions output = new OutputOptions();

        Confirm(Console console) {
            super(console);
        }

        @Override
        void run(CatalogueClient catalogue) {
            var stopped = catalogue.enforcement().orThrow().stopped();
            var enforcement = catalogue.confirmEnforcement(plan, reason).orThrow();
            var table = new Table("FIELD", "VALUE").row("confirmed", plan).row("state", enforcement.state());
            if (stopped != null && stopped.plan().equals(plan)) {
                plan(console, table, stopped);
            }
            output.one(console, enforcement, table);
        }
    }
}
