package org.silobridge.contract;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import org.silobridge.contract.rule.Severity;
import org.silobridge.contract.yaml.Section;
import org.silobridge.model.Reason;
import org.silobridge.model.Slug;

/** What a check between fields looks like in YAML. */
final class CheckShape {
    private final Map<String, ContractField> fields;
    private final @Nullable Schema schema;
    private final ExpressionLanguage language;
    private final Set<Slug> names = new HashSet<>();

    private CheckShape(List<ContractField> fields, @Nullable Schema schema, ExpressionLanguage language) {
        this.fields = fields.stream().collect(Collectors.toMap(ContractField::name, Function.identity()));
        this.schema = schema;
        this.language = language;
    }

    static List<Check> readAll(
            Section root, List<ContractField> fields, @Nullable Schema schema, ExpressionLanguage language) {
        var shape = new CheckShape(fields, schema, language);
        var checks = root.sections("checks", shape::read);
        if (checks.size() > Check.MAX_CHECKS) {
            root.reject("checks", Reason.of("contract.language.checks-many", "max", Check.MAX_CHECKS));
        }
        return checks;
    }

    private Check read(Section section) {
        var name = section.slug("name");
        var severity = section.word("severity", Severity.class, Severity.QUARANTINE);
        var known = new LinkedHashMap<String, ContractField>();
        var spokenOf = section.list("fields", item -> field(section, item, severity, known));
        var expression = section.text("expr");
        var message = section.localised("message");
        if (!names.add(name)) {
            section.reject("name", Reason.of("contract.language.check-twice", "check", name));
        }
        if (spokenOf.isEmpty()) {
            section.reject("fields", Reason.of("contract.language.check-no-fields"));
        }
        if (expression.length() > Check.MAX_LENGTH) {
            section.reject("expr", Reason.of("contract.language.expression-long", "max", Check.MAX_LENGTH));
        } else if (!expression.isEmpty() && known.size() == spokenOf.size()) {
            for (var problem : language.problems(expression, List.copyOf(known.values()))) {
                section.reject(
                        "expr",
                        Reason.of(
                                "contract.language.expression",
                                "position",
                                problem.position(),
                                "problem",
                                problem.text()));
            }
        }
        return new Check(
                name,
                spokenOf,
                expression.substring(0, Math.min(expression.length(), Check.MAX_LENGTH)),
                message,
                severity);
    }

    /** Notes what is wrong with the name of a field; {@code known} are those that the contract has. */
    private String field(Section section, Section.Item item, Severity severity, Map<String, ContractField> known) {
        var name = item.text();
        var field = fields.get(name);
        if (known.containsKey(name)) {
            item.reject(Reason.of("contract.language.check-field-twice", "field", name));
        } else if (field != null) {
            known.put(name, field);
            if (severity == Severity.FLAG && !field.isOpen()) {
                section.reject("severity", Reason.of("contract.language.flag-withheld", "field", name));
            }
        } else if (schema != null && schema.getField(name) == null) {
            item.reject(Reason.of("contract.language.field-not-in-schema", "field", name));
        }
        return name;
    }
}
