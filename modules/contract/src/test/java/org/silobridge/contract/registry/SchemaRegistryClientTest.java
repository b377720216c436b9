package org.silobridge.contract.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.silobridge.model.Messages;
import org.silobridge.model.Outcome;
import org.silobridge.model.Refusal;

/** What a registry may answer when things go wrong; how the real one answers is the subject of the IT. */
class SchemaRegistryClientTest {
    private static final Schema SCHEMA =
            SchemaBuilder.record("R").fields().requiredString("a").endRecord();

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch testEnds = new CountDownLatch(1);
    private HttpServer server;
    private SchemaRegistryClient client;
    private volatile int status = 200;
    private volatile String body = "{}";
    private volatile boolean silent;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            var asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add((exchange.getRequestMethod() + " "
                            + exchange.getRequestURI().getRawPath() + " " + asked)
                    .strip());
            if (silent) {
                try {
                    testEnds.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        client = new SchemaRegistryClient(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/api/"), Duration.ofSeconds(5));
    }

    @AfterEach
    void stop() {
        testEnds.countDown();
        server.stop(0);
    }

    @ParameterizedTest
    @CsvSource({
        "404, 40401, NOT_FOUND, contract.registry.no-subject",
        "404, 40402, NOT_FOUND, contract.registry.no-version",
        "404, 40403, NOT_FOUND, contract.registry.no-schema",
        "404, 40408, NOT_FOUND, contract.registry.no-compatibility",
        "409, 409, CONFLICT, contract.registry.incompatible",
        "409, 40901, CONFLICT, contract.registry.incompatible",
        "422, 42201, INVALID, contract.registry.invalid-schema"
    })
    void aRefusalIsAValueWithItsReason(int http, int errorCode, Refusal.Kind kind, String code) {
        answer(http, "{\"error_code\":" + errorCode + ",\"message\":\"because\"}");

        var refusal = ((Outcome.Refused<Integer>) client.register("s-value", SCHEMA)).refusal();

        assertThat(refusal.kind()).isEqualTo(kind);
        assertThat(refusal.reason().code()).isEqualTo(code);
        assertThat(refusal.reason().parameters())
                .containsEntry("subject", "s-value")
                .containsEntry("detail", "because");
        assertThat(Messages.has(code, Locale.ENGLISH)).isTrue();
        assertThat(Messages.has(code, Locale.CHINESE)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 429, 401, 403, 302})
    void thatItCannotAnswerIsAnException(int http) {
        answer(http, "no");

        assertThatThrownBy(() -> client.register("s-value", SCHEMA))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining("/api/subjects/s-value/versions");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>", "{}", "", "{\"id\":"})
    void anAnswerThatIsNoneIsAnException(String nonsense) {
        answer(200, nonsense);

        assertThatThrownBy(() -> client.register("s-value", SCHEMA)).isInstanceOf(RegistryUnavailableException.class);
    }

    @Test
    void silenceIsAnException() {
        silent = true;
        var impatient = new SchemaRegistryClient(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()), Duration.ofMillis(100));

        assertThatThrownBy(() -> impatient.versions("s-value"))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining("does not answer");
    }

    @Test
    void noServerIsAnException() {
        server.stop(0);

        assertThatThrownBy(() -> client.versions("s-value"))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining("127.0.0.1");
    }

    @Test
    void asksForTheSchemaOfAnIdOnlyOnce() {
        answer(200, "{\"schema\":\"\\\"string\\\"\"}");

        assertThat(client.schema(7)).isEqualTo(client.schema(7));
        assertThat(requests).containsExactly("GET /api/schemas/ids/7");
    }

    @Test
    void doesNotRememberThatAnIdIsUnknown() {
        answer(404, "{\"error_code\":40403,\"message\":\"no\"}");
        assertThat(client.schema(7)).isInstanceOf(Outcome.Refused.class);

        answer(200, "{\"schema\":\"\\\"string\\\"\"}");
        assertThat(client.schema(7).orThrow()).isEqualTo(Schema.create(Schema.Type.STRING));
    }

    @Test
    void restoresSubjectBySubjectInModeImportWhereItIsNotApicurio() {
        answer(200, "{\"id\":7}");

        client.restore(
                List.of(new RegisteredSchema("a-value", 1, 7, SCHEMA), new RegisteredSchema("a-value", 2, 9, SCHEMA)));

        assertThat(requests)
                .containsExactly(
                        "PUT /api/mode/a-value {\"mode\":\"IMPORT\"}",
                        "POST /api/subjects/a-value/versions " + imported(7, 1),
                        "POST /api/subjects/a-value/versions " + imported(9, 2),
                        "PUT /api/mode/a-value {\"mode\":\"READWRITE\"}");
    }

    private static String imported(int id, int version) {
        return "{\"schema\":\"" + SCHEMA.toString().replace("\"", "\\\"") + "\",\"id\":" + id + ",\"version\":"
                + version + "}";
    }

    @Test
    void aRegistryThatDoesNotTakeIdsIsAnException() {
        answer(404, "{\"error_code\":404,\"message\":\"no such thing\"}");

        assertThatThrownBy(() -> client.restore(List.of(new RegisteredSchema("a-value", 1, 7, SCHEMA))))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining("/mode/a-value was answered with 404");
    }

    @Test
    void aSubjectStaysInItsSegmentOfThePath() {
        answer(200, "[]");

        client.versions("a/b ?c");

        assertThat(requests).containsExactly("GET /api/subjects/a%2Fb%20%3Fc/versions");
    }

    private void answer(int http, String text) {
        status = http;
        body = text;
    }
}
