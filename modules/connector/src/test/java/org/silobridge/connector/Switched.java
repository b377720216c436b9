package org.silobridge.connector;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.silobridge.client.DatasetRef;
import org.silobridge.client.KeyLease;
import org.silobridge.client.Publication;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;

/** A catalogue that can be down, and lends keys until {@link #leaseUntil}. */
final class Switched implements PublicationSource {
    private final PublicationSource up;
    volatile boolean down;
    volatile Instant leaseUntil = Instant.parse("2999-01-01T00:00:00Z");
    final AtomicInteger leases = new AtomicInteger();

    Switched(PublicationSource up) {
        this.up = up;
    }

    @Override
    public Outcome<Publication> publication(DatasetRef dataset) {
        return down ? noAnswer() : up.publication(dataset);
    }

    @Override
    public Outcome<KeyLease> leaseKey(DatasetRef dataset) {
        if (down) {
            return noAnswer();
        }
        leases.incrementAndGet();
        return up.leaseKey(dataset)
                .map(lease -> new KeyLease(lease.datasetId(), lease.major(), lease.secret(), leaseUntil));
    }

    private static <T> Outcome<T> noAnswer() {
        return Outcome.refused(
                Refusal.Kind.UNAVAILABLE, Reason.of("connector.catalogue.no-answer", "url", "http://127.0.0.1:1"));
    }
}
