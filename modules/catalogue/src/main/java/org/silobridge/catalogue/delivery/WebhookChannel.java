package org.silobridge.catalogue.delivery;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.TrustOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.silobridge.model.Outcome;

/**
 * Posts to webhooks, signed. Connects to the very address that {@link Destinations} looked at, follows no redirect, and
 * of the answer reads the status alone.
 */
final class WebhookChannel implements Channel {
    private static final int GONE = 410;

    private final Vertx vertx;
    private final HttpClient client;
    private final Destinations destinations;
    private final Duration timeout;
    private final Clock clock;

    WebhookChannel(Destinations destinations, Duration timeout, Optional<Trust> trust, Clock clock) {
        this.destinations = destinations;
        this.timeout = timeout;
        this.clock = clock;
        this.vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setUseDaemonThread(true));
        var options = new HttpClientOptions().setSsl(true).setVerifyHost(true).setKeepAlive(false);
        trust.ifPresent(known -> options.setTrustOptions(TrustOptions.wrap(known.manager())));
        this.client = vertx.createHttpClient(options);
    }

    @Override
    public Sent send(Parcel parcel) {
        if (parcel.secret().length == 0) {
            return Sent.failed("catalogue.delivery.no-secret");
        }
        var url = destinations.webhook(parcel.target().address());
        var checked = url.flatMap(destinations::resolved);
        if (!(checked instanceof Outcome.Ok<InetAddress> address)) {
            return new Sent.Failed(
                    ((Outcome.Refused<InetAddress>) checked).refusal().reason());
        }
        try {
            int status = post(parcel, url.orThrow(), address.value());
            if (status == GONE) {
                return new Sent.Gone();
            }
            return status / 100 == 2
                    ? new Sent.Delivered()
                    : Sent.failed("catalogue.delivery.answered", "status", status);
        } catch (ExecutionException e) {
            return e.getCause() instanceof SSLException
                    ? Sent.failed("catalogue.delivery.no-trust")
                    : Sent.failed("catalogue.delivery.no-answer");
        } catch (TimeoutException e) {
            return Sent.failed("catalogue.delivery.too-slow", "seconds", timeout.toSeconds());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Sent.failed("catalogue.delivery.no-answer");
        }
    }

    private int post(Parcel parcel, URI url, InetAddress address)
            throws ExecutionException, TimeoutException, InterruptedException {
        boolean ssl = "https".equalsIgnoreCase(url.getScheme());
        int port = url.getPort() > 0 ? url.getPort() : ssl ? 443 : 80;
        var key = parcel.key();
        var body = parcel.letter().json(key);
        long at = clock.instant().getEpochSecond();
        var options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(url.getHost())
                .setPort(port)
                .setServer(SocketAddress.inetSocketAddress(new InetSocketAddress(address, port)))
                .setSsl(ssl)
                .setFollowRedirects(false)
                .setURI(path(url))
                .setTimeout(timeout.toMillis())
                .putHeader("Content-Type", "application/json")
                .putHeader("User-Agent", "silobridge")
                .putHeader("Idempotency-Key", key)
                .putHeader("webhook-id", key)
                .putHeader("webhook-timestamp", String.valueOf(at))
                .putHeader("webhook-signature", WebhookSignature.of(parcel.secret(), key, at, body));
        return client.request(options)
                .compose(request -> request.send(Buffer.buffer(body)).map(response -> {
                    int status = response.statusCode();
                    // Whatever else it says is not read, however long it is.
                    request.connection().close();
                    return status;
                }))
                .toCompletionStage()
                .toCompletableFuture()
                .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static String path(URI url) {
        var path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
    }

    @Override
    public void close() {
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(2, TimeUnit.SECONDS)
                .exceptionally(late -> null)
                .join();
    }
}
