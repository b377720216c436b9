package org.silobridge.client;

import java.time.Instant;
import java.util.List;
import org.silobridge.model.ContractName;
import org.silobridge.model.ContractVersion;
import org.silobridge.model.LocalisedText;

/** A contract with its published versions, oldest first; {@code groups} are those of the newest. */
public record Contract(
        ContractName name,
        LocalisedText title,
        LocalisedText description,
        String dataClass,
        List<FieldGroup> groups,
        List<Published> versions) {

    /** A version, without its texts. */
    public record Published(ContractVersion version, String digest, Instant publishedAt) {}
}
