package org.silobridge.contract;

import org.silobridge.model.Outcome;

/** A small good contract, to be spoilt by tests. */
public final class Samples {
    public static final String YAML = """
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
            key: [code, day]
            duplicateKeys: error
            partitions: 3
            retention: P30D
            legalBasis: {en: None, zh: 无}
            groups:
              open: {sharing: unconditional, title: {en: Open, zh: 公开}}
              inner: {sharing: conditional, title: {en: Inner, zh: 内部}}
            fields:
              code:
                sensitivity: L1
                title: {en: Code, zh: 代码}
                rules:
                  - pattern: "[A-Z]{1,8}"
              day:
                sensitivity: L1
                title: {en: Day, zh: 日期}
              amount:
                sensitivity: L1
                title: {en: Amount, zh: 数量}
                unit: kg
                rules:
                  - required
                  - range: {min: 0, max: 100}
              colour:
                sensitivity: L1
                title: {en: Colour, zh: 颜色}
              secret:
                group: inner
                sensitivity: L3
                title: {en: Secret, zh: 秘密}
                rules:
                  - length: {min: 2, max: 20}
            """;

    public static final String SCHEMA = """
            {
              "type": "record",
              "name": "Sample",
              "namespace": "org.silobridge.credit",
              "fields": [
                {"name": "code", "type": "string"},
                {"name": "day", "type": {"type": "int", "logicalType": "date"}},
                {"name": "amount", "type": ["null", "double"], "default": null},
                {"name": "colour", "type": {"type": "enum", "name": "Colour", "symbols": ["RED", "BLUE"], "default": "RED"}},
                {"name": "secret", "type": ["null", "string"], "default": null}
              ]
            }
            """;

    private Samples() {}

    public static Contract good() {
        return ContractReader.read("sample.yaml", YAML, SCHEMA).orThrow();
    }

    /** The sample with one passage of the YAML replaced. */
    public static Outcome<Contract> yaml(String passage, String by) {
        return ContractReader.read("sample.yaml", replaced(YAML, passage, by), SCHEMA);
    }

    /** The sample with one passage of the schema replaced. */
    public static Outcome<Contract> schema(String passage, String by) {
        return ContractReader.read("sample.yaml", YAML, replaced(SCHEMA, passage, by));
    }

    public static String replaced(String text, String passage, String by) {
        if (!text.contains(passage)) {
            throw new IllegalArgumentException("the sample has no \"" + passage + "\"");
        }
        return text.replace(passage, by);
    }
}
