package org.silobridge.catalogue.procedure;

import org.silobridge.model.GrantState;

/**
 * A grant at one moment of its life; what may happen next are the methods of its type.
 *
 * <pre>
 * approved ──applied──▶ active          approved, active ──suspended──▶ suspended ──resumed──▶ approved
 * approved, active, suspended ──revoked──▶ revoked
 * approved, active, suspended ──its date, or no recertification──▶ expired
 * </pre>
 *
 * A grant that is resumed or passes to a successor has to be applied again before it is active: the state says what
 * Kafka was seen to do. The states are those that are stored.
 */
public sealed interface GrantLife permits LiveGrant, GrantRevoked, GrantExpired {

    GrantTerms terms();

    GrantState state();
}
