package org.silobridge.contract;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import org.silobridge.contract.division.DivisionLevel;
import org.silobridge.contract.identifier.CheckDigits;
import org.silobridge.contract.rule.CheckDigit;
import org.silobridge.contract.rule.DivisionCode;
import org.silobridge.contract.rule.Length;
import org.silobridge.contract.rule.Matches;
import org.silobridge.contract.rule.OneOf;
import org.silobridge.contract.rule.Range;
import org.silobridge.contract.rule.Required;
import org.silobridge.contract.rule.Rule;
import org.silobridge.contract.rule.SafePattern;
import org.silobridge.contract.rule.WellFormed;
import org.silobridge.contract.yaml.Section;
import org.silobridge.model.Reason;
import org.silobridge.model.Slug;

/** What one field of a contract looks like in YAML. */
final class FieldShape {
    private static final Set<FieldType> TEXT = EnumSet.of(FieldType.STRING);
    private static final List<String> WORDS =
            List.of("required", "pattern", "length", "range", "enum", "checkDigits", "divisionCode");

    private final String name;
    private final Schema.@Nullable Field inSchema;
    private final @Nullable FieldType type;

    private FieldShape(String name, Schema.@Nullable Field inSchema) {
        this.name = name;
        this.inSchema = inSchema;
        this.type = inSchema == null
                ? null
                : SchemaTypes.of(SchemaTypes.withoutNull(inSchema.schema())).orElse(null);
    }

    /** The field; null where the schema does not have it, or not with a type that contracts know. */
    static @Nullable ContractField read(
            Section section, String name, Schema.@Nullable Field inSchema, Map<Slug, FieldGroup> groups) {
        return new FieldShape(name, inSchema).read(section, groups);
    }

    private @Nullable ContractField read(Section section, Map<Slug, FieldGroup> groups) {
        var group = section.optionalSlug("group").orElse(FieldGroup.OPEN);
        if (!groups.containsKey(group)
                && section.optionalText("group").filter(Slug::isValid).isPresent()) {
            section.reject(
                    "group", Reason.of("contract.language.group-unknown", "group", group, "known", known(groups)));
        }
        var sensitivity = section.word("sensitivity", Sensitivity.class);
        var standard = section.optionalText("standard");
        var title = section.localised("title");
        var unit = section.optionalText("unit");
        var rules = new ArrayList<Rule>();
        var words = new HashSet<String>();
        section.list("rules", item -> {
            rule(item, words).ifPresent(rules::add);
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
                rules);
    }

    private static String known(Map<Slug, FieldGroup> groups) {
        return String.join(", ", groups.keySet().stream().map(Slug::value).toList());
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

    private Optional<Rule> rule(Section.Item item, Set<String> words) {
        if (item.isText()) {
            if (!item.text().equals("required")) {
                item.reject(Reason.of("contract.language.rule-unknown", "known", String.join(", ", WORDS)));
                return Optional.empty();
            }
            if (!words.add("required")) {
                item.reject(Reason.of("contract.language.rule-twice", "rule", "required"));
            } else if (inSchema != null && !SchemaTypes.isNullable(inSchema.schema())) {
                item.reject(Reason.of("contract.language.rule-needless"));
            }
            return Optional.of(new Required());
        }
        return item.section(section -> rule(section, words)).flatMap(rule -> rule);
    }

    private Optional<Rule> rule(Section section, Set<String> words) {
        var word = section.exactlyOneOf(WORDS.stream().skip(1).toArray(String[]::new));
        if (!section.has(word)) {
            return Optional.empty();
        }
        if (!words.add(word)) {
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
                                section.optionalSection("divisionCode", FieldShape::divisionCode)
                                        .orElse(null);
                        })
                .filter(rule -> fits(section, word));
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

    private static Rule divisionCode(Section section) {
        var levels = section.list("levels", item -> item.word(DivisionLevel.class));
        return new DivisionCode(levels.isEmpty() ? EnumSet.allOf(DivisionLevel.class) : EnumSet.copyOf(levels));
    }
}
