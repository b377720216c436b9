package org.silobridge.bench.enforcement;

/** A client that reads as long as it may, and where it may not goes on trying. Tells its {@link Sightings}. */
interface Reader extends AutoCloseable {

    @Override
    void close();
}
