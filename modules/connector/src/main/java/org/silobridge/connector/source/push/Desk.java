package org.silobridge.connector.source.push;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.silobridge.connector.source.SourceKind;
import org.silobridge.connector.source.SourcePosition;
import org.silobridge.model.Reason;

/**
 * Where those who bring requests and the one who reads their rows meet. It knows which requests are at work and which
 * came before, and refuses what must not be begun. For all threads.
 */
final class Desk implements AutoCloseable {
    private final Clock clock;
    private final Duration remember;
    private final int rememberKeys;
    private final int concurrent;
    private final Semaphore places;
    private final BlockingQueue<Push> waiting;
    private final Map<String, Push> atWork = new HashMap<>();
    /** By key, the one that came first in front. */
    private final Map<String, Memory> memories = new LinkedHashMap<>();

    private boolean finishing;
    private boolean closed;

    Desk(PushSettings settings, Clock clock, Map<String, SourcePosition> positions) {
        this.clock = clock;
        this.remember = settings.remember();
        this.rememberKeys = settings.rememberKeys();
        this.concurrent = settings.concurrent();
        this.places = new Semaphore(concurrent);
        this.waiting = new ArrayBlockingQueue<>(concurrent);
        positions.values().stream()
                .map(position -> Map.entry(position.part(), Memory.of(position)))
                .sorted(Comparator.comparing(entry -> entry.getValue().at()))
                .forEach(entry -> memories.put(entry.getKey(), entry.getValue()));
    }

    /** Takes one of the places for requests; each taken is to be {@linkplain #leave left}. */
    void enter() throws Refused {
        synchronized (this) {
            refuseIfEnding();
        }
        if (!places.tryAcquire()) {
            throw new Refused(429, Reason.of("connector.push.busy", "concurrent", concurrent));
        }
    }

    void leave() {
        places.release();
    }

    private void refuseIfEnding() throws Refused {
        if (finishing || closed) {
            throw new Refused(503, Reason.of("connector.push.ending"));
        }
    }

    /** Begins a request, or goes on with one that was cut off. */
    synchronized Push begin(String key, Body body) throws Refused {
        refuseIfEnding();
        var known = memories.get(key);
        var running = atWork.get(key);
        var digest = running != null ? running.reached().digest() : known != null ? known.digest() : body.digest();
        if (!digest.equals(body.digest())) {
            throw new Refused(422, Reason.of("connector.push.key-reused", "key", key));
        }
        if (running != null) {
            throw new Refused(409, Reason.of("connector.push.key-at-work", "key", key));
        }
        var push = new Push(key, body, known == null ? Memory.begin(body.digest(), clock.instant()) : known);
        if (!waiting.offer(push)) {
            throw new IllegalStateException("more requests than places");
        }
        atWork.put(key, push);
        return push;
    }

    /** The next request to read; null if none comes in time. */
    @Nullable
    Push next(long millis) throws InterruptedException {
        return waiting.poll(millis, TimeUnit.MILLISECONDS);
    }

    /** A request is answered, or will not be. */
    synchronized void end(Push push) {
        atWork.remove(push.key(), push);
    }

    synchronized void committed(SourcePosition position) {
        if (position.forgets()) {
            return;
        }
        var memory = Memory.of(position);
        memories.put(position.part(), memory);
        var push = atWork.get(position.part());
        if (push != null) {
            push.committed(memory.rows());
        }
    }

    /** The keys that need not be known any more, which are forgotten with this. */
    synchronized List<SourcePosition> outdated() {
        var oldest = clock.instant().minus(remember);
        var outdated = new ArrayList<SourcePosition>();
        var all = memories.entrySet().iterator();
        int left = memories.size();
        while (all.hasNext()) {
            var entry = all.next();
            if (left <= rememberKeys && !entry.getValue().at().isBefore(oldest)) {
                break;
            }
            if (!atWork.containsKey(entry.getKey())) {
                outdated.add(SourcePosition.forget(SourceKind.PUSH, entry.getKey()));
                all.remove();
                left--;
            }
        }
        return outdated;
    }

    /** Begins nothing more. */
    synchronized void finish() {
        finishing = true;
    }

    /** Whether nothing more will come and all that came has been taken. */
    synchronized boolean isFinished() {
        return (finishing || closed) && waiting.isEmpty();
    }

    /** Lets go of all requests at work: what becomes of them is known when they come again. */
    @Override
    public synchronized void close() {
        closed = true;
        waiting.clear();
        atWork.values().forEach(Push::abandon);
        atWork.clear();
    }
}
