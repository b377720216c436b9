package org.silobridge.connector.source.csv;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.QuoteStrategies;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RowScannerTest {

    /** Gives a few bytes at a time, so that every border falls everywhere. */
    private static final class Dripping extends InputStream {
        private final ByteArrayInputStream in;
        private final int drop;

        Dripping(byte[] bytes, int drop) {
            this.in = new ByteArrayInputStream(bytes);
            this.drop = drop;
        }

        @Override
        public int read() {
            return in.read();
        }

        @Override
        public int read(byte[] target, int from, int count) {
            return in.read(target, from, Math.min(count, drop));
        }
    }

    private static List<List<String>> rows(String text) throws IOException {
        return rows(new RowScanner(new Dripping(text.getBytes(StandardCharsets.UTF_8), 3), ',', false, 1 << 20));
    }

    private static List<List<String>> rows(RowScanner scanner) throws IOException {
        var rows = new ArrayList<List<String>>();
        while (scanner.next()) {
            var row = new ArrayList<String>();
            for (int i = 0; i < scanner.fields(); i++) {
                var text = new String(
                        scanner.buffer(),
                        scanner.fieldStart(i),
                        scanner.fieldEnd(i) - scanner.fieldStart(i),
                        StandardCharsets.UTF_8);
                row.add(scanner.fieldHasDoubledQuotes(i) ? text.replace("\"\"", "\"") : text);
            }
            rows.add(row);
        }
        return rows;
    }

    @Test
    void cutsRowsAtLfCrLfAndCrAndPassesOverEmptyLines() throws IOException {
        assertThat(rows("a,b\r\n\r\n1,2\n3,4\r5,6"))
                .containsExactly(List.of("a", "b"), List.of("1", "2"), List.of("3", "4"), List.of("5", "6"));
    }

    @Test
    void keepsDelimitersQuotesAndLineEndsInsideQuotes() throws IOException {
        assertThat(rows("\"a,\"\"b\"\"\r\nc\",\n")).containsExactly(List.of("a,\"b\"\r\nc", ""));
    }

    @Test
    void takesAQuoteInsideAnUnquotedFieldAsItStands() throws IOException {
        assertThat(rows("5\" pipe,x\n")).containsExactly(List.of("5\" pipe", "x"));
    }

    @Test
    void countsPhysicalLines() throws IOException {
        var scanner = new RowScanner(
                new ByteArrayInputStream("h\n\"1\r\n2\n\"\n\nx\n".getBytes(StandardCharsets.UTF_8)), ',', false, 100);
        var lines = new ArrayList<Long>();
        while (scanner.next()) {
            lines.add(scanner.rowLine());
        }
        assertThat(lines).containsExactly(1L, 2L, 6L);
    }

    @Test
    void callsTextAfterAClosingQuoteAFlawOfThatRowOnly() throws IOException {
        var scanner = new RowScanner(
                new ByteArrayInputStream("\"a\"b,1\nc,2\n".getBytes(StandardCharsets.UTF_8)), ',', false, 100);
        assertThat(scanner.next()).isTrue();
        assertThat(scanner.flaw()).isEqualTo(RowScanner.Flaw.TEXT_AFTER_QUOTE);
        assertThat(scanner.next()).isTrue();
        assertThat(scanner.flaw()).isEqualTo(RowScanner.Flaw.NONE);
    }

    @Test
    void stepsOverSecondBytesThatLookLikeADelimiter() throws IOException {
        // 0x9B7C is one character of GB18030; its second byte is that of the delimiter |
        var bytes = new byte[] {(byte) 0x9B, 0x7C, '|', 'x', '\n'};
        var scanner = new RowScanner(new ByteArrayInputStream(bytes), '|', true, 100);
        assertThat(scanner.next()).isTrue();
        assertThat(scanner.fields()).isEqualTo(2);
    }

    @Test
    void letsAFiftyMegabyteRowPassInBoundedMemory() throws Exception {
        long length = 50L << 20;
        var huge = new InputStream() {
            private long given;

            @Override
            public int read() {
                return given < length ? (given++ == 0 ? '"' : 'x') : given++ == length ? '"' : -1;
            }

            @Override
            public int read(byte[] target, int from, int count) {
                if (given > length) {
                    return -1;
                }
                int i = 0;
                for (; i < count && given <= length; i++) {
                    target[from + i] = (byte) read();
                }
                return i;
            }
        };
        var scanner = new RowScanner(huge, ',', false, 1 << 20);
        assertThat(scanner.next()).isTrue();
        assertThat(scanner.flaw()).isEqualTo(RowScanner.Flaw.TOO_LARGE);
        assertThat(scanner.rowLength()).isEqualTo(length + 1);
        assertThat(scanner.buffer().length).isLessThan(4 << 20);
    }

    @Test
    void tellsTheDigestOfARowThatIsTooLarge() throws Exception {
        var row = "x".repeat(200_000);
        var scanner = new RowScanner(
                new Dripping((row + "\r\nnext\n").getBytes(StandardCharsets.UTF_8), 7), ',', false, 1_000);
        assertThat(scanner.next()).isTrue();
        assertThat(scanner.rowLength()).isEqualTo(200_000);
        assertThat(scanner.rowDigest()).isEqualTo(sha256(row.getBytes(StandardCharsets.UTF_8)));
        assertThat(scanner.next()).isTrue();
        assertThat(scanner.rowLine()).isEqualTo(2);
        assertThat(scanner.flaw()).isEqualTo(RowScanner.Flaw.NONE);
        assertThat(scanner.rowDigest()).isEqualTo(sha256("next".getBytes(StandardCharsets.UTF_8)));
    }

    @Property(tries = 500)
    void readsBackWhatAnotherLibraryWrote(
            @ForAll("tables") List<List<String>> table,
            @ForAll boolean quoteAll,
            @ForAll @IntRange(min = 1, max = 9) int drop)
            throws Exception {
        var text = new StringWriter();
        var builder = CsvWriter.builder();
        if (quoteAll) {
            builder.quoteStrategy(QuoteStrategies.ALWAYS);
        }
        try (var writer = builder.build(text)) {
            table.forEach(row -> writer.writeRecord(row));
        }
        var bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        var scanner = new RowScanner(new Dripping(bytes, drop), ',', false, 1 << 20);

        var read = rows(scanner);

        try (var reader = CsvReader.builder()
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .ofCsvRecord(new String(bytes, StandardCharsets.UTF_8))) {
            assertThat(read)
                    .isEqualTo(reader.stream().map(row -> row.getFields()).toList())
                    .isEqualTo(table);
        }
        assertThat(scanner.digestDone()).isEqualTo(sha256(bytes));
        assertThat(scanner.bytesDone()).isEqualTo(bytes.length);
    }

    @Property(tries = 500)
    void endsWhateverBytesAreThere(@ForAll byte[] bytes, @ForAll boolean trails) throws IOException {
        var scanner = new RowScanner(new Dripping(bytes, 5), ',', trails, 16);
        while (scanner.next()) {
            assertThat(scanner.rowLength()).isPositive();
        }
        assertThat(scanner.bytesDone()).isEqualTo(bytes.length);
    }

    /** One byte at a time there is never enough for the quick way; all at once there nearly always is. */
    @Property(tries = 2_000)
    void readsTheSameTheQuickWayAndByteByByte(
            @ForAll("signs") byte[] bytes, @ForAll boolean trails, @ForAll @IntRange(max = 60) int mark)
            throws IOException {
        var quick = new RowScanner(new ByteArrayInputStream(bytes), ',', trails, 24);
        var slow = new RowScanner(new Dripping(bytes, 1), ',', trails, 24);
        quick.mark(mark);
        slow.mark(mark);
        while (true) {
            boolean more = slow.next();
            assertThat(quick.next()).isEqualTo(more);
            assertThat(quick.digestAtMark()).isEqualTo(slow.digestAtMark());
            if (!more) {
                break;
            }
            assertThat(state(quick)).isEqualTo(state(slow));
        }
        assertThat(quick.digestDone()).isEqualTo(slow.digestDone());
        assertThat(quick.bytesDone()).isEqualTo(bytes.length);
    }

    private static List<Object> state(RowScanner scanner) {
        var state = new ArrayList<Object>(List.of(
                scanner.flaw(), scanner.rowLine(), scanner.rowOffset(), scanner.rowLength(), scanner.rowDigest()));
        if (scanner.flaw() != RowScanner.Flaw.TOO_LARGE) {
            state.addAll(List.of(scanner.ascii(), scanner.rowEndOffset(), scanner.bytesDone(), scanner.digestDone()));
            for (int i = 0; i < scanner.fields(); i++) {
                state.add(scanner.fieldStart(i) - scanner.rowStart());
                state.add(scanner.fieldEnd(i) - scanner.rowStart());
                state.add(scanner.fieldIsQuoted(i));
                state.add(scanner.fieldHasDoubledQuotes(i));
            }
        }
        return state;
    }

    @Provide
    Arbitrary<byte[]> signs() {
        return Arbitraries.frequencyOf(
                        net.jqwik.api.Tuple.of(8, Arbitraries.of("a", "bcd", "12345678", "é", "中文")),
                        net.jqwik.api.Tuple.of(4, Arbitraries.of(",", "\n", "\r\n", "\r")),
                        net.jqwik.api.Tuple.of(2, Arbitraries.of("\"", "\"\"", ",\"", "\",", "\u008A,", "\u0081|")))
                .list()
                .ofMaxSize(40)
                .map(parts -> String.join("", parts).getBytes(StandardCharsets.UTF_8));
    }

    @Provide
    Arbitrary<List<List<String>>> tables() {
        var text = Arbitraries.strings()
                .withChars("ab,\"\r\n \0é中\uD83D\uDE00".toCharArray())
                .ofMaxLength(6)
                .map(raw -> raw.replaceAll("[\\uD800-\\uDFFF]", "😀"));
        return text.list().ofMinSize(2).ofMaxSize(5).list().ofMaxSize(8);
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
