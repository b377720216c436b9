package org.silobridge.sandbox;

import java.util.EnumSet;
import java.util.ServiceLoader;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The infrastructures for all integration tests of a JVM, which end with it: the only static state, for tests alone.
 * Test classes run at the same time, and keep apart by names (topics, users, databases) of their own. One that kills or
 * stops a service, or opens what is for all (a right for everybody), does so on the {@link #disturbed} one.
 */
public final class SharedInfrastructure {
    /** The resource that a test class locks which uses the disturbed infrastructure: one at a time. */
    public static final String DISTURBED = "disturbed infrastructure";

    private static final SharedInfrastructure STEADY = new SharedInfrastructure();
    private static final SharedInfrastructure ROUGH = new SharedInfrastructure();

    private @Nullable ExchangeInfrastructure shared;
    private final Set<Service> running = EnumSet.noneOf(Service.class);

    private SharedInfrastructure() {}

    /** The infrastructure that nobody disturbs, with at least these services running. Starts what is missing. */
    public static ExchangeInfrastructure with(Service first, Service... others) {
        return STEADY.running(EnumSet.of(first, others));
    }

    /**
     * The infrastructure whose services tests kill and stop, with at least these running. Starts what is missing; a
     * service that a test killed or stopped stays so until it is restarted.
     */
    public static ExchangeInfrastructure disturbed(Service first, Service... others) {
        return ROUGH.running(EnumSet.of(first, others));
    }

    /** Ends the disturbed infrastructure: who asks next is given a new one, with nothing of the past on it. */
    public static void replaceDisturbed() {
        ROUGH.end();
    }

    private synchronized void end() {
        if (shared != null) {
            shared.close();
            shared = null;
            running.clear();
        }
    }

    private synchronized ExchangeInfrastructure running(Set<Service> wanted) {
        if (shared == null) {
            shared = start(wanted);
            running.addAll(wanted);
        } else if (!running.containsAll(wanted) && shared instanceof Sandbox sandbox) {
            sandbox.start(wanted);
            running.addAll(wanted);
        }
        return shared;
    }

    private ExchangeInfrastructure start(Set<Service> wanted) {
        for (InfrastructureProvider provider : ServiceLoader.load(InfrastructureProvider.class)) {
            // Containers cannot be added later: all of them from the start.
            running.addAll(EnumSet.allOf(Service.class));
            return provider.start(running);
        }
        Service[] services = wanted.toArray(Service[]::new);
        return Sandbox.start(SandboxOptions.defaults().withServices(services[0], services));
    }
}
