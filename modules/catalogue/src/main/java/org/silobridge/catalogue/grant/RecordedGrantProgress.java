package org.silobridge.catalogue.grant;

import java.time.Instant;
import java.util.function.Function;
import org.silobridge.catalogue.ledger.EntryDraft;
import org.silobridge.catalogue.ledger.EntryType;
import org.silobridge.catalogue.ledger.LedgerStaging;
import org.silobridge.catalogue.store.Transactions;
import org.silobridge.model.GrantId;
import org.silobridge.model.GrantState;
import org.silobridge.model.Outcome;

/** Records what enforcement saw of grants, each with its ledger entry. */
public final class RecordedGrantProgress implements GrantProgress {
    private final Transactions transactions;
    private final LedgerStaging ledger;
    private final GrantStore store = new GrantStore();

    public RecordedGrantProgress(Transactions transactions, LedgerStaging ledger) {
        this.transactions = transactions;
        this.ledger = ledger;
    }

    @Override
    public boolean grantApplied(GrantId id, Instant at) {
        return move(id, EntryType.GRANT_APPLIED, grant -> grant.applied(at))
                .map(grant -> grant.state() == GrantState.ACTIVE)
                .orThrow();
    }

    @Override
    public void grantExpired(GrantId id, Instant at) {
        move(id, EntryType.GRANT_EXPIRED, grant -> grant.expired(at)).orThrow();
    }

    @Override
    public void grantWithdrawn(GrantId id, Instant at) {
        move(id, EntryType.GRANT_WITHDRAWN, grant -> grant.withdrawn(at)).orThrow();
    }

    /** The grant after the transition, or as it is where the transition came too late. */
    private Outcome<Grant> move(GrantId id, EntryType type, Function<Grant, Outcome<Grant>> transition) {
        return transactions.narrow(db -> {
            var grant = store.lock(db, id).orElseThrow();
            if (transition.apply(grant) instanceof Outcome.Ok<Grant> moved) {
                store.update(db, moved.value());
                ledger.stage(
                        db,
                        EntryDraft.bySystem(type, id.value())
                                .concerning(grant.department())
                                .with("dataset", grant.dataset().value()));
                return moved;
            }
            return Outcome.ok(grant);
        });
    }
}
