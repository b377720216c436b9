package org.silobridge.connector.source.file;

import java.util.Optional;
import org.silobridge.connector.source.InPlaceOfRow;
import org.silobridge.model.Reason;

/** A file that cannot be read, or not further, in the place of the rows it does not give. */
record BrokenFile(String part, Reason reason, long rawLength, String rawDigest) implements InPlaceOfRow {

    @Override
    public Optional<Reason> fault() {
        return Optional.of(reason);
    }
}
