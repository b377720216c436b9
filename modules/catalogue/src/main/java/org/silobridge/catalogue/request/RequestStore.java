package org.silobridge.catalogue.request;

import static org.silobridge.catalogue.store.Columns.instant;
import static org.silobridge.catalogue.store.Columns.instantOrNull;
import static org.silobridge.catalogue.store.Columns.texts;
import static org.silobridge.catalogue.store.Columns.utc;
import static org.silobridge.catalogue.store.Columns.utcOrNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.timer.Timers;
import org.silobridge.model.ActorId;
import org.silobridge.model.DatasetId;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.Reason;
import org.silobridge.model.RequestId;
import org.silobridge.model.RequestState;

/** Requests in PostgreSQL. Every method runs in the transaction of the handle it is given. */
final class RequestStore {
    static final Timers TIMERS = new Timers("request", "SELECT id FROM access_request WHERE state = 'pending'");

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Whose a request is now: where the department that asked has ended, what it was refused is its successor's, to appeal
     * against and then to go on with. Not where that is the owner: nobody appeals against itself.
     */
    private static final String ASKING = """
            CASE WHEN EXISTS (SELECT FROM department d WHERE d.id = access_request.department AND d.successor IS NOT NULL)
            THEN coalesce((
                WITH RECURSIVE heir AS (
                    SELECT d.successor AS id FROM department d
                     WHERE d.id = access_request.department
                       AND (access_request.state = 'refused'
                            OR EXISTS (SELECT FROM request_act a
                                        WHERE a.request = access_request.id AND a.kind = 'appealed'
                                          AND a.done_at >= d.ended_at))
                    UNION ALL
                    SELECT d.successor FROM department d JOIN heir ON d.id = heir.id WHERE d.successor IS NOT NULL)
                SELECT heir.id FROM heir JOIN department d ON d.id = heir.id
                 WHERE d.successor IS NULL
                   AND heir.id <> (SELECT owner FROM dataset WHERE dataset.id = access_request.dataset)),
                access_request.department)
            ELSE access_request.department END""";

    private static final String SELECT =
            "SELECT id, dataset, " + ASKING + " AS department, purpose, legal_basis, scenario, commitment, groups,"
                    + " duration_days, follows_major, state, filed_at, filed_by, decided_at, decided_by, decision_code, decision_params,"
                    + " check_days, closed_at, closed_by, (SELECT json_agg(json_build_object('kind', kind,"
                    + " 'at', (extract(epoch FROM done_at) * 1000)::bigint, 'by', done_by, 'said', said, 'days', days,"
                    + " 'groups', groups, 'followsMajor', follows_major, 'due', (extract(epoch FROM due_at) * 1000)::bigint,"
                    + " 'code', code, 'params', params) ORDER BY ordinal)"
                    + " FROM request_act WHERE request_act.request = access_request.id) AS acts FROM access_request";

    /** An act, as the database writes it. */
    private record Written(
            String kind,
            long at,
            @Nullable String by,
            String said,
            @Nullable Integer days,
            @Nullable List<String> groups,
            @Nullable Boolean followsMajor,
            @Nullable String code,
            @Nullable Map<String, String> params,
            @Nullable Long due) {

        Act read() {
            return new Act(
                    Act.Kind.of(kind).orElseThrow(),
                    Instant.ofEpochMilli(at),
                    by == null ? null : new ActorId(by),
                    said,
                    days,
                    groups,
                    followsMajor,
                    code == null || params == null ? null : new Reason(code, params),
                    due == null ? null : Instant.ofEpochMilli(due));
        }
    }

    /** What an idempotency key was used for. */
    record UsedKey(String bodyHash, RequestId request) {}

    Optional<AccessRequest> find(Handle db, RequestId id) {
        return db.createQuery(SELECT + " WHERE id = :id")
                .bind("id", id.value())
                .map((row, context) -> read(row))
                .findOne();
    }

    /**
     * The request, locked until the transaction ends: a second steward waits here and then sees what the first one did.
     * Its acts are read after the lock is there: in the statement that waits for it they would be as they were before.
     */
    Optional<AccessRequest> lock(Handle db, RequestId id) {
        db.createQuery("SELECT id FROM access_request WHERE id = :id FOR UPDATE")
                .bind("id", id.value())
                .mapTo(String.class)
                .findOne();
        return find(db, id);
    }

