package org.silobridge.catalogue.dataset;

import org.jdbi.v3.core.Handle;
import org.silobridge.contract.Contract;

/** Sees to what was given of the major before. */
@FunctionalInterface
public interface NextMajor {

    /**
     * A dataset was registered, in the running transaction. No decision under its contract is under way until that ends.
     *
     * @param terms the newest version of its major
     */
    void registered(Handle db, Dataset dataset, Contract terms);
}
