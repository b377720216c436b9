package org.silobridge.catalogue.enforcement;

import java.util.Arrays;

/** Why the controller stopped before a change and asks an operator. */
public enum StopCause {
    /** The database belongs to another Kafka cluster. */
    OTHER_CLUSTER("other-cluster"),
    /** The database knows nothing, the cluster does. */
    EMPTY_DATABASE("empty-database"),
    /** The cluster has seen a ledger that this database does not continue. */
    OLDER_DATABASE("older-database"),
    /** More rights would change than the catalogue can explain. */
    TOO_MANY_CHANGES("too-many-changes"),
    /** Topics of datasets that were ready are gone, and their records with them. */
    LOST_TOPICS("lost-topics");

    private final String word;

    StopCause(String word) {
        this.word = word;
    }

    /** The word that tables, the API and the ledger use. */
    public String word() {
        return word;
    }

    static StopCause of(String word) {
        return Arrays.stream(values())
                .filter(cause -> cause.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("not a cause to stop: \"" + word + "\""));
    }
}
