package org.silobridge.connector;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;
import org.silobridge.client.DatasetRef;
import org.silobridge.client.KeyLease;
import org.silobridge.client.NamedDataset;
import org.silobridge.client.NamedDepartment;
import org.silobridge.client.Publication;
import org.silobridge.contract.Contract;
import org.silobridge.contract.ContractReader;
import org.silobridge.model.ContractName;
import org.silobridge.model.ContractVersion;
import org.silobridge.model.DatasetId;
import org.silobridge.model.DatasetName;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.KafkaNames;
import org.silobridge.model.LocalisedText;
import org.silobridge.model.Outcome;
import org.silobridge.model.Slug;
import org.silobridge.sandbox.ExchangeInfrastructure;
import org.silobridge.sandbox.Login;

/** One department and its dataset on a real Kafka, set up as the catalogue would; the catalogue itself is played. */
record ExchangeStage(ExchangeInfrastructure exchange, Contract contract, Publication publication, Login owner)
        implements PublicationSource {
    static final Path PROJECT = Path.of(System.getProperty("silobridge.project.dir", "../.."));
    /** A connector is told where it is, and has no need of it: the schema comes with the publication. */
    private static final URI REGISTRY = URI.create("http://127.0.0.1:9");

    static final int SCHEMA_ID = 7;

    private static final AtomicInteger SET = new AtomicInteger();

    /**
     * Topics, credential and rights under a prefix that no other has, also where a test is run again.
     *
     * @param name how the prefix begins
     */
    static ExchangeStage set(ExchangeInfrastructure exchange, String contractName, String name) throws Exception {
        var prefix = prefix(name);
        return set(exchange, publication(contractName, prefix, exchange.bootstrapServers(), REGISTRY), prefix);
    }

    /** The same for {@link TestContract}. */
    static ExchangeStage setThings(ExchangeInfrastructure exchange, String name) throws Exception {
        return setThings(exchange, name, TestContract.yaml("error"));
    }

    static ExchangeStage setThings(ExchangeInfrastructure exchange, String name, String yaml) throws Exception {
        var prefix = prefix(name);
        var publication =
                publication("credit/thing", yaml, TestContract.SCHEMA, prefix, exchange.bootstrapServers(), REGISTRY);
        return set(exchange, publication, prefix);
    }

    private static String prefix(String name) {
        return name + "n" + SET.incrementAndGet();
    }

    private static ExchangeStage set(ExchangeInfrastructure exchange, Publication publication, String prefix)
            throws Exception {
        var owner =
                new Login(new KafkaNames(prefix).principal(publication.owner().id()), "a-password");
        var contract = ContractReader.read("contract", publication.contract(), publication.schema())
                .orThrow();
        var stage = new ExchangeStage(exchange, contract, publication, owner);
        stage.prepare();
        return stage;
    }

    static Publication publication(String contractName, String prefix, String bootstrap, URI registry)
            throws IOException {
        var yaml = Files.readString(PROJECT.resolve("schemas/" + contractName + ".yaml"));
        var schema = Files.readString(PROJECT.resolve("schemas/" + contractName + ".avsc"));
        return publication(contractName, yaml, schema, prefix, bootstrap, registry);
    }

    static Publication publication(
            String contractName, String yaml, String schema, String prefix, String bootstrap, URI registry) {
        var name = ContractName.parse(contractName);
        var contract = ContractReader.read("contract", yaml, schema).orThrow();
        var ids = new Random(prefix.hashCode());
        var owner = new NamedDepartment(DepartmentId.random(ids), new Slug("owner"), new LocalisedText("Owner", "部门"));
        var dataset = new NamedDataset(DatasetId.random(ids), new DatasetName(name, owner.slug()));
        var names = new KafkaNames(prefix);
        return new Publication(
                dataset,
                owner,
                name,
                contract.version(),
                yaml,
                schema,
                contract.wireSchema().text(),
                SCHEMA_ID,
                names.subject(dataset.name(), 1),
                names.datasetTopic(dataset.name(), 1),
                names.quarantineTopic(owner.slug()),
                names.positionsTopic(owner.slug()),
                names.transactionalIdPrefix(owner.id()),
                bootstrap,
                registry,
                contract.hasPseudonymousKey());
    }

    private void prepare() throws Exception {
        var principal = "User:" + owner.user();
        var acls = new ArrayList<AclBinding>();
        for (var topic : List.of(publication.topic(), publication.quarantineTopic(), publication.positionsTopic())) {
            var resource = new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL);
            acls.add(allow(principal, resource, AclOperation.WRITE));
            acls.add(allow(principal, resource, AclOperation.READ));
        }
        var transactions = new ResourcePattern(
                ResourceType.TRANSACTIONAL_ID, publication.transactionalIdPrefix(), PatternType.PREFIXED);
        acls.add(allow(principal, transactions, AclOperation.WRITE));
        acls.add(allow(principal, transactions, AclOperation.DESCRIBE));
        try (var admin = admin()) {
            admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                            owner.user(),
                            new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096),
                            owner.password())))
                    .all()
                    .get();
            admin.createTopics(List.of(
                            new NewTopic(publication.topic(), contract.partitions(), (short) 1),
                            new NewTopic(publication.quarantineTopic(), 1, (short) 1),
                            new NewTopic(publication.positionsTopic(), 1, (short) 1)
                                    .configs(Map.of("cleanup.policy", "compact"))))
                    .all()
                    .get();
            admin.createAcls(acls).all().get();
            // Acknowledged is not enforced: read back from the broker's own authorizer.
            Awaitility.await().until(() -> admin.describeAcls(AclBindingFilter.ANY)
                    .values()
                    .get()
                    .containsAll(acls));
        }
    }

    Admin admin() {
        return Admin.create(new HashMap<>(exchange.kafkaClientConfig(exchange.kafkaAdmin())));
    }

    private static AclBinding allow(String principal, ResourcePattern resource, AclOperation operation) {
        return new AclBinding(resource, new AccessControlEntry(principal, "*", operation, AclPermissionType.ALLOW));
    }

    /** The client configuration as issued with the credential. */
    void writeClientConfig(Path file) throws IOException {
        var properties = new Properties();
        properties.putAll(exchange.kafkaClientConfig(owner));
        properties.put("isolation.level", "read_committed");
        properties.put("group.protocol", "consumer");
        var text = new StringWriter();
        properties.store(text, null);
        Files.writeString(file, text.toString());
    }

    /** A catalogue that tells of the same topics for this dataset and version. */
    PublicationSource publishing(NamedDataset dataset, ContractVersion version) {
        var p = publication;
        var told = new Publication(
                dataset,
                p.owner(),
                p.contractName(),
                version,
                p.contract(),
                p.schema(),
                p.wireSchema(),
                p.schemaId(),
                p.subject(),
                p.topic(),
                p.quarantineTopic(),
                p.positionsTopic(),
                p.transactionalIdPrefix(),
                p.kafkaBootstrapServers(),
                p.registryUrl(),
                p.pseudonymKey());
        return new PublicationSource() {
            @Override
            public Outcome<Publication> publication(DatasetRef asked) {
                return Outcome.ok(told);
            }

            @Override
            public Outcome<KeyLease> leaseKey(DatasetRef asked) {
                return Outcome.ok(lease(told));
            }
        };
    }

    @Override
    public Outcome<Publication> publication(DatasetRef dataset) {
        return Outcome.ok(publication);
    }

    @Override
    public Outcome<KeyLease> leaseKey(DatasetRef dataset) {
        return Outcome.ok(lease(publication));
    }

    static KeyLease lease(Publication publication) {
        var secret = Base64.getEncoder()
                .encodeToString("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII));
        return new KeyLease(publication.dataset().id(), 1, secret, Instant.parse("2999-01-01T00:00:00Z"));
    }

    /** Everything that read_committed shows of a topic. */
    List<ConsumerRecord<byte[], byte[]>> committed(String topic) {
        var config = new HashMap<String, Object>(exchange.kafkaClientConfig(exchange.kafkaAdmin()));
        config.put("isolation.level", "read_committed");
        config.put("enable.auto.commit", "false");
        var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
        try (var consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }
}
