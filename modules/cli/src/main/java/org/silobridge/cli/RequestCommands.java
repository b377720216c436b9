package org.silobridge.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.silobridge.client.CatalogueClient;
import org.silobridge.client.Decision;
import org.silobridge.client.NewRequest;
import org.silobridge.client.Request;
import org.silobridge.client.Ruling;
import org.silobridge.ledger.Statement;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;
import org.silobridge.model.RefusedException;
import org.silobridge.model.RequestId;
import org.silobridge.model.RequestState;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code silobridge request …}. */
final class RequestCommands {
    private RequestCommands() {}

    private static Table table(List<Request> requests) {
        var table =
                new Table("REQUEST", "STATE", "DATASET", "BY", "PURPOSE", "GROUPS", "DAYS", "FILED", "DUE", "GRANT");
        requests.forEach(r -> table.row(
                r.id(),
                r.state(),
                r.dataset().name(),
                r.department().slug(),
                r.purpose(),
                String.join(", ", r.groups()),
                r.durationDays(),
                r.filedAt(),
                DueText.of(r.due()),
                r.grant()));
        return table;
    }

    private static List<Request.Act> acts(Request request) {
        return request.acts() == null ? List.of() : request.acts();
    }

    private static String act(Request.Act act, Console console) {
        var said = act.reason() == null ? act.text() : act.reason().in(console.locale());
        return act.at()
                + (act.actor() == null ? "" : " by " + act.actor())
                + (act.days() == null
                        ? ""
                        : ", " + act.days() + (act.what().equals("extended") ? " working days" : " days"))
                + (act.answerBy() == null ? "" : ", answer by " + act.answerBy())
                + (said == null ? "" : ": " + said);
    }

    private static Table details(Console console, Request request) {
        var table = new Table("FIELD", "VALUE")
                .row("request", request.id())
                .row("state", request.state())
                .row("stage", request.stage())
                .row("dataset", request.dataset().name())
                .row(
                        "asked by",
                        request.department().slug() + "  "
                                + request.department().name().in(console.locale()))
                .row(
                        "owner",
                        request.owner().slug() + "  " + request.owner().name().in(console.locale()))
                .row("purpose", request.purpose())
                .row("legal basis", request.legalBasis())
                .row("scenario", request.scenario())
                .row("commitment", request.commitment())
                .row("field groups", String.join(", ", request.groups()))
                .row("opens", OpensText.of(request.opens()))
                .row("days", request.durationDays())
                .row("next major", request.followsMajor() ? "asked for too" : null)
                .row("filed", request.filedAt() + " by " + request.filedBy())
                .row("due", DueText.of(request.due()))
                .row("grant", request.grant());
        for (var act : acts(request)) {
            table.row(act.what(), act(act, console));
        }
        var closed = request.closed();
        if (closed != null) {
            table.row(request.state().word(), closed.at() + (closed.actor() == null ? "" : " by " + closed.actor()));
        }
        var decision = request.decision();
        if (decision != null) {
            table.row("decided", decision.at() + " by " + (decision.actor() == null ? decision.by() : decision.actor()))
                    .row("reason", decision.reason().in(console.locale()));
        }
        return table;
    }

    /** With what is approved: as much as was asked for, unless it is less. */
    private static Statement giving(Statement statement, Request asked, List<String> groups, @Nullable Integer days) {
        return statement.giving(
                groups.isEmpty() ? asked.groups() : groups, List.of(), days == null ? asked.durationDays() : days);
    }

    /** With what a first steward approves. */
    private static Statement proposed(Statement statement, Request asked) {
        var first = acts(asked).stream()
                .filter(act -> act.groups() != null && act.days() != null)
                .reduce((one, later) -> later)
                .orElseThrow(() -> ClientOptions.invalid("REQUEST", null, Reason.of("cli.request.not-proposed")));
        return giving(statement, asked, Objects.requireNonNull(first.groups()), first.days());
    }

    /** About one request, which is shown as it is afterwards. */
    abstract static class OnOne extends ClientCommand {
        @Parameters(paramLabel = "REQUEST", description = "Id: req-…")
        String request;

