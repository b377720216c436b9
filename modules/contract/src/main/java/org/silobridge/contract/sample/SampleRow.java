package org.silobridge.contract.sample;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One row of a sample.
 *
 * @param number counted from 1
 * @param values in the order of the contract's fields: null where there is none, of the class that the field's type
 *     names, or a text that is no such value
 * @param fault how it breaks the contract; empty for a good row
 */
public record SampleRow(long number, List<@Nullable Object> values, Optional<IntendedFault> fault) {
    public SampleRow {
        values = Collections.unmodifiableList(new ArrayList<>(values));
    }
}
