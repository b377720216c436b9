package org.silobridge.bench.enforcement;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.silobridge.bench.enforcement.Run.Last;
import org.silobridge.bench.enforcement.Seat.Decided;
import org.silobridge.bench.enforcement.Sightings.Sighting;

/**
 * One department at work: waits, is granted, reads, is cut off, again and again. Decisions of all lanes take turns: none is
 * made while another has not reached its reader, so that they do not disturb one another.
 */
final class Lane {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Longer than the longest fetch that an ordinary client parks, twice. */
    private static final Duration QUIET = Duration.ofMillis(1200);

    private static final int CHANCE_MILLIS = 600;
    /** Over the whole life of a session, between one log-in and the next. */
    private static final int SESSION_MILLIS = 60_000;

    private final Kind kind;
    private final Way way;
    private final Seat seat;
    private final Sightings sightings;
    private final Flow.Tap tap;
    private final Semaphore turn;
    private final Random chance;

    Lane(Kind kind, Way way, Seat seat, Sightings sightings, Flow.Tap tap, Semaphore turn, Random chance) {
        this.kind = kind;
        this.way = way;
        this.seat = seat;
        this.sightings = sightings;
        this.tap = tap;
        this.turn = turn;
        this.chance = chance;
    }

    Run run(int number) throws InterruptedException {
        if (kind != Kind.HOSTILE) {
            return run(number, turn);
        }
        turn.acquire(); // All through: while one keeps still, another must not stir.
        try {
            return run(number, new Semaphore(1));
        } finally {
            turn.release();
        }
    }

    private Run run(int number, Semaphore turn) throws InterruptedException {
        tap.open();
        sightings.awaitRefusal(PATIENCE); // It waits for its right, as the one that was cut off last time does.
        Decided approved;
        Sighting first;
        turn.acquire();
        try {
            sightings.begin();
            approved = seat.give();
            first = sightings.awaitFirst(PATIENCE);
        } finally {
            turn.release();
        }
        pause(kind.reading().plusMillis(chance.nextInt(kind == Kind.CREDENTIAL ? SESSION_MILLIS : CHANCE_MILLIS)));
        if (kind == Kind.IDLE) {
            tap.shut();
            pause(QUIET);
        }
        Decided ended;
        turn.acquire();
        try {
            sightings.begin();
            ended = seat.end();
            if (kind != Kind.HOSTILE && kind != Kind.CREDENTIAL) {
                sightings.awaitRefusal(PATIENCE);
            }
        } finally {
            turn.release();
        }
        if (kind == Kind.CREDENTIAL) {
            sightings.awaitRefusal(PATIENCE.multipliedBy(2));
        }
        tap.open(); // Whatever it can still get, it is to get.
        pause(kind.watched());
        tap.shut();
        return new Run(
                kind,
                way,
                number,
                approved,
                first.at(),
                ended,
                sightings
                        .last()
                        .map(last -> new Last(last.at(), last.sent(), last.offset()))
                        .orElseThrow(),
                tap.end(),
                sightings.refusedAt());
    }

    private static void pause(Duration duration) throws InterruptedException {
        var unused = new CountDownLatch(1).await(duration.toMillis(), TimeUnit.MILLISECONDS);
    }
}
