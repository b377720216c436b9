package org.silobridge.sandbox;

import java.util.EnumSet;
import java.util.ServiceLoader;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One infrastructure for all integration tests of a JVM, which ends with it: the only static state, for tests alone.
 * Tests keep apart by names (topics, users, databases) of their own.
 */
public final class SharedInfrastructure {
    private static @Nullable ExchangeInfrastructure shared;
    private static final Set<Service> RUNNING = EnumSet.noneOf(Service.class);

    private SharedInfrastructure() {}

    /**
     * The shared infrastructure with at least these services running. Starts what is missing; a service that a test
     * killed or stopped stays so until it is restarted.
     */
    public static synchronized ExchangeInfrastructure with(Service first, Service... others) {
        Set<Service> wanted = EnumSet.of(first, others);
        if (shared == null) {
            shared = start(wanted);
            RUNNING.addAll(wanted);
        } else if (!RUNNING.containsAll(wanted) && shared instanceof Sandbox sandbox) {
            sandbox.start(wanted);
            RUNNING.addAll(wanted);
        }
        return shared;
    }

    private static ExchangeInfrastructure start(Set<Service> wanted) {
        for (InfrastructureProvider provider : ServiceLoader.load(InfrastructureProvider.class)) {
            // Containers cannot be added later: all of them from the start.
            RUNNING.addAll(EnumSet.allOf(Service.class));
            return provider.start(RUNNING);
        }
        Service[] services = wanted.toArray(Service[]::new);
        return Sandbox.start(SandboxOptions.defaults().withServices(services[0], services));
    }
}
