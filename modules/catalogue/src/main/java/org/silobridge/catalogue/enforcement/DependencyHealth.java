package org.silobridge.catalogue.enforcement;

/**
 * How one thing that the service depends on answered last.
 *
 * @param code what is wrong, in a word that may be told to anyone; empty where nothing is. The words behind it, which
 *     may quote addresses and exceptions, stand in {@link EnforcementStatus}
 */
public record DependencyHealth(Status status, String code) {

    /** Whether it answers. */
    public enum Status {
        UP,
        /** It works with limits, or is not known yet. */
        DEGRADED,
        DOWN
    }

    public static DependencyHealth up() {
        return new DependencyHealth(Status.UP, "");
    }

    public static DependencyHealth degraded(String code) {
        return new DependencyHealth(Status.DEGRADED, code);
    }

    public static DependencyHealth down(String code) {
        return new DependencyHealth(Status.DOWN, code);
    }
}
