package org.silobridge.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/** Where a recorded process spent its time: samples of running Java code, by thread and by what it is for. */
record Profile(Map<String, Map<String, Long>> samples) {
    /** What a frame is for, the innermost that is known; by how its class starts. */
    private static final List<Map.Entry<String, String>> PURPOSES = List.of(
            Map.entry("sun.security.provider.SHA", "digest (SHA-256)"),
            Map.entry("org.silobridge.connector.source.csv.RowScanner", "cutting rows and fields"),
            Map.entry("org.silobridge.connector.source.csv.Utf8", "checking the encoding"),
            Map.entry("org.silobridge.connector.row.", "reading, rules, encoding"),
            Map.entry("org.silobridge.connector.source.", "cutting rows and fields"),
            Map.entry("net.jpountz.", "compression"),
            Map.entry("org.apache.kafka.common.compress.", "compression"),
            Map.entry("org.apache.kafka.common.utils.Utils", "record batches"),
            Map.entry("org.apache.kafka.common.record.", "record batches"),
            Map.entry("org.apache.kafka.common.network.", "network"),
            Map.entry("org.apache.kafka.clients.NetworkClient", "network"),
            Map.entry("org.apache.kafka.clients.producer.", "producer, its queues and callbacks"),
            Map.entry("org.apache.kafka.", "Kafka's client, other"));

    static Profile of(Path recording) throws IOException {
        var samples = new TreeMap<String, Map<String, Long>>();
        try (var file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                var event = file.readEvent();
                var kind = event.getEventType().getName();
                if (!kind.equals("jdk.ExecutionSample") || event.getStackTrace() == null) {
                    continue;
                }
                var thread = event.getThread("sampledThread");
                var name = thread == null || thread.getJavaName() == null ? "other" : thread.getJavaName();
                samples.computeIfAbsent(role(name), unused -> new TreeMap<>())
                        .merge(purpose(event.getStackTrace().getFrames()), 1L, Long::sum);
            }
        }
        return new Profile(samples);
    }

    private static String role(String thread) {
        return thread.startsWith("read ")
                ? "reading thread"
                : thread.startsWith("kafka-producer-network")
                        ? "network thread"
                        : thread.equals("main") ? "sending thread" : "other";
    }

    private static String purpose(List<RecordedFrame> frames) {
        for (var frame : frames) {
            var in = frame.getMethod().getType().getName();
            for (var purpose : PURPOSES) {
                if (in.startsWith(purpose.getKey())) {
                    return purpose.getValue();
                }
            }
        }
        return "other";
    }

    void print(PrintStream out) {
        long all = samples.values().stream()
                .flatMap(purposes -> purposes.values().stream())
                .mapToLong(Long::longValue)
                .sum();
        out.println();
        out.println("where the connector's processor time goes (" + all + " samples)");
        samples.forEach((thread, purposes) -> purposes.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .forEach(purpose -> out.println(String.format(
                        Locale.ROOT,
                        "%5.1f%%  %-15s %s",
                        100.0 * purpose.getValue() / all,
                        thread,
                        purpose.getKey()))));
    }
}
