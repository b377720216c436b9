package org.silobridge.sandbox;

/** What an exchange stands on; each is a process of its own. */
public enum Service {
    POSTGRES("PostgreSQL"),
    KAFKA("Kafka"),
    /** Keeps its schemas in the sandbox's PostgreSQL, which is therefore started with it. */
    REGISTRY("schema registry");

    private final String title;

    Service(String title) {
        this.title = title;
    }

    /** For people: {@code PostgreSQL}. */
    public String title() {
        return title;
    }

    /** As a sentence begins with it: {@code The schema registry}, {@code Kafka}. */
    String atStart() {
        return this == REGISTRY ? "The " + title : title;
    }

    /** As it stands within a sentence: {@code the schema registry}, {@code Kafka}. */
    String within() {
        return this == REGISTRY ? "the " + title : title;
    }

    /** For files and logs: {@code postgres}. */
    String slug() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
