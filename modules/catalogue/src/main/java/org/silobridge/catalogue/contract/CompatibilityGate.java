package org.silobridge.catalogue.contract;

import java.util.Collection;
import org.silobridge.contract.Contract;
import org.silobridge.model.Outcome;

/** Says whether a contract version may stand beside those already published. */
@FunctionalInterface
public interface CompatibilityGate {

    /**
     * Whether it may be published.
     *
     * @param published all published versions of the contract
     * @return what changes, or the refusal with a violation for each finding that stands in the way
     */
    Outcome<?> admit(Collection<Contract> published, Contract next);
}
