package org.silobridge.catalogue.use;

import static org.silobridge.catalogue.store.Columns.instant;
import static org.silobridge.catalogue.store.Columns.instantOrNull;
import static org.silobridge.catalogue.store.Columns.utc;
import static org.silobridge.catalogue.store.Columns.utcOrNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.dataset.Dataset;
import org.silobridge.model.DatasetId;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.Slug;

/** What was seen of feeds and readers, in PostgreSQL. Every method runs in the transaction of the handle it is given. */
final class UseStore {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** @param ends by partition */
    record Feed(Instant seenAt, @Nullable Instant newestAt, List<Long> ends) {}

    record Reader(Instant seenAt, @Nullable Instant lastReadAt, long behind, Map<String, Map<Integer, Long>> places) {}

    /**
     * Takes the next look for whoever asks; false where somebody took one since {@code last}. One that lies ahead was
     * taken by a clock that went wrong.
     */
    boolean claim(Handle db, Instant now, Instant last) {
        return db.createUpdate("""
                        INSERT INTO use_look (looked_at) VALUES (:now)
                        ON CONFLICT (single) DO UPDATE SET looked_at = :now
                         WHERE use_look.looked_at <= :last OR use_look.looked_at > :now""")
                        .bind("now", utc(now))
                        .bind("last", utc(last))
                        .execute()
                == 1;
    }

    /** Whether the look that was taken then is still the last one; nobody takes another until the transaction ends. */
    boolean holds(Handle db, Instant taken) {
        return db.createQuery("SELECT looked_at = :taken FROM use_look FOR UPDATE")
                .bind("taken", utc(taken))
                .mapTo(Boolean.class)
                .one();
    }

    /** As if the last look, of which nothing came, had been taken then. */
    void giveBack(Handle db, Instant then) {
        db.createUpdate("UPDATE use_look SET looked_at = :then")
                .bind("then", utc(then))
                .execute();
    }

    Optional<Feed> feed(Handle db, DatasetId dataset) {
        return db.createQuery("SELECT seen_at, newest_at, ends FROM feed_use WHERE dataset = :dataset")
                .bind("dataset", dataset.value())
                .map((row, context) -> new Feed(instant(row, "seen_at"), instantOrNull(row, "newest_at"), ends(row)))
                .findOne();
    }

    void feed(Handle db, DatasetId dataset, Feed feed) {
        db.createUpdate("""
                INSERT INTO feed_use (dataset, seen_at, newest_at, ends) VALUES (:dataset, :seenAt, :newestAt, :ends)
                ON CONFLICT (dataset) DO UPDATE SET seen_at = :seenAt, newest_at = :newestAt, ends = :ends""")
                .bind("dataset", dataset.value())
                .bind("seenAt", utc(feed.seenAt()))
                .bind("newestAt", utcOrNull(feed.newestAt()))
                .bindArray("ends", Long.class, feed.ends())
                .execute();
    }

    /** Adds one look at a feed to its day. */
    void feedDay(Handle db, Dataset dataset, LocalDate day, long records, boolean isSilent) {
        db.createUpdate("""
                INSERT INTO feed_day (dataset, department, day, records, looks, silent)
                VALUES (:dataset, :department, :day, :records, 1, :silent)
                ON CONFLICT (dataset, department, day) DO UPDATE
                   SET records = feed_day.records + :records, looks = feed_day.looks + 1,
                       silent = feed_day.silent + :silent""")
                .bind("dataset", dataset.id().value())
                .bind("department", dataset.owner().value())
                .bind("day", day)
                .bind("records", records)
                .bind("silent", isSilent ? 1 : 0)
                .execute();
    }

    /** Where the quarantine of this name ended; nothing where nobody has looked. */
    List<Long> quarantineEnds(Handle db, Slug home) {
        return db.createQuery("SELECT ends FROM quarantine_use WHERE home = :home")
                .bind("home", home.value())
                .map((row, context) -> ends(row))
                .findOne()
                .orElse(List.of());
    }

    void quarantine(Handle db, Slug home, Instant at, List<Long> ends) {
        db.createUpdate("""
                INSERT INTO quarantine_use (home, seen_at, ends) VALUES (:home, :at, :ends)
                ON CONFLICT (home) DO UPDATE SET seen_at = :at, ends = :ends""")
                .bind("home", home.value())
                .bind("at", utc(at))
                .bindArray("ends", Long.class, ends)
                .execute();
    }

