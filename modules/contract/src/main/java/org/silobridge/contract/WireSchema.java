package org.silobridge.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.apache.avro.JsonProperties;
import org.apache.avro.LogicalTypes;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;

/**
 * The schema of what stands on the topic: the contract's open fields in schema order, with their docs, defaults and
 * logical types. Sealed groups will follow them, a {@code bytes} field with a default each, which every reader of this
 * schema can read.
 *
 * @param schema parsed from {@code text}
 * @param text compact JSON with its attributes in a fixed order: the same contract always gives the same characters, so
 *     that a registry that compares texts gives the same id
 */
public record WireSchema(Schema schema, String text) {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    static WireSchema of(Contract contract) {
        var text = record(contract).toString();
        return new WireSchema(new Schema.Parser(NameValidator.STRICT_VALIDATOR).parse(text), text);
    }

    private static ObjectNode record(Contract contract) {
        var whole = contract.schema();
        var node = JSON.objectNode();
        node.put("type", "record");
        node.put("name", whole.getName());
        node.put("namespace", whole.getNamespace());
        if (whole.getDoc() != null) {
            node.put("doc", whole.getDoc());
        }
        var fields = node.putArray("fields");
        var defined = new HashSet<String>();
        contract.openFields().forEach(field -> fields.add(field(whole.getField(field.name()), whole, defined)));
        return node;
    }

    private static ObjectNode field(Schema.Field field, Schema whole, Set<String> defined) {
        var node = JSON.objectNode();
        node.put("name", field.name());
        node.set("type", type(field.schema(), whole, defined));
        if (field.doc() != null) {
            node.put("doc", field.doc());
        }
        if (field.hasDefaultValue()) {
            node.set("default", value(field.defaultVal()));
        }
        return node;
    }

    private static JsonNode type(Schema schema, Schema whole, Set<String> defined) {
        if (schema.isUnion()) {
            var union = JSON.arrayNode();
            schema.getTypes().forEach(branch -> union.add(type(branch, whole, defined)));
            return union;
        }
        if (schema.getType() == Schema.Type.ENUM) {
            return enumeration(schema, whole, defined);
        }
        var logical = schema.getLogicalType();
        if (logical == null) {
            return JSON.textNode(schema.getType().getName());
        }
        var node = JSON.objectNode();
        node.put("type", schema.getType().getName());
        node.put("logicalType", logical.getName());
        if (logical instanceof LogicalTypes.Decimal decimal) {
            node.put("precision", decimal.getPrecision());
            node.put("scale", decimal.getScale());
        }
        return node;
    }

    /** In full where it stands first, by its name after that. */
    private static JsonNode enumeration(Schema schema, Schema whole, Set<String> defined) {
        if (!defined.add(schema.getFullName())) {
            return JSON.textNode(schema.getFullName());
        }
        var node = JSON.objectNode();
        node.put("type", "enum");
        node.put("name", schema.getName());
        if (!whole.getNamespace().equals(schema.getNamespace())) {
            node.put("namespace", schema.getNamespace());
        }
        if (schema.getDoc() != null) {
            node.put("doc", schema.getDoc());
        }
        var symbols = node.putArray("symbols");
        schema.getEnumSymbols().forEach(symbols::add);
        node.put("default", schema.getEnumDefault());
        return node;
    }

    private static JsonNode value(Object value) {
        if (value == JsonProperties.NULL_VALUE) {
            return JSON.nullNode();
        } else if (value instanceof Boolean flag) {
            return JSON.booleanNode(flag);
        } else if (value instanceof Integer number) {
            return JSON.numberNode(number);
        } else if (value instanceof Long number) {
            return JSON.numberNode(number);
        } else if (value instanceof Float number) {
            return JSON.numberNode(number);
        } else if (value instanceof Double number) {
            return JSON.numberNode(number);
        } else if (value instanceof byte[] bytes) {
            return JSON.textNode(new String(bytes, StandardCharsets.ISO_8859_1));
        }
        return JSON.textNode(value.toString());
    }
}
