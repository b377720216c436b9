package org.silobridge.catalogue.signing;

import static org.silobridge.catalogue.store.Columns.instant;
import static org.silobridge.catalogue.store.Columns.instantOrNull;
import static org.silobridge.catalogue.store.Columns.utc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.silobridge.ledger.ActorKey;
import org.silobridge.ledger.MalformedException;
import org.silobridge.model.ActorId;
import org.silobridge.model.DatasetId;
import org.silobridge.model.DepartmentId;

/** Signing keys, and what demands signatures, in PostgreSQL. Every method runs in the transaction of the handle it is given. */
final class SigningStore {
    private static final String SELECT = """
            SELECT id, actor, department, public_key, offered_at, confirmed_at, confirmed_by, revoked_at
              FROM signing_key
            """;

    /** Oldest first. */
    List<SigningKey> all(Handle db) {
        return db.createQuery(SELECT + " ORDER BY offered_at, id")
                .map((row, context) -> read(row))
                .list();
    }

    /** Locked for who changes it. */
    Optional<SigningKey> lock(Handle db, String id) {
        return find(db, id, " FOR UPDATE");
    }

    /** Held as it is until the transaction ends. */
    Optional<SigningKey> hold(Handle db, String id) {
        return find(db, id, " FOR SHARE");
    }

    private static Optional<SigningKey> find(Handle db, String id, String lock) {
        return db.createQuery(SELECT + " WHERE id = :id" + lock)
                .bind("id", id)
                .map((row, context) -> read(row))
                .findOne();
    }

    /** Inserts it; false where the key was offered before, by whomever. */
    boolean insert(Handle db, SigningKey key) {
        var department = key.department();
        return db.createUpdate("""
                        INSERT INTO signing_key (id, actor, department, public_key, offered_at)
                        VALUES (:id, :actor, :department, :key, :at) ON CONFLICT DO NOTHING""")
                        .bind("id", key.id())
                        .bind("actor", key.actor().value())
                        .bind("department", department == null ? null : department.value())
                        .bind("key", key.key().toString())
                        .bind("at", utc(key.offeredAt()))
                        .execute()
                == 1;
    }

    void confirm(Handle db, String id, ActorId by, Instant at) {
        update(db, "confirmed", id, by, at);
    }

    void revoke(Handle db, String id, ActorId by, Instant at) {
        update(db, "revoked", id, by, at);
    }

    private static void update(Handle db, String what, String id, ActorId by, Instant at) {
        db.createUpdate("UPDATE signing_key SET " + what + "_at = :at, " + what + "_by = :by WHERE id = :id")
                .bind("id", id)
                .bind("by", by.value())
                .bind("at", utc(at))
                .execute();
    }

    /** Notes that the key signed something of this time; false where it did before. */
    boolean use(Handle db, String id, Instant madeAt) {
        return db.createUpdate("""
                        INSERT INTO signature_used (signing_key, made_at) VALUES (:id, :at) ON CONFLICT DO NOTHING""").bind("id", id).bind("at", utc(madeAt)).execute() == 1;
    }

    /**
     * Whether signatures are demanded.
     *
     * @param lock how the dataset is held until the transaction ends: {@code FOR KEY SHARE} by who decides on what hangs on
     *     it, {@code FOR UPDATE} by who changes the demand, so that the ledger has the two in one order
     */
    private static boolean demands(Handle db, DatasetId dataset, String lock) {
        db.createQuery("SELECT id FROM dataset WHERE id = :dataset " + lock)
                .bind("dataset", dataset.value())
                .mapTo(String.class)
                .one();
        return demands(db, dataset);
    }

    boolean holdDemand(Handle db, DatasetId dataset) {
        return demands(db, dataset, "FOR KEY SHARE");
    }

    boolean lockDemand(Handle db, DatasetId dataset) {
        return demands(db, dataset, "FOR UPDATE");
    }

    static boolean demands(Handle db, DatasetId dataset) {
        return db.createQuery("SELECT required FROM signatures_required WHERE dataset = :dataset")
                .bind("dataset", dataset.value())
                .mapTo(Boolean.class)
                .findOne()
                .orElse(false);
    }

    void demand(Handle db, DatasetId dataset, boolean required, ActorId by, Instant at) {
        db.createUpdate("""
                INSERT INTO signatures_required (dataset, required, decided_at, decided_by)
                VALUES (:dataset, :required, :at, :by)
                ON CONFLICT (dataset) DO UPDATE SET required = :required, decided_at = :at, decided_by = :by""")
                .bind("dataset", dataset.value())
                .bind("required", required)
                .bind("at", utc(at))
                .bind("by", by.value())
                .execute();
    }

    private static SigningKey read(ResultSet row) throws SQLException {
        var department = row.getString("department");
        var confirmedBy = row.getString("confirmed_by");
        try {
            return new SigningKey(
                    ActorKey.parse(row.getString("public_key")),
                    new ActorId(row.getString("actor")),
                    department == null ? null : new DepartmentId(department),
                    instant(row, "offered_at"),
                    instantOrNull(row, "confirmed_at"),
                    confirmedBy == null ? null : new ActorId(confirmedBy),
                    instantOrNull(row, "revoked_at"));
        } catch (MalformedException e) {
            throw new IllegalStateException("a key that was read before is none", e);
        }
    }
}
