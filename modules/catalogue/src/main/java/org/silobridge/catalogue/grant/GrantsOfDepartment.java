package org.silobridge.catalogue.grant;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.dataset.DatasetStore;
import org.silobridge.catalogue.ledger.EntryDraft;
import org.silobridge.catalogue.ledger.EntryType;
import org.silobridge.catalogue.ledger.LedgerStaging;
import org.silobridge.catalogue.notice.Notices;
import org.silobridge.catalogue.procedure.LiveGrant;
import org.silobridge.catalogue.succession.Ending;
import org.silobridge.catalogue.succession.Estate;
import org.silobridge.model.DatasetId;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.Outcome;
import org.silobridge.model.Violation;

/**
 * What a department may read passes to its successor, and is in force again once it is applied; what was suspended stays
 * suspended. What others may read of its datasets stands as it is under the new owner. Where there is none, either ends.
 */
public final class GrantsOfDepartment implements Estate {
    private final LedgerStaging ledger;
    private final GrantNotices notices;
    private final GrantStore store = new GrantStore();
    private final DatasetStore datasets = new DatasetStore();

    public GrantsOfDepartment(LedgerStaging ledger, Notices notices) {
        this.ledger = ledger;
        this.notices = new GrantNotices(notices);
    }

    @Override
    public List<Violation> settle(Handle db, Ending ending) {
        var against = new ArrayList<Violation>();
        for (var grant : live(db, null, ending.department().id())) {
            var owner = datasets.find(db, grant.dataset()).orElseThrow().owner();
            grant.life(owner).ifPresent(life -> held(db, ending, grant, owner, life, against));
        }
        for (var owned : ending.owned()) {
            for (var grant : live(db, owned.dataset().id(), null)) {
                grant.life(owned.dataset().owner()).ifPresent(life -> given(db, ending, owned, grant, life, against));
            }
        }
        return against;
    }

    /** Locked, in the order of their ids. */
    private List<Grant> live(Handle db, @Nullable DatasetId dataset, @Nullable DepartmentId holder) {
        return store.list(db, dataset, holder, null).stream()
                .filter(grant -> !grant.hasEnded())
                .sorted(Comparator.comparing(grant -> grant.id().value()))
                .map(grant -> store.lock(db, grant.id()).orElseThrow())
                .toList();
    }

    private void held(
            Handle db, Ending ending, Grant before, DepartmentId owner, LiveGrant life, List<Violation> against) {
        if (ending.successor().isEmpty()) {
            take(before, life.dissolve(ending.by(), ending.at()), against, end -> revoke(db, ending, before, owner));
            return;
        }
        take(before, life.passToSuccessor(ending.by(), ending.successor().get().id()), against, passed -> {
            var after = before.passed(passed);
            store.update(db, after);
            store.insertFormer(db, after.id(), before.department(), ending.at());
            ledger.stage(
                    db,
                    entry(ending, EntryType.GRANT_PASSED, after)
                            .with("from", before.department().value()));
            tell(db, ending, after.department(), "catalogue.notice.grant-passed", after);
            tell(db, ending, owner, "catalogue.notice.grant-passed", after);
        });
    }

    private void given(
            Handle db, Ending ending, Ending.Owned owned, Grant grant, LiveGrant life, List<Violation> against) {
        if (owned.heir().isEmpty()) {
            take(
                    grant,
                    life.dissolveOwner(ending.by(), ending.at()),
                    against,
                    end -> revoke(db, ending, grant, owned.dataset().owner()));
            return;
        }
        take(grant, life.passToSuccessorOfOwner(ending.by(), owned.heir().get().id()), against, passed -> {
            store.wake(db, grant.id()); // What its old owner was told, the new one has to know.
            tell(db, ending, grant.department(), "catalogue.notice.grant-owner-passed", grant);
        });
    }

    private void revoke(Handle db, Ending ending, Grant before, DepartmentId owner) {
        var after =
                before.revoked(ending.by().id(), ending.reason(), ending.at()).orThrow();
        store.update(db, after);
        ledger.stage(db, entry(ending, EntryType.GRANT_REVOKED, after));
        tell(db, ending, after.department(), "catalogue.notice.grant-revoked", after);
        tell(db, ending, owner, "catalogue.notice.grant-revoked", after);
    }

    private static <T> void take(Grant grant, Outcome<T> fate, List<Violation> against, Consumer<T> carryOut) {
        if (fate instanceof Outcome.Refused<T> refused) {
            against.add(new Violation(
                    "grants." + grant.id(), null, refused.refusal().reason()));
        } else {
            carryOut.accept(fate.orThrow());
        }
    }

    private static EntryDraft entry(Ending ending, EntryType type, Grant grant) {
        return EntryDraft.by(ending.by().id(), type, grant.id().value())
                .concerning(grant.department())
                .with("dataset", grant.dataset().value())
                .with("reason", ending.reason());
    }

    private void tell(Handle db, Ending ending, DepartmentId to, String code, Grant grant) {
        notices.tell(db, ending.by().id(), to, code, grant, ending.at(), ending.reason());
    }
}
