package org.silobridge.catalogue.http;

import io.vertx.core.json.Json;
import io.vertx.json.schema.common.dsl.SchemaType;
import io.vertx.openapi.contract.Location;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.validation.RequestParameter;
import io.vertx.openapi.validation.ValidatableRequest;
import io.vertx.openapi.validation.impl.RequestParameterImpl;
import java.util.HashMap;
import java.util.Map;

/**
 * A request whose text parameters are taken as the texts they are. Vert.x reads each as JSON first, so that a version
 * {@code 1.0} would become a number, and then be refused for not being a text.
 */
record LiteralRequest(ValidatableRequest request, Operation operation) implements ValidatableRequest {

    @Override
    public String getContentType() {
        return request.getContentType();
    }

    @Override
    public Map<String, RequestParameter> getCookies() {
        return request.getCookies();
    }

    @Override
    public Map<String, RequestParameter> getHeaders() {
        return literal(Location.HEADER, request.getHeaders());
    }

    @Override
    public Map<String, RequestParameter> getPathParameters() {
        return literal(Location.PATH, request.getPathParameters());
    }

    @Override
    public Map<String, RequestParameter> getQuery() {
        return literal(Location.QUERY, request.getQuery());
    }

    @Override
    public RequestParameter getBody() {
        return request.getBody();
    }

    private Map<String, RequestParameter> literal(Location in, Map<String, RequestParameter> found) {
        var literal = new HashMap<>(found);
        for (var parameter : operation.getParameters()) {
            var value = found.get(parameter.getName());
            if (parameter.getIn() == in
                    && parameter.getSchemaType() == SchemaType.STRING
                    && value != null
                    && !value.isNull()
                    && !value.isEmpty()) {
                literal.put(parameter.getName(), new RequestParameterImpl(Json.encode(value.getString())));
            }
        }
        return literal;
    }
}
