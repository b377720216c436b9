package org.silobridge.catalogue.correction;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.actor.Actor;
import org.silobridge.catalogue.actor.Parties;
import org.silobridge.catalogue.actor.Permission;
import org.silobridge.model.ActorId;
import org.silobridge.model.CorrectionId;
import org.silobridge.model.DatasetId;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.GrantId;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal.Kind;
import org.silobridge.model.Violation;

/**
 * What a department says is wrong.
 *
 * @param grant under which it reads the record
 * @param owner of the dataset, which answers
 * @param key of the record as it is published: a pseudonym where the contract has such keys
 * @param field an open one; null: there is no record of that key
 * @param partition where the department read the record, with {@code offset}; of a missing one, how far it has read
 * @param evidence what should stand there, and how the department knows. For the two departments alone
 */
public record Dispute(
        CorrectionId id,
        GrantId grant,
        DatasetId dataset,
        DepartmentId department,
        DepartmentId owner,
        String key,
        @Nullable String field,
        int partition,
        long offset,
        String evidence,
        Instant filedAt,
        ActorId filedBy) {

    /** Whether the record is said to be missing, not to be wrong. */
    public boolean isOfMissing() {
        return field == null;
    }

    /**
     * That its place is there. Of a record that is missing where nothing is, nothing can have been read: the beginning
     * will do.
     *
     * @param ends where the partitions end now
     */
    public Outcome<Dispute> isWithin(List<Long> ends) {
        long end = partition < ends.size() ? ends.get(partition) : 0;
        return offset < end || isOfNothingRead()
                ? Outcome.ok(this)
                : Outcome.invalid(
                        Reason.of("catalogue.correction.invalid", "count", 1),
                        List.of(new Violation(
                                "offset",
                                String.valueOf(offset),
                                Reason.of("catalogue.correction.beyond-the-end", "end", end))));
    }

    /** Whether the record is missing where nothing was read before, as it is with an empty partition. */
    boolean isOfNothingRead() {
        return isOfMissing() && offset == 0;
    }

    public Parties parties() {
        return Parties.of(owner, department);
    }

    /** Whether the actor may see which record it is, and what is said of it: not whoever oversees the exchange. */
    public boolean isShownTo(Actor by) {
        return by.belongsTo(owner) || by.belongsTo(department);
    }

    /** A steward of the owner answers, who is none of the department that disputes. */
    Outcome<Dispute> mayAnswer(Actor by) {
        if (!Permission.ANSWER_CORRECTION.allows(by, parties())) {
            return Outcome.refused(Kind.FORBIDDEN, Reason.of("catalogue.correction.not-the-owners-steward"));
        }
        return by.belongsTo(department) || by.id().equals(filedBy)
                ? Outcome.refused(Kind.FORBIDDEN, Reason.of("catalogue.correction.own-department"))
                : Outcome.ok(this);
    }

    /** A coordinator rules on an appeal, who belongs to neither side. */
    Outcome<Dispute> mayRule(Actor by) {
        if (!Permission.RULE_ON_CORRECTION.allows(by, parties())) {
            return Outcome.refused(Kind.FORBIDDEN, Reason.of("catalogue.procedure.not-the-coordinator"));
        }
        return isShownTo(by)
                ? Outcome.refused(Kind.FORBIDDEN, Reason.of("catalogue.correction.own-department"))
                : Outcome.ok(this);
    }

    /** An applicant of the department that disputes it takes it back, or appeals. */
    Outcome<Dispute> mayWithdraw(Actor by) {
        return Permission.WITHDRAW_CORRECTION.allows(by, parties())
                ? Outcome.ok(this)
                : Outcome.refused(Kind.FORBIDDEN, Reason.of("catalogue.procedure.not-the-applicant"));
    }

    /** The same, by the department that does the work of the one that disputed it; it goes on under the same grant. */
    Dispute by(DepartmentId successor) {
        return new Dispute(
                id, grant, dataset, successor, owner, key, field, partition, offset, evidence, filedAt, filedBy);
    }

    /** The same, answered by who has the dataset from now on. */
    Dispute answeredBy(DepartmentId heir) {
        return new Dispute(
                id, grant, dataset, department, heir, key, field, partition, offset, evidence, filedAt, filedBy);
    }

    /** Whether the other one is the same doubt of the same record: a missing one is the same however far was read. */
    boolean disputesTheSameAs(Dispute other) {
        return department.equals(other.department)
                && dataset.equals(other.dataset)
                && key.equals(other.key)
                && Objects.equals(field, other.field)
                && (isOfMissing() || (partition == other.partition && offset == other.offset));
    }
}
