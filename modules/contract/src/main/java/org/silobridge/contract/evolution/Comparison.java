package org.silobridge.contract.evolution;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.JsonProperties;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.jspecify.annotations.Nullable;
import org.silobridge.contract.Check;
import org.silobridge.contract.Contract;
import org.silobridge.contract.ContractField;
import org.silobridge.contract.FieldGroup;
import org.silobridge.contract.FieldType;
import org.silobridge.contract.evolution.Finding.Weight;
import org.silobridge.contract.rule.Rule;
import org.silobridge.contract.rule.Severity;
import org.silobridge.model.LocalisedText;
import org.silobridge.model.Reason;
import org.silobridge.model.Sharing;
import org.silobridge.model.Slug;

/** Two versions of one contract, side by side. */
final class Comparison {
    private final Contract old;
    private final Contract next;
    private final Collection<Subscriber> subscribers;
    private final List<Finding> findings = new ArrayList<>();

    private Comparison(Contract old, Contract next, Collection<Subscriber> subscribers) {
        this.old = old;
        this.next = next;
        this.subscribers = subscribers;
    }

    /**
     * What changed, heaviest first.
     *
     * @param subscribers those who read the old version
     */
    static List<Finding> of(Contract old, Contract next, Collection<Subscriber> subscribers) {
        return new Comparison(old, next, subscribers).findings();
    }

    /** What Avro alone finds; see {@link #readability()}. */
    static List<Finding> readability(Contract old, Contract next, Collection<Subscriber> subscribers) {
        var comparison = new Comparison(old, next, subscribers);
        comparison.readability();
        return comparison.findings;
    }

    private List<Finding> findings() {
        if (!old.name().equals(next.name())) {
            add(Change.OTHER_CONTRACT, "name", Optional.empty(), "contract", old.name(), "found", next.name());
            return findings;
        }
        whole();
        key();
        groups();
        fields();
        checks();
        readability();
        if (findings.isEmpty() && !old.digest().equals(next.digest())) {
            add(Change.WORDS_CHANGED, "", Optional.empty());
        }
        return findings;
    }

    private void whole() {
        replaced(Change.RECORDS_CHANGED, "records", old.records(), next.records());
        replaced(Change.PARTITIONS_CHANGED, "partitions", old.partitions(), next.partitions());
        replaced(Change.DUPLICATE_KEYS_CHANGED, "duplicateKeys", old.duplicateKeys(), next.duplicateKeys());
        replaced(Change.DATA_CLASS_CHANGED, "dataClass", old.dataClass(), next.dataClass());
        replaced(Change.LEGAL_BASIS_CHANGED, "legalBasis", text(old.legalBasis()), text(next.legalBasis()));
        var before = old.retention().bound();
        var after = next.retention().bound();
        boolean shorter = after.isPresent() && (before.isEmpty() || after.get().compareTo(before.get()) < 0);
        // Shortened, what readers may still need would be deleted.
        replaced(
                shorter ? Change.RETENTION_SHORTENED : Change.RETENTION_LENGTHENED,
                "retention",
                old.retention(),
                next.retention());
        replaced(Change.TEXT_CHANGED, "title", text(old.title()), text(next.title()));
        replaced(Change.TEXT_CHANGED, "description", text(old.description()), text(next.description()));
    }

    private void key() {
        replaced(Change.KEY_CHANGED, "key", String.join(", ", old.key()), String.join(", ", next.key()));
        if (old.hasPseudonymousKey() != next.hasPseudonymousKey()) {
            add(old.hasPseudonymousKey() ? Change.KEY_REVEALED : Change.KEY_HIDDEN, "key", everyone());
        }
    }

