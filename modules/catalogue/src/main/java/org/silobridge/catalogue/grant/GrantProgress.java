package org.silobridge.catalogue.grant;

import java.time.Instant;
import java.util.Collection;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.GrantId;

/**
 * What enforcement reports of grants. Each method is a transaction of its own, with its ledger entry, and may be
 * repeated without effect; what came too late (a grant that was revoked before it was seen applied) changes nothing.
 *
 * @see Grant for the transitions
 */
public interface GrantProgress {

    /**
     * Kafka was seen to enforce them. Stages {@code grant.applied} for each that is still approved. There may be many
     * thousand; all are one transaction.
     */
    void grantsApplied(Collection<GrantId> grants, Instant at);

    /** Its date has come. Stages {@code grant.expired}. Changes nothing before that date. */
    void grantExpired(GrantId grant, Instant at);

    /** Kafka was seen without the right of a suspended grant. Stages {@code grant.withheld}. */
    void grantWithheld(GrantId grant, Instant at);

    /**
     * Kafka was seen to have forgotten the right of an ended grant. Stages {@code grant.withdrawn}; or {@code grant.left}
     * where it is that of a department which the grant has passed from.
     */
    void grantWithdrawn(GrantId grant, DepartmentId holder, Instant at);
}
