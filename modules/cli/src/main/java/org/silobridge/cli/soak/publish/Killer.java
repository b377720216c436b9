package org.silobridge.cli.soak.publish;

import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.silobridge.cli.soak.Findings;
import org.silobridge.cli.soak.Moment;

/** Starts the connector of one feed and kills it, again and again, at moments that chance chooses. */
final class Killer {
    private static final int LONGEST_START_MILLIS = 4000;
    private static final int LONGEST_WORK_MILLIS = 1200;
    private static final int LONGEST_PAUSE_MILLIS = 150;
    /** A connector that keeps ending by itself with a fault is not worth more starts. */
    private static final int MOST_FAULTS = 5;

    private final Feed feed;
    private final List<String> java;
    private final Random chance;
    private final Findings findings;
    private final Runnable told;
    private int killed;
    private int killedStarting;
    private long spentMillis;

    /** @param told called after each kill */
    Killer(Feed feed, List<String> java, Random chance, Findings findings, Runnable told) {
        this.feed = feed;
        this.java = java;
        this.chance = chance;
        this.findings = findings;
        this.told = told;
    }

    /** Kills so often. */
    void kill(int times) throws Exception {
        int faults = 0;
        while (killed < times && faults < MOST_FAULTS) {
            feed.grow();
            feed.beforeStart();
            var child = ConnectorChild.start(java, feed.connectorFile());
            boolean starting = chance.nextInt(4) == 0;
            try {
                if (!starting) {
                    child.awaitCommit();
                }
                letWork(child, chance.nextInt(starting ? LONGEST_START_MILLIS : LONGEST_WORK_MILLIS));
            } catch (Exception e) {
                child.kill();
                throw e;
            }
            long processorMillis = child.processorMillis();
            if (child.kill()) {
                killed++;
                spentMillis += processorMillis;
                killedStarting += starting ? 1 : 0;
                told.run();
            } else if (child.ended().status() != 0) {
                faults++;
                findings.add(feed.publisher().name() + ": the connector ended by itself: " + child.ended());
            }
        }
    }

    private void letWork(ConnectorChild child, long millis) throws Exception {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (child.isAlive()) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                return;
            }
            Moment.pass(Math.min(left, chance.nextInt(LONGEST_PAUSE_MILLIS)));
            if (feed.continuous()) {
                feed.grow();
            }
        }
    }

    int killed() {
        return killed;
    }

    /** How many of them before or around their first commit. */
    int killedStarting() {
        return killedStarting;
    }

    /** What the killed ones used of a processor, all together. */
    long processorMillis() {
        return spentMillis;
    }
}
