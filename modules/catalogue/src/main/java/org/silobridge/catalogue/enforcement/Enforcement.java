package org.silobridge.catalogue.enforcement;

import java.time.Instant;
import java.util.Map;
import org.silobridge.catalogue.kafka.KafkaOffsets;
import org.silobridge.catalogue.kafka.KafkaRights;
import org.silobridge.model.ActorId;
import org.silobridge.model.Outcome;

/**
 * The catalogue's hand on Kafka and the registry, as the rest of the service sees it. Level-triggered: nobody tells it
 * what changed, it compares what the stores say with what it finds, and moves Kafka. Safe for use by many threads.
 */
public interface Enforcement extends KafkaRights, KafkaOffsets, AutoCloseable {

    /** The last look and what came of it. Does not block. */
    EnforcementStatus status();

    /**
     * Lets a plan go on that a guard stopped, and looks again. Stages {@code enforcement.confirmed}.
     *
     * @return NOT_FOUND where no such plan stands stopped
     */
    Outcome<EnforcementStatus> confirm(String plan, ActorId by, String reason);

    /**
     * Looks at every right on Kafka and scores it. Changes nothing; on any replica; one at a time.
     *
     * @return UNAVAILABLE where Kafka does not answer, or a survey is under way
     */
    Outcome<RightsSurvey> survey();

    /**
     * Leaves a right on Kafka for a time that nobody granted and that was found there. A decision that ends a grant
     * goes before this one.
     *
     * @param days from now; 0 takes it back
     * @return the end of that; NOT_FOUND where it was never found, or is not kept and is to be taken back; CONFLICT
     *     where the exchange does not take it away anyway
     */
    Outcome<Instant> keep(String right, int days, ActorId by, String reason);

    /** How {@code kafka}, {@code registry} and {@code enforcement} answered last. Does not block. */
    Map<String, DependencyHealth> health();

    /** Ends the controller's thread and its clients. */
    @Override
    void close();
}
