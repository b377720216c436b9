package org.silobridge.contract.sample;

import org.jspecify.annotations.Nullable;

/** What has to hold between the fields of a record, each of which is good by itself. */
@FunctionalInterface
public interface RowCheck {
    /** For a contract that asks nothing of that kind. */
    RowCheck NONE = values -> true;

    /** Whether a record is good; its values stand in the order of the contract's fields, null where there is none. */
    boolean holds(@Nullable Object[] values);
}
