package org.silobridge.contract.registry;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import javax.net.ssl.SSLContext;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;

/**
 * The Confluent Schema Registry REST API, as much of it as Silobridge uses. Works against Confluent's server and
 * against Apicurio's ({@code /apis/ccompat/v7}). Schemas go out as Avro writes them, without white space, because a
 * registry may give a second id to a text that differs only in that.
 *
 * <p>What the registry refuses is an {@link Outcome}: {@code contract.registry.no-subject} (40401),
 * {@code .no-version} (40402), {@code .no-schema} (40403), {@code .no-compatibility} (40408), {@code .invalid-schema}
 * (42201), {@code .incompatible} (409). That it cannot answer is a {@link RegistryUnavailableException}. Every call
 * may be repeated. Calls block; thread-safe.
 */
public final class SchemaRegistryClient {
    private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern APICURIO = Pattern.compile("(.*)/apis/ccompat/v\\d+");

    private final String base;
    private final Duration timeout;
    private final HttpClient http;
    private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();

    /**
     * A client of the registry at {@code base}.
     *
     * @param base where the API starts, with or without a slash at the end, for example
     *     {@code http://127.0.0.1:8081/apis/ccompat/v7}
     * @param timeout for connecting, and again for each answer
     */
    public SchemaRegistryClient(URI base, Duration timeout) {
        this(base, timeout, Optional.empty());
    }

    /**
     * As {@link #SchemaRegistryClient(URI, Duration)}.
     *
     * @param trust who is trusted to vouch for the registry; empty: whom Java trusts
     */
    public SchemaRegistryClient(URI base, Duration timeout, Optional<SSLContext> trust) {
        this.base = base.toString().replaceFirst("/+$", "");
        this.timeout = timeout;
        var client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(timeout);
        trust.ifPresent(client::sslContext);
        this.http = client.build();
    }

    /** Registers {@code schema} under {@code subject} and gives its id; the same again gives the same id. */
    public Outcome<Integer> register(String subject, Schema schema) {
        return ask("POST", "/subjects/" + segment(subject) + "/versions", schemaBody(schema), subject)
                .map(answer -> number(answer, "id"));
    }

    /** Where {@code schema} stands under {@code subject}, if it does. */
    public Outcome<RegisteredSchema> lookup(String subject, Schema schema) {
        return ask("POST", "/subjects/" + segment(subject), schemaBody(schema), subject)
                .map(this::registered);
    }

    /** The schema of an id. Asked once, then remembered: ids never change their meaning. */
    public Outcome<Schema> schema(int id) {
        var known = schemas.get(id);
        return known != null
                ? Outcome.ok(known)
                : ask("GET", "/schemas/ids/" + id, null, Integer.toString(id)).map(answer -> remember(id, answer));
    }

    /** The version numbers under {@code subject}, ascending. */
    public Outcome<List<Integer>> versions(String subject) {
        return ask("GET", "/subjects/" + segment(subject) + "/versions", null, subject)
                .map(answer -> StreamSupport.stream(answer.spliterator(), false)
                        .map(JsonNode::asInt)
                        .sorted()
                        .toList());
    }

    /** One version under {@code subject}. */
    public Outcome<RegisteredSchema> version(String subject, int version) {
        return ask("GET", "/subjects/" + segment(subject) + "/versions/" + version, null, subject)
                .map(this::registered);
    }

    /** The level set for {@code subject} itself; refused as not found where none is. */
    public Outcome<Compatibility> compatibility(String subject) {
        return ask("GET", "/config/" + segment(subject), null, subject).map(answer -> level(answer));
    }

    /** Sets the level for {@code subject}, which need not exist yet. */
    public Outcome<Compatibility> setCompatibility(String subject, Compatibility level) {
        var body = JSON.createObjectNode().put("compatibility", level.name());
        return ask("PUT", "/config/" + segment(subject), body, subject).map(answer -> level);
    }

    /** Whether {@code schema} could be registered now, by the level set for {@code subject}; true where there is none. */
    public Outcome<Boolean> isCompatible(String subject, Schema schema) {
        var outcome =
                ask("POST", "/compatibility/subjects/" + segment(subject) + "/versions", schemaBody(schema), subject);
        if (outcome instanceof Outcome.Refused<JsonNode> refused
                && refused.refusal().kind() == Refusal.Kind.NOT_FOUND) {
            return Outcome.ok(true);
        }
        return outcome.map(answer -> field(answer, "is_compatible").asBoolean());
    }

