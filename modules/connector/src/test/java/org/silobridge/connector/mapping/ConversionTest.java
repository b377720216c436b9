package org.silobridge.connector.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.silobridge.connector.TestContract;
import org.silobridge.connector.TestSources;
import org.silobridge.model.Violation;

/** From the texts of one row to values. The examples of docs/connector.md are among these. */
class ConversionTest {
    private static final String FAULT = "a fault";

    @TempDir
    private Path directory;

    /** What {@code field} becomes under a mapping, for a row; or {@link #FAULT}. */
    private @Nullable Object read(String field, String how, String header, String row) throws IOException {
        return read(field, how, header + "\n" + row, StandardCharsets.UTF_8);
    }

    private @Nullable Object read(String field, String how, String table, Charset encoding) throws IOException {
        var contract = TestContract.with("error");
        var mapping = CompiledMapping.compile(
                        TestContract.read(
                                        directory,
                                        "id: {constant: X}\n".repeat(field.equals("id") ? 0 : 1) + field + ": " + how)
                                .mapping(),
                        contract)
                .orThrow();
        Files.write(directory.resolve("a.csv"), table.getBytes(encoding));
        var source = TestSources.csv(directory, "a.csv", encoding, ',', true);
        var found = new ArrayList<Violation>();
        try (var rows = source.open(mapping.columns(), Map.of())) {
            var values = mapping.read(Objects.requireNonNull(rows.next()), found::add, found::add);
            if (!found.isEmpty()) {
                assertThat(found).allSatisfy(fault -> assertThat(fault.path()).isEqualTo(field));
                return FAULT;
            }
            var names = contract.fields().stream().map(f -> f.name()).toList();
            return values[names.indexOf(field)];
        }
    }

    @Test
    void scalesExactly() throws IOException {
        assertThat(read("amount", "{column: CO, scale: 0.001}", "CO", "300")).isEqualTo(0.3);
        assertThat(read("amount", "{column: CO, scale: 0.1}", "CO", "3")).isEqualTo(0.3); // 3 * 0.1 is not, in binary
        assertThat(read("price", "{column: p, scale: 0.01}", "p", "1050")).isEqualTo(new BigDecimal("10.50"));
        assertThat(read("pieces", "{column: p, scale: 1000}", "p", "1.5")).isEqualTo(1500);
        assertThat(read("pieces", "{column: p, scale: 0.1}", "p", "15")).isEqualTo(FAULT);
    }

    @Test
    void readsNumbersAsTheyAreWrittenAndRefusesWhatDoesNotFit() throws IOException {
        assertThat(read("pieces", "{column: p}", "p", "+7")).isEqualTo(7);
        assertThat(read("pieces", "{column: p}", "p", "7.0")).isEqualTo(7);
        assertThat(read("pieces", "{column: p}", "p", "2147483648")).isEqualTo(FAULT);
        assertThat(read("total", "{column: p}", "p", "9223372036854775807")).isEqualTo(Long.MAX_VALUE);
        assertThat(read("total", "{column: p}", "p", "9223372036854775808")).isEqualTo(FAULT);
        assertThat(read("price", "{column: p}", "p", "1.005")).isEqualTo(FAULT);
        for (var none : List.of("NaN", "1e9999", "0x1F", "1 000", "--1", "１")) {
            assertThat(read("amount", "{column: p}", "p", none)).as(none).isEqualTo(FAULT);
        }
    }

    @Test
    void refusesDaysAndTimesThatNoRecordHolds() throws IOException {
        for (var endless : List.of("+999999999-12-31", "-999999999-01-01", "infinity")) {
            assertThat(read("day", "{column: d}", "d", endless)).as(endless).isEqualTo(FAULT);
        }
        for (var endless :
                List.of("+999999999-12-31T23:59:59.999999999-18:00", "-999999999-01-01T00:00:00+18:00", "infinity")) {
            assertThat(read("at", "{column: t}", "t", endless)).as(endless).isEqualTo(FAULT);
        }
        assertThat(read("day", "{column: d}", "d", "9999-12-31")).isEqualTo(LocalDate.of(9999, 12, 31));
    }

