package org.silobridge.client;

import org.jspecify.annotations.Nullable;
import org.silobridge.model.Role;

/**
 * A role and the department it is bound to.
 *
 * @param department null for a role over the whole exchange
 */
public record RoleBinding(Role role, @Nullable NamedDepartment department) {}
