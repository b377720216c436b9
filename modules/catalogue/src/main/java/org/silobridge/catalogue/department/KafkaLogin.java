package org.silobridge.catalogue.department;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.KafkaNames;

/**
 * One of a department's log-ins to Kafka.
 *
 * @param number 1: the one that it began with
 * @param until when another one has taken over; null: none does
 * @param endedAt when somebody ended it before that
 * @param stood whether Kafka was seen with all its rights
 * @param hasPassword whether Kafka has a user for it; others come with certificates or tokens that name it
 */
public record KafkaLogin(
        DepartmentId department,
        int number,
        Instant issuedAt,
        @Nullable Instant until,
        @Nullable Instant endedAt,
        boolean stood,
        boolean hasPassword) {

    /** When it is over, or was; null: no end is known. */
    public @Nullable Instant overAt() {
        return endedAt == null || (until != null && until.isBefore(endedAt)) ? until : endedAt;
    }

    public boolean isOver(Instant now) {
        var over = overAt();
        return over != null && !over.isAfter(now);
    }

    /** Its user on Kafka. */
    public String user(KafkaNames names) {
        return names.login(department, number);
    }
}
