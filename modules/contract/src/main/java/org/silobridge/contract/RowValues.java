package org.silobridge.contract;

import org.jspecify.annotations.Nullable;

/** The values of one record whose fields are all good. */
@FunctionalInterface
public interface RowValues {
    /**
     * The value of a field, of {@link FieldType#valueClass}; null where there is none.
     *
     * @param field its place in {@link Contract#fields}
     */
    @Nullable
    Object value(int field);
}
