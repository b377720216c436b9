package org.silobridge.cli.enforcement;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Searches that come at a fixed rate, whether or not those before are answered: each is counted from when it was due. It
 * shares the machine with what it measures, so it does as little as can be: connections that stay open, one thread each,
 * and the answer's bytes are read and thrown away.
 */
final class SearchLoad {
    private static final int A_SECOND = 200;
    /** More are never under way at once; who is due meanwhile waits, and that counts. */
    private static final int CALLERS = 32;

    /** Until the service has compiled what searches run through: not counted. */
    private static final Duration WARM_UP = Duration.ofSeconds(20);

    private static final Duration COUNTED = Duration.ofSeconds(30);
    private static final int PATIENCE_MILLIS = 60_000;

    private final URI catalogue;
    private final String token;
    private final List<String> words;

    /** @param seed of the words that are searched for, parts of the names of {@link FilledCatalogue} */
    SearchLoad(URI catalogue, String token, long seed) {
        this.catalogue = catalogue;
        this.token = token;
        var chance = new Random(seed);
        this.words = new ArrayList<>();
        for (long i = 0; i < A_SECOND * WARM_UP.plus(COUNTED).toSeconds(); i++) {
            words.add("c-" + chance.nextInt(10) + "/d-" + chance.nextInt(1000));
        }
    }

    /**
     * Searches for a while.
     *
     * @param warm is run when what counts begins
     */
    Latencies run(Runnable warm) throws InterruptedException, ExecutionException {
        long interval = TimeUnit.SECONDS.toNanos(1) / A_SECOND;
        long begun = System.nanoTime();
        long counted = begun + WARM_UP.toNanos();
        var threads = Executors.newFixedThreadPool(CALLERS + 1);
        try {
            var started = threads.submit(() -> {
                await(counted);
                warm.run();
            });
            var callers = new ArrayList<Future<List<long[]>>>();
            for (int i = 0; i < CALLERS; i++) {
                int first = i;
                callers.add(threads.submit(() -> call(first, begun, interval)));
            }
            started.get();
            var latencies = new Latencies();
            for (var caller : callers) {
                for (var search : caller.get()) {
                    if (search[0] >= counted) {
                        latencies.add(search[1]);
                    }
                }
            }
            return latencies;
        } finally {
            threads.shutdownNow();
        }
    }

    /** Every 32nd search, so that callers have no queue to contend for: when it was due, and how long it took from then. */
    private List<long[]> call(int first, long begun, long interval) throws IOException {
        var took = new ArrayList<long[]>();
        try (var socket = new Socket(catalogue.getHost(), catalogue.getPort())) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MILLIS);
            var out = socket.getOutputStream();
            var in = new BufferedInputStream(socket.getInputStream(), 1 << 14);
            for (int i = first; i < words.size(); i += CALLERS) {
                long due = begun + i * interval;
                await(due);
                out.write(("GET /api/v1/datasets?q=" + words.get(i) + " HTTP/1.1\r\nHost: " + catalogue.getAuthority()
                                + "\r\nAuthorization: Bearer " + token + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
                readAnswer(in);
                took.add(new long[] {due, System.nanoTime() - due});
            }
        }
        return took;
    }

    private static void await(long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static void readAnswer(InputStream in) throws IOException {
        var status = line(in);
        if (!status.startsWith("HTTP/1.1 200 ")) {
            throw new IOException("a search was answered with " + status);
        }
        long length = -1;
        for (var header = line(in); !header.isEmpty(); header = line(in)) {
            var lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Long.parseLong(
                        lower.substring("content-length:".length()).strip());
            }
        }
        if (length < 0) {
            throw new IOException("an answer without its length");
        }
        in.skipNBytes(length);
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the catalogue closed the connection");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
