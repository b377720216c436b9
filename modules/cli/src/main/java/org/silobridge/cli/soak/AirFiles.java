package org.silobridge.cli.soak;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/** Real hourly measurements of Beijing, each file as if it were of a station of its own, and some rows broken. */
final class AirFiles implements Feed.Files {
    private static final int EVERY_BROKEN_ROW = 97;
    private static final int PM25 = 5;
    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

    private final List<String> rows;

    /** @param source the demo's file */
    AirFiles(Path source) throws IOException {
        try (var in =
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(source)), StandardCharsets.UTF_8)) {
            rows = new BufferedReader(in).lines().toList();
        }
    }

    @Override
    public SourceFile write(Path directory, int number) throws IOException {
        var station = "Soak-" + number;
        var lines = new ArrayList<String>(rows.size());
        var keys = new ArrayList<String>(rows.size());
        lines.add(rows.get(0));
        for (int i = 1; i < rows.size(); i++) {
            var columns = rows.get(i).split(",");
            columns[columns.length - 1] = station;
            if (i % EVERY_BROKEN_ROW == 0) {
                columns[PM25] = "-5";
            }
            lines.add(String.join(",", columns));
            var hour =
                    LocalDateTime.of(number(columns[1]), number(columns[2]), number(columns[3]), number(columns[4]), 0);
            keys.add(station + "|" + DateTimeFormatter.ISO_INSTANT.format(hour.atZone(ZONE)));
        }
        var name = String.format(Locale.ROOT, "air-%05d.csv", number);
        Files.write(directory.resolve(name), lines);
        return new SourceFile("data/" + name, keys);
    }

    private static int number(String text) {
        return Integer.parseInt(text);
    }
}
