package org.silobridge.catalogue.grant;

import static org.silobridge.catalogue.store.Columns.instant;
import static org.silobridge.catalogue.store.Columns.instantOrNull;
import static org.silobridge.catalogue.store.Columns.texts;
import static org.silobridge.catalogue.store.Columns.utc;
import static org.silobridge.catalogue.store.Columns.utcOrNull;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.Period;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.grant.Grant.Suspension;
import org.silobridge.catalogue.procedure.GrantTerms.Recertification;
import org.silobridge.catalogue.procedure.RenewalWish;
import org.silobridge.catalogue.timer.Timers;
import org.silobridge.model.ActorId;
import org.silobridge.model.DatasetId;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.GrantId;
import org.silobridge.model.GrantState;
import org.silobridge.model.RequestId;
import org.silobridge.model.Role;

/**
 * Grants in PostgreSQL. Every method runs in the transaction of the handle it is given: what changes a grant stages
 * its ledger entry beside it, or PostgreSQL refuses to commit.
 */
public final class GrantStore {
    static final Timers TIMERS =
            new Timers("grant", "SELECT id FROM access_grant WHERE state IN ('approved', 'active', 'suspended')");

    private static final String COLUMNS =
            "id, request, dataset, department, groups, state, approved_at, ends_at, follows_major, follows,"
                    + " recertify_every, recertify_notice, confirm_from, confirmed_at, renewal_asked_at, renewal_asked_by, renewal_asked_until, renewal_reason, active_at, suspended_at, suspended_by, suspended_as, suspend_reason, withheld_at, resumed_at, ended_at,"
                    + " noticed_at, lapsed, ended_by, end_reason, withdrawn_at";

    /** Those of them that have not ended. */
    List<Grant> live(Handle db, Collection<String> ids) {
        return db.createQuery("SELECT " + COLUMNS + " FROM access_grant"
                        + " WHERE state IN ('approved', 'active', 'suspended') AND id = ANY (:ids)")
                .bindArray("ids", String.class, ids)
                .map((row, context) -> read(row))
                .list();
    }

    /** Something happened to a grant that its own row does not have: its owner is another. */
    void wake(Handle db, GrantId grant) {
        TIMERS.wake(db, grant.value());
    }

    /** Grants with an entry that the ledger has not integrated yet. What widens has to wait for it. */
    public Set<GrantId> awaitingLedger(Handle db) {
        return db.createQuery("SELECT g.id FROM access_grant g JOIN ledger_pending p ON p.object = g.id")
                .map((row, context) -> new GrantId(row.getString("id")))
                .collect(Collectors.toUnmodifiableSet());
    }

    public Optional<Grant> find(Handle db, GrantId id) {
        return db.createQuery("SELECT " + COLUMNS + " FROM access_grant WHERE id = :id")
                .bind("id", id.value())
                .map((row, context) -> read(row))
                .findOne();
    }

    /** The grant, locked until the transaction ends: whoever decides about it next waits and sees the outcome. */
    public Optional<Grant> lock(Handle db, GrantId id) {
        return db.createQuery("SELECT " + COLUMNS + " FROM access_grant WHERE id = :id FOR UPDATE")
                .bind("id", id.value())
                .map((row, context) -> read(row))
                .findOne();
    }

    /** Those of them that are there, locked in the order of their ids. */
    List<Grant> lock(Handle db, Collection<GrantId> ids) {
        return db.createQuery("SELECT " + COLUMNS + " FROM access_grant WHERE id = ANY (:ids) ORDER BY id FOR UPDATE")
                .bindArray("ids", String.class, ids.stream().map(GrantId::value).toList())
                .map((row, context) -> read(row))
                .list();
    }

    public Optional<Grant> ofRequest(Handle db, RequestId request) {
        return db.createQuery("SELECT " + COLUMNS + " FROM access_grant WHERE request = :request")
                .bind("request", request.value())
                .map((row, context) -> read(row))
                .findOne();
    }

    /** Newest first. Null means: any. */
    public List<Grant> list(
            Handle db, @Nullable DatasetId dataset, @Nullable DepartmentId department, @Nullable GrantState state) {
        return db.createQuery("SELECT " + COLUMNS + " " + """
                 FROM access_grant
                WHERE (:dataset::text IS NULL OR dataset = :dataset)
                  AND (:department::text IS NULL OR department = :department)
                  AND (:state::text IS NULL OR state = :state)
                ORDER BY approved_at DESC, id""")
                .bind("dataset", dataset == null ? null : dataset.value())
                .bind("department", department == null ? null : department.value())
                .bind("state", state == null ? null : state.word())
                .map((row, context) -> read(row))
                .list();
    }

