package org.silobridge.catalogue.grant;

import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.actor.Actor;
import org.silobridge.catalogue.contract.StricterTerms;
import org.silobridge.catalogue.dataset.Dataset;
import org.silobridge.catalogue.dataset.DatasetStore;
import org.silobridge.catalogue.ledger.EntryDraft;
import org.silobridge.catalogue.ledger.EntryType;
import org.silobridge.catalogue.ledger.LedgerStaging;
import org.silobridge.catalogue.notice.Notices;
import org.silobridge.catalogue.procedure.Ask;
import org.silobridge.catalogue.procedure.LiveGrant;
import org.silobridge.catalogue.store.Columns;
import org.silobridge.contract.Contract;
import org.silobridge.contract.FieldGroup;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.Sharing;

/**
 * What becomes of grants when the contract comes to share less: what the law does not share any more ends at once, and
 * what somebody has to decide about now goes on, under the steward's confirmation where the exchange asks for that. Holder
 * and owner are told of either.
 */
public final class GrantsUnderContract implements StricterTerms {
    private final LedgerStaging ledger;
    private final GrantNotices notices;
    private final GrantClock grantClock;
    private final Clock clock;
    private final GrantStore store = new GrantStore();
    private final DatasetStore datasets = new DatasetStore();

    public GrantsUnderContract(LedgerStaging ledger, Notices notices, GrantClock grantClock, Clock clock) {
        this.ledger = ledger;
        this.notices = new GrantNotices(notices);
        this.grantClock = grantClock;
        this.clock = clock;
    }

    @Override
    public void follow(Handle db, Actor by, Contract before, Contract now) {
        var at = Columns.now(clock);
        for (var dataset : datasets.all(db)) {
            if (dataset.name().contract().equals(now.name())
                    && dataset.major() == now.version().major()) {
                store.list(db, dataset.id(), null, null).stream()
                        .filter(grant -> !grant.hasEnded())
                        .sorted(Comparator.comparing(grant -> grant.id().value()))
                        .map(grant -> store.lock(db, grant.id()).orElseThrow())
                        .forEach(grant -> strictest(grant, before, now).ifPresent(group -> grant.life(dataset.owner())
                                .ifPresent(life -> follow(db, by, dataset, grant, life, now, group, at))));
            }
        }
    }

    /** Of the groups that the grant opens and that are shared less than before, the one that is shared least. */
    private static Optional<FieldGroup> strictest(Grant grant, Contract before, Contract now) {
        return now.groups().values().stream()
                .filter(group -> grant.groups().contains(group.name().value()))
                .filter(group -> isLess(group, before.groups().get(group.name())))
                .max(Comparator.comparing(FieldGroup::sharing));
    }

    private static boolean isLess(FieldGroup now, @Nullable FieldGroup before) {
        return before != null && now.sharing().compareTo(before.sharing()) > 0;
    }

    private void follow(
            Handle db,
            Actor by,
            Dataset dataset,
            Grant grant,
            LiveGrant life,
            Contract now,
            FieldGroup group,
            Instant at) {
        if (group.sharing() == Sharing.NOT_SHARED) {
            var end = life.notSharedAnyMore(
                    by.id(), new Ask.Group(group.name(), group.sharing(), group.legalBasis()), at);
            var basis = group.legalBasis().orElseThrow();
            var why = now.reference() + ", " + group.name() + ": " + basis.en() + " / " + basis.zh();
            var after = grant.revoked(end.by(), why, end.at()).orThrow();
            store.update(db, after);
            ledger.stage(db, entry(by, EntryType.GRANT_REVOKED, after).with("reason", why));
            tell(db, by, dataset.owner(), "catalogue.notice.grant-revoked", after, at, why);
            return;
        }
        var rule = grantClock.recertification();
        var changed = rule.map(every -> life.conditionalNow(every, at)).orElse(life);
        var after = changed.equals(life) ? grant : grant.conditionalNow(changed);
        store.update(db, after);
        var entry = entry(by, EntryType.GRANT_RECLASSIFIED, after)
                .with("contract", now.reference())
                .with("group", group.name().value());
        var lapse = grantClock.lapsesAt(changed.terms());
        ledger.stage(
                db,
                lapse.map(instant -> entry.with("lapses", instant.toString())).orElse(entry));
        tell(
                db,
                by,
                dataset.owner(),
                "catalogue.notice.grant-reclassified",
                after,
                lapse.orElse(after.endsAt()),
                now.reference());
    }

    private static EntryDraft entry(Actor by, EntryType type, Grant grant) {
        return EntryDraft.by(by.id(), type, grant.id().value())
                .concerning(grant.department())
                .with("dataset", grant.dataset().value());
    }

    private void tell(Handle db, Actor by, DepartmentId owner, String code, Grant grant, Instant since, String why) {
        for (var to : List.of(grant.department(), owner)) {
            notices.tell(db, by.id(), to, code, grant, since, why);
        }
    }
}
