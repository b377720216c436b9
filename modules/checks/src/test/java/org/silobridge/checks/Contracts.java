package org.silobridge.checks;

import java.util.Map;
import org.silobridge.contract.Contract;
import org.silobridge.contract.ContractReader;
import org.silobridge.contract.RowValues;
import org.silobridge.model.Outcome;

/** A contract with a field of every type, twice: one that is always there and one that may be null. */
final class Contracts {
    private static final String SCHEMA = """
            {"type": "record", "name": "Sample", "namespace": "org.silobridge.credit", "fields": [
              {"name": "code", "type": "string"},
              {"name": "place", "type": ["null", "string"], "default": null},
              {"name": "count", "type": "int"},
              {"name": "parts", "type": ["null", "int"], "default": null},
              {"name": "total", "type": "long"},
              {"name": "share", "type": "float"},
              {"name": "rate", "type": ["null", "double"], "default": null},
              {"name": "closed", "type": "boolean"},
              {"name": "assets", "type": {"type": "bytes", "logicalType": "decimal", "precision": 12, "scale": 2}},
              {"name": "debts", "type": ["null", {"type": "bytes", "logicalType": "decimal", "precision": 18, "scale": 4}], "default": null},
              {"name": "start", "type": {"type": "int", "logicalType": "date"}},
              {"name": "end", "type": ["null", {"type": "int", "logicalType": "date"}], "default": null},
              {"name": "seen", "type": {"type": "long", "logicalType": "timestamp-millis"}},
              {"name": "colour", "type": {"type": "enum", "name": "Colour", "symbols": ["RED", "BLUE"], "default": "RED"}},
              {"name": "secret", "type": ["null", "int"], "default": null}
            ]}
            """;

    private static final String YAML = """
            apiVersion: silobridge.org/v1
            kind: Contract
            database: credit
            name: sample
            version: "1.0"
            title: {en: Sample, zh: 样例}
            description: {en: A sample, zh: 一个样例}
            dataClass: government
            records: event
            schema: sample.avsc
            key: [code]
            duplicateKeys: error
            partitions: 3
            retention: P30D
            legalBasis: {en: None, zh: 无}
            groups:
              open: {sharing: unconditional, title: {en: Open, zh: 公开}}
              inner: {sharing: conditional, title: {en: Inner, zh: 内部}}
            fields:
              code: {sensitivity: L1, title: {en: a, zh: b}}
              place: {sensitivity: L1, title: {en: a, zh: b}, rules: [divisionCode: {at: start}]}
              count: {sensitivity: L1, title: {en: a, zh: b}}
              parts: {sensitivity: L1, title: {en: a, zh: b}}
              total: {sensitivity: L1, title: {en: a, zh: b}}
              share: {sensitivity: L1, title: {en: a, zh: b}}
              rate: {sensitivity: L1, title: {en: a, zh: b}}
              closed: {sensitivity: L1, title: {en: a, zh: b}}
              assets: {sensitivity: L1, title: {en: a, zh: b}}
              debts: {sensitivity: L1, title: {en: a, zh: b}}
              start: {sensitivity: L1, title: {en: a, zh: b}}
              end: {sensitivity: L1, title: {en: a, zh: b}}
              seen: {sensitivity: L1, title: {en: a, zh: b}}
              colour: {sensitivity: L1, title: {en: a, zh: b}}
              secret: {sensitivity: L3, group: inner, title: {en: a, zh: b}}
            checks:
              - name: the-check
                fields: [%s]
                expr: '%s'
                message: {en: Not so., zh: 不对。}
                severity: %s
            """;

    private Contracts() {}

    static Outcome<Contract> read(String fields, String expression) {
        return read(fields, expression, "quarantine");
    }

    static Outcome<Contract> read(String fields, String expression, String severity) {
        var yaml = YAML.replaceFirst("%s", fields)
                .replace("'%s'", "'" + expression.replace("'", "''") + "'")
                .replace("%s", severity);
        return ContractReader.read("sample.yaml", yaml, SCHEMA, Cel.LANGUAGE);
    }

    static RowValues values(Contract contract, Map<String, Object> values) {
        return field -> values.get(contract.fields().get(field).name());
    }
}
