package org.silobridge.connector.source.xlsx;

import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import javax.xml.stream.XMLStreamConstants;
import org.jspecify.annotations.Nullable;
import org.silobridge.connector.source.file.BrokenFileException;
import org.silobridge.connector.source.xml.Allowance;
import org.silobridge.connector.source.xml.XmlReading;
import org.silobridge.model.Reason;

/**
 * The package of a workbook: its sheets, texts and date styles. Bounded: what is small in every workbook may not be large,
 * its shared texts have {@link #MAX_TEXTS_BYTES}, and nothing unpacks to more than {@link #MAX_RATIO} times its size.
 */
final class Workbook implements Closeable {
    static final long MAX_TEXTS_BYTES = 32L << 20;
    static final int MAX_RATIO = 200;
    /** What unpacks to less is let be, however small it was. */
    private static final long HARMLESS_BYTES = 16L << 20;

    private static final long MAX_SMALL_BYTES = 4L << 20;
    private static final int MAX_ENTRIES = 10_000;
    private static final Set<Integer> DATES = new TreeSet<>();

    static {
        // ECMA-376 part 1, 18.8.30, with the East Asian ones
        for (var range : new int[][] {{14, 22}, {27, 36}, {45, 47}, {50, 58}}) {
            for (int id = range[0]; id <= range[1]; id++) {
                DATES.add(id);
            }
        }
    }

    private static final Pattern NO_DATE_IN = Pattern.compile("\"[^\"]*\"|\\[(?![hms]+])[^]]*]|\\\\.|_.|\\*.");

    private final ZipFile zip;
    private final Map<String, String> sheets = new LinkedHashMap<>();
    private final List<String> texts = new ArrayList<>();
    private final List<Boolean> dateStyles = new ArrayList<>();
    private boolean from1904;

    Workbook(Path file) throws IOException {
        try {
            zip = new ZipFile(file.toFile());
        } catch (ZipException e) {
            throw noWorkbook();
        }
        try {
            if (zip.size() > MAX_ENTRIES) {
                throw bomb();
            }
            readPackage();
        } catch (IOException | RuntimeException e) {
            zip.close();
            throw e;
        }
    }

    private static BrokenFileException noWorkbook() {
        return new BrokenFileException(Reason.of("connector.source.no-xlsx"));
    }

    private static BrokenFileException bomb() {
        return new BrokenFileException(Reason.of("connector.source.xlsx-bomb", "ratio", MAX_RATIO));
    }

    private void readPackage() throws IOException {
        var main = "";
        for (var target : relations("_rels/.rels", "").entrySet()) {
            if (target.getValue().type.endsWith("/officeDocument")) {
                main = target.getValue().path;
            }
        }
        if (main.isEmpty()) {
            throw noWorkbook();
        }
        int cut = main.lastIndexOf('/') + 1;
        var relations =
                relations(main.substring(0, cut) + "_rels/" + main.substring(cut) + ".rels", main.substring(0, cut));
        each(main, MAX_SMALL_BYTES, xml -> {
            if (xml.name().equals("workbookPr")) {
                var date1904 = xml.attribute("date1904");
                from1904 = "1".equals(date1904) || "true".equals(date1904);
            } else if (xml.name().equals("sheet")) {
                var relation = relations.get(String.valueOf(xml.attribute("id")));
                var name = xml.attribute("name");
                if (relation != null && name != null) {
                    sheets.put(name, relation.path);
                }
            }
            return true;
        });
        for (var relation : relations.values()) {
            if (relation.type.endsWith("/sharedStrings")) {
                readTexts(relation.path);
            } else if (relation.type.endsWith("/styles")) {
                readStyles(relation.path);
            }
        }
    }

    private record Relation(String type, String path) {}

    private Map<String, Relation> relations(String entry, String base) throws IOException {
        var relations = new HashMap<String, Relation>();
        each(entry, MAX_SMALL_BYTES, xml -> {
            var id = xml.attribute("Id");
            var type = xml.attribute("Type");
            var target = xml.attribute("Target");
            if (id != null && type != null && target != null) {
                relations.put(id, new Relation(type, target.startsWith("/") ? target.substring(1) : base + target));
            }
            return true;
        });
        return relations;
    }

    /** Looks at the start of every element, until told that it is enough. */
    private void each(String entry, long maxBytes, Predicate<XmlReading> element) throws IOException {
        try (var xml = xml(entry, maxBytes)) {
            for (int event = xml.next(); event != XMLStreamConstants.END_DOCUMENT; event = xml.next()) {
                if (event == XMLStreamConstants.START_ELEMENT && !element.test(xml)) {
                    return;
                }
            }
        }
    }

    private void readTexts(String entry) throws IOException {
        try (var xml = xml(entry, MAX_TEXTS_BYTES)) {
            for (int event = xml.next(); event != XMLStreamConstants.END_DOCUMENT; event = xml.next()) {
                if (event == XMLStreamConstants.START_ELEMENT && xml.name().equals("si")) {
                    texts.add(richText(xml));
                }
            }
        }
    }

