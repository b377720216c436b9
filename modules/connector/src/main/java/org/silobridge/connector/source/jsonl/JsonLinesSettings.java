package org.silobridge.connector.source.jsonl;

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
 * What a configuration says about files of JSON Lines.
 *
 * @param files which; a name that ends in {@code .gz} is read as gzip
 * @param maxRowBytes what has more is quarantined without its bytes
 */
public record JsonLinesSettings(FilesSettings files, Charset encoding, int maxRowBytes) implements SourceSettings {

    /** Reads {@code jsonl:} of a connector file. */
    public static JsonLinesSettings read(Path base, Section section, int maxRowBytes) {
        var files = FilesSettings.read(base, section);
        var encoding = section.optionalParsed("encoding", "UTF-8 or GB18030", TextEncoding::of, StandardCharsets.UTF_8)
                .orElse(StandardCharsets.UTF_8);
        return new JsonLinesSettings(files, encoding, maxRowBytes);
    }

    @Override
    public Source source(SourceContext context) {
        return new FileSource(files, new JsonLinesFormat(this), context);
    }
}
