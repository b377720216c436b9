package org.silobridge.catalogue.procedure;

/**
 * Where a request stands. Of the states that are stored and shown so far, every open stage is {@code pending}; approved
 * and refused are what they are, and the last two will need a word of their own there.
 */
public enum Stage {
    IN_CONFORMITY_CHECK("in-conformity-check"),
    WITH_STEWARD("with-steward"),
    SUPPLEMENT_ASKED("supplement-asked"),
    AWAITING_SECOND_PERSON("awaiting-second-person"),
    IN_NEGOTIATION("in-negotiation"),
    BEFORE_COORDINATOR("before-coordinator"),
    APPROVED("approved"),
    REFUSED("refused"),
    WITHDRAWN("withdrawn"),
    LAPSED("lapsed");

    private final String word;

    Stage(String word) {
        this.word = word;
    }

    @Override
    public String toString() {
        return word;
    }
}