    private void groups() {
        old.groups().forEach((name, before) -> {
            var path = "groups." + name;
            var after = next.groups().get(name);
            if (after == null) {
                add(Change.GROUP_REMOVED, path, Optional.of(name));
                return;
            }
            boolean looser = after.sharing().compareTo(before.sharing()) < 0;
            replaced(
                    looser ? Change.SHARING_LOOSENED : Change.SHARING_TIGHTENED,
                    path + ".sharing",
                    Optional.of(name),
                    before.sharing(),
                    after.sharing());
            // Where nobody decides any more, or nobody did, the sharing class says all.
            if (before.sharing() == Sharing.CONDITIONAL && after.sharing() == Sharing.CONDITIONAL) {
                replaced(
                        after.fourEyes() ? Change.FOUR_EYES_ADDED : Change.FOUR_EYES_REMOVED,
                        path + ".fourEyes",
                        Optional.of(name),
                        before.fourEyes(),
                        after.fourEyes());
            }
            replaced(
                    Change.LEGAL_BASIS_CHANGED,
                    path + ".legalBasis",
                    Optional.of(name),
                    text(before.legalBasis()),
                    text(after.legalBasis()));
            replaced(Change.TEXT_CHANGED, path + ".title", text(before.title()), text(after.title()));
        });
        next.groups().keySet().stream()
                .filter(name -> !old.groups().containsKey(name))
                .forEach(name -> add(Change.GROUP_ADDED, "groups." + name, Optional.empty()));
    }

    private void fields() {
        for (var before : old.fields()) {
            next.field(before.name()).ifPresentOrElse(after -> field(before, after), () -> removed(before));
        }
        for (var after : next.fields()) {
            if (old.field(after.name()).isEmpty()) {
                added(after);
            }
        }
    }

    private void removed(ContractField field) {
        var readers = readersOf(field.group());
        boolean breaks = !readers.isEmpty() || !defaultOf(old, field).isPresent();
        findings.add(new Finding(
                path(field),
                breaks ? Weight.BREAKING : Change.FIELD_REMOVED.weight(),
                false,
                Reason.of(Change.FIELD_REMOVED.code(), "group", field.group()),
                readers));
    }

    private void added(ContractField field) {
        if (defaultOf(next, field).isEmpty()) {
            add(Change.DEFAULT_MISSING, path(field), Optional.of(field.group()));
            return;
        }
        var group = Objects.requireNonNull(next.groups().get(field.group()));
        boolean decided = old.groups().containsKey(field.group()) && group.sharing() != Sharing.UNCONDITIONAL;
        add(
                decided ? Change.FIELD_ADDED_TO_GRANTED : Change.FIELD_ADDED,
                path(field),
                Optional.of(field.group()),
                "group",
                field.group());
    }

    private void field(ContractField before, ContractField after) {
        var path = path(before);
        var readers = Optional.of(before.group());
        if (!before.group().equals(after.group())) {
            replaced(moved(before, after), path + ".group", readers, before.group(), after.group());
        }
        type(path + ".type", before, after);
        replaced(
                Change.DEFAULT_CHANGED,
                path + ".default",
                readers,
                defaultOf(old, before).orElse("-"),
                defaultOf(next, after).orElse("-"));
        replaced(
                Change.UNIT_CHANGED,
                path + ".unit",
                readers,
                before.unit().orElse("-"),
                after.unit().orElse("-"));
        replaced(
                Change.STANDARD_CHANGED,
                path + ".standard",
                readers,
                before.standard().orElse("-"),
                after.standard().orElse("-"));
        replaced(
                after.sensitivity().compareTo(before.sensitivity()) < 0
                        ? Change.SENSITIVITY_LOWERED
                        : Change.SENSITIVITY_RAISED,
                path + ".sensitivity",
                readers,
                before.sensitivity(),
                after.sensitivity());
        replaced(Change.TEXT_CHANGED, path + ".title", text(before.title()), text(after.title()));
        rules(path + ".rules.", before, after);
    }

    private static Change moved(ContractField before, ContractField after) {
        if (after.isOpen()) {
            return Change.FIELD_OPENED;
        }
        return before.isOpen() ? Change.FIELD_SEALED : Change.FIELD_MOVED;
    }

    /** Registries look at Avro's types alone: to them a date is an int, and 1.23 and 12.3 are the same bytes. */
    private void type(String path, ContractField before, ContractField after) {
        var readers = Optional.of(before.group());
        replaced(Change.TYPE_CHANGED, path, readers, type(before), type(after));
        if (before.type() == FieldType.ENUM && after.type() == FieldType.ENUM) {
            var olds = symbols(before);
            var news = symbols(after);
            var gone = without(olds, news);
            var come = without(news, olds);
            if (!gone.isEmpty()) {
                add(Change.SYMBOL_REMOVED, path + ".symbols", readers, "old", join(olds), "new", join(news));
            }
            if (!come.isEmpty()) {
                add(Change.SYMBOL_ADDED, path + ".symbols", readers, "old", join(olds), "new", join(news));
            }
            replaced(
                    Change.DEFAULT_CHANGED,
                    path + ".default",
                    readers,
                    before.valueSchema().getEnumDefault(),
                    after.valueSchema().getEnumDefault());
        }
    }

