package org.silobridge.catalogue.succession;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.silobridge.catalogue.actor.Actor;
import org.silobridge.catalogue.dataset.Dataset;
import org.silobridge.catalogue.department.Department;
import org.silobridge.model.DepartmentId;

/**
 * That a department ends.
 *
 * @param successor who does its work since; empty: nobody
 * @param owned its datasets as they were, each with who has it from now on
 */
public record Ending(
        Actor by, Department department, Optional<Department> successor, List<Owned> owned, String reason, Instant at) {

    public Ending {
        owned = List.copyOf(owned);
    }

    /**
     * Who has a dataset from now on.
     *
     * @param heir empty: it ends
     */
    public record Owned(Dataset dataset, Optional<Department> heir) {}

    /** Whether it is about this department. */
    public boolean ends(DepartmentId id) {
        return department.id().equals(id);
    }
}
