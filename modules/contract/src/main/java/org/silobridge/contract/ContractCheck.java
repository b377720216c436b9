package org.silobridge.contract;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.silobridge.contract.evolution.Evolution;
import org.silobridge.contract.evolution.Finding;
import org.silobridge.model.Outcome;

/**
 * What {@code silobridge contract check} says of a contract that is sound.
 *
 * @param contract as read
 * @param findings what changed since the versions it was compared with; empty where there was none
 */
public record ContractCheck(Contract contract, List<Finding> findings) {

    /** Reads a contract; a refusal lists everything that is wrong with it. */
    public static Outcome<ContractCheck> run(Path file) {
        return run(file, List.of());
    }

    /** Reads a contract and sees whether it may follow the versions that are published. */
    public static Outcome<ContractCheck> run(Path file, Collection<Contract> published) {
        return ContractReader.read(file).flatMap(contract -> Evolution.admit(published, contract)
                .map(findings -> new ContractCheck(contract, findings)));
    }
}
