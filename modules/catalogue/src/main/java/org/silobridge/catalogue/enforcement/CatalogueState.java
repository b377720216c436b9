package org.silobridge.catalogue.enforcement;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.DatasetId;
import org.silobridge.model.DatasetName;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.GrantId;
import org.silobridge.model.GrantState;
import org.silobridge.model.KafkaNames;
import org.silobridge.model.Slug;

/**
 * What the catalogue says at one instant, read in one snapshot: all that decides what Kafka has to look like.
 *
 * @param grants those that may still have an effect on Kafka: all but the ended ones whose right is known to be gone
 */
record CatalogueState(List<Department> departments, List<Dataset> datasets, List<Grant> grants) {

    CatalogueState {
        departments = List.copyOf(departments);
        datasets = List.copyOf(datasets);
        grants = List.copyOf(grants);
    }

    /**
     * @param ended whether there is no such body any more: nothing is its
     * @param logins those that Kafka may still know; none: the one that each department begins with
     */
    record Department(DepartmentId id, Slug slug, boolean ended, List<Login> logins) {
        Department {
            logins = List.copyOf(logins);
        }

        /** Its users on Kafka. */
        List<String> users(KafkaNames names) {
            return logins.isEmpty()
                    ? List.of(names.principal(id))
                    : logins.stream()
                            .map(login -> names.login(id, login.number()))
                            .toList();
        }

        Department(DepartmentId id, Slug slug, boolean ended) {
            this(id, slug, ended, List.of());
        }
    }

    /**
     * @param stood whether Kafka was seen with all its rights
     * @param overAt when it is over; null: no end is known
     * @param hasPassword whether Kafka has a user for it
     */
    record Login(int number, boolean stood, @Nullable Instant overAt, boolean hasPassword) {
        /** One with a password. */
        Login(int number, boolean stood, @Nullable Instant overAt) {
            this(number, stood, overAt, true);
        }

        boolean isOver(Instant now) {
            return overAt != null && !overAt.isAfter(now);
        }
    }

    /**
     * A dataset as its contract makes it.
     *
     * @param retention empty: for ever
     * @param compacted whether the last record of a key holds
     * @param home the slug in the names of the private topics that its connector uses
     * @param formerOwners who owned it before; they have ended
     * @param wireSchemas the wire schemas of all versions of this major, oldest first
     * @param ready whether the catalogue already says so
     * @param stood whether it was ready once, for this owner or another: its topic is not new
     * @param ended whether nobody owns it any more
     * @param ledgered whether the entry of its passing to this owner is integrated: until then it must not be widened
     */
    record Dataset(
            DatasetId id,
            DatasetName name,
            int major,
            DepartmentId owner,
            Slug home,
            List<DepartmentId> formerOwners,
            int partitions,
            Optional<Duration> retention,
            boolean compacted,
            List<WireSchema> wireSchemas,
            boolean ready,
            boolean stood,
            boolean ended,
            boolean ledgered) {
        Dataset {
            formerOwners = List.copyOf(formerOwners);
            wireSchemas = List.copyOf(wireSchemas);
        }
    }

    /** One version's wire schema, canonical text, and the id under which the registry knows it, once it does. */
    record WireSchema(int minor, String text, @Nullable Integer schemaId) {}

    /**
     * @param ledgered whether the entry of its approval is integrated: until then it must not be widened
     * @param until its end by the calendar
     * @param resumed whether it was given free after a suspension: its right may have stood before that, and still stand
     * @param withheld whether Kafka was seen without its right since it was suspended
     */
    record Grant(
            GrantId id,
            DepartmentId department,
            DatasetId dataset,
            GrantState state,
            boolean ledgered,
            Instant until,
            boolean resumed,
            boolean withheld) {

        /** Whether its time is up while the catalogue still holds it for running. */
        boolean isOverdue(Instant now) {
            return !until.isAfter(now) && !isEnded();
        }

        /** Whether a decision or its date ended it for good. */
        boolean isEnded() {
            return state == GrantState.REVOKED || state == GrantState.EXPIRED;
        }
    }
}
