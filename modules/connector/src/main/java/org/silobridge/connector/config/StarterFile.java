package org.silobridge.connector.config;

import java.util.Locale;
import java.util.Set;
import org.silobridge.contract.Contract;
import org.silobridge.contract.sample.SampleFile;
import org.silobridge.model.Slug;

/** A connector file to start from: it publishes a file whose columns are called as the contract's fields are. */
public final class StarterFile {
    /** Words that YAML would not take as a text. */
    private static final Set<String> RESERVED = Set.of("y", "n", "yes", "no", "on", "off", "true", "false", "null");

    private StarterFile() {}

    /**
     * The text of the connector file.
     *
     * @param path of the file to publish, relative to the connector file
     */
    public static String text(Contract contract, Slug owner, SampleFile format, String path) {
        var name = contract.name().name();
        var text = new StringBuilder()
                .append("# Publishes made-up rows of ")
                .append(contract.reference())
                .append(". For the real feed, put its source and its columns in.\n")
                .append("apiVersion: silobridge.org/v1\n")
                .append("kind: Connector\n")
                .append("name: sample-")
                .append(name)
                .append("\ndataset: ")
                .append(contract.name())
                .append('/')
                .append(owner)
                .append("\ncatalogue: {url: \"http://127.0.0.1:8080\", tokenFile: ")
                .append(owner)
                .append(".token}\nkafka: {clientConfigFile: ")
                .append(owner)
                .append(".kafka.properties}\nsource:\n  ")
                .append(source(format))
                .append(": {path: ")
                .append(quoted(path))
                .append(", encoding: UTF-8}\nmapping:\n");
        for (var field : contract.fields()) {
            var column = word(field.name());
            text.append("  ")
                    .append(column)
                    .append(": {column: ")
                    .append(column)
                    .append("}\n");
        }
        return text.toString();
    }

    private static String source(SampleFile format) {
        return switch (format) {
            case CSV -> "csv";
            case JSONL -> "jsonl";
        };
    }

    private static String word(String name) {
        return RESERVED.contains(name.toLowerCase(Locale.ROOT)) ? quoted(name) : name;
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
