package org.silobridge.catalogue.delivery;

import static org.silobridge.catalogue.store.Columns.instant;
import static org.silobridge.catalogue.store.Columns.instantOrNull;
import static org.silobridge.catalogue.store.Columns.utc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.ActorId;
import org.silobridge.model.DeliveryTargetId;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.NoticeId;
import org.silobridge.model.Reason;

/** Targets and what is on the way to them. Every method runs in the transaction of the handle it is given. */
final class DeliveryStore {
    private static final String TARGET = "t.id, t.department, t.kind, t.address, t.language, t.added_at, t.added_by";
    private static final ObjectMapper JSON = new ObjectMapper();

    private record Failure(String code, Map<String, String> parameters) {}

    // Targets

    /** False where the department has it already. */
    boolean insert(Handle db, DeliveryTarget target) {
        var language = target.language();
        return db.createUpdate("""
                        INSERT INTO delivery_target
                            (id, department, kind, address, language, added_at, added_by, next_at)
                        VALUES (:id, :department, :kind, :address, :language, :at, :by, :at)
                        ON CONFLICT (department, kind, address) WHERE ended_at IS NULL DO NOTHING""")
                        .bind("id", target.id().value())
                        .bind("department", target.department().value())
                        .bind("kind", target.kind().toString())
                        .bind("address", target.address())
                        .bind("language", language == null ? null : language.getLanguage())
                        .bind("at", utc(target.addedAt()))
                        .bind("by", target.addedBy().value())
                        .execute()
                == 1;
    }

    /** One of a department, ended or not. */
    Optional<DeliveryTarget> find(Handle db, DepartmentId department, DeliveryTargetId id) {
        return db.createQuery(
                        "SELECT " + TARGET + " FROM delivery_target t WHERE id = :id AND department = :department")
                .bind("id", id.value())
                .bind("department", department.value())
                .map((row, context) -> target(row))
                .findOne();
    }

    /** One that has not ended. */
    Optional<DeliveryTarget> find(Handle db, DepartmentId department, DeliveryTarget.Kind kind, String address) {
        return db.createQuery("SELECT " + TARGET + " FROM delivery_target t"
                        + " WHERE department = :department AND kind = :kind AND address = :address"
                        + " AND ended_at IS NULL")
                .bind("department", department.value())
                .bind("kind", kind.toString())
                .bind("address", address)
                .map((row, context) -> target(row))
                .findOne();
    }

    /** Those of a department that have not ended, oldest first. */
    List<TargetStanding> ofDepartment(Handle db, DepartmentId department) {
        return db.createQuery("SELECT " + TARGET + """
                        , t.failing_since, t.failure,
                          (SELECT count(*) FROM notice_delivery d WHERE d.target = t.id AND d.state = 'queued') AS queued,
                          (SELECT min(queued_at) FROM notice_delivery d WHERE d.target = t.id AND d.state = 'queued')
                              AS oldest,
                          (SELECT count(*) FROM notice_delivery d WHERE d.target = t.id AND d.state = 'given-up')
                              AS given_up
                          FROM delivery_target t
                         WHERE t.department = :department AND t.ended_at IS NULL ORDER BY t.added_at, t.id""")
                .bind("department", department.value())
                .map((row, context) -> new TargetStanding(
                        target(row),
                        row.getInt("queued"),
                        instantOrNull(row, "oldest"),
                        row.getInt("given_up"),
                        instantOrNull(row, "failing_since"),
                        failure(row)))
                .list();
    }

    int count(Handle db, DepartmentId department) {
        return db.createQuery(
                        "SELECT count(*) FROM delivery_target WHERE department = :department AND ended_at IS NULL")
                .bind("department", department.value())
                .mapTo(Integer.class)
                .one();
    }

    /**
     * Ends a target, and what is on the way to it.
     *
     * @param by null: the target itself said so
     * @return false where it had ended before
     */
    boolean end(Handle db, DeliveryTargetId id, @Nullable ActorId by, Instant at) {
        boolean ended = db.createUpdate("UPDATE delivery_target SET ended_at = :at, ended_by = :by,"
                                + " claim = NULL, claimed_until = NULL WHERE id = :id AND ended_at IS NULL")
                        .bind("at", utc(at))
                        .bind("by", by == null ? null : by.value())
                        .bind("id", id.value())
                        .execute()
                == 1;
        db.createUpdate("UPDATE notice_delivery SET state = 'ended', done_at = :at"
                        + " WHERE target = :id AND state = 'queued'")
                .bind("at", utc(at))
                .bind("id", id.value())
                .execute();
        return ended;
    }

