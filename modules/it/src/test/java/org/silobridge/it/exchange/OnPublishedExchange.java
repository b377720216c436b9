package org.silobridge.it.exchange;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Hands the {@link PublishedExchange} to whoever asks for it: started by the first, ended after the last test. */
public final class OnPublishedExchange implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(OnPublishedExchange.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == PublishedExchange.class;
    }

    @Override
    public PublishedExchange resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(
                        PublishedExchange.class, ignored -> PublishedExchange.start(), PublishedExchange.class);
    }
}
