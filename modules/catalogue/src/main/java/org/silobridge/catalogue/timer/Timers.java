package org.silobridge.catalogue.timer;

import static org.silobridge.catalogue.store.Columns.instantOrNull;
import static org.silobridge.catalogue.store.Columns.utc;
import static org.silobridge.catalogue.store.Columns.utcOrNull;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The timers of one kind of matter in PostgreSQL: a row for each that runs, with the moment when it is to be looked at
 * next. Whoever changes a matter wakes its timer in the same transaction, and works no moment out: the next
 * {@link DueLook} does, from the matter as it is then.
 */
public final class Timers {
    private final String kind;
    private final String running;

    /** @param running a query for the ids of all matters of this kind that run */
    public Timers(String kind, String running) {
        this.kind = kind;
        this.running = running;
    }

    /** What its matters are called in the database and in the log. */
    String kind() {
        return kind;
    }

    /**
     * A timer as it was seen.
     *
     * @param at null: never by itself
     * @param changedIn the transaction that changed the matter last: where that is another by now, this one is stale
     */
    record Timer(String subject, @Nullable Instant at, String changedIn) {}

    /** A timer as it was seen, and what it is to be; null: never by itself. */
    record Setting(Timer seen, @Nullable Instant next) {}

    /** The matter is new, or something happened to it: it is looked at next. */
    public void wake(Handle db, String subject) {
        db.createUpdate("""
                INSERT INTO timer (subject, kind) VALUES (:subject, :kind)
                ON CONFLICT (subject) DO UPDATE SET at = DEFAULT, changed_in = DEFAULT""").bind("subject", subject).bind("kind", kind).execute();
    }

    /** The matter has ended. */
    public void end(Handle db, String subject) {
        db.createUpdate("DELETE FROM timer WHERE subject = :subject")
                .bind("subject", subject)
                .execute();
    }

    List<Timer> due(Handle db, Instant now) {
        return db.createQuery("""
                SELECT subject, at, changed_in::text FROM timer WHERE kind = :kind AND at <= :now ORDER BY at, subject""")
                .bind("kind", kind)
                .bind("now", utc(now))
                .map((row, context) -> read(row))
                .list();
    }

    /** All of them, and one for each matter that runs and had none. */
    List<Timer> all(Handle db) {
        db.createUpdate("INSERT INTO timer (subject, kind) SELECT id, :kind FROM (" + running
                        + ") AS matter (id) ON CONFLICT DO NOTHING")
                .bind("kind", kind)
                .execute();
        return db.createQuery("SELECT subject, at, changed_in::text FROM timer WHERE kind = :kind ORDER BY at, subject")
                .bind("kind", kind)
                .map((row, context) -> read(row))
                .list();
    }

    /** Sets those timers whose matters nobody has changed since they were seen. */
    void set(Handle db, Collection<Setting> settings) {
        var changed = settings.stream()
                .filter(setting -> !Objects.equals(setting.seen().at(), setting.next()))
                .toList();
        if (changed.isEmpty()) {
            return;
        }
        var batch =
                db.prepareBatch("UPDATE timer SET at = :at WHERE subject = :subject AND changed_in = :changedIn::xid8");
        for (var setting : changed) {
            batch.bind("at", utcOrNull(setting.next()))
                    .bind("subject", setting.seen().subject())
                    .bind("changedIn", setting.seen().changedIn())
                    .add();
        }
        batch.execute();
    }

    /** Removes timers of what has ended, unless it runs again. */
    void remove(Handle db, Collection<Timer> ended) {
        if (ended.isEmpty()) {
            return;
        }
        var batch = db.prepareBatch("DELETE FROM timer WHERE subject = :subject AND changed_in = :changedIn::xid8");
        for (var timer : ended) {
            batch.bind("subject", timer.subject())
                    .bind("changedIn", timer.changedIn())
                    .add();
        }
        batch.execute();
    }

    private static Timer read(ResultSet row) throws SQLException {
        return new Timer(row.getString("subject"), instantOrNull(row, "at"), row.getString("changed_in"));
    }
}
