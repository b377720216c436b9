package org.silobridge.connector.mapping;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.silobridge.connector.source.SourceRow;
import org.silobridge.contract.Contract;
import org.silobridge.contract.ContractField;
import org.silobridge.contract.FieldType;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Violation;

/** A mapping bound to a contract: turns rows into checked values, all faults at once. For one thread. */
public final class CompiledMapping {
    private final Contract contract;
    private final Map<String, FieldMapping> mapping;
    private final List<String> columns;
    private final @Nullable FieldReader[] readers;
    private final TextReading[] readings;
    private final @Nullable Object[] values;
    private final @Nullable Set<String> openColumns;

    private CompiledMapping(Contract contract, Map<String, FieldMapping> mapping) {
        this.contract = contract;
        this.mapping = Map.copyOf(mapping);
        var fields = contract.fields();
        var all = new LinkedHashSet<String>();
        fields.forEach(field -> {
            var mapped = mapping.get(field.name());
            if (mapped != null) {
                all.addAll(mapped.origin().columns());
            }
        });
        this.columns = List.copyOf(all);
        this.readers = new @Nullable FieldReader[fields.size()];
        this.readings = new TextReading[fields.size()];
        this.values = new @Nullable Object[fields.size()];
        Arrays.fill(readings, (TextReading) text -> text);
        for (int i = 0; i < fields.size(); i++) {
            var mapped = mapping.get(fields.get(i).name());
            if (mapped != null) {
                readers[i] = new FieldReader(mapped, columns);
                readings[i] = TextReading.of(fields.get(i), mapped);
            }
        }
        this.openColumns = contract.withheldFields().isEmpty() ? null : openColumns(contract, mapping);
    }

    private static Set<String> openColumns(Contract contract, Map<String, FieldMapping> mapping) {
        var open = new HashSet<String>();
        for (var field : contract.openFields()) {
            var mapped = mapping.get(field.name());
            if (mapped != null) {
                open.addAll(mapped.origin().columns());
            }
        }
        for (var field : contract.withheldFields()) {
            var mapped = mapping.get(field.name());
            if (mapped != null) {
                mapped.origin().columns().forEach(open::remove);
            }
        }
        return Set.copyOf(open);
    }

    /** Binds a mapping to a contract; refused with everything in it that the contract does not allow. */
    public static Outcome<CompiledMapping> compile(Map<String, FieldMapping> mapping, Contract contract) {
        var violations = MappingCheck.check(mapping, contract);
        return violations.isEmpty()
                ? Outcome.ok(new CompiledMapping(contract, mapping))
                : Outcome.invalid(Reason.of("connector.mapping.invalid", "contract", contract.reference()), violations);
    }

    /** All of it as one text that is the same however the mapping was written: for digests. */
    public String canonicalText() {
        var text = new StringBuilder();
        new TreeMap<>(mapping).forEach((field, m) -> text.append(field)
                .append('=')
                .append(List.of(
                        m.origin(), m.nulls(), m.trim(), m.scale(), new TreeMap<>(m.words()), m.format(), m.zone()))
                .append('\n'));
        return text.toString();
    }

    /** The columns of the source that it reads; {@link SourceRow#text} is asked by their index. */
    public List<String> columns() {
        return columns;
    }

    /**
     * The columns that may be shown of a row in quarantine: those that only open fields read. Null where the contract
     * withholds nothing, so that whole rows may be shown. A column that no field reads is not known to be harmless.
     */
    public @Nullable Set<String> openColumns() {
        return openColumns;
    }

    /** Those of its columns that may not be shown. */
    public List<String> withheldColumns() {
        var open = openColumns;
        return open == null
                ? List.of()
                : columns.stream().filter(column -> !open.contains(column)).toList();
    }

    /** Those of its columns that the fields of the key come from. */
    public List<String> keyColumns() {
        return contract.keyFields().stream()
                .map(this::of)
                .filter(Objects::nonNull)
                .flatMap(mapped -> mapped.origin().columns().stream())
                .distinct()
                .toList();
    }

    /**
     * Reads and checks all fields of a row.
     *
     * @param found is told every fault
     * @param flagged is told what the row is published with, if it is
     * @return the values in the order of the contract's fields, valid until the next call; meaningful without faults
     */
    public @Nullable Object[] read(SourceRow row, Consumer<Violation> found, Consumer<Violation> flagged) {
        var fields = contract.fields();
        for (int i = 0; i < values.length; i++) {
            values[i] = value(row, i, fields.get(i), found, flagged);
        }
        return values;
    }

    /**
     * Reads and checks the key fields only, of a row that {@linkplain SourceRow#deletes() deletes}.
     *
     * @return as of {@link #read}; what is not of the key is null
     */
    public @Nullable Object[] readKey(SourceRow row, Consumer<Violation> found) {
        var fields = contract.fields();
        for (int i = 0; i < values.length; i++) {
            var field = fields.get(i);
            values[i] = contract.key().contains(field.name()) ? value(row, i, field, found, flag -> {}) : null;
        }
        return values;
    }

    private @Nullable Object value(
            SourceRow row, int i, ContractField field, Consumer<Violation> found, Consumer<Violation> flagged) {
        return value(field, readings[i], text(row, i), found, flagged);
    }

    /** How a field is made; null where it is not mapped. */
    public @Nullable FieldMapping of(ContractField field) {
        return mapping.get(field.name());
    }

    /** The text of one field, by its index in the contract; null where there is no value. */
    public @Nullable String text(SourceRow row, int field) {
        var reader = readers[field];
        return reader == null ? null : reader.read(row);
    }

    /** What {@link #read} would make of the text of one field; null where it would find a fault, or something to flag. */
    public @Nullable Object good(int field, String text) {
        var faults = new ArrayList<Violation>(0);
        var value = value(contract.fields().get(field), readings[field], text, faults::add, faults::add);
        return faults.isEmpty() ? value : null;
    }

    static @Nullable Object value(
            ContractField field,
            TextReading reading,
            @Nullable String text,
            Consumer<Violation> found,
            Consumer<Violation> flagged) {
        var value = text == null ? null : reading.read(text);
        if (text != null && value == null) {
            found.accept(field.violation(
                    text, Reason.of("contract.rule.type", "type", field.type().word())));
            return null;
        }
        field.check(value, found, flagged);
        return value;
    }

    /** Whether a scale makes sense for values of this type. */
    static boolean isNumber(FieldType type) {
        return switch (type) {
            case INT, LONG, FLOAT, DOUBLE, DECIMAL -> true;
            default -> false;
        };
    }

    static List<Violation> faults(ContractField field, FieldMapping mapping, String text) {
        var faults = new ArrayList<Violation>();
        value(field, TextReading.of(field, mapping), text, faults::add, flag -> {});
        return faults;
    }
}
