package org.silobridge.connector.row;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;
import org.silobridge.contract.Contract;
import org.silobridge.contract.ContractField;
import org.silobridge.contract.wire.ConfluentFraming;

/**
 * Writes the open fields of a row as a framed Avro record: a list of field writers made once from the contract, into a
 * buffer that is used again. What is withheld is not among the writers. For one thread.
 */
final class RowEncoder {
    private interface FieldWriter {
        void write(Object value, BinaryEncoder out) throws IOException;
    }

    /**
     * @param index of the value in the order of the contract's fields
     * @param nullBranch of the union with null, or -1
     */
    private record OpenField(int index, int nullBranch, FieldWriter writer) {}

    private final OpenField[] fields;
    private final ReusedBytes bytes = new ReusedBytes(1024);
    private final BinaryEncoder out = EncoderFactory.get().directBinaryEncoder(bytes, null);
    private final byte[] header = new byte[ConfluentFraming.HEADER_LENGTH];

    RowEncoder(Contract contract, int schemaId) {
        ConfluentFraming.writeHeader(schemaId, header);
        this.fields = contract.openFields().stream()
                .map(field -> new OpenField(contract.fields().indexOf(field), nullBranch(field), writer(field)))
                .toArray(OpenField[]::new);
    }

    /** The value on the wire, in a new array. */
    byte[] encode(@Nullable Object[] values) {
        try {
            bytes.clear();
            bytes.write(header);
            for (var field : fields) {
                var value = values[field.index];
                if (field.nullBranch >= 0) {
                    out.writeIndex(value == null ? field.nullBranch : 1 - field.nullBranch);
                }
                if (value != null) {
                    field.writer.write(value, out);
                } else if (field.nullBranch < 0) {
                    throw new IllegalStateException("a row without a value for a field that needs one was not refused");
                }
            }
            return bytes.copy();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes one value as it stands in a record, its branch of a union included. */
    void write(ContractField field, Object fieldValue, ReusedBytes into) {
        int nullBranch = nullBranch(field);
        try {
            bytes.clear();
            if (nullBranch >= 0) {
                out.writeIndex(1 - nullBranch);
            }
            writer(field).write(fieldValue, out);
            into.write(bytes.array(), 0, bytes.length());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Which branch of a field's union is null; -1 where it has none. */
    static int nullBranch(ContractField field) {
        if (!field.nullable()) {
            return -1;
        }
        List<Schema> branches = field.schema().getTypes();
        if (branches.size() != 2) {
            throw new IllegalArgumentException("not a union with null: " + field.name());
        }
        return branches.get(0).getType() == Schema.Type.NULL ? 0 : 1;
    }

    private static FieldWriter writer(ContractField field) {
        var schema = field.valueSchema();
        return switch (field.type()) {
            case STRING -> (value, out) -> out.writeString((String) value);
            case INT -> (value, out) -> out.writeInt((Integer) value);
            case LONG -> (value, out) -> out.writeLong((Long) value);
            case FLOAT -> (value, out) -> out.writeFloat((Float) value);
            case DOUBLE -> (value, out) -> out.writeDouble((Double) value);
            case BOOLEAN -> (value, out) -> out.writeBoolean((Boolean) value);
            case DECIMAL ->
                (value, out) ->
                        out.writeBytes(((BigDecimal) value).unscaledValue().toByteArray());
            case DATE -> (value, out) -> out.writeInt(Math.toIntExact(((LocalDate) value).toEpochDay()));
            case TIMESTAMP_MILLIS -> (value, out) -> out.writeLong(((Instant) value).toEpochMilli());
            case ENUM -> (value, out) -> out.writeEnum(schema.getEnumOrdinal((String) value));
        };
    }
}
