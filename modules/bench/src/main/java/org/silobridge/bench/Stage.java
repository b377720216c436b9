package org.silobridge.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.silobridge.client.NamedDataset;
import org.silobridge.client.NamedDepartment;
import org.silobridge.client.Publication;
import org.silobridge.connector.config.ConnectorFile;
import org.silobridge.contract.Contract;
import org.silobridge.contract.ContractReader;
import org.silobridge.model.DatasetId;
import org.silobridge.model.DatasetName;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.KafkaNames;
import org.silobridge.model.LocalisedText;
import org.silobridge.model.Slug;

/**
 * What all contestants share: a directory with the table and the log-in, one contract, the same settings. Each process
 * opens it for itself.
 */
record Stage(Path directory) {
    static final int SCHEMA_ID = 1;
    /** How long a transaction is open: the same for all that have transactions. */
    static final int TRANSACTION_MILLIS = 100;

    private static final String NAME = "credit/enterprise";

    Path csv() {
        return directory.resolve("enterprises.csv");
    }

    /** As a department's log-in is issued. */
    Path clientConfig() {
        return directory.resolve("kafka.properties");
    }

    /** How to reach the broker, and nothing else. */
    Properties client() {
        try (var in = Files.newBufferedReader(clientConfig(), StandardCharsets.UTF_8)) {
            var client = new Properties();
            client.load(in);
            return client;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The settings of a producer: those that the connector has. */
    Properties producer(String transactionalId) {
        var settings = client();
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.LINGER_MS_CONFIG, "5");
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, "131072");
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, "1048576");
        return settings;
    }

    static Contract contract() {
        return ContractReader.read("enterprise.yaml", resource("enterprise.yaml"), resource("enterprise.avsc"))
                .orThrow();
    }

    /** The connector's configuration, under a name of its own: so each run starts from the beginning. */
    ConnectorFile connectorFile(String run) {
        try {
            var file = directory.resolve(run + ".connector.yaml");
            Files.writeString(file, resource("enterprise.connector.yaml").replace("RUN", run));
            return ConnectorFile.read(file).orThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the catalogue would answer. */
    Publication publication(String topic) {
        var contract = contract();
        var ids = new Random(1);
        var owner = new NamedDepartment(DepartmentId.random(ids), new Slug("bench"), new LocalisedText("Bench", "测试"));
        var dataset = new NamedDataset(DatasetId.random(ids), DatasetName.parse(NAME + "/bench"));
        var names = new KafkaNames("bench");
        return new Publication(
                dataset,
                owner,
                dataset.name().contract(),
                contract.version(),
                resource("enterprise.yaml"),
                resource("enterprise.avsc"),
                contract.wireSchema().text(),
                SCHEMA_ID,
                names.subject(dataset.name(), 1),
                topic,
                topic + ".quarantine",
                topic + ".positions",
                "bench.",
                client().getProperty("bootstrap.servers"),
                URI.create("http://127.0.0.1:1"),
                false);
    }

    /** The topics of a run: the dataset's, its quarantine, its positions. */
    static List<String> topics(String topic) {
        return List.of(topic, topic + ".quarantine", topic + ".positions");
    }

    static String resource(String name) {
        try (var in = Stage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("not on the class path: " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
