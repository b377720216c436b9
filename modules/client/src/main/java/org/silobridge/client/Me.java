package org.silobridge.client;

import java.util.List;
import org.silobridge.model.ActorId;

/** Who the token speaks for. */
public record Me(Identity actor, List<RoleBinding> roles) {

    /** The actor itself. */
    public record Identity(ActorId id, String subject, String displayName) {}
}
