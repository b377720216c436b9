package org.silobridge.it.exchange;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Hands the {@link PublishedExchange} to whoever asks for it: one for all classes of a JVM, started by
 * the first who asks and ended after the last test. Tests keep apart by departments, groups and names of their own.
 */
public final class OnPublishedExchange implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(OnPublishedExchange.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == PublishedExchange.class;
    }

    @Override
    public PublishedExchange resolveParameter(ParameterContext parameter, ExtensionContext context) {
        // Not the root's: tests that are run again have a root of their own.
        return context.getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE)
                .getOrComputeIfAbsent(
                        PublishedExchange.class, ignored -> PublishedExchange.start(), PublishedExchange.class);
    }
}
