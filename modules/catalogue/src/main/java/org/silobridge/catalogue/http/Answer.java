package org.silobridge.catalogue.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.Outcome;
import org.silobridge.model.Refusal;

/** What an operation answers; {@link ApiServer} writes it. */
sealed interface Answer {

    /** A JSON body. */
    record Json(int status, JsonObject body) implements Answer {}

    /** A text body of a media type below {@code text/}. */
    record Text(String subtype, String body) implements Answer {
        static Text plain(String body) {
            return new Text("plain", body);
        }
    }

    /** Nothing to say: 204. */
    record Empty() implements Answer {}

    /** No. */
    record Refused(Refusal refusal) implements Answer {}

    /** Go there. */
    record Redirect(String location) implements Answer {}

    /** An answer that gives the browser cookies, or takes some away: each the text of a header. */
    record WithCookies(Answer answer, List<String> cookies) implements Answer {
        public WithCookies {
            cookies = List.copyOf(cookies);
        }
    }

    /** Come back after that time; {@code isNews}: whether the security log is to say so. */
    record TooMany(Duration pause, boolean isNews) implements Answer {}

    /** A body of any length, written as the caller takes it. */
    record Stream(Body body) implements Answer {}

    /** Writes a body; blocks while the caller is slow. */
    @FunctionalInterface
    interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    static Answer ok(JsonObject body) {
        return new Json(200, body);
    }

    static Answer created(boolean isNew, JsonObject body) {
        return new Json(isNew ? 201 : 200, body);
    }

    static <T> Answer items(Collection<T> items, Function<T, JsonObject> view) {
        return page(items, view, null);
    }

    /** Some items of a list; {@code next} is what the rest comes after, null where that is all. */
    static <T> Answer page(Collection<T> items, Function<T, JsonObject> view, @Nullable String next) {
        var array = new JsonArray();
        items.forEach(item -> array.add(view.apply(item)));
        var page = new JsonObject().put("items", array);
        return ok(next == null ? page : page.put("next", next));
    }

    static <T> Answer of(Outcome<T> outcome, Function<T, Answer> view) {
        if (outcome instanceof Outcome.Ok<T> ok) {
            return view.apply(ok.value());
        }
        return new Refused(((Outcome.Refused<T>) outcome).refusal());
    }
}