    /** Adds what went to a department's quarantine to its day. */
    void quarantineDay(Handle db, DepartmentId department, LocalDate day, long records) {
        db.createUpdate("""
                INSERT INTO quarantine_day (department, day, records) VALUES (:department, :day, :records)
                ON CONFLICT (department, day) DO UPDATE SET records = quarantine_day.records + :records""")
                .bind("department", department.value())
                .bind("day", day)
                .bind("records", records)
                .execute();
    }

    /** What was seen of each department's feeds from one day to another, both included. */
    Map<DepartmentId, MonthOfFeeds> feeds(Handle db, LocalDate from, LocalDate to) {
        return db.createQuery("""
                        SELECT department, sum(looks)::bigint AS looks, sum(silent)::bigint AS silent,
                               sum(published)::bigint AS published, sum(quarantined)::bigint AS quarantined
                          FROM (SELECT department, looks, silent, records AS published, 0 AS quarantined
                                  FROM feed_day WHERE day BETWEEN :from AND :to
                                UNION ALL
                                SELECT department, 0, 0, 0, records FROM quarantine_day WHERE day BETWEEN :from AND :to) d
                         GROUP BY department""")
                .bind("from", from)
                .bind("to", to)
                .map((row, context) -> Map.entry(
                        new DepartmentId(row.getString("department")),
                        new MonthOfFeeds(
                                row.getLong("looks"),
                                row.getLong("silent"),
                                row.getLong("published"),
                                row.getLong("quarantined"))))
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    Optional<Reader> reader(Handle db, DatasetId dataset, DepartmentId department) {
        return db.createQuery("""
                        SELECT seen_at, last_read_at, behind, places FROM reader_use
                         WHERE dataset = :dataset AND department = :department""")
                .bind("dataset", dataset.value())
                .bind("department", department.value())
                .map((row, context) -> new Reader(
                        instant(row, "seen_at"),
                        instantOrNull(row, "last_read_at"),
                        row.getLong("behind"),
                        places(row.getString("places"))))
                .findOne();
    }

    void reader(Handle db, DatasetId dataset, DepartmentId department, Reader reader) {
        db.createUpdate("""
                INSERT INTO reader_use (dataset, department, seen_at, last_read_at, behind, places)
                VALUES (:dataset, :department, :seenAt, :lastReadAt, :behind, :places::jsonb)
                ON CONFLICT (dataset, department) DO UPDATE
                   SET seen_at = :seenAt, last_read_at = :lastReadAt, behind = :behind, places = :places::jsonb""")
                .bind("dataset", dataset.value())
                .bind("department", department.value())
                .bind("seenAt", utc(reader.seenAt()))
                .bind("lastReadAt", utcOrNull(reader.lastReadAt()))
                .bind("behind", reader.behind())
                .bind("places", json(reader.places()))
                .execute();
    }

    /** Adds what was read to its day. */
    void readerDay(Handle db, DatasetId dataset, DepartmentId department, LocalDate day, long records) {
        db.createUpdate("""
                INSERT INTO reader_day (dataset, department, day, records) VALUES (:dataset, :department, :day, :records)
                ON CONFLICT (dataset, department, day) DO UPDATE SET records = reader_day.records + :records""")
                .bind("dataset", dataset.value())
                .bind("department", department.value())
                .bind("day", day)
                .bind("records", records)
                .execute();
    }

    /** What was read on each day from {@code from} on; days of nothing are not in it. */
    SortedMap<LocalDate, Long> readerDays(Handle db, DatasetId dataset, DepartmentId department, LocalDate from) {
        var days = new TreeMap<LocalDate, Long>();
        db.createQuery("""
                        SELECT day, records FROM reader_day
                         WHERE dataset = :dataset AND department = :department AND day >= :from AND records > 0""")
                .bind("dataset", dataset.value())
                .bind("department", department.value())
                .bind("from", from)
                .map((row, context) -> Map.entry(row.getObject("day", LocalDate.class), row.getLong("records")))
                .forEach(day -> days.put(day.getKey(), day.getValue()));
        return days;
    }

    private static List<Long> ends(ResultSet row) throws SQLException {
        return Stream.of((Long[]) row.getArray("ends").getArray()).toList();
    }

    private static Map<String, Map<Integer, Long>> places(String json) {
        try {
            return JSON.readValue(json, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("places cannot be read", e);
        }
    }

    private static String json(Object places) {
        try {
            return JSON.writeValueAsString(places);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("places can be written as JSON", e);
        }
    }
}
