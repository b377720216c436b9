package org.silobridge.subscriber;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
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
import org.awaitility.Awaitility;
import org.silobridge.contract.registry.SchemaRegistryClient;
import org.silobridge.contract.wire.ConfluentFraming;
import org.silobridge.sandbox.ExchangeInfrastructure;
import org.silobridge.sandbox.Login;

/** A topic of one test and a reader's credential, set up as the catalogue would; all else of the exchange is real. */
final class FeedStage implements AutoCloseable {
    private static final Schema SCHEMA = new Schema.Parser()
            .parse("{\"type\":\"record\",\"name\":\"Line\",\"fields\":[{\"name\":\"text\",\"type\":\"string\"}]}");
    private final ExchangeInfrastructure exchange;
    private final Login reader;
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;
    private final int schemaId;
    final Feed feed;

    FeedStage(ExchangeInfrastructure exchange, String prefix, int partitions) throws Exception {
        this.exchange = exchange;
        this.reader = new Login(prefix + ".reader", "a-password");
        this.feed = new Feed(
                prefix + ".lines.v1", exchange.bootstrapServers(), exchange.registryUrl(), reader.user() + ".");
        var registry = new SchemaRegistryClient(exchange.registryUrl(), Duration.ofSeconds(10));
        this.schemaId = registry.register(feed.topic() + "-value", SCHEMA).orThrow();
        var asAdmin = new HashMap<String, Object>(exchange.kafkaClientConfig(exchange.kafkaAdmin()));
        admin = Admin.create(asAdmin);
        changePassword(reader.password());
        admin.createTopics(List.of(new NewTopic(feed.topic(), partitions, (short) 1)))
                .all()
                .get();
        apply(allow(ResourceType.GROUP, feed.groupPrefix(), PatternType.PREFIXED));
        asAdmin.put("transactional.id", prefix + ".publisher");
        producer = new KafkaProducer<>(asAdmin, new ByteArraySerializer(), new ByteArraySerializer());
        producer.initTransactions();
    }

    private AclBinding allow(ResourceType type, String name, PatternType pattern) {
        return new AclBinding(
                new ResourcePattern(type, name, pattern),
                new AccessControlEntry("User:" + reader.user(), "*", AclOperation.READ, AclPermissionType.ALLOW));
    }

    private void apply(AclBinding acl) throws Exception {
        admin.createAcls(List.of(acl)).all().get();
        // Acknowledged is not enforced: read back from the broker's own authorizer.
        Awaitility.await()
                .until(() -> !admin.describeAcls(acl.toFilter()).values().get().isEmpty());
    }

    private AclBinding right() {
        return allow(ResourceType.TOPIC, feed.topic(), PatternType.LITERAL);
    }

    FeedStage grant() throws Exception {
        apply(right());
        return this;
    }

    void revoke() throws Exception {
        admin.deleteAcls(List.of(right().toFilter())).all().get();
    }

    /** From the next log-in on; who is logged in stays so. */
    void changePassword(String password) throws Exception {
        admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                        reader.user(), new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), password)))
                .all()
                .get();
    }

    void restorePassword() throws Exception {
        changePassword(reader.password());
    }

    /** The client configuration as issued. */
    Properties clientConfig() {
        return clientConfig(reader.password());
    }

    Properties clientConfig(String password) {
        var properties = new Properties();
        properties.putAll(exchange.kafkaClientConfig(new Login(reader.user(), password)));
        return properties;
    }

    /** One transaction. */
    void publish(int partition, String... texts) throws Exception {
        send(partition, texts);
        producer.commitTransaction();
    }

    /** One transaction whose records are on the log and were never published. */
    void abort(int partition, String... texts) throws Exception {
        send(partition, texts);
        producer.abortTransaction();
    }

    void publishRaw(int partition, byte[] value) throws Exception {
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(feed.topic(), partition, new byte[] {'k'}, value))
                .get();
        producer.commitTransaction();
    }

    private void send(int partition, String... texts) throws Exception {
        producer.beginTransaction();
        for (var text : texts) {
            producer.send(new ProducerRecord<>(
                            feed.topic(), partition, text.getBytes(StandardCharsets.UTF_8), framed(text)))
                    .get();
        }
    }

    private byte[] framed(String text) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        new GenericDatumWriter<GenericRecord>(SCHEMA)
                .write(new GenericRecordBuilder(SCHEMA).set("text", text).build(), encoder);
        encoder.flush();
        return ConfluentFraming.frame(schemaId, bytes.toByteArray());
    }

    static List<String> texts(List<ReceivedRecord> records) {
        var texts = new ArrayList<String>();
        records.forEach(record ->
                texts.add(String.valueOf(Objects.requireNonNull(record.value()).get("text"))));
        return texts;
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
    }
}
