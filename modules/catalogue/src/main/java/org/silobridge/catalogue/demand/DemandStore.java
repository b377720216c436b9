package org.silobridge.catalogue.demand;

import static org.silobridge.catalogue.store.Columns.instant;
import static org.silobridge.catalogue.store.Columns.instantOrNull;
import static org.silobridge.catalogue.store.Columns.utc;

import java.sql.ResultSet;
import java.sql.SQLException;
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
import org.silobridge.model.DemandId;
import org.silobridge.model.DemandState;
import org.silobridge.model.DepartmentId;

/** Demands in PostgreSQL. Every method runs in the transaction of the handle it is given. */
final class DemandStore {
    static final Timers TIMERS = new Timers("demand", "SELECT id FROM demand WHERE state = 'open'");

    private static final String SELECT = "SELECT id, department, holder, subject, description, purpose, legal_basis,"
            + " state, filed_at, filed_by, ended_at, ended_by, dataset, reason FROM demand";

    Optional<Demand> find(Handle db, DemandId id) {
        return db.createQuery(SELECT + " WHERE id = :id")
                .bind("id", id.value())
                .map((row, context) -> read(row))
                .findOne();
    }

    /** The demand, locked until the transaction ends. */
    Demand lock(Handle db, DemandId id) {
        return db.createQuery(SELECT + " WHERE id = :id FOR UPDATE")
                .bind("id", id.value())
                .map((row, context) -> read(row))
                .one();
    }

    /** Newest first. Null means: any. */
    List<Demand> list(Handle db, @Nullable DepartmentId department, @Nullable DemandState state) {
        return db.createQuery(SELECT + " " + """
                 WHERE (:department::text IS NULL OR department = :department OR holder = :department)
                   AND (:state::text IS NULL OR state = :state)
                 ORDER BY filed_at DESC, id""")
                .bind("department", department == null ? null : department.value())
                .bind("state", state == null ? null : state.word())
                .map((row, context) -> read(row))
                .list();
    }

    /** Those of them that are open. */
    Map<String, Demand> open(Handle db, Collection<String> ids) {
        return db
                .createQuery(SELECT + " WHERE state = 'open' AND id = ANY (:ids)")
                .bindArray("ids", String.class, ids)
                .map((row, context) -> read(row))
                .stream()
                .collect(Collectors.toMap(demand -> demand.id().value(), Function.identity()));
    }

    /** Makes demands of one department wait for each other until the transaction ends. */
    void lockDepartment(Handle db, DepartmentId department) {
        db.createQuery("SELECT 1 FROM pg_advisory_xact_lock(hashtextextended('silobridge demand ' || :department, 0))")
                .bind("department", department.value())
                .mapTo(Integer.class)
                .one();
    }

    void insert(Handle db, Demand demand) {
        db.createUpdate("""
                INSERT INTO demand (id, department, holder, subject, description, purpose, legal_basis, state,
                    filed_at, filed_by)
                VALUES (:id, :department, :holder, :subject, :description, :purpose, :legalBasis, :state, :filedAt,
                    :filedBy)""")
                .bind("id", demand.id().value())
                .bind("department", demand.department().value())
                .bind("holder", demand.holder().value())
                .bind("subject", demand.subject())
                .bind("description", demand.description())
                .bind("purpose", demand.purpose())
                .bind("legalBasis", demand.legalBasis())
                .bind("state", demand.state().word())
                .bind("filedAt", utc(demand.filedAt()))
                .bind("filedBy", demand.filedBy().value())
                .execute();
        TIMERS.wake(db, demand.id().value());
    }

    /** Stores whose a demand that this transaction has locked is, on either side. */
    void pass(Handle db, Demand demand) {
        db.createUpdate("UPDATE demand SET department = :department, holder = :holder WHERE id = :id")
                .bind("id", demand.id().value())
                .bind("department", demand.department().value())
                .bind("holder", demand.holder().value())
                .execute();
        TIMERS.wake(db, demand.id().value());
    }

    /** Stores the end of a demand that this transaction has locked. */
    void end(Handle db, Demand demand, Demand.End end) {
        db.createUpdate("""
                UPDATE demand
                   SET state = :state, ended_at = :at, ended_by = :by, dataset = :dataset, reason = :reason
                 WHERE id = :id""")
                .bind("id", demand.id().value())
                .bind("state", demand.state().word())
                .bind("at", utc(end.at()))
                .bind("by", end.by().value())
                .bind("dataset", end.dataset() == null ? null : end.dataset().value())
                .bind("reason", end.reason())
                .execute();
        TIMERS.end(db, demand.id().value());
    }

    private static Demand read(ResultSet row) throws SQLException {
        var endedAt = instantOrNull(row, "ended_at");
        var dataset = row.getString("dataset");
        return new Demand(
                new DemandId(row.getString("id")),
                new DepartmentId(row.getString("department")),
                new DepartmentId(row.getString("holder")),
                row.getString("subject"),
                row.getString("description"),
                row.getString("purpose"),
                row.getString("legal_basis"),
                DemandState.of(row.getString("state")).orElseThrow(),
                instant(row, "filed_at"),
                new ActorId(row.getString("filed_by")),
                endedAt == null
                        ? null
                        : new Demand.End(
                                endedAt,
                                new ActorId(row.getString("ended_by")),
                                dataset == null ? null : new DatasetId(dataset),
                                row.getString("reason")));
    }
}
