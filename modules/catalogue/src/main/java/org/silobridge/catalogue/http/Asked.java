package org.silobridge.catalogue.http;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.actor.Actor;
import org.silobridge.catalogue.actor.Permission;

/** A call as far as it has been understood: which operation it is of, and who makes it, where that is known. */
record Asked(
        HttpServerRequest request,
        @Nullable Permission operation,
        @Nullable Actor actor) {
    private static final String OPERATION = "operation";
    private static final String ACTOR = "actor";

    static Asked of(RoutingContext context) {
        return new Asked(context.request(), context.get(OPERATION), context.get(ACTOR));
    }

    static void note(RoutingContext context, Permission operation) {
        context.put(OPERATION, operation);
    }

    static void note(RoutingContext context, Actor actor) {
        context.put(ACTOR, actor);
    }

    /** The language to answer in. */
    Locale locale() {
        var header = request.getHeader("Accept-Language");
        if (header == null || header.isBlank()) {
            return Locale.ENGLISH;
        }
        try {
            var best = Locale.lookup(Locale.LanguageRange.parse(header), List.of(Locale.ENGLISH, Locale.CHINESE));
            return best == null ? Locale.ENGLISH : best;
        } catch (IllegalArgumentException malformed) {
            return Locale.ENGLISH;
        }
    }
}
