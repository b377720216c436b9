package org.silobridge.catalogue.actor;

import org.jspecify.annotations.Nullable;
import org.silobridge.model.DepartmentId;

/** The departments that an object concerns; null where it has none on that side. */
public record Parties(
        @Nullable DepartmentId owner, @Nullable DepartmentId reader) {

    public static Parties of(DepartmentId owner, DepartmentId reader) {
        return new Parties(owner, reader);
    }

    public static Parties owner(DepartmentId owner) {
        return new Parties(owner, null);
    }

    /** What is told to a department; null: to the exchange's own people. */
    public static Parties reader(@Nullable DepartmentId reader) {
        return new Parties(null, reader);
    }
}
