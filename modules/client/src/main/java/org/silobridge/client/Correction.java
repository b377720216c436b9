package org.silobridge.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.ActorId;
import org.silobridge.model.CorrectionId;
import org.silobridge.model.CorrectionState;
import org.silobridge.model.GrantId;

/**
 * That a department disputes a record which it reads.
 *
 * @param owner the department that answers
 * @param key of the record as it is published; null for whoever belongs to neither department
 * @param field null where the record is missing
 * @param missing true, or null where a field is wrong
 * @param offset of the disputed record; of a missing one how far its partition was read
 * @param evidence what should stand there and how that is known; null as the key is
 * @param due by when the owner has to answer; null where it has, or where the law sets no time
 * @param extension more time that the owner took; null: none
 * @param ended null while somebody has to act on it
 * @param appeal against the owner's refusal; null: none
 */
public record Correction(
        CorrectionId id,
        NamedDataset dataset,
        NamedDepartment department,
        NamedDepartment owner,
        GrantId grant,
        @Nullable String key,
        @Nullable String field,
        @Nullable Boolean missing,
        String topic,
        int partition,
        long offset,
        @Nullable String evidence,
        CorrectionState state,
        Instant filedAt,
        ActorId filedBy,
        @Nullable Due due,
        @Nullable Extension extension,
        @Nullable Ended ended,
        @Nullable Appeal appeal) {

    /**
     * More time.
     *
     * @param days working days
     */
    public record Extension(Instant at, ActorId actor, int days, String reason) {}

    /**
     * That a refusal was not taken.
     *
     * @param refusal why the owner stood by the record
     * @param ruling null: not yet
     */
    public record Appeal(
            Instant refusedAt,
            ActorId refusedBy,
            String refusal,
            Instant at,
            ActorId actor,
            String grounds,
            @Nullable Ruling ruling) {}

    /**
     * What a coordinator decided.
     *
     * @param decision uphold, or order
     */
    public record Ruling(Instant at, ActorId actor, String decision, String reason) {}

    /**
     * What became of it.
     *
     * @param partition of the record that is right
     * @param offset of the record that is right
     * @param reason why it was refused
     */
    public record Ended(
            Instant at,
            ActorId actor,
            @Nullable Integer partition,
            @Nullable Long offset,
            @Nullable String reason) {}
}
