package org.silobridge.connector.mapping;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.silobridge.connector.source.SourceRow;

/** Reads the text of one field out of a row: its mapping, with column names turned into indexes. */
final class FieldReader {
    private final Origin origin;
    private final int[] columns;
    private final List<String> nulls;
    private final boolean trim;
    private final Map<String, String> words;
    private final StringBuilder composed = new StringBuilder();

    FieldReader(FieldMapping mapping, List<String> allColumns) {
        this.origin = mapping.origin();
        this.columns = mapping.origin().columns().stream()
                .mapToInt(allColumns::indexOf)
                .toArray();
        this.nulls = mapping.nulls();
        this.trim = mapping.trim();
        this.words = mapping.words();
    }

    /** The text; null where there is no value. */
    @Nullable
    String read(SourceRow row) {
        var text = raw(row);
        return text == null || words.isEmpty() ? text : words.getOrDefault(text, text);
    }

    private @Nullable String raw(SourceRow row) {
        if (origin instanceof Origin.Constant constant) {
            return constant.text();
        }
        if (origin instanceof Origin.Composition composition) {
            return composed(composition, row);
        }
        for (int column : columns) {
            var text = value(row, column);
            if (text != null) {
                return text;
            }
        }
        return null;
    }

    private @Nullable String composed(Origin.Composition composition, SourceRow row) {
        composed.setLength(0);
        composed.append(composition.texts().get(0));
        for (int i = 0; i < columns.length; i++) {
            var text = value(row, columns[i]);
            if (text == null) {
                return null;
            }
            composed.append(text).append(composition.texts().get(i + 1));
        }
        return composed.toString();
    }

    private @Nullable String value(SourceRow row, int column) {
        var text = row.text(column);
        if (trim) {
            text = text.strip();
        }
        return text.isEmpty() || nulls.contains(text) ? null : text;
    }
}
