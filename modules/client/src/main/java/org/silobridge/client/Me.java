package org.silobridge.client;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.ActorId;

/**
 * Who the token speaks for, and which one it is.
 *
 * @param token null: none of the exchange's own
 */
public record Me(Identity actor, List<RoleBinding> roles, Actor.@Nullable Token token) {

    /** The actor itself. */
    public record Identity(ActorId id, String subject, String displayName) {}
}
