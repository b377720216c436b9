package org.silobridge.client;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An actor to register, as a person wrote it: the catalogue judges all of it at once. */
public record NewActor(String subject, String displayName, List<NewRole> roles) {

    /**
     * A role to bind.
     *
     * @param department id or slug; null for a role over the whole exchange
     */
    public record NewRole(String role, @Nullable String department) {}
}