    public void insert(Handle db, Grant grant) {
        var rule = grant.recertification();
        db.createUpdate("""
                INSERT INTO access_grant (id, request, dataset, department, groups, state, approved_at, ends_at,
                       follows_major, follows, recertify_every, recertify_notice)
                VALUES (:id, :request, :dataset, :department, :groups, :state, :approvedAt, :endsAt, :followsMajor, :follows,
                       :every, :notice)""")
                .bind("id", grant.id().value())
                .bind("request", grant.request().value())
                .bind("dataset", grant.dataset().value())
                .bind("department", grant.department().value())
                .bindArray("groups", String.class, grant.groups())
                .bind("state", grant.state().word())
                .bind("approvedAt", utc(grant.approvedAt()))
                .bind("endsAt", utc(grant.endsAt()))
                .bind("followsMajor", grant.followsMajor())
                .bind(
                        "follows",
                        grant.follows() == null ? null : grant.follows().value())
                .bind("every", rule == null ? null : rule.every().toString())
                .bind("notice", rule == null ? null : rule.noticeDays())
                .execute();
        TIMERS.wake(db, grant.id().value());
    }

    /** Stores what a transition made of a grant that this transaction has locked. */
    public void update(Handle db, Grant grant) {
        var held = grant.suspension();
        var wish = grant.renewal();
        var rule = grant.recertification();
        db.createUpdate("""
                UPDATE access_grant
                   SET department = :department, state = :state, ends_at = :endsAt, renewal_asked_at = :wishAt, renewal_asked_by = :wishBy,
                       renewal_asked_until = :wishUntil, renewal_reason = :wishReason, recertify_every = :every, recertify_notice = :notice, confirm_from = :confirmFrom, confirmed_at = :confirmedAt, lapsed = :lapsed, active_at = :activeAt, suspended_at = :suspendedAt,
                       suspended_by = :suspendedBy, suspended_as = :suspendedAs, suspend_reason = :suspendReason,
                       withheld_at = :withheldAt, resumed_at = :resumedAt, ended_at = :endedAt,
                       noticed_at = :noticedAt, ended_by = :endedBy, end_reason = :endReason, withdrawn_at = :withdrawnAt
                 WHERE id = :id""")
                .bind("id", grant.id().value())
                .bind("state", grant.state().word())
                .bind("department", grant.department().value())
                .bind("endsAt", utc(grant.endsAt()))
                .bind("wishAt", wish == null ? null : utc(wish.at()))
                .bind("wishBy", wish == null ? null : wish.by().value())
                .bind("wishUntil", wish == null ? null : utc(wish.until()))
                .bind("wishReason", wish == null ? null : wish.reason())
                .bind("every", rule == null ? null : rule.every().toString())
                .bind("notice", rule == null ? null : rule.noticeDays())
                .bind("confirmFrom", utcOrNull(grant.confirmFrom()))
                .bind("confirmedAt", utcOrNull(grant.confirmedAt()))
                .bind("lapsed", grant.lapsed())
                .bind("activeAt", utcOrNull(grant.activeAt()))
                .bind("suspendedAt", held == null ? null : utc(held.at()))
                .bind("suspendedBy", held == null ? null : held.by().value())
                .bind("suspendedAs", held == null ? null : held.office().word())
                .bind("suspendReason", held == null ? null : held.reason())
                .bind("withheldAt", held == null ? null : utcOrNull(held.withheldAt()))
                .bind("resumedAt", utcOrNull(grant.resumedAt()))
                .bind("endedAt", utcOrNull(grant.endedAt()))
                .bind("noticedAt", utcOrNull(grant.noticedAt()))
                .bind(
                        "endedBy",
                        grant.endedBy() == null ? null : grant.endedBy().value())
                .bind("endReason", grant.endReason())
                .bind("withdrawnAt", utcOrNull(grant.withdrawnAt()))
                .execute();
        if (grant.hasEnded()) {
            TIMERS.end(db, grant.id().value());
        } else {
            TIMERS.wake(db, grant.id().value());
        }
    }

