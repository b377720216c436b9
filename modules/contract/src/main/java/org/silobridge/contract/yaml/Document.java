package org.silobridge.contract.yaml;

import java.io.StringReader;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionEndEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Reads one YAML document strictly. The shape is a function that asks the root {@link Section} for what it knows and
 * builds the value; whatever it does not ask for is an unknown key. All faults are reported together, each with its
 * line: {@code beijing-air.yaml:12 mapping.co.scale}.
 *
 * <p>After a fault the section answers with a harmless placeholder so that reading goes on, and the document is refused
 * as a whole in the end. A shape therefore only reads and builds: it opens and connects nothing. It reads all keys of
 * a section before it uses any of them.
 *
 * <p>One document per file, UTF-8, of {@link TextFile#MAX_BYTES} at most; no aliases (so no bombs of them), no tags.
 */
public final class Document {
    /** The {@code apiVersion} of every file. */
    public static final String API_VERSION = "silobridge.org/v1";

    private static final int MAX_DEPTH = 32;

    private Document() {}

    /**
     * Reads a file. Paths in it are relative to its folder; its violations name it by its file name.
     *
     * @param kind what {@code kind} must say
     */
    public static <T> Outcome<T> read(Path file, String kind, Function<Section, T> shape) {
        var name = String.valueOf(file.getFileName());
        return TextFile.read(file, name)
                .flatMap(text -> read(name, text, file.toAbsolutePath().getParent(), kind, shape));
    }

    /** Reads a text; paths in it cannot be followed and are refused. */
    public static <T> Outcome<T> read(String name, String text, String kind, Function<Section, T> shape) {
        return read(name, text, null, kind, shape);
    }

    private static <T> Outcome<T> read(
            String name, String text, @Nullable Path folder, String kind, Function<Section, T> shape) {
        var findings = new Findings(name);
        var root = compose(text, findings);
        T value = null;
        if (root != null) {
            value = Section.root(root, findings, folder).shaped(section -> {
                section.constant("apiVersion", API_VERSION);
                section.constant("kind", kind);
                return shape.apply(section);
            });
        }
        if (value != null && findings.isEmpty()) {
            return Outcome.ok(value);
        }
        var violations = findings.inOrder();
        return Outcome.invalid(
                Reason.of("contract.yaml.invalid", "document", name, "count", violations.size()), violations);
    }

    private static @Nullable MappingNode compose(String text, Findings findings) {
        var options = new LoaderOptions();
        options.setCodePointLimit(TextFile.MAX_BYTES);
        options.setNestingDepthLimit(MAX_DEPTH);
        var yaml = new Yaml(options);
        try {
            int depth = 0;
            for (var event : yaml.parse(new StringReader(text))) {
                depth += event instanceof CollectionStartEvent ? 1 : event instanceof CollectionEndEvent ? -1 : 0;
                if (depth > MAX_DEPTH) {
                    int line = event.getStartMark().getLine() + 1;
                    findings.add(line, "", null, Reason.of("contract.yaml.too-deep", "max", MAX_DEPTH));
                    return null;
                }
                if (event instanceof AliasEvent alias) {
                    int line = alias.getStartMark().getLine() + 1;
                    findings.add(line, "", "*" + alias.getAnchor(), Reason.of("contract.yaml.alias"));
                    return null;
                }
            }
            Node node = yaml.compose(new StringReader(text));
            if (node instanceof MappingNode mapping) {
                return mapping;
            }
            findings.add(1, "", null, Reason.of("contract.yaml.not-a-mapping"));
        } catch (MarkedYAMLException e) {
            var mark = e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
            int line = mark == null ? 1 : mark.getLine() + 1;
            findings.add(line, "", null, Reason.of("contract.yaml.syntax", "problem", String.valueOf(e.getProblem())));
        } catch (YAMLException e) {
            findings.add(1, "", null, Reason.of("contract.yaml.syntax", "problem", firstLine(e)));
        }
        return null;
    }

    private static String firstLine(YAMLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
