package org.silobridge.contract.division;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.Year;
import java.time.YearMonth;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The table of GB/T 2260 with the codes that were withdrawn since 2002. A code is looked up as it is written: 2, 4 or 6
 * digits, 6 digits padded with zeros ({@code 440000} is {@code 44}), or 9 and 12 digits, which count as their county.
 * Immutable; a look-up allocates nothing.
 */
public final class Divisions {
    private static final DivisionStatus UNKNOWN = new DivisionStatus.Unknown();
    private static final Map<DivisionLevel, DivisionStatus> KNOWN = new EnumMap<>(Map.of(
            DivisionLevel.PROVINCE, new DivisionStatus.Known(DivisionLevel.PROVINCE),
            DivisionLevel.PREFECTURE, new DivisionStatus.Known(DivisionLevel.PREFECTURE),
            DivisionLevel.COUNTY, new DivisionStatus.Known(DivisionLevel.COUNTY)));
    private static final YearMonth ALWAYS = YearMonth.of(Year.MIN_VALUE, 1);
    private static final YearMonth NEVER = YearMonth.of(Year.MAX_VALUE, 12);
    private static final DateTimeFormatter EDITION = DateTimeFormatter.ofPattern("uuuuMM", Locale.ROOT);

    /** Six-digit codes, ascending; the other two lie beside it. */
    private final int[] codes;

    /** Where each code lies: first by its prefecture, the first four digits, then by the last two; -1 where there is none. */
    private final short[][] places = new short[10_000][];

    private final DivisionStatus[] statuses;
    private final DivisionStatus[] before;
    /** The last edition without the code before the first with it, and the first one without it after the last. */
    private final YearMonth[] after;

    private final YearMonth[] until;
    private final String[] names;

    private Divisions(List<Row> rows) {
        codes = rows.stream().mapToInt(Row::code).toArray();
        for (int i = 0; i < codes.length; i++) {
            int prefecture = codes[i] / 100;
            if (places[prefecture] == null) {
                places[prefecture] = new short[100];
                Arrays.fill(places[prefecture], (short) -1);
            }
            places[prefecture][codes[i] % 100] = (short) i;
        }
        statuses = rows.stream().map(Row::status).toArray(DivisionStatus[]::new);
        before = rows.stream().map(Row::before).toArray(DivisionStatus[]::new);
        var editions = rows.stream()
                .flatMap(row -> Stream.concat(Stream.of(row.first()), row.last().stream()))
                .collect(Collectors.toCollection(TreeSet::new));
        after = rows.stream()
                .map(row -> orElse(editions.lower(row.first()), ALWAYS))
                .toArray(YearMonth[]::new);
        until = rows.stream()
                .map(row -> row.last()
                        .map(last -> orElse(editions.higher(last), NEVER))
                        .orElse(NEVER))
                .toArray(YearMonth[]::new);
        names = rows.stream().map(Row::name).toArray(String[]::new);
    }

    private static YearMonth orElse(@Nullable YearMonth edition, YearMonth otherwise) {
        return edition == null ? otherwise : edition;
    }

    /** The table that comes with this module: editions 2002-12 to 2016-07, and 2023. Loaded once. */
    public static Divisions standard() {
        return Standard.TABLE;
    }

    /** Now. */
    public DivisionStatus lookup(CharSequence code) {
        int at = indexOf(sixDigits(code));
        return at < 0 ? UNKNOWN : statuses[at];
    }

    /**
     * On a day. The editions say in which months a code was in force for certain; between two of them the month of a
     * change is not known, and there both the old code and the new one hold. Before the first edition, of 2002-12, its
     * codes hold; what was withdrawn before it is unknown.
     */
    public DivisionStatus lookup(CharSequence code, LocalDate day) {
        int at = indexOf(sixDigits(code));
        if (at < 0) {
            return UNKNOWN;
        }
        if (compare(day, after[at]) <= 0) {
            return before[at];
        }
        return compare(day, until[at]) >= 0 ? statuses[at] : known(DivisionLevel.ofSixDigits(codes[at]));
    }

    private static int compare(LocalDate day, YearMonth month) {
        int years = Integer.compare(day.getYear(), month.getYear());
        return years != 0 ? years : Integer.compare(day.getMonthValue(), month.getMonthValue());
    }

    private static DivisionStatus known(DivisionLevel level) {
        return Objects.requireNonNull(KNOWN.get(level));
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

    /** All codes of a level that were in force once and are not any more, six digits each, ascending. */
    public List<String> withdrawn(DivisionLevel level) {
        return IntStream.range(0, codes.length)
                .filter(i -> statuses[i] instanceof DivisionStatus.Withdrawn gone && gone.level() == level)
                .mapToObj(i -> Integer.toString(codes[i]))
                .toList();
    }

    private Optional<String> name(int sixDigits) {
        int at = indexOf(sixDigits);
        return at < 0 ? Optional.empty() : Optional.of(names[at]);
    }

    private int indexOf(int sixDigits) {
        if (sixDigits < 0) {
            return -1;
        }
        var prefecture = places[sixDigits / 100];
        return prefecture == null ? -1 : prefecture[sixDigits % 100];
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
            rows.add(new Row(
                    Integer.parseInt(cells[0]),
                    YearMonth.parse(cells[1], EDITION),
                    cells[2].isEmpty() ? Optional.empty() : Optional.of(YearMonth.parse(cells[2], EDITION)),
                    cells[3]));
        }
        return rows;
    }

    /**
     * @param first the first edition that has the code
     * @param last the last one; empty where it is in force
     */
    private record Row(int code, YearMonth first, Optional<YearMonth> last, String name) {
        DivisionStatus status() {
            var level = DivisionLevel.ofSixDigits(code);
            return last.<DivisionStatus>map(edition -> new DivisionStatus.Withdrawn(level, edition))
                    .orElse(known(level));
        }

        DivisionStatus before() {
            return new DivisionStatus.NotYet(DivisionLevel.ofSixDigits(code), first);
        }
    }

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