    /**
     * Stores, at once, that these were applied: what {@link Grant#applied} changes. The transaction has locked them. What the time
     * does to them does not change by that.
     */
    void updateApplied(Handle db, Collection<Grant> applied, Instant at) {
        db.createUpdate("UPDATE access_grant SET state = 'active', active_at = :at WHERE id = ANY (:ids)")
                .bindArray(
                        "ids",
                        String.class,
                        applied.stream().map(grant -> grant.id().value()).toList())
                .bind("at", utc(at))
                .execute();
    }

    /**
     * A department that held a grant before the one that does now.
     *
     * @param until the end of the grant
     */
    public record Former(GrantId grant, DatasetId dataset, DepartmentId department, Instant until) {}

    /** Those whose right Kafka has not been seen to have forgotten. */
    public List<Former> formerHolders(Handle db) {
        return db.createQuery("""
                SELECT f.access_grant, g.dataset, f.department, g.ends_at
                  FROM former_holder f JOIN access_grant g ON g.id = f.access_grant
                 WHERE f.gone_at IS NULL ORDER BY f.access_grant""")
                .map((row, context) -> new Former(
                        new GrantId(row.getString("access_grant")),
                        new DatasetId(row.getString("dataset")),
                        new DepartmentId(row.getString("department")),
                        instant(row, "ends_at")))
                .list();
    }

    void insertFormer(Handle db, GrantId grant, DepartmentId department, Instant passedAt) {
        db.createUpdate(
                        "INSERT INTO former_holder (access_grant, department, passed_at) VALUES (:grant, :department, :at)")
                .bind("grant", grant.value())
                .bind("department", department.value())
                .bind("at", utc(passedAt))
                .execute();
    }

    /** False where that was known. */
    boolean formerGone(Handle db, GrantId grant, DepartmentId department, Instant at) {
        return db.createUpdate("""
                UPDATE former_holder SET gone_at = :at
                 WHERE access_grant = :grant AND department = :department AND gone_at IS NULL""")
                        .bind("grant", grant.value())
                        .bind("department", department.value())
                        .bind("at", utc(at))
                        .execute()
                == 1;
    }

    private static Grant read(ResultSet row) throws SQLException {
        var endedBy = row.getString("ended_by");
        return new Grant(
                new GrantId(row.getString("id")),
                new RequestId(row.getString("request")),
                new DatasetId(row.getString("dataset")),
                new DepartmentId(row.getString("department")),
                texts(row, "groups"),
                GrantState.of(row.getString("state")).orElseThrow(),
                instant(row, "approved_at"),
                instant(row, "ends_at"),
                row.getBoolean("follows_major"),
                Optional.ofNullable(row.getString("follows")).map(GrantId::new).orElse(null),
                recertification(row),
                instantOrNull(row, "confirm_from"),
                instantOrNull(row, "confirmed_at"),
                renewal(row),
                instantOrNull(row, "active_at"),
                suspension(row),
                instantOrNull(row, "resumed_at"),
                instantOrNull(row, "ended_at"),
                instantOrNull(row, "noticed_at"),
                row.getBoolean("lapsed"),
                endedBy == null ? null : new ActorId(endedBy),
                row.getString("end_reason"),
                instantOrNull(row, "withdrawn_at"));
    }

    private static @Nullable Recertification recertification(ResultSet row) throws SQLException {
        var every = row.getString("recertify_every");
        return every == null ? null : new Recertification(Period.parse(every), row.getInt("recertify_notice"));
    }

    private static @Nullable RenewalWish renewal(ResultSet row) throws SQLException {
        var at = instantOrNull(row, "renewal_asked_at");
        return at == null
                ? null
                : new RenewalWish(
                        new ActorId(row.getString("renewal_asked_by")),
                        at,
                        instant(row, "renewal_asked_until"),
                        row.getString("renewal_reason"));
    }

    private static @Nullable Suspension suspension(ResultSet row) throws SQLException {
        var at = instantOrNull(row, "suspended_at");
        return at == null
                ? null
                : new Suspension(
                        new ActorId(row.getString("suspended_by")),
                        Role.of(row.getString("suspended_as")).orElseThrow(),
                        at,
                        row.getString("suspend_reason"),
                        instantOrNull(row, "withheld_at"));
    }
}
