package org.silobridge.sandbox;

import java.util.Set;

/** Puts containers in the place of the sandbox, for the integration tests under the profile {@code containers}. */
public final class ContainersProvider implements InfrastructureProvider {
    @Override
    public ExchangeInfrastructure start(Set<Service> services) {
        return Containers.start(services);
    }
}
