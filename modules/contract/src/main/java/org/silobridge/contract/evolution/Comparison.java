package org.silobridge.contract.evolution;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.silobridge.contract.Contract;
import org.silobridge.contract.ContractField;
import org.silobridge.contract.FieldGroup;
import org.silobridge.contract.evolution.Finding.Weight;
import org.silobridge.contract.rule.Rule;
import org.silobridge.model.Reason;
import org.silobridge.model.Slug;

/** Two versions of one contract, side by side. */
final class Comparison {
    private final Contract old;
    private final Contract next;
    private final List<Finding> findings = new ArrayList<>();

    Comparison(Contract old, Contract next) {
        this.old = old;
        this.next = next;
    }

    List<Finding> findings() {
        findings.clear();
        if (!old.name().equals(next.name())) {
            add("name", Weight.REFUSED, "other-contract", "contract", old.name(), "found", next.name());
            return findings;
        }
        changed("key", Weight.BREAKING, "key-changed", old.key(), next.key());
        changed("partitions", Weight.BREAKING, "partitions-changed", old.partitions(), next.partitions());
        changed("records", Weight.BREAKING, "records-changed", old.records(), next.records());
        changed("duplicateKeys", Weight.CAUTION, "duplicate-keys-changed", old.duplicateKeys(), next.duplicateKeys());
        retention();
        groups();
        fields();
        findings.addAll(readability());
        if (findings.isEmpty() && !old.digest().equals(next.digest())) {
            add("", Weight.NOTE, "words-changed");
        }
        return findings;
    }

    /**
     * What Avro finds when each version's readers meet the other version's records, by the whole schemas: a withheld
     * field that breaks today would break its sealed group tomorrow.
     */
    List<Finding> readability() {
        var found = new ArrayList<Finding>();
        // The wire first: what it finds is found there once more, by the same words.
        unreadable(next, old, next.wireSchema().schema(), old.wireSchema().schema(), found);
        unreadable(old, next, old.wireSchema().schema(), next.wireSchema().schema(), found);
        unreadable(next, old, next.schema(), old.schema(), found);
        unreadable(old, next, old.schema(), next.schema(), found);
        return found.stream().distinct().toList();
    }

    private static void unreadable(
            Contract reader, Contract writer, Schema readers, Schema writers, List<Finding> found) {
        var result = SchemaCompatibility.checkReaderWriterCompatibility(readers, writers)
                .getResult();
        if (result.getCompatibility() == SchemaCompatibilityType.COMPATIBLE) {
            return;
        }
        for (var problem : result.getIncompatibilities()) {
            found.add(new Finding(
                    path(readers, problem.getLocation()),
                    Weight.BREAKING,
                    Reason.of(
                            "contract.evolution.incompatible",
                            "version",
                            reader.version(),
                            "other",
                            writer.version(),
                            "problem",
                            problem.getType() + " " + problem.getMessage())));
        }
    }

    /** Avro's {@code /fields/3/type} in the words of the contract. */
    private static String path(Schema reader, String location) {
        var parts = location.split("/", -1);
        if (parts.length > 2 && parts[1].equals("fields") && reader.getType() == Schema.Type.RECORD) {
            return "fields."
                    + reader.getFields().get(Integer.parseInt(parts[2])).name();
        }
        return "schema";
    }

    private void retention() {
        var before = old.retention();
        var after = next.retention();
        if (before.equals(after)) {
            return;
        }
        boolean shorter = after.bound().isPresent()
                && (before.bound().isEmpty()
                        || after.bound().get().compareTo(before.bound().get()) < 0);
        // Shortened, what owners published and readers may still need would be deleted.
        add(
                "retention",
                shorter ? Weight.BREAKING : Weight.NOTE,
                shorter ? "retention-shortened" : "retention-lengthened",
                "old",
                before,
                "new",
                after);
    }

    private void groups() {
        old.groups().forEach((name, before) -> {
            var path = "groups." + name;
            var after = next.groups().get(name);
            if (after == null) {
                add(path, Weight.BREAKING, "group-removed");
            } else {
                int stricter = after.sharing().compareTo(before.sharing());
                if (stricter != 0) {
                    add(
                            path + ".sharing",
                            // Loosened, owners would share what they never agreed to share.
                            stricter > 0 ? Weight.CAUTION : Weight.BREAKING,
                            stricter > 0 ? "sharing-tightened" : "sharing-loosened",
                            "old",
                            before.sharing(),
                            "new",
                            after.sharing());
                }
            }
        });
        next.groups().keySet().stream()
                .filter(name -> !old.groups().containsKey(name))
                .forEach(name -> add("groups." + name, Weight.NOTE, "group-added"));
    }

    private void fields() {
        for (var before : old.fields()) {
            var after = next.field(before.name());
            if (after.isEmpty()) {
                add(path(before), Weight.BREAKING, "field-removed");
            } else {
                field(before, after.get());
            }
        }
        for (var after : next.fields()) {
            if (old.field(after.name()).isEmpty()) {
                add(path(after), Weight.NOTE, "field-added");
            }
        }
    }

    private void field(ContractField before, ContractField after) {
        var path = path(before);
        if (!before.group().equals(after.group())) {
            moved(path, before.group(), after.group());
        }
        changed(
                path + ".sensitivity",
                Weight.CAUTION,
                "sensitivity-changed",
                before.sensitivity(),
                after.sensitivity());
        changed(
                path + ".unit",
                Weight.BREAKING,
                "unit-changed",
                before.unit().orElse("-"),
                after.unit().orElse("-"));
        rules(path + ".rules", before, after);
    }

    private void moved(String path, Slug before, Slug after) {
        add(
                path + ".group",
                Weight.BREAKING,
                after.equals(FieldGroup.OPEN) ? "field-opened" : "field-moved",
                "old",
                before,
                "new",
                after);
    }

    /** Only what was written counts here: what the schema implies is compared as a schema. */
    private void rules(String path, ContractField before, ContractField after) {
        var olds = byWord(before);
        var news = byWord(after);
        news.forEach((word, rule) -> {
            var was = olds.get(word);
            if (was == null || (!was.equals(rule) && !Strictness.isWeaker(rule, was))) {
                add(path, Weight.CAUTION, "rule-narrowed", "rule", word, "new", text(rule));
            }
        });
        olds.forEach((word, rule) -> {
            var is = news.get(word);
            if (is == null || (!is.equals(rule) && !Strictness.isWeaker(rule, is))) {
                add(path, Weight.CAUTION, "rule-widened", "rule", word, "old", text(rule));
            }
        });
    }

    private static Map<String, Rule> byWord(ContractField field) {
        var rules = new LinkedHashMap<String, Rule>();
        field.writtenRules().forEach(rule -> rules.put(rule.word(), rule));
        return rules;
    }

    private static String text(Rule rule) {
        var declared = new TreeMap<>(rule.declared());
        return declared.isEmpty()
                ? rule.word()
                : declared.entrySet().stream()
                        .map(entry -> entry.getKey() + " " + entry.getValue())
                        .collect(Collectors.joining(", "));
    }

    private static String path(ContractField field) {
        return "fields." + field.name();
    }

    private void changed(String path, Weight weight, String code, Object before, Object after) {
        if (!before.equals(after)) {
            add(path, weight, code, "old", before, "new", after);
        }
    }

    private void add(String path, Weight weight, String code, Object... parameters) {
        findings.add(new Finding(path, weight, Reason.of("contract.evolution." + code, parameters)));
    }
}
