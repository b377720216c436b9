package org.silobridge.contract;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import org.silobridge.contract.division.DivisionLevel;
import org.silobridge.contract.identifier.CheckDigits;
import org.silobridge.contract.rule.CheckDigit;
import org.silobridge.contract.rule.DivisionCode;
import org.silobridge.contract.rule.DivisionCodeAt;
import org.silobridge.contract.rule.Length;
import org.silobridge.contract.rule.Matches;
import org.silobridge.contract.rule.OneOf;
import org.silobridge.contract.rule.Range;
import org.silobridge.contract.rule.Required;
import org.silobridge.contract.rule.Rule;
import org.silobridge.contract.rule.SafePattern;
import org.silobridge.contract.rule.Severity;
import org.silobridge.contract.rule.WellFormed;
import org.silobridge.contract.yaml.Section;
import org.silobridge.model.Reason;
import org.silobridge.model.Slug;

/** What one field of a contract looks like in YAML. */
final class FieldShape {
    private static final Set<FieldType> TEXT = EnumSet.of(FieldType.STRING);
    private static final List<String> WORDS =
            List.of("required", "pattern", "length", "range", "enum", "checkDigits", "divisionCode");

    /**
     * What stands around the fields.
     *
     * @param schema null where it could not be read
     * @param later questions about other fields, to be asked when all of them are read
     */
    record Surroundings(
            @Nullable Schema schema,
            Set<String> key,
            Map<Slug, FieldGroup> groups,
            List<Consumer<Map<String, ContractField>>> later) {

        @Nullable
        FieldType type(String field) {
            var found = schema == null ? null : schema.getField(field);
            return found == null
                    ? null
                    : SchemaTypes.of(SchemaTypes.withoutNull(found.schema())).orElse(null);
        }
    }

    private final String name;
    private final Surroundings around;
    private final Schema.@Nullable Field inSchema;
    private final @Nullable FieldType type;
    private Slug group = FieldGroup.OPEN;

    private FieldShape(String name, Surroundings around) {
        this.name = name;
        this.around = around;
        this.inSchema = around.schema == null ? null : around.schema.getField(name);
        this.type = around.type(name);
    }

    /** The field; null where the schema does not have it, or not with a type that contracts know. */
    static @Nullable ContractField read(Section section, String name, Surroundings around) {
        return new FieldShape(name, around).read(section);
    }

    private @Nullable ContractField read(Section section) {
        group = section.optionalSlug("group").orElse(FieldGroup.OPEN);
        if (!around.groups.containsKey(group)
                && section.optionalText("group").filter(Slug::isValid).isPresent()) {
            section.reject(
                    "group",
                    Reason.of("contract.language.group-unknown", "group", group, "known", known(around.groups)));
        }
        var sensitivity = section.word("sensitivity", Sensitivity.class);
        var standard = section.optionalText("standard");
        var title = section.localised("title");
        var unit = section.optionalText("unit");
        var rules = new ArrayList<Rule>();
        var flagRules = new ArrayList<Rule>();
        var words = new HashSet<String>();
        section.list("rules", item -> {
            rule(item, words).ifPresent(rule -> (rule.severity == Severity.FLAG ? flagRules : rules).add(rule.rule));
            return item;
        });
        if (inSchema == null || type == null) {
            return null;
        }
        return new ContractField(
                name,
                inSchema.schema(),
                type,
                SchemaTypes.isNullable(inSchema.schema()),
                group,
                sensitivity,
                standard,
                title,
                unit,
                implied(),
                rules,
                flagRules);
    }

    private static String known(Map<Slug, FieldGroup> groups) {
        return Section.listed(groups.keySet());
    }

    /** What the schema asks for without being told. */
    private List<Rule> implied() {
        var rules = new ArrayList<Rule>();
        if (inSchema == null || type == null) {
            return rules;
        }
        if (!SchemaTypes.isNullable(inSchema.schema())) {
            rules.add(new Required());
        }
        var value = SchemaTypes.withoutNull(inSchema.schema());
        if (type == FieldType.ENUM) {
            rules.add(new OneOf(new LinkedHashSet<>(value.getEnumSymbols())));
        } else if (type == FieldType.FLOAT || type == FieldType.DOUBLE) {
            rules.add(WellFormed.finite());
        } else if (value.getLogicalType() instanceof LogicalTypes.Decimal decimal) {
            rules.add(new WellFormed(decimal.getPrecision(), decimal.getScale()));
        }
        return rules;
    }

    private record WrittenRule(Rule rule, Severity severity) {}

    private Optional<WrittenRule> rule(Section.Item item, Set<String> words) {
        if (item.isText()) {
            if (!item.text().equals("required")) {
                item.reject(Reason.of("contract.language.rule-unknown", "known", String.join(", ", WORDS)));
                return Optional.empty();
            }
            required(words, Severity.QUARANTINE, item::reject);
            return Optional.of(new WrittenRule(new Required(), Severity.QUARANTINE));
        }
        return item.section(section -> rule(section, words)).flatMap(rule -> rule);
    }

