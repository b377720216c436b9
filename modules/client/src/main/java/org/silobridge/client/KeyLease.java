package org.silobridge.client;

import java.time.Instant;
import java.util.Base64;
import org.silobridge.model.DatasetId;

/**
 * The secret that makes the pseudonymous keys of a dataset's major, on lease to its owner's connector. Never write it
 * down: ask again at the next start.
 *
 * @param secret base64
 */
public record KeyLease(DatasetId datasetId, int major, String secret, Instant expiresAt) {

    /** The secret's bytes, a new array each time. */
    public byte[] secretBytes() {
        return Base64.getDecoder().decode(secret);
    }

    @Override
    public String toString() {
        return "KeyLease[" + datasetId + ", " + major + ", ***, " + expiresAt + "]";
    }
}
