package org.silobridge.catalogue.kafka;

import java.time.Duration;
import org.silobridge.model.ActorId;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.Outcome;

/** Makes Kafka follow what the catalogue has committed. Safe for use by many threads. */
public interface KafkaRights {

    /** Something was decided: carry it out now instead of at the next tick. Returns at once. */
    void poke();

    /**
     * Gives the department's newest log-in a new Kafka password; the old one, if there was one, ends. Stages
     * {@code department.credential-issued}. Call it after the department is committed. Blocks while Kafka is asked.
     *
     * @return the credential, which is not kept and cannot be shown again; UNAVAILABLE while Kafka does not answer
     */
    Outcome<KafkaCredential> issueCredential(DepartmentId department, ActorId by);

    /**
     * Gives the department a second log-in with the same rights, a user of its own. The first one holds beside it for
     * the overlap; then its rights are taken away, and after them its user. Stages {@code department.credential-issued}.
     *
     * @return the credential, as {@link #issueCredential}; CONFLICT while an overlap runs already
     */
    Outcome<KafkaCredential> rotateCredential(DepartmentId department, ActorId by, Duration overlap);

    /**
     * Gives the department one more log-in with the same rights, for clients that come with a certificate or a token
     * that names it: nobody comes by it with a password. It ends when it is ended. Stages
     * {@code department.credential-issued}.
     *
     * @return its name
     */
    String addLogin(DepartmentId department, ActorId by);

    /**
     * Ends one log-in at once: its rights are taken away, and after them its user. Ending it again changes nothing.
     * Stages {@code department.credential-ended}.
     *
     * @return its user; NOT_FOUND where the department has no such log-in
     */
    Outcome<String> endCredential(DepartmentId department, String user, ActorId by);
}
