package org.silobridge.catalogue.enforcement;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.enforcement.Reconciler.LeaseLost;

/** How far the ledger was that Kafka was last made to follow, kept on Kafka. To be used by one thread at a time. */
final class LedgerMarker {
    private final KafkaCluster kafka;
    private final EnforcementStore store;
    private final String topic;
    private volatile @Nullable Marker last;

    LedgerMarker(KafkaCluster kafka, EnforcementStore store, Territory territory) {
        this.kafka = kafka;
        this.store = store;
        this.topic = territory.markerTopic();
    }

    /** Whoever led meanwhile may have moved it: the next question reads it again. */
    void forget() {
        last = null;
    }

    /** Empty where Kafka has none. */
    Optional<Marker> read() {
        if (last == null) {
            last = kafka.marker(topic).orElse(null);
        }
        return Optional.ofNullable(last);
    }

    /** Whether Kafka has one and this database's ledger goes on from it. */
    boolean isContinued() {
        return read().filter(store::continues).isPresent();
    }

    /** Moves it to where the ledger is, whatever it was. */
    void adopt(BooleanSupplier mayWrite) {
        write(store.ledger(), mayWrite);
    }

    /** Moves it to where the ledger is. Only for a database that goes on from it. */
    void advance(BooleanSupplier mayWrite) {
        var head = store.ledger();
        if (!head.equals(last)) {
            write(head, mayWrite);
        }
    }

    private void write(Marker head, BooleanSupplier mayWrite) {
        LeaseLost.unless(mayWrite);
        kafka.writeMarker(topic, head);
        last = head;
    }
}
