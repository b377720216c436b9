package org.silobridge.sandbox.sink;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToIntFunction;

/**
 * A receiver of webhooks on the loopback address that keeps what it is sent. It can be killed at any moment and started
 * again on its port; what it has acknowledged, it still has.
 */
public final class WebhookSink implements AutoCloseable {
    private static final int LONGEST = 1 << 20;

    private final ToIntFunction<Message> answer;
    private final List<Message> messages = new CopyOnWriteArrayList<>();
    private final LoopbackListener listener;

    /** What came: the path, the headers by their lower-case names, the body as it is. */
    public record Message(String path, Map<String, String> headers, String body) {
        public Message {
            headers = Map.copyOf(headers);
        }

        public String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }
    }

    /** On a free port; takes everything. */
    public static WebhookSink start() {
        return start(0, message -> 204);
    }

    /**
     * On a port; 0: any free one.
     *
     * @param answer the status that it answers with; asked when the message is kept
     */
    public static WebhookSink start(int port, ToIntFunction<Message> answer) {
        return new WebhookSink(port, answer);
    }

    private WebhookSink(int port, ToIntFunction<Message> answer) {
        this.answer = answer;
        this.listener = new LoopbackListener("webhook-sink", port, this::converse);
    }

    /** A URL of it. */
    public String url(String path) {
        return "http://127.0.0.1:" + listener.port() + path;
    }

    /** What it has taken, in the order of arrival; what came twice, twice. */
    public List<Message> messages() {
        return List.copyOf(messages);
    }

    /** Is gone at once, with every connection. */
    public void kill() {
        listener.kill();
    }

    /** Is there again. */
    public void restart() {
        listener.restart();
    }

    @Override
    public void close() {
        kill();
    }

    private void converse(Socket socket) throws IOException {
        var message = read(socket.getInputStream());
        messages.add(message);
        int status = answer.applyAsInt(message);
        socket.getOutputStream()
                .write(("HTTP/1.1 " + status + " -\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n"
                                + "Connection: close\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
    }

    private static Message read(InputStream in) throws IOException {
        var path = line(in).split(" ", -1)[1];
        var headers = new TreeMap<String, String>();
        for (var line = line(in); !line.isEmpty(); line = line(in)) {
            var at = line.indexOf(':');
            headers.put(
                    line.substring(0, at).toLowerCase(Locale.ROOT),
                    line.substring(at + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        var body = in.readNBytes(Math.min(length, LONGEST));
        if (body.length < length) {
            throw new IOException("the message broke off");
        }
        return new Message(path, headers, new String(body, StandardCharsets.UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0 || line.length() > LONGEST) {
                throw new IOException("the message broke off");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
