package org.silobridge.cli;

import org.silobridge.client.CatalogueClient;
import org.silobridge.client.Enforcement;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code silobridge enforcement …}. */
final class EnforcementCommands {
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
            var refusal = ledger.signerRefusal();
            if (refusal != null) {
                table.row("signer refuses", refusal.cause() + ": " + refusal.detail());
            }
        }
        var stopped = enforcement.stopped();
        if (stopped != null) {
            table.row("stopped plan", stopped.plan())
                    .row("because", stopped.reason().in(console.locale()))
                    .row("would make", stopped.create())
                    .row("would remove", stopped.remove())
                    .row("to go on", "silobridge enforcement confirm " + stopped.plan() + " --reason TEXT");
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
            var enforcement = catalogue.confirmEnforcement(plan, reason).orThrow();
            output.one(console, enforcement, details(console, enforcement));
        }
    }
}
