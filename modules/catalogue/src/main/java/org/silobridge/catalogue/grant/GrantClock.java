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

    /** Whether it is time to tell the steward that it lapses. */
    boolean lapseIsNear(GrantTerms terms, Instant now) {
        return lapsesAt(terms)
                .flatMap(lapse -> terms.lapseNoticeAt(time))
                .filter(notice -> !notice.isAfter(now))
                .isPresent();
    }

    /** Of a grant that ends then or later, {@link #endIsNear} does not hold: there may be very many of them. */
    Instant endsNearUntil(Instant now) {
        var day = time.day(now);
        while (!time.closingBefore(day, endNoticeDays).isAfter(now)) {
            day = day.plusDays(1);
        }
        return day.atStartOfDay(time.zone()).toInstant();
    }

    /** Whether it is time to tell the holder that it ends. */
    boolean endIsNear(GrantTerms terms, Instant now) {
        // Most are far from it, and counting all days of a long one costs more than asking for the last few.
        return !time.closingBefore(time.day(terms.endsAt()), endNoticeDays).isAfter(now)
                && !terms.endNoticeAt(time, endNoticeDays).isAfter(now)
                && terms.endsAt().isAfter(now);
    }
}
