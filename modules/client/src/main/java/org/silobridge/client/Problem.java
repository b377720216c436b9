package org.silobridge.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.Messages;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;
import org.silobridge.model.Violation;

/** Reads problem details (RFC 9457) as the catalogue writes them. */
final class Problem {
    private Problem() {}

    /** The refusal in a problem document; null if the document is none of ours. */
    static @Nullable Refusal refusal(int status, JsonNode problem) {
        var reason = reason(
                problem, problem.path("detail").asText(problem.path("title").asText("")));
        if (reason == null) {
            return null;
        }
        List<Violation> violations = new ArrayList<>();
        for (var node : problem.path("violations")) {
            var violation = violation(node);
            if (violation != null) {
                violations.add(violation);
            }
        }
        return new Refusal(kind(status), reason, violations);
    }

    static @Nullable Violation violation(JsonNode node) {
        var why = reason(node, node.path("text").asText(""));
        return why == null
                ? null
                : new Violation(
                        node.path("path").asText("?"),
                        node.hasNonNull("value") ? node.get("value").asText() : null,
                        why);
    }

    private static Refusal.Kind kind(int status) {
        return switch (status) {
            case 401 -> Refusal.Kind.UNAUTHENTICATED;
            case 403 -> Refusal.Kind.FORBIDDEN;
            case 404 -> Refusal.Kind.NOT_FOUND;
            case 409 -> Refusal.Kind.CONFLICT;
            case 422 -> Refusal.Kind.NOT_ALLOWED;
            case 429, 502, 503, 504 -> Refusal.Kind.UNAVAILABLE;
            default -> Refusal.Kind.INVALID;
        };
    }

    static @Nullable Reason reason(JsonNode from, String text) {
        var code = from.path("code").asText("");
        Map<String, String> parameters = new LinkedHashMap<>();
        from.path("parameters")
                .properties()
                .forEach(p -> parameters.put(p.getKey(), p.getValue().asText()));
        if (!text.isBlank()) {
            parameters.putIfAbsent(Messages.TEXT, text);
        }
        try {
            return new Reason(code, parameters);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
