package org.silobridge.contract;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import org.silobridge.contract.wire.RecordKey;
import org.silobridge.contract.yaml.Section;
import org.silobridge.model.ContractName;
import org.silobridge.model.ContractVersion;
import org.silobridge.model.DataClass;
import org.silobridge.model.KafkaNames;
import org.silobridge.model.LocalisedText;
import org.silobridge.model.Reason;
import org.silobridge.model.Sharing;
import org.silobridge.model.Slug;

/** What a contract's YAML looks like, and what has to hold between it and its schema. */
final class ContractShape {
    private static final Set<String> RESERVED_GROUPS = Set.of("none", "all");

    private ContractShape() {}

    static @Nullable Contract read(Section root, String schemaText, ExpressionLanguage language) {
        var schemaName = root.text("schema");
        var name = name(root);
        var version =
                root.parsed("version", "a version such as \"1.0\"", ContractVersion::parse, new ContractVersion(1, 0));
        var title = root.localised("title");
        var description = root.localised("description");
        var dataClass = root.word("dataClass", DataClass.class);
        var records = root.word("records", RecordKind.class);
        var duplicateKeys = root.word("duplicateKeys", DuplicateKeys.class);
        int partitions = root.integer("partitions", 1, Contract.MAX_PARTITIONS);
        var retention = root.parsed(
                "retention",
                "forever, or an ISO-8601 duration of at least an hour such as P3650D",
                Retention::parse,
                Retention.forever());
        var legalBasis = root.localised("legalBasis");
        var groups = groups(root);
        var key = root.texts("key");
        if (records == RecordKind.STATE && retention.bound().isPresent()) {
            root.reject("retention", Reason.of("contract.language.state-forgets"));
        }
        var schema = schemaText.isEmpty() && !root.isSound()
                ? null
                : SchemaText.read(schemaName, schemaText, name, violation -> root.reject("schema", violation));
        var fields = fields(root, groups, key, schema);
        var checks = CheckShape.readAll(root, fields, schema, language);
        checkKey(root, key, fields, schema);
        if (schema == null || !root.isSound()) {
            return null;
        }
        if (fields.stream().noneMatch(ContractField::isOpen)) {
            root.reject("groups", Reason.of("contract.language.nothing-open"));
            return null;
        }
        return new Contract(
                name,
                version,
                title,
                description,
                dataClass,
                records,
                schema,
                key,
                duplicateKeys,
                partitions,
                retention,
                legalBasis,
                groups,
                fields,
                checks,
                digest(root, schemaText));
    }

    private static ContractName name(Section root) {
        var database = root.slug("database");
        var name = root.slug("name");
        if (KafkaNames.RESERVED.contains(database.value())) {
            root.reject("database", Reason.of("contract.language.reserved-name", "name", database));
        }
        return new ContractName(database, name);
    }

    private static Map<Slug, FieldGroup> groups(Section root) {
        var groups = new LinkedHashMap<Slug, FieldGroup>();
        root.map("groups", (word, section) -> {
            var sharing = section.word("sharing", Sharing.class);
            var title = section.localised("title");
            var basis = section.optionalLocalised("legalBasis");
            boolean fourEyes = section.flag("fourEyes", false);
            if (!Slug.isValid(word)) {
                section.reject(Reason.of("contract.yaml.not-a", "expected", "a slug as the name of a group"));
                return word;
            }
            if (RESERVED_GROUPS.contains(word)) {
                section.reject(Reason.of("contract.language.reserved-name", "name", word));
            }
            if (sharing == Sharing.NOT_SHARED && basis.isEmpty()) {
                section.reject(Reason.of("contract.language.not-shared-without-basis", "group", word));
            }
            if (fourEyes && sharing != Sharing.CONDITIONAL) {
                section.reject(
                        "fourEyes", Reason.of("contract.language.four-eyes-without-decision", "sharing", sharing));
            }
            var cited =
                    sharing == Sharing.NOT_SHARED ? basis.or(() -> Optional.of(new LocalisedText("-", "-"))) : basis;
            groups.put(
                    new Slug(word),
                    new FieldGroup(new Slug(word), sharing, title, cited, fourEyes && sharing == Sharing.CONDITIONAL));
            return word;
        });
        if (!groups.containsKey(FieldGroup.OPEN)) {
            root.reject("groups", Reason.of("contract.language.no-open-group"));
        }
        return groups;
    }

    private static List<ContractField> fields(
            Section root, Map<Slug, FieldGroup> groups, List<String> key, @Nullable Schema schema) {
        var around = new FieldShape.Surroundings(schema, Set.copyOf(key), groups, new ArrayList<>());
        var written = new LinkedHashMap<String, Optional<ContractField>>();
        root.map("fields", (name, section) -> {
            if (schema != null && schema.getField(name) == null) {
                section.reject(Reason.of("contract.language.field-not-in-schema", "field", name));
            }
            written.put(name, Optional.ofNullable(FieldShape.read(section, name, around)));
            return name;
        });
        if (!root.has("fields")) {
            root.section("fields", section -> section);
            return List.of();
        }
        if (schema == null) {
            return List.of();
        }
        var fields = new ArrayList<ContractField>();
        for (var field : schema.getFields()) {
            if (!written.containsKey(field.name())) {
                root.reject("fields", Reason.of("contract.language.field-not-described", "field", field.name()));
            }
            written.getOrDefault(field.name(), Optional.empty()).ifPresent(fields::add);
        }
        var byName = fields.stream().collect(Collectors.toMap(ContractField::name, field -> field));
        around.later().forEach(question -> question.accept(byName));
        return fields;
    }

    private static void checkKey(Section root, List<String> key, List<ContractField> fields, @Nullable Schema schema) {
        if (key.isEmpty()) {
            root.reject("key", Reason.of("contract.language.no-key"));
        }
        var seen = new HashSet<String>();
        for (var name : key) {
            if (!seen.add(name)) {
                root.reject("key", Reason.of("contract.language.key-field-twice", "field", name));
            } else if (schema != null && schema.getField(name) == null) {
                root.reject("key", Reason.of("contract.language.key-field-unknown", "field", name));
            }
        }
        for (var field : fields) {
            if (!seen.contains(field.name())) {
                continue;
            }
            if (field.nullable()) {
                root.reject("key", Reason.of("contract.language.key-field-nullable", "field", field.name()));
            } else if (!isKeyType(field)) {
                root.reject(
                        "key",
                        Reason.of("contract.language.key-field-type", "field", field.name(), "type", field.type()));
            }
        }
    }

    private static boolean isKeyType(ContractField field) {
        return RecordKey.admits(field.schema());
    }

    private static String digest(Section root, String schemaText) {
        try {
            var sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(root.canonicalText().getBytes(StandardCharsets.UTF_8));
            sha256.update((byte) '\n');
            sha256.update(SchemaText.canonical(schemaText).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sha256.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
