package org.silobridge.catalogue.grant;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.actor.Actor;
import org.silobridge.catalogue.actor.Parties;
import org.silobridge.catalogue.actor.Permission;
import org.silobridge.catalogue.dataset.Dataset;
import org.silobridge.catalogue.dataset.DatasetStore;
import org.silobridge.catalogue.kafka.KafkaRights;
import org.silobridge.catalogue.ledger.EntryDraft;
import org.silobridge.catalogue.ledger.EntryType;
import org.silobridge.catalogue.ledger.LedgerStaging;
import org.silobridge.catalogue.store.Columns;
import org.silobridge.catalogue.store.Transactions;
import org.silobridge.model.DatasetId;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.GrantId;
import org.silobridge.model.GrantState;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal.Kind;
import org.silobridge.model.Violation;

/** Shows grants to those whom they concern, and revokes them. */
public final class Grants {
    private static final int MAX_REASON = 2000;

    private final Transactions transactions;
    private final LedgerStaging ledger;
    private final KafkaRights kafka;
    private final Clock clock;
    private final GrantStore store = new GrantStore();
    private final DatasetStore datasets = new DatasetStore();

    public Grants(Transactions transactions, LedgerStaging ledger, KafkaRights kafka, Clock clock) {
        this.transactions = transactions;
        this.ledger = ledger;
        this.kafka = kafka;
        this.clock = clock;
    }

    /** The grants that concern the actor, newest first. Null means: any. */
    public List<Grant> list(
            Handle db,
            Actor by,
            @Nullable DatasetId dataset,
            @Nullable DepartmentId department,
            @Nullable GrantState state) {
        return store.list(db, dataset, department, state).stream()
                .filter(grant -> concerns(db, by, grant))
                .toList();
    }

    /** One grant; NOT_FOUND too where it does not concern the actor. */
    public Outcome<Grant> find(Handle db, Actor by, String id) {
        return grantId(id)
                .flatMap(known -> store.find(db, known))
                .filter(grant -> concerns(db, by, grant))
                .map(Outcome::ok)
                .orElseGet(() -> unknown(id));
    }

    /**
     * Ends a grant, at once: it waits for no ledger. Revoking a revoked grant answers it as it is; an expired one is
     * a CONFLICT.
     */
    public Outcome<Grant> revoke(Actor by, String id, String reason) {
        if (reason.isBlank() || reason.length() > MAX_REASON) {
            return Outcome.invalid(
                    Reason.of("catalogue.grant.invalid-revocation"),
                    List.of(new Violation("reason", null, Reason.of("catalogue.input.text", "max", MAX_REASON))));
        }
        var revoked = transactions.narrow(db -> find(db, by, id).flatMap(seen -> {
            var owner = dataset(db, seen).owner();
            if (!Permission.REVOKE_GRANT.allows(by, Parties.of(owner, seen.department()))) {
                return Outcome.refused(Kind.FORBIDDEN, Reason.of("catalogue.grant.not-the-owners-steward"));
            }
            var grant = store.lock(db, seen.id()).orElseThrow();
            if (grant.state() == GrantState.REVOKED) {
                return Outcome.ok(grant);
            }
            return grant.revoked(by.id(), reason, Columns.now(clock)).map(ended -> {
                store.update(db, ended);
                ledger.stage(
                        db,
                        EntryDraft.by(
                                        by.id(),
                                        EntryType.GRANT_REVOKED,
                                        ended.id().value())
                                .concerning(ended.department())
                                .with("dataset", ended.dataset().value())
                                .with("reason", reason));
                return ended;
            });
        }));
        kafka.poke();
        return revoked;
    }

    private boolean concerns(Handle db, Actor by, Grant grant) {
        return Permission.GET_GRANT.allows(by, Parties.of(dataset(db, grant).owner(), grant.department()));
    }

    private Dataset dataset(Handle db, Grant grant) {
        return datasets.find(db, grant.dataset()).orElseThrow();
    }

    private static Optional<GrantId> grantId(String text) {
        try {
            return Optional.of(new GrantId(text));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }

    private static <T> Outcome<T> unknown(String id) {
        return Outcome.refused(Kind.NOT_FOUND, Reason.of("catalogue.grant.unknown", "grant", id));
    }
}
