package org.silobridge.contract;

import java.util.Optional;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** What Avro's schemas mean in a contract. */
final class SchemaTypes {
    private SchemaTypes() {}

    static boolean isNullable(Schema schema) {
        return schema.isUnion() && schema.getTypes().stream().anyMatch(Schema::isNullable);
    }

    /** The only other type of a union with null, else the schema itself. */
    static Schema withoutNull(Schema schema) {
        if (!isNullable(schema)) {
            return schema;
        }
        var others = schema.getTypes().stream()
                .filter(type -> type.getType() != Schema.Type.NULL)
                .toList();
        return others.size() == 1 ? others.get(0) : schema;
    }

    /** The type that contracts know it as; empty for every other. */
    static Optional<FieldType> of(Schema value) {
        var logical = value.getLogicalType();
        if (logical == null && value.getObjectProp("logicalType") != null) {
            return Optional.empty(); // misspelt, or with wrong attributes: Avro would pass over it in silence
        }
        return Optional.ofNullable(
                switch (value.getType()) {
                    case STRING -> logical == null ? FieldType.STRING : null;
                    case INT ->
                        logical == null ? FieldType.INT : logical instanceof LogicalTypes.Date ? FieldType.DATE : null;
                    case LONG ->
                        logical == null
                                ? FieldType.LONG
                                : logical instanceof LogicalTypes.TimestampMillis ? FieldType.TIMESTAMP_MILLIS : null;
                    case FLOAT -> FieldType.FLOAT;
                    case DOUBLE -> FieldType.DOUBLE;
                    case BOOLEAN -> FieldType.BOOLEAN;
                    case BYTES -> logical instanceof LogicalTypes.Decimal ? FieldType.DECIMAL : null;
                    case ENUM -> FieldType.ENUM;
                    default -> null;
                });
    }
}
