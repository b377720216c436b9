package org.silobridge.catalogue.notice;

import static org.silobridge.catalogue.store.Columns.instant;
import static org.silobridge.catalogue.store.Columns.instantOrNull;
import static org.silobridge.catalogue.store.Columns.utc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.silobridge.model.ActorId;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.NoticeId;
import org.silobridge.model.Reason;
import org.silobridge.model.Violation;

/** Notices in PostgreSQL. Every method runs in the transaction of the handle it is given. */
final class NoticeStore {
    private static final String SELECT =
            "SELECT id, department, about, code, parameters, details, written_at, read_at, read_by FROM notice";
    private static final ObjectMapper JSON = new ObjectMapper();

    private record Detail(String path, String code, Map<String, String> parameters) {}

    /** All of them, newest first. */
    List<Notice> all(Handle db) {
        return db.createQuery(SELECT + " ORDER BY written_at DESC, id")
                .map((row, context) -> read(row))
                .list();
    }

    Optional<Notice> find(Handle db, NoticeId id) {
        return db.createQuery(SELECT + " WHERE id = :id")
                .bind("id", id.value())
                .map((row, context) -> read(row))
                .findOne();
    }

    /** False where the department has been told that already. */
    boolean insert(Handle db, Notice notice) {
        return db.createUpdate("""
                        INSERT INTO notice (id, department, about, code, parameters, details, written_at)
                        VALUES (:id, :department, :about, :code, :parameters::jsonb, :details::jsonb, :writtenAt)
                        ON CONFLICT (department, about, code) DO NOTHING""")
                        .bind("id", notice.id().value())
                        .bind(
                                "department",
                                notice.department() == null
                                        ? null
                                        : notice.department().value())
                        .bind("about", notice.about())
                        .bind("code", notice.reason().code())
                        .bind("parameters", json(notice.reason().parameters()))
                        .bind(
                                "details",
                                json(notice.details().stream()
                                        .map(detail -> new Detail(
                                                detail.path(),
                                                detail.reason().code(),
                                                detail.reason().parameters()))
                                        .toList()))
                        .bind("writtenAt", utc(notice.writtenAt()))
                        .execute()
                == 1;
    }

    /**
     * Puts a notice on its way to where its department wants it. Not to the target that it is about: who does not
     * answer there is not told so there.
     */
    void queue(Handle db, NoticeId id) {
        db.createUpdate("""
                        INSERT INTO notice_delivery (notice, target, queued_at)
                        SELECT n.id, t.id, n.written_at FROM notice n JOIN delivery_target t ON t.department = n.department
                         WHERE n.id = :id AND t.ended_at IS NULL AND t.id <> split_part(n.about, ' ', 1)""").bind("id", id.value()).execute();
    }

    /** Keeps who read it first. */
    void markRead(Handle db, NoticeId id, ActorId by, Instant at) {
        db.createUpdate("UPDATE notice SET read_at = :at, read_by = :by WHERE id = :id AND read_at IS NULL")
                .bind("id", id.value())
                .bind("by", by.value())
                .bind("at", utc(at))
                .execute();
    }

    private static Notice read(ResultSet row) throws SQLException {
        var department = row.getString("department");
        var readBy = row.getString("read_by");
        try {
            return new Notice(
                    new NoticeId(row.getString("id")),
                    department == null ? null : new DepartmentId(department),
                    row.getString("about"),
                    new Reason(
                            row.getString("code"),
                            JSON.readValue(row.getString("parameters"), new TypeReference<Map<String, String>>() {})),
                    JSON.readValue(row.getString("details"), new TypeReference<List<Detail>>() {}).stream()
                            .map(detail ->
                                    new Violation(detail.path(), null, new Reason(detail.code(), detail.parameters())))
                            .toList(),
                    instant(row, "written_at"),
                    instantOrNull(row, "read_at"),
                    readBy == null ? null : new ActorId(readBy));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the notice " + row.getString("id") + " cannot be read", e);
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
