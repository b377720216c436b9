package org.silobridge.contract.sample;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.Violation;

/** What has to hold between the fields of a record, each of which is good by itself. */
@FunctionalInterface
public interface RowCheck {
    /** For a contract that asks nothing of that kind. */
    RowCheck NONE = (values, found, flagged) -> {};

    /**
     * Checks a record.
     *
     * @param values in the order of the contract's fields, null where there is none
     * @param found is told what a record is set aside for
     * @param flagged is told what it is published with
     */
    void check(@Nullable Object[] values, Consumer<Violation> found, Consumer<Violation> flagged);
}
