package org.silobridge.connector.source.push;

import java.io.IOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.silobridge.connector.source.file.FileTrouble;
import org.silobridge.model.Reason;
import org.silobridge.model.RefusedException;

/** What a listener proves who it is with, read from PEM files. */
final class Identity {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    private Identity() {}

    /** @throws RefusedException if the files do not hold a certificate and its key */
    static SSLContext read(PushSettings.Tls tls) {
        try (var in = Files.newInputStream(tls.certificateFile())) {
            var chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(in)
                    .toArray(new Certificate[0]);
            if (chain.length == 0) {
                throw refused(tls, "no certificate");
            }
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            var password = new char[0];
            store.setKeyEntry("push", key(tls, chain[0].getPublicKey().getAlgorithm()), password, chain);
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, password);
            var context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw refused(tls, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw FileTrouble.refused("source.push.tls.certificateFile", e);
        }
    }

    private static PrivateKey key(PushSettings.Tls tls, String algorithm) throws GeneralSecurityException {
        var pem = KEY.matcher(OwnersFile.read("source.push.tls.keyFile", tls.keyFile()));
        if (!pem.find()) {
            throw OwnersFile.refused(
                    "source.push.tls.keyFile", tls.keyFile().toString(), Reason.of("connector.push.key-file"));
        }
        var encoded = Base64.getMimeDecoder().decode(pem.group(1));
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
    }

    private static RefusedException refused(PushSettings.Tls tls, String error) {
        return OwnersFile.refused(
                "source.push.tls.certificateFile",
                tls.certificateFile().toString(),
                Reason.of("connector.push.certificate", "error", error));
    }
}
