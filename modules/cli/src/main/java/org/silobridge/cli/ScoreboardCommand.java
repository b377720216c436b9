package org.silobridge.cli;

import java.math.BigDecimal;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.silobridge.client.CatalogueClient;
import org.silobridge.client.Json;
import org.silobridge.client.Scoreboard;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code silobridge scoreboard}. */
@Command(
        name = "scoreboard",
        description = {
            "How well departments answer what they were asked for in a month, and keep their feeds: yours, or all for",
            "supervisors."
        },
        footer = {"", "Example:", "  silobridge scoreboard --month 2025-06 -o csv"})
final class ScoreboardCommand extends ClientCommand {
    @Option(names = "--month", paramLabel = "YYYY-MM", description = "Of this month. Default: the present one.")
    @Nullable
    String month;

    enum Form {
        table,
        json,
        csv
    }

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            defaultValue = "table",
            description = "table (for people), json (for programs: its shape is that of the API and stays) or csv.")
    Form form = Form.table;

    ScoreboardCommand(Console console) {
        super(console);
    }

    @Override
    void run(CatalogueClient catalogue) {
        if (form == Form.csv) {
            console.out().print(catalogue.scoreboardCsv(month).orThrow());
            return;
        }
        var board = catalogue.scoreboard(month).orThrow();
        if (form == Form.json) {
            console.out().println(Json.write(board));
            return;
        }
        var table = new Table(
                "DEPARTMENT",
                "RECEIVED",
                "IN TIME",
                "LATE",
                "OVERDUE",
                "MEDIAN DAYS",
                "BY RULE",
                "CLOSED",
                "REFUSED BECAUSE",
                "CORRECTIONS",
                "FRESH",
                "QUARANTINED");
        board.items()
                .forEach(line -> table.row(
                        line.department().slug(),
                        line.received(),
                        line.inTime(),
                        line.late(),
                        line.overdue(),
                        line.medianDays(),
                        line.byRule(),
                        line.closed(),
                        line.refusals().entrySet().stream()
                                .sorted(Map.Entry.comparingByKey())
                                .map(refusal -> refusal.getValue() + " " + refusal.getKey())
                                .collect(Collectors.joining(", ")),
                        corrections(line.corrections()),
                        percent(line.freshShare()),
                        percent(line.quarantineShare())));
        var own = board.coordinators();
        if (own != null) {
            row(table, "(conformity checks)", own.checks());
            row(table, "(appeals)", own.appeals());
        }
        table.print(console.out());
    }

    /** Of what the exchange's coordinators had to do. */
    private static void row(Table table, String what, Scoreboard.Score score) {
        table.row(
                what,
                score.received(),
                score.inTime(),
                score.late(),
                score.overdue(),
                score.medianDays(),
                null,
                null,
                null,
                null,
                null,
                null);
    }

    private static @Nullable String corrections(Scoreboard.Corrections disputes) {
        return disputes.received() == 0
                ? null
                : disputes.answered() + " of " + disputes.received() + ", " + disputes.inTime() + " in time, "
                        + disputes.overdue() + " overdue";
    }

    private static @Nullable String percent(@Nullable Double share) {
        return share == null
                ? null
                : BigDecimal.valueOf(share)
                                .movePointRight(2)
                                .stripTrailingZeros()
                                .toPlainString() + "%";
    }
}
