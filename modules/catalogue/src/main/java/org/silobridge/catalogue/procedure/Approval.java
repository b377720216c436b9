package org.silobridge.catalogue.procedure;

import java.util.ArrayList;
import java.util.List;
import org.silobridge.model.DivisionCode;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Slug;
import org.silobridge.model.Violation;

/**
 * What an approval gives: all that was asked for, or less of it. Less is a refusal of the rest and needs its reason.
 *
 * @param reason blank where nothing was held back and nothing needs saying
 * @param followsMajor whether it goes on to the next major of the contract; leaving that out takes nothing of this one, and
 *     needs no reason
 */
public record Approval(
        List<Slug> groups, List<DivisionCode> jurisdictions, int durationDays, String reason, boolean followsMajor) {
    public Approval {
        groups = List.copyOf(groups);
        jurisdictions = List.copyOf(jurisdictions);
    }

    /** For this major alone. */
    public Approval(List<Slug> groups, List<DivisionCode> jurisdictions, int durationDays, String reason) {
        this(groups, jurisdictions, durationDays, reason, false);
    }

    /** All that was asked for. */
    public static Approval inFull(Ask ask, String reason) {
        return new Approval(ask.groupNames(), ask.jurisdictions(), ask.durationDays(), reason);
    }

    /** Whether less is given than asked for. */
    public boolean isPartial(Ask ask) {
        return groups.size() < ask.groups().size()
                || durationDays < ask.durationDays()
                || !jurisdictions.equals(ask.jurisdictions());
    }

    /** The approval, if it gives nothing that was not asked for and may be given; all that speaks against it at once. */
    Outcome<Approval> within(Ask ask) {
        var found = new ArrayList<Violation>();
        if (groups.isEmpty()) {
            found.add(new Violation("groups", null, Reason.of("catalogue.procedure.approves-nothing")));
        }
        for (var name : groups) {
            if (!ask.groupNames().contains(name)) {
                found.add(new Violation(
                        "groups", name.value(), Reason.of("catalogue.procedure.group-not-asked-for", "group", name)));
            }
        }
        if (!ask.jurisdictions().isEmpty() && jurisdictions.isEmpty()) {
            found.add(new Violation("jurisdictions", null, Reason.of("catalogue.procedure.approves-nothing")));
        }
        for (var code : jurisdictions) {
            if (!ask.jurisdictions().isEmpty() && ask.jurisdictions().stream().noneMatch(asked -> asked.covers(code))) {
                found.add(new Violation(
                        "jurisdictions",
                        code.digits(),
                        Reason.of("catalogue.procedure.jurisdiction-not-asked-for", "jurisdiction", code)));
            }
        }
        if (durationDays < 1 || durationDays > ask.durationDays()) {
            found.add(new Violation(
                    "durationDays",
                    String.valueOf(durationDays),
                    Reason.of("catalogue.input.out-of-range", "min", 1, "max", ask.durationDays())));
        }
        if (isPartial(ask) && reason.isBlank()) {
            found.add(new Violation("reason", null, Reason.of("catalogue.procedure.less-needs-reason")));
        }
        return found.isEmpty()
                ? Outcome.ok(this)
                : Outcome.invalid(Reason.of("catalogue.request.invalid-decision", "count", found.size()), found);
    }
}
