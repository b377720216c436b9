package org.silobridge.sandbox.sink;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Holds a conversation with each who connects on the loopback address, on a thread of its own. It can be killed at any
 * moment and started again on its port.
 */
final class LoopbackListener {
    private final String name;
    private final Conversation conversation;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final int port;
    private ServerSocket listening;
    private Thread accepting;

    /** What is said with one who connected; the socket is closed afterwards. */
    @FunctionalInterface
    interface Conversation {
        void hold(Socket socket) throws IOException;
    }

    /** On a port; 0: any free one. */
    LoopbackListener(String name, int port, Conversation conversation) {
        this.name = name;
        this.conversation = conversation;
        this.listening = listen(port);
        var server = listening;
        this.accepting = inBackground(() -> accept(server));
        this.port = listening.getLocalPort();
    }

    private static ServerSocket listen(int on) {
        try {
            var server = new ServerSocket();
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), on));
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return port;
    }

    /** Is gone at once, with every connection. */
    synchronized void kill() {
        close(listening);
        // Whoever accepts keeps the socket open until it has noticed.
        try {
            accepting.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        open.forEach(LoopbackListener::close);
    }

    /** Is there again. */
    synchronized void restart() {
        var server = listen(port);
        listening = server;
        accepting = inBackground(() -> accept(server));
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
            conversation.hold(socket);
        } catch (IOException killed) {
            // Whoever was sending finds out.
        } finally {
            open.remove(socket);
        }
    }

    private Thread inBackground(Runnable work) {
        var thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void close(Closeable thing) {
        try {
            thing.close();
        } catch (IOException gone) {
            // It is.
        }
    }
}
