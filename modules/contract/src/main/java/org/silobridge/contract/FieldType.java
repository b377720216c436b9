package org.silobridge.contract;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;

/**
 * The types of fields that a contract can have. Each names the class of the Java values that rules and record keys are
 * given; {@code null} stands for no value.
 */
public enum FieldType {
    STRING("string", String.class),
    INT("int", Integer.class),
    LONG("long", Long.class),
    FLOAT("float", Float.class),
    DOUBLE("double", Double.class),
    BOOLEAN("boolean", Boolean.class),
    /** Bytes with the logical type decimal. */
    DECIMAL("decimal", BigDecimal.class),
    /** An int with the logical type date. */
    DATE("date", LocalDate.class),
    /** A long with the logical type timestamp-millis. */
    TIMESTAMP_MILLIS("timestamp-millis", Instant.class),
    /** The symbol. */
    ENUM("enum", String.class);

    private final String word;
    private final Class<?> valueClass;

    FieldType(String word, Class<?> valueClass) {
        this.word = word;
        this.valueClass = valueClass;
    }

    /** As Avro calls it. */
    public String word() {
        return word;
    }

    /** The class of the values. */
    public Class<?> valueClass() {
        return valueClass;
    }

    @Override
    public String toString() {
        return word;
    }
}
