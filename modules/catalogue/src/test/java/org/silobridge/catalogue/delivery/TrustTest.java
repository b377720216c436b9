package org.silobridge.catalogue.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.silobridge.catalogue.delivery.DeliverySettings.Mail;
import org.silobridge.catalogue.delivery.DeliverySettings.Security;
import org.silobridge.catalogue.delivery.DeliverySettings.Webhooks;
import org.silobridge.catalogue.notice.Notice;
import org.silobridge.contract.registry.RegistryUnavailableException;
import org.silobridge.contract.registry.SchemaRegistryClient;
import org.silobridge.model.ActorId;
import org.silobridge.model.DeliveryTargetId;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.NoticeId;
import org.silobridge.model.Reason;

/** Over TLS, to who has the name and whom a trusted authority vouches for; nothing is said to anybody else. */
class TrustTest {
    private static final char[] PASSWORD = "not a secret".toCharArray();
    private static final Random RANDOM = new Random(1);

    @TempDir
    static Path directory;

    private static Trust authority;

    /** A certificate that is its own authority, for {@code localhost}. */
    @BeforeAll
    static void certificate() throws Exception {
        var store = directory.resolve("store.p12").toString();
        keytool(
                "-genkeypair",
                "-alias",
                "x",
                "-keyalg",
                "EC",
                "-dname",
                "CN=x",
                "-ext",
                "san=dns:localhost",
                "-keystore",
                store);
        keytool(
                "-exportcert",
                "-rfc",
                "-alias",
                "x",
                "-file",
                directory.resolve("x.pem").toString(),
                "-keystore",
                store);
        authority = Trust.parse(Files.readString(directory.resolve("x.pem")));
    }

    @Test
    void aWebhookIsTrustedByItsAuthorityAndName() throws Exception {
        var answer = "HTTP/1.1 204 -\r\nContent-Length: 0\r\n\r\n";
        assertThat(post("localhost", Optional.of(authority), answer)).isEqualTo("delivered");
        assertThat(post("127.0.0.1", Optional.of(authority), answer)).isEqualTo("catalogue.delivery.no-trust");
        assertThat(post("localhost", Optional.empty(), answer)).isEqualTo("catalogue.delivery.no-trust");
    }

    @Test
    void aMailServerIsTrustedByItsAuthorityAndName() throws Exception {
        var answer = "220 x\r\n250 x\r\n250 x\r\n250 x\r\n354 x\r\n250 x\r\n221 x\r\n";
        assertThat(mail("localhost", Optional.of(authority), answer)).isEqualTo("delivered");
        assertThat(mail("127.0.0.1", Optional.of(authority), answer)).isEqualTo("catalogue.delivery.no-trust");
        assertThat(mail("localhost", Optional.empty(), answer)).isEqualTo("catalogue.delivery.no-trust");
    }

    @Test
    void aRegistryIsTrustedByItsAuthorityAndName() throws Exception {
        assertThat(registry("localhost", Optional.of(authority))).isEqualTo("[1]");
        assertThat(registry("127.0.0.1", Optional.of(authority))).isEqualTo("not trusted");
        assertThat(registry("localhost", Optional.empty())).isEqualTo("not trusted");
    }

    @Test
    void anAuthorityIsACertificateInPem() {
        assertThatIllegalArgumentException().isThrownBy(() -> Trust.parse(""));
        assertThatIllegalArgumentException().isThrownBy(() -> Trust.parse("a password"));
    }

    private static String post(String host, Optional<Trust> trust, String answer) throws Exception {
        try (var server = server(answer)) {
            var webhooks = new Webhooks(List.of("*"), List.of(Network.parse("127.0.0.0/8"), Network.parse("::1/128")));
            var settings = settings(Optional.empty(), Optional.of(webhooks));
            var url = "https://" + host + ":" + server.getLocalPort() + "/";
            try (var channel =
                    new WebhookChannel(new Destinations(settings), settings.timeout(), trust, Clock.systemUTC())) {
                return said(channel.send(parcel(DeliveryTarget.Kind.WEBHOOK, url)));
            }
        }
    }

    private static String registry(String host, Optional<Trust> trust) throws Exception {
        try (var server = server("HTTP/1.1 200 -\r\nContent-Length: 3\r\n\r\n[1]")) {
            var url = URI.create("https://" + host + ":" + server.getLocalPort());
            var client = new SchemaRegistryClient(url, Duration.ofSeconds(20), trust.map(Trust::context));
            return client.versions("x-value").orThrow().toString();
        } catch (RegistryUnavailableException e) {
            assertThat(e).hasRootCauseInstanceOf(GeneralSecurityException.class);
            return "not trusted";
        }
    }

    private static String mail(String host, Optional<Trust> trust, String answer) throws Exception {
        try (var server = server(answer)) {
            var mail = new Mail(
                    host, server.getLocalPort(), Security.TLS, Optional.empty(), "e@example.org", List.of("*"));
            var settings = settings(Optional.of(mail), Optional.empty());
            var channel = new MailChannel(mail, new Destinations(settings), settings.timeout(), trust, "example.org");
            return said(channel.send(parcel(DeliveryTarget.Kind.EMAIL, "duty@example.org")));
        }
    }

    private static DeliverySettings settings(Optional<Mail> mail, Optional<Webhooks> webhooks) {
        return new DeliverySettings(
                Duration.ofSeconds(1), Duration.ofSeconds(20), Duration.ofDays(1), Optional.empty(), mail, webhooks);
    }

    private static String said(Sent sent) {
        return sent instanceof Sent.Failed failed ? failed.why().code() : "delivered";
    }

    private static Parcel parcel(DeliveryTarget.Kind kind, String address) {
        var at = Instant.parse("2026-03-01T08:00:00Z");
        var department = DepartmentId.random(RANDOM);
        var notice = new Notice(
                NoticeId.random(RANDOM),
                department,
                "req-1",
                Reason.of("catalogue.notice.said", "text", "x"),
                List.of(),
                at,
                null,
                null);
        return new Parcel(
                new Letter(notice, "Exchange", "health"),
                new DeliveryTarget(
                        DeliveryTargetId.random(RANDOM),
                        department,
                        kind,
                        address,
                        kind == DeliveryTarget.Kind.EMAIL ? Locale.ENGLISH : null,
                        at,
                        ActorId.random(RANDOM)),
                new byte[32]);
    }

    /** Says over TLS what it is told to say, whatever it hears. */
    private static SSLServerSocket server(String answer) throws Exception {
        var store = KeyStore.getInstance(directory.resolve("store.p12").toFile(), PASSWORD);
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        var server = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 5, InetAddress.getLoopbackAddress());
        var thread = new Thread(() -> serve(server, answer), "tls");
        thread.setDaemon(true);
        thread.start();
        return server;
    }

    private static void serve(SSLServerSocket server, String answer) {
        try (Socket socket = server.accept()) {
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            drain(socket.getInputStream());
        } catch (IOException refused) {
            // Who does not trust it says nothing.
        }
    }

    private static void drain(InputStream in) throws IOException {
        try (var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            while (reader.readLine() != null) {
                // Until the other side has gone.
            }
        }
    }

    private static void keytool(String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storepass", String.valueOf(PASSWORD)));
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("keytool.log").toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(directory.resolve("keytool.log")))
                .isZero();
    }
}
