package org.silobridge.catalogue.enforcement;

/** How one thing that the service depends on answered last. */
public record DependencyHealth(Status status, String detail) {

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

    public static DependencyHealth degraded(String detail) {
        return new DependencyHealth(Status.DEGRADED, detail);
    }

    public static DependencyHealth down(String detail) {
        return new DependencyHealth(Status.DOWN, detail);
    }
}
