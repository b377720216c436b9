package org.silobridge.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A Kafka whose clients may also come with certificates and with tokens, set as {@code deploy/kafka} says, with one topic;
 * and what its clients find.
 */
public final class OtherListeners implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String TOPIC = "sb.population.resident.public-security.v1";
    private static final String ALLOWED_URLS = "org.apache.kafka.sasl.oauthbearer.allowed.urls";
    private static final String ALLOWED_FILES = "org.apache.kafka.sasl.oauthbearer.allowed.files";

    private final ClientAuthority authority =
            new ClientAuthority("Harbour City", Clock.systemUTC().instant());
    private final Path directory;
    private final Keycloak keycloak;
    private final Sandbox sandbox;
    private final Admin admin;

    /** Starts it; what it writes goes into the directory. */
    public OtherListeners(Path directory, Keycloak keycloak) throws Exception {
        this.directory = Files.createDirectories(directory);
        this.keycloak = keycloak;
        // What Kafka's clients of this JVM may ask and read tokens from.
        System.setProperty(ALLOWED_URLS, keycloak.tokenEndpoint() + "," + directory.toUri() + "token");
        System.setProperty(ALLOWED_FILES, directory.toString());
        sandbox = Sandbox.start(SandboxOptions.defaults()
                .withServices(Service.KAFKA)
                .withTemporaryDirectory(directory.resolve("sandbox"))
                .withTls()
                .withClientAuthority(Files.writeString(directory.resolve("clients.pem"), authority.certificate()))
                .withTokensOf(new TokenIssuer(keycloak.issuer(), keycloak.jwks())));
        admin = Admin.create(administrator());
        admin.createTopics(List.of(new NewTopic(TOPIC, Optional.of(1), Optional.empty())))
                .all()
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        System.clearProperty(ALLOWED_URLS);
        System.clearProperty(ALLOWED_FILES);
        admin.close();
        sandbox.close();
    }

    /** Gives this log-in the right to read. */
    public void give(String login) throws Exception {
        admin.createAcls(List.of(right(login))).all().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** Ends its right. */
    public void end(String login) throws Exception {
        admin.deleteAcls(List.of(right(login).toFilter())).all().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private static AclBinding right(String login) {
        return new AclBinding(
                new ResourcePattern(ResourceType.TOPIC, TOPIC, PatternType.LITERAL),
                new AccessControlEntry("User:" + login, "*", AclOperation.READ, AclPermissionType.ALLOW));
    }

    /** A client with a certificate for this name. */
    public Map<String, Object> certificate(String name) {
        return certificate(authority, name);
    }

    /** A client with a certificate for this name, of an authority that is called the same and is not trusted. */
    public Map<String, Object> certificateOfAnotherAuthority(String name) {
        return certificate(new ClientAuthority("Harbour City", Clock.systemUTC().instant()), name);
    }

    private Map<String, Object> certificate(ClientAuthority of, String name) {
        var issued = of.issue(name);
        var config = withoutCertificate();
        config.put("ssl.keystore.type", "PEM");
        config.put("ssl.keystore.certificate.chain", issued.certificate());
        config.put("ssl.keystore.key", issued.key());
        return config;
    }

    /** A client that shows none, where one is asked for. */
    public Map<String, Object> withoutCertificate() {
        return new HashMap<>(Map.of(
                "bootstrap.servers",
                sandbox.certificateServers().orElseThrow(),
                "security.protocol",
                "SSL",
                "ssl.truststore.type",
                "PEM",
                "ssl.truststore.location",
                sandbox.trustFile().orElseThrow().toString()));
    }

    /** A client that asks the issuer for its tokens. */
    public Map<String, Object> client(String id, String secret) throws IOException {
        var config = tokens();
        config.put(
                "sasl.oauthbearer.token.endpoint.url", keycloak.tokenEndpoint().toString());
        config.put("sasl.oauthbearer.client.credentials.client.id", id);
        config.put("sasl.oauthbearer.client.credentials.client.secret", secret);
        return config;
    }

    /** A client that has this token and no other. */
    public Map<String, Object> token(String token) throws IOException {
        var config = tokens();
        var file = Files.writeString(directory.resolve("token"), token);
        config.put("sasl.oauthbearer.token.endpoint.url", file.toUri().toString());
        return config;
    }

    private Map<String, Object> tokens() throws IOException {
        var sample = new Properties();
        var file = Path.of(System.getProperty("silobridge.project.dir"), "deploy/kafka/client-token.properties");
        try (Reader text = Files.newBufferedReader(file)) {
            sample.load(text);
        }
        Map<String, Object> config = new HashMap<>();
        sample.forEach((name, value) -> config.put((String) name, value));
        config.put("bootstrap.servers", sandbox.tokenServers().orElseThrow());
        config.put("ssl.truststore.location", sandbox.trustFile().orElseThrow().toString());
        return config;
    }

    public KafkaConsumer<String, String> reader(Map<String, Object> client) {
        var config = new HashMap<>(client);
        config.put("auto.offset.reset", "earliest");
        config.put("enable.auto.commit", false);
        config.put("metadata.max.age.ms", 500);
        var consumer = new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer()) {
            /** A refusal that came after the last poll is no failure to close. */
            @Override
            public void close() {
                try {
                    super.close();
                } catch (KafkaException e) {
                    if (!(e.getCause() instanceof TopicAuthorizationException)) {
                        throw e;
                    }
                }
            }
        };
        consumer.assign(List.of(new TopicPartition(TOPIC, 0)));
        return consumer;
    }

    /** It reads what is published. */
    public void assertReads(KafkaConsumer<String, String> reader) throws Exception {
        publish();
        await().atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(TopicAuthorizationException.class) // Not in force yet.
                .until(() -> !reader.poll(Duration.ofMillis(200)).isEmpty());
    }

    /** It is known and may not read, whatever is published. */
    public void assertRefused(KafkaConsumer<String, String> reader) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThatThrownBy(() -> {
                    publish();
                    reader.poll(Duration.ofMillis(500));
                })
                .isInstanceOf(TopicAuthorizationException.class));
    }

    /** It finds no one to talk to. */
    public void assertNotLetIn(Map<String, Object> client) {
        assertThat(refusal(client)).isNotEmpty();
    }

    /** Its token is not taken, and it is told so. */
    public void assertTokenNotTaken(Map<String, Object> client) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(refusal(client)).hasValueSatisfying(why -> assertThat(why)
                        .isInstanceOf(SaslAuthenticationException.class)
                        .hasMessageContaining("invalid_token")));
    }

    private static Optional<Throwable> refusal(Map<String, Object> client) {
        var config = new HashMap<>(client);
        config.put("default.api.timeout.ms", 1500);
        config.put("request.timeout.ms", 1000);
        try (var asking = Admin.create(config)) {
            asking.describeCluster().clusterId().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            return Optional.empty();
        } catch (ExecutionException e) {
            return Optional.ofNullable(e.getCause());
        } catch (Exception e) {
            throw new AssertionError("neither let in nor refused", e);
        }
    }

    private void publish() throws Exception {
        try (var producer = new KafkaProducer<>(administrator(), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(TOPIC, "one")).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private Map<String, Object> administrator() {
        return new HashMap<>(sandbox.kafkaClientConfig(sandbox.kafkaAdmin()));
    }
}
