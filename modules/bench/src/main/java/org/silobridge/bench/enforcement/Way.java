package org.silobridge.bench.enforcement;

/** How a right is given and ended. */
public enum Way {
    /** By decisions in the catalogue, which makes Kafka follow. */
    CATALOGUE,
    /** By an admin client alone: the limit. */
    BARE
}
