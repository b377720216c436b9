package org.silobridge.client;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.ContractName;
import org.silobridge.model.ContractVersion;
import org.silobridge.model.Violation;

/** What the exchange would say to a contract. Nothing was stored. */
public record ContractFindings(
        boolean accepted,
        @Nullable ContractName name,
        @Nullable ContractVersion version,
        @Nullable String digest,
        List<Violation> violations) {}
