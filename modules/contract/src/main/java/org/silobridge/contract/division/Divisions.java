package org.silobridge.contract.division;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.YearMonth;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The table of GB/T 2260 with the codes that were withdrawn since 2002. A code is looked up as it is written: 2, 4 or 6
 * digits, 6 digits padded with zeros ({@code 440000} is {@code 44}), or 9 and 12 digits, which count as their county.
 * Immutable; a look-up allocates nothing.
 */
public final class Divisions {
    private static final DivisionStatus UNKNOWN = new DivisionStatus.Unknown();
    private static final DateTimeFormatter EDITION = DateTimeFormatter.ofPattern("uuuuMM", Locale.ROOT);

    /** Six-digit codes, ascending; the other two lie beside it. */
    private final int[] codes;

    private final DivisionStatus[] statuses;
    private final String[] names;

    private Divisions(List<Row> rows) {
        codes = rows.stream().mapToInt(Row::code).toArray();
        statuses = rows.stream().map(Row::status).toArray(DivisionStatus[]::new);
        names = rows.stream().map(Row::name).toArray(String[]::new);
    }

    /** The table that comes with this module: editions 2002-12 to 2016-07, and 2023. Loaded once. */
    public static Divisions standard() {
        return Standard.TABLE;
    }

    public DivisionStatus lookup(CharSequence code) {
        int at = indexOf(sixDigits(code));
        return at < 0 ? UNKNOWN : statuses[at];
    }

    /** The name of the division alone, in force or withdrawn: 天河区. */
    public Optional<String> name(CharSequence code) {
        return name(sixDigits(code));
    }

    /** The name with those of the divisions above it, for people: 广东省广州市天河区. */
    public Optional<String> fullName(CharSequence code) {
        int six = sixDigits(code);
        return indexOf(six) < 0
                ? Optional.empty()
                : Optional.of(IntStream.of(six / 10_000 * 10_000, six / 100 * 100, six)
                        .distinct()
                        .mapToObj(this::name)
                        .flatMap(Optional::stream)
                        .collect(Collectors.joining()));
    }

    /** All codes of a level that are in force, six digits each, ascending. */
    public List<String> inForce(DivisionLevel level) {
        var known = new DivisionStatus.Known(level);
        return IntStream.range(0, codes.length)
                .filter(i -> statuses[i].equals(known))
                .mapToObj(i -> Integer.toString(codes[i]))
                .toList();
    }

    private Optional<String> name(int sixDigits) {
        int at = indexOf(sixDigits);
        return at < 0 ? Optional.empty() : Optional.of(names[at]);
    }

    private int indexOf(int sixDigits) {
        return Arrays.binarySearch(codes, sixDigits);
    }

    /** The code as a number of six digits, or -1 where it is not written as a code. */
    private static int sixDigits(CharSequence code) {
        int length = code.length();
        if (length != 2 && length != 4 && length != 6 && length != 9 && length != 12) {
            return -1;
        }
        int number = 0;
        for (int i = 0; i < length; i++) {
            char c = code.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            if (i < 6) {
                number = 10 * number + c - '0';
            }
        }
        return length == 2 ? number * 10_000 : length == 4 ? number * 100 : number;
    }

    private static List<Row> read(BufferedReader csv) throws IOException {
        var rows = new ArrayList<Row>();
        csv.readLine();
        for (var line = csv.readLine(); line != null; line = csv.readLine()) {
            var cells = line.split(",", 4);
            var level = DivisionLevel.ofSixDigits(Integer.parseInt(cells[0]));
            var status = cells[2].isEmpty()
                    ? new DivisionStatus.Known(level)
                    : new DivisionStatus.Withdrawn(level, YearMonth.parse(cells[2], EDITION));
            rows.add(new Row(Integer.parseInt(cells[0]), status, cells[3]));
        }
        return rows;
    }

    private record Row(int code, DivisionStatus status, String name) {}

    /** Loads on first use. */
    private static final class Standard {
        private static final Divisions TABLE = load();

        private static Divisions load() {
            var resource = Objects.requireNonNull(Divisions.class.getResourceAsStream("gbt2260.csv"));
            try (var csv = new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8))) {
                return new Divisions(read(csv));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
