package org.silobridge.catalogue.correction;

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
import org.silobridge.catalogue.correction.Appeal.Ruling;
import org.silobridge.catalogue.correction.Correction.End;
import org.silobridge.catalogue.correction.Correction.Extension;
import org.silobridge.catalogue.correction.Correction.Made;
import org.silobridge.catalogue.correction.Correction.Refused;
import org.silobridge.catalogue.correction.Correction.Unanswered;
import org.silobridge.catalogue.correction.Correction.Withdrawn;
import org.silobridge.catalogue.timer.Timers;
import org.silobridge.model.ActorId;
import org.silobridge.model.CorrectionId;
import org.silobridge.model.CorrectionState;
import org.silobridge.model.DatasetId;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.GrantId;

/** Corrections in PostgreSQL. Every method runs in the transaction of the handle it is given. */
final class CorrectionStore {
    static final Timers TIMERS =
            new Timers("correction", "SELECT id FROM correction WHERE state IN ('open', 'appealed')");

    private static final String SELECT = """
            SELECT c.id, c.access_grant, c.dataset, c.department, s.owner, s.ended_at AS dataset_ended_at, c.record_key, c.field, c.record_partition,
                   c.record_offset, c.evidence, c.state, c.filed_at, c.filed_by, c.extended_at, c.extended_by,
                   c.extension_days, c.extension_reason, c.ended_at, c.ended_by,
                   coalesce(c.corrected_partition, c.record_partition) AS corrected_partition, c.corrected_offset, c.refusal,
                   a.refused_at, a.refused_by, a.refusal AS refused_for, a.appealed_at, a.appealed_by, a.grounds,
                   a.ruled_at, a.ruled_by, a.ruling, a.reason
              FROM correction c JOIN dataset s ON s.id = c.dataset LEFT JOIN correction_appeal a ON a.correction = c.id
            """;

    Optional<Correction> find(Handle db, CorrectionId id) {
        return db.createQuery(SELECT + " WHERE c.id = :id")
                .bind("id", id.value())
                .map((row, context) -> read(row))
                .findOne();
    }

    /**
     * The correction, locked until the transaction ends. Its appeal is read after the lock is there: in the statement that
     * waits for it that would be as it was before.
     */
    Correction lock(Handle db, CorrectionId id) {
        db.createQuery("SELECT id FROM correction WHERE id = :id FOR UPDATE")
                .bind("id", id.value())
                .mapTo(String.class)
                .one();
        return find(db, id).orElseThrow();
    }

    /** Newest first. Null means: any. */
    List<Correction> list(Handle db, @Nullable DepartmentId department, @Nullable CorrectionState state) {
        return db.createQuery(SELECT + """
                 WHERE (:department::text IS NULL OR c.department = :department OR s.owner = :department)
                   AND (:state::text IS NULL OR c.state = :state)
                 ORDER BY c.filed_at DESC, c.id""")
                .bind("department", department == null ? null : department.value())
                .bind("state", state == null ? null : state.word())
                .map((row, context) -> read(row))
                .list();
    }

    /** Those of them that somebody has to act on. */
    Map<String, PendingCorrection> pending(Handle db, Collection<String> ids) {
        return db
                .createQuery(SELECT + " WHERE c.state IN ('open', 'appealed') AND c.id = ANY (:ids)")
                .bindArray("ids", String.class, ids)
                .map((row, context) -> (PendingCorrection) read(row))
                .stream()
                .collect(
                        Collectors.toMap(correction -> correction.dispute().id().value(), Function.identity()));
    }

    /** Makes disputes of one department wait for each other until the transaction ends. */
    void lockDepartment(Handle db, DepartmentId department) {
        db.createQuery(
                        "SELECT 1 FROM pg_advisory_xact_lock(hashtextextended('silobridge correction ' || :department, 0))")
                .bind("department", department.value())
                .mapTo(Integer.class)
                .one();
    }

