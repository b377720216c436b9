package org.silobridge.contract.division;

import java.time.YearMonth;

/** What the table says of a code. */
public sealed interface DivisionStatus {

    /** In force. */
    record Known(DivisionLevel level) implements DivisionStatus {}

    /**
     * Came into force later than the day that was asked for.
     *
     * @param firstEdition the first edition of GB/T 2260 that has it
     */
    record NotYet(DivisionLevel level, YearMonth firstEdition) implements DivisionStatus {}

    /**
     * Was in force once. It may have been right when the record was written.
     *
     * @param lastEdition the last edition of GB/T 2260 that has it
     */
    record Withdrawn(DivisionLevel level, YearMonth lastEdition) implements DivisionStatus {}

    /** In no edition since 2002-12, or not written as a code at all. */
    record Unknown() implements DivisionStatus {}
}