    private static String type(ContractField field) {
        var type = field.valueSchema().getLogicalType() instanceof LogicalTypes.Decimal decimal
                ? "decimal(" + decimal.getPrecision() + "," + decimal.getScale() + ")"
                : field.type().word();
        return field.nullable() ? type + " | null" : type;
    }

    /** Only what was written counts here: what the schema implies is compared as a schema. */
    private void rules(String path, ContractField before, ContractField after) {
        var olds = byWord(before.writtenRules());
        var news = byWord(after.writtenRules());
        var oldFlags = byWord(before.flagRules());
        var newFlags = byWord(after.flagRules());
        var changes = new ArrayList<RuleChange>();
        for (var word : union(olds.keySet(), news.keySet())) {
            var was = olds.get(word);
            var is = news.get(word);
            if (was != null && is != null) {
                changes.addAll(RuleChange.between(was, is));
            } else if (was != null && newFlags.containsKey(word) && !oldFlags.containsKey(word)) {
                newFlags.remove(word);
                changes.add(severity(word, Change.RULE_WIDENED, Severity.QUARANTINE, Severity.FLAG));
            } else if (is != null && oldFlags.containsKey(word) && !newFlags.containsKey(word)) {
                oldFlags.remove(word);
                changes.add(severity(word, Change.RULE_NARROWED, Severity.FLAG, Severity.QUARANTINE));
            } else {
                changes.add(is == null ? RuleChange.removed(Objects.requireNonNull(was)) : RuleChange.added(is));
            }
        }
        for (var word : union(oldFlags.keySet(), newFlags.keySet())) {
            changes.add(new RuleChange(word, Change.FLAG_CHANGED, flag(oldFlags.get(word)), flag(newFlags.get(word))));
        }
        boolean ofKey = old.key().contains(before.name()) && next.key().contains(before.name());
        for (var change : changes) {
            // The record key is written the way that its check digits' standard says.
            boolean form = ofKey && change.path().equals("checkDigits");
            replaced(
                    form ? Change.KEY_FORM_CHANGED : change.change(),
                    path + change.path(),
                    form ? everyone() : Optional.of(before.group()),
                    change.old(),
                    change.next());
        }
    }

    private static RuleChange severity(String word, Change change, Severity old, Severity next) {
        return new RuleChange(word + ".severity", change, old.word(), next.word());
    }

    private static String flag(@Nullable Rule rule) {
        return rule == null ? "-" : RuleChange.text(rule);
    }

    private static Map<String, Rule> byWord(List<Rule> rules) {
        var byWord = new LinkedHashMap<String, Rule>();
        rules.forEach(rule -> byWord.put(rule.word(), rule));
        return byWord;
    }

    /** A record that breaks a check is held back whole, whoever reads the fields that it speaks of. */
    private void checks() {
        var olds = byName(old);
        var news = byName(next);
        for (var name : union(olds.keySet(), news.keySet())) {
            var was = olds.get(name);
            var is = news.get(name);
            var path = "checks." + name;
            boolean flagged = flags(was) && flags(is);
            if (was == null || is == null) {
                replaced(
                        flagged ? Change.FLAG_CHANGED : was == null ? Change.RULE_ADDED : Change.RULE_REMOVED,
                        path,
                        was == null ? "-" : was.expression(),
                        is == null ? "-" : is.expression());
                continue;
            }
            replaced(
                    flags(is) ? Change.RULE_WIDENED : Change.RULE_NARROWED,
                    path + ".severity",
                    was.severity(),
                    is.severity());
            replaced(
                    flagged ? Change.FLAG_CHANGED : Change.RULE_CHANGED,
                    path + ".expr",
                    was.expression(),
                    is.expression());
            replaced(Change.TEXT_CHANGED, path + ".message", text(was.message()), text(is.message()));
        }
    }

    /** Whether it holds no record back: an absent check does not. */
    private static boolean flags(@Nullable Check check) {
        return check == null || check.severity() == Severity.FLAG;
    }

