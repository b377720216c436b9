package org.silobridge.catalogue.kafka;

import org.silobridge.model.ActorId;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.Outcome;

/** Makes Kafka follow what the catalogue has committed. Safe for use by many threads. */
public interface KafkaRights {

    /** Something may have changed: look now instead of at the next tick. Returns at once. */
    void poke();

    /**
     * Gives the department a new Kafka password; the old one, if there was one, ends. Stages
     * {@code department.credential-issued}. Call it after the department is committed. Blocks while Kafka is asked.
     *
     * @return the credential, which is not kept and cannot be shown again; UNAVAILABLE while Kafka does not answer
     */
    Outcome<KafkaCredential> issueCredential(DepartmentId department, ActorId by);
}