    private Optional<WrittenRule> rule(Section section, Set<String> words) {
        var severity = severity(section);
        var word = section.exactlyOneOf(WORDS.toArray(String[]::new));
        if (!section.has(word)) {
            return Optional.empty();
        }
        if (word.equals("required")) {
            if (!section.flag("required", true)) {
                section.reject("required", Reason.of("contract.yaml.not-a", "expected", "true"));
            }
            required(words, severity, reason -> section.reject("required", reason));
            return Optional.of(new WrittenRule(new Required(), severity));
        }
        if (!words.add(severity + " " + word)) {
            section.reject(word, Reason.of("contract.language.rule-twice", "rule", word));
        }
        return Optional.ofNullable(
                        switch (word) {
                            case "pattern" -> pattern(section);
                            case "length" ->
                                section.optionalSection("length", FieldShape::length)
                                        .orElse(null);
                            case "range" ->
                                section.optionalSection("range", this::range)
                                        .flatMap(r -> r)
                                        .orElse(null);
                            case "enum" -> oneOf(section);
                            case "checkDigits" -> new CheckDigit(section.word("checkDigits", CheckDigits.class));
                            default ->
                                section.optionalSection("divisionCode", codes -> divisionCode(codes, severity))
                                        .orElse(null);
                        })
                .filter(rule -> fits(section, word))
                .map(rule -> new WrittenRule(rule, severity));
    }

    private void required(Set<String> words, Severity severity, Consumer<Reason> reject) {
        if (!words.add(severity + " required")) {
            reject.accept(Reason.of("contract.language.rule-twice", "rule", "required"));
        } else if (inSchema != null && !SchemaTypes.isNullable(inSchema.schema())) {
            reject.accept(Reason.of("contract.language.rule-needless"));
        }
    }

    /** A flag stands on the record for every reader to see, so it must say nothing of a value that is withheld. */
    private Severity severity(Section rule) {
        var severity = rule.word("severity", Severity.class, Severity.QUARANTINE);
        if (severity == Severity.FLAG && around.key.contains(name)) {
            rule.reject("severity", Reason.of("contract.language.flag-key", "field", name));
        } else if (severity == Severity.FLAG && !group.equals(FieldGroup.OPEN)) {
            rule.reject("severity", Reason.of("contract.language.flag-withheld", "field", name));
        }
        return severity;
    }

    /** Notes a rule that does not fit the field's type. */
    private boolean fits(Section section, String word) {
        boolean fits = type == null || word.equals("range") || TEXT.contains(type);
        if (!fits) {
            section.reject(word, Reason.of("contract.language.rule-type", "rule", word, "type", String.valueOf(type)));
        }
        return fits;
    }

    private static @Nullable Rule pattern(Section section) {
        var text = section.text("pattern");
        try {
            return new Matches(SafePattern.compile(text));
        } catch (IllegalArgumentException e) {
            section.reject(
                    "pattern", Reason.of("contract.language.pattern", "problem", String.valueOf(e.getMessage())));
            return null;
        }
    }

    private static Rule length(Section bounds) {
        int min = bounds.integer("min", 0, Length.LIMIT, 0);
        int max = bounds.integer("max", 0, Length.LIMIT, Length.LIMIT);
        if (min > max) {
            bounds.reject(Reason.of("contract.language.length"));
        }
        return new Length(Math.min(min, max), max);
    }

    private Optional<Rule> range(Section bounds) {
        var min = bounds.optionalText("min");
        var max = bounds.optionalText("max");
        if (min.isEmpty() && max.isEmpty()) {
            bounds.reject(Reason.of("contract.yaml.none-of", "keys", "min, max"));
            return Optional.empty();
        }
        var kind = rangeKind();
        if (kind == null) {
            if (type != null) {
                bounds.reject(Reason.of("contract.language.rule-type", "rule", "range", "type", type));
            }
            return Optional.empty();
        }
        try {
            return Optional.of(Range.of(kind, min, max));
        } catch (IllegalArgumentException e) {
            bounds.reject(Reason.of("contract.language.range", "type", String.valueOf(type)));
            return Optional.empty();
        }
    }

    private Range.@Nullable Kind rangeKind() {
        if (type == null) {
            return null;
        }
        return switch (type) {
            case INT, LONG -> Range.Kind.WHOLE;
            case FLOAT, DOUBLE -> Range.Kind.FLOATING;
            case DECIMAL -> Range.Kind.DECIMAL;
            case DATE -> Range.Kind.DATE;
            case TIMESTAMP_MILLIS -> Range.Kind.TIME;
            default -> null;
        };
    }

    private static @Nullable Rule oneOf(Section section) {
        var values = section.texts("enum");
        if (values.isEmpty()) {
            section.reject("enum", Reason.of("contract.language.enum-empty"));
            return null;
        }
        return new OneOf(new LinkedHashSet<>(values));
    }

    private Rule divisionCode(Section section, Severity severity) {
        var words = section.list("levels", item -> item.word(DivisionLevel.class));
        var at = section.optionalText("at");
        var levels = words.isEmpty() ? EnumSet.allOf(DivisionLevel.class) : EnumSet.copyOf(words);
        if (at.isEmpty()) {
            return new DivisionCode(levels);
        }
        var day = around.type(at.get());
        if (around.schema != null && around.schema.getField(at.get()) == null) {
            section.reject("at", Reason.of("contract.language.field-not-in-schema", "field", at.get()));
        } else if (day != null && day != FieldType.DATE && day != FieldType.TIMESTAMP_MILLIS) {
            section.reject("at", Reason.of("contract.language.at-type", "field", at.get(), "type", day));
        } else if (severity == Severity.FLAG) {
            around.later.add(fields -> {
                var field = fields.get(at.get());
                if (field != null && !field.isOpen()) {
                    section.reject("at", Reason.of("contract.language.flag-withheld", "field", at.get()));
                }
            });
        }
        return new DivisionCodeAt(levels, at.get());
    }
}
