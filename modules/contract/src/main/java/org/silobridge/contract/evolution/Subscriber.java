package org.silobridge.contract.evolution;

import java.util.Collections;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;
import org.silobridge.contract.FieldGroup;
import org.silobridge.model.GrantId;
import org.silobridge.model.Slug;

/**
 * A department that reads records of a contract, by one grant.
 *
 * @param groups the field groups that the grant names; whoever has any grant reads {@code open} too
 */
public record Subscriber(Slug department, GrantId grant, Set<Slug> groups) {

    public Subscriber {
        var ordered = new TreeSet<>(Comparator.comparing(Slug::value));
        ordered.addAll(groups);
        groups = Collections.unmodifiableSet(ordered);
    }

    /** Whether it reads the fields of a group. */
    public boolean reads(Slug group) {
        return group.equals(FieldGroup.OPEN) || groups.contains(group);
    }
}
