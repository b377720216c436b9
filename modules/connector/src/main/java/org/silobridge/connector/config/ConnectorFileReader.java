package org.silobridge.connector.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.silobridge.client.DatasetRef;
import org.silobridge.connector.mapping.FieldMapping;
import org.silobridge.connector.mapping.Origin;
import org.silobridge.connector.mapping.TimePattern;
import org.silobridge.connector.source.Percentage;
import org.silobridge.connector.source.SourceKind;
import org.silobridge.connector.source.SourceSettings;
import org.silobridge.connector.source.SpoolLimits;
import org.silobridge.connector.source.cap.CapSettings;
import org.silobridge.connector.source.cdc.CdcSettings;
import org.silobridge.connector.source.csv.CsvSettings;
import org.silobridge.connector.source.jdbc.JdbcSettings;
import org.silobridge.connector.source.jsonl.JsonLinesSettings;
import org.silobridge.connector.source.push.PushSettings;
import org.silobridge.connector.source.xlsx.XlsxSettings;
import org.silobridge.contract.yaml.Document;
import org.silobridge.contract.yaml.Section;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Slug;

/** The shape of a connector file. */
final class ConnectorFileReader {
    private static final long DEFAULT_MAX_ROW_BYTES = 1 << 20;
    private static final long LARGEST_MAX_ROW_BYTES = 64 << 20;
    private static final int LARGEST_OVER_ROWS = 1_000_000;
    private static final DatasetRef NO_DATASET = DatasetRef.parse("placeholder/placeholder/placeholder");

    private ConnectorFileReader() {}

    static Outcome<ConnectorFile> read(Path file) {
        return Document.read(file, "Connector", root -> shape(file, root));
    }

    private static ConnectorFile shape(Path file, Section root) {
        var base = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file.toAbsolutePath());
        var name = root.slug("name");
        var dataset = root.parsed(
                "dataset", "a dataset's id, or its name database/contract/owner", DatasetRef::parse, NO_DATASET);
        var catalogue = root.section("catalogue", ConnectorFileReader::catalogue);
        var kafka = root.section("kafka", section -> section.file("clientConfigFile"));
        var limits = root.optionalSection("limits", ConnectorFileReader::limits).orElse(Limits.STANDARD);
        var source = root.section("source", section -> source(base, section, limits.maxRowBytes));
        var workDirectory = root.optionalFile("workDirectory").orElse(base.resolve(name + ".work"));
        var spool = root.optionalSection("spool", SpoolLimits::read).orElse(SpoolLimits.STANDARD);
        var mapping = root.map("mapping", (field, section) -> field(section));
        if (mapping.isEmpty() && !root.has("mapping")) {
            root.reject("mapping", Reason.of("connector.mapping.none"));
        }
        var replaces =
                root.has("replaces") ? Set.copyOf(root.list("replaces", ConnectorFileReader::name)) : Set.<Slug>of();
        var http = root.optionalSection("http", ConnectorFileReader::http);
        return new ConnectorFile(
                file,
                name,
                dataset,
                catalogue,
                kafka,
                source,
                workDirectory,
                spool,
                mapping,
                limits.badRows,
                replaces,
                http);
    }

    private static Slug name(Section.Item item) {
        var text = item.text();
        if (Slug.isValid(text)) {
            return new Slug(text);
        }
        item.reject(Reason.of("connector.replaces.no-name"));
        return new Slug("placeholder");
    }

    private static ConnectorFile.Catalogue catalogue(Section section) {
        URI url = section.uri("url");
        var tokenFile = section.file("tokenFile");
        var trustFile = section.optionalFile("trustFile").orElse(null);
        return new ConnectorFile.Catalogue(url, tokenFile, trustFile);
    }

    /** What {@code limits:} says. */
    private record Limits(int maxRowBytes, BadRowLimit badRows) {
        static final Limits STANDARD = new Limits((int) DEFAULT_MAX_ROW_BYTES, BadRowLimit.STANDARD);
    }

    private static Limits limits(Section section) {
        var standard = BadRowLimit.STANDARD;
        double share = section.optionalParsed(
                        "maxBadShare", Percentage.EXPECTED, Percentage::parse, standard.maxShare())
                .orElse(standard.maxShare());
        int rows = section.integer("overRows", 1, LARGEST_OVER_ROWS, standard.rows());
        return new Limits(maxRowBytes(section), new BadRowLimit(share, rows));
    }

    private static HttpSettings http(Section section) {
        return new HttpSettings(
                section.optionalText("host").filter(host -> !host.isBlank()).orElse(HttpSettings.LOOPBACK),
                section.integer("port", 0, 65_535));
    }

    private static int maxRowBytes(Section section) {
        long bytes = section.bytes("maxRowBytes", DEFAULT_MAX_ROW_BYTES);
        if (bytes < 1 || bytes > LARGEST_MAX_ROW_BYTES) {
            section.reject("maxRowBytes", Reason.of("connector.limits.max-row-bytes"));
            return (int) DEFAULT_MAX_ROW_BYTES;
        }
        return (int) bytes;
    }

    /** {@code source:} has exactly one part, named like its kind. */
    private static SourceSettings source(Path base, Section source, int maxRowBytes) {
        var words = Arrays.stream(SourceKind.values()).map(SourceKind::word).toArray(String[]::new);
        var word = source.exactlyOneOf(words);
        return source.section(word, section -> switch (SourceKind.of(word).orElseThrow()) {
            case CSV -> CsvSettings.read(base, section, maxRowBytes);
            case JSONL -> JsonLinesSettings.read(base, section, maxRowBytes);
            case XLSX -> XlsxSettings.read(base, section, maxRowBytes);
            case CDC -> CdcSettings.read(section, maxRowBytes);
            case JDBC -> JdbcSettings.read(section, maxRowBytes);
            case CAP -> CapSettings.read(base, section, maxRowBytes);
            case PUSH -> PushSettings.read(section, maxRowBytes);
        });
    }

    private static FieldMapping field(Section section) {
        var origin = origin(section);
        var nulls = section.has("nulls") ? section.texts("nulls") : List.<String>of();
        var trim = section.flag("trim", true);
        var scale = section.optionalDecimal("scale");
        var words = section.textMap("enumMap");
        var format = section.optionalParsed(
                "format", "a date or time pattern such as yyyy-M-d H:mm", TimePattern::new, new TimePattern("yyyy"));
        Optional<ZoneId> zone = section.has("zone") ? Optional.of(section.zone("zone")) : Optional.empty();
        return new FieldMapping(origin, nulls, trim, scale, words, format, zone);
    }

    private static Origin origin(Section section) {
        return switch (section.exactlyOneOf("column", "constant", "compose", "firstOf")) {
            case "constant" -> new Origin.Constant(section.text("constant"));
            case "compose" ->
                section.parsed(
                        "compose",
                        "a text with column names in braces, such as {year}-{month}",
                        Origin.Composition::parse,
                        new Origin.Constant(""));
            case "firstOf" -> new Origin.FirstOf(section.texts("firstOf"));
            // Where none is there that has been said.
            default -> new Origin.Column(section.optionalText("column").orElse(""));
        };
    }
}
