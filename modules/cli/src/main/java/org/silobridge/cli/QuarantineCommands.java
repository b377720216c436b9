package org.silobridge.cli;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.silobridge.client.Json;
import org.silobridge.connector.ConnectorSettings;
import org.silobridge.connector.config.ConnectorFile;
import org.silobridge.connector.quarantine.QuarantineRecord;
import org.silobridge.connector.replay.Quarantine;
import org.silobridge.connector.replay.Quarantine.QuarantineSummary;
import org.silobridge.connector.replay.QuarantineFilter;
import org.silobridge.connector.replay.ReplayReport;
import org.silobridge.connector.replay.ReplayRequest;
import org.silobridge.model.Reason;
import org.silobridge.model.Violation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code silobridge quarantine …}. */
final class QuarantineCommands {
    private static final String OPEN = "open";

    private QuarantineCommands() {}

    private static Quarantine open(ConnectorFile file, Console console) {
        return Quarantine.open(
                        file,
                        ConnectorCommands.catalogue(file, console),
                        console.clock(),
                        ConnectorSettings.STANDARD.kafkaPatience())
                .orThrow();
    }

    /** Which rows. */
    static final class Choice {
        @Option(names = "--file", paramLabel = "F", description = "Only rows of this file, as the list names it.")
        @Nullable
        String file;

        @Option(
                names = "--reason",
                paramLabel = "CODE",
                description = "Only rows with this reason, such as contract.rule.required, or just: required.")
        @Nullable
        String reason;

        @Option(
                names = "--since",
                paramLabel = "TIME",
                description = "Only rows quarantined since: a time such as 2026-02-01T08:00:00+08:00, or PT24H ago.")
        @Nullable
        String since;

        QuarantineFilter filter(Instant now) {
            return new QuarantineFilter(
                    Optional.ofNullable(file),
                    Optional.ofNullable(reason),
                    Optional.ofNullable(since).map(text -> time(text, now)));
        }

        private static Instant time(String text, Instant now) {
            try {
                return text.startsWith("P")
                        ? now.minus(Duration.parse(text))
                        : OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeException | ArithmeticException e) {
                throw ClientOptions.invalid("--since", text, Reason.of("cli.quarantine.since"));
            }
        }
    }

    /** A reason as programs read it. */
    record ToldReason(String path, String code, Map<String, String> parameters, String text) {}

    /** A row as programs read it. */
    record ToldRow(String file, long line, String state, Instant at, String contract, List<ToldReason> reasons) {}

    /** How many rows have a reason; {@code share} of all that were read, from 0 to 1, absent where none was. */
    record ToldShare(
            String code, long open, long resolved, @Nullable Double share) {}

    /** All that a list tells. */
    record ToldList(List<ToldRow> items, long read, List<ToldShare> summary) {}

    static List<ToldReason> told(List<Violation> reasons, Locale language) {
        return reasons.stream()
                .map(found -> new ToldReason(
                        found.path(),
                        found.reason().code(),
                        found.reason().parameters(),
                        found.reason().in(language)))
                .toList();
    }

    static String sentence(List<Violation> reasons, Locale language) {
        return reasons.stream()
                .map(found -> found.path() + ": " + found.reason().in(language))
                .collect(Collectors.joining("; "));
    }

    @Command(
            name = "list",
            description = {
                "Shows the rows that a connector has quarantined, each with where it stands and why, and how many rows",
                "have each reason. Read with the department's own credential: nobody else can."
            },
            footer = {"", "Example:", "  silobridge quarantine list beijing-air.yaml --reason required --since PT24H"})
    static final class Listing implements Callable<Integer> {
        private final Console console;

        @Parameters(paramLabel = "FILE", description = "The connector's configuration (kind: Connector).")
        Path connector;

        @Mixin
        Choice choice = new Choice();

        @Mixin
        OutputOptions output = new OutputOptions();

        @Option(
                names = "--max",
                paramLabel = "N",
                defaultValue = "1000",
                description = "Show so many rows; the summary is of all. Default: 1000.")
        int max = 1000;

