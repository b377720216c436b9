package org.silobridge.bench.enforcement;

import java.time.Instant;
import java.util.Properties;

/** One department's right to read one topic, given and ended as often as is asked. For one thread at a time. */
public interface Seat {

    /** Of three partitions; only the first is written to. */
    String topic();

    /** What the department's Kafka clients start with; {@code group.id} is a group that it may use, and any longer one. */
    Properties client();

    /** Gives the right. Returns once that is decided; the right itself may come later. */
    Decided give();

    /** Ends the right. Returns once that is decided; the right itself may go later. */
    Decided end();

    /**
     * A decision.
     *
     * @param at not after its commit, so that a latency counted from here is never told too short
     * @param grant the grant decided about, by which the ledger has it
     */
    record Decided(Instant at, String grant) {}
}
