package org.silobridge.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** A port on the loopback address for a server whose configuration has to name one. */
public final class FreePort {
    private FreePort() {}

    /** One that nobody listens at now; who comes first has it. */
    public static int find() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
