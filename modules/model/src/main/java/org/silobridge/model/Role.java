package org.silobridge.model;

import java.util.Arrays;
import java.util.Optional;

/** What an actor may be. A role is bound to one department or, where it says so, to the whole exchange. */
public enum Role {
    /** Runs the service and decides nothing. Exchange-wide. */
    OPERATOR("operator"),
    /** Publishes contracts, datasets and records for a department. */
    PUBLISHER("publisher"),
    /** Asks for datasets in the name of a department. */
    APPLICANT("applicant"),
    /** Decides requests for the datasets of a department and revokes its grants. */
    STEWARD("steward"),
    /** Watches deadlines. Exchange-wide or for a department. */
    SUPERVISOR("supervisor"),
    /** Checks requests before they go to the owner, and decides appeals. Exchange-wide. */
    COORDINATOR("coordinator"),
    /** Sees all and changes nothing. Exchange-wide. */
    AUDITOR("auditor");

    private final String word;

    Role(String word) {
        this.word = word;
    }

    /** The word that files, the API and the ledger use. */
    public String word() {
        return word;
    }

    public static Optional<Role> of(String word) {
        return Arrays.stream(values()).filter(v -> v.word.equals(word)).findFirst();
    }

    @Override
    public String toString() {
        return word;
    }
}
