package org.silobridge.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The process of one contestant: runs when told to on standard input, and answers each run with a line on standard
 * output. It stays between runs, so that what is measured is not the compiler of a young JVM; it ends with its input.
 */
final class Contestant {
    /** What a line with a result starts with. */
    static final String ANSWER = "ran ";

    /** One way to bring the table to a topic. */
    interface Way {
        /** What may be done before the clock starts. */
        default void prepare() throws Exception {}

        /** Publishes all of it to {@code topic}. @return how many records are committed */
        long run(String topic, String run) throws Exception;
    }

    private Contestant() {}

    public static void main(String[] args) throws Exception {
        var stage = new Stage(Path.of(args[1]));
        var way =
                switch (args[0]) {
                    case "raw" -> new RawProducer(stage);
                    case "connector" -> new OurConnector(stage);
                    case "loop" -> new ObviousLoop(stage);
                    default -> throw new IllegalArgumentException(args[0]);
                };
        way.prepare();
        obey(way, System.out);
        System.exit(0);
    }

    private static void obey(Way way, PrintStream out) throws Exception {
        out.println("ready");
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (var line = in.readLine(); line != null; line = in.readLine()) {
            var words = line.split(" ", 2);
            out.println(measured(way, words[0], words[1]));
        }
    }

    private static String measured(Way way, String topic, String run) throws Exception {
        System.gc();
        var process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        var heap = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .toList();
        heap.forEach(pool -> pool.resetPeakUsage());
        long cpu = process.getProcessCpuTime();
        long begun = System.nanoTime();
        long rows = way.run(topic, run);
        long nanos = System.nanoTime() - begun;
        cpu = process.getProcessCpuTime() - cpu;
        long peak =
                heap.stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
        System.gc();
        long live = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        return String.format(Locale.ROOT, "%s%d %d %d %d %d", ANSWER, rows, nanos, cpu, peak, live);
    }

    /** @throws IOException if it is no answer */
    static Measured parse(String answer, long brokerCpuNanos) throws IOException {
        var words = answer.split(" ", -1);
        if (!answer.startsWith(ANSWER) || words.length != 6) {
            throw new IOException("not an answer: " + answer);
        }
        return new Measured(
                Long.parseLong(words[1]),
                Long.parseLong(words[2]),
                Long.parseLong(words[3]),
                brokerCpuNanos,
                Long.parseLong(words[4]));
    }
}
