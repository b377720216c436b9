package org.silobridge.catalogue.enforcement;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.kafka.common.acl.AclBinding;

/**
 * Who writes: the look at everything, or the one that carries out single decisions. The look reads for as long as the
 * catalogue is large, and decisions do not wait for that; so once it is its turn, it has to leave alone what decisions
 * have changed since it began to read: of that it has an old picture.
 */
final class Turn {
    /** Fair: a look of many steps lets decisions in between. */
    private final ReentrantLock lock = new ReentrantLock(true);

    private final Set<AclBinding> changed = new HashSet<>();
    private boolean reading;

    /** The look begins to read. */
    void read() {
        take();
        changed.clear();
        reading = true;
        give();
    }

    /** The look has come to its end. */
    void done() {
        take();
        changed.clear();
        reading = false;
        give();
    }

    void take() {
        lock.lock();
    }

    void give() {
        lock.unlock();
    }

    /** Lets who waits go first. */
    void pass() {
        give();
        take();
    }

    /** Does what needs no turn, and takes it again. */
    <T> T aside(Supplier<T> work) {
        give();
        try {
            return work.get();
        } finally {
            take();
        }
    }

    void aside(Runnable work) {
        aside(() -> {
            work.run();
            return true;
        });
    }

    /** A decision changes these, or may have. */
    void change(Collection<AclBinding> rights) {
        if (reading) {
            changed.addAll(rights);
        }
    }

    /** What decisions have changed since the look began to read. */
    Set<AclBinding> changed() {
        return changed;
    }
}
