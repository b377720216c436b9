package org.silobridge.catalogue.actor;

import static org.silobridge.catalogue.store.Columns.instant;
import static org.silobridge.catalogue.store.Columns.utc;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.silobridge.model.ActorId;

/** Sessions in PostgreSQL. Every method runs in the transaction of the handle it is given. */
final class SessionStore {

    void insert(Handle db, Session session, byte[] hash) {
        db.createUpdate("""
                INSERT INTO session (hash, actor, made_at, last_seen_at, idle, ends_at)
                VALUES (:hash, :actor, :made, :seen, :idle * interval '1 second', :ends)""")
                .bind("hash", hash)
                .bind("actor", session.actor().value())
                .bind("made", utc(session.madeAt()))
                .bind("seen", utc(session.lastSeenAt()))
                .bind("idle", session.idle().toSeconds())
                .bind("ends", utc(session.endsAt()))
                .execute();
    }

    Optional<Session> find(Handle db, byte[] hash) {
        return db.createQuery("""
                SELECT actor, made_at, last_seen_at, extract(epoch FROM idle)::bigint AS idle, ends_at
                  FROM session WHERE hash = :hash""")
                .bind("hash", hash)
                .map((row, context) -> new Session(
                        new ActorId(row.getString("actor")),
                        instant(row, "made_at"),
                        instant(row, "last_seen_at"),
                        Duration.ofSeconds(row.getLong("idle")),
                        instant(row, "ends_at")))
                .findOne();
    }

    /** Notes that its holder was here, unless that was noted after {@code unless}. */
    void seen(Handle db, byte[] hash, Instant at, Instant unless) {
        db.createUpdate("UPDATE session SET last_seen_at = :at WHERE hash = :hash AND last_seen_at <= :unless")
                .bind("hash", hash)
                .bind("at", utc(at))
                .bind("unless", utc(unless))
                .execute();
    }

    void end(Handle db, byte[] hash) {
        db.createUpdate("DELETE FROM session WHERE hash = :hash")
                .bind("hash", hash)
                .execute();
    }

    /** Ends all of the actor's; how many there were. */
    int endAll(Handle db, ActorId actor) {
        return db.createUpdate("DELETE FROM session WHERE actor = :actor")
                .bind("actor", actor.value())
                .execute();
    }

    /** Forgets those that are over. */
    void sweep(Handle db, Instant now) {
        db.createUpdate("DELETE FROM session WHERE ends_at <= :now OR last_seen_at + idle <= :now")
                .bind("now", utc(now))
                .execute();
    }
}
