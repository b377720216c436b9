package org.silobridge.client;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request to file, as a person wrote it: the catalogue judges all of it at once.
 *
 * @param dataset id or name
 * @param department id or slug of the department that asks
 * @param purpose a purpose of the W3C Data Privacy Vocabulary
 * @param scenario what the data is used for; null to leave it out
 * @param commitment what the department undertakes; null to leave it out
 * @param jurisdictions divisions for whose rows sealed groups are asked; null for none
 * @param followsMajor whether the next major of the contract is asked for too; null for no
 */
public record NewRequest(
        String dataset,
        String department,
        String purpose,
        String legalBasis,
        @Nullable String scenario,
        @Nullable String commitment,
        List<String> groups,
        int durationDays,
        @Nullable List<String> jurisdictions,
        @Nullable Boolean followsMajor) {

    /** Without a commitment, for this major alone. */
    public NewRequest(
            String dataset,
            String department,
            String purpose,
            String legalBasis,
            @Nullable String scenario,
            List<String> groups,
            int durationDays,
            @Nullable List<String> jurisdictions) {
        this(dataset, department, purpose, legalBasis, scenario, null, groups, durationDays, jurisdictions, null);
    }
}
