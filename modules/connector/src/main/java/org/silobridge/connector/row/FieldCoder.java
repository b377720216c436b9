package org.silobridge.connector.row;

import org.jspecify.annotations.Nullable;
import org.silobridge.connector.mapping.FieldMapping;
import org.silobridge.contract.ContractField;

/**
 * Reads one field's value from the bytes of its text, checks its rules and writes it in Avro, without an object in
 * between. It knows the common ways to write a value and says so where it does not: then the simple way decides, so
 * that it need not know what a fault is called. For one thread.
 */
abstract class FieldCoder {

    /**
     * Writes the value.
     *
     * @param bytes of well-formed UTF-8; they stay as they are as long as the row
     * @return whether it is good and written; if not, it is bad or not written in a way known here, and what stands in
     *     {@code out} is of no use
     */
    abstract boolean write(byte[] bytes, int from, int to, ReusedBytes out);

    /**
     * Appends the canonical text that the value last written has in a record key.
     *
     * @return whether it did; if not, nothing was appended
     */
    boolean writeKey(ReusedBytes key) {
        return false;
    }

    /** For a field and how it is made; null where only the simple way will do. */
    static @Nullable FieldCoder of(ContractField field, FieldMapping mapping) {
        return switch (field.type()) {
            case STRING -> new TextCoder(field);
            case INT, LONG, FLOAT, DOUBLE, DECIMAL -> NumberCoder.of(field, mapping.scale());
            case BOOLEAN -> Rules.of(field).stream().allMatch(Rules::isRequired) ? new BooleanCoder() : null;
            case ENUM -> EnumCoder.of(field, mapping.words());
            case DATE -> mapping.format().isEmpty() ? DateCoder.of(field) : null;
            case TIMESTAMP_MILLIS -> mapping.format().isEmpty() ? TimeCoder.of(field, mapping.zone()) : null;
        };
    }

    private static final class BooleanCoder extends FieldCoder {
        private boolean value;

        @Override
        boolean write(byte[] bytes, int from, int to, ReusedBytes out) {
            value = to - from == 4;
            if (!is(value ? "true" : "false", bytes, from, to)) {
                return false;
            }
            out.write(value ? 1 : 0);
            return true;
        }

        private static boolean is(String word, byte[] bytes, int from, int to) {
            if (to - from != word.length()) {
                return false;
            }
            for (int i = 0; i < word.length(); i++) {
                if ((bytes[from + i] | 0x20) != word.charAt(i)) {
                    return false;
                }
            }
            return true;
        }
    }
}
