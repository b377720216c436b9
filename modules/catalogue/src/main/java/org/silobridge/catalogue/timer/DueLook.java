package org.silobridge.catalogue.timer;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.silobridge.catalogue.store.Transactions;
import org.silobridge.catalogue.timer.Timers.Setting;
import org.silobridge.catalogue.timer.Timers.Timer;
import org.silobridge.model.Outcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what time does to matters of one kind, and sets for each the moment of the next look at it. A look reads those
 * that are due: none, most of the time. The first look, and one every ten minutes, takes all that run: another calendar
 * or clock profile counts from the start on, and a timer that a bug set wrongly is put right.
 *
 * <p>A timer is set after all that was due has been done, and not where the matter was changed meanwhile: who dies in
 * between, here or in another replica, leaves it due. So what is done here is done at least once, and is done so that
 * once more changes nothing. A clock that is put back undoes nothing.
 *
 * <p>What fails is taken again by the next look, due or not, and keeps nothing else waiting: where matters cannot be read
 * together, each can be by itself. Only where the database does not answer at all does the rest wait for the next look.
 *
 * @param <T> a matter as it is read
 */
public final class DueLook<T> {
    private static final Logger LOG = LoggerFactory.getLogger(DueLook.class);

    private static final Duration ALL_EVERY = Duration.ofMinutes(10);
    /** So many matters are in memory, and their timers set in one transaction. */
    private static final int AT_ONCE = 1_000;

    private final Transactions transactions;
    private final Timers timers;
    private final Matters<T> matters;
    private final Passing<T> passing;
    private final Clock clock;
    private final long looksForAll;
    private long looks;

    /** What a look has found and not finished, as it was seen: a look at all that fails is made good so. */
    private final Map<String, Timer> unfinished = new LinkedHashMap<>();

    /** Reads matters. */
    @FunctionalInterface
    public interface Matters<T> {
        /** Those of them that run still, by id; of none, none, and nothing fails but the database. */
        Map<String, T> running(Handle db, Collection<String> ids);
    }

    /** What the time does to a matter. */
    @FunctionalInterface
    public interface Passing<T> {
        /**
         * Does what is due by then.
         *
         * @return when to look at it again: then or earlier where something is left to do; empty where nothing more
         *     happens to it by itself
         */
        Optional<Instant> until(T matter, Instant now);
    }

    /** @param interval between two looks */
    public DueLook(
            Transactions transactions,
            Timers timers,
            Matters<T> matters,
            Passing<T> passing,
            Clock clock,
            Duration interval) {
        this.transactions = transactions;
        this.timers = timers;
        this.matters = matters;
        this.passing = passing;
        this.clock = clock;
        this.looksForAll = Math.max(1, ALL_EVERY.dividedBy(interval));
    }

    /** One look at all that is due, whatever fails of it; throws what did last. Not for several threads. */
    public void look() {
        var now = clock.instant();
        boolean isForAll = looks % looksForAll == 0;
        transactions
                .narrow(db -> Outcome.ok(isForAll ? timers.all(db) : timers.due(db, now)))
                .orThrow()
                .forEach(timer -> unfinished.put(timer.subject(), timer));
        looks++;
        var found = List.copyOf(unfinished.values());
        Optional<RuntimeException> failed = Optional.empty();
        for (int begin = 0; begin < found.size(); begin += AT_ONCE) {
            var before = failed;
            failed = look(found.subList(begin, Math.min(begin + AT_ONCE, found.size())), now)
                    .or(() -> before);
        }
        if (failed.isPresent()) {
            throw failed.get();
        }
    }

    /** @return what failed last of these; throws where the database does not answer */
    private Optional<RuntimeException> look(List<Timer> found, Instant now) {
        Map<String, T> running;
        try {
            // After their timers: what happens to a matter in between makes the timer stale, not the matter.
            running = read(found);
        } catch (RuntimeException e) {
            read(List.of());
            return lookApart(found, now, e);
        }
        Optional<RuntimeException> failed = Optional.empty();
        var settings = new ArrayList<Setting>();
        var ended = new ArrayList<Timer>();
        for (var timer : found) {
            var matter = running.get(timer.subject());
            if (matter == null) {
                ended.add(timer);
                continue;
            }
            try {
                settings.add(new Setting(timer, passing.until(matter, now).orElse(null)));
            } catch (RuntimeException e) {
                failed = Optional.of(e);
            }
        }
        try {
            set(settings, ended);
        } catch (RuntimeException e) {
            return Optional.of(e);
        }
        settings.forEach(setting -> unfinished.remove(setting.seen().subject()));
        ended.forEach(timer -> unfinished.remove(timer.subject()));
        return failed;
    }

    private Map<String, T> read(List<Timer> found) {
        return transactions.read(
                db -> matters.running(db, found.stream().map(Timer::subject).toList()));
    }

    /** By halves: of a thousand, one that cannot be read costs twenty reads. */
    private Optional<RuntimeException> lookApart(List<Timer> found, Instant now, RuntimeException unreadable) {
        if (found.size() == 1) {
            LOG.atError()
                    .addKeyValue(timers.kind(), found.get(0).subject())
                    .setCause(unreadable)
                    .log("A matter cannot be read: what time does to it waits");
            return Optional.of(unreadable);
        }
        int half = found.size() / 2;
        var first = look(found.subList(0, half), now);
        return look(found.subList(half, found.size()), now).or(() -> first);
    }

    /** In the order of their ids, so that two replicas do not wait for each other. */
    private void set(List<Setting> settings, List<Timer> ended) {
        settings.sort(Comparator.comparing(setting -> setting.seen().subject()));
        ended.sort(Comparator.comparing(Timer::subject));
        var unused = transactions
                .narrow(db -> {
                    timers.set(db, settings);
                    timers.remove(db, ended);
                    return Outcome.ok(ended.size());
                })
                .orThrow();
    }
}
