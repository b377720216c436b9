package org.silobridge.catalogue.clock;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at something again and again on a thread of its own. A look that fails is written to the log, and the next one comes. */
public final class RegularLook implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RegularLook.class);

    private final String name;
    private final Runnable look;
    private final ScheduledExecutorService looking;

    private RegularLook(String name, Runnable look) {
        this.name = name;
        this.look = look;
        this.looking = Executors.newSingleThreadScheduledExecutor(work -> {
            var thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Looks now, and {@code interval} after the end of each look, until it is closed. */
    public static RegularLook start(String name, Duration interval, Runnable look) {
        var regular = new RegularLook(name, look);
        var unused =
                regular.looking.scheduleWithFixedDelay(regular::once, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
        return regular;
    }

    private void once() {
        try {
            look.run();
        } catch (RuntimeException e) {
            if (!looking.isShutdown()) {
                LOG.atWarn()
                        .addKeyValue("look", name)
                        .addKeyValue("error", e.toString())
                        .log("a look at what time does failed; it is made again");
            }
        }
    }

    /** Ends looking, at once: what a look under way could not do is done by the next one, here or elsewhere. */
    @Override
    public void close() {
        looking.shutdownNow();
        try {
            if (!looking.awaitTermination(2, TimeUnit.SECONDS)) {
                LOG.atWarn()
                        .addKeyValue("look", name)
                        .log("a look did not end in time; its transaction ends with the database's");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
