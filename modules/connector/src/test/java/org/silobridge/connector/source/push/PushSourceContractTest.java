package org.silobridge.connector.source.push;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.silobridge.connector.source.Source;
import org.silobridge.connector.source.SourceContractTest;

/** The origin is an application that, at each start of the connector, pushes all it ever had until it is answered. */
class PushSourceContractTest extends SourceContractTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final int port = Application.freePort();
    private final Application application = Application.at(port);
    private final List<byte[]> offered = new CopyOnWriteArrayList<>();
    private final AtomicInteger starts = new AtomicInteger();
    private final Thread pushing = new Thread(this::push, "application");
    private volatile boolean over;

    @BeforeEach
    void startPushing() {
        pushing.setDaemon(true);
        pushing.start();
    }

    @AfterEach
    void stopPushing() throws InterruptedException {
        over = true;
        pushing.join();
    }

    private void push() {
        int start = 0;
        int next = 0;
        while (!over) {
            if (start != starts.get()) {
                start = starts.get();
                next = 0;
            }
            if (next < offered.size() && isAnswered(next)) {
                next++;
            } else {
                LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
            }
        }
    }

    private boolean isAnswered(int offer) {
        try {
            return application
                            .push("offer-" + offer, offered.get(offer), Map.of())
                            .status()
                    == 200;
        } catch (CompletionException e) {
            return false; // nobody listens, or not any more
        }
    }

    @Override
    protected Source source() throws Exception {
        starts.incrementAndGet();
        return new PushSettings(
                        java.net.InetAddress.getLoopbackAddress(),
                        port,
                        Application.secret(workDirectory.resolve("token"), Application.TOKEN),
                        Optional.empty(),
                        100_000,
                        1_000,
                        2,
                        Duration.ofDays(1),
                        100,
                        Optional.of(new PushSettings.Deletion("gone", "true")),
                        1_000)
                .source(context());
    }

    @Override
    protected void offer(List<Told> rows) {
        offered.add(rows.stream()
                .map(PushSourceContractTest::json)
                .collect(Collectors.joining("\r\n"))
                .getBytes(StandardCharsets.UTF_8));
    }

    private static String json(Told row) {
        return JSON.createObjectNode()
                .put("id", row.id())
                .put("text", row.text())
                .put("gone", row.deletes())
                .toString();
    }

    @Override
    protected void alterFirst() {
        throw new AssertionError("what was pushed is not here any more");
    }

    /** The same key with other rows is refused to who pushes, and stops nobody else. */
    @Override
    protected boolean noticesWhatChanged() {
        return false;
    }

    @Override
    protected boolean knowsItsColumns() {
        return false;
    }
}
