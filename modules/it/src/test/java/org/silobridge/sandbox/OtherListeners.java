package org.silobridge.sandbox;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.KafkaNames;

/** A listener that takes certificates, set as {@code deploy/kafka/listener-certificates.properties} says. */
class CertificateListenerIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String TOPIC = "sb.population.resident.public-security.v1";

    @TempDir
    Path directory;

    @Test
    void aCertificateOfALogInReadsWhatThatMayUntilItsRightEndsAndNobodyElsesReadsAnything() throws Exception {
        // Given a department's log-in with a right, one without, and a certificate with the administrator's name
        var names = new KafkaNames("sb");
        var random = new SecureRandom();
        var holder = names.principal(DepartmentId.random(random));
        var other = names.principal(DepartmentId.random(random));
        var authority = new ClientAuthority("Harbour City", Clock.systemUTC().instant());
        var trusted = Files.writeString(directory.resolve("clients.pem"), authority.certificate());
        var options = SandboxOptions.defaults()
                .withServices(Service.KAFKA)
                .withTemporaryDirectory(directory.resolve("sandbox"))
                .withTls()
                .withClientAuthority(trusted);
        try (var sandbox = Sandbox.start(options);
                var admin = Admin.create(config(sandbox.kafkaClientConfig(sandbox.kafkaAdmin())))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, Optional.of(1), Optional.empty())))
                    .all()
                    .get(10, TimeUnit.SECONDS);
            var right = new AclBinding(
                    new ResourcePattern(ResourceType.TOPIC, TOPIC, PatternType.LITERAL),
                    new AccessControlEntry("User:" + holder, "*", AclOperation.READ, AclPermissionType.ALLOW));
            admin.createAcls(List.of(right)).all().get(10, TimeUnit.SECONDS);
            publish(sandbox);

            // Then the holder reads, and the other one does not
            try (var reader = reader(sandbox, authority.issue(holder));
                    var stranger = reader(sandbox, authority.issue(other))) {
                await().atMost(PATIENCE)
                        .ignoreExceptionsInstanceOf(TopicAuthorizationException.class) // Not in force yet.
                        .until(() -> !reader.poll(Duration.ofMillis(200)).isEmpty());
                assertRefused(() -> stranger.poll(Duration.ofMillis(500)));

                // And who comes with another's name, another authority's word or no certificate is not let in
                assertNotLetIn(certificate(sandbox, authority.issue("admin")));
                assertNotLetIn(certificate(
                        sandbox,
                        new ClientAuthority("Harbour City", Clock.systemUTC().instant()).issue(holder)));
                assertNotLetIn(tls(sandbox));

                // And the right's end ends it, whatever the certificate says
                admin.deleteAcls(List.of(right.toFilter())).all().get(10, TimeUnit.SECONDS);
                assertRefused(() -> {
                    publish(sandbox);
                    reader.poll(Duration.ofMillis(500));
                });
            }
        }
    }

    private static void assertRefused(ThrowingCallable reading) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThatThrownBy(reading).isInstanceOf(TopicAuthorizationException.class));
    }

    private static void publish(Sandbox sandbox) throws Exception {
        try (var producer = new KafkaProducer<>(
                config(sandbox.kafkaClientConfig(sandbox.kafkaAdmin())),
                new StringSerializer(),
                new StringSerializer())) {
            producer.send(new ProducerRecord<>(TOPIC, "one")).get(10, TimeUnit.SECONDS);
        }
    }

    private static KafkaConsumer<String, String> reader(Sandbox sandbox, ClientAuthority.Issued issued) {
        var config = certificate(sandbox, issued);
        config.put("auto.offset.reset", "earliest");
        config.put("enable.auto.commit", false);
        config.put("metadata.max.age.ms", 500);
        var consumer = new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer());
        consumer.assign(List.of(new TopicPartition(TOPIC, 0)));
        return consumer;
    }

    private static void assertNotLetIn(Map<String, Object> config) {
        config.put("default.api.timeout.ms", 1500);
        config.put("request.timeout.ms", 1000);
        try (var admin = Admin.create(config)) {
            assertThatThrownBy(() -> admin.describeCluster().clusterId().get(10, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class);
        }
    }

    private static Map<String, Object> certificate(Sandbox sandbox, ClientAuthority.Issued issued) {
        var config = tls(sandbox);
        config.put("ssl.keystore.type", "PEM");
        config.put("ssl.keystore.certificate.chain", issued.certificate());
        config.put("ssl.keystore.key", issued.key());
        return config;
    }

    private static Map<String, Object> tls(Sandbox sandbox) {
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

    private static Map<String, Object> config(Map<String, String> texts) {
        return new HashMap<>(texts);
    }
}
