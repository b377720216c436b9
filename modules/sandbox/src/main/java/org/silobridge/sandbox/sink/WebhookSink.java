package org.silobridge.sandbox.sink;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
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
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final int port;
    private ServerSocket listening;
    private Thread accepting;

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
        this.listening = listen(port);
        var server = listening;
        this.accepting = inBackground(() -> accept(server));
        this.port = listening.getLocalPort();
    }

    private ServerSocket listen(int on) {
        try {
            var server = new ServerSocket();
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), on));
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A URL of it. */
    public String url(String path) {
        return "http://127.0.0.1:" + port + path;
    }

    /** What it has taken, in the order of arrival; what came twice, twice. */
    public List<Message> messages() {
        return List.copyOf(messages);
    }

    /** Is gone at once, with every connection. */
    public synchronized void kill() {
        Quietly.close(listening);
        // Whoever accepts keeps the socket open until it has noticed.
        Quietly.join(accepting);
        open.forEach(Quietly::close);
    }

    /** Is there again. */
    public synchronized void restart() {
        var server = listen(port);
        listening = server;
        accepting = inBackground(() -> accept(server));
    }

    @Override
    public void close() {
        kill();
    }

    private void accept(ServerSocket server) {
        while (!server.isClosed()) {
            try {
                var socket = server.accept();
                open.add(socket);
                var unused = inBackground(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            var message = read(socket.getInputStream());
            messages.add(message);
            int status = answer.applyAsInt(message);
            socket.getOutputStream()
                    .write(("HTTP/1.1 " + status + " -\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n"
                                    + "Connection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
        } catch (IOException killed) {
            // Whoever was sending finds out.
        } finally {
            open.remove(socket);
        }
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

    private static Thread inBackground(Runnable work) {
        var thread = new Thread(work, "webhook-sink");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