    /** Newest first. Null means: any. */
    List<AccessRequest> list(
            Handle db, @Nullable DatasetId dataset, @Nullable DepartmentId department, @Nullable RequestState state) {
        return db.createQuery(SELECT + " " + """
                 WHERE (:dataset::text IS NULL OR dataset = :dataset)
                   AND (:state::text IS NULL OR state = :state)
                   AND (:department::text IS NULL OR :department =\s""" + ASKING + ") ORDER BY filed_at DESC, id")
                .bind("dataset", dataset == null ? null : dataset.value())
                .bind("department", department == null ? null : department.value())
                .bind("state", state == null ? null : state.word())
                .map((row, context) -> read(row))
                .list();
    }

    /** Those of them that are pending. */
    Map<String, AccessRequest> pending(Handle db, Collection<String> ids) {
        return db
                .createQuery(SELECT + " WHERE state = 'pending' AND id = ANY (:ids)")
                .bindArray("ids", String.class, ids)
                .map((row, context) -> read(row))
                .stream()
                .collect(Collectors.toMap(request -> request.id().value(), Function.identity()));
    }

    /** Those of a department for a dataset that are pending, or were granted; newest first. */
    List<AccessRequest> standing(Handle db, DatasetId dataset, DepartmentId department) {
        return db.createQuery(SELECT + " " + """
                 WHERE dataset = :dataset AND state IN ('pending', 'approved')
                   AND :department =\s""" + ASKING + " ORDER BY filed_at DESC, id")
                .bind("dataset", dataset.value())
                .bind("department", department.value())
                .map((row, context) -> read(row))
                .list();
    }

    /** Makes requests of one department for one dataset wait for each other until the transaction ends. */
    void lockPair(Handle db, DatasetId dataset, DepartmentId department) {
        lock(db, "request " + dataset + " " + department);
    }

    /** Makes uses of one idempotency key wait for each other until the transaction ends. */
    Optional<UsedKey> lockKey(Handle db, ActorId actor, String key) {
        lock(db, "idempotency " + actor + " " + key);
        return db.createQuery("SELECT body_hash, request FROM idempotency_key WHERE actor = :actor AND key = :key")
                .bind("actor", actor.value())
                .bind("key", key)
                .map((row, context) -> new UsedKey(row.getString("body_hash"), new RequestId(row.getString("request"))))
                .findOne();
    }

    void insertKey(Handle db, ActorId actor, String key, String bodyHash, RequestId request, Instant at) {
        db.createUpdate("""
                INSERT INTO idempotency_key (actor, key, body_hash, request, used_at)
                VALUES (:actor, :key, :hash, :request, :at)""")
                .bind("actor", actor.value())
                .bind("key", key)
                .bind("hash", bodyHash)
                .bind("request", request.value())
                .bind("at", utc(at))
                .execute();
    }

    void insert(Handle db, AccessRequest request) {
        var decision = request.decision();
        db.createUpdate("""
                INSERT INTO access_request (id, dataset, department, purpose, legal_basis, scenario, commitment, groups,
                    duration_days, follows_major, state, filed_at, filed_by, check_days, decided_at, decided_by, decision_code,
                    decision_params)
                VALUES (:id, :dataset, :department, :purpose, :legalBasis, :scenario, :commitment, :groups, :days, :follows, :state, :filedAt,
                    :filedBy, :checkDays, :decidedAt, :decidedBy, :code, :params::jsonb)""")
                .bind("id", request.id().value())
                .bind("dataset", request.dataset().value())
                .bind("department", request.department().value())
                .bind("purpose", request.purpose())
                .bind("legalBasis", request.legalBasis())
                .bind("scenario", request.scenario())
                .bind("commitment", request.commitment())
                .bindArray("groups", String.class, request.groups())
                .bind("days", request.durationDays())
                .bind("follows", request.followsMajor())
                .bind("state", request.state().word())
                .bind("filedAt", utc(request.filedAt()))
                .bind("filedBy", request.filedBy().value())
                .bind("checkDays", request.checkDays())
                .bind("decidedAt", decision == null ? null : utc(decision.at()))
                .bind("decidedBy", decision == null ? null : actor(decision))
                .bind("code", decision == null ? null : decision.reason().code())
                .bind("params", decision == null ? null : written(decision.reason()))
                .execute();
        if (request.state() == RequestState.PENDING) {
            TIMERS.wake(db, request.id().value());
        }
    }

    /** Stores the decision of a request that this transaction has locked. */
    void update(Handle db, AccessRequest request, AccessRequest.Decision decision) {
        db.createUpdate("""
                UPDATE access_request
                   SET state = :state, decided_at = :at, decided_by = :by, decision_code = :code,
                       decision_params = :params::jsonb
                 WHERE id = :id""")
                .bind("id", request.id().value())
                .bind("state", request.state().word())
                .bind("at", utc(decision.at()))
                .bind("by", actor(decision))
                .bind("code", decision.reason().code())
                .bind("params", written(decision.reason()))
                .execute();
        TIMERS.end(db, request.id().value());
    }

