package org.silobridge.catalogue.actor;

import org.jspecify.annotations.Nullable;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.Role;

/** A role and where it holds; {@code department} null: in the whole exchange. */
public record RoleBinding(Role role, @Nullable DepartmentId department) {

    /** Whether it is held for this department. */
    boolean isFor(@Nullable DepartmentId other) {
        return department != null && department.equals(other);
    }

    /** Whether the role may be held so: see {@link Role}. */
    public boolean isLegal() {
        return switch (role) {
            case OPERATOR, COORDINATOR, AUDITOR -> department == null;
            case PUBLISHER, APPLICANT, STEWARD -> department != null;
            case SUPERVISOR -> true;
        };
    }
}
