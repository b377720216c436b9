package org.silobridge.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.silobridge.model.Violation;

/** What the rules of the contracts make of the real data that the demo publishes. */
class RealDataTest {

    @Test
    void everyHourOfAirQualityIsPublishable() throws IOException {
        var contract = ProjectContracts.read("ecology-environment/air-quality-hourly");
        var columns = Map.of(
                "PM2.5",
                "pm25",
                "PM10",
                "pm10",
                "SO2",
                "so2",
                "NO2",
                "no2",
                "O3",
                "o3",
                "TEMP",
                "temperature",
                "PRES",
                "pressure",
                "DEWP",
                "dewPoint",
                "RAIN",
                "precipitation",
                "WSPM",
                "windSpeed");
        var found = new ArrayList<Violation>();
        int rows = 0;

        for (var row : rows("air-quality-beijing-aotizhongxin.csv.gz")) {
            rows++;
            for (var column : columns.entrySet()) {
                field(contract, column.getValue()).check(number(row.get(column.getKey())), found::add);
            }
            var co = number(row.get("CO"));
            field(contract, "co").check(co == null ? null : co * 0.001, found::add);
            field(contract, "windDirection").check(notNa(row.get("wd")), found::add);
            field(contract, "stationCode").check(row.get("station"), found::add);
        }

        assertThat(rows).isEqualTo(35_064);
        assertThat(found).isEmpty();
    }

    @Test
    void theRowsThatBreakTheCaseCountsAreThoseThatWeKnow() throws IOException {
        var contract = ProjectContracts.read("health-care/daily-case-counts");
        var reasons = new TreeMap<String, Integer>();
        var keys = new HashSet<String>();
        int rows = 0;
        int published = 0;

        for (var row : rows("daily-case-counts-2020Q1.csv")) {
            rows++;
            var codes = new HashSet<String>();
            var province = filled(row.get("provinceCode"));
            var city = filled(row.get("cityCode"));
            var division = city == null ? province : city;
            field(contract, "date")
                    .check(
                            LocalDate.parse(value(row, "date")),
                            v -> codes.add(v.reason().code()));
            field(contract, "provinceCode")
                    .check(province, v -> codes.add(v.reason().code()));
            field(contract, "divisionCode")
                    .check(division, v -> codes.add(v.reason().code()));
            field(contract, "placeName")
                    .check(filled(row.get("city")), v -> codes.add(v.reason().code()));
            for (var count : List.of("confirmed", "suspected", "cured", "dead")) {
                field(contract, count)
                        .check(
                                Integer.valueOf(value(row, count)),
                                v -> codes.add(v.reason().code()));
            }
            if (codes.isEmpty() && !keys.add(row.get("date") + "|" + division)) {
                codes.add("contract.rule.duplicate-key");
                // A place without a code of its own; or Hong Kong, Macao, Taiwan listed once more as their own city.
                assertThat(division).isEqualTo(province);
            }
            codes.forEach(code -> reasons.merge(code.substring("contract.rule.".length()), 1, Integer::sum));
            published += codes.isEmpty() ? 1 : 0;
        }

        assertThat(rows).isEqualTo(34_019);
        assertThat(reasons).containsEntry("required", 91).containsEntry("duplicate-key", 1_075);
        assertThat(reasons.getOrDefault("division-code-unknown", 0)
                        + reasons.getOrDefault("division-code-withdrawn", 0))
                .isEqualTo(1_119);
        assertThat(published).isEqualTo(34_019 - 91 - 1_075 - 1_119);
    }

    private static ContractField field(Contract contract, String name) {
        return contract.field(name).orElseThrow();
    }

    private static String value(Map<String, String> row, String column) {
        return row.getOrDefault(column, "");
    }

    private static @Nullable Double number(@Nullable String text) {
        var there = notNa(text);
        return there == null ? null : Double.valueOf(there);
    }

    private static @Nullable String notNa(@Nullable String text) {
        return text == null || text.equals("NA") ? null : text;
    }

    private static @Nullable String filled(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    /** Neither file has a quoted comma. */
    private static List<Map<String, String>> rows(String name) throws IOException {
        var file = ProjectContracts.PROJECT.resolve("deploy/demo/data/" + name);
        try (InputStream raw = Files.newInputStream(file);
                InputStream in = name.endsWith(".gz") ? new GZIPInputStream(raw) : raw;
                var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            var header = lines.readLine().replace("\"", "").split(",", -1);
            return lines.lines()
                    .map(line -> {
                        var cells = line.replace("\"", "").split(",", -1);
                        var row = new LinkedHashMap<String, String>();
                        for (int i = 0; i < header.length; i++) {
                            row.put(header[i], cells[i]);
                        }
                        return (Map<String, String>) row;
                    })
                    .toList();
        }
    }
}
