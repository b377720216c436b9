package org.silobridge.client;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.ContractName;
import org.silobridge.model.ContractVersion;
import org.silobridge.model.Violation;

/**
 * What the exchange would say to a contract. Nothing was stored.
 *
 * @param previous the version that it was compared with
 * @param verdict {@code compatible}, {@code needs-confirmation} or {@code incompatible}; null where the contract itself
 *     is not sound
 * @param findings all that changed, heaviest first
 * @param violations what stands in the way
 */
public record ContractFindings(
        boolean accepted,
        @Nullable ContractName name,
        @Nullable ContractVersion version,
        @Nullable String digest,
        @Nullable ContractVersion previous,
        @Nullable String verdict,
        List<ContractFinding> findings,
        List<Violation> violations) {}
