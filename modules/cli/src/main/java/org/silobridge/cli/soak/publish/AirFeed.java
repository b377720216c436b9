package org.silobridge.cli.soak.publish;

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
import org.silobridge.model.ContractName;

/** A drop folder with real hourly measurements of Beijing, each file as if it were of a station of its own, some rows broken. */
final class AirFeed extends OnceFeed {
    static final ContractName CONTRACT = ContractName.parse("ecology-environment/air-quality-hourly");

    private static final int ROWS = 200;
    private static final int EVERY_BROKEN_ROW = 41;
    private static final int PM25 = 5;
    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

    private final Path connectorFile;
    private final Path data;
    private final List<String> measured;
    private int files;

    /** @param demo the directory of the demo's connectors */
    AirFeed(Publisher publisher, Path demo) throws IOException {
        super(publisher);
        this.connectorFile = publisher.connectorFile(
                "csv: {path: data/*.csv, encoding: UTF-8, watch: true, quiet: PT0S}",
                DemoMapping.of(demo.resolve("air-quality.connector.yaml")));
        this.data = Files.createDirectories(publisher.directory().resolve("data"));
        var source = demo.resolve("data/air-quality-beijing-aotizhongxin.csv.gz");
        try (var in =
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(source)), StandardCharsets.UTF_8)) {
            measured = new BufferedReader(in).lines().toList();
        }
    }

    @Override
    public Path connectorFile() {
        return connectorFile;
    }

    @Override
    public void grow() throws IOException {
        files++;
        var station = "Soak-" + files;
        var name = String.format(Locale.ROOT, "air-%06d.csv", files);
        var part = "data/" + name;
        var lines = new ArrayList<String>(ROWS + 1);
        lines.add(measured.get(0));
        for (int i = 0; i < ROWS; i++) {
            var columns =
                    measured.get(1 + (files * ROWS + i) % (measured.size() - 1)).split(",");
            columns[columns.length - 1] = station;
            if (i % EVERY_BROKEN_ROW == 7) {
                columns[PM25] = "-5";
            }
            lines.add(String.join(",", columns));
            var hour =
                    LocalDateTime.of(number(columns[1]), number(columns[2]), number(columns[3]), number(columns[4]), 0);
            var key = station + "|" + DateTimeFormatter.ISO_INSTANT.format(hour.atZone(ZONE));
            var id = part + ":" + (i + 2);
            rows.add(Row.of(id, key, part, Row.Fate.EITHER));
            idOfKey.put(key, id);
        }
        var unfinished = Files.write(data.resolve("." + name), lines);
        Files.move(unfinished, data.resolve(name));
    }

    private static int number(String text) {
        return Integer.parseInt(text);
    }
}
