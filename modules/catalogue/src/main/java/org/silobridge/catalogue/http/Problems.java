package org.silobridge.catalogue.http;

import io.vertx.core.http.HttpClosedException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.silobridge.catalogue.store.CatalogueDatabase;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;
import org.silobridge.model.Refusal.Kind;
import org.silobridge.model.RefusedException;
import org.silobridge.model.Violation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where refusals and failures become HTTP: status and problem JSON (RFC 9457). */
final class Problems {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    private Problems() {}

    static int status(Kind kind) {
        return switch (kind) {
            case INVALID -> 400;
            case UNAUTHENTICATED -> 401;
            case FORBIDDEN -> 403;
            case NOT_FOUND -> 404;
            case CONFLICT -> 409;
            case NOT_ALLOWED -> 422;
            case UNAVAILABLE -> 503;
        };
    }

    private static String title(int status) {
        return switch (status) {
            case 400 -> "Invalid input";
            case 401 -> "Unauthenticated";
            case 403 -> "Forbidden";
            case 404 -> "Not found";
            case 405 -> "Method not allowed";
            case 408 -> "Too slow";
            case 409 -> "Conflict";
            case 413 -> "Too large";
            case 415 -> "Unsupported media type";
            case 422 -> "Not allowed";
            case 429 -> "Too many calls";
            case 503 -> "Unavailable";
            default -> "Internal error";
        };
    }

    static void send(Asked asked, Refusal refusal) {
        send(asked, status(refusal.kind()), refusal.reason(), refusal.violations());
    }

    /** What a thrown failure comes to. Bugs are logged here, in full; the caller learns nothing of their inside. */
    static void send(Asked asked, Throwable failure) {
        if (failure instanceof HttpClosedException) {
            return; // It went away while it was still asking, or was sent away for that.
        }
        if (failure instanceof RefusedException refused) {
            send(asked, refused.refusal());
        } else if (CatalogueDatabase.isGone(failure)) {
            LOG.atWarn().addKeyValue("error", failure.toString()).log("PostgreSQL does not answer");
            send(asked, Refusal.of(Kind.UNAVAILABLE, Reason.of("catalogue.unavailable.postgres")));
        } else {
            LOG.atError().setCause(failure).log("a request failed");
            send(asked, 500, Reason.of("catalogue.failed"), List.of());
        }
    }

    static void send(Asked asked, int status, Reason reason, List<Violation> violations) {
        var response = asked.request().response();
        if (response.ended() || response.closed()) {
            return;
        }
        if (response.headWritten()) {
            response.reset(); // a stream broke: what was sent must not look whole
            return;
        }
        SecurityLog.refused(asked, status, reason);
        answer(asked, status, reason, violations);
    }

    /** Answers without an entry in the security log, for what is written there already. */
    static void answer(Asked asked, int status, Reason reason, List<Violation> violations) {
        var response = asked.request().response();
        var locale = asked.locale();
        if (status == 401) {
            response.putHeader("WWW-Authenticate", "Bearer realm=\"silobridge\"");
        }
        if (status == 503) {
            response.putHeader("Retry-After", "2");
        }
        response.setStatusCode(status)
                .putHeader("Content-Type", "application/problem+json")
                .end(new JsonObject()
                        .put("type", "urn:silobridge:problem:" + reason.code())
                        .put("title", title(status))
                        .put("status", status)
                        .put("detail", reason.in(locale))
                        .put("code", reason.code())
                        .put("parameters", parameters(reason))
                        .put("violations", violations(violations, locale))
                        .toBuffer());
    }

    static JsonArray violations(List<Violation> violations, Locale locale) {
        var array = new JsonArray();
        for (var violation : violations) {
            var item = new JsonObject().put("path", violation.path());
            if (violation.value() != null) {
                item.put("value", violation.value());
            }
            array.add(item.mergeIn(reason(violation.reason(), locale)));
        }
        return array;
    }

    static JsonObject reason(Reason reason, Locale locale) {
        return new JsonObject()
                .put("code", reason.code())
                .put("parameters", parameters(reason))
                .put("text", reason.in(locale));
    }

    private static JsonObject parameters(Reason reason) {
        var object = new JsonObject();
        for (Map.Entry<String, String> parameter : reason.parameters().entrySet()) {
            object.put(parameter.getKey(), parameter.getValue());
        }
        return object;
    }
}
