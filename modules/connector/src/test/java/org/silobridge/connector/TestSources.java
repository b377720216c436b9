package org.silobridge.connector;

import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Clock;
import org.silobridge.connector.source.Source;
import org.silobridge.connector.source.SourceContext;
import org.silobridge.connector.source.csv.CsvSettings;
import org.silobridge.connector.source.file.FilesSettings;
import org.silobridge.model.Slug;

/** Sources for tests, as a connector file would give them. */
public final class TestSources {
    private TestSources() {}

    public static SourceContext context(Path workDirectory) {
        return new SourceContext(new Slug("under-test"), workDirectory, Clock.systemUTC());
    }

    /** CSV files of at most 1,000 bytes a row. */
    public static Source csv(Path directory, String path, Charset encoding, char delimiter, boolean header) {
        return new CsvSettings(FilesSettings.of(directory, path), encoding, delimiter, header, 1_000)
                .source(context(directory.resolve("work")));
    }
}
