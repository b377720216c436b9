package org.silobridge.catalogue.http;

import io.vertx.core.json.JsonObject;
import io.vertx.openapi.validation.RequestParameter;
import io.vertx.openapi.validation.ValidatedRequest;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.actor.Actor;
import org.silobridge.catalogue.actor.Bearer;

/**
 * One call that fits the OpenAPI document, by an actor whom the access rules let through.
 *
 * @param prefersCsv whether the answer is to be CSV, where it can be
 */
record Call(ValidatedRequest request, @Nullable Bearer caller, Asked asked, boolean prefersCsv) {

    /** The language to answer in. */
    Locale locale() {
        return asked.locale();
    }

    Actor actor() {
        return bearer().actor();
    }

    Bearer bearer() {
        if (caller == null) {
            throw new IllegalStateException("this operation asks for no token");
        }
        return caller;
    }

    String path(String name) {
        var value = text(request.getPathParameters(), name);
        if (value == null) {
            throw new IllegalStateException("the path has no parameter " + name);
        }
        return value;
    }

    @Nullable
    String query(String name) {
        return text(request.getQuery(), name);
    }

    /** A whole number, however it was written: {@code 100} and {@code 1e2} are one. */
    long number(String name, long absent) {
        var parameter = request.getQuery().get(name);
        return parameter == null || parameter.isNull() ? absent : parameter.getLong();
    }

    @Nullable
    String header(String name) {
        return text(request.getHeaders(), name);
    }

    JsonObject body() {
        return request.getBody().getJsonObject();
    }

    /** The body, where the document lets it be absent. */
    JsonObject bodyOrEmpty() {
        var body = request.getBody();
        return body == null || body.isNull() || body.isEmpty() ? new JsonObject() : body.getJsonObject();
    }

    /** A text of the body that the document may leave out. */
    static String text(JsonObject body, String name, String absent) {
        var value = body.getString(name);
        return value == null ? absent : value;
    }

    private static @Nullable String text(Map<String, RequestParameter> parameters, String name) {
        var parameter = parameters.get(name);
        return parameter == null || parameter.isNull() ? null : String.valueOf(parameter.get());
    }
}
