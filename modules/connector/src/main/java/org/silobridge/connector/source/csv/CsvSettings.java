package org.silobridge.connector.source.csv;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.silobridge.connector.source.Source;
import org.silobridge.connector.source.SourceContext;
import org.silobridge.connector.source.SourceSettings;
import org.silobridge.connector.source.file.FileSource;
import org.silobridge.connector.source.file.FilesSettings;
import org.silobridge.connector.source.file.TextEncoding;
import org.silobridge.contract.yaml.Section;

/**
 * What a configuration says about CSV files.
 *
 * @param files which; a name that ends in {@code .gz} is read as gzip
 * @param header whether the first row of each file names its columns; without, they are called 1, 2, 3…
 * @param maxRowBytes what has more is quarantined without its bytes
 */
public record CsvSettings(FilesSettings files, Charset encoding, char delimiter, boolean header, int maxRowBytes)
        implements SourceSettings {

    /** Reads {@code csv:} of a connector file. */
    public static CsvSettings read(Path base, Section section, int maxRowBytes) {
        var files = FilesSettings.read(base, section);
        var encoding = section.parsed("encoding", "UTF-8 or GB18030", TextEncoding::of, StandardCharsets.UTF_8);
        char delimiter = section.optionalParsed(
                        "delimiter", "one character such as , ; | or \"\\t\"", CsvSettings::delimiter, ',')
                .orElse(',');
        boolean header = section.flag("header", true);
        return new CsvSettings(files, encoding, delimiter, header, maxRowBytes);
    }

    @Override
    public Source source(SourceContext context) {
        return new FileSource(files, new CsvFormat(this), context);
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
