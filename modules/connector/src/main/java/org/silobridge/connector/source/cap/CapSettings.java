package org.silobridge.connector.source.cap;

import java.nio.file.Path;
import java.util.Locale;
import org.silobridge.connector.source.Source;
import org.silobridge.connector.source.SourceContext;
import org.silobridge.connector.source.SourceSettings;
import org.silobridge.connector.source.file.FileSource;
import org.silobridge.connector.source.file.FilesSettings;
import org.silobridge.contract.yaml.Section;

/**
 * What a configuration says about files of CAP alerts.
 *
 * @param files which; a name that ends in {@code .gz} is read as gzip
 * @param rows what of an alert is a row
 * @param maxBytes what has more is quarantined without its bytes
 */
public record CapSettings(FilesSettings files, RowPer rows, int maxBytes) implements SourceSettings {

    /** What of an alert is a row. */
    public enum RowPer {
        ALERT,
        /** Each {@code info}, which often says the same in another language; an alert without any is a row too. */
        INFO,
        /** Each {@code area} of each {@code info}; an {@code info} without any is a row too. */
        AREA;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Reads {@code cap:} of a connector file. */
    public static CapSettings read(Path base, Section section, int maxRowBytes) {
        return new CapSettings(
                FilesSettings.read(base, section), section.word("rows", RowPer.class, RowPer.INFO), maxRowBytes);
    }

    @Override
    public Source source(SourceContext context) {
        return new FileSource(files, new CapFormat(this), context);
    }
}
