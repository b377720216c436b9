package org.silobridge.cli;

import java.util.List;
import java.util.Map;
import org.silobridge.client.Json;
import picocli.CommandLine.Option;

/** How results are shown. */
final class OutputOptions {
    enum Form {
        table,
        json
    }

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            defaultValue = "table",
            description = "table (for people) or json (for programs: its shape is that of the API and stays).")
    Form form = Form.table;

    /** Shows a list: {@code {"items": […]}} or the table. */
    void list(Console console, List<?> items, Table table) {
        if (form == Form.json) {
            console.out().println(Json.write(Map.of("items", items)));
        } else {
            table.print(console.out());
        }
    }

    /** Shows one thing. */
    void one(Console console, Object value, Table table) {
        if (form == Form.json) {
            console.out().println(Json.write(value));
        } else {
            table.print(console.out());
        }
    }
}
