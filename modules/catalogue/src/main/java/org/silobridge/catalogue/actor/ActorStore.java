package org.silobridge.catalogue.actor;

import static org.silobridge.catalogue.store.Columns.instant;
import static org.silobridge.catalogue.store.Columns.instantOrNull;
import static org.silobridge.catalogue.store.Columns.utc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.silobridge.model.ActorId;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.Role;
import org.silobridge.model.TokenId;

/** Actors, their roles and tokens in PostgreSQL. Every method runs in the transaction of the handle it is given. */
final class ActorStore {
    private static final String TOKEN = "SELECT id, actor, label, issued_at, expires_at, ended_at FROM api_token";

    List<Actor> all(Handle db) {
        return db.createQuery("SELECT id, subject, display_name, registered_at FROM actor ORDER BY subject")
                .map((row, context) -> read(db, row))
                .list();
    }

    Optional<Actor> find(Handle db, ActorId id) {
        return one(db, "id = :value", id.value());
    }

    Optional<Actor> bySubject(Handle db, String subject) {
        return one(db, "subject = :value", subject);
    }

    /** Whom a token stands for that is neither ended nor out of date. */
    Optional<Actor> byToken(Handle db, byte[] hash, Instant now) {
        return db.createQuery(
                        "SELECT actor FROM api_token WHERE hash = :hash AND ended_at IS NULL AND expires_at > :now")
                .bind("hash", hash)
                .bind("now", utc(now))
                .mapTo(String.class)
                .findOne()
                .flatMap(actor -> find(db, new ActorId(actor)));
    }

    /** Inserts it; false where the subject is taken. */
    boolean insert(Handle db, Actor actor) {
        int inserted = db.createUpdate("""
                INSERT INTO actor (id, subject, display_name, registered_at) VALUES (:id, :subject, :name, :at)
                ON CONFLICT DO NOTHING""")
                .bind("id", actor.id().value())
                .bind("subject", actor.subject())
                .bind("name", actor.displayName())
                .bind("at", utc(actor.registeredAt()))
                .execute();
        if (inserted == 0) {
            return false;
        }
        for (var held : actor.roles()) {
            db.createUpdate("INSERT INTO actor_role (actor, role, department) VALUES (:actor, :role, :department)")
                    .bind("actor", actor.id().value())
                    .bind("role", held.role().word())
                    .bind(
                            "department",
                            held.department() == null ? null : held.department().value())
                    .execute();
        }
        return true;
    }

    void insert(Handle db, ApiToken token, byte[] hash) {
        db.createUpdate("""
                INSERT INTO api_token (id, actor, hash, label, issued_at, expires_at)
                VALUES (:id, :actor, :hash, :label, :issued, :expires)""")
                .bind("id", token.id().value())
                .bind("actor", token.actor().value())
                .bind("hash", hash)
                .bind("label", token.label())
                .bind("issued", utc(token.issuedAt()))
                .bind("expires", utc(token.expiresAt()))
                .execute();
    }

    List<ApiToken> tokens(Handle db, ActorId actor) {
        return db.createQuery(TOKEN + " WHERE actor = :actor ORDER BY issued_at, id")
                .bind("actor", actor.value())
                .map((row, context) -> token(row))
                .list();
    }

    Optional<ApiToken> lockToken(Handle db, TokenId id) {
        return db.createQuery(TOKEN + " WHERE id = :id FOR UPDATE")
                .bind("id", id.value())
                .map((row, context) -> token(row))
                .findOne();
    }

    void endToken(Handle db, TokenId id, Instant at) {
        db.createUpdate("UPDATE api_token SET ended_at = :at WHERE id = :id")
                .bind("id", id.value())
                .bind("at", utc(at))
                .execute();
    }

    private Optional<Actor> one(Handle db, String condition, String value) {
        return db.createQuery("SELECT id, subject, display_name, registered_at FROM actor WHERE " + condition)
                .bind("value", value)
                .map((row, context) -> read(db, row))
                .findOne();
    }

    private static Actor read(Handle db, ResultSet row) throws SQLException {
        var id = row.getString("id");
        return new Actor(
                new ActorId(id),
                row.getString("subject"),
                row.getString("display_name"),
                db.createQuery("SELECT role, department FROM actor_role WHERE actor = :id ORDER BY role, department")
                        .bind("id", id)
                        .map((held, context) -> binding(held))
                        .list(),
                instant(row, "registered_at"));
    }

    private static RoleBinding binding(ResultSet row) throws SQLException {
        var department = row.getString("department");
        return new RoleBinding(
                Role.of(row.getString("role")).orElseThrow(), department == null ? null : new DepartmentId(department));
    }

    private static ApiToken token(ResultSet row) throws SQLException {
        return new ApiToken(
                new TokenId(row.getString("id")),
                new ActorId(row.getString("actor")),
                row.getString("label"),
                instant(row, "issued_at"),
                instant(row, "expires_at"),
                instantOrNull(row, "ended_at"));
    }
}