        @Mixin
        OutputOptions output = new OutputOptions();

        OnOne(Console console) {
            super(console);
        }

        abstract Outcome<Request> ask(CatalogueClient catalogue, RequestId id);

        @Override
        final void run(CatalogueClient catalogue) {
            var after = ask(catalogue, id("REQUEST", request, RequestId::new)).orThrow();
            output.one(console, after, details(console, after));
        }
    }

    @Command(
            name = "file",
            description = {
                "Asks for a dataset in the name of a department. For its applicants.",
                "Unconditional groups are granted at once; conditional ones wait for the conformity check and the owner's",
                "steward."
            },
            footer = {
                "",
                "Example:",
                "  silobridge request file population/resident/public-security --department social-security \\",
                "      --purpose ServiceAccessDetermination --legal-basis 'Social Insurance Law, Art. 74' \\",
                "      --scenario 'Checking who is entitled to a pension' --group open --days 90"
            })
    static final class File extends ClientCommand {
        @Parameters(paramLabel = "DATASET", description = "Id, or database/contract/owner.")
        String dataset;

        @Option(names = "--department", required = true, description = "Id or slug of the department that asks.")
        String department;

        @Option(names = "--purpose", required = true, description = "A purpose of the W3C Data Privacy Vocabulary.")
        String purpose;

        @Option(names = "--legal-basis", required = true, description = "The law, and the article.")
        String legalBasis;

        @Option(
                names = "--commitment",
                paramLabel = "TEXT",
                description = "What the department undertakes: that this is true, how it uses and keeps the data.")
        @Nullable
        String commitment;

        @Option(names = "--scenario", description = "What the data is used for.")
        @Nullable
        String scenario;

        @Option(
                names = "--group",
                paramLabel = "GROUP",
                defaultValue = "open",
                description = "Field group. May be given again. Default: open.")
        List<String> groups = new ArrayList<>();

        @Option(names = "--days", required = true, paramLabel = "N", description = "For how long.")
        int days;

        @Option(
                names = "--jurisdiction",
                paramLabel = "CODE",
                description = "Division for whose rows sealed groups are asked. May be given again.")
        List<String> jurisdictions = new ArrayList<>();

        @Option(
                names = "--follow-major",
                description = {
                    "Ask for the next major of the contract too, once the owner registers it: the grant goes on there by",
                    "one of its own, unless that shares less."
                })
        boolean followMajor;

        @Option(
                names = "--idempotency-key",
                paramLabel = "KEY",
                description = "The same key again answers the first request.")
        @Nullable
        String idempotencyKey;

        @Mixin
        OutputOptions output = new OutputOptions();

        File(Console console) {
            super(console);
        }

        @Override
        void run(CatalogueClient catalogue) {
            var request = catalogue
                    .fileRequest(
                            new NewRequest(
                                    dataset,
                                    department,
                                    purpose,
                                    legalBasis,
                                    scenario,
                                    commitment,
                                    groups,
                                    days,
                                    jurisdictions.isEmpty() ? null : jurisdictions,
                                    followMajor ? true : null),
                            idempotencyKey)
                    .orThrow();
            output.one(console, request, details(console, request));
            var decision = request.decision();
            if (request.state() == RequestState.REFUSED) {
                throw new RefusedException(Refusal.of(
                        Refusal.Kind.NOT_ALLOWED,
                        Reason.of(
                                "cli.request.refused",
                                "request",
                                request.id(),
                                "reason",
                                decision == null ? "-" : decision.reason().in(console.locale()))));
            }
        }
    }

    @Command(name = "list", description = "Lists the requests that concern you, newest first.")
    static final class Listing extends ClientCommand {
        @Option(names = "--department", description = "Only of this department.")
        @Nullable
        String department;

        @Option(
                names = "--state",
                description = "Only those that are: pending, approved, refused, withdrawn or lapsed.")
        @Nullable
        String state;

        @Mixin
        OutputOptions output = new OutputOptions();

        Listing(Console console) {
            super(console);
        }

