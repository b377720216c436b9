package org.silobridge.catalogue.procedure;

/** Where a request stands. As its state, every open stage is {@code pending}. */
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
