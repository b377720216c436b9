package org.silobridge.catalogue.delivery;

/** A way to targets of one kind. Thread-safe. */
interface Channel extends AutoCloseable {

    /** Tries once, in bounded time. What can go wrong on the way is an answer, not an exception. */
    Sent send(Parcel parcel);

    @Override
    default void close() {}
}
