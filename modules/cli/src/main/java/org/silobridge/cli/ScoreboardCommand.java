package org.silobridge.cli;

import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.silobridge.client.CatalogueClient;
import org.silobridge.client.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code silobridge scoreboard}. */
@Command(
        name = "scoreboard",
        description = "How well departments answer what they were asked for in a month: yours, or all for supervisors.",
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
                "REFUSED BECAUSE");
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
                                .collect(Collectors.joining(", "))));
        table.print(console.out());
    }
}
