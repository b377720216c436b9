package org.silobridge.cli;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Owns what a command has opened, and closes it once: when the command ends, or, at Ctrl-C or SIGTERM, in the JVM's
 * shutdown hook at once, wherever the command is then. From that moment the command says nothing more: what fails in it
 * fails because all is being closed. For commands that own processes; {@link Interruption} is for services that end
 * their own work in good order.
 */
final class Ending implements AutoCloseable {
    /** How long a command that was interrupted may go on until its things are closed under its hands. */
    private static final long STANDS_STILL_WITHIN_MILLIS = 1_000;

    private final Console console;
    private final Thread command = Thread.currentThread();
    private final Deque<AutoCloseable> owned = new ArrayDeque<>();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch standsStill = new CountDownLatch(1);
    private final Thread hook = new Thread(this::endNow, "ending");

    Ending(Console console) {
        this.console = console;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Opens something that the end closes, the last opened first. Opening must be quick; starting comes after it. */
    synchronized <T extends AutoCloseable> T own(Callable<T> opening) throws Exception {
        if (asked.getCount() == 0) {
            throw new InterruptedException("asked to stop");
        }
        T opened = opening.call();
        owned.push(opened);
        return opened;
    }

    /** Waits until somebody asks to stop. */
    void await() throws InterruptedException {
        asked.await();
    }

    private void endNow() {
        console.fallSilent();
        asked.countDown();
        command.interrupt();
        try {
            standsStill.await(STANDS_STILL_WITHIN_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        closeAll();
    }

    /** Everything is closed when this returns. */
    @Override
    public void close() {
        standsStill.countDown();
        closeAll();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is ending already: the hook closes, or has closed.
        }
    }

    private synchronized void closeAll() {
        RuntimeException first = null;
        while (!owned.isEmpty()) {
            try {
                owned.pop().close();
            } catch (Exception e) {
                var failed = e instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(e);
                if (first == null) {
                    first = failed;
                } else {
                    first.addSuppressed(failed);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