    /**
     * Gives schemas back the ids that they had, in a registry that has lost them. What has not got its id afterwards,
     * because another schema has it by now, does not fail here: {@link #register} each, under its subject, and see.
     *
     * <p>Apicurio takes contents with their ids over its own API, beside Confluent's, and subjects find them there as
     * they are registered. Everybody else is asked as Confluent's server wants it, subject by subject in mode IMPORT;
     * one that does not know that is a {@link RegistryUnavailableException}.
     *
     * @param lost in the order of their versions
     */
    public void restore(List<RegisteredSchema> lost) {
        var apicurio = APICURIO.matcher(base);
        if (apicurio.matches()) {
            var uri = URI.create(apicurio.group(1) + "/apis/registry/v3/admin/import?requireEmptyRegistry=false");
            var request = HttpRequest.newBuilder(uri)
                    .timeout(timeout)
                    .header("Content-Type", "application/zip")
                    .header("X-Registry-Preserve-ContentId", "true")
                    .header("X-Registry-Preserve-GlobalId", "true")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(ApicurioContents.of(lost)))
                    .build();
            expect(request);
        } else {
            lost.stream()
                    .collect(groupingBy(RegisteredSchema::subject, LinkedHashMap::new, toList()))
                    .forEach(this::importAll);
        }
    }

    private void importAll(String subject, List<RegisteredSchema> schemas) {
        mode(subject, "IMPORT");
        try {
            for (var schema : schemas) {
                expect(request(
                        "POST",
                        "/subjects/" + segment(subject) + "/versions",
                        schemaBody(schema.schema()).put("id", schema.id()).put("version", schema.version())));
            }
        } finally {
            mode(subject, "READWRITE");
        }
    }

    private void mode(String subject, String mode) {
        expect(request(
                "PUT", "/mode/" + segment(subject), JSON.createObjectNode().put("mode", mode)));
    }

    /** Only a yes will do. */
    private void expect(HttpRequest request) {
        var response = send(request);
        if (response.statusCode() / 100 != 2) {
            throw new RegistryUnavailableException(answered(request, response));
        }
    }

    private HttpRequest request(String method, String path, @Nullable JsonNode body) {
        return HttpRequest.newBuilder(URI.create(base + path))
                .timeout(timeout)
                .header("Accept", CONTENT_TYPE)
                .header("Content-Type", CONTENT_TYPE)
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
    }

    private Outcome<JsonNode> ask(String method, String path, @Nullable JsonNode body, String about) {
        var request = request(method, path, body);
        var response = send(request);
        int status = response.statusCode();
        if (status == 200) {
            return Outcome.ok(json(request, response));
        }
        if (status >= 500 || status == 429 || status == 408) {
            throw new RegistryUnavailableException(answered(request, response));
        }
        return refusal(request, response, about);
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new RegistryUnavailableException(
                    "the schema registry at " + base + " does not answer: "
                            + e.getClass().getSimpleName() + (e.getMessage() == null ? "" : ": " + e.getMessage()),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegistryUnavailableException("interrupted while waiting for the schema registry at " + base, e);
        }
    }

    private static Outcome<JsonNode> refusal(HttpRequest request, HttpResponse<String> response, String about) {
        var error = response.body().isBlank() ? JSON.createObjectNode() : json(request, response);
        int code = error.path("error_code").asInt(response.statusCode());
        var detail = error.path("message").asText();
        return switch (code) {
            case 40401 -> refused(Refusal.Kind.NOT_FOUND, "contract.registry.no-subject", about, detail);
            case 40402 -> refused(Refusal.Kind.NOT_FOUND, "contract.registry.no-version", about, detail);
            case 40403 -> refused(Refusal.Kind.NOT_FOUND, "contract.registry.no-schema", about, detail);
            case 40408 -> refused(Refusal.Kind.NOT_FOUND, "contract.registry.no-compatibility", about, detail);
            case 409, 40901 -> refused(Refusal.Kind.CONFLICT, "contract.registry.incompatible", about, detail);
            case 422, 42201 -> refused(Refusal.Kind.INVALID, "contract.registry.invalid-schema", about, detail);
            // A proxy that wants a password, a path that is not this API: set up wrongly, and mended by the operator
            // while whoever asks waits, so not a refusal of what was asked.
            default -> throw new RegistryUnavailableException(answered(request, response));
        };
    }

    private static Outcome<JsonNode> refused(Refusal.Kind kind, String code, String about, String detail) {
        return Outcome.refused(kind, Reason.of(code, "subject", about, "detail", detail));
    }

    private static JsonNode json(HttpRequest request, HttpResponse<String> response) {
        try {
            return JSON.readTree(response.body());
        } catch (JsonProcessingException e) {
            throw new RegistryUnavailableException(answered(request, response) + ", which is not JSON", e);
        }
    }

    private static String answered(HttpRequest request, HttpResponse<String> response) {
        var body = response.body();
        return request.method() + " " + request.uri() + " was answered with " + response.statusCode() + ": "
                + (body.length() > 300 ? body.substring(0, 300) + "…" : body);
    }

    private RegisteredSchema registered(JsonNode answer) {
        int id = number(answer, "id");
        return new RegisteredSchema(
                field(answer, "subject").asText(), number(answer, "version"), id, remember(id, answer));
    }

    private Schema remember(int id, JsonNode answer) {
        return schemas.computeIfAbsent(id, any -> parsed(field(answer, "schema").asText()));
    }

    private Schema parsed(String text) {
        try {
            return new Schema.Parser().parse(text);
        } catch (AvroRuntimeException e) {
            throw new RegistryUnavailableException(
                    "the schema registry at " + base + " gave a schema that Avro refuses", e);
        }
    }

    private static Compatibility level(JsonNode answer) {
        var word = field(answer, "compatibilityLevel").asText();
        try {
            return Compatibility.valueOf(word);
        } catch (IllegalArgumentException e) {
            throw new RegistryUnavailableException("the schema registry names an unknown compatibility: " + word, e);
        }
    }

    private static int number(JsonNode answer, String name) {
        return field(answer, name).asInt();
    }

    private static JsonNode field(JsonNode answer, String name) {
        var field = answer.get(name);
        if (field == null) {
            throw new RegistryUnavailableException("the schema registry's answer has no " + name);
        }
        return field;
    }

    private static ObjectNode schemaBody(Schema schema) {
        return JSON.createObjectNode().put("schema", schema.toString());
    }

    private static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
