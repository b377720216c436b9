package org.silobridge.catalogue.grant;

import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.silobridge.catalogue.dataset.DatasetStore;
import org.silobridge.catalogue.notice.Notices;
import org.silobridge.catalogue.store.Transactions;
import org.silobridge.model.DatasetId;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.GrantId;
import org.silobridge.model.Outcome;

/**
 * Does what time does to grants, but for their date, which enforcement watches: tells the holder that one ends, tells the
 * owner that one lapses unless it is confirmed, and lets it lapse. Level-triggered: each look compares with the time all
 * live grants that this may concern. That each warning is written once, whatever restarts and however many replicas look, is the unique row
 * of its notice. One that fell due while nobody looked is written at the next look, unless what it warns of has happened.
 */
public final class GrantReminders {
    private static final String LAPSE_NEAR = "catalogue.notice.grant-recertification-due";
    private static final String END_NEAR = "catalogue.notice.grant-ends";

    private final Transactions transactions;
    private final Grants grants;
    private final GrantNotices notices;
    private final GrantClock grantClock;
    private final Clock clock;
    private final GrantStore store = new GrantStore();
    private final DatasetStore datasets = new DatasetStore();

    /** What this process knows to be written; only spares it from writing again what is there. */
    private final Set<Told> told = new HashSet<>();

    private record Told(GrantId grant, DepartmentId to, String about, String code) {}

    private record Seen(List<Grant> live, Map<DatasetId, DepartmentId> owners) {}

    public GrantReminders(
            Transactions transactions, Grants grants, Notices notices, GrantClock grantClock, Clock clock) {
        this.transactions = transactions;
        this.grants = grants;
        this.notices = new GrantNotices(notices);
        this.grantClock = grantClock;
        this.clock = clock;
    }

    /** One look at all of them, whatever fails of it; throws what did last. Not for several threads. */
    public void look() {
        var now = clock.instant();
        var seen = transactions.read(db -> {
            var live = store.live(db, grantClock.endsNearUntil(now));
            return new Seen(
                    live, datasets.owners(db, live.stream().map(Grant::dataset).collect(Collectors.toSet())));
        });
        var live = seen.live().stream().map(Grant::id).collect(Collectors.toSet());
        told.removeIf(known -> !live.contains(known.grant()));
        RuntimeException failed = null;
        for (var grant : seen.live()) {
            try {
                look(grant, Objects.requireNonNull(seen.owners().get(grant.dataset())), now);
            } catch (RuntimeException e) {
                failed = e; // One that fails does not keep the others waiting.
            }
        }
        if (failed != null) {
            throw failed;
        }
    }

    private void look(Grant grant, DepartmentId owner, Instant now) {
        var terms = grant.terms(owner);
        var lapse = grantClock.lapsesAt(terms);
        if (lapse.filter(at -> !at.isAfter(now)).isPresent()) {
            grants.lapse(grant.id());
            return;
        }
        if (grantClock.lapseIsNear(terms, now)) {
            tell(grant, owner, LAPSE_NEAR, grant.id() + " lapses " + lapse.orElseThrow(), lapse.orElseThrow());
        }
        if (grantClock.endIsNear(terms, now)) {
            tell(grant, grant.department(), END_NEAR, grant.id() + " until " + grant.endsAt(), grant.endsAt());
        }
    }

    private void tell(Grant seen, DepartmentId to, String code, String about, Instant due) {
        var known = new Told(seen.id(), to, about, code);
        if (told.contains(known)) {
            return;
        }
        boolean isTold = transactions
                .narrow(db -> {
                    // Not where something happened to it since it was seen: the next look sees that.
                    boolean holds = store.lock(db, seen.id()).orElseThrow().equals(seen);
                    if (holds) {
                        notices.tellBySystem(db, to, code, seen, about, due);
                    }
                    return Outcome.ok(holds);
                })
                .orThrow();
        if (isTold) {
            told.add(known);
        }
    }
}
