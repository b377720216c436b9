package org.silobridge.catalogue.delivery;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** The authorities that a server is trusted by, in place of those that Java brings. */
public record Trust(List<X509Certificate> authorities) {
    public Trust {
        authorities = List.copyOf(authorities);
    }

    /**
     * Reads certificates in PEM.
     *
     * @throws IllegalArgumentException if there is none, or one cannot be read
     */
    public static Trust parse(String pem) {
        try {
            var found = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
            if (found.isEmpty()) {
                throw new IllegalArgumentException("no certificate");
            }
            return new Trust(found.stream().map(X509Certificate.class::cast).toList());
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not certificates in PEM", e);
        }
    }

    TrustManager manager() {
        try {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (var authority : authorities) {
                store.setCertificateEntry("authority-" + store.size(), authority);
            }
            var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return factory.getTrustManagers()[0];
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("certificates that were read can be trusted", e);
        }
    }

    SSLSocketFactory sockets() {
        return context().getSocketFactory();
    }

    /** For a client that trusts nobody else. */
    public SSLContext context() {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {manager()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has TLS", e);
        }
    }
}
