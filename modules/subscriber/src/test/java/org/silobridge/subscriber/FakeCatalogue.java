package org.silobridge.subscriber;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.silobridge.client.Access;
import org.silobridge.client.ApiToken;
import org.silobridge.client.CatalogueClient;
import org.silobridge.client.Json;

/** Plays the catalogue's route that tells a reader how its right stands. */
final class FakeCatalogue implements AutoCloseable {
    private final HttpServer server;
    private final AtomicInteger asked = new AtomicInteger();
    private volatile Access access;

    FakeCatalogue(Access access) throws IOException {
        this.access = access;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/v1/datasets/", exchange -> {
            asked.incrementAndGet();
            var body = Json.write(this.access).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    void say(Access now) {
        access = now;
    }

    int asked() {
        return asked.get();
    }

    /** From here on nobody answers. */
    void goDown() {
        server.stop(0);
    }

    CatalogueClient client() {
        return new CatalogueClient(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                Optional.of(new ApiToken("sbt_" + "a".repeat(43))),
                Locale.ENGLISH,
                Duration.ofSeconds(5));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
