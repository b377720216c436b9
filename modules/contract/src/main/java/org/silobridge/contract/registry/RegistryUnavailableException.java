package org.silobridge.contract.registry;

/**
 * The schema registry did not answer in time, refused the connection, said that it cannot answer now, or answered as
 * no schema registry does (a wrong address, a proxy). Nothing is known of whether a write was done; every call of {@link SchemaRegistryClient} may be repeated. Whoever depends on
 * the registry says so, waits, and tries again.
 */
public final class RegistryUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RegistryUnavailableException(String message) {
        super(message);
    }

    RegistryUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
