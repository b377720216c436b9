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
 * @param signatures what people signed with keys of their own
 */
public record VerificationReport(
        boolean verified,
        String origin,
        long entries,
        long checkpoints,
        Optional<Checkpoint> checkpoint,
        List<Finding> findings,
        long more,
        Signatures signatures) {

    /**
     * What people signed with keys of their own.
     *
     * @param signed how many decisions hold with their signature
     * @param byRule how many grants were given by rule, by nobody, on datasets that demanded signatures: whether the
     *     contract shares so is not in the ledger
     * @param demanding ids of the datasets that demand signatures at the end
     * @param keys all that were ever offered: whose they are, only those people can say
     */
    public record Signatures(long signed, long byRule, List<String> demanding, List<SigningKey> keys) {
        public Signatures {
            demanding = List.copyOf(demanding);
            keys = List.copyOf(keys);
        }
    }

    /**
     * A key that an actor offered for their signatures.
     *
     * @param department for whose decisions; empty: of the exchange's own people
     * @param confirmedBy empty: nobody did, and it signs nothing
     * @param signed how many decisions
     */
    public record SigningKey(
            String id, String actor, Optional<String> department, String confirmedBy, boolean revoked, long signed) {}

    public VerificationReport {
        findings = List.copyOf(findings);
        if (verified != findings.isEmpty() || (verified && checkpoint.isEmpty())) {
            throw new IllegalArgumentException("a report that contradicts itself");
        }
    }
}
