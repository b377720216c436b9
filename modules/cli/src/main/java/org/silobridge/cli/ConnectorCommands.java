package org.silobridge.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.silobridge.checks.Cel;
import org.silobridge.client.CatalogueClient;
import org.silobridge.connector.CheckReport;
import org.silobridge.connector.Connector;
import org.silobridge.connector.ConnectorCheck;
import org.silobridge.connector.ConnectorListener;
import org.silobridge.connector.ConnectorSettings;
import org.silobridge.connector.PublicationSource;
import org.silobridge.connector.RunReport;
import org.silobridge.connector.RunReport.FileReport;
import org.silobridge.connector.config.ConnectorFile;
import org.silobridge.connector.health.ConnectorHealth;
import org.silobridge.connector.health.HealthEndpoint;
import org.silobridge.connector.position.Counts;
import org.silobridge.contract.ContractReader;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code silobridge connector …}. */
final class ConnectorCommands {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** More are shown together. */
    private static final int MOST_FILES = 50;

    private ConnectorCommands() {}

    static PublicationSource catalogue(ConnectorFile file, Console console) {
        var named = file.catalogue();
        return PublicationSource.of(new CatalogueClient(
                named.url(),
                Optional.of(ClientOptions.token(named.tokenFile())),
                console.locale(),
                TIMEOUT,
                ClientOptions.trusted(named.trustFile())));
    }

    /** The table of files, then the reasons of quarantine. */
    private static void show(Console console, List<FileReport> all) {
        var files = few(all);
        showFiles(console, files);
        var reasons = new Table("FILE", "ROWS", "REASON");
        boolean quarantined = false;
        for (var file : files) {
            var now = file.now();
            for (var reason : now.byReason().entrySet()) {
                quarantined = true;
                reasons.row(file.file(), reason.getValue(), reason.getKey());
            }
        }
        if (quarantined) {
            console.out().println();
            reasons.print(console.out());
        }
        showFlags(console, files);
        showSnapshots(console, files);
    }

    /** What became of the rows and keys of snapshots beside being published; nothing where there are none. */
    private static void showSnapshots(Console console, Iterable<FileReport> files) {
        var table = new Table("FILE", "UNCHANGED", "REMOVED", "HELD");
        boolean any = false;
        boolean held = false;
        for (var file : files) {
            var now = file.now();
            if (now.unchanged() + now.removed() + now.held() > 0) {
                any = true;
                held |= now.held() > 0;
                table.row(file.file(), now.unchanged(), now.removed(), now.held());
            }
        }
        if (any) {
            console.out().println();
            table.print(console.out());
        }
        if (held) {
            console.say(Reason.of("cli.connector.held"));
        }
    }

    /** As many as a person reads, and the rest together. */
    private static List<FileReport> few(List<FileReport> files) {
        if (files.size() <= MOST_FILES) {
            return files;
        }
        var few = new ArrayList<>(files.subList(0, MOST_FILES - 1));
        var rest = files.subList(MOST_FILES - 1, files.size());
        few.add(new FileReport(
                RunReport.OTHERS + " " + rest.size(),
                rest.stream().mapToLong(FileReport::before).sum(),
                rest.stream().map(FileReport::now).reduce(Counts.NONE, Counts::plus)));
        return few;
    }

    /** Rows that were published although they break rules which only flag; nothing where there are none. */
    private static void showFlags(Console console, Iterable<FileReport> files) {
        var flags = new Table("FILE", "PUBLISHED", "FLAG");
        boolean flagged = false;
        for (var file : files) {
            for (var flag : file.now().byFlag().entrySet()) {
                flagged = true;
                flags.row(file.file(), flag.getValue(), flag.getKey());
            }
        }
        if (flagged) {
            console.out().println();
            flags.print(console.out());
        }
    }

    private static void showFiles(Console console, Iterable<FileReport> files) {
        var table = new Table("FILE", "BEFORE", "READ", "PUBLISHED", "QUARANTINED");
        for (var file : files) {
            var now = file.now();
            table.row(file.file(), file.before(), now.read(), now.published(), now.quarantined());
        }
        table.print(console.out());
    }

    @Command(
            name = "run",
            description = {
                "Publishes the rows of a source: good ones to the dataset, bad ones whole to the department's",
                "quarantine, with every reason. Started again, also after kill -9, it goes on exactly where it was."
            },
            footer = {"", "Example:", "  silobridge connector run deploy/quickstart/station.connector.yaml"})
    static final class Run implements Callable<Integer> {
        private final Console console;

