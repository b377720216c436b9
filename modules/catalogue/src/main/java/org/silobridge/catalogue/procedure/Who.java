package org.silobridge.catalogue.procedure;

import org.silobridge.catalogue.actor.Actor;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal.Kind;
import org.silobridge.model.Role;

/** Who may do what. Nobody decides on a request of a department of their own, whatever else they are. */
final class Who {
    private static final int MAX_TEXT = 2000;

    private Who() {}

    static Outcome<Ask> applicant(Actor by, Ask ask) {
        return by.holds(Role.APPLICANT, ask.department())
                ? Outcome.ok(ask)
                : forbidden("catalogue.procedure.not-the-applicant");
    }

    static Outcome<DepartmentId> applicant(Actor by, DepartmentId department) {
        return by.holds(Role.APPLICANT, department)
                ? Outcome.ok(department)
                : forbidden("catalogue.procedure.not-the-applicant");
    }

    static Outcome<Ask> steward(Actor by, Ask ask) {
        return by.holds(Role.STEWARD, ask.owner())
                ? deciding(by, ask)
                : forbidden("catalogue.request.not-the-owners-steward");
    }

    static Outcome<Ask> coordinator(Actor by, Ask ask) {
        return by.holds(Role.COORDINATOR) ? deciding(by, ask) : forbidden("catalogue.procedure.not-the-coordinator");
    }

    /** A coordinator between the two sides, and of neither. */
    static Outcome<Ask> judge(Actor by, Ask ask) {
        return coordinator(by, ask)
                .flatMap(may ->
                        by.belongsTo(ask.owner()) ? forbidden("catalogue.procedure.own-refusal") : Outcome.ok(may));
    }

    static Outcome<DepartmentId> ownersSteward(Actor by, DepartmentId owner) {
        return by.holds(Role.STEWARD, owner) ? Outcome.ok(owner) : forbidden("catalogue.grant.not-the-owners-steward");
    }

    /** As what the actor may hold a grant back: the steward's office where both are held. */
    static Outcome<Role> mayHoldBack(Actor by, DepartmentId owner) {
        return by.holds(Role.STEWARD, owner)
                ? Outcome.ok(Role.STEWARD)
                : by.holds(Role.COORDINATOR)
                        ? Outcome.ok(Role.COORDINATOR)
                        : forbidden("catalogue.procedure.not-steward-or-coordinator");
    }

    /** Nobody gives anything to a department of their own. */
    static Outcome<DepartmentId> notOf(Actor by, DepartmentId holder) {
        return by.belongsTo(holder) ? forbidden("catalogue.procedure.own-department") : Outcome.ok(holder);
    }

    /** A text that has to be said, and not at any length. */
    static Outcome<String> says(String text) {
        return text.isBlank() || text.length() > MAX_TEXT
                ? Outcome.refused(Kind.INVALID, Reason.of("catalogue.procedure.needs-reason", "max", MAX_TEXT))
                : Outcome.ok(text);
    }

    private static Outcome<Ask> deciding(Actor by, Ask ask) {
        return by.belongsTo(ask.department()) || by.id().equals(ask.filedBy())
                ? forbidden("catalogue.procedure.own-department")
                : Outcome.ok(ask);
    }

    private static <T> Outcome<T> forbidden(String code) {
        return Outcome.refused(Kind.FORBIDDEN, Reason.of(code));
    }
}
