package org.silobridge.contract;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.silobridge.model.ContractName;
import org.silobridge.model.ContractVersion;
import org.silobridge.model.DataClass;
import org.silobridge.model.LocalisedText;
import org.silobridge.model.Slug;

/**
 * One version of a contract, as {@link ContractReader} read and validated it. Immutable; may be shared by threads.
 *
 * @param schema the whole schema, with the fields that are withheld; what goes on the wire is {@link #wireSchema}
 * @param key the names of the key fields in the order in which the record key joins them
 * @param groups by name, in the order written; {@code open} is always there
 * @param fields in the order of the schema
 * @param checks what has to hold between fields, in the order written; their expressions are only text here
 * @param digest SHA-256 in hexadecimal of what the contract says, whatever its layout: of the canonical form of the
 *     YAML and of the schema, comments and order of keys aside
 */
public record Contract(
        ContractName name,
        ContractVersion version,
        LocalisedText title,
        LocalisedText description,
        DataClass dataClass,
        RecordKind records,
        Schema schema,
        List<String> key,
        DuplicateKeys duplicateKeys,
        int partitions,
        Retention retention,
        LocalisedText legalBasis,
        Map<Slug, FieldGroup> groups,
        List<ContractField> fields,
        List<Check> checks,
        String digest) {
    /** Kafka carries more; a dataset that needs more needs a talk first. */
    public static final int MAX_PARTITIONS = 512;

    public Contract {
        key = List.copyOf(key);
        fields = List.copyOf(fields);
        checks = List.copyOf(checks);
        groups = Collections.unmodifiableMap(new LinkedHashMap<>(groups));
        if (!groups.containsKey(FieldGroup.OPEN)) {
            throw new IllegalArgumentException("contract " + name + " has no group open");
        }
        if (partitions < 1 || partitions > MAX_PARTITIONS) {
            throw new IllegalArgumentException("partitions from 1 to " + MAX_PARTITIONS + ", not " + partitions);
        }
    }

    /** {@code population/resident@1.0}, as record headers say it. */
    public String reference() {
        return name + "@" + version;
    }

    public Optional<ContractField> field(String fieldName) {
        return fields.stream().filter(field -> field.name().equals(fieldName)).findFirst();
    }

    /**
     * The place of a field in {@link #fields}.
     *
     * @throws IllegalArgumentException if there is no such field
     */
    public int indexOf(String fieldName) {
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).name().equals(fieldName)) {
                return i;
            }
        }
        throw new IllegalArgumentException("contract " + name + " has no field " + fieldName);
    }

    /** The key's fields, in key order. */
    public List<ContractField> keyFields() {
        return key.stream().map(field -> field(field).orElseThrow()).toList();
    }

    /** The fields that are published in clear, in schema order. */
    public List<ContractField> openFields() {
        return fields.stream().filter(ContractField::isOpen).toList();
    }

    /** The fields that never leave the connector: those of every group but {@code open}, until sealing comes. */
    public List<ContractField> withheldFields() {
        return fields.stream().filter(field -> !field.isOpen()).toList();
    }

    /** Whether the record key is a pseudonym because a field of it is not open. */
    public boolean hasPseudonymousKey() {
        return keyFields().stream().anyMatch(field -> !field.isOpen());
    }

    public FieldGroup open() {
        return groups.getOrDefault(FieldGroup.OPEN, groups.values().iterator().next());
    }

    /** What is registered and written: derived, and always the same text for the same contract. */
    public WireSchema wireSchema() {
        return WireSchema.of(this);
    }
}