        @Parameters(paramLabel = "FILE", description = "Its configuration (kind: Connector).")
        Path file;

        /** For tests that end a run in the middle: how many rows a transaction has. */
        @Option(names = "--transaction-rows", hidden = true, description = "Rows of one transaction.")
        int transactionRows = ConnectorSettings.STANDARD.transactionRows();

        /** For whoever runs it as a child. */
        @Option(names = "--until-input-ends", hidden = true, description = "End with standard input.")
        boolean untilInputEnds;

        Run(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            if (untilInputEnds) {
                ParentWatch.haltWhenInputEnds();
            }
            var config = ConnectorFile.read(file).orThrow();
            var health = new ConnectorHealth(config.name(), config.dataset().toString(), console.clock());
            try (var endpoint = config.http()
                            .map(http -> HealthEndpoint.open(http, health).orThrow())
                            .orElse(null);
                    var progress = new ConnectorProgress(console)) {
                if (endpoint != null) {
                    console.say(Reason.of("cli.connector.http", "port", endpoint.port()));
                }
                return run(config, health.and(progress), progress);
            }
        }

        private int run(ConnectorFile config, ConnectorListener listener, ConnectorProgress progress) {
            var standard = ConnectorSettings.STANDARD;
            var connector = new Connector(
                    config,
                    catalogue(config, console),
                    new ConnectorSettings(
                            transactionRows,
                            standard.transactionTime(),
                            standard.firstPause(),
                            standard.longestPause()),
                    console.clock(),
                    listener);
            RunReport report;
            try (var interruption = new Interruption(connector::stop)) {
                report = connector.run().orThrow();
                progress.close();
                show(console, report.files());
                console.out().flush();
            }
            if (!report.complete()) {
                console.say(Reason.of("cli.connector.stopped"));
            }
            return ExitStatus.DONE;
        }
    }

    @Command(
            name = "check",
            description = {
                "Says what a connector would do with its source, and sends nothing. With --contract it asks nobody."
            },
            footer = {
                "",
                "Example:",
                "  silobridge connector check beijing-air.yaml --contract schemas/ecology-environment/air-quality-hourly.yaml"
            })
    static final class Check implements Callable<Integer> {
        private final Console console;

        @Parameters(paramLabel = "FILE", description = "Its configuration (kind: Connector).")
        Path file;

        @Option(
                names = "--contract",
                paramLabel = "FILE",
                description = "Check against this contract file. Default: the one that the catalogue has.")
        @Nullable
        Path contract;

        @Option(names = "--rows", paramLabel = "N", description = "Look at so many rows. Default: all.")
        long rows = Long.MAX_VALUE;

        Check(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            var config = ConnectorFile.read(file).orThrow();
            Outcome<CheckReport> outcome = contract == null
                    ? ConnectorCheck.run(config, catalogue(config, console), rows)
                    : ContractReader.read(contract, Cel.LANGUAGE)
                            .flatMap(read -> ConnectorCheck.run(config, read, rows));
            var report = outcome.orThrow();
            var files = few(report.files());
            showFiles(console, files);
            showFlags(console, files);
            var counts = report.counts();
            console.out().println();
            tell(Reason.of(
                    counts.read() == 0
                            ? "cli.connector.check-nothing"
                            : report.complete() ? "cli.connector.check" : "cli.connector.check-part",
                    "read",
                    counts.read(),
                    "published",
                    counts.published(),
                    "quarantined",
                    counts.quarantined(),
                    "contract",
                    report.contract()));
            if (!report.withheldColumns().isEmpty()) {
                tell(Reason.of("cli.connector.withheld", "columns", String.join(", ", report.withheldColumns())));
            }
            if (!report.findings().isEmpty()) {
                tell(Reason.of("cli.connector.findings"));
            }
            for (var finding : report.findings()) {
                var first = finding.first();
                var value = first.value() == null ? "" : "  (\"" + first.value() + "\")";
                console.out()
                        .println(Console.safe(String.format(Locale.ROOT, "%8d  %s  ", finding.rows(), first.path())
                                + first.reason().in(console.locale())));
                console.out().println(Console.safe("          " + finding.file() + ":" + finding.line() + value));
            }
            return ExitStatus.DONE;
        }

        private void tell(Reason reason) {
            console.out().println(Console.safe(reason.in(console.locale())));
        }
    }
}
