package org.silobridge.connector.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Where the text of a field comes from. */
public sealed interface Origin {

    /** The columns it reads. */
    List<String> columns();

    /** One column. */
    record Column(String column) implements Origin {
        @Override
        public List<String> columns() {
            return List.of(column);
        }
    }

    /** The same text in every row. */
    record Constant(String text) implements Origin {
        @Override
        public List<String> columns() {
            return List.of();
        }
    }

    /** The first of these columns that is not empty. */
    record FirstOf(List<String> columns) implements Origin {
        public FirstOf {
            columns = List.copyOf(columns);
        }
    }

    /**
     * Several columns in one text. Where any of them is empty, so is the whole.
     *
     * @param texts what stands before the first column, between them, and after the last: one more than columns
     */
    record Composition(List<String> texts, List<String> columns) implements Origin {
        private static final Pattern COLUMN = Pattern.compile("\\{([^{}]+)}");

        public Composition {
            texts = List.copyOf(texts);
            columns = List.copyOf(columns);
            if (texts.size() != columns.size() + 1) {
                throw new IllegalArgumentException("texts and columns do not alternate");
            }
        }

        /** Reads {@code {year}-{month}}. @throws IllegalArgumentException if there is no column, or a lone brace */
        public static Origin parse(String template) {
            var texts = new ArrayList<String>();
            var columns = new ArrayList<String>();
            var matcher = COLUMN.matcher(template);
            int from = 0;
            while (matcher.find()) {
                texts.add(template.substring(from, matcher.start()));
                columns.add(matcher.group(1));
                from = matcher.end();
            }
            texts.add(template.substring(from));
            if (columns.isEmpty() || String.join("", texts).matches("(?s).*[{}].*")) {
                throw new IllegalArgumentException("not a composition: " + template);
            }
            return new Composition(texts, columns);
        }
    }
}
