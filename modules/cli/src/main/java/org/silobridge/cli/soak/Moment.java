package org.silobridge.cli.soak;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A time to let pass, where chance says how long, or where an answer is asked for again. */
public final class Moment {
    private Moment() {}

    public static void pass(long millis) throws InterruptedException {
        new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
    }
}
