package org.silobridge.sandbox;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.silobridge.it.FreePort;

/**
 * A real Keycloak on this machine, as a child process that does not outlive this one, reached on the loopback address
 * alone; its database is memory. Its one realm, {@code government}, stands in {@code src/test/keycloak}: the confidential
 * client {@link #CLIENT} for people (code flow, PKCE asked for), service accounts, of which {@link #CONNECTOR}'s access tokens
 * are for the audience {@code kafka} and name a log-in to it, and two people. It costs about 15 seconds of a processor to start, and ten more the first time.
 */
public final class Keycloak implements AutoCloseable {
    public static final String CLIENT = "silobridge";
    public static final String CLIENT_SECRET = "of-the-test-alone";
    /** The audience of the access tokens that people's client is given. */
    public static final String API_AUDIENCE = "silobridge-api";

    /** The subject of the access tokens that the client is given for itself. */
    public static final String CLIENT_SUBJECT = "44444444-4444-4444-8444-444444444444";

    public static final String CONNECTOR = "health-connector";
    public static final String CONNECTOR_SECRET = "of-the-test-alone-too";
    /** The log-in to Kafka that the connector's access tokens name. */
    public static final String CONNECTOR_LOGIN = "sb.dep-2b4d6f8h1j3k5m7p";
    /** Names that log-in, too, in tokens that hold for a second. */
    public static final String BRIEF = "brief-connector";
    /** Names that log-in, too, in tokens for something else than Kafka. */
    public static final String PORTAL = "health-portal";
    /** Names no log-in, in tokens for Kafka. */
    public static final String NOBODY = "nobodys-connector";
    /** Names no log-in, and is itself called as Kafka's administrator. */
    public static final String ADMIN = "admin";
    /** The subject of the connector's access tokens. */
    public static final String CONNECTOR_SUBJECT = "33333333-3333-4333-8333-333333333333";

    public static final Person LI_NA = new Person("li.na", "correct horse 1", "11111111-1111-4111-8111-111111111111");
    public static final Person WANG_WEI =
            new Person("wang.wei", "correct horse 2", "22222222-2222-4222-8222-222222222222");

    private static final Duration STARTS_WITHIN = Duration.ofMinutes(3);

    private final Process process;
    private final int port;

    /** Somebody whom it knows. {@code subject}: the claim {@code sub} of their tokens. */
    public record Person(String user, String password, String subject) {}

    private Keycloak(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts it; its log and what else it writes go into the directory. */
    public static Keycloak start(Path directory) throws IOException {
        Path home = Path.of(System.getProperty("silobridge.keycloak.home"));
        Files.createDirectories(directory);
        offerRealm(home.resolve("data/import/government.json"));
        putTogether(home, directory);
        Path log = directory.resolve("keycloak.log");
        int port = FreePort.find();
        Process process = run(
                home,
                directory,
                log,
                "start",
                "--optimized",
                "--cache=local",
                "--import-realm",
                "--http-enabled=true",
                "--http-host=127.0.0.1",
                "--http-port=" + port,
                "--hostname=http://127.0.0.1:" + port);
        Keycloak keycloak = new Keycloak(process, port);
        try {
            Awaitility.await("Keycloak, whose log is " + log)
                    .atMost(STARTS_WITHIN)
                    .pollInterval(Duration.ofMillis(200))
                    .failFast("it has ended", () -> !process.isAlive())
                    .until(keycloak::answers);
            return keycloak;
        } catch (RuntimeException e) {
            keycloak.close();
            throw e;
        }
    }

    /** As its tokens have it. */
    public String issuer() {
        return "http://127.0.0.1:" + port + "/realms/government";
    }

    public URI authorizationEndpoint() {
        return URI.create(issuer() + "/protocol/openid-connect/auth");
    }

    public URI tokenEndpoint() {
        return URI.create(issuer() + "/protocol/openid-connect/token");
    }

    public URI jwks() {
        return URI.create(issuer() + "/protocol/openid-connect/certs");
    }

    /** The end of its standard input, which comes with this, ends it at once. */
    @Override
    public void close() {
        List<ProcessHandle> all = process.descendants().toList();
        process.destroy();
        process.onExit().join();
        all.forEach(handle -> handle.onExit().join());
    }

    /** For its database, once for all that start it from there: after that it starts in a third of the time. */
    private static void putTogether(Path home, Path directory) throws IOException {
        Path done = home.resolve("together");
        try (FileChannel turn = FileChannel.open(
                        home.resolve("together.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock mine = turn.lock()) {
            if (mine.isValid() && Files.exists(done)) {
                return;
            }
            Path log = directory.resolve("keycloak-build.log");
            int status = run(home, directory, log, "build", "--db=dev-mem")
                    .onExit()
                    .join()
                    .exitValue();
            if (status != 0) {
                throw new IOException("Keycloak cannot be put together: " + Files.readString(log));
            }
            Files.createFile(done);
        }
    }

    private static Process run(Path home, Path directory, Path log, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(Watchdog.prefix("TERM", "KILL"));
        command.addAll(List.of(
                Installation.java().toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                // Of a Java that is newer than it, too.
                "-Dnet.bytebuddy.experimental=true",
                "-Xms64m",
                "-Xmx400m",
                "-XX:+ExitOnOutOfMemoryError",
                "-Dfile.encoding=UTF-8",
                "-Djava.net.preferIPv4Stack=true",
                "-Djava.io.tmpdir=" + directory,
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-Dkc.home.dir=" + home,
                "-Djboss.server.config.dir=" + home.resolve("conf"),
                "--add-opens=java.base/java.util=ALL-UNNAMED",
                "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
                "--add-opens=java.base/java.security=ALL-UNNAMED",
                "-cp",
                home.resolve("lib/quarkus-run.jar").toString(),
                "io.quarkus.bootstrap.runner.QuarkusEntryPoint"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    /** It imports what lies there and has no place for it that is not below its home. */
    private static void offerRealm(Path place) throws IOException {
        Path realm =
                Path.of(System.getProperty("silobridge.project.dir"), "modules/it/src/test/keycloak/government.json");
        Files.createDirectories(place.getParent());
        Path part = Files.createTempFile(place.getParent(), "realm", ".part");
        Files.copy(realm, part, StandardCopyOption.REPLACE_EXISTING);
        Files.move(part, place, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private boolean answers() {
        return Server.answersAt(URI.create(issuer() + "/.well-known/openid-configuration"), 10_000);
    }
}
