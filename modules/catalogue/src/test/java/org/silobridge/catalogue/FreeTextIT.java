package org.silobridge.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.silobridge.catalogue.TestCatalogue.json;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Every text that the OpenAPI document lets a caller send: too long, or of characters that no database stores. */
class FreeTextIT {
    @TempDir
    static Path directory;

    private static TestCatalogue catalogue;
    private static String everybody = "";

    @BeforeAll
    static void anActorWithAllRoles() throws Exception {
        catalogue = TestCatalogue.start(directory, Clock.systemUTC());
        done(catalogue.post(
                catalogue.operator, "/departments", TestCatalogue.department("owner", "11100000000013127D")));
        var roles = new JsonArray();
        List.of("operator", "auditor", "supervisor", "coordinator")
                .forEach(role -> roles.add(new JsonObject().put("role", role)));
        List.of("publisher", "applicant", "steward")
                .forEach(role -> roles.add(new JsonObject().put("role", role).put("department", "owner")));
        var actor = done(catalogue.post(
                catalogue.operator,
                "/actors",
                new JsonObject().put("subject", "all").put("displayName", "All").put("roles", roles)));
        everybody = done(catalogue.post(
                        catalogue.operator,
                        "/actors/" + actor.getString("id") + "/tokens",
                        new JsonObject().put("label", "test")))
                .getString("token");
    }

    @AfterAll
    static void stop() {
        catalogue.close();
    }

    /**
     * A text that may be sent.
     *
     * @param place how the API names it in a violation
     * @param in body, path, query or header
     */
    private record FreeText(String operation, String method, String route, String in, String place, JsonObject schema) {
        int max() {
            return Objects.requireNonNull(
                    schema.getInteger("maxLength"), () -> operation + ": " + place + " has no maxLength");
        }

        HttpResponse<String> send(String text, JsonObject document) throws IOException, InterruptedException {
            var path = route.replaceFirst("^/api/v1", "");
            if (in.equals("path")) {
                path = path.replace("{" + place + "}", text);
            }
            path = path.replaceAll("\\{\\w+}", "some");
            if (in.equals("query")) {
                path += "?" + place + "=" + text;
            }
            var body = body(document, in.equals("body") ? text : "");
            return in.equals("header")
                    ? catalogue.call(method, path, everybody, body, place, text)
                    : catalogue.call(method, path, everybody, body);
        }

        private @Nullable String body(JsonObject document, String text) {
            var operation = operationAt(document, route, method);
            if (!operation.containsKey("requestBody")) {
                return null;
            }
            var body = (JsonObject) example(document, bodySchema(operation));
            if (!text.isEmpty()) {
                put(body, place, text);
            }
            return body.encode();
        }
    }

    @TestFactory
    Stream<DynamicTest> everyTextHasALimitThatIsKept() {
        var document = document();
        var texts = freeTexts(document);
        assertThat(texts).hasSizeGreaterThan(50);
        return texts.stream()
                .map(text -> DynamicTest.dynamicTest(text.operation() + " " + text.place(), () -> {
                    var answer = text.send("x".repeat(text.max() + 1), document);

                    if (text.max() >= catalogue.config.http().maxBodyBytes()) {
                        assertThat(answer.statusCode()).isEqualTo(413);
                        return;
                    }
                    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
                    assertThat(violation(answer, text.place()).getString("code"))
                            .isEqualTo("catalogue.input.too-long");
                    assertThat(violation(answer, text.place()).getJsonObject("parameters"))
                            .isEqualTo(new JsonObject().put("max", String.valueOf(text.max())));
                }));
    }

    @TestFactory
    Stream<DynamicTest> noTextHoldsWhatCannotBeStored() {
        var document = document();
        return freeTexts(document).stream()
                .filter(text -> !text.in().equals("header")) // HTTP itself refuses it there.
                .map(text -> DynamicTest.dynamicTest(text.operation() + " " + text.place(), () -> {
                    var answer = text.send(text.in().equals("body") ? "a\u0000b" : "a%00b", document);

                    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
                    assertThat(violation(answer, text.place()).getString("code"))
                            .isEqualTo("catalogue.input.text-form");
                }));
    }

    private static JsonObject violation(HttpResponse<String> answer, String place) {
        var found = new ArrayList<JsonObject>();
        json(answer).getJsonArray("violations").forEach(item -> {
            if (((JsonObject) item).getString("path").equals(place)) {
                found.add((JsonObject) item);
            }
        });
        assertThat(found).as(place + " in " + answer.body()).hasSize(1);
        return found.get(0);
    }

