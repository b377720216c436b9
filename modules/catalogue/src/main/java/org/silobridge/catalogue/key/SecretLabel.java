package org.silobridge.catalogue.key;

import java.nio.charset.StandardCharsets;
import org.silobridge.model.DatasetId;

/** The secret of a dataset's major. */
record SecretLabel(DatasetId dataset, int major) implements Label {
    /** The one purpose there is yet. */
    static final String PURPOSE = "record-key";

    /** {@code dataset id|major|purpose}. */
    @Override
    public byte[] associatedData() {
        return (dataset + "|" + major + "|" + PURPOSE).getBytes(StandardCharsets.US_ASCII);
    }
}
