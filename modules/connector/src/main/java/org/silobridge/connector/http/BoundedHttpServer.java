package org.silobridge.connector.http;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * Makes HTTP servers that nobody can hold up for ever: whoever takes longer than a minute to send a request, headers and
 * body, or two to be answered, is cut off. The JDK's server takes that from system properties only, as the first one is
 * made; what an operator has set stands.
 */
public final class BoundedHttpServer {
    private static final Map<String, String> LIMITS = Map.of(
            "sun.net.httpserver.maxReqTime", "60",
            "sun.net.httpserver.maxRspTime", "120",
            "sun.net.httpserver.nodelay", "true",
            "jdk.httpserver.maxConnections", "1000");

    private BoundedHttpServer() {}

    /** A server that listens and does not serve yet; over TLS 1.2 or 1.3 where an identity is given. */
    public static HttpServer create(InetSocketAddress address, Optional<SSLContext> identity) throws IOException {
        LIMITS.forEach((name, value) -> {
            if (System.getProperty(name) == null) {
                System.setProperty(name, value);
            }
        });
        if (identity.isEmpty()) {
            return HttpServer.create(address, 0);
        }
        var server = HttpsServer.create(address, 0);
        server.setHttpsConfigurator(new HttpsConfigurator(identity.get()) {
            @Override
            public void configure(HttpsParameters parameters) {
                var tls = getSSLContext().getDefaultSSLParameters();
                tls.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
                parameters.setSSLParameters(tls);
            }
        });
        return server;
    }
}
