package org.silobridge.catalogue.use;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.dataset.Dataset;
import org.silobridge.catalogue.dataset.DatasetStore;
import org.silobridge.catalogue.department.DepartmentStore;
import org.silobridge.catalogue.grant.Grant;
import org.silobridge.catalogue.grant.GrantStore;
import org.silobridge.catalogue.kafka.KafkaOffsets;
import org.silobridge.catalogue.kafka.KafkaOffsets.Partition;
import org.silobridge.catalogue.kafka.KafkaOffsets.Sight;
import org.silobridge.catalogue.notice.Notices;
import org.silobridge.catalogue.store.Columns;
import org.silobridge.catalogue.store.Transactions;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.GrantState;
import org.silobridge.model.KafkaNames;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Slug;

/**
 * Looks at what Kafka reports of feeds and of those who read them, on one replica at a time: how fresh a feed is, when a
 * department's groups were last seen to move, and by how much on each day. A feed that is silent past its promised
 * freshness is told to its owner and its readers, once, and again when it flows; a grant that nobody uses to its owner and its
 * holder. Level-triggered: what was not told is told by the next look. It reads no record, and proves nothing: who reads
 * without committing is not seen, and who commits need not have read.
 */
public final class Use {
    /** How many days of reading are shown. */
    private static final int DAYS_SHOWN = 30;

    private final Transactions transactions;
    private final KafkaOffsets kafka;
    private final Notices notices;
    private final KafkaNames names;
    private final ZoneId zone;
    private final Settings settings;
    private final Clock clock;
    private final UseStore store = new UseStore();
    private final DatasetStore datasets = new DatasetStore();
    private final DepartmentStore departments = new DepartmentStore();
    private final GrantStore grants = new GrantStore();

    /**
     * How it looks.
     *
     * @param interval between two looks
     * @param unreadDays after how many days without reading a grant is told to go unread
     */
    public record Settings(Duration interval, int unreadDays) {
        public static Settings usual() {
            return new Settings(Duration.ofMinutes(10), 30);
        }
    }

    public Use(
            Transactions transactions,
            KafkaOffsets kafka,
            Notices notices,
            KafkaNames names,
            ZoneId zone,
            Settings settings,
            Clock clock) {
        this.transactions = transactions;
        this.kafka = kafka;
        this.notices = notices;
        this.names = names;
        this.zone = zone;
        this.settings = settings;
        this.clock = clock;
    }

    /** One look, where none was taken for an interval, here or elsewhere. Kafka is asked outside of any transaction. */
    public void look() {
        var now = Columns.now(clock);
        boolean mine = transactions
                .narrow(db -> Outcome.ok(store.claim(db, now, now.minus(settings.interval()))))
                .orThrow();
        List<Dataset> ready = mine
                ? transactions.read(datasets::all).stream()
                        .filter(Dataset::isReady)
                        .toList()
                : List.of();
        if (ready.isEmpty()) {
            return;
        }
        // A Kafka that does not answer is told by health. Who can see it may look instead.
        var sight = kafka.sight(topics(ready));
        transactions
                .narrow(db -> {
                    if (store.holds(db, now)) {
                        if (sight instanceof Outcome.Ok<Sight> seen) {
                            ready.forEach(dataset -> note(db, dataset, seen.value(), now));
                            homes(ready).forEach((home, owner) -> noteQuarantine(db, home, owner, seen.value(), now));
                        } else {
                            store.giveBack(db, now.minus(settings.interval()));
                        }
                    }
                    return Outcome.ok(now);
                })
                .orThrow();
    }

    private List<String> topics(List<Dataset> ready) {
        return Stream.concat(
                        ready.stream().map(Dataset::topic),
                        homes(ready).keySet().stream().map(names::quarantineTopic))
                .toList();
    }

    /** Whose connectors use the private topics of this name. */
    private static Map<Slug, DepartmentId> homes(List<Dataset> ready) {
        return ready.stream().collect(Collectors.toMap(Dataset::home, Dataset::owner, (one, same) -> one));
    }

