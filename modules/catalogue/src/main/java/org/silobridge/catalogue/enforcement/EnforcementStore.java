package org.silobridge.catalogue.enforcement;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.department.KafkaLogin;
import org.silobridge.catalogue.enforcement.CatalogueState.Dataset;
import org.silobridge.catalogue.enforcement.CatalogueState.Grant;
import org.silobridge.catalogue.enforcement.CatalogueState.Login;
import org.silobridge.catalogue.enforcement.Surveyor.KnownGrant;
import org.silobridge.model.ActorId;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.GrantId;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;

/**
 * What the controller needs of the catalogue's memory. Each method is one transaction, and what it changes commits with
 * its ledger entries or not at all. All that records is idempotent: what is recorded already is left as it is, so that
 * a controller killed at any point can do its last step again.
 */
interface EnforcementStore {

    /** One snapshot. */
    CatalogueState read();

    /** What {@link #read} says of datasets, alone: there may be many more grants. */
    List<Dataset> datasets();

    /**
     * Grants that ended, are suspended or have passed to another department, or whose time is up, and whose right Kafka has
     * not been seen without. Not those of the dataset's owner, which may have the same right as such. Takes no longer where
     * more grants stand.
     */
    List<Decision> ended(Instant now, int atMost);

    /** Grants that wait for nothing but Kafka, or for the ledger. Takes no longer where more grants stand. */
    List<Decision> approved(Instant now, int atMost);

    /** Those of these grants that are in force at this moment. */
    Set<GrantId> inForce(Collection<Grant> grants, Instant now);

    /** The Kafka cluster that this database belongs to; empty before the first start. */
    Optional<String> cluster();

    void bind(String clusterId);

    /** How far the ledger is. */
    Marker ledger();

    /** All grants that ever were. */
    List<KnownGrant> grants();

    /** Since when rights have been seen that the catalogue cannot explain and that were there at the last look, by their text. */
    Map<String, Instant> foundSince();

    /** Whether this ledger contains the one that {@code marker} saw, unchanged. */
    boolean continues(Marker marker);

    /** {@code grant.expired} for each that is still running and whose time is up. */
    void expire(Collection<Grant> grants, Instant now);

    /** {@code grant.applied} for each that is still approved: from now on it is active. All in one transaction. */
    void applied(Collection<Grant> grants, Instant seenAt);

    /** {@code grant.withheld} for each that is still suspended. */
    void withheld(Collection<Grant> grants, Instant seenAt);

    /** {@code grant.withdrawn} for each ended one. */
    void withdrawn(Collection<Grant> grants, Instant seenAt);

    /** The rights without an explanation that were there at the last look, and whether each is the controller's to remove. */
    Map<String, Boolean> openFindings();

    /** {@code right.found} for each that is no open finding yet.
     *
     * @param rights whether each is the controller's to remove
     */
    void found(Map<String, Boolean> rights, Instant seenAt);

    /** {@code right.healed} for each open finding among them.
     *
     * @param how it came, for each
     */
    void healed(Map<String, String> how, Instant seenAt);

    /** The rights that are to be left though nobody granted them, by their text, with the end of that. */
    Map<String, Instant> kept(Instant now);

    /**
     * {@code right.kept}; takes the place of an earlier decision.
     *
     * @return NOT_FOUND where the right was never found, CONFLICT where it is not the controller's to remove
     */
    Outcome<Instant> keep(String right, Instant until, ActorId by, String reason, Instant at);

    /** {@code right.released}. @return NOT_FOUND where it is not kept, or no longer */
    Outcome<Instant> release(String right, ActorId by, String reason, Instant at);

    /** {@code right.released} for each that is kept, because a grant that gave it ended. */
    void overtaken(Collection<String> rights, Instant at);

    /** The rights that were missing at the last look, though they had stood and are wanted. */
    Set<String> openLosses();

    /** {@code right.lost} for each that is no open loss yet. */
    void lost(Set<String> rights, Instant seenAt);

