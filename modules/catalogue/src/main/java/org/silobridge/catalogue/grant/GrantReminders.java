package org.silobridge.catalogue.grant;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.silobridge.catalogue.dataset.DatasetStore;
import org.silobridge.catalogue.notice.Notices;
import org.silobridge.catalogue.store.Transactions;
import org.silobridge.catalogue.timer.DueLook;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.Outcome;

/**
 * Does what time does to grants, but for their date, which enforcement watches: tells the holder that one ends, tells the
 * owner that one lapses unless it is confirmed, and lets it lapse. That each warning is written once, whatever restarts
 * and however many replicas look, is the unique row of its notice. One that fell due while nobody looked is written at
 * the next look, unless what it warns of has happened.
 */
public final class GrantReminders {
    private static final String LAPSE_NEAR = "catalogue.notice.grant-recertification-due";
    private static final String END_NEAR = "catalogue.notice.grant-ends";

    private final Transactions transactions;
    private final Grants grants;
    private final GrantNotices notices;
    private final GrantClock grantClock;
    private final GrantStore store = new GrantStore();
    private final DatasetStore datasets = new DatasetStore();
    private final DueLook<Owned> look;

    private record Owned(Grant grant, DepartmentId owner) {}

    /** @param interval between two looks */
    public GrantReminders(
            Transactions transactions,
            Grants grants,
            Notices notices,
            GrantClock grantClock,
            Clock clock,
            Duration interval) {
        this.transactions = transactions;
        this.grants = grants;
        this.notices = new GrantNotices(notices);
        this.grantClock = grantClock;
        this.look = new DueLook<>(transactions, GrantStore.TIMERS, this::live, this::look, clock, interval);
    }

    /** One look at what is due, whatever fails of it; throws what did last. Not for several threads. */
    public void look() {
        look.look();
    }

    private Map<String, Owned> live(Handle db, Collection<String> ids) {
        var live = store.live(db, ids);
        var owners = datasets.owners(db, live.stream().map(Grant::dataset).collect(Collectors.toSet()));
        return live.stream()
                .map(grant -> new Owned(grant, Objects.requireNonNull(owners.get(grant.dataset()))))
                .collect(Collectors.toMap(owned -> owned.grant().id().value(), Function.identity()));
    }

    private Optional<Instant> look(Owned owned, Instant now) {
        var grant = owned.grant();
        var terms = grant.terms(owned.owner());
        var lapse = grantClock.lapsesAt(terms);
        if (lapse.filter(at -> !at.isAfter(now)).isPresent()) {
            grants.lapse(grant.id());
            return lapse; // It ends its timer by that; where it did not lapse, this is due again.
        }
        var lapseNotice = grantClock.lapseNoticeAt(terms);
        var endNotice = grantClock.endNoticeAt(terms);
        boolean isTold = lapseNotice.filter(at -> !at.isAfter(now)).isEmpty()
                || tell(grant, owned.owner(), LAPSE_NEAR, grant.id() + " lapses " + lapse.orElseThrow(), lapse.get());
        if (!endNotice.isAfter(now) && grant.endsAt().isAfter(now)) {
            isTold &=
                    tell(grant, grant.department(), END_NEAR, grant.id() + " until " + grant.endsAt(), grant.endsAt());
        }
        return isTold
                ? Stream.of(lapseNotice, lapse, Optional.of(endNotice))
                        .flatMap(Optional::stream)
                        .filter(at -> at.isAfter(now))
                        .min(Comparator.naturalOrder())
                : Optional.of(now);
    }

    /** Whether it is told now; not where something happened to it since it was seen: the next look sees that. */
    private boolean tell(Grant seen, DepartmentId to, String code, String about, Instant due) {
        return transactions
                .narrow(db -> {
                    boolean holds = store.lock(db, seen.id()).orElseThrow().equals(seen);
                    if (holds) {
                        notices.tellBySystem(db, to, code, seen, about, due);
                    }
                    return Outcome.ok(holds);
                })
                .orThrow();
    }
}
