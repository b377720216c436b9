package org.silobridge.catalogue.actor;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.ActorId;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.Role;

/**
 * Who acts, and as what.
 *
 * @param endedAt who has left, and from when on may do nothing
 */
public record Actor(
        ActorId id,
        String subject,
        String displayName,
        List<RoleBinding> roles,
        Instant registeredAt,
        @Nullable Instant endedAt) {
    public Actor {
        roles = List.copyOf(roles);
    }

    /** One that has not left. */
    public Actor(ActorId id, String subject, String displayName, List<RoleBinding> roles, Instant registeredAt) {
        this(id, subject, displayName, roles, registeredAt, null);
    }

    /** Whether the actor holds the role anywhere. */
    public boolean holds(Role role) {
        return roles.stream().anyMatch(held -> held.role() == role);
    }

    /** Whether the actor holds the role for this department. */
    public boolean holds(Role role, DepartmentId department) {
        return roles.stream().anyMatch(held -> held.role() == role && department.equals(held.department()));
    }

    /** Whether the actor has any role in this department. */
    public boolean belongsTo(DepartmentId department) {
        return roles.stream().anyMatch(held -> department.equals(held.department()));
    }

    /** The departments the actor has a role in. */
    public List<DepartmentId> departments() {
        return roles.stream()
                .map(RoleBinding::department)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }
}
