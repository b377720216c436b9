package org.silobridge.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.silobridge.sandbox.SandboxException.Code;

/**
 * What a sandbox proves with that it is itself, to who was given its {@code certificate.pem}: a key and a certificate for
 * 127.0.0.1 and localhost that vouches for itself. Made once for a directory, by the JDK's keytool.
 */
final class Certificate {
    private static final String ALIAS = "sandbox";
    private static final Duration MADE_WITHIN = Duration.ofSeconds(30);
    private static final int VALID_DAYS = 3650;

    private final DataDirectory data;
    private final Path directory;

    private Certificate(DataDirectory data) {
        this.data = data;
        this.directory = data.path().resolve("tls");
    }

    /** The one of this directory; makes it where there is none. */
    static Certificate in(DataDirectory data) {
        Certificate certificate = new Certificate(data);
        if (!Files.exists(certificate.trusted())) {
            try {
                certificate.make();
            } catch (IOException e) {
                throw DataDirectory.unwritable(certificate.directory, e);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("keytool writes what Java reads", e);
            }
        }
        return certificate;
    }

    /** Key and certificate, PKCS #12, under {@link #password}. */
    Path keyStore() {
        return directory.resolve("keystore.p12");
    }

    String password() {
        return data.secret("tls.keystore");
    }

    /** The key in PEM (PKCS #8), for who takes no key store. */
    Path key() {
        return directory.resolve("key.pem");
    }

    /** The certificate in PEM: what to show, and what to trust. */
    Path trusted() {
        return directory.resolve("certificate.pem");
    }

    private void make() throws IOException, GeneralSecurityException {
        DataDirectory.deleteTree(directory);
        DataDirectory.createPrivate(directory);
        // A command line can be read by everybody.
        Path password = directory.resolve("password");
        data.writePrivate(password, password());
        keytool(password);
        Files.delete(password);
        KeyStore store = KeyStore.getInstance("PKCS12");
        char[] secret = password().toCharArray();
        try (var in = Files.newInputStream(keyStore())) {
            store.load(in, secret);
        }
        data.writePrivate(key(), pem("PRIVATE KEY", store.getKey(ALIAS, secret).getEncoded()));
        data.writePrivate(
                trusted(), pem("CERTIFICATE", store.getCertificate(ALIAS).getEncoded()));
    }

    private void keytool(Path password) throws IOException {
        Path output = directory.resolve("keytool.output");
        Process keytool = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        ALIAS,
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-sigalg",
                        "SHA256withECDSA",
                        "-dname",
                        "CN=Silobridge sandbox",
                        "-ext",
                        "san=ip:127.0.0.1,dns:localhost",
                        "-validity",
                        Integer.toString(VALID_DAYS),
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        keyStore().toString(),
                        "-storepass:file",
                        password.toString()))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (!keytool.waitFor(MADE_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
                keytool.destroyForcibly();
                throw new IOException("keytool took longer than " + MADE_WITHIN.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            keytool.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new SandboxException(Code.INTERRUPTED, "The sandbox was asked to stop.", e);
        }
        if (keytool.exitValue() != 0) {
            throw new IOException("keytool: "
                    + Files.readString(output, StandardCharsets.UTF_8).strip());
        }
        Files.delete(output);
    }

    private static String pem(String what, byte[] bytes) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes)
                + "\n-----END " + what + "-----\n";
    }
}
