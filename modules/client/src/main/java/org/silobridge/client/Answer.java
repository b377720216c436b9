package org.silobridge.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.silobridge.model.Refusal;

/** One answer whose head has arrived. */
record Answer(URI catalogue, HttpRequest request, HttpResponse<InputStream> response) implements AutoCloseable {
    private static final int LONGEST_JSON = 64 << 20;

    /** From the parsed answer to the value. */
    interface Reading<T> {
        T from(JsonNode node) throws IOException;
    }

    /**
     * The refusal that this is; null if it is none.
     *
     * @param alsoFine statuses outside 2xx whose answer is wanted all the same
     * @throws CatalogueUnavailableException for 502, 503 and 504
     * @throws UnexpectedAnswerException for a fault of the catalogue, or if no catalogue wrote it
     */
    @Nullable
    Refusal refusal(int... alsoFine) {
        int status = response.statusCode();
        if (status / 100 == 2 || Arrays.stream(alsoFine).anyMatch(fine -> fine == status)) {
            return null;
        }
        var refusal = problem(status);
        if (status == 502 || status == 503 || status == 504) {
            throw new CatalogueUnavailableException(
                    catalogue, "cannot answer just now (HTTP " + status + ")", refusal, null);
        }
        if (status / 100 == 5) {
            throw new UnexpectedAnswerException(call() + " met a fault of the catalogue: HTTP " + status, null);
        }
        if (refusal == null) {
            throw new UnexpectedAnswerException(
                    call() + " was answered with HTTP " + status + " and no problem document: is this a catalogue?",
                    null);
        }
        return refusal;
    }

    <T> T read(Reading<T> reading) {
        var body = body();
        try {
            return reading.from(Json.tree(body));
        } catch (IOException e) {
            throw new UnexpectedAnswerException(
                    call() + " was answered with something else than expected (another version, or no catalogue): "
                            + firstLine(e),
                    e);
        }
    }

    /** @throws UnexpectedAnswerException if it has none */
    String header(String name) {
        return response.headers()
                .firstValue(name)
                .orElseThrow(() -> new UnexpectedAnswerException(
                        call() + " was answered without " + name + ": is this a catalogue?", null));
    }

    /**
     * A cookie that it sets, as it has to be sent: name and value. With TLS the name begins with {@code __Host-}.
     *
     * @throws UnexpectedAnswerException if it sets none
     */
    String cookie(String name) {
        return response.headers().allValues("Set-Cookie").stream()
                .map(cookie -> cookie.substring(0, Math.max(0, cookie.indexOf(';'))))
                .filter(pair -> pair.startsWith(name + "=") || pair.startsWith("__Host-" + name + "="))
                .filter(pair -> !pair.endsWith("="))
                .findFirst()
                .orElseThrow(() -> new UnexpectedAnswerException(
                        call() + " was answered without the cookie " + name + ": is this a catalogue?", null));
    }

    String text() {
        return new String(body(), StandardCharsets.UTF_8);
    }

    /** @throws IOException if the file cannot be written */
    long copyTo(Path file) throws IOException {
        try (var out = Files.newOutputStream(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            var buffer = new byte[1 << 16];
            long size = 0;
            for (int n = next(buffer); n >= 0; n = next(buffer)) {
                out.write(buffer, 0, n);
                size += n;
            }
            return size;
        }
    }

    @Override
    public void close() {
        try {
            response.body().close();
        } catch (IOException e) {
            // Nothing of it is wanted any more.
        }
    }

    /** Why a call did not come through, in words: the JDK's own exceptions often have no message. */
    static String why(IOException e) {
        if (e instanceof HttpTimeoutException) {
            return "no answer in time";
        }
        if (e instanceof ConnectException) {
            return e.getCause() instanceof java.nio.channels.UnresolvedAddressException
                            || e.getCause() instanceof UnknownHostException
                    ? "no such host"
                    : "connection refused";
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private @Nullable Refusal problem(int status) {
        try {
            return Problem.refusal(status, Json.tree(body()));
        } catch (IOException e) {
            return null;
        }
    }

    private byte[] body() {
        try {
            var bytes = response.body().readNBytes(LONGEST_JSON + 1);
            if (bytes.length > LONGEST_JSON) {
                throw new UnexpectedAnswerException(
                        call() + " was answered with more than " + LONGEST_JSON + " bytes", null);
            }
            return bytes;
        } catch (IOException e) {
            throw brokenOff(e);
        }
    }

    private int next(byte[] buffer) {
        try {
            return response.body().read(buffer);
        } catch (IOException e) {
            throw brokenOff(e);
        }
    }

    private CatalogueUnavailableException brokenOff(IOException e) {
        return new CatalogueUnavailableException(catalogue, "broke off its answer: " + why(e), null, e);
    }

    private String call() {
        return request.method() + " " + request.uri();
    }

    private static String firstLine(IOException e) {
        return String.valueOf(e.getMessage())
                .lines()
                .findFirst()
                .orElse(e.getClass().getSimpleName());
    }
}
