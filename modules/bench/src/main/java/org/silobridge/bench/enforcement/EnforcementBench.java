package org.silobridge.bench.enforcement;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Gives and ends rights on a running exchange, and measures when readers notice: kind by kind of client, and for each in
 * the same minutes with rights that an admin client alone gives and ends, which is the limit.
 *
 * @param runs of the kinds measured most often; the others have a tenth
 * @param kinds at least one; {@link Kind#CREDENTIAL} is measured bare alone
 * @param ways at least one
 * @param connections of a hostile client
 * @param javascript where {@link Kind#JAVASCRIPT}'s packages are installed, or are to be; it is left out where empty
 */
public record EnforcementBench(
        int runs, Set<Kind> kinds, Set<Way> ways, long seed, int connections, Optional<Path> javascript, Clock clock) {
    /** What each lane runs before it is counted. */
    private static final int WARM_UP = 2;

    public EnforcementBench {
        if (runs < 1 || connections < 1) {
            throw new IllegalArgumentException("nothing to measure");
        }
        kinds = EnumSet.copyOf(kinds);
        ways = EnumSet.copyOf(ways);
    }

    /**
     * Takes minutes, or with many runs the better part of an hour.
     *
     * @param each gets each run as soon as it is made, by several threads
     * @return every run, in the order of their kinds
     */
    public List<Run> on(MeasuredExchange exchange, Consumer<String> progress, Consumer<Run> each)
            throws IOException, InterruptedException, ExecutionException {
        var chance = new Random(seed);
        var all = new ArrayList<Run>();
        try (var flow = new Flow(exchange.superUser(), clock);
                var bare = new BareSeats(exchange.superUser(), clock)) {
            for (var kind : kinds) {
                if (kind == Kind.JAVASCRIPT) {
                    if (javascript.isEmpty()) {
                        progress.accept("javascript is left out: there is no npm");
                        continue;
                    }
                    JavaScriptReader.install(javascript.get());
                }
                progress.accept(kind.word() + ": " + kind.title());
                all.addAll(measure(kind, exchange, bare, flow, new Random(chance.nextLong()), progress, each));
                flow.check();
            }
        }
        return all;
    }

    private List<Run> measure(
            Kind kind,
            MeasuredExchange exchange,
            BareSeats bare,
            Flow flow,
            Random chance,
            Consumer<String> progress,
            Consumer<Run> each)
            throws InterruptedException, ExecutionException {
        var turn = new Semaphore(1, true);
        var readers = new ArrayList<Reader>();
        var taps = new ArrayList<Flow.Tap>();
        var work = new ArrayList<Callable<List<Run>>>();
        int runs = kind.runs(this.runs);
        boolean warmUp = runs > kind.lanes() && kind != Kind.CREDENTIAL;
        var done = new AtomicInteger();
        try {
            for (var way : ways) {
                if (kind == Kind.CREDENTIAL && way == Way.CATALOGUE) {
                    continue;
                }
                int lanes = Math.min(kind.lanes(), runs);
                var left = new AtomicInteger(runs + (warmUp ? WARM_UP * lanes : 0));
                for (int i = 0; i < lanes; i++) {
                    var seat = way == Way.CATALOGUE ? exchange.seat(i) : bare.seat(kind, i);
                    var sightings = new Sightings();
                    var tap = flow.tap(seat.topic(), kind);
                    taps.add(tap);
                    readers.add(reader(kind, seat, tap, sightings));
                    var lane = new Lane(kind, way, seat, sightings, tap, turn, new Random(chance.nextLong()));
                    work.add(() -> {
                        var mine = new ArrayList<Run>();
                        for (int number = left.getAndDecrement(); number > 0; number = left.getAndDecrement()) {
                            var run = lane.run(runs - number + 1);
                            if (number > runs) {
                                continue;
                            }
                            mine.add(run);
                            each.accept(run);
                            int soFar = done.incrementAndGet();
                            if (soFar % 50 == 0) {
                                progress.accept(kind.word() + ": " + soFar + " runs, both ways together");
                            }
                        }
                        return mine;
                    });
                }
            }
            return together(work);
        } finally {
            taps.forEach(flow::remove);
            readers.forEach(Reader::close);
        }
    }

    private static List<Run> together(List<Callable<List<Run>>> work) throws InterruptedException, ExecutionException {
        var threads = Executors.newFixedThreadPool(work.size());
        try {
            var all = new ArrayList<Run>();
            var lanes = new ArrayList<Future<List<Run>>>();
            work.forEach(lane -> lanes.add(threads.submit(lane)));
            for (var lane : lanes) {
                all.addAll(lane.get());
            }
            all.sort(Comparator.comparing(Run::way).thenComparingInt(Run::number));
            return all;
        } finally {
            threads.shutdownNow();
        }
    }

    private Reader reader(Kind kind, Seat seat, Flow.Tap tap, Sightings sightings) {
        return switch (kind) {
            case CLASSIC, CONSUMER, IDLE, LOAD -> new GroupReader(seat, kind, sightings, clock).start();
            case RECONNECTING, CREDENTIAL -> new AssignedReader(seat, kind, sightings, clock).start();
            case JAVASCRIPT -> new JavaScriptReader(javascript.orElseThrow(), seat, sightings);
            case HOSTILE -> new HostileReader(seat, connections, tap::end, sightings, clock);
        };
    }
}