    private static Map<String, Check> byName(Contract contract) {
        var checks = new LinkedHashMap<String, Check>();
        contract.checks().forEach(check -> checks.put(check.name().value(), check));
        return checks;
    }

    private static Set<String> union(Set<String> one, Set<String> other) {
        var all = new LinkedHashSet<>(one);
        all.addAll(other);
        return all;
    }

    /**
     * What Avro finds when each version's readers meet the other version's records, by the whole schemas: a withheld
     * field that breaks today would break its sealed group tomorrow. A field that is found to break in plainer words
     * already is not found a second time.
     */
    private void readability() {
        var broken = findings.stream()
                .filter(finding -> finding.weight() == Weight.BREAKING)
                .map(Finding::path)
                .toList();
        var found = new LinkedHashSet<Finding>();
        // The wire first: what it finds is found there once more, by the same words.
        unreadable(next, old, next.wireSchema().schema(), old.wireSchema().schema(), found);
        unreadable(old, next, old.wireSchema().schema(), next.wireSchema().schema(), found);
        unreadable(next, old, next.schema(), old.schema(), found);
        unreadable(old, next, old.schema(), next.schema(), found);
        found.stream()
                .filter(finding ->
                        Stream.of("", ".type", ".group").noneMatch(part -> broken.contains(finding.path() + part)))
                .forEach(findings::add);
    }

    private void unreadable(Contract reader, Contract writer, Schema readers, Schema writers, Set<Finding> found) {
        var result = SchemaCompatibility.checkReaderWriterCompatibility(readers, writers)
                .getResult();
        if (result.getCompatibility() == SchemaCompatibilityType.COMPATIBLE) {
            return;
        }
        for (var problem : result.getIncompatibilities()) {
            var path = path(readers, problem.getLocation());
            found.add(new Finding(
                    path,
                    Weight.BREAKING,
                    false,
                    Reason.of(
                            Change.INCOMPATIBLE.code(),
                            "version",
                            reader.version(),
                            "other",
                            writer.version(),
                            "problem",
                            problem.getType() + " " + problem.getMessage()),
                    readersOf(old.field(path.replace("fields.", ""))
                            .map(ContractField::group)
                            .orElse(FieldGroup.OPEN))));
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

    private static Optional<String> defaultOf(Contract contract, ContractField field) {
        var inSchema = contract.schema().getField(field.name());
        if (!inSchema.hasDefaultValue()) {
            return Optional.empty();
        }
        var value = inSchema.defaultVal();
        if (value == JsonProperties.NULL_VALUE) {
            return Optional.of("null");
        }
        return Optional.of(
                value instanceof byte[] bytes ? new String(bytes, StandardCharsets.ISO_8859_1) : String.valueOf(value));
    }

    private static Set<String> symbols(ContractField field) {
        return new LinkedHashSet<>(field.valueSchema().getEnumSymbols());
    }

    private static Set<String> without(Set<String> all, Set<String> these) {
        return all.stream().filter(one -> !these.contains(one)).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static String join(Set<String> words) {
        return String.join(", ", words);
    }

    private static String text(Optional<LocalisedText> text) {
        return text.map(Comparison::text).orElse("-");
    }

    private static String text(LocalisedText text) {
        return text.en() + " / " + text.zh();
    }

    private static String path(ContractField field) {
        return "fields." + field.name();
    }

    /** Whoever has any grant reads the open fields, and lives with what the contract says of the whole. */
    private static Optional<Slug> everyone() {
        return Optional.of(FieldGroup.OPEN);
    }

    private List<Subscriber> readersOf(Slug group) {
        return subscribers.stream()
                .filter(subscriber -> subscriber.reads(group))
                .toList();
    }

    private void replaced(Change change, String path, Object before, Object after) {
        replaced(change, path, everyone(), before, after);
    }

    private void replaced(Change change, String path, Optional<Slug> group, Object before, Object after) {
        if (!before.equals(after)) {
            add(change, path, group, "old", before, "new", after);
        }
    }

    private void add(Change change, String path, Optional<Slug> group, Object... parameters) {
        findings.add(new Finding(
                path,
                change.weight(),
                change.widens(),
                Reason.of(change.code(), parameters),
                change.weight() == Weight.NOTE
                        ? List.of()
                        : group.map(this::readersOf).orElse(List.of())));
    }
}
