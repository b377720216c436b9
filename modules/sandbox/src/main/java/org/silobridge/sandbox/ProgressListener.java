package org.silobridge.sandbox;

/** Told what the sandbox is doing, for people who wait; called from several threads. */
@FunctionalInterface
public interface ProgressListener {
    /** Takes a short sentence without a full stop, for example {@code starting PostgreSQL}. */
    void progress(Service service, String step);
}
