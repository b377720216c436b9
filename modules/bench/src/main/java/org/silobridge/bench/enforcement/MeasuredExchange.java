package org.silobridge.bench.enforcement;

import java.util.Map;

/** What the measurement asks of an exchange. */
public interface MeasuredExchange {

    /** Client settings of a super user of its Kafka. */
    Map<String, String> superUser();

    /**
     * A department that has registered and has no right to read yet, beside an owner's open dataset that nobody publishes
     * to. The same for the same index.
     */
    Seat seat(int index);
}
