package org.silobridge.ledger;

import java.util.List;
import java.util.Optional;

/**
 * What the verification of an export file gave.
 *
 * @param verified whether every entry of the file is exactly what the final signed checkpoint commits to
 * @param origin the ledger's name as the file has it; empty if it has none
 * @param entries how many entry lines were read
 * @param checkpoints how many signed checkpoints verified, the final one not counted
 * @param checkpoint the final signed checkpoint, if its signature verified
 * @param findings everything found wrong, in the order of the file; empty exactly if {@code verified}
 * @param more how many findings are not listed, because the list is full
 */
public record VerificationReport(
        boolean verified,
        String origin,
        long entries,
        long checkpoints,
        Optional<Checkpoint> checkpoint,
        List<Finding> findings,
        long more) {

    public VerificationReport {
        findings = List.copyOf(findings);
        if (verified != findings.isEmpty() || (verified && checkpoint.isEmpty())) {
            throw new IllegalArgumentException("a report that contradicts itself");
        }
    }
}