        Listing(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            var file = ConnectorFile.read(connector).orThrow();
            var filter = choice.filter(console.clock().instant());
            var shown = new ArrayList<QuarantineRecord>();
            var found = new long[1];
            var summary = open(file, console)
                    .list(filter, row -> {
                        if (found[0]++ < max) {
                            shown.add(row);
                        }
                    })
                    .orThrow();
            var shares = shares(summary, filter);
            if (output.form == OutputOptions.Form.json) {
                var items = shown.stream().map(this::told).toList();
                console.out()
                        .println(Json.write(new ToldList(items, summary.read().read(), shares)));
            } else if (shown.isEmpty()) {
                console.say(Reason.of("cli.quarantine.none"));
            } else {
                print(shown, shares, summary.read().read());
            }
            if (found[0] > shown.size()) {
                console.say(Reason.of("cli.quarantine.more", "rows", found[0] - shown.size()));
            }
            return ExitStatus.DONE;
        }

        private void print(List<QuarantineRecord> shown, List<ToldShare> shares, long read) {
            var table = new Table("FILE", "LINE", "STATE", "AT", "REASONS");
            shown.forEach(row ->
                    table.row(row.file(), row.line(), state(row), row.at(), sentence(row.reasons(), console.locale())));
            table.print(console.out());
            console.out().println();
            console.out()
                    .println(Reason.of("cli.quarantine.summary", "read", read).in(console.locale()));
            var reasons = new Table("REASON", "OPEN", "RESOLVED", "SHARE");
            shares.forEach(share -> reasons.row(
                    share.code,
                    share.open,
                    share.resolved,
                    share.share == null ? null : String.format(Locale.ROOT, "%.2f%%", share.share * 100)));
            reasons.print(console.out());
        }

        private ToldRow told(QuarantineRecord row) {
            return new ToldRow(
                    row.file(),
                    row.line(),
                    state(row),
                    row.at(),
                    row.contract(),
                    QuarantineCommands.told(row.reasons(), console.locale()));
        }

        private static String state(QuarantineRecord row) {
            var resolved = row.resolved();
            return resolved == null ? OPEN : resolved.outcome().toString();
        }

        /** Shares are of all rows that were read: where {@code --since} leaves some out, there is none to tell. */
        private static List<ToldShare> shares(QuarantineSummary summary, QuarantineFilter filter) {
            var codes = new TreeSet<String>();
            codes.addAll(summary.open().keySet());
            codes.addAll(summary.resolved().keySet());
            long read = summary.read().read();
            return codes.stream()
                    .map(code -> {
                        long open = summary.open().getOrDefault(code, 0L);
                        long resolved = summary.resolved().getOrDefault(code, 0L);
                        boolean tells = read > 0 && filter.since().isEmpty();
                        return new ToldShare(code, open, resolved, tells ? (open + resolved) / (double) read : null);
                    })
                    .toList();
        }
    }

    @Command(
            name = "export",
            description = {
                "Writes the open rows to a CSV file that can be mended in a spreadsheet: the source's columns, then",
                "sb_file, sb_line and sb_reasons, by which replay finds the row again. Import columns as text, so that",
                "no spreadsheet rounds an identifier."
            },
            footer = {"", "Example:", "  silobridge quarantine export beijing-air.yaml --to rows.csv"})
    static final class Export implements Callable<Integer> {
        private final Console console;

        @Parameters(paramLabel = "FILE", description = "The connector's configuration (kind: Connector).")
        Path connector;

        @Option(names = "--to", paramLabel = "FILE", required = true, description = "The file to write; a new one.")
        Path to;

        @Mixin
        Choice choice = new Choice();

        Export(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            var file = ConnectorFile.read(connector).orThrow();
            var report = open(file, console)
                    .export(choice.filter(console.clock().instant()), to, console.locale())
                    .orThrow();
            console.say(
                    report.rows() == 0
                            ? Reason.of("cli.quarantine.exported-none", "file", to)
                            : Reason.of(
                                    "cli.quarantine.exported",
                                    "rows",
                                    report.rows(),
                                    "file",
                                    to,
                                    "connector",
                                    connector));
            if (report.rows() > 0 && !report.withheld().isEmpty()) {
                console.say(Reason.of("cli.quarantine.withheld", "columns", String.join(", ", report.withheld())));
            }
            if (report.withoutColumns() > 0) {
                console.say(Reason.of("cli.quarantine.no-columns", "rows", report.withoutColumns()));
            }
            return ExitStatus.DONE;
        }
    }