    void insert(Handle db, Dispute dispute) {
        db.createUpdate("""
                INSERT INTO correction (id, access_grant, dataset, department, record_key, field, record_partition,
                    record_offset, evidence, state, filed_at, filed_by)
                VALUES (:id, :grant, :dataset, :department, :key, :field, :partition, :offset, :evidence, 'open',
                    :filedAt, :filedBy)""")
                .bind("id", dispute.id().value())
                .bind("grant", dispute.grant().value())
                .bind("dataset", dispute.dataset().value())
                .bind("department", dispute.department().value())
                .bind("key", dispute.key())
                .bind("field", dispute.field())
                .bind("partition", dispute.partition())
                .bind("offset", dispute.offset())
                .bind("evidence", dispute.evidence())
                .bind("filedAt", utc(dispute.filedAt()))
                .bind("filedBy", dispute.filedBy().value())
                .execute();
        TIMERS.wake(db, dispute.id().value());
    }

    /** Stores that a correction which this transaction has locked was given more time. */
    void extend(Handle db, CorrectionId id, Extension extension) {
        db.createUpdate("""
                UPDATE correction
                   SET extended_at = :at, extended_by = :by, extension_days = :days, extension_reason = :reason
                 WHERE id = :id""")
                .bind("id", id.value())
                .bind("at", utc(extension.at()))
                .bind("by", extension.by().value())
                .bind("days", extension.days())
                .bind("reason", extension.reason())
                .execute();
        TIMERS.wake(db, id.value());
    }

    /** Stores by whom a correction that this transaction has locked is disputed from now on; its owner is its dataset's. */
    void pass(Handle db, Dispute dispute) {
        db.createUpdate("UPDATE correction SET department = :department WHERE id = :id")
                .bind("id", dispute.id().value())
                .bind("department", dispute.department().value())
                .execute();
    }

    /** Another department answers or disputes it: what its predecessor was told, it has to know. */
    void wake(Handle db, CorrectionId id) {
        TIMERS.wake(db, id.value());
    }

    /** Those of a dataset that somebody has to act on. */
    List<CorrectionId> pending(Handle db, DatasetId dataset) {
        return db.createQuery(
                        "SELECT id FROM correction WHERE state IN ('open', 'appealed') AND dataset = :dataset ORDER BY id")
                .bind("dataset", dataset.value())
                .map((row, context) -> new CorrectionId(row.getString("id")))
                .list();
    }

    /** Those that a department disputes, closed or not. */
    List<CorrectionId> disputedBy(Handle db, DepartmentId department) {
        return db.createQuery("SELECT id FROM correction WHERE department = :department ORDER BY id")
                .bind("department", department.value())
                .map((row, context) -> new CorrectionId(row.getString("id")))
                .list();
    }

    /** Stores that a refused correction which this transaction has locked is appealed against. */
    void appeal(Handle db, AppealedCorrection appealed) {
        var appeal = appealed.appeal();
        var id = appealed.dispute().id().value();
        db.createUpdate("""
                INSERT INTO correction_appeal (correction, refused_at, refused_by, refusal, appealed_at, appealed_by, grounds)
                VALUES (:id, :refusedAt, :refusedBy, :refusal, :at, :by, :grounds)""")
                .bind("id", id)
                .bind("refusedAt", utc(appeal.against().at()))
                .bind("refusedBy", appeal.against().by().value())
                .bind("refusal", appeal.against().reason())
                .bind("at", utc(appeal.at()))
                .bind("by", appeal.by().value())
                .bind("grounds", appeal.grounds())
                .execute();
        db.createUpdate("""
                UPDATE correction SET state = 'appealed', ended_at = NULL, ended_by = NULL, refusal = NULL
                 WHERE id = :id""").bind("id", id).execute();
        TIMERS.wake(db, id);
    }