        @Override
        void run(CatalogueClient catalogue) {
            var wanted = state == null ? null : Words.of("--state", state, RequestState.values());
            var requests = catalogue.requests(department, wanted).orThrow();
            output.list(console, requests, table(requests));
        }
    }

    @Command(name = "show", description = "Shows a request.")
    static final class Show extends OnOne {
        Show(Console console) {
            super(console);
        }

        @Override
        Outcome<Request> ask(CatalogueClient catalogue, RequestId id) {
            return catalogue.request(id);
        }
    }

    @Command(
            name = "check",
            description = {
                "Says whether a request is complete and well founded: passes it on to the owner, or refuses it.",
                "For coordinators, where the exchange's clock profile has a conformity check. Where the law of the matter",
                "sets a deadline of its own for the owner's answer, --answer-by says so, and --reason which law that is."
            },
            footer = {
                "",
                "Examples:",
                "  silobridge request check req-7k3m9q2x4v8w1z5t --pass",
                "  silobridge request check req-7k3m9q2x4v8w1z5t --pass --answer-by 2026-05-30T09:00:00Z "
                        + "--reason 'Emergency Response Law, article 69'",
                "  silobridge request check req-7k3m9q2x4v8w1z5t --refuse --reason 'The legal basis names no article'"
            })
    static final class Check extends OnOne {
        @ArgGroup(multiplicity = "1")
        Finding finding;

        @Option(names = "--reason", description = "Why. Must be given to refuse, and with --answer-by.")
        @Nullable
        String reason;

        @Option(
                names = "--answer-by",
                paramLabel = "TIME",
                description = "By when the owner has to answer, after another law: 2026-05-30T08:00:00Z.")
        @Nullable
        String answerBy;

        /** One of the two. */
        static final class Finding {
            @Option(names = "--pass", description = "It goes on to the owner's steward.")
            boolean pass;

            @Option(names = "--refuse", description = "It does not.")
            boolean refuse;
        }

        Check(Console console) {
            super(console);
        }

        @Override
        Outcome<Request> ask(CatalogueClient catalogue, RequestId id) {
            var why = reason == null ? "" : reason;
            if (!finding.pass && answerBy != null) {
                throw ClientOptions.invalid("--answer-by", answerBy, Reason.of("cli.request.no-answer-wanted"));
            }
            if (answerBy != null) {
                return catalogue.passCheck(id, ClientCommand.id("--answer-by", answerBy, ClientCommand::time), why);
            }
            return finding.pass ? catalogue.passCheck(id) : catalogue.failCheck(id, why);
        }
    }

    @Command(
            name = "decide",
            description = "Approves or refuses a request. For stewards of the owner who did not file it.",
            footer = {
                "",
                "Examples:",
                "  silobridge request decide req-7k3m9q2x4v8w1z5t --approve --days 30 --reason 'For this campaign only'",
                "  silobridge request decide req-7k3m9q2x4v8w1z5t --refuse --reason 'The purpose needs no names'"
            })
    static final class Decide extends OnOne {
        @ArgGroup(multiplicity = "1")
        Verdict verdict;

        @Option(names = "--reason", description = "Why. Must be given for a refusal, and for less than was asked.")
        @Nullable
        String reason;

        @Option(names = "--days", paramLabel = "N", description = "Grant for fewer days than were asked.")
        @Nullable
        Integer days;

        @Option(
                names = "--group",
                paramLabel = "GROUP",
                description = "Grant only this field group. May be given again.")
        List<String> groups = new ArrayList<>();

        @Option(
                names = "--no-follow-major",
                description = "Not for the next major of the contract, though that was asked for too.")
        boolean thisMajor;

        /** One of the two. */
        static final class Verdict {
            @Option(names = "--approve", description = "Yes.")
            boolean approve;

            @Option(names = "--refuse", description = "No.")
            boolean refuse;
        }

        @Mixin
        SignWith signWith = new SignWith();

        Decide(Console console) {
            super(console);
        }

