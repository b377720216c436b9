package org.silobridge.it.interop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.silobridge.it.exchange.PublishedExchange;

/**
 * What the rows of the demo's source files must become, worked out here anew from the contracts and the files, without
 * the connector: one text per record, the same however a reader writes its numbers.
 */
final class SourceRecords {
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?");
    private static final ZoneId BEIJING = ZoneId.of("Asia/Shanghai");
    private static final DateTimeFormatter UPDATED = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    private SourceRecords() {}

    static List<String> air() {
        return rows("air-quality-beijing-aotizhongxin.csv.gz", StandardCharsets.UTF_8, row -> {
            var record = new LinkedHashMap<String, String>();
            record.put("stationCode", row.get("station"));
            record.put("stationName", "奥体中心");
            record.put("divisionCode", "110105");
            record.put(
                    "observedAt",
                    millis(LocalDateTime.of(number(row, "year"), number(row, "month"), number(row, "day"), 0, 0)
                            .plusHours(number(row, "hour"))));
            Map.of(
                            "pm25",
                            "PM2.5",
                            "pm10",
                            "PM10",
                            "so2",
                            "SO2",
                            "no2",
                            "NO2",
                            "o3",
                            "O3",
                            "temperature",
                            "TEMP",
                            "pressure",
                            "PRES",
                            "dewPoint",
                            "DEWP",
                            "precipitation",
                            "RAIN",
                            "windSpeed",
                            "WSPM")
                    .forEach((field, column) -> record.put(field, known(row, column)));
            var co = known(row, "CO");
            record.put(
                    "co",
                    co.equals("null") ? co : new BigDecimal(co).movePointLeft(3).toPlainString());
            record.put("windDirection", known(row, "wd"));
            record.put("qualityFlag", "VALID");
            return record;
        });
    }

    static List<String> cases() {
        return rows("daily-case-counts-2020Q1.csv", StandardCharsets.UTF_8, row -> {
            var record = new LinkedHashMap<String, String>();
            record.put(
                    "date",
                    Long.toString(LocalDate.parse(row.getOrDefault("date", "")).toEpochDay()));
            record.put("divisionCode", first(row, "cityCode", "provinceCode"));
            record.put("placeName", first(row, "city", "province"));
            for (var same : List.of("countryCode", "provinceCode", "confirmed", "suspected", "cured", "dead")) {
                record.put(same, row.getOrDefault(same, ""));
            }
            return record;
        });
    }

    /** The open fields. */
    static List<String> residents() {
        return rows("residents.csv", Charset.forName("GB18030"), row -> {
            var record = new LinkedHashMap<String, String>();
            record.put("registeredDivisionCode", row.get("户籍地区划代码"));
            record.put(
                    "vitalStatus",
                    Map.of("正常", "ALIVE", "死亡", "DECEASED", "注销", "REGISTRATION_CANCELLED")
                            .get(row.get("人员状态")));
            record.put("sourceAgencyUscc", row.get("来源单位代码"));
            record.put("recordVersion", row.get("版本号"));
            record.put("updatedAt", millis(LocalDateTime.parse(row.getOrDefault("更新时间", ""), UPDATED)));
            return record;
        });
    }

    /** A record as one text: fields by name, numbers in their shortest plain form. */
    static String canonical(Map<String, String> record) {
        var text = new StringBuilder();
        new TreeMap<>(record)
                .forEach((field, value) ->
                        text.append(field).append('=').append(plain(value)).append(' '));
        return text.toString();
    }

    private static String plain(String value) {
        if (!NUMBER.matcher(value).matches()) {
            return value;
        }
        var number = new BigDecimal(value);
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    private static String millis(LocalDateTime local) {
        return Long.toString(local.atZone(BEIJING).toInstant().toEpochMilli());
    }

    private static int number(Map<String, String> row, String column) {
        return Integer.parseInt(row.getOrDefault(column, ""));
    }

    private static String known(Map<String, String> row, String column) {
        var value = row.getOrDefault(column, "");
        return value.equals("NA") ? "null" : value;
    }

    private static String first(Map<String, String> row, String column, String otherwise) {
        var value = row.getOrDefault(column, "");
        return value.isEmpty() ? row.getOrDefault(otherwise, "") : value;
    }

    /** None of the files has a comma or a line break in a value. */
    private static List<String> rows(
            String file, Charset encoding, Function<Map<String, String>, Map<String, String>> mapping) {
        var path = PublishedExchange.PROJECT.resolve("deploy/demo/data").resolve(file);
        try (var lines =
                new BufferedReader(new InputStreamReader(opened(Files.newInputStream(path), file), encoding))) {
            var header = split(lines.readLine());
            var records = new ArrayList<String>();
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                var values = split(line);
                var row = new LinkedHashMap<String, String>();
                for (int i = 0; i < header.length; i++) {
                    row.put(header[i], values[i]);
                }
                records.add(canonical(mapping.apply(row)));
            }
            return records;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream opened(InputStream in, String file) throws IOException {
        return file.endsWith(".gz") ? new GZIPInputStream(in) : in;
    }

    private static String[] split(String line) {
        return line.replace("\"", "").split(",", -1);
    }
}
