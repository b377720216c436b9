package org.silobridge.catalogue.dataset;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toMap;
import static org.silobridge.catalogue.store.Columns.instant;
import static org.silobridge.catalogue.store.Columns.instantOrNull;
import static org.silobridge.catalogue.store.Columns.utc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.contract.ContractMajor;
import org.silobridge.model.ContractName;
import org.silobridge.model.ContractVersion;
import org.silobridge.model.DatasetId;
import org.silobridge.model.DatasetName;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.Slug;

/** Datasets in PostgreSQL. Every method runs in the transaction of the handle it is given. */
public final class DatasetStore {
    /** What the index of names looks things up by: so many characters one after the other. */
    private static final int TRIGRAM = 3;

    private static final String SELECT = """
            SELECT s.id, s.database, s.contract, s.major, s.owner, s.named, s.home, s.freshness, s.topic, s.state,
                   s.registered_at, s.ready_at, s.ended_at
              FROM dataset s
            """;

    /** By name and major. */
    public List<Dataset> all(Handle db) {
        return db.createQuery(SELECT + " ORDER BY s.database, s.contract, s.named, s.major")
                .map((row, context) -> read(row))
                .list();
    }

    /**
     * Those that answer to all of this, with the newest version whose schema is registered, by name and major: all that
     * a list shows of them, in one question.
     *
     * @param words each a part of the name, or else the dataset is under one of the contracts that come with it
     * @param database null: any
     * @param owner null: any
     * @param after those that come after this one; null: from the first
     */
    List<Listed> search(
            Handle db,
            Map<String, Set<ContractMajor>> words,
            @Nullable String database,
            @Nullable DepartmentId owner,
            @Nullable DatasetId after,
            int limit) {
        var conditions = new ArrayList<String>();
        if (database != null) {
            conditions.add("s.database = :database");
        }
        if (owner != null) {
            conditions.add("s.owner = :owner");
        }
        if (after != null) {
            // Neither a name nor a major ever changes, and no dataset is ever deleted: a place in the list stays one.
            conditions.add("(s.database, s.contract, s.named, s.major)"
                    + " > (SELECT a.database, a.contract, a.named, a.major FROM dataset a WHERE a.id = :after)");
        }
        var texts = List.copyOf(words.keySet());
        for (int i = 0; i < texts.size(); i++) {
            // A word without three characters has no trigram to look it up by; an index would be read as a whole.
            var inName = texts.get(i).length() < TRIGRAM
                    ? "strpos(s.full_name, :word" + i + ") > 0"
                    : "s.full_name LIKE '%' || :word" + i + " || '%'";
            conditions.add(
                    requireNonNull(words.get(texts.get(i))).isEmpty()
                            ? inName
                            : "(" + inName + " OR (s.database || '/' || s.contract, s.major) IN"
                                    + " (SELECT * FROM unnest(:contracts" + i + ", :majors" + i + ")))");
        }
        var query = db.createQuery(
                """
                SELECT s.*, x.minor, x.schema_id
                  FROM (SELECT s.* FROM dataset s
                        WHERES
                         ORDER BY s.database, s.contract, s.named, s.major
                         LIMIT LIMITED) s
                  LEFT JOIN LATERAL (SELECT minor, schema_id FROM dataset_schema
                                      WHERE dataset = s.id ORDER BY minor DESC LIMIT 1) x ON true
                 ORDER BY s.database, s.contract, s.named, s.major""".replace("WHERES", conditions.isEmpty() ? "" : "WHERE " + String.join(" AND ", conditions))
                        // Not a parameter: PostgreSQL plans for what it knows.
                        .replace("LIMITED", String.valueOf(limit)));
        if (database != null) {
            query.bind("database", database);
        }
        if (owner != null) {
            query.bind("owner", owner.value());
        }
        if (after != null) {
            query.bind("after", after.value());
        }
        for (int i = 0; i < texts.size(); i++) {
            query.bind("word" + i, texts.get(i).length() < TRIGRAM ? texts.get(i) : literally(texts.get(i)));
            var under = List.copyOf(requireNonNull(words.get(texts.get(i))));
            if (!under.isEmpty()) {
                query.bindArray(
                                "contracts" + i,
                                String.class,
                                under.stream()
                                        .map(major -> major.name().toString())
                                        .toList())
                        .bindArray(
                                "majors" + i,
                                Integer.class,
                                under.stream().map(ContractMajor::major).toList());
            }
        }
        return query.map((row, context) -> new Listed(
                        read(row),
                        row.getObject("minor") == null
                                ? Optional.empty()
                                : Optional.of(new DatasetSchema(
                                        new DatasetId(row.getString("id")),
                                        new ContractVersion(row.getInt("major"), row.getInt("minor")),
                                        row.getInt("schema_id")))))
                .list();
    }

