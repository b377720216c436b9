package org.silobridge.catalogue.contract;

import java.util.Collection;
import java.util.function.IntFunction;
import org.silobridge.contract.Contract;
import org.silobridge.contract.evolution.Judgement;
import org.silobridge.contract.evolution.Subscriber;

/** Says whether a contract version may stand beside those already published. */
@FunctionalInterface
public interface CompatibilityGate {

    /**
     * What is to be said of it.
     *
     * @param published all published versions of the contract
     * @param subscribers those who read a major
     */
    Judgement judge(
            Collection<Contract> published, Contract next, IntFunction<? extends Collection<Subscriber>> subscribers);
}
