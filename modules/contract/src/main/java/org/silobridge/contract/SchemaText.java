package org.silobridge.contract;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.JsonProperties;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.ContractName;
import org.silobridge.model.Reason;
import org.silobridge.model.Violation;

/** Reads the Avro schema of a contract: what Avro itself asks for, and what a contract asks for on top. */
final class SchemaText {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    /** What sealed groups and Silobridge itself will call their fields. */
    private static final String[] RESERVED_PREFIXES = {"sealed_", "sb_"};

    private final String document;
    private final Consumer<Violation> found;

    private SchemaText(String document, Consumer<Violation> found) {
        this.document = document;
        this.found = found;
    }

    /** The schema; null where Avro cannot read it. Whatever is wrong with it is told to {@code found}. */
    static @Nullable Schema read(String document, String text, ContractName contract, Consumer<Violation> found) {
        return new SchemaText(document, found).read(text, contract);
    }

    /** The same text for every layout and order of attributes. The text must be one that {@link #read} read. */
    static String canonical(String text) {
        try {
            return JSON.writeValueAsString(JSON.treeToValue(JSON.readTree(text), TreeMap.class));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private @Nullable Schema read(String text, ContractName contract) {
        try {
            JSON.readTree(text);
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            found.accept(new Violation(
                    document + (at == null ? "" : ":" + at.getLineNr()),
                    null,
                    Reason.of("contract.schema.not-json", "problem", e.getOriginalMessage())));
            return null;
        }
        Schema schema;
        try {
            schema = new Schema.Parser(NameValidator.STRICT_VALIDATOR)
                    .setValidateDefaults(true)
                    .parse(text);
        } catch (AvroRuntimeException | NullPointerException e) {
            // The latter is how Avro's parser says that the whole text names a schema that it does not know.
            reject("", null, Reason.of("contract.schema.refused", "problem", String.valueOf(e.getMessage())));
            return null;
        }
        if (schema.getType() != Schema.Type.RECORD) {
            reject("", schema.getType().getName(), Reason.of("contract.schema.not-a-record"));
            return null;
        }
        var namespace = "org.silobridge." + contract.database().value().replace('-', '_');
        if (!namespace.equals(schema.getNamespace())) {
            reject("namespace", schema.getNamespace(), Reason.of("contract.schema.namespace", "expected", namespace));
        }
        if (!schema.getAliases().isEmpty()) {
            reject("aliases", null, Reason.of("contract.schema.aliases"));
        }
        schema.getFields().forEach(this::check);
        return schema;
    }

    private void check(Schema.Field field) {
        var path = "fields." + field.name();
        for (var prefix : RESERVED_PREFIXES) {
            if (field.name().startsWith(prefix)) {
                reject(path, null, Reason.of("contract.language.reserved-name", "name", field.name()));
            }
        }
        if (!field.aliases().isEmpty()) {
            reject(path, null, Reason.of("contract.schema.aliases"));
        }
        var schema = field.schema();
        if (schema.isUnion()) {
            boolean nullFirst =
                    schema.getTypes().size() == 2 && schema.getTypes().get(0).getType() == Schema.Type.NULL;
            if (!nullFirst) {
                reject(path, null, Reason.of("contract.schema.union"));
                return;
            }
            if (!field.hasDefaultValue() || field.defaultVal() != JsonProperties.NULL_VALUE) {
                reject(path, null, Reason.of("contract.schema.null-default"));
            }
        }
        var value = SchemaTypes.withoutNull(schema);
        if (SchemaTypes.of(value).isEmpty()) {
            reject(path, described(value), Reason.of("contract.schema.type"));
        } else if (value.getType() == Schema.Type.ENUM && value.getEnumDefault() == null) {
            reject(path, null, Reason.of("contract.schema.enum-default", "enum", value.getName()));
        }
    }

    private static String described(Schema schema) {
        var logical = schema.getObjectProp("logicalType");
        return schema.getType().getName() + (logical == null ? "" : " with logicalType " + logical);
    }

    private void reject(String path, @Nullable String value, Reason reason) {
        found.accept(new Violation(path.isEmpty() ? document : document + " " + path, value, reason));
    }
}