    /** As a part of a pattern of LIKE that stands for itself. */
    private static String literally(String word) {
        return word.replaceAll("[\\\\%_]", "\\\\$0");
    }

    /** A dataset, and the newest version of its contract whose schema is registered. */
    record Listed(Dataset dataset, Optional<DatasetSchema> schema) {}

    /** Whose these are. */
    public Map<DatasetId, DepartmentId> owners(Handle db, Collection<DatasetId> ids) {
        return db
                .createQuery("SELECT id, owner FROM dataset WHERE id = ANY (:ids)")
                .bindArray(
                        "ids", String.class, ids.stream().map(DatasetId::value).toList())
                .map((row, context) ->
                        Map.entry(new DatasetId(row.getString("id")), new DepartmentId(row.getString("owner"))))
                .stream()
                .collect(toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    public Optional<Dataset> find(Handle db, DatasetId id) {
        return db.createQuery(SELECT + " WHERE s.id = :id")
                .bind("id", id.value())
                .map((row, context) -> read(row))
                .findOne();
    }

    /**
     * The dataset that bears this name: of the newest major that one of the readers has a grant for, else of the newest
     * that one had a grant for, else of the newest.
     */
    private Optional<Dataset> find(Handle db, DatasetName name, List<DepartmentId> readers) {
        return db.createQuery(SELECT + """
                 WHERE s.database = :database AND s.contract = :contract AND s.named = :owner
                 ORDER BY (SELECT coalesce(max(CASE WHEN g.ended_at IS NULL THEN 2 ELSE 1 END), 0)
                             FROM access_grant g
                            WHERE g.dataset = s.id AND g.department = ANY (:readers)) DESC,
                          s.major DESC
                 LIMIT 1""")
                .bindArray(
                        "readers",
                        String.class,
                        readers.stream().map(DepartmentId::value).toList())
                .bind("database", name.contract().database().value())
                .bind("contract", name.contract().name().value())
                .bind("owner", name.owner().value())
                .map((row, context) -> read(row))
                .findOne();
    }

    /** The feed of this name under this major. */
    Optional<Dataset> find(Handle db, DatasetName name, int major) {
        return db.createQuery(SELECT + """
                 WHERE s.database = :database AND s.contract = :contract AND s.major = :major AND s.named = :owner""")
                .bind("database", name.contract().database().value())
                .bind("contract", name.contract().name().value())
                .bind("major", major)
                .bind("owner", name.owner().value())
                .map((row, context) -> read(row))
                .findOne();
    }

    /**
     * What a person may write: an id, or a name with {@code /} or {@code ~}, which is the newest major's. Empty where it
     * is neither or names nothing.
     */
    public Optional<Dataset> find(Handle db, String idOrName) {
        return find(db, idOrName, List.of());
    }

    /** What those who read for these departments may write: a name is first that of what they have a grant for. */
    Optional<Dataset> find(Handle db, String idOrName, List<DepartmentId> readers) {
        try {
            var name = idOrName.replace('~', '/');
            return name.indexOf('/') >= 0
                    ? find(db, DatasetName.parse(name), readers)
                    : find(db, new DatasetId(idOrName));
        } catch (IllegalArgumentException notSuchAName) {
            return Optional.empty();
        }
    }

    /** Inserts it; false where there is one of this name under this major already. */
    public boolean insert(Handle db, Dataset dataset) {
        return db.createUpdate("""
                INSERT INTO dataset (id, database, contract, major, owner, named, home, freshness, topic, state, registered_at)
                VALUES (:id, :database, :contract, :major, :owner, :named, :home, :freshness, :topic, 'preparing', :at)
                ON CONFLICT (database, contract, major, named) DO NOTHING""")
                        .bind("id", dataset.id().value())
                        .bind("database", dataset.name().contract().database().value())
                        .bind("contract", dataset.name().contract().name().value())
                        .bind("major", dataset.major())
                        .bind("owner", dataset.owner().value())
                        .bind("named", dataset.name().owner().value())
                        .bind("home", dataset.home().value())
                        .bind("freshness", dataset.freshness().toString())
                        .bind("topic", dataset.topic())
                        .bind("at", utc(dataset.registeredAt()))
                        .execute()
                == 1;
    }

    /** All schema ids known, by dataset and version, oldest first. */
    public List<DatasetSchema> schemas(Handle db) {
        return db.createQuery("""
                SELECT x.dataset, s.major, x.minor, x.schema_id
                  FROM dataset_schema x JOIN dataset s ON s.id = x.dataset ORDER BY x.dataset, x.minor""").map((row, context) -> schema(row)).list();
    }

    /** The newest version of the dataset's contract whose schema is registered. */
    public Optional<DatasetSchema> newestSchema(Handle db, DatasetId dataset) {
        return db.createQuery("""
                SELECT x.dataset, s.major, x.minor, x.schema_id
                  FROM dataset_schema x JOIN dataset s ON s.id = x.dataset
                 WHERE x.dataset = :dataset ORDER BY x.minor DESC LIMIT 1""")
                .bind("dataset", dataset.value())
                .map((row, context) -> schema(row))
                .findOne();
    }

    /** Notes it; false where that version's id is known already. */
    boolean insertSchema(Handle db, DatasetSchema schema, Instant at) {
        return db.createUpdate("""
                INSERT INTO dataset_schema (dataset, minor, schema_id, registered_at)
                VALUES (:dataset, :minor, :schemaId, :at) ON CONFLICT DO NOTHING""")
                        .bind("dataset", schema.dataset().value())
                        .bind("minor", schema.version().minor())
                        .bind("schemaId", schema.schemaId())
                        .bind("at", utc(at))
                        .execute()
                == 1;
    }

    /** Makes it ready; false where it is ready already. */
    boolean markReady(Handle db, DatasetId dataset, Instant at) {
        return db.createUpdate(
                                "UPDATE dataset SET state = 'ready', ready_at = :at WHERE id = :id AND state = 'preparing'")
                        .bind("id", dataset.value())
                        .bind("at", utc(at))
                        .execute()
                == 1;
    }

    /** Makes it another department's, which is being prepared for it. */
    public void pass(Handle db, Dataset dataset, DepartmentId to, Slug home, Instant at) {
        db.createUpdate("INSERT INTO former_owner (dataset, department, passed_at) VALUES (:id, :from, :at)")
                .bind("id", dataset.id().value())
                .bind("from", dataset.owner().value())
                .bind("at", utc(at))
                .execute();
        db.createUpdate("UPDATE dataset SET owner = :to, home = :home, state = 'preparing' WHERE id = :id")
                .bind("id", dataset.id().value())
                .bind("to", to.value())
                .bind("home", home.value())
                .execute();
    }

    /** Ends it. */
    public void end(Handle db, DatasetId id, Instant at) {
        db.createUpdate("UPDATE dataset SET state = 'ended', ended_at = :at WHERE id = :id")
                .bind("id", id.value())
                .bind("at", utc(at))
                .execute();
    }

    /** Who owned each before, oldest first. */
    public Map<DatasetId, List<DepartmentId>> formerOwners(Handle db) {
        return db
                .createQuery("SELECT dataset, department FROM former_owner ORDER BY passed_at")
                .map((row, context) -> Map.entry(
                        new DatasetId(row.getString("dataset")), new DepartmentId(row.getString("department"))))
                .stream()
                .collect(groupingBy(Map.Entry::getKey, mapping(Map.Entry::getValue, toList())));
    }

    private static DatasetSchema schema(ResultSet row) throws SQLException {
        return new DatasetSchema(
                new DatasetId(row.getString("dataset")),
                new ContractVersion(row.getInt("major"), row.getInt("minor")),
                row.getInt("schema_id"));
    }

    private static Dataset read(ResultSet row) throws SQLException {
        return new Dataset(
                new DatasetId(row.getString("id")),
                new DatasetName(
                        new ContractName(new Slug(row.getString("database")), new Slug(row.getString("contract"))),
                        new Slug(row.getString("named"))),
                row.getInt("major"),
                new DepartmentId(row.getString("owner")),
                new Slug(row.getString("home")),
                Duration.parse(row.getString("freshness")),
                row.getString("topic"),
                Dataset.State.of(row.getString("state")),
                instant(row, "registered_at"),
                instantOrNull(row, "ready_at"),
                instantOrNull(row, "ended_at"));
    }
}
