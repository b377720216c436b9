package org.silobridge.catalogue.actor;

import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal.Kind;

/** Who calls, and by which token: the actor may do no more than its roles, and by this token no more than its scope. */
public record Bearer(Actor actor, ApiToken token) {

    /** Lets through who may do this to some object at least, by this token; refuses others as FORBIDDEN. */
    public Outcome<Bearer> admit(Permission permission) {
        return permission
                .admit(actor)
                .flatMap(admitted -> token.scope().admits(permission)
                        ? Outcome.ok(this)
                        : Outcome.refused(
                                Kind.FORBIDDEN,
                                Reason.of(
                                        "catalogue.actor.token-scope",
                                        "scope",
                                        token.scope(),
                                        "operation",
                                        permission.operation())));
    }
}
