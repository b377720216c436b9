package org.silobridge.catalogue.key;

import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import org.silobridge.model.DatasetId;

/** An unwrapped secret on its way to the owner's connector. Closing wipes it. */
public final class KeyLease implements AutoCloseable {
    private final DatasetId dataset;
    private final int major;
    private final Instant expiresAt;
    private final byte[] secret;

    KeyLease(LeaseTicket ticket, byte[] secret) {
        this.dataset = ticket.dataset();
        this.major = ticket.major();
        this.expiresAt = ticket.expiresAt();
        this.secret = secret;
    }

    public DatasetId dataset() {
        return dataset;
    }

    public int major() {
        return major;
    }

    /** When the connector has to lease again. */
    public Instant expiresAt() {
        return expiresAt;
    }

    /** The secret as the API hands it over. */
    public String secretBase64() {
        return Base64.getEncoder().encodeToString(secret);
    }

    @Override
    public void close() {
        Arrays.fill(secret, (byte) 0);
    }

    /** Never the secret. */
    @Override
    public String toString() {
        return "KeyLease[" + dataset + ", " + major + ", ***, " + expiresAt + "]";
    }
}