    /** The text of the element that has just started, of all its runs; how it is spoken is passed over. */
    static String richText(XmlReading xml) throws IOException {
        var text = new StringBuilder();
        int depth = 1;
        int spoken = 0;
        boolean within = false;
        while (depth > 0) {
            switch (xml.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    depth++;
                    spoken += spoken > 0 || xml.name().equals("rPh") ? 1 : 0;
                    within = spoken == 0 && xml.name().equals("t");
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    depth--;
                    spoken -= spoken > 0 ? 1 : 0;
                    within = false;
                }
                case XMLStreamConstants.END_DOCUMENT ->
                    throw new IllegalStateException("a document ended within an element");
                default -> {
                    if (within) {
                        xml.text(text);
                    }
                }
            }
        }
        return unescaped(text.toString());
    }

    private static final Pattern ESCAPED = Pattern.compile("_x([0-9A-Fa-f]{4})_");

    /** ECMA-376 part 1, 22.9.2.19: what XML cannot hold is written {@code _x000D_}. */
    static String unescaped(String text) {
        if (text.indexOf("_x") < 0) {
            return text;
        }
        return ESCAPED.matcher(text)
                .replaceAll(match -> java.util.regex.Matcher.quoteReplacement(
                        String.valueOf((char) Integer.parseInt(match.group(1), 16))));
    }

    private void readStyles(String entry) throws IOException {
        var custom = new HashMap<String, Boolean>();
        var inCellFormats = new boolean[1];
        each(entry, MAX_SMALL_BYTES, xml -> {
            switch (xml.name()) {
                case "numFmt" ->
                    custom.put(
                            String.valueOf(xml.attribute("numFmtId")),
                            isDate(String.valueOf(xml.attribute("formatCode"))));
                case "cellXfs" -> inCellFormats[0] = true;
                case "cellStyles", "dxfs" -> inCellFormats[0] = false;
                case "xf" -> {
                    if (inCellFormats[0]) {
                        var id = String.valueOf(xml.attribute("numFmtId"));
                        dateStyles.add(custom.getOrDefault(
                                id, id.matches("[0-9]{1,4}") && DATES.contains(Integer.parseInt(id))));
                    }
                }
                default -> {}
            }
            return true;
        });
    }

    /** Whether a number format shows dates or times: it has a letter of theirs outside quotes, brackets and escapes. */
    static boolean isDate(String format) {
        var first = format.split(";", 2)[0];
        return NO_DATE_IN.matcher(first).replaceAll("").matches("(?s).*[ymdhsYMDHS].*");
    }

    /** The names of its sheets, in their order. */
    List<String> sheets() {
        return List.copyOf(sheets.keySet());
    }

    /** Opens a sheet by its name, or its number from 1; null if there is none. */
    @Nullable
    XlsxSheet sheet(String sheet, long maxRowBytes) throws IOException {
        var entry = sheets.get(sheet);
        if (entry == null && sheet.matches("[1-9][0-9]{0,3}") && Integer.parseInt(sheet) <= sheets.size()) {
            entry = sheets.get(sheets().get(Integer.parseInt(sheet) - 1));
        }
        // A row has no more than its own bytes and what XML puts around them.
        var allowance = entry == null ? null : new Allowance(inflated(entry), maxRowBytes + HARMLESS_BYTES);
        return allowance == null ? null : new XlsxSheet(this, new XmlReading(allowance), allowance);
    }

    private XmlReading xml(String entry, long maxBytes) throws IOException {
        return new XmlReading(new Allowance(inflated(entry), maxBytes));
    }

    private InputStream inflated(String name) throws IOException {
        var entry = zip.getEntry(name);
        if (entry == null) {
            throw noWorkbook();
        }
        return new Inflated(zip.getInputStream(entry), Math.max(1, entry.getCompressedSize()));
    }

    /** Breaks off where an entry unpacks to far more than its size. */
    private static final class Inflated extends FilterInputStream {
        private final long packed;
        private long unpacked;

        Inflated(InputStream in, long packed) {
            super(in);
            this.packed = packed;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int from, int count) throws IOException {
            int read;
            try {
                read = super.read(bytes, from, count);
            } catch (ZipException | java.io.EOFException e) {
                throw noWorkbook();
            }
            unpacked += Math.max(0, read);
            if (unpacked > HARMLESS_BYTES && unpacked / MAX_RATIO > packed) {
                throw bomb();
            }
            return read;
        }
    }

    /** A shared text; null if there is none of this number. */
    @Nullable
    String text(int number) {
        return number >= 0 && number < texts.size() ? texts.get(number) : null;
    }

    boolean isDateStyle(int style) {
        return style >= 0 && style < dateStyles.size() && dateStyles.get(style);
    }

    boolean from1904() {
        return from1904;
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
