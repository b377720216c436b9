package org.silobridge.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Who vouches for the catalogue, in place of those that Java trusts. */
public record TrustedCertificates(List<X509Certificate> certificates) {
    public TrustedCertificates {
        certificates = List.copyOf(certificates);
    }

    /**
     * Reads certificates in PEM.
     *
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if it holds none, or one that is none
     */
    public static TrustedCertificates readFrom(Path file) throws IOException {
        var bytes = Files.readAllBytes(file);
        try {
            var found = CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(bytes));
            if (found.isEmpty()) {
                throw new IllegalArgumentException("no certificate");
            }
            return new TrustedCertificates(
                    found.stream().map(X509Certificate.class::cast).toList());
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not certificates in PEM", e);
        }
    }

    SSLContext context() {
        try {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (var certificate : certificates) {
                store.setCertificateEntry("trusted-" + store.size(), certificate);
            }
            var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(null, factory.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("certificates that were read can be trusted", e);
        }
    }
}