    // The document

    private static JsonObject document() {
        try (var in = Objects.requireNonNull(FreeTextIT.class.getResourceAsStream("/openapi/silobridge-v1.yaml"))) {
            Map<String, Object> document = new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
            return new JsonObject(document);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<FreeText> freeTexts(JsonObject document) {
        var found = new ArrayList<FreeText>();
        for (var route : document.getJsonObject("paths")) {
            var item = (JsonObject) route.getValue();
            for (var method : item.fieldNames()) {
                if (!(item.getValue(method) instanceof JsonObject operation)) {
                    continue;
                }
                var id = operation.getString("operationId");
                var verb = method.toUpperCase(Locale.ROOT);
                Stream.of(item, operation)
                        .flatMap(part -> part.getJsonArray("parameters", new JsonArray()).stream())
                        .map(parameter -> resolved(document, (JsonObject) parameter))
                        .filter(parameter -> parameter
                                .getJsonObject("schema")
                                .getString("type")
                                .equals("string"))
                        .forEach(parameter -> found.add(new FreeText(
                                id,
                                verb,
                                route.getKey(),
                                parameter.getString("in"),
                                parameter.getString("name"),
                                parameter.getJsonObject("schema"))));
                if (operation.containsKey("requestBody")) {
                    texts(
                            document,
                            bodySchema(operation),
                            "",
                            (place, schema) ->
                                    found.add(new FreeText(id, verb, route.getKey(), "body", place, schema)));
                }
            }
        }
        return found;
    }

    private interface Sink {
        void take(String place, JsonObject schema);
    }

    private static void texts(JsonObject document, JsonObject unresolved, String place, Sink sink) {
        var schema = resolved(document, unresolved);
        switch (schema.getString("type")) {
            case "string" -> sink.take(place, schema);
            case "array" -> {
                assertThat(schema.containsKey("maxItems"))
                        .as(place + " has maxItems")
                        .isTrue();
                texts(document, schema.getJsonObject("items"), place + "[0]", sink);
            }
            case "object" ->
                members(schema)
                        .forEach(member -> texts(
                                document,
                                (JsonObject) member.getValue(),
                                place.isEmpty() ? member.getKey() : place + "." + member.getKey(),
                                sink));
            default -> {}
        }
    }

    /** Of a map by names that the caller chooses, one such name. */
    private static JsonObject members(JsonObject schema) {
        return schema.containsKey("properties")
                ? schema.getJsonObject("properties")
                : new JsonObject().put("some", schema.getJsonObject("additionalProperties"));
    }

    /** A body with all that the schema knows; its content makes no sense. */
    private static Object example(JsonObject document, JsonObject unresolved) {
        var schema = resolved(document, unresolved);
        return switch (schema.getString("type")) {
            case "string" -> "some";
            case "integer" -> 1;
            case "boolean" -> false;
            case "array" -> new JsonArray().add(example(document, schema.getJsonObject("items")));
            default -> {
                var object = new JsonObject();
                members(schema)
                        .forEach(member ->
                                object.put(member.getKey(), example(document, (JsonObject) member.getValue())));
                yield object;
            }
        };
    }

    /** Puts a text at a place such as {@code roles[0].role}. */
    private static void put(JsonObject body, String place, String text) {
        Object at = body;
        var steps = place.replace("[0]", ".0").split("\\.", -1);
        for (int i = 0; i < steps.length - 1; i++) {
            at = at instanceof JsonArray array ? array.getValue(0) : ((JsonObject) at).getValue(steps[i]);
        }
        if (at instanceof JsonArray array) {
            array.set(0, text);
        } else {
            ((JsonObject) at).put(steps[steps.length - 1], text);
        }
    }

    private static JsonObject operationAt(JsonObject document, String route, String method) {
        return document.getJsonObject("paths").getJsonObject(route).getJsonObject(method.toLowerCase(Locale.ROOT));
    }

    private static JsonObject bodySchema(JsonObject operation) {
        return operation
                .getJsonObject("requestBody")
                .getJsonObject("content")
                .getJsonObject("application/json")
                .getJsonObject("schema");
    }

    private static JsonObject resolved(JsonObject document, JsonObject schema) {
        var reference = schema.getString("$ref");
        if (reference == null) {
            return schema;
        }
        var at = document;
        for (var step : reference.substring(2).split("/", -1)) {
            at = at.getJsonObject(step);
        }
        return at;
    }

    private static JsonObject done(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
        return json(answer);
    }
}
