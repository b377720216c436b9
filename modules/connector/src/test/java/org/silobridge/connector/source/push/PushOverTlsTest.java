package org.silobridge.connector.source.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.silobridge.connector.source.SourceContext;
import org.silobridge.model.Slug;
import org.silobridge.model.Violation;

/** A listener that other machines may reach proves who it is. */
class PushOverTlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    private Path directory;

    private final int port = Application.freePort();
    private KeyStore keys;

    @BeforeEach
    void makeKeys() throws Exception {
        var store = directory.resolve("keys.p12");
        var keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "push",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=push",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("keytool.log").toFile())
                .start();
        assertThat(keytool.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(keytool.exitValue())
                .as(Files.readString(directory.resolve("keytool.log")))
                .isZero();
        keys = KeyStore.getInstance(store.toFile(), PASSWORD);
        pem("push.crt", "CERTIFICATE", keys.getCertificate("push").getEncoded());
        pem("push.key", "PRIVATE KEY", keys.getKey("push", PASSWORD).getEncoded());
        Application.secret(directory.resolve("token"), Application.TOKEN);
    }

    private void pem(String name, String what, byte[] bytes) throws Exception {
        Application.secret(
                directory.resolve(name),
                "-----BEGIN " + what + "-----\n" + Base64.getMimeEncoder().encodeToString(bytes) + "\n-----END " + what
                        + "-----\n");
    }

    private PushSource source() {
        return new PushSource(
                new PushSettings(
                        InetAddress.getLoopbackAddress(),
                        port,
                        directory.resolve("token"),
                        Optional.of(new PushSettings.Tls(directory.resolve("push.crt"), directory.resolve("push.key"))),
                        1_000,
                        10,
                        1,
                        Duration.ofHours(1),
                        100,
                        Optional.empty(),
                        1_000),
                new SourceContext(new Slug("under-test"), directory.resolve("work"), Clock.systemUTC()));
    }

    private Application application() throws Exception {
        var trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("push", keys.getCertificate("push"));
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return new Application(
                HttpClient.newBuilder().sslContext(context).build(), URI.create("https://127.0.0.1:" + port + "/rows"));
    }

    @Test
    void isKnownByItsCertificateAndSpeaksNothingInClear() throws Exception {
        assertThat(source().check(List.of("id"))).isEmpty();
        try (var rows = source().open(List.of("id"), Map.of())) {
            assertThat(application().push("one", "[]").code()).isEqualTo("connector.push.no-json-lines");
            assertThatThrownBy(() -> Application.at(port).push("one", "[]")).isInstanceOf(Exception.class);
            assertThat(rows.next()).isNull();
        }
    }

    @Test
    void findsWhatIsWrongWithItsFilesBeforehand() throws Exception {
        Files.writeString(directory.resolve("push.crt"), "none");
        assertThat(codes()).containsExactly("connector.push.certificate");

        pem("push.crt", "CERTIFICATE", keys.getCertificate("push").getEncoded());
        pem("push.key", "ENCRYPTED PRIVATE KEY", new byte[] {1});
        assertThat(codes()).containsExactly("connector.push.key-file");

        pem("push.key", "PRIVATE KEY", new byte[] {1});
        assertThat(codes()).containsExactly("connector.push.certificate");

        Files.setPosixFilePermissions(directory.resolve("push.key"), PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(codes()).containsExactly("connector.push.file-open");
    }

    private List<String> codes() {
        return source().check(List.of("id")).stream()
                .map(Violation::reason)
                .map(reason -> reason.code())
                .toList();
    }
}
