package org.silobridge.catalogue.actor;

/** For whom a role must be held, as the object of a call sees it. */
public enum Relation {
    /** For the whole exchange. */
    EXCHANGE,
    /** For the department whose own it is: a contract's maintainer; the owner of a dataset and of what hangs on it. */
    OWNER,
    /** For the department on the other side: who asks, who holds the grant, who is told. */
    READER,
    /** For the whole exchange, where the object is no department's: what the exchange's own people are told. */
    NO_DEPARTMENT,
    /** For any department, or the whole exchange. */
    ANYWHERE
}
