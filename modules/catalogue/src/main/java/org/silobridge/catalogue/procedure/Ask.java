package org.silobridge.catalogue.procedure;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.silobridge.model.ActorId;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.DivisionCode;
import org.silobridge.model.LocalisedText;
import org.silobridge.model.RequestId;
import org.silobridge.model.Sharing;
import org.silobridge.model.Slug;

/**
 * What a request asks for, as it was received. It never changes.
 *
 * @param department that asks
 * @param owner that has the data
 * @param jurisdictions whose rows' sealed groups are asked for; empty: all
 * @param fourEyes whether the contract wants a second person beside the steward
 */
public record Ask(
        RequestId id,
        DepartmentId department,
        DepartmentId owner,
        List<Group> groups,
        List<DivisionCode> jurisdictions,
        int durationDays,
        boolean fourEyes,
        ActorId filedBy,
        Instant receivedAt) {

    /** A field group as its contract has it. {@code legalBasis} stands there where it is not shared. */
    public record Group(Slug name, Sharing sharing, Optional<LocalisedText> legalBasis) {
        public Group {
            if (sharing == Sharing.NOT_SHARED && legalBasis.isEmpty()) {
                throw new IllegalArgumentException("group " + name + " is not shared, and no legal basis says why");
            }
        }
    }

    public Ask {
        groups = List.copyOf(groups);
        jurisdictions = List.copyOf(jurisdictions);
        if (groups.isEmpty() || durationDays < 1 || department.equals(owner)) {
            throw new IllegalArgumentException("nothing to decide about: " + id);
        }
    }

    /** The group that decides the route. */
    public Group strictest() {
        return groups.stream().max(Comparator.comparing(Group::sharing)).orElseThrow();
    }

    public List<Slug> groupNames() {
        return groups.stream().map(Group::name).toList();
    }
}
