package org.silobridge.catalogue.key;

import java.nio.charset.StandardCharsets;
import org.silobridge.model.DatasetId;

/** What a secret is for. It is bound into the wrapping: a wrapped secret cannot be put in another's place. */
record SecretLabel(DatasetId dataset, int major) {
    /** The one purpose there is yet. */
    static final String PURPOSE = "record-key";

    /** {@code dataset id|major|purpose}. */
    byte[] associatedData() {
        return (dataset + "|" + major + "|" + PURPOSE).getBytes(StandardCharsets.US_ASCII);
    }
}
