package org.silobridge.connector;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.silobridge.connector.config.ConnectorFile;
import org.silobridge.contract.Contract;
import org.silobridge.contract.ContractReader;

/** A contract with a field of every type, one of them withheld; and connector files for it. */
public final class TestContract {
    public static final String SCHEMA = """
            {"type": "record", "name": "Thing", "namespace": "org.silobridge.credit", "doc": "A thing.", "fields": [
              {"name": "id", "type": "string"},
              {"name": "person", "type": ["null", "string"], "default": null},
              {"name": "amount", "type": ["null", "double"], "default": null},
              {"name": "pieces", "type": ["null", "int"], "default": null},
              {"name": "total", "type": ["null", "long"], "default": null},
              {"name": "price", "type": ["null", {"type": "bytes", "logicalType": "decimal", "precision": 10, "scale": 2}],
               "default": null},
              {"name": "day", "type": ["null", {"type": "int", "logicalType": "date"}], "default": null},
              {"name": "at", "type": ["null", {"type": "long", "logicalType": "timestamp-millis"}], "default": null},
              {"name": "colour", "type": ["null", {"type": "enum", "name": "Colour", "symbols": ["OTHER", "RED"],
               "default": "OTHER"}], "default": null},
              {"name": "valid", "type": ["null", "boolean"], "default": null},
              {"name": "note", "type": ["null", "string"], "default": null}
            ]}
            """;
    private static final String HEAD = """
            apiVersion: silobridge.org/v1
            kind: Contract
            database: credit
            name: thing
            version: "1.0"
            title: {en: Things, zh: 事物}
            description: {en: Things for tests., zh: 用于测试。}
            dataClass: government
            records: event
            schema: thing.avsc
            key: [id]
            duplicateKeys: %s
            partitions: 1
            retention: P1D
            legalBasis: {en: None., zh: 无。}
            groups:
              open: {sharing: unconditional, title: {en: Open, zh: 公开}}
              identity: {sharing: conditional, title: {en: Identity, zh: 身份}}
            fields:
              id: {sensitivity: L1, title: {en: Id, zh: 标识}, rules: [{length: {min: 1, max: 20}}]}
              person: {group: identity, sensitivity: L3, title: {en: Person, zh: 人}, rules: [{pattern: "[A-Z]{4}"}]}
            """;

    private TestContract() {}

    /** With {@code duplicateKeys} as said: {@code error} or {@code last-wins}. */
    public static Contract with(String duplicateKeys) {
        return ContractReader.read("thing.yaml", yaml(duplicateKeys), SCHEMA).orThrow();
    }

    public static String yaml(String duplicateKeys) {
        var yaml = new StringBuilder(HEAD.formatted(duplicateKeys));
        for (var field : new String[] {"amount", "pieces", "total", "price", "day", "at", "colour", "valid", "note"}) {
            yaml.append("  ").append(field).append(": {sensitivity: L1, title: {en: A field, zh: 字段}}\n");
        }
        return yaml.toString();
    }

    /** A connector file with this mapping, in YAML, over {@code *.csv} beside it. */
    public static Path file(Path directory, String mapping, String csv) {
        var text = """
                apiVersion: silobridge.org/v1
                kind: Connector
                name: things
                dataset: credit/thing/tester
                catalogue: {url: "http://127.0.0.1:1", tokenFile: token}
                kafka: {clientConfigFile: kafka.properties}
                source: {csv: {path: "*.csv", encoding: UTF-8%s}}
                mapping:
                %s
                """.formatted(csv, mapping.indent(2));
        try {
            return Files.writeString(directory.resolve("things.connector.yaml"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same, read. */
    public static ConnectorFile read(Path directory, String mapping) {
        return ConnectorFile.read(file(directory, mapping, "")).orThrow();
    }
}
