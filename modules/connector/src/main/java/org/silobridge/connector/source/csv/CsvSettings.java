package org.silobridge.connector.source.csv;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import org.silobridge.connector.source.Source;
import org.silobridge.connector.source.SourceContext;
import org.silobridge.connector.source.SourceSettings;
import org.silobridge.contract.yaml.Section;

/**
 * What a configuration says about CSV files.
 *
 * @param base the directory that {@code path} is relative to, and that file names are told relative to
 * @param path a file, or several by {@code *} and {@code ?} in the last segment; {@code .gz} is read as gzip
 * @param header whether the first row of each file names its columns; without, they are called 1, 2, 3…
 * @param maxRowBytes what has more is quarantined without its bytes
 */
public record CsvSettings(Path base, String path, Charset encoding, char delimiter, boolean header, int maxRowBytes)
        implements SourceSettings {

    /** Reads {@code csv:} of a connector file. */
    public static CsvSettings read(Path base, Section section, int maxRowBytes) {
        var path = section.text("path");
        var encoding = section.parsed("encoding", "UTF-8 or GB18030", CsvSettings::encoding, StandardCharsets.UTF_8);
        char delimiter = section.optionalParsed(
                        "delimiter", "one character such as , ; | or \"\\t\"", CsvSettings::delimiter, ',')
                .orElse(',');
        boolean header = section.flag("header", true);
        return new CsvSettings(base, path, encoding, delimiter, header, maxRowBytes);
    }

    @Override
    public Source source(SourceContext context) {
        return new CsvSource(this);
    }

    private static Charset encoding(String text) {
        return switch (text.toUpperCase(Locale.ROOT)) {
            case "UTF-8" -> StandardCharsets.UTF_8;
            // GBK and GB2312 are what people say of files that GB18030 reads; it is a superset of both.
            case "GB18030", "GBK", "GB2312" -> Charset.forName("GB18030");
            default -> throw new IllegalArgumentException(text);
        };
    }

    private static char delimiter(String text) {
        if (text.length() != 1
                || text.charAt(0) >= 0x7F
                || Character.isLetterOrDigit(text.charAt(0))
                || "\"\r\n\0".indexOf(text.charAt(0)) >= 0) {
            throw new IllegalArgumentException(text);
        }
        return text.charAt(0);
    }
}
