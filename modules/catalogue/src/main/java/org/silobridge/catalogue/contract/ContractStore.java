package org.silobridge.catalogue.contract;

import static org.silobridge.catalogue.store.Columns.instant;
import static org.silobridge.catalogue.store.Columns.texts;
import static org.silobridge.catalogue.store.Columns.utc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.silobridge.model.ActorId;
import org.silobridge.model.ContractName;
import org.silobridge.model.ContractVersion;
import org.silobridge.model.DatasetName;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.GrantId;
import org.silobridge.model.Slug;

/** Published contract versions in PostgreSQL. Every method runs in the transaction of the handle it is given. */
public final class ContractStore {
    private static final String SELECT = "SELECT database, name, major, minor, yaml, avsc, wire_schema, digest,"
            + " published_at, published_by FROM contract_version";

    /** All versions by name, oldest first. */
    public List<PublishedVersion> all(Handle db) {
        return db.createQuery(SELECT + " ORDER BY database, name, major, minor")
                .map((row, context) -> read(row))
                .list();
    }

    /** All versions of one contract, oldest first. */
    public List<PublishedVersion> versions(Handle db, ContractName name) {
        return db.createQuery(SELECT + " WHERE database = :database AND name = :name ORDER BY major, minor")
                .bind("database", name.database().value())
                .bind("name", name.name().value())
                .map((row, context) -> read(row))
                .list();
    }

    /** All versions of one major, oldest first. */
    public List<PublishedVersion> versions(Handle db, ContractName name, int major) {
        return versions(db, name).stream()
                .filter(version -> version.version().major() == major)
                .toList();
    }

    public Optional<PublishedVersion> find(Handle db, ContractName name, ContractVersion version) {
        return db.createQuery(
                        SELECT + " WHERE database = :database AND name = :name AND major = :major AND minor = :minor")
                .bind("database", name.database().value())
                .bind("name", name.name().value())
                .bind("major", version.major())
                .bind("minor", version.minor())
                .map((row, context) -> read(row))
                .findOne();
    }

    /** The number of the newest version of each major of each contract. */
    Map<ContractMajor, ContractVersion> newest(Handle db) {
        return db
                .createQuery(
                        "SELECT database, name, major, max(minor) AS minor FROM contract_version GROUP BY database, name, major")
                .map((row, context) -> Map.entry(
                        new ContractMajor(
                                new ContractName(new Slug(row.getString("database")), new Slug(row.getString("name"))),
                                row.getInt("major")),
                        new ContractVersion(row.getInt("major"), row.getInt("minor"))))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Who reads a major, or will as soon as Kafka is told: by department, then by grant. */
    List<Subscription> subscriptions(Handle db, ContractName name, int major) {
        return db.createQuery("""
                        SELECT g.id, g.department, reader.slug AS reader_slug, g.groups, s.owner, owner.slug AS owner_slug
                          FROM access_grant g
                          JOIN dataset s ON s.id = g.dataset
                          JOIN department reader ON reader.id = g.department
                          JOIN department owner ON owner.id = s.owner
                         WHERE s.database = :database AND s.contract = :name AND s.major = :major
                           AND g.state IN ('approved', 'active', 'suspended')
                         ORDER BY reader.slug, g.id""")
                .bind("database", name.database().value())
                .bind("name", name.name().value())
                .bind("major", major)
                .map((row, context) -> new Subscription(
                        new DepartmentId(row.getString("department")),
                        new Slug(row.getString("reader_slug")),
                        new GrantId(row.getString("id")),
                        new DatasetName(name, new Slug(row.getString("owner_slug"))),
                        new DepartmentId(row.getString("owner")),
                        texts(row, "groups").stream().map(Slug::new).collect(Collectors.toUnmodifiableSet())))
                .list();
    }

    /** Makes publications of one contract wait for each other until the transaction ends. */
    public void lock(Handle db, ContractName name) {
        db.createQuery("SELECT 1 FROM pg_advisory_xact_lock(hashtextextended('silobridge contract ' || :name, 0))")
                .bind("name", name.toString())
                .mapTo(Integer.class)
                .one();
    }

    /** Makes publications of one contract wait until the transaction ends; others who only read it go on. */
    void hold(Handle db, ContractName name) {
        db.createQuery(
                        "SELECT 1 FROM pg_advisory_xact_lock_shared(hashtextextended('silobridge contract ' || :name, 0))")
                .bind("name", name.toString())
                .mapTo(Integer.class)
                .one();
    }

    /** The department that published the first version; empty where there is none yet. */
    Optional<DepartmentId> maintainer(Handle db, ContractName name) {
        return db.createQuery("SELECT maintainer FROM contract WHERE database = :database AND name = :name")
                .bind("database", name.database().value())
                .bind("name", name.name().value())
                .mapTo(String.class)
                .findOne()
                .map(DepartmentId::new);
    }

    /** The contracts that a department maintains, by name. */
    public List<ContractName> maintainedBy(Handle db, DepartmentId department) {
        return db.createQuery("SELECT database, name FROM contract WHERE maintainer = :of ORDER BY object")
                .bind("of", department.value())
                .map((row, context) ->
                        new ContractName(new Slug(row.getString("database")), new Slug(row.getString("name"))))
                .list();
    }

    /** Another department maintains it from now on. */
    public void passTo(Handle db, ContractName name, DepartmentId maintainer) {
        db.createUpdate("UPDATE contract SET maintainer = :to WHERE database = :database AND name = :name")
                .bind("to", maintainer.value())
                .bind("database", name.database().value())
                .bind("name", name.name().value())
                .execute();
    }

    void insertMaintainer(Handle db, ContractName name, DepartmentId maintainer) {
        db.createUpdate("INSERT INTO contract (database, name, maintainer) VALUES (:database, :name, :maintainer)")
                .bind("database", name.database().value())
                .bind("name", name.name().value())
                .bind("maintainer", maintainer.value())
                .execute();
    }

    void insert(Handle db, PublishedVersion version) {
        db.createUpdate("""
                INSERT INTO contract_version
                    (database, name, major, minor, yaml, avsc, wire_schema, digest, published_at, published_by)
                VALUES (:database, :name, :major, :minor, :yaml, :avsc, :wireSchema, :digest, :at, :by)""")
                .bind("database", version.name().database().value())
                .bind("name", version.name().name().value())
                .bind("major", version.version().major())
                .bind("minor", version.version().minor())
                .bind("yaml", version.yaml())
                .bind("avsc", version.avsc())
                .bind("wireSchema", version.wireSchema())
                .bind("digest", version.digest())
                .bind("at", utc(version.publishedAt()))
                .bind("by", version.publishedBy().value())
                .execute();
    }

    private static PublishedVersion read(ResultSet row) throws SQLException {
        return new PublishedVersion(
                new ContractName(new Slug(row.getString("database")), new Slug(row.getString("name"))),
                new ContractVersion(row.getInt("major"), row.getInt("minor")),
                row.getString("yaml"),
                row.getString("avsc"),
                row.getString("wire_schema"),
                row.getString("digest"),
                instant(row, "published_at"),
                new ActorId(row.getString("published_by")));
    }
}
