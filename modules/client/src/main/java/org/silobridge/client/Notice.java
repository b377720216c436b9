package org.silobridge.client;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.ActorId;
import org.silobridge.model.NoticeId;
import org.silobridge.model.Reason;
import org.silobridge.model.Violation;

/**
 * Something that a department is told.
 *
 * @param department null: those who oversee the exchange
 * @param about what it is about: {@code population/resident@2.0}
 * @param details each thing that it is said of, the heaviest first
 * @param readAt when somebody of the department first read it
 * @param delivery how far it has got on the way to each target
 */
public record Notice(
        NoticeId id,
        @Nullable NamedDepartment department,
        String about,
        Reason reason,
        List<Violation> details,
        Instant writtenAt,
        @Nullable Instant readAt,
        @Nullable ActorId readBy,
        List<NoticeDelivery> delivery) {}
