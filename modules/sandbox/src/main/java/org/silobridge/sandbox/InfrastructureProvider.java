package org.silobridge.sandbox;

import java.util.Set;

/**
 * Another way to get an exchange's infrastructure than the {@link Sandbox}: found as a {@link java.util.ServiceLoader}
 * service, which the build profile {@code containers} puts on the class path.
 */
public interface InfrastructureProvider {
    /** Starts at least these; close it to end them. */
    ExchangeInfrastructure start(Set<Service> services);
}
