package org.silobridge.catalogue.request;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.actor.Actor;
import org.silobridge.catalogue.actor.Parties;
import org.silobridge.catalogue.actor.Permission;
import org.silobridge.catalogue.dataset.Dataset;
import org.silobridge.catalogue.dataset.Datasets;
import org.silobridge.catalogue.department.Department;
import org.silobridge.catalogue.department.Departments;
import org.silobridge.catalogue.grant.Grant;
import org.silobridge.catalogue.grant.GrantStore;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal.Kind;

/**
 * What a reader is told about its right to read a dataset: that it holds, or that it is held back or ended and why, or
 * that there never was one; and whom to ask.
 *
 * @param grant the one that runs longest, else one that is suspended, or the one that ended last
 * @param request the newest
 */
public record Access(
        Dataset dataset, Department reader, Department owner, Optional<Grant> grant, Optional<AccessRequest> request) {

    /** Reads what concerns a department's right. */
    public static final class Lookup {
        private final Datasets datasets;
        private final Departments departments;
        private final Requests requests;
        private final GrantStore grants = new GrantStore();

        public Lookup(Datasets datasets, Departments departments, Requests requests) {
            this.datasets = datasets;
            this.departments = departments;
            this.requests = requests;
        }

        /**
         * The right of a department.
         *
         * @param reader id or slug; null: the one department that the actor belongs to
         */
        public Outcome<Access> find(Handle db, Actor by, String idOrName, @Nullable String reader) {
            return reader(db, by, reader).flatMap(department -> datasets.find(db, List.of(department.id()), idOrName)
                    .flatMap(dataset -> {
                        if (!Permission.GET_ACCESS.allows(by, Parties.of(dataset.owner(), department.id()))) {
                            return Outcome.refused(
                                    Kind.NOT_FOUND,
                                    Reason.of("catalogue.department.unknown", "department", department.slug()));
                        }
                        var newest = grants.list(db, dataset.id(), department.id(), null).stream()
                                .max(Comparator.comparing(Grant::holds)
                                        .thenComparing(grant -> !grant.hasEnded())
                                        .thenComparing(
                                                grant -> grant.endedAt() == null ? grant.endsAt() : grant.endedAt()));
                        var owner =
                                departments.find(db, dataset.owner().value()).orThrow();
                        return Outcome.ok(new Access(
                                dataset,
                                department,
                                owner,
                                newest,
                                requests.newest(db, dataset.id(), department.id())));
                    }));
        }

        private Outcome<Department> reader(Handle db, Actor by, @Nullable String reader) {
            if (reader != null) {
                return departments.find(db, reader);
            }
            return by.departments().size() == 1
                    ? departments.find(db, by.departments().get(0).value())
                    : Outcome.refused(Kind.INVALID, Reason.of("catalogue.access.which-department"));
        }
    }
}
