package org.silobridge.it.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.silobridge.it.interop.ForeignReader.Feed;
import org.silobridge.it.interop.ForeignReader.Records;
import org.silobridge.it.interop.ForeignReader.Refused;
import org.silobridge.sandbox.ExchangeInfrastructure;
import org.silobridge.sandbox.Login;
import org.silobridge.sandbox.Service;
import org.silobridge.sandbox.SharedInfrastructure;

class ForeignReadersIT {
    private static final String TOPIC = "interop.air.v1";
    private static final Login GRANTED = new Login("interop.granted", "its-password");
    private static final Login STRANGER = new Login("interop.stranger", "another-password");
    private static final Schema SCHEMA = new Schema.Parser().parse("""
                    {"type": "record", "name": "Air", "namespace": "org.silobridge.interop", "fields": [
                      {"name": "station", "type": "string"},
                      {"name": "hour", "type": "long"},
                      {"name": "pm25", "type": ["null", "double"], "default": null},
                      {"name": "flag", "type": {"type": "enum", "name": "Flag", "symbols": ["VALID", "UNKNOWN"], "default": "UNKNOWN"}}
                    ]}
                    """);
    private static final List<Map<String, String>> EXPECTED = List.of(
            Map.of("station", "奥体中心", "hour", "1362096000", "pm25", "4.5", "flag", "VALID"),
            Map.of("station", "东四", "hour", "1362099600", "pm25", "null", "flag", "UNKNOWN"));

    private static final ExchangeInfrastructure EXCHANGE = SharedInfrastructure.with(Service.KAFKA, Service.REGISTRY);

    @BeforeAll
    static void publishTwoRecordsAndGrantOneOfTwoUsers() throws Exception {
        try (Admin admin =
                Admin.create(new HashMap<String, Object>(EXCHANGE.kafkaClientConfig(EXCHANGE.kafkaAdmin())))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, Optional.of(1), Optional.empty())))
                    .all()
                    .get();
            List<AclBinding> rights = new ArrayList<>();
            for (Login login : List.of(GRANTED, STRANGER)) {
                admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                                login.user(),
                                new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096),
                                login.password())))
                        .all()
                        .get();
                rights.add(read(login, ResourceType.GROUP, login.user() + ".", PatternType.PREFIXED));
            }
            rights.add(read(GRANTED, ResourceType.TOPIC, TOPIC, PatternType.LITERAL));
            admin.createAcls(rights).all().get();
        }
        int id = register();
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                new HashMap<String, Object>(EXCHANGE.kafkaClientConfig(EXCHANGE.kafkaAdmin())),
                new StringSerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(TOPIC, "1", framed(id, "奥体中心", 1362096000L, 4.5, "VALID")))
                    .get();
            producer.send(new ProducerRecord<>(TOPIC, "2", framed(id, "东四", 1362099600L, null, "UNKNOWN")))
                    .get();
        }
    }

    @Test
    void plainConsumerWithAvrosOwnReader() throws Exception {
        readsWhatIsGrantedAndIsRefusedOtherwise(new PlainAvroReader(), "plain", "TopicAuthorizationException");
    }

    @Test
    void confluentsJavaClient() throws Exception {
        readsWhatIsGrantedAndIsRefusedOtherwise(
                new ConfluentClientReader(), "confluent", "TopicAuthorizationException");
    }

    @Test
    void kafkajsWithConfluentsJavaScriptClient() throws Exception {
        boolean node = JavaScriptReader.nodeExists();
        if (!node && (Boolean.getBoolean("CI") || "true".equals(System.getenv("CI")))) {
            throw new AssertionError("Node and npm are not there: continuous integration must not skip this test");
        }
        Assumptions.assumeTrue(node, "skipped: Node and npm are not on the path");

        readsWhatIsGrantedAndIsRefusedOtherwise(
                JavaScriptReader.installed(Path.of("target", "interop-js").toAbsolutePath()),
                "javascript",
                "TOPIC_AUTHORIZATION_FAILED");
    }

    private static void readsWhatIsGrantedAndIsRefusedOtherwise(ForeignReader reader, String name, String error)
            throws Exception {
        assertThat(reader.read(feed(GRANTED, name), EXPECTED.size())).isEqualTo(new Records(EXPECTED));
        assertThat(reader.read(feed(STRANGER, name), EXPECTED.size())).isEqualTo(new Refused(error));
    }

    private static Feed feed(Login login, String name) {
        return new Feed(EXCHANGE.bootstrapServers(), login, TOPIC, login.user() + "." + name, EXCHANGE.registryUrl());
    }

    private static AclBinding read(Login login, ResourceType type, String name, PatternType pattern) {
        return new AclBinding(
                new ResourcePattern(type, name, pattern),
                new AccessControlEntry("User:" + login.user(), "*", AclOperation.READ, AclPermissionType.ALLOW));
    }

    private static int register() throws Exception {
        String body = "{\"schema\": \"" + SCHEMA.toString().replace("\"", "\\\"") + "\"}";
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(
                                        URI.create(EXCHANGE.registryUrl() + "/subjects/" + TOPIC + "-value/versions"))
                                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Integer.parseInt(answer.body().replaceAll("(?s).*\"id\"\\s*:\\s*(\\d+).*", "$1"));
    }

    private static byte[] framed(
            int id, String station, long hour, @org.jspecify.annotations.Nullable Double pm25, String flag)
            throws Exception {
        GenericRecord record = new GenericData.Record(SCHEMA);
        record.put("station", station);
        record.put("hour", hour);
        record.put("pm25", pm25);
        record.put("flag", new GenericData.EnumSymbol(SCHEMA.getField("flag").schema(), flag));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeByte(0);
        out.writeInt(id);
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        new GenericDatumWriter<GenericRecord>(SCHEMA).write(record, encoder);
        encoder.flush();
        return bytes.toByteArray();
    }
}
