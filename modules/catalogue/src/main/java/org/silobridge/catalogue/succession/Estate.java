package org.silobridge.catalogue.succession;

import java.util.List;
import org.jdbi.v3.core.Handle;
import org.silobridge.model.Violation;

/** Something that departments have and that cannot stay with one that has ended. */
@FunctionalInterface
public interface Estate {

    /**
     * Passes it on, or ends it where there is nobody to have it, with its ledger entries and notices, in the running
     * transaction. Department and datasets are stored already as they are after the ending.
     *
     * @return all that speaks against it; where anything does, the transaction is rolled back
     */
    List<Violation> settle(Handle db, Ending ending);
}