        @Override
        Outcome<Request> ask(CatalogueClient catalogue, RequestId id) {
            return signWith.on(
                            console,
                            catalogue,
                            id,
                            verdict.approve
                                    ? org.silobridge.ledger.Decision.APPROVE
                                    : org.silobridge.ledger.Decision.REFUSE,
                            (statement, asked) -> {
                                var said = statement.with("reason", reason == null ? "" : reason);
                                return verdict.approve ? giving(said, asked, groups, days) : said;
                            })
                    .decide(
                            id,
                            new Decision(
                                    verdict.approve ? Decision.Verdict.APPROVE : Decision.Verdict.REFUSE,
                                    reason,
                                    days,
                                    groups.isEmpty() ? null : groups,
                                    thisMajor ? false : null));
        }
    }

    @Command(
            name = "second",
            description = {
                "Confirms what another steward approves, or objects to it, where the contract asks for four eyes.",
                "For stewards of the owner who did not approve first. After an objection the request is to be decided anew."
            },
            footer = {
                "",
                "Examples:",
                "  silobridge request second req-7k3m9q2x4v8w1z5t --confirm",
                "  silobridge request second req-7k3m9q2x4v8w1z5t --object --reason 'The purpose needs no names'"
            })
    static final class Second extends OnOne {
        @ArgGroup(multiplicity = "1")
        Opinion opinion;

        @Option(names = "--reason", description = "Why. Must be given to object.")
        @Nullable
        String reason;

        /** One of the two. */
        static final class Opinion {
            @Option(names = "--confirm", description = "Yes, too.")
            boolean confirm;

            @Option(names = "--object", description = "No.")
            boolean object;
        }

        @Mixin
        SignWith signWith = new SignWith();

        Second(Console console) {
            super(console);
        }

        @Override
        Outcome<Request> ask(CatalogueClient catalogue, RequestId id) {
            var why = reason == null ? "" : reason;
            return opinion.confirm
                    ? signWith.on(
                                    console,
                                    catalogue,
                                    id,
                                    org.silobridge.ledger.Decision.CONFIRM,
                                    RequestCommands::proposed)
                            .confirm(id)
                    : signWith.on(
                                    console,
                                    catalogue,
                                    id,
                                    org.silobridge.ledger.Decision.OBJECT,
                                    (statement, asked) -> statement.with("reason", why))
                            .object(id, why);
        }
    }

    @Command(
            name = "extend",
            description = "Takes more time for the answer: once, with a reason, before the time is over.",
            footer = {
                "",
                "Example:",
                "  silobridge request extend req-7k3m9q2x4v8w1z5t --reason 'The register is being moved'"
            })
    static final class Extend extends OnOne {
        @Option(names = "--reason", required = true, description = "Why.")
        String reason;

        Extend(Console console) {
            super(console);
        }

        @Override
        Outcome<Request> ask(CatalogueClient catalogue, RequestId id) {
            return catalogue.extend(id, reason);
        }
    }

    @Command(
            name = "ask-supplement",
            description = {
                "Asks the applicant for all that is missing: once, before the time is over.",
                "The clock stands still until it comes in; where it does not in time, the request lapses.",
                "For stewards of the owner, and for coordinators in the conformity check."
            },
            footer = {
                "",
                "Example:",
                "  silobridge request ask-supplement req-7k3m9q2x4v8w1z5t --missing 'Which article of the regulation?'"
            })
    static final class AskSupplement extends OnOne {
        @Option(names = "--missing", required = true, paramLabel = "TEXT", description = "All that is missing.")
        String missing;

        AskSupplement(Console console) {
            super(console);
        }

        @Override
        Outcome<Request> ask(CatalogueClient catalogue, RequestId id) {
            return catalogue.askSupplement(id, missing);
        }
    }

    @Command(
            name = "supply",
            description = "Supplies what was asked for. For applicants of the department that asked.",
            footer = {
                "",
                "Example:",
                "  silobridge request supply req-7k3m9q2x4v8w1z5t --text 'Art. 12, second paragraph'"
            })
    static final class Supply extends OnOne {
        @Option(names = "--text", required = true, description = "What was asked for.")
        String text;

        Supply(Console console) {
            super(console);
        }

        @Override
        Outcome<Request> ask(CatalogueClient catalogue, RequestId id) {
            return catalogue.supply(id, text);
        }
    }

