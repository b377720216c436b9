package org.silobridge.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.silobridge.client.CatalogueClient;
import org.silobridge.client.DatasetRef;
import org.silobridge.client.Grant;
import org.silobridge.model.GrantId;
import org.silobridge.model.GrantState;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code silobridge grant …}. */
final class GrantCommands {
    private GrantCommands() {}

    private static Table table(List<Grant> grants) {
        var table = new Table("GRANT", "STATE", "DATASET", "READER", "GROUPS", "ACTIVE SINCE", "UNTIL", "ENDED");
        grants.forEach(g -> table.row(
                g.id(),
                g.state(),
                g.dataset().name(),
                g.department().slug(),
                String.join(", ", g.groups()),
                g.activeAt(),
                g.until(),
                g.endedAt()));
        return table;
    }

    private static Table details(Console console, Grant grant) {
        return new Table("FIELD", "VALUE")
                .row("grant", grant.id())
                .row("state", grant.state())
                .row("dataset", grant.dataset().name())
                .row("topic", grant.topic())
                .row(
                        "reader",
                        grant.department().slug() + "  "
                                + grant.department().name().in(console.locale()))
                .row("owner", grant.owner().slug() + "  " + grant.owner().name().in(console.locale()))
                .row("request", grant.request())
                .row("field groups", String.join(", ", grant.groups()))
                .row("approved", grant.approvedAt())
                .row("enforced since", grant.activeAt())
                .row("until", grant.until())
                .row("to be confirmed", recertification(grant))
                .row("suspended", suspension(grant))
                .row("ended", grant.endedAt())
                .row("noticed", grant.noticedAt())
                .row("ended by", grant.endedBy())
                .row("because", grant.endReason())
                .row("gone from Kafka", grant.withdrawnAt());
    }

    private static @Nullable String recertification(Grant grant) {
        var rule = grant.recertification();
        return rule == null
                ? null
                : "every " + rule.every() + (rule.lapsesAt() == null ? "" : ", or it lapses " + rule.lapsesAt());
    }

    private static @Nullable String suspension(Grant grant) {
        var held = grant.suspension();
        return held == null
                ? null
                : held.at() + ", by a " + held.as() + ": " + held.reason()
                        + (held.withheldAt() == null ? "" : "; gone from Kafka " + held.withheldAt());
    }

    @Command(name = "list", description = "Lists the grants that concern you, newest first.")
    static final class Listing extends ClientCommand {
        @Option(names = "--department", description = "Only of this reader.")
        @Nullable
        String department;

        @Option(names = "--dataset", description = "Only of this dataset: id, or database/contract/owner.")
        @Nullable
        String dataset;

        @Option(
                names = "--state",
                description = "Only those that are: approved, active, suspended, revoked or expired.")
        @Nullable
        String state;

        @Mixin
        OutputOptions output = new OutputOptions();

        Listing(Console console) {
            super(console);
        }

        @Override
        void run(CatalogueClient catalogue) {
            var grants = catalogue
                    .grants(
                            department,
                            dataset == null ? null : id("--dataset", dataset, DatasetRef::parse),
                            state == null ? null : Words.of("--state", state, GrantState.values()))
                    .orThrow();
            output.list(console, grants, table(grants));
        }
    }

    @Command(name = "show", description = "Shows a grant.")
    static final class Show extends ClientCommand {
        @Parameters(paramLabel = "GRANT", description = "Id: grt-…")
        String grant;

        @Mixin
        OutputOptions output = new OutputOptions();

        Show(Console console) {
            super(console);
        }

        @Override
        void run(CatalogueClient catalogue) {
            var found = catalogue.grant(id("GRANT", grant, GrantId::new)).orThrow();
            output.one(console, found, details(console, found));
        }
    }

    @Command(
            name = "revoke",
            description = "Ends a grant. Its reader is cut off and told why. For stewards of the owner.",
            footer = {"", "Example:", "  silobridge grant revoke grt-7k3m9q2x4v8w1z5t --reason 'The project has ended'"
            })
    static final class Revoke extends ClientCommand {
        @Parameters(paramLabel = "GRANT", description = "Id: grt-…")
        String grant;

        @Option(names = "--reason", required = true, description = "Why. The reader is told.")
        String reason;

        @Mixin
        OutputOptions output = new OutputOptions();

        Revoke(Console console) {
            super(console);
        }

        @Override
        void run(CatalogueClient catalogue) {
            var revoked =
                    catalogue.revoke(id("GRANT", grant, GrantId::new), reason).orThrow();
            output.one(console, revoked, details(console, revoked));
        }
    }

    @Command(
            name = "suspend",
            description = {
                "Holds a grant back for a time. Its reader is cut off and told why; its end stays as it is.",
                "For stewards of the owner, and for coordinators."
            },
            footer = {"", "Example:", "  silobridge grant suspend grt-7k3m9q2x4v8w1z5t --reason 'Access out of scope'"})
    static final class Suspend extends ClientCommand {
        @Parameters(paramLabel = "GRANT", description = "Id: grt-…")
        String grant;

        @Option(names = "--reason", required = true, description = "Why. The reader is told.")
        String reason;

        @Mixin
        OutputOptions output = new OutputOptions();

        Suspend(Console console) {
            super(console);
        }

        @Override
        void run(CatalogueClient catalogue) {
            var suspended =
                    catalogue.suspend(id("GRANT", grant, GrantId::new), reason).orThrow();
            output.one(console, suspended, details(console, suspended));
        }
    }

    @Command(
            name = "resume",
            description = {
                "Gives a suspended grant free: it is in force again as soon as Kafka enforces it.",
                "For stewards of the owner, and for coordinators; what a coordinator suspended, only for coordinators."
            },
            footer = {"", "Example:", "  silobridge grant resume grt-7k3m9q2x4v8w1z5t --reason 'Filter in place'"})
    static final class Resume extends ClientCommand {
        @Parameters(paramLabel = "GRANT", description = "Id: grt-…")
        String grant;

        @Option(names = "--reason", description = "Why. The reader is told.")
        @Nullable
        String reason;

        @Mixin
        OutputOptions output = new OutputOptions();

        Resume(Console console) {
            super(console);
        }

        @Override
        void run(CatalogueClient catalogue) {
            var resumed =
                    catalogue.resume(id("GRANT", grant, GrantId::new), reason).orThrow();
            output.one(console, resumed, details(console, resumed));
        }
    }

    @Command(
            name = "recertify",
            description = {
                "Confirms that a grant is still right; the time until it lapses begins anew.",
                "For stewards of the owner who do not belong to the reader."
            },
            footer = {"", "Example:", "  silobridge grant recertify grt-7k3m9q2x4v8w1z5t"})
    static final class Recertify extends ClientCommand {
        @Parameters(paramLabel = "GRANT", description = "Id: grt-…")
        String grant;

        @Mixin
        OutputOptions output = new OutputOptions();

        Recertify(Console console) {
            super(console);
        }

        @Override
        void run(CatalogueClient catalogue) {
            var confirmed =
                    catalogue.recertify(id("GRANT", grant, GrantId::new)).orThrow();
            output.one(console, confirmed, details(console, confirmed));
        }
    }
}
