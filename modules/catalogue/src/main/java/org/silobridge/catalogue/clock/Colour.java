package org.silobridge.catalogue.clock;

/** How a clock looks. */
public enum Colour {
    /** There is time. */
    GREEN("green"),
    /** A fifth of the time is left, or a working day. The steward is told. */
    ORANGE("orange"),
    /** The time is over. The supervisor is told. */
    RED("red");

    private final String word;

    Colour(String word) {
        this.word = word;
    }

    @Override
    public String toString() {
        return word;
    }
}
