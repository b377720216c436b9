package org.silobridge.bench.enforcement;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;

/** All runs, as a table for people and as a file for machines. */
public record EnforcementResults(List<Run> runs) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public EnforcementResults {
        runs = List.copyOf(runs);
    }

    /** Prints medians and what is worst, in milliseconds. */
    public void print(PrintStream out) {
        table(out, "revocation to last record", kind -> true, Run::revocationToLast);
        table(out, "approval to first record", Kind::tellsApprovals, Run::approvalToFirst);
        told(out);
    }

    private void table(PrintStream out, String title, Predicate<Kind> shown, Function<Run, Duration> what) {
        out.println();
        out.println(String.format(
                Locale.ROOT,
                "%-30s %6s  %7s %7s %7s    %7s %7s %7s",
                title + ", ms",
                "runs",
                "median",
                "p99",
                "max",
                "bare",
                "p99",
                "max"));
        for (var kind : Kind.values()) {
            var ours = of(kind, Way.CATALOGUE);
            var bare = of(kind, Way.BARE);
            var counted = ours.isEmpty() ? bare : ours;
            if (counted.isEmpty() || !shown.test(kind)) {
                continue;
            }
            var row = String.format(
                    Locale.ROOT,
                    "%-30s %,6d  %-23s    %s",
                    kind.word(),
                    counted.size(),
                    ours.isEmpty() ? "" : Latencies.of(ours, what).text(),
                    bare.isEmpty() ? "" : Latencies.of(bare, what).text());
            out.println(row.stripTrailing());
        }
    }

    private void told(PrintStream out) {
        long late = runs.stream().filter(run -> run.refused().isEmpty()).count();
        if (late > 0) {
            out.println();
            out.println("runs in which the client was not told while it was watched: " + late);
        }
    }

    private List<Run> of(Kind kind, Way way) {
        return runs.stream()
                .filter(run -> run.kind() == kind && run.way() == way)
                .toList();
    }

    /** One run as a line of JSON; times are milliseconds. */
    public static String line(Run run) {
        return json(run) + "\n";
    }

    private static ObjectNode json(Run run) {
        var json = JSON.createObjectNode();
        json.put("kind", run.kind().word());
        json.put("way", run.way().name().toLowerCase(Locale.ROOT));
        json.put("run", run.number());
        json.put("grant", run.ended().grant());
        json.put("approvedAt", run.approved().at().toString());
        json.put("approvalToFirst", run.approvalToFirst().toMillis());
        json.put("endedAt", run.ended().at().toString());
        json.put("revocationToLast", run.revocationToLast().toMillis());
        json.put("revocationToLastSent", run.revocationToLastSent().toMillis());
        json.put("lastOffset", run.last().offset());
        json.put("endOffset", run.end());
        run.refused()
                .ifPresent(
                        at -> json.put("revocationToRefusal", since(run.ended().at(), at)));
        return json;
    }

    private static long since(Instant from, Instant to) {
        return Duration.between(from, to).toMillis();
    }
}
