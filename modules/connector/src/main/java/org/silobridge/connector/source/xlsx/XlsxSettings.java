package org.silobridge.connector.source.xlsx;

import java.nio.file.Path;
import org.silobridge.connector.source.Source;
import org.silobridge.connector.source.SourceContext;
import org.silobridge.connector.source.SourceSettings;
import org.silobridge.connector.source.file.FileSource;
import org.silobridge.connector.source.file.FilesSettings;
import org.silobridge.contract.yaml.Section;

/**
 * What a configuration says about workbooks.
 *
 * @param sheet the name of a sheet, or its number from 1
 * @param headerRow the number of the row that names the columns; 0 if none does, then they are called A, B, C…
 * @param maxRowBytes what has more is quarantined without its bytes
 */
public record XlsxSettings(FilesSettings files, String sheet, int headerRow, int maxRowBytes)
        implements SourceSettings {

    /** Reads {@code xlsx:} of a connector file. */
    public static XlsxSettings read(Path base, Section section, int maxRowBytes) {
        return new XlsxSettings(
                FilesSettings.read(base, section),
                section.text("sheet", "1"),
                section.integer("headerRow", 0, 1_000, 1),
                maxRowBytes);
    }

    @Override
    public Source source(SourceContext context) {
        return new FileSource(files, new XlsxFormat(this), context);
    }
}
