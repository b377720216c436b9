package org.silobridge.catalogue.contract;

import org.jdbi.v3.core.Handle;
import org.silobridge.catalogue.actor.Actor;
import org.silobridge.contract.Contract;

/** Sees to what was given under the terms of a contract that are others now. */
@FunctionalInterface
public interface StricterTerms {

    /**
     * A version was published, in the running transaction. No decision under the contract is under way until that ends.
     *
     * @param before the version before it, of the same major
     */
    void follow(Handle db, Actor by, Contract before, Contract now);
}
