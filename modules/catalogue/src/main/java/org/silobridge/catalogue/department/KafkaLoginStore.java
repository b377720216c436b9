package org.silobridge.catalogue.department;

import static org.silobridge.catalogue.store.Columns.instant;
import static org.silobridge.catalogue.store.Columns.instantOrNull;
import static org.silobridge.catalogue.store.Columns.utc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.silobridge.model.ActorId;
import org.silobridge.model.DepartmentId;

/**
 * Departments' log-ins to Kafka, where they are others than the one that each begins with. Every method runs in the
 * transaction of the handle it is given.
 */
public final class KafkaLoginStore {
    private static final String STANDING =
            "SELECT department, number, issued_at, until, ended_at, stood_at, has_password"
                    + " FROM kafka_login WHERE gone_at IS NULL";

    /** Those that Kafka may still know, oldest first within each department. */
    public List<KafkaLogin> all(Handle db) {
        return db.createQuery(STANDING + " ORDER BY department, number")
                .map((row, context) -> read(row))
                .list();
    }

    /** Those of {@link #all} that are of these departments. */
    public List<KafkaLogin> of(Handle db, Collection<DepartmentId> some) {
        return db.createQuery(STANDING + " AND department = ANY (:some) ORDER BY department, number")
                .bindArray(
                        "some",
                        String.class,
                        some.stream().map(DepartmentId::value).toList())
                .map((row, context) -> read(row))
                .list();
    }

    /** Those of one department, the one that it began with included. Lock the department before something hangs on it. */
    public List<KafkaLogin> of(Handle db, Department department) {
        var rows = db.createQuery(STANDING + " AND department = :department ORDER BY number")
                .bind("department", department.id().value())
                .map((row, context) -> read(row))
                .list();
        return rows.isEmpty() && last(db, department.id()) == 0
                ? List.of(new KafkaLogin(department.id(), 1, department.registeredAt(), null, null, true, true))
                : rows;
    }

    /** A new one, with a number that none has had. The one that it began with gets a row, too. */
    public KafkaLogin add(Handle db, Department department, boolean hasPassword, Instant now) {
        writeFirst(db, department);
        int number = last(db, department.id()) + 1;
        insert(db, department.id(), number, hasPassword, now, false);
        return new KafkaLogin(department.id(), number, now, null, null, false, hasPassword);
    }

    /** What the department began with needs no row until something happens to it. */
    private static void writeFirst(Handle db, Department department) {
        if (last(db, department.id()) == 0) {
            insert(db, department.id(), 1, true, department.registeredAt(), true);
        }
    }

    private static int last(Handle db, DepartmentId department) {
        return db.createQuery("SELECT coalesce(max(number), 0) FROM kafka_login WHERE department = :department")
                .bind("department", department.value())
                .mapTo(Integer.class)
                .one();
    }

    private static void insert(
            Handle db, DepartmentId department, int number, boolean hasPassword, Instant at, boolean stood) {
        db.createUpdate("""
                INSERT INTO kafka_login (department, number, has_password, issued_at, stood_at)
                VALUES (:department, :number, :hasPassword, :at, :stoodAt)""")
                .bind("department", department.value())
                .bind("number", number)
                .bind("hasPassword", hasPassword)
                .bind("at", utc(at))
                .bind("stoodAt", stood ? utc(at) : null)
                .execute();
    }

    /** It is over then at the latest. */
    public void limit(Handle db, KafkaLogin login, Instant until) {
        db.createUpdate("UPDATE kafka_login SET until = least(until, :until) WHERE department = :department"
                        + " AND number = :number")
                .bind("department", login.department().value())
                .bind("number", login.number())
                .bind("until", utc(until))
                .execute();
    }

    public void end(Handle db, Department department, KafkaLogin login, ActorId by, Instant at) {
        writeFirst(db, department);
        db.createUpdate("UPDATE kafka_login SET ended_at = :at, ended_by = :by WHERE department = :department"
                        + " AND number = :number AND ended_at IS NULL")
                .bind("department", login.department().value())
                .bind("number", login.number())
                .bind("by", by.value())
                .bind("at", utc(at))
                .execute();
    }

    public void stood(Handle db, DepartmentId department, int number, Instant at) {
        db.createUpdate("UPDATE kafka_login SET stood_at = :at WHERE department = :department AND number = :number"
                        + " AND stood_at IS NULL")
                .bind("department", department.value())
                .bind("number", number)
                .bind("at", utc(at))
                .execute();
    }

    /** Whether it was not gone before. */
    public boolean gone(Handle db, DepartmentId department, int number, Instant at) {
        return db.createUpdate("UPDATE kafka_login SET gone_at = :at WHERE department = :department"
                                + " AND number = :number AND gone_at IS NULL")
                        .bind("department", department.value())
                        .bind("number", number)
                        .bind("at", utc(at))
                        .execute()
                == 1;
    }

    private static KafkaLogin read(ResultSet row) throws SQLException {
        return new KafkaLogin(
                new DepartmentId(row.getString("department")),
                row.getInt("number"),
                instant(row, "issued_at"),
                instantOrNull(row, "until"),
                instantOrNull(row, "ended_at"),
                instantOrNull(row, "stood_at") != null,
                row.getBoolean("has_password"));
    }
}