    /** A row that stays, as programs read it. */
    record ToldOpen(String file, long line, List<ToldReason> reasons) {}

    /** What a replay did, as programs read it. */
    record ToldReplay(
            boolean dryRun,
            long published,
            long superseded,
            long open,
            Map<String, Long> byReason,
            List<ToldOpen> first,
            long unmatched) {}

    @Command(
            name = "replay",
            description = {
                "Publishes quarantined rows that are good now and marks them resolved, both or neither: rows as they were",
                "stored with the mapping as it is now, or with --rows those that a person has mended. Rows that are still",
                "bad stay, with their reasons. However often and at whatever moment it is killed or started again, no row",
                "is published twice. Columns that are withheld are not stored: they have to be in --rows.",
                "",
                "For contracts of the kind records: state, stop the connector first: a row that it publishes in the very",
                "moment of the replay cannot be seen."
            },
            footer = {
                "",
                "Examples:",
                "  silobridge quarantine replay beijing-air.yaml --dry-run",
                "  silobridge quarantine replay beijing-air.yaml --rows rows.csv"
            })
    static final class Replay implements Callable<Integer> {
        private final Console console;

        @Parameters(paramLabel = "FILE", description = "The connector's configuration (kind: Connector).")
        Path connector;

        @Mixin
        Choice choice = new Choice();

        @Mixin
        OutputOptions output = new OutputOptions();

        @Option(
                names = "--rows",
                paramLabel = "FILE",
                description = "Mended rows, as export wrote them. Then only these are replayed.")
        @Nullable
        Path rows;

        @Option(
                names = "--withheld-empty",
                description = "With --rows: withheld columns that are empty there mean no value, not forgotten.")
        boolean withheldEmpty;

        @Option(names = "--dry-run", description = "Only say what would be done.")
        boolean dryRun;

        Replay(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            var file = ConnectorFile.read(connector).orThrow();
            var request = new ReplayRequest(
                    choice.filter(console.clock().instant()), Optional.ofNullable(rows), withheldEmpty, dryRun);
            var report = open(file, console).replay(request).orThrow();
            if (output.form == OutputOptions.Form.json) {
                console.out().println(Json.write(told(report)));
                return ExitStatus.DONE;
            }
            console.out()
                    .println(Reason.of(
                                    dryRun ? "cli.quarantine.replay-dry" : "cli.quarantine.replayed",
                                    "published",
                                    report.published(),
                                    "superseded",
                                    report.superseded(),
                                    "open",
                                    report.open())
                            .in(console.locale()));
            if (report.open() > 0) {
                print(report);
            }
            if (report.unmatched() > 0) {
                console.say(Reason.of(
                        "cli.quarantine.unmatched", "rows", report.unmatched(), "file", String.valueOf(rows)));
            }
            return ExitStatus.DONE;
        }

        private void print(ReplayReport report) {
            var reasons = new Table("ROWS", "REASON");
            report.byReason().entrySet().stream()
                    .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                    .forEach(reason -> reasons.row(reason.getValue(), reason.getKey()));
            console.out().println();
            reasons.print(console.out());
            console.out().println();
            console.out().println(Reason.of("cli.quarantine.still-open").in(console.locale()));
            var table = new Table("FILE", "LINE", "REASONS");
            report.examples()
                    .forEach(row -> table.row(row.file(), row.line(), sentence(row.reasons(), console.locale())));
            table.print(console.out());
        }

        private ToldReplay told(ReplayReport report) {
            return new ToldReplay(
                    dryRun,
                    report.published(),
                    report.superseded(),
                    report.open(),
                    report.byReason(),
                    report.examples().stream()
                            .map(row -> new ToldOpen(
                                    row.file(), row.line(), QuarantineCommands.told(row.reasons(), console.locale())))
                            .toList(),
                    report.unmatched());
        }
    }
}