    /** Ends what was put on its way by a transaction that did not see yet that its target ends. */
    void endLate(Handle db, Instant at) {
        db.createUpdate("UPDATE notice_delivery d SET state = 'ended', done_at = :at FROM delivery_target t"
                        + " WHERE t.id = d.target AND d.state = 'queued' AND t.ended_at IS NOT NULL")
                .bind("at", utc(at))
                .execute();
    }

    // Couriers

    /** A target that one courier has to itself, until it says otherwise or is silent for too long. */
    record Claim(DeliveryTarget target, String token) {}

    /** Takes a target that something waits for; of those, one that works before one that fails. */
    Optional<Claim> claim(Handle db, String token, Instant now, Instant until) {
        return db.createQuery("""
                        UPDATE delivery_target t SET claim = :token, claimed_until = :until
                         WHERE t.id = (SELECT c.id FROM delivery_target c
                                        WHERE c.ended_at IS NULL AND c.next_at <= :now
                                          AND (c.claimed_until IS NULL OR c.claimed_until <= :now)
                                          AND EXISTS (SELECT FROM notice_delivery d
                                                       WHERE d.target = c.id AND d.state = 'queued')
                                        ORDER BY c.failures, c.next_at LIMIT 1 FOR UPDATE SKIP LOCKED)
                        RETURNING\s""" + TARGET)
                .bind("token", token)
                .bind("now", utc(now))
                .bind("until", utc(until))
                .map((row, context) -> new Claim(target(row), token))
                .findOne();
    }

    /** False where the claim is no longer theirs. */
    boolean renew(Handle db, Claim claim, Instant until) {
        return db.createUpdate("UPDATE delivery_target SET claimed_until = :until WHERE id = :id AND claim = :token")
                        .bind("until", utc(until))
                        .bind("id", claim.target().id().value())
                        .bind("token", claim.token())
                        .execute()
                == 1;
    }

    /** Gives a claim back, so that others may go on {@code nextAt}. */
    void release(Handle db, Claim claim, Instant nextAt) {
        db.createUpdate("UPDATE delivery_target SET claim = NULL, claimed_until = NULL, next_at = :nextAt"
                        + " WHERE id = :id AND claim = :token")
                .bind("nextAt", utc(nextAt))
                .bind("id", claim.target().id().value())
                .bind("token", claim.token())
                .execute();
    }

    /** What is to be sent next: what failed least, then what waits longest; so nothing waits behind what never goes. */
    Optional<NoticeId> next(Handle db, DeliveryTargetId target) {
        return db.createQuery("SELECT notice FROM notice_delivery WHERE target = :target AND state = 'queued'"
                        + " ORDER BY attempts, queued_at, notice LIMIT 1")
                .bind("target", target.value())
                .map((row, context) -> new NoticeId(row.getString("notice")))
                .findOne();
    }

    void delivered(Handle db, DeliveryTargetId target, NoticeId notice, Instant at) {
        db.createUpdate("UPDATE notice_delivery SET state = 'delivered', done_at = :at"
                        + " WHERE target = :target AND notice = :notice AND state = 'queued'")
                .bind("at", utc(at))
                .bind("target", target.value())
                .bind("notice", notice.value())
                .execute();
        db.createUpdate("UPDATE delivery_target SET failures = 0, failing_since = NULL, failure = NULL"
                        + " WHERE id = :target AND failures > 0")
                .bind("target", target.value())
                .execute();
    }

    /** Counts a failure; how many in a row these are now. */
    int failed(Handle db, DeliveryTargetId target, NoticeId notice, Reason why, Instant at) {
        var failure = json(new Failure(why.code(), why.parameters()));
        db.createUpdate("UPDATE notice_delivery SET attempts = attempts + 1, failure = :failure::jsonb,"
                        + " failed_at = coalesce(failed_at, :at)"
                        + " WHERE target = :target AND notice = :notice AND state = 'queued'")
                .bind("failure", failure)
                .bind("at", utc(at))
                .bind("target", target.value())
                .bind("notice", notice.value())
                .execute();
        return db.createQuery("UPDATE delivery_target SET failures = failures + 1, failure = :failure::jsonb,"
                        + " failing_since = coalesce(failing_since, :at) WHERE id = :target RETURNING failures")
                .bind("failure", failure)
                .bind("at", utc(at))
                .bind("target", target.value())
                .mapTo(Integer.class)
                .one();
    }

