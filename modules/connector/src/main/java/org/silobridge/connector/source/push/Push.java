package org.silobridge.connector.source.push;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.silobridge.model.Reason;
import org.silobridge.model.Violation;

/**
 * A request at work. The thread that reads goes through its rows, the one that commits tells how far that is done, and the
 * one that it came on waits for the {@link #outcome}.
 */
final class Push {
    /**
     * What became of one row.
     *
     * @param faults why it was quarantined; empty if it was published
     */
    record Result(long line, boolean quarantined, List<Violation> faults) {}

    private static final List<Violation> FORGOTTEN =
            List.of(new Violation("row", null, Reason.of("connector.push.faults-in-quarantine")));

    private final String key;
    private final Body body;
    private final Instant at;
    private final int before;
    private final BitSet bad;
    private final List<Long> lines = new ArrayList<>();
    private final Map<Integer, List<Violation>> faults = new HashMap<>();
    private final CompletableFuture<List<Result>> outcome = new CompletableFuture<>();
    private boolean read;
    private int committed;

    /** @param known what earlier runs committed of it */
    Push(String key, Body body, Memory known) {
        this.key = key;
        this.body = body;
        this.at = known.at();
        this.before = known.rows();
        this.committed = known.rows();
        this.bad = BitSet.valueOf(Base64.getDecoder().decode(known.bad()));
    }

    String key() {
        return key;
    }

    byte[] bytes() {
        return body.bytes();
    }

    /** How many of its rows were committed when it came. */
    int before() {
        return before;
    }

    /** Its next row is the one on this line. */
    synchronized void gives(long line) {
        lines.add(line);
    }

    /** What is found of the row given last. Of those that were committed before, what became of them then holds. */
    synchronized void judged(List<Violation> found) {
        int row = lines.size() - 1;
        if (row >= before && !found.isEmpty()) {
            bad.set(row);
        }
        if (bad.get(row)) {
            faults.put(row, found);
        }
    }

    /** There are no more rows than were given. */
    synchronized void ends() {
        read = true;
        answerIfDone();
    }

    synchronized void committed(int rows) {
        committed = rows;
        answerIfDone();
    }

    private void answerIfDone() {
        if (!read || committed < lines.size()) {
            return;
        }
        var results = new ArrayList<Result>();
        for (int row = 0; row < lines.size(); row++) {
            boolean quarantined = bad.get(row);
            var why = quarantined ? faults.getOrDefault(row, List.of()) : List.<Violation>of();
            results.add(new Result(lines.get(row), quarantined, quarantined && why.isEmpty() ? FORGOTTEN : why));
        }
        outcome.complete(results);
    }

    /** How far it is with the rows given so far. */
    synchronized Memory reached() {
        return new Memory(body.digest(), at, lines.size(), Base64.getEncoder().encodeToString(bad.toByteArray()));
    }

    /** Nothing more becomes of it here: whoever waits has to come again. */
    void abandon() {
        outcome.cancel(false);
    }

    /** What became of each row, once all are committed; cancelled if that is not known here. */
    CompletableFuture<List<Result>> outcome() {
        return outcome;
    }
}
