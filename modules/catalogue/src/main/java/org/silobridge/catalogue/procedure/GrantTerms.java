package org.silobridge.catalogue.procedure;

import java.time.Instant;
import java.time.Period;
import java.util.List;
import java.util.Optional;
import org.silobridge.catalogue.clock.WorkingTime;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.DivisionCode;
import org.silobridge.model.GrantId;
import org.silobridge.model.RequestId;
import org.silobridge.model.Slug;

/**
 * What a grant gives, to whom, until when.
 *
 * @param confirmedAt when the owner's steward last said that it is still right: at first, when it was approved, or
 *     when the contract came to ask for that
 */
public record GrantTerms(
        GrantId id,
        RequestId request,
        DepartmentId holder,
        DepartmentId owner,
        List<Slug> groups,
        List<DivisionCode> jurisdictions,
        Instant approvedAt,
        Instant endsAt,
        Optional<Recertification> recertification,
        Instant confirmedAt) {

    /**
     * That the steward has to confirm the grant again and again.
     *
     * @param noticeDays how many working days before it lapses the steward is told
     */
    public record Recertification(Period every, int noticeDays) {
        public Recertification {
            if (every.isNegative() || every.isZero() || noticeDays < 1) {
                throw new IllegalArgumentException("recertification every " + every + ", notice " + noticeDays);
            }
        }
    }

    public GrantTerms {
        groups = List.copyOf(groups);
        jurisdictions = List.copyOf(jurisdictions);
    }

    /** When it lapses unless it is confirmed: at the close of the day, or of the next working day. Empty: never. */
    public Optional<Instant> lapsesAt(WorkingTime time) {
        return recertification.map(
                rule -> time.closingOnOrAfter(time.day(confirmedAt).plus(rule.every())));
    }

    /** When the steward is told that it will lapse. */
    public Optional<Instant> lapseNoticeAt(WorkingTime time) {
        return recertification.flatMap(
                rule -> lapsesAt(time).map(lapse -> time.closingBefore(time.day(lapse), rule.noticeDays())));
    }

    /**
     * When the holder is told that it will end: so many working days before, or when a fifth is left of a shorter time.
     *
     * @param days working days
     */
    public Instant endNoticeAt(WorkingTime time, int days) {
        var before = time.closingBefore(time.day(endsAt), days);
        var fifth = time.schedule(approvedAt, endsAt).orangeAt();
        return fifth.isAfter(before) ? fifth : before;
    }

    GrantTerms confirmed(Instant at) {
        return new GrantTerms(
                id, request, holder, owner, groups, jurisdictions, approvedAt, endsAt, recertification, at);
    }

    GrantTerms confirmedEvery(Recertification rule, Instant from) {
        return new GrantTerms(
                id, request, holder, owner, groups, jurisdictions, approvedAt, endsAt, Optional.of(rule), from);
    }

    GrantTerms until(Instant end) {
        return new GrantTerms(
                id, request, holder, owner, groups, jurisdictions, approvedAt, end, recertification, confirmedAt);
    }

    GrantTerms heldBy(DepartmentId successor) {
        return new GrantTerms(
                id, request, successor, owner, groups, jurisdictions, approvedAt, endsAt, recertification, confirmedAt);
    }

    GrantTerms ownedBy(DepartmentId successor) {
        return new GrantTerms(
                id,
                request,
                holder,
                successor,
                groups,
                jurisdictions,
                approvedAt,
                endsAt,
                recertification,
                confirmedAt);
    }
}