    private void noteQuarantine(Handle db, Slug home, DepartmentId owner, Sight sight, Instant now) {
        var topic = sight.topics().get(names.quarantineTopic(home));
        if (topic != null) {
            var grown = grown(topic, store.quarantineEnds(db, home));
            store.quarantine(db, home, now, topic.stream().map(Partition::end).toList());
            if (grown > 0) {
                store.quarantineDay(db, owner, day(now), grown);
            }
        }
    }

    private void note(Handle db, Dataset dataset, Sight sight, Instant now) {
        var topic = sight.topics().get(dataset.topic());
        if (topic == null) {
            return; // It is gone from Kafka, which enforcement tells.
        }
        // Feed by feed: all grants at once would be held in memory.
        var active = grants.list(db, dataset.id(), null, GrantState.ACTIVE);
        var readers = active.stream().map(Grant::department).collect(Collectors.toSet());
        noteFeed(db, dataset, topic, readers, now);
        for (var reader : readers) {
            noteReader(db, dataset, topic, reader, sight, now);
        }
        for (var grant : active) {
            of(db, grant, now).map(GrantUse::unreadSince).ifPresent(since -> tellUnread(db, dataset, grant, since));
        }
    }

    private void noteFeed(Handle db, Dataset dataset, List<Partition> topic, Set<DepartmentId> readers, Instant now) {
        var before = store.feed(db, dataset.id());
        var newest = topic.stream()
                .map(Partition::newestAt)
                .filter(Objects::nonNull)
                .max(Instant::compareTo)
                .orElse(null);
        store.feed(
                db,
                dataset.id(),
                new UseStore.Feed(
                        now, newest, topic.stream().map(Partition::end).toList()));
        var silent = silentSince(dataset, newest, now);
        store.feedDay(
                db,
                dataset,
                day(now),
                grown(topic, before.map(UseStore.Feed::ends).orElse(List.of())),
                silent.isPresent());
        var told = new HashSet<>(readers);
        told.add(dataset.owner());
        if (silent.isPresent()) {
            tellFeed(db, told, "catalogue.notice.feed-silent", dataset, newest, silent.get());
        } else {
            before.flatMap(last -> silentSince(dataset, last.newestAt(), last.seenAt()))
                    .ifPresent(since -> tellFeed(db, told, "catalogue.notice.feed-flows", dataset, newest, since));
        }
    }

    /** By how much since it ended there; what is new counts from its beginning. */
    private static long grown(List<Partition> topic, List<Long> ends) {
        long grown = 0;
        for (int i = 0; i < topic.size(); i++) {
            var partition = topic.get(i);
            grown += Math.max(0, partition.end() - (i < ends.size() ? ends.get(i) : partition.begin()));
        }
        return grown;
    }

    private void noteReader(
            Handle db, Dataset dataset, List<Partition> topic, DepartmentId department, Sight sight, Instant now) {
        var prefix = names.groupPrefix(department);
        var places = new HashMap<String, Map<Integer, Long>>();
        sight.committed().forEach((group, on) -> {
            var here = on.get(dataset.topic());
            if (here != null && group.startsWith(prefix)) {
                places.put(group, here);
            }
        });
        var before = store.reader(db, dataset.id(), department);
        var reading = Reading.of(topic, before.map(UseStore.Reader::places).orElse(Map.of()), places);
        store.reader(
                db,
                dataset.id(),
                department,
                new UseStore.Reader(
                        now,
                        reading.isRead()
                                ? now
                                : before.map(UseStore.Reader::lastReadAt).orElse(null),
                        reading.behind(),
                        reading.places()));
        if (reading.moved() > 0) {
            store.readerDay(db, dataset.id(), department, day(now), reading.moved());
        }
    }

    /** What is reported of a grant's use; empty where nobody has looked since it was in force. */
    public Optional<GrantUse> of(Handle db, Grant grant) {
        return of(db, grant, clock.instant());
    }

