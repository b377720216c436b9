package org.silobridge.catalogue.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.validation.RequestParameter;
import io.vertx.openapi.validation.ValidatedRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Violation;

/** What JSON lets a text hold and neither PostgreSQL nor the ledger stores: U+0000 and halves of a character. */
final class TextForm {
    private final List<Violation> violations = new ArrayList<>();

    private TextForm() {}

    /** The request, if all of its texts can be stored; otherwise INVALID with each place. */
    static Outcome<ValidatedRequest> checked(ValidatedRequest request) {
        var form = new TextForm();
        Stream.of(request.getPathParameters(), request.getQuery(), request.getHeaders())
                .forEach(form::parameters);
        if (request.getBody() != null && !request.getBody().isNull()) {
            form.value("", request.getBody().get());
        }
        return form.violations.isEmpty()
                ? Outcome.ok(request)
                : Outcome.invalid(
                        Reason.of("catalogue.input.invalid", "count", form.violations.size()), form.violations);
    }

    private void parameters(Map<String, RequestParameter> parameters) {
        parameters.forEach((name, value) -> value(name, value.get()));
    }

    private void value(String path, @Nullable Object value) {
        if (value instanceof String text) {
            if (text.codePoints()
                    .anyMatch(c -> c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE))) {
                violations.add(new Violation(path, null, Reason.of("catalogue.input.text-form")));
            }
        } else if (value instanceof JsonObject object) {
            object.forEach(member ->
                    value(path.isEmpty() ? member.getKey() : path + "." + member.getKey(), member.getValue()));
        } else if (value instanceof JsonArray array) {
            for (int i = 0; i < array.size(); i++) {
                value(path + "[" + i + "]", array.getValue(i));
            }
        }
    }
}
