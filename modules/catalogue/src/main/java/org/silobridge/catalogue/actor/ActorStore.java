package org.silobridge.catalogue.actor;

import static org.silobridge.catalogue.store.Columns.instant;
import static org.silobridge.catalogue.store.Columns.instantOrNull;
import static org.silobridge.catalogue.store.Columns.texts;
import static org.silobridge.catalogue.store.Columns.utc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.ActorId;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal.Kind;
import org.silobridge.model.Role;
import org.silobridge.model.TokenId;

/** Actors, their roles and tokens in PostgreSQL. Every method runs in the transaction of the handle it is given. */
final class ActorStore {
    /** Of an actor {@code a}: what it may do and where, side by side. */
    private static final String ROLES = """
            ARRAY(SELECT r.role FROM actor_role r WHERE r.actor = a.id ORDER BY r.role, r.department) AS held_roles,
            ARRAY(SELECT r.department FROM actor_role r WHERE r.actor = a.id ORDER BY r.role, r.department) AS held_in
            """;

    private static final String ACTOR =
            "SELECT a.id, a.subject, a.display_name, a.registered_at, a.ended_at, " + ROLES + "FROM actor a";

    private static final String TOKEN =
            "SELECT id, actor, label, scope, issued_at, expires_at, replaces, last_used_at, ended_at FROM api_token";

    List<Actor> all(Handle db) {
        return db.createQuery(ACTOR + " ORDER BY a.subject")
                .map((row, context) -> read(row, "id"))
                .list();
    }

    Optional<Actor> find(Handle db, ActorId id) {
        return one(db, "id = :value", id.value());
    }

    Optional<Actor> bySubject(Handle db, String subject) {
        return one(db, "subject = :value", subject);
    }

    /** The actor of this id; NOT_FOUND where there is none. */
    Outcome<Actor> named(Handle db, String id) {
        return actorId(id)
                .flatMap(known -> find(db, known))
                .map(Outcome::ok)
                .orElseGet(() -> Outcome.refused(Kind.NOT_FOUND, Reason.of("catalogue.actor.unknown", "actor", id)));
    }

    /** Says that the actor may do nothing any more; false where that was said before. */
    boolean end(Handle db, ActorId actor, Instant at) {
        return db.createUpdate("UPDATE actor SET ended_at = :at WHERE id = :id AND ended_at IS NULL")
                        .bind("id", actor.value())
                        .bind("at", utc(at))
                        .execute()
                == 1;
    }

    /** A token that is neither ended nor out of date, and whom it stands for. One question: each call asks it. */
    Optional<Bearer> byToken(Handle db, byte[] hash, Instant now) {
        return db.createQuery("""
                SELECT t.id, t.actor, t.label, t.scope, t.issued_at, t.expires_at, t.replaces, t.last_used_at, t.ended_at,
                       a.subject, a.display_name, a.registered_at,
                """ + ROLES + """
                  FROM api_token t JOIN actor a ON a.id = t.actor
                 WHERE t.hash = :hash AND t.ended_at IS NULL AND t.expires_at > :now AND a.ended_at IS NULL""")
                .bind("hash", hash)
                .bind("now", utc(now))
                .map((row, context) -> {
                    var token = token(row);
                    return new Bearer(read(row, "actor"), token.scope(), token);
                })
                .findOne();
    }

    /** Notes a use, unless another one was noted after {@code unless}. */
    void used(Handle db, TokenId token, Instant at, Instant unless) {
        db.createUpdate("""
                UPDATE api_token SET last_used_at = :at
                 WHERE id = :id AND (last_used_at IS NULL OR last_used_at <= :unless)""")
                .bind("id", token.value())
                .bind("at", utc(at))
                .bind("unless", utc(unless))
                .execute();
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
                INSERT INTO api_token (id, actor, hash, label, scope, issued_at, expires_at, replaces)
                VALUES (:id, :actor, :hash, :label, :scope, :issued, :expires, :replaces)""")
                .bind("id", token.id().value())
                .bind("actor", token.actor().value())
                .bind("hash", hash)
                .bind("label", token.label())
                .bindArray("scope", String.class, token.scope().list())
                .bind("issued", utc(token.issuedAt()))
                .bind("expires", utc(token.expiresAt()))
                .bind(
                        "replaces",
                        token.replaces() == null ? null : token.replaces().value())
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

    /** Lets a token hold until then and no longer. */
    void shortenToken(Handle db, TokenId id, Instant until) {
        db.createUpdate("UPDATE api_token SET expires_at = :until WHERE id = :id AND expires_at > :until")
                .bind("id", id.value())
                .bind("until", utc(until))
                .execute();
    }

    /** The token that this one was exchanged for, and that was not ended. */
    Optional<TokenId> successor(Handle db, TokenId id) {
        return db.createQuery("SELECT id FROM api_token WHERE replaces = :id AND ended_at IS NULL")
                .bind("id", id.value())
                .map((row, context) -> new TokenId(row.getString("id")))
                .findFirst();
    }

    /** Tokens made for at least {@code least} that run out by then and have no successor. */
    List<ApiToken> expiringBy(Handle db, Instant now, Instant then, Duration least) {
        return db.createQuery(TOKEN + """
                  t WHERE ended_at IS NULL AND expires_at > :now AND expires_at <= :then
                   AND expires_at - issued_at >= :least * interval '1 second'
                   AND NOT EXISTS (SELECT FROM api_token n WHERE n.replaces = t.id AND n.ended_at IS NULL)
                 ORDER BY expires_at, id""")
                .bind("now", utc(now))
                .bind("then", utc(then))
                .bind("least", least.toSeconds())
                .map((row, context) -> token(row))
                .list();
    }

    private Optional<Actor> one(Handle db, String condition, String value) {
        return db.createQuery(ACTOR + " WHERE a." + condition)
                .bind("value", value)
                .map((row, context) -> read(row, "id"))
                .findOne();
    }

    /** @param id the column that its id is in */
    private static Actor read(ResultSet row, String id) throws SQLException {
        return new Actor(
                new ActorId(row.getString(id)),
                row.getString("subject"),
                row.getString("display_name"),
                roles(row),
                instant(row, "registered_at"),
                instantOrNull(row, "ended_at"));
    }

    private static List<RoleBinding> roles(ResultSet row) throws SQLException {
        var roles = (String[]) row.getArray("held_roles").getArray();
        var departments = (@Nullable String[]) row.getArray("held_in").getArray();
        var held = new ArrayList<RoleBinding>();
        for (int i = 0; i < roles.length; i++) {
            var department = departments[i];
            held.add(new RoleBinding(
                    Role.of(roles[i]).orElseThrow(), department == null ? null : new DepartmentId(department)));
        }
        return held;
    }

    private static Optional<ActorId> actorId(String text) {
        try {
            return Optional.of(new ActorId(text));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }

    private static ApiToken token(ResultSet row) throws SQLException {
        var replaces = row.getString("replaces");
        return new ApiToken(
                new TokenId(row.getString("id")),
                new ActorId(row.getString("actor")),
                row.getString("label"),
                new TokenScope(Set.copyOf(texts(row, "scope"))),
                instant(row, "issued_at"),
                instant(row, "expires_at"),
                replaces == null ? null : new TokenId(replaces),
                instantOrNull(row, "last_used_at"),
                instantOrNull(row, "ended_at"));
    }
}