    private Optional<GrantUse> of(Handle db, Grant grant, Instant now) {
        var active = grant.activeAt();
        if (active == null) {
            return Optional.empty();
        }
        return store.reader(db, grant.dataset(), grant.department())
                .filter(reader -> !reader.seenAt().isBefore(active))
                .map(reader -> {
                    var last = reader.lastReadAt();
                    var read = last == null || last.isBefore(active) ? null : last;
                    return new GrantUse(
                            reader.seenAt(),
                            read,
                            reader.behind(),
                            unreadSince(db, grant, active, last, now),
                            store.readerDays(
                                    db,
                                    grant.dataset(),
                                    grant.department(),
                                    later(day(active), day(now).minusDays(DAYS_SHOWN - 1L))));
                });
    }

    /** A grant goes unread where there was something to read all the time: what came after the last reading, or at all. */
    private @Nullable Instant unreadSince(Handle db, Grant grant, Instant active, @Nullable Instant last, Instant now) {
        var since = last == null || last.isBefore(active) ? active : last;
        var newest =
                store.feed(db, grant.dataset()).map(UseStore.Feed::newestAt).orElse(null);
        boolean isUnread = grant.state() == GrantState.ACTIVE
                && newest != null
                && (last == null || newest.isAfter(last))
                && !since.plus(Duration.ofDays(settings.unreadDays())).isAfter(now);
        return isUnread ? since : null;
    }

    /** What is reported of a feed; empty where nobody has looked yet. */
    public Optional<FeedUse> of(Handle db, Dataset dataset) {
        return store.feed(db, dataset.id())
                .map(feed -> new FeedUse(
                        feed.seenAt(),
                        feed.newestAt(),
                        silentSince(dataset, feed.newestAt(), feed.seenAt()).orElse(null)));
    }

    /** How the feeds of departments did in a month; those of which nothing was seen are not in it. */
    public Map<DepartmentId, MonthOfFeeds> month(Handle db, YearMonth month) {
        return store.feeds(db, month.atDay(1), month.atEndOfMonth());
    }

    /** Since when there should be a newer record; a feed that has none should have had one since it was ready. */
    private static Optional<Instant> silentSince(Dataset dataset, @Nullable Instant newest, Instant now) {
        var from = newest == null ? dataset.readyAt() : newest;
        return Optional.ofNullable(from).map(at -> at.plus(dataset.freshness())).filter(due -> !due.isAfter(now));
    }

    private void tellFeed(
            Handle db, Set<DepartmentId> to, String code, Dataset dataset, @Nullable Instant newest, Instant since) {
        var reason = Reason.of(
                code,
                "dataset",
                dataset.name(),
                "owner",
                departments.find(db, dataset.owner()).orElseThrow().slug(),
                "freshness",
                dataset.freshness(),
                "newest",
                newest == null ? "-" : newest,
                "since",
                since);
        notices.writeBySystem(
                db,
                dataset.id() + " " + since,
                to.stream()
                        .map(department -> new Notices.Draft(department, reason, List.of()))
                        .toList());
    }

    private void tellUnread(Handle db, Dataset dataset, Grant grant, Instant since) {
        var reason = Reason.of(
                "catalogue.notice.grant-unread",
                "grant",
                grant.id(),
                "dataset",
                dataset.name(),
                "department",
                departments.find(db, grant.department()).orElseThrow().slug(),
                "since",
                since,
                "days",
                settings.unreadDays());
        notices.writeBySystem(
                db,
                grant.id() + " " + since,
                List.of(
                        new Notices.Draft(grant.department(), reason, List.of()),
                        new Notices.Draft(dataset.owner(), reason, List.of())));
    }

    private LocalDate day(Instant at) {
        return LocalDate.ofInstant(at, zone);
    }

    private static LocalDate later(LocalDate one, LocalDate other) {
        return one.isAfter(other) ? one : other;
    }
}
