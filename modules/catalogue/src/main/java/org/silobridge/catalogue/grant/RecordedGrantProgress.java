package org.silobridge.catalogue.grant;

import java.time.Instant;
import java.util.Collection;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.silobridge.catalogue.ledger.EntryDraft;
import org.silobridge.catalogue.ledger.EntryType;
import org.silobridge.catalogue.ledger.LedgerStaging;
import org.silobridge.catalogue.notice.Notices;
import org.silobridge.catalogue.store.Transactions;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.GrantId;
import org.silobridge.model.Outcome;

/** Records what enforcement saw of grants, each with its ledger entry. */
public final class RecordedGrantProgress implements GrantProgress {
    private final Transactions transactions;
    private final LedgerStaging ledger;
    private final GrantNotices notices;
    private final GrantStore store = new GrantStore();

    public RecordedGrantProgress(Transactions transactions, LedgerStaging ledger, Notices notices) {
        this.transactions = transactions;
        this.ledger = ledger;
        this.notices = new GrantNotices(notices);
    }

    @Override
    public void grantsApplied(Collection<GrantId> ids, Instant at) {
        transactions
                .narrow(db -> {
                    var applied = store.lock(db, ids).stream()
                            .map(grant -> grant.applied(at))
                            .flatMap(outcome ->
                                    outcome instanceof Outcome.Ok<Grant> ok ? Stream.of(ok.value()) : Stream.empty())
                            .toList();
                    store.updateApplied(db, applied, at);
                    ledger.stage(
                            db,
                            applied.stream()
                                    .map(grant -> entry(EntryType.GRANT_APPLIED, grant))
                                    .toList());
                    return Outcome.ok(applied);
                })
                .orThrow();
    }

    @Override
    public void grantExpired(GrantId id, Instant at) {
        transactions
                .narrow(db -> move(db, id, grant -> grant.expired(at), ended -> {
                    ledger.stage(
                            db,
                            entry(EntryType.GRANT_EXPIRED, ended)
                                    .with("until", ended.endsAt().toString())
                                    .with("overrunSeconds", ended.overrun().toSeconds()));
                    notices.tellBySystem(db, ended.department(), "catalogue.notice.grant-expired", ended);
                }))
                .orThrow();
    }

    @Override
    public void grantWithheld(GrantId id, Instant at) {
        move(id, EntryType.GRANT_WITHHELD, grant -> grant.withheld(at)).orThrow();
    }

    @Override
    public void grantWithdrawn(GrantId id, DepartmentId holder, Instant at) {
        transactions
                .narrow(db -> {
                    var grant = store.lock(db, id).orElseThrow();
                    if (grant.department().equals(holder)) {
                        return move(
                                db,
                                id,
                                ended -> ended.withdrawn(at),
                                gone -> ledger.stage(db, entry(EntryType.GRANT_WITHDRAWN, gone)));
                    }
                    if (store.formerGone(db, id, holder, at)) {
                        ledger.stage(db, entry(EntryType.GRANT_LEFT, grant).with("from", holder.value()));
                    }
                    return Outcome.ok(grant);
                })
                .orThrow();
    }

    private Outcome<Grant> move(GrantId id, EntryType type, Function<Grant, Outcome<Grant>> transition) {
        return transactions.narrow(db -> move(db, id, transition, moved -> ledger.stage(db, entry(type, moved))));
    }

    /** The grant after the transition, or as it is where the transition came too late. */
    private Outcome<Grant> move(
            Handle db, GrantId id, Function<Grant, Outcome<Grant>> transition, Consumer<Grant> record) {
        var grant = store.lock(db, id).orElseThrow();
        if (transition.apply(grant) instanceof Outcome.Ok<Grant> moved) {
            store.update(db, moved.value());
            record.accept(moved.value());
            return moved;
        }
        return Outcome.ok(grant);
    }

    private static EntryDraft entry(EntryType type, Grant grant) {
        return EntryDraft.bySystem(type, grant.id().value())
                .concerning(grant.department())
                .with("dataset", grant.dataset().value());
    }
}
