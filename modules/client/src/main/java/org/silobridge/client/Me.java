package org.silobridge.client;

import java.util.List;
import org.silobridge.model.ActorId;

/** Who the token speaks for, and which one it is. */
public record Me(Identity actor, List<RoleBinding> roles, Actor.Token token) {

    /** The actor itself. */
    public record Identity(ActorId id, String subject, String displayName) {}
}