    /** {@code right.restored} for each open loss among them.
     *
     * @param how it came, for each
     */
    void lossesOver(Map<String, String> how, Instant seenAt);

    /** The plan that waits or was confirmed and is not done. */
    Optional<StoppedPlan> openPlan();

    /** {@code enforcement.stopped}; takes the place of an open plan. */
    StoppedPlan stop(Guard.Stop stop, Instant at);

    /** Ends the open plan: it was carried out, or nothing of it is left. */
    void closePlan(String plan, boolean done);

    /** {@code enforcement.confirmed}. @return false where no such plan waits */
    boolean confirm(String plan, ActorId by, String reason, Instant at);

    /**
     * {@code department.credential-issued} for the department's newest log-in that is not over, for a new one where
     * there is none.
     */
    KafkaLogin renewLogin(DepartmentId department, ActorId by, Instant now);

    /**
     * {@code department.credential-issued} for a new log-in beside those that there are, which end after the overlap at the latest. CONFLICT while one of them
     * is ending already.
     *
     * @param password gives the new user its password; before anything commits, so that no log-in ends for one that
     *     never works. It has no rights yet
     */
    Outcome<KafkaLogin> rotateLogin(
            DepartmentId department, ActorId by, Duration overlap, Instant now, Consumer<KafkaLogin> password);

    /** {@code department.credential-issued} for one more log-in, that nobody comes by with a password. */
    KafkaLogin addLogin(DepartmentId department, ActorId by, Instant now);

    /** {@code department.credential-ended}, unless it is over. NOT_FOUND where the department has no such log-in. */
    Outcome<KafkaLogin> endLogin(DepartmentId department, String user, ActorId by, Instant now);

    /** Kafka was seen with all rights of the log-in. */
    void loginStands(DepartmentId department, int number, Instant seenAt);

    /** {@code department.credential-withdrawn}. */
    void loginGone(DepartmentId department, int number, Instant at);

    void schemaRegistered(Dataset dataset, int minor, int schemaId, Instant at);

    /** {@code dataset.ready}. */
    void ready(Dataset dataset, Instant at);

    /** Leads until the lease is closed or lost; null where another leads. */
    @Nullable
    Lease tryLead();

    /** The one right to write to Kafka. A connection of its own: lost with it. */
    interface Lease extends AutoCloseable {
        /** Whether the lease was there when last looked; looked at by {@link #await}. */
        boolean isHeld();

        /** Waits for word of a change, on any replica. */
        Word await(Duration atMost);

        @Override
        void close();
    }

    /**
     * A grant of which something is left to do.
     *
     * @param logins of its department that Kafka may still know; none: the one that it began with
     * @param topic that it is about
     * @param standsOtherwise whether another grant in force gives the same right
     */
    record Decision(Grant grant, List<Login> logins, String topic, boolean standsOtherwise) {
        public Decision {
            logins = List.copyOf(logins);
        }
    }

    /** What one hears who waits. */
    enum Word {
        NOTHING,
        /** Grants alone have changed. */
        DECISIONS,
        /** More has changed than grants. */
        CHANGES
    }

    /** PostgreSQL did not answer. */
    final class DatabaseUnavailable extends RuntimeException {
        private static final long serialVersionUID = 1;

        DatabaseUnavailable(Throwable cause) {
            super(String.valueOf(cause.getMessage()), cause);
        }
    }

    /**
     * A plan that a guard stopped and that is not done.
     *
     * @param confirmed whether an operator allowed its changes, once
     */
    record StoppedPlan(String id, StopCause cause, Set<String> changes, Instant at, boolean confirmed) {
        public StoppedPlan {
            changes = Set.copyOf(changes);
        }

        /** What is said of it wherever it is shown. */
        Reason reason() {
            return Reason.of("enforcement.stopped." + cause.word(), "plan", id, "changes", changes.size());
        }
    }
}