    /**
     * Gives up what has failed since {@code cutoff} or longer, and what waits as long for a target that only failed
     * since then.
     *
     * @return how many
     */
    int giveUp(Handle db, DeliveryTargetId target, Instant cutoff, Instant at) {
        return db.createUpdate("""
                        UPDATE notice_delivery d SET state = 'given-up', done_at = :at, failure = coalesce(d.failure, t.failure)
                          FROM delivery_target t
                         WHERE t.id = :target AND d.target = t.id AND d.state = 'queued'
                           AND (d.failed_at <= :cutoff OR (d.queued_at <= :cutoff AND t.failing_since <= :cutoff))""")
                .bind("target", target.value())
                .bind("cutoff", utc(cutoff))
                .bind("at", utc(at))
                .execute();
    }

    // What is shown

    /** How far these notices have got, by notice; those that go nowhere are not in it. */
    Map<NoticeId, List<NoticeDelivery>> of(Handle db, Collection<NoticeId> notices) {
        var found = new HashMap<NoticeId, List<NoticeDelivery>>();
        if (notices.isEmpty()) {
            return found;
        }
        db.createQuery("SELECT d.notice, d.target, t.kind, d.state, d.attempts, d.failure, d.done_at"
                        + " FROM notice_delivery d JOIN delivery_target t ON t.id = d.target"
                        + " WHERE d.notice = ANY (:notices) ORDER BY t.added_at, t.id")
                .bindArray(
                        "notices",
                        String.class,
                        notices.stream().map(NoticeId::value).toArray())
                .map((row, context) -> Map.entry(
                        new NoticeId(row.getString("notice")),
                        new NoticeDelivery(
                                new DeliveryTargetId(row.getString("target")),
                                kind(row),
                                NoticeDelivery.State.of(row.getString("state")),
                                row.getInt("attempts"),
                                failure(row),
                                instantOrNull(row, "done_at"))))
                .forEach(entry -> found.computeIfAbsent(entry.getKey(), unknown -> new ArrayList<>())
                        .add(entry.getValue()));
        return found;
    }

    /** Figures of all targets of one kind. */
    record Figures(
            int targets, int failing, int queued, @Nullable Instant oldestQueuedAt, int givenUp) {}

    Figures figures(Handle db, DeliveryTarget.Kind kind) {
        return db.createQuery("""
                        SELECT (SELECT count(*) FROM delivery_target WHERE kind = :kind AND ended_at IS NULL) AS targets,
                               (SELECT count(*) FROM delivery_target
                                 WHERE kind = :kind AND ended_at IS NULL AND failures > 0) AS failing,
                               count(*) FILTER (WHERE d.state = 'queued') AS queued,
                               min(d.queued_at) FILTER (WHERE d.state = 'queued') AS oldest,
                               count(*) FILTER (WHERE d.state = 'given-up') AS given_up
                          FROM notice_delivery d JOIN delivery_target t ON t.id = d.target
                         WHERE t.kind = :kind AND d.state IN ('queued', 'given-up')""")
                .bind("kind", kind.toString())
                .map((row, context) -> new Figures(
                        row.getInt("targets"),
                        row.getInt("failing"),
                        row.getInt("queued"),
                        instantOrNull(row, "oldest"),
                        row.getInt("given_up")))
                .one();
    }

    private static DeliveryTarget target(ResultSet row) throws SQLException {
        var language = row.getString("language");
        return new DeliveryTarget(
                new DeliveryTargetId(row.getString("id")),
                new DepartmentId(row.getString("department")),
                kind(row),
                row.getString("address"),
                language == null ? null : Locale.forLanguageTag(language),
                instant(row, "added_at"),
                new ActorId(row.getString("added_by")));
    }

    private static DeliveryTarget.Kind kind(ResultSet row) throws SQLException {
        var word = row.getString("kind");
        return DeliveryTarget.Kind.of(word)
                .orElseThrow(() -> new IllegalStateException("no kind of a target: " + word));
    }

    private static @Nullable Reason failure(ResultSet row) throws SQLException {
        var text = row.getString("failure");
        if (text == null) {
            return null;
        }
        try {
            var failure = JSON.readValue(text, Failure.class);
            return new Reason(failure.code(), failure.parameters());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a failure cannot be read", e);
        }
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts can be written as JSON", e);
        }
    }
}
