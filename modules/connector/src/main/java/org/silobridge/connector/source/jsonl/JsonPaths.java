package org.silobridge.connector.source.jsonl;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the values at some paths of a JSON object, and nothing else of it. A path is the names down to the value, with dots
 * between them; an element of an array has its number, from 0, for a name; a dot in a name is written {@code \.}. The text
 * of a number or boolean is as it stands; null and what is absent have none; an object or array is its own JSON.
 */
final class JsonPaths {
    private static final int MAX_DEPTH = 200;

    /** An object that cannot be taken for a row, and why. */
    static final class NoRowException extends Exception {
        private static final long serialVersionUID = 1;

        NoRowException(String problem) {
            super(problem);
        }

        String problem() {
            return String.valueOf(getMessage());
        }
    }

    private static final class Node {
        private final Map<String, Node> children = new HashMap<>();
        private int column = -1;
    }

    private final JsonFactory json;
    private final Node root = new Node();
    private final @Nullable String[] texts;

    JsonPaths(List<String> columns, int maxRowBytes) {
        json = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxStringLength(maxRowBytes)
                        .maxNameLength(maxRowBytes)
                        .build())
                // Names are the rows' own and without end: they are not to be remembered.
                .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .build();
        texts = new @Nullable String[columns.size()];
        for (int i = 0; i < columns.size(); i++) {
            node(columns.get(i)).column = i;
        }
    }

    private Node node(String path) {
        var node = root;
        for (var name : path.split("(?<!\\\\)\\.", -1)) {
            node = node.children.computeIfAbsent(name.replace("\\.", "."), unused -> new Node());
        }
        return node;
    }

    /** The texts by column of one object, valid until the next call; null where there is none. */
    @Nullable
    String[] read(String row) throws NoRowException {
        Arrays.fill(texts, null);
        try (var parser = json.createParser(row)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new NoRowException("no JSON object");
            }
            children(parser, root);
            if (parser.nextToken() != null) {
                throw new NoRowException("more follows the JSON object");
            }
            return texts;
        } catch (com.fasterxml.jackson.core.JacksonException e) {
            // Its message may quote the row.
            var at = e.getLocation();
            throw new NoRowException("no JSON at character " + (at == null ? 0 : at.getColumnNr()));
        } catch (IOException e) {
            throw new IllegalStateException("a text cannot fail to be read", e);
        }
    }

    private void children(JsonParser parser, Node node) throws IOException, NoRowException {
        boolean object = parser.currentToken() == JsonToken.START_OBJECT;
        for (int i = 0; parser.nextToken() != (object ? JsonToken.END_OBJECT : JsonToken.END_ARRAY); i++) {
            String name = String.valueOf(i);
            if (object) {
                name = parser.currentName();
                parser.nextToken();
            }
            var child = node.children.get(name);
            if (child == null) {
                parser.skipChildren();
            } else {
                value(parser, child);
            }
        }
    }

    private void value(JsonParser parser, Node node) throws IOException, NoRowException {
        boolean container = parser.currentToken().isStructStart();
        if (node.column < 0) {
            if (container) {
                children(parser, node);
            }
            return;
        }
        if (texts[node.column] != null) {
            throw new NoRowException("a name that stands twice");
        }
        if (!container) {
            texts[node.column] = parser.currentToken() == JsonToken.VALUE_NULL ? "" : parser.getText();
            return;
        }
        var copy = new StringWriter();
        try (var generator = json.createGenerator(copy)) {
            generator.copyCurrentStructure(parser);
        }
        var text = copy.toString();
        texts[node.column] = text;
        if (!node.children.isEmpty()) {
            try (var inner = json.createParser(text)) {
                inner.nextToken();
                children(inner, node);
            }
        }
    }

    /**
     * The object with nothing but the values at the paths to be kept; null where a path that is not to be kept leads into
     * one that is.
     */
    static @Nullable String only(Set<String> kept, List<String> columns, String row, int maxRowBytes)
            throws NoRowException {
        for (var column : columns) {
            if (!kept.contains(column) && kept.stream().anyMatch(keep -> column.startsWith(keep + "."))) {
                return null;
            }
        }
        var paths = new JsonPaths(columns.stream().filter(kept::contains).toList(), maxRowBytes);
        var copy = new StringWriter();
        try (var parser = paths.json.createParser(row);
                var generator = paths.json.createGenerator(copy)) {
            parser.nextToken();
            copy(parser, generator, paths.root);
        } catch (IOException e) {
            throw new NoRowException("no JSON");
        }
        return copy.toString();
    }

    private static void copy(JsonParser parser, JsonGenerator generator, Node node) throws IOException {
        if (node.column >= 0) {
            generator.copyCurrentStructure(parser);
        } else if (parser.currentToken() == JsonToken.START_OBJECT) {
            generator.writeStartObject();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                var name = parser.currentName();
                var child = node.children.get(name);
                parser.nextToken();
                if (child == null) {
                    parser.skipChildren();
                } else {
                    generator.writeFieldName(name);
                    copy(parser, generator, child);
                }
            }
            generator.writeEndObject();
        } else if (parser.currentToken() == JsonToken.START_ARRAY) {
            generator.writeStartArray();
            for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
                var child = node.children.get(String.valueOf(i));
                if (child == null) {
                    parser.skipChildren();
                    generator.writeNull();
                } else {
                    copy(parser, generator, child);
                }
            }
            generator.writeEndArray();
        } else {
            generator.writeNull();
        }
    }
}
