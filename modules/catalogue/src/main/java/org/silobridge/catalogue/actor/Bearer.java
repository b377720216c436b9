package org.silobridge.catalogue.actor;

import org.jspecify.annotations.Nullable;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal.Kind;

/**
 * Who calls, and by what: the actor may do no more than its roles, and by this token no more than its scope.
 *
 * @param token null: a session, or a token of the issuer outside; they have no scope of ours
 */
public record Bearer(
        Actor actor, TokenScope scope, @Nullable ApiToken token) {

    /** Lets through who may do this to some object at least, by this token; refuses others as FORBIDDEN. */
    public Outcome<Bearer> admit(Permission permission) {
        return permission
                .admit(actor)
                .flatMap(admitted -> scope.admits(permission)
                        ? Outcome.ok(this)
                        : Outcome.refused(
                                Kind.FORBIDDEN,
                                Reason.of(
                                        "catalogue.actor.token-scope",
                                        "scope",
                                        scope,
                                        "operation",
                                        permission.operation())));
    }
}
