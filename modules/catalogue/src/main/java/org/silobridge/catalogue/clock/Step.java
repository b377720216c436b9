package org.silobridge.catalogue.clock;

/** What the law gives somebody a number of working days for. */
public enum Step {
    /** The authority that runs the exchange looks whether a request is complete and well founded; where the law has that. */
    CONFORMITY_CHECK("conformity-check"),
    /** What is shared unconditionally is granted. */
    GRANT_BY_RULE("grant-by-rule"),
    /** The owner answers a conditional request. */
    ANSWER("answer"),
    /** The applicant brings what the steward asked for. */
    SUPPLEMENT("supplement"),
    /** Applicant and owner talk about a refusal. */
    NEGOTIATION("negotiation"),
    /** The coordinating authority decides an appeal. */
    COORDINATION("coordination"),
    /** Data that was consented to is delivered. */
    DELIVERY("delivery"),
    /** A department confirms, catalogues and shares data that the catalogue did not have. */
    CATALOGUING("cataloguing"),
    /** The owner answers a dispute of a record (校核). */
    CORRECTION("correction"),
    /** The catalogue is brought up to date after a change. */
    CATALOGUE_UPDATE("catalogue-update"),
    /** A reviewed catalogue is published. */
    CATALOGUE_PUBLICATION("catalogue-publication"),
    /** What is still not done so long after its time is over is told to who oversees the exchange. */
    ESCALATION("escalation");

    private final String word;

    Step(String word) {
        this.word = word;
    }

    @Override
    public String toString() {
        return word;
    }
}
