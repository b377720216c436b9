package org.silobridge.catalogue.department;

import static org.silobridge.catalogue.store.Columns.instant;
import static org.silobridge.catalogue.store.Columns.instantOrNull;
import static org.silobridge.catalogue.store.Columns.utc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.ActorId;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.DivisionCode;
import org.silobridge.model.Level;
import org.silobridge.model.LocalisedText;
import org.silobridge.model.Slug;

/** Departments in PostgreSQL. Every method runs in the transaction of the handle it is given. */
public final class DepartmentStore {
    private static final String SELECT =
            "SELECT id, slug, name_en, name_zh, social_credit_code, level, division_code, registered_at,"
                    + " ended_at, successor FROM department";

    /** By slug. */
    public List<Department> all(Handle db) {
        return db.createQuery(SELECT + " ORDER BY slug")
                .map((row, context) -> read(row))
                .list();
    }

    /** Those of them that are there, in no order. */
    public List<Department> find(Handle db, Collection<DepartmentId> ids) {
        return db.createQuery(SELECT + " WHERE id = ANY (:ids)")
                .bindArray(
                        "ids",
                        String.class,
                        ids.stream().map(DepartmentId::value).toList())
                .map((row, context) -> read(row))
                .list();
    }

    public Optional<Department> find(Handle db, DepartmentId id) {
        return one(db, "id", id.value());
    }

    /** What a person may write: an id or a slug. Empty where it is neither or names nothing. */
    public Optional<Department> find(Handle db, String idOrSlug) {
        return one(db, idOrSlug.startsWith(DepartmentId.KIND + "-") ? "id" : "slug", idOrSlug)
                .or(() -> one(db, "slug", idOrSlug));
    }

    public Optional<Department> bySocialCreditCode(Handle db, String code) {
        return one(db, "social_credit_code", code);
    }

    /** Inserts it; false where slug or code is taken, by a concurrent transaction too. */
    public boolean insert(Handle db, Department department) {
        return db.createUpdate("""
                INSERT INTO department (id, slug, name_en, name_zh, social_credit_code, level, division_code, registered_at)
                VALUES (:id, :slug, :en, :zh, :code, :level, :division, :at)
                ON CONFLICT DO NOTHING""")
                        .bind("id", department.id().value())
                        .bind("slug", department.slug().value())
                        .bind("en", department.name().en())
                        .bind("zh", department.name().zh())
                        .bind("code", department.socialCreditCode())
                        .bind("level", department.level().word())
                        .bind("division", department.division().digits())
                        .bind("at", utc(department.registeredAt()))
                        .execute()
                == 1;
    }

    /** The department, locked until the transaction ends: nobody registers anything of it meanwhile. */
    public Department lock(Handle db, DepartmentId id) {
        return db.createQuery(SELECT + " WHERE id = :id FOR UPDATE")
                .bind("id", id.value())
                .map((row, context) -> read(row))
                .one();
    }

    /** The department, which does not end until the transaction ends. */
    public Department hold(Handle db, DepartmentId id) {
        return db.createQuery(SELECT + " WHERE id = :id FOR KEY SHARE")
                .bind("id", id.value())
                .map((row, context) -> read(row))
                .one();
    }

    /** Stores that a department has ended. */
    public void end(Handle db, DepartmentId id, @Nullable DepartmentId successor, ActorId by, Instant at) {
        db.createUpdate("UPDATE department SET ended_at = :at, ended_by = :by, successor = :successor WHERE id = :id")
                .bind("id", id.value())
                .bind("successor", successor == null ? null : successor.value())
                .bind("by", by.value())
                .bind("at", utc(at))
                .execute();
    }

    private static Optional<Department> one(Handle db, String column, String value) {
        return db.createQuery(SELECT + " WHERE " + column + " = :value")
                .bind("value", value)
                .map((row, context) -> read(row))
                .findOne();
    }

    private static Department read(ResultSet row) throws SQLException {
        var successor = row.getString("successor");
        return new Department(
                new DepartmentId(row.getString("id")),
                new Slug(row.getString("slug")),
                new LocalisedText(row.getString("name_en"), row.getString("name_zh")),
                row.getString("social_credit_code"),
                Level.of(row.getString("level")).orElseThrow(),
                new DivisionCode(row.getString("division_code")),
                instant(row, "registered_at"),
                instantOrNull(row, "ended_at"),
                successor == null ? null : new DepartmentId(successor));
    }
}
