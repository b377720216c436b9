package org.silobridge.catalogue.grant;

import java.time.Instant;
import java.util.Optional;
import org.silobridge.catalogue.clock.WorkingTime;
import org.silobridge.catalogue.procedure.GrantTerms;
import org.silobridge.catalogue.procedure.GrantTerms.Recertification;
import org.silobridge.model.DepartmentId;

/**
 * When something happens to a grant by itself, and when its departments are told before. Of that only the terms are
 * stored; the moments are derived each time, so that a year that is announced changes them too.
 *
 * @param recertification what a grant that a steward approves from now on is under
 * @param endNoticeDays how many working days before its end the holder is told
 */
public record GrantClock(WorkingTime time, Optional<Recertification> recertification, int endNoticeDays) {

    /** When it lapses unless the steward confirms it; empty where it does not, or ends before. */
    public Optional<Instant> lapsesAt(Grant grant, DepartmentId owner) {
        return grant.hasEnded() ? Optional.empty() : lapsesAt(grant.terms(owner));
    }

    Optional<Instant> lapsesAt(GrantTerms terms) {
        return terms.lapsesAt(time).filter(lapse -> lapse.isBefore(terms.endsAt()));
    }

    /** When the steward is told that it lapses; empty where it does not. */
    Optional<Instant> lapseNoticeAt(GrantTerms terms) {
        return lapsesAt(terms).flatMap(lapse -> terms.lapseNoticeAt(time));
    }

    /** When the holder is told that it ends. */
    Instant endNoticeAt(GrantTerms terms) {
        var end = time.day(terms.endsAt());
        // Counting all days of a long one costs more than asking for the last few: of so many a fifth is no less than
        // the notice.
        boolean isLong = time.closingBefore(end, 5 * endNoticeDays + 2).isAfter(terms.approvedAt());
        return isLong ? time.closingBefore(end, endNoticeDays) : terms.endNoticeAt(time, endNoticeDays);
    }
}