    /** Stores the newest act of a request that this transaction has locked or made. */
    void add(Handle db, RequestId request, Act act) {
        var reason = act.reason();
        db.createUpdate("""
                INSERT INTO request_act (request, ordinal, kind, done_at, done_by, said, days, groups, follows_major, code, params, due_at)
                SELECT :request, count(*) + 1, :kind, :at, :by, :said, :days, string_to_array(:groups, ','), :follows, :code,
                       :params::jsonb, :dueAt
                  FROM request_act WHERE request = :request""")
                .bind("request", request.value())
                .bind("kind", act.kind().toString())
                .bind("at", utc(act.at()))
                .bind("by", act.by() == null ? null : act.by().value())
                .bind("said", act.said())
                .bind("days", act.days())
                .bind("groups", act.groups() == null ? null : String.join(",", act.groups()))
                .bind("follows", act.followsMajor())
                .bind("code", reason == null ? null : reason.code())
                .bind("params", reason == null ? null : written(reason))
                .bind("dueAt", utcOrNull(act.dueAt()))
                .execute();
        TIMERS.wake(db, request.value());
    }

    /** Makes a refused request that this transaction has locked a pending one again. */
    void reopen(Handle db, RequestId request) {
        db.createUpdate("""
                UPDATE access_request
                   SET state = 'pending', decided_at = NULL, decided_by = NULL, decision_code = NULL,
                       decision_params = NULL
                 WHERE id = :id""").bind("id", request.value()).execute();
        TIMERS.wake(db, request.value());
    }

    /** Stores the end without a decision of a request that this transaction has locked. */
    void close(Handle db, AccessRequest request, AccessRequest.Closing closing) {
        db.createUpdate("""
                UPDATE access_request
                   SET state = :state, closed_at = :at, closed_by = :by
                 WHERE id = :id""")
                .bind("id", request.id().value())
                .bind("state", request.state().word())
                .bind("at", utc(closing.at()))
                .bind("by", closing.by() == null ? null : closing.by().value())
                .execute();
        TIMERS.end(db, request.id().value());
    }

    private static void lock(Handle db, String what) {
        db.createQuery("SELECT 1 FROM pg_advisory_xact_lock(hashtextextended('silobridge ' || :what, 0))")
                .bind("what", what)
                .mapTo(Integer.class)
                .one();
    }

    private static @Nullable String actor(AccessRequest.Decision decision) {
        return decision.by() == null ? null : decision.by().value();
    }

    private static String written(Reason reason) {
        try {
            return JSON.writeValueAsString(reason.parameters());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of texts is JSON", e);
        }
    }

    private static AccessRequest read(ResultSet row) throws SQLException {
        return new AccessRequest(
                new RequestId(row.getString("id")),
                new DatasetId(row.getString("dataset")),
                new DepartmentId(row.getString("department")),
                row.getString("purpose"),
                row.getString("legal_basis"),
                row.getString("scenario"),
                row.getString("commitment"),
                texts(row, "groups"),
                row.getInt("duration_days"),
                row.getBoolean("follows_major"),
                RequestState.of(row.getString("state")).orElseThrow(),
                instant(row, "filed_at"),
                new ActorId(row.getString("filed_by")),
                row.getObject("check_days", Integer.class),
                decision(row),
                acts(row),
                closing(row));
    }

    private static List<Act> acts(ResultSet row) throws SQLException {
        var written = row.getString("acts");
        if (written == null) {
            return List.of();
        }
        try {
            return JSON.readValue(written, new TypeReference<List<Written>>() {}).stream()
                    .map(Written::read)
                    .toList();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the acts of request " + row.getString("id") + " cannot be read", e);
        }
    }

    private static AccessRequest.@Nullable Closing closing(ResultSet row) throws SQLException {
        var at = instantOrNull(row, "closed_at");
        if (at == null) {
            return null;
        }
        var by = row.getString("closed_by");
        return new AccessRequest.Closing(by == null ? null : new ActorId(by), at);
    }

    private static AccessRequest.@Nullable Decision decision(ResultSet row) throws SQLException {
        var at = instantOrNull(row, "decided_at");
        if (at == null) {
            return null;
        }
        var by = row.getString("decided_by");
        try {
            return new AccessRequest.Decision(
                    by == null ? null : new ActorId(by),
                    at,
                    new Reason(
                            row.getString("decision_code"),
                            JSON.readValue(
                                    row.getString("decision_params"), new TypeReference<Map<String, String>>() {})));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the decision of request " + row.getString("id") + " cannot be read", e);
        }
    }
}