    @Test
    void readsDatesStrictly() throws IOException {
        assertThat(read("day", "{column: d}", "d", "2024-02-29")).isEqualTo(LocalDate.of(2024, 2, 29));
        assertThat(read("day", "{column: d}", "d", "2023-02-29")).isEqualTo(FAULT);
        assertThat(read("day", "{column: d, format: yyyy/M/d}", "d", "2024/2/9"))
                .isEqualTo(LocalDate.of(2024, 2, 9));
        assertThat(read("day", "{column: d, format: yyyy/M/d}", "d", "2023/2/30"))
                .isEqualTo(FAULT);
        assertThat(read("day", "{column: d, format: yyyyMMdd}", "d", "20240209"))
                .isEqualTo(LocalDate.of(2024, 2, 9));
    }

    @Test
    void readsTimesInTheirZone() throws IOException {
        var how = "{compose: \"{year}-{month}-{day} {hour}\", format: \"yyyy-M-d H\", zone: Asia/Shanghai}";
        assertThat(read("at", how, "year,month,day,hour", "2013,3,1,0"))
                .isEqualTo(Instant.parse("2013-02-28T16:00:00Z"));
        assertThat(read("at", how, "year,month,day,hour", "2013,3,1,24")).isEqualTo(FAULT);
        assertThat(read("at", "{column: t}", "t", "2013-03-01T00:00:00+08:00"))
                .isEqualTo(Instant.parse("2013-02-28T16:00:00Z"));
        assertThat(read("at", "{column: t}", "t", "2013-03-01T00:00:00")).isEqualTo(FAULT);
        assertThat(read("at", "{column: t, zone: Asia/Shanghai}", "t", "2013-03-01T00:00:00"))
                .isEqualTo(Instant.parse("2013-02-28T16:00:00Z"));
    }

    @Test
    void takesAnEmptyTextAndTheNullsForNoValue() throws IOException {
        assertThat(read("amount", "{column: a, nulls: [NA, \"-\"]}", "a,b", "NA,1"))
                .isNull();
        assertThat(read("amount", "{column: a, nulls: [NA, \"-\"]}", "a,b", " - ,1"))
                .isNull();
        assertThat(read("amount", "{column: a, nulls: [NA]}", "a,b", "  ,1")).isNull();
        assertThat(read("amount", "{column: a, nulls: [NA]}", "a,b", "na,1")).isEqualTo(FAULT);
        assertThat(read("id", "{column: a}", "a,b", ",1")).isEqualTo(FAULT);
    }

    @Test
    void composesOnlyWhereEveryPartIsThere() throws IOException {
        assertThat(read("id", "{compose: \"{a}-{b}\"}", "a,b", "x,y")).isEqualTo("x-y");
        assertThat(read("day", "{compose: \"{a}-01-{b}\"}", "a,b", "2024,")).isNull();
    }

    @Test
    void takesTheFirstColumnThatHasAValue() throws IOException {
        assertThat(read("id", "{firstOf: [city, province]}", "city,province", "440300,440000"))
                .isEqualTo("440300");
        assertThat(read("id", "{firstOf: [city, province]}", "city,province", ",440000"))
                .isEqualTo("440000");
        assertThat(read("amount", "{firstOf: [a, b], nulls: [NA]}", "a,b", "NA,"))
                .isNull();
    }

    @Test
    void translatesWords() throws IOException {
        assertThat(read("colour", "{column: c, enumMap: {红: RED}}", "c", "红")).isEqualTo("RED");
        assertThat(read("colour", "{column: c, enumMap: {红: RED}}", "c", "绿")).isEqualTo(FAULT);
        assertThat(read("valid", "{column: c, enumMap: {是: true, 否: false}}", "c", "是"))
                .isEqualTo(true);
    }

    @Test
    void keepsWhiteSpaceOnlyWhereAsked() throws IOException {
        assertThat(read("id", "{column: a}", "a", "\" x \"")).isEqualTo("x");
        assertThat(read("id", "{column: a, trim: false}", "a", "\" x \"")).isEqualTo(" x ");
    }

    @Test
    void readsGb18030WithItsCharactersOfFourBytesAndUtf8WithAMark() throws IOException {
        var gb18030 = Charset.forName("GB18030");
        assertThat("𠮷".getBytes(gb18030)).hasSize(4);
        assertThat(read("id", "{column: 姓名}", "姓名,x\n𠮷田㐀,1\n", gb18030)).isEqualTo("𠮷田㐀");
        assertThat(read("id", "{column: 姓名}", "\uFEFF姓名,x\n𠮷田,1\n", StandardCharsets.UTF_8))
                .isEqualTo("𠮷田");
        assertThat(read("id", "{column: 姓名}", "\uFEFF姓名,x\n𠮷田,1\n", gb18030)).isEqualTo("𠮷田");
    }
}