    /** Stores what was decided on the appeal of a correction that this transaction has locked; an order opens it again. */
    void rule(Handle db, CorrectionId id, Ruling ruling) {
        db.createUpdate("""
                UPDATE correction_appeal SET ruled_at = :at, ruled_by = :by, ruling = :ruling, reason = :reason
                 WHERE correction = :id""")
                .bind("id", id.value())
                .bind("at", utc(ruling.at()))
                .bind("by", ruling.by().value())
                .bind("ruling", ruling.isOrder() ? "ordered" : "upheld")
                .bind("reason", ruling.reason())
                .execute();
        if (ruling.isOrder()) {
            db.createUpdate("UPDATE correction SET state = 'open' WHERE id = :id")
                    .bind("id", id.value())
                    .execute();
            TIMERS.wake(db, id.value());
        }
    }

    /** Stores the end of a correction that this transaction has locked. */
    void end(Handle db, ClosedCorrection closed) {
        var end = closed.end();
        db.createUpdate("""
                UPDATE correction
                   SET state = :state, ended_at = :at, ended_by = :by, corrected_partition = :partition,
                       corrected_offset = :offset, refusal = :refusal
                 WHERE id = :id""")
                .bind("id", closed.dispute().id().value())
                .bind("state", closed.state().word())
                .bind("at", utc(end.at()))
                .bind("by", end.by().value())
                .bind("partition", end instanceof Made made ? (Integer) made.partition() : null)
                .bind("offset", end instanceof Made made ? (Long) made.offset() : null)
                .bind("refusal", end.reason())
                .execute();
        TIMERS.end(db, closed.dispute().id().value());
    }

    private static Correction read(ResultSet row) throws SQLException {
        var dispute = new Dispute(
                new CorrectionId(row.getString("id")),
                new GrantId(row.getString("access_grant")),
                new DatasetId(row.getString("dataset")),
                new DepartmentId(row.getString("department")),
                new DepartmentId(row.getString("owner")),
                row.getString("record_key"),
                row.getString("field"),
                row.getInt("record_partition"),
                row.getLong("record_offset"),
                row.getString("evidence"),
                instant(row, "filed_at"),
                new ActorId(row.getString("filed_by")));
        var extendedAt = instantOrNull(row, "extended_at");
        var extension = extendedAt == null
                ? null
                : new Extension(
                        extendedAt,
                        new ActorId(row.getString("extended_by")),
                        row.getInt("extension_days"),
                        row.getString("extension_reason"));
        var appeal = appeal(row);
        var end = end(row);
        if (end.isPresent()) {
            return new ClosedCorrection(dispute, extension, appeal, end.get());
        }
        return appeal != null && appeal.ruling() == null
                ? new AppealedCorrection(dispute, extension, appeal)
                : new OpenCorrection(dispute, extension, appeal);
    }

    private static @Nullable Appeal appeal(ResultSet row) throws SQLException {
        var at = instantOrNull(row, "appealed_at");
        if (at == null) {
            return null;
        }
        var ruledAt = instantOrNull(row, "ruled_at");
        return new Appeal(
                new Refused(
                        instant(row, "refused_at"),
                        new ActorId(row.getString("refused_by")),
                        row.getString("refused_for")),
                at,
                new ActorId(row.getString("appealed_by")),
                row.getString("grounds"),
                ruledAt == null
                        ? null
                        : new Ruling(
                                ruledAt,
                                new ActorId(row.getString("ruled_by")),
                                row.getString("ruling").equals("ordered"),
                                row.getString("reason")));
    }

    private static Optional<End> end(ResultSet row) throws SQLException {
        var state = CorrectionState.of(row.getString("state")).orElseThrow();
        if (state == CorrectionState.OPEN || state == CorrectionState.APPEALED) {
            return Optional.empty();
        }
        var at = instant(row, "ended_at");
        var by = new ActorId(row.getString("ended_by"));
        return Optional.of(
                switch (state) {
                    case CORRECTED ->
                        new Made(at, by, row.getInt("corrected_partition"), row.getLong("corrected_offset"));
                    // What ends with its dataset ends in the same transaction, at the same moment.
                    case REFUSED ->
                        at.equals(instantOrNull(row, "dataset_ended_at"))
                                ? new Unanswered(at, by, row.getString("refusal"))
                                : new Refused(at, by, row.getString("refusal"));
                    default -> new Withdrawn(at, by);
                });
    }
}