    @Command(
            name = "withdraw",
            description = "Takes back a request that waits. For applicants of the department that asked.",
            footer = {"", "Example:", "  silobridge request withdraw req-7k3m9q2x4v8w1z5t"})
    static final class Withdraw extends OnOne {
        Withdraw(Console console) {
            super(console);
        }

        @Override
        Outcome<Request> ask(CatalogueClient catalogue, RequestId id) {
            return catalogue.withdraw(id);
        }
    }

    @Command(
            name = "appeal",
            description = {
                "Appeals against a refusal: the two sides talk, and where they do not agree a coordinator decides.",
                "For applicants of the department that asked."
            },
            footer = {
                "",
                "Example:",
                "  silobridge request appeal req-7k3m9q2x4v8w1z5t --grounds 'The pension act, Art. 7, asks for names'"
            })
    static final class Appeal extends OnOne {
        @Option(
                names = "--grounds",
                required = true,
                paramLabel = "TEXT",
                description = "Why it is needed all the same.")
        String grounds;

        Appeal(Console console) {
            super(console);
        }

        @Override
        Outcome<Request> ask(CatalogueClient catalogue, RequestId id) {
            return catalogue.appeal(id, grounds);
        }
    }

    @Command(
            name = "end-talks",
            description = {
                "Says that the talks about a refusal came to nothing: a coordinator decides.",
                "For applicants of the department that asked, and stewards of the owner, who may also approve (request decide)."
            },
            footer = {"", "Example:", "  silobridge request end-talks req-7k3m9q2x4v8w1z5t"})
    static final class EndTalks extends OnOne {
        EndTalks(Console console) {
            super(console);
        }

        @Override
        Outcome<Request> ask(CatalogueClient catalogue, RequestId id) {
            return catalogue.endTalks(id);
        }
    }

    @Command(
            name = "rule",
            description = {
                "Decides an appeal, for good: the refusal stands, or the owner has to share. For coordinators.",
                "Nobody can order what the law does not share."
            },
            footer = {
                "",
                "Examples:",
                "  silobridge request rule req-7k3m9q2x4v8w1z5t --uphold --reason 'Art. 7 asks for no names'",
                "  silobridge request rule req-7k3m9q2x4v8w1z5t --order --days 30 --reason 'Art. 7 asks for them'"
            })
    static final class Rule extends OnOne {
        @ArgGroup(multiplicity = "1")
        Ruled ruled;

        @Option(names = "--reason", required = true, description = "Why.")
        String reason;

        @Option(names = "--days", paramLabel = "N", description = "Of an order: for fewer days than were asked.")
        @Nullable
        Integer days;

        @Option(
                names = "--group",
                paramLabel = "GROUP",
                description = "Of an order: only this field group. May be given again.")
        List<String> groups = new ArrayList<>();

        @Option(
                names = "--no-follow-major",
                description = "Of an order: not for the next major of the contract, though that was asked for too.")
        boolean thisMajor;

        /** One of the two. */
        static final class Ruled {
            @Option(names = "--uphold", description = "The refusal stands.")
            boolean uphold;

            @Option(names = "--order", description = "The owner has to share.")
            boolean order;
        }

        @Mixin
        SignWith signWith = new SignWith();

        Rule(Console console) {
            super(console);
        }

        @Override
        Outcome<Request> ask(CatalogueClient catalogue, RequestId id) {
            return signWith.on(
                            console,
                            catalogue,
                            id,
                            ruled.uphold ? org.silobridge.ledger.Decision.UPHOLD : org.silobridge.ledger.Decision.ORDER,
                            (statement, asked) -> {
                                var said = statement.with("reason", reason);
                                return ruled.order ? giving(said, asked, groups, days) : said;
                            })
                    .rule(
                            id,
                            new Ruling(
                                    ruled.uphold ? Ruling.Verdict.UPHOLD : Ruling.Verdict.ORDER,
                                    reason,
                                    days,
                                    groups.isEmpty() ? null : groups,
                                    thisMajor ? false : null));
        }
    }
}
