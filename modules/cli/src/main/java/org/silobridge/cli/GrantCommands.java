package org.silobridge.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.silobridge.client.CatalogueClient;
import org.silobridge.client.DatasetRef;
import org.silobridge.client.Grant;
import org.silobridge.ledger.Decision;
import org.silobridge.model.GrantId;
import org.silobridge.model.GrantState;
import org.silobridge.model.Outcome;
import picocli.CommandLine.ArgGroup;
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
        var table = new Table("FIELD", "VALUE")
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
                .row("opens", OpensText.of(grant.opens()))
                .row("approved", grant.approvedAt())
                .row("enforced since", grant.activeAt())
                .row("until", grant.until())
                .row("next major", grant.followsMajor() ? "goes on there" : null)
                .row("follows", grant.follows())
                .row("renewal asked", renewal(grant))
                .row("to be confirmed", recertification(grant))
                .row("suspended", suspension(grant))
                .row("ended", grant.endedAt())
                .row("noticed", grant.noticedAt())
                .row("ended by", grant.endedBy())
                .row("because", grant.endReason())
                .row("gone from Kafka", grant.withdrawnAt());
        var use = grant.use();
        return use == null
                ? table
                : table.row("last read", use.lastReadAt() == null ? "not seen yet" : use.lastReadAt())
                        .row("unread since", use.unreadSince())
                        .row("behind", use.behind())
                        .row("read by day", days(use))
                        .row("reported at", use.seenAt());
    }

    private static @Nullable String days(Grant.Use use) {
        return use.days().isEmpty()
                ? null
                : use.days().stream()
                        .map(day -> day.day() + ": " + day.records())
                        .collect(Collectors.joining(", "));
    }

    private static @Nullable String renewal(Grant grant) {
        var wish = grant.renewal();
        return wish == null ? null : "until " + wish.until() + ": " + wish.reason();
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

    /** About one grant, which is shown as it is afterwards. */
    abstract static class OnOne extends ClientCommand {
        @Parameters(paramLabel = "GRANT", description = "Id: grt-…")
        String grant;

        @Mixin
        OutputOptions output = new OutputOptions();

        OnOne(Console console) {
            super(console);
        }

        abstract Outcome<Grant> ask(CatalogueClient catalogue, GrantId id);

        @Override
        final void run(CatalogueClient catalogue) {
            var after = ask(catalogue, id("GRANT", grant, GrantId::new)).orThrow();
            output.one(console, after, details(console, after));
        }
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
    static final class Show extends OnOne {
        Show(Console console) {
            super(console);
        }

        @Override
        Outcome<Grant> ask(CatalogueClient catalogue, GrantId id) {
            return catalogue.grant(id);
        }
    }

    @Command(
            name = "revoke",
            description = "Ends a grant. Its reader is cut off and told why. For stewards of the owner.",
            footer = {"", "Example:", "  silobridge grant revoke grt-7k3m9q2x4v8w1z5t --reason 'The project has ended'"
            })
    static final class Revoke extends OnOne {
        @Option(names = "--reason", required = true, description = "Why. The reader is told.")
        String reason;

        @Mixin
        SignWith signWith = new SignWith();

        Revoke(Console console) {
            super(console);
        }

        @Override
        Outcome<Grant> ask(CatalogueClient catalogue, GrantId id) {
            return signWith.on(
                            console,
                            catalogue,
                            id,
                            Decision.REVOKE,
                            (statement, asked) -> statement.with("reason", reason))
                    .revoke(id, reason);
        }
    }

    @Command(
            name = "suspend",
            description = {
                "Holds a grant back for a time. Its reader is cut off and told why; its end stays as it is.",
                "For stewards of the owner, and for coordinators."
            },
            footer = {"", "Example:", "  silobridge grant suspend grt-7k3m9q2x4v8w1z5t --reason 'Access out of scope'"})
    static final class Suspend extends OnOne {
        @Option(names = "--reason", required = true, description = "Why. The reader is told.")
        String reason;

        @Mixin
        SignWith signWith = new SignWith();

        Suspend(Console console) {
            super(console);
        }

        @Override
        Outcome<Grant> ask(CatalogueClient catalogue, GrantId id) {
            return signWith.on(
                            console,
                            catalogue,
                            id,
                            Decision.SUSPEND,
                            (statement, asked) -> statement.with("reason", reason))
                    .suspend(id, reason);
        }
    }

    @Command(
            name = "resume",
            description = {
                "Gives a suspended grant free: it is in force again as soon as Kafka enforces it.",
                "For stewards of the owner, and for coordinators; what a coordinator suspended, only for coordinators."
            },
            footer = {"", "Example:", "  silobridge grant resume grt-7k3m9q2x4v8w1z5t --reason 'Filter in place'"})
    static final class Resume extends OnOne {
        @Option(names = "--reason", description = "Why. The reader is told.")
        @Nullable
        String reason;

        @Mixin
        SignWith signWith = new SignWith();

        Resume(Console console) {
            super(console);
        }

        @Override
        Outcome<Grant> ask(CatalogueClient catalogue, GrantId id) {
            return signWith.on(
                            console,
                            catalogue,
                            id,
                            Decision.RESUME,
                            (statement, asked) -> statement.with("reason", reason == null ? "" : reason))
                    .resume(id, reason);
        }
    }

    @Command(
            name = "recertify",
            description = {
                "Confirms that a grant is still right; the time until it lapses begins anew.",
                "For stewards of the owner who do not belong to the reader."
            },
            footer = {"", "Example:", "  silobridge grant recertify grt-7k3m9q2x4v8w1z5t"})
    static final class Recertify extends OnOne {
        @Mixin
        SignWith signWith = new SignWith();

        Recertify(Console console) {
            super(console);
        }

        @Override
        Outcome<Grant> ask(CatalogueClient catalogue, GrantId id) {
            return signWith.on(console, catalogue, id, Decision.RECERTIFY, (statement, asked) -> statement)
                    .recertify(id);
        }
    }

    /** Until when: a time, or days after the end that a grant has. */
    static final class Longer {
        @Option(names = "--until", paramLabel = "TIME", description = "New end: 2026-05-30T08:00:00Z.")
        @Nullable
        String until;

        @Option(names = "--days", paramLabel = "N", description = "So many days after the end that it has.")
        @Nullable
        Integer days;

        Instant end(CatalogueClient catalogue, GrantId grant) {
            if (days != null) {
                return catalogue.grant(grant).orThrow().until().plus(Duration.ofDays(days));
            }
            return ClientCommand.id("--until", Objects.requireNonNull(until), ClientCommand::time);
        }
    }

    @Command(
            name = "ask-renewal",
            description = "Asks for more time, before the end. For applicants of the department that holds the grant.",
            footer = {
                "",
                "Example:",
                "  silobridge grant ask-renewal grt-7k3m9q2x4v8w1z5t --days 90 --reason 'The campaign goes on'"
            })
    static final class AskRenewal extends OnOne {
        @ArgGroup(multiplicity = "1")
        Longer longer;

        @Option(names = "--reason", required = true, description = "Why. The owner is told.")
        String reason;

        AskRenewal(Console console) {
            super(console);
        }

        @Override
        Outcome<Grant> ask(CatalogueClient catalogue, GrantId id) {
            return catalogue.askRenewal(id, longer.end(catalogue, id), reason);
        }
    }

    @Command(
            name = "renew",
            description = {
                "Gives a grant more time, before its end: its reader goes on reading. Without --until and --days as much",
                "as was asked for. For stewards of the owner who do not belong to the reader."
            },
            footer = {
                "",
                "Examples:",
                "  silobridge grant renew grt-7k3m9q2x4v8w1z5t --reason 'Still needed'",
                "  silobridge grant renew grt-7k3m9q2x4v8w1z5t --days 30 --reason 'One month to finish'"
            })
    static final class Renew extends OnOne {
        @ArgGroup(multiplicity = "0..1")
        @Nullable
        Longer longer;

        @Option(names = "--reason", required = true, description = "Why. The reader is told.")
        String reason;

        @Mixin
        SignWith signWith = new SignWith();

        Renew(Console console) {
            super(console);
        }

        @Override
        Outcome<Grant> ask(CatalogueClient catalogue, GrantId id) {
            var until = longer == null ? null : longer.end(catalogue, id);
            return signWith.on(console, catalogue, id, Decision.RENEW, (statement, asked) -> {
                        var wish = asked.renewal();
                        var end = until != null ? until : wish == null ? asked.until() : wish.until();
                        return statement
                                .with("reason", reason)
                                .with(
                                        "until",
                                        end.truncatedTo(ChronoUnit.MILLIS).toString());
                    })
                    .renew(id, until, reason);
        }
    }

    @Command(
            name = "refuse-renewal",
            description =
                    "Does not give the time that was asked for: the grant goes on to its end. For stewards of the owner.",
            footer = {
                "",
                "Example:",
                "  silobridge grant refuse-renewal grt-7k3m9q2x4v8w1z5t --reason 'The duty has ended'"
            })
    static final class RefuseRenewal extends OnOne {
        @Option(names = "--reason", required = true, description = "Why. The reader is told.")
        String reason;

        @Mixin
        SignWith signWith = new SignWith();

        RefuseRenewal(Console console) {
            super(console);
        }

        @Override
        Outcome<Grant> ask(CatalogueClient catalogue, GrantId id) {
            return signWith.on(
                            console,
                            catalogue,
                            id,
                            Decision.REFUSE_RENEWAL,
                            (statement, asked) -> statement.with("reason", reason))
                    .refuseRenewal(id, reason);
        }
    }
}
