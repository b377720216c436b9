package org.silobridge.catalogue.login;

import static org.silobridge.catalogue.store.Columns.instantOrNull;
import static org.silobridge.catalogue.store.Columns.utc;
import static org.silobridge.catalogue.store.Columns.utcOrNull;

import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.ActorId;

/** Passwords in PostgreSQL. Every method runs in the transaction of the handle it is given. */
final class PasswordStore {

    /**
     * What is kept of a password.
     *
     * @param endsAt not null: it opens one log-in before then, at which it is changed
     */
    record Kept(String hash, @Nullable Instant endsAt) {
        boolean isForOnce() {
            return endsAt != null;
        }

        boolean holdsAt(Instant now) {
            return endsAt == null || endsAt.isAfter(now);
        }
    }

    Optional<Kept> find(Handle db, ActorId actor) {
        return db.createQuery("SELECT hash, ends_at FROM local_password WHERE actor = :actor")
                .bind("actor", actor.value())
                .map((row, context) -> new Kept(row.getString("hash"), instantOrNull(row, "ends_at")))
                .findOne();
    }

    void set(Handle db, ActorId actor, Kept password, Instant at) {
        db.createUpdate("""
                INSERT INTO local_password (actor, hash, set_at, ends_at) VALUES (:actor, :hash, :at, :ends)
                ON CONFLICT (actor) DO UPDATE SET hash = :hash, set_at = :at, ends_at = :ends""")
                .bind("actor", actor.value())
                .bind("hash", password.hash())
                .bind("at", utc(at))
                .bind("ends", utcOrNull(password.endsAt()))
                .execute();
    }

    /** Puts another one in the place of this one; false where that one is not there any more. */
    boolean change(Handle db, ActorId actor, Kept old, Kept password, Instant at) {
        return db.createUpdate("""
                UPDATE local_password SET hash = :hash, set_at = :at, ends_at = :ends
                 WHERE actor = :actor AND hash = :old""")
                        .bind("actor", actor.value())
                        .bind("old", old.hash())
                        .bind("hash", password.hash())
                        .bind("at", utc(at))
                        .bind("ends", utcOrNull(password.endsAt()))
                        .execute()
                == 1;
    }
}
