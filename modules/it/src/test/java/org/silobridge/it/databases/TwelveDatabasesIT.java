package org.silobridge.it.databases;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.silobridge.checks.Cel;
import org.silobridge.cli.local.Participant;
import org.silobridge.client.DatasetRef;
import org.silobridge.client.NewDataset;
import org.silobridge.client.NewDepartment;
import org.silobridge.connector.Connector;
import org.silobridge.connector.ConnectorListener;
import org.silobridge.connector.ConnectorSettings;
import org.silobridge.connector.PublicationSource;
import org.silobridge.connector.config.ConnectorFile;
import org.silobridge.contract.Contract;
import org.silobridge.contract.ContractReader;
import org.silobridge.contract.identifier.SocialCreditCode;
import org.silobridge.it.exchange.OnPublishedExchange;
import org.silobridge.it.exchange.PublishedExchange;
import org.silobridge.model.Outcome;
import org.silobridge.model.Sharing;

/**
 * Made-up rows of every contract of the project that is shared are published and read back with the stock consumer: the good ones
 * equal, and each bad one in quarantine for the one reason that was meant.
 */
@ExtendWith(OnPublishedExchange.class)
class TwelveDatabasesIT {
    private static final Duration POLL = Duration.ofMillis(200);

    @TempDir
    private Path directory;

    @Test
    void everyContractIsPublishedAndReadBackEqualAndItsBadRowsAreSetAsideForTheirReason(PublishedExchange published)
            throws IOException {
        var exchange = published.exchange();
        var owner = join(published);
        var contracts = contracts();
        assertThat(contracts.stream()
                        .map(contract -> contract.name().database())
                        .distinct())
                .hasSize(12);
        var feeds = new LinkedHashMap<String, MadeUpFeed>();
        for (var contract : contracts) {
            open(published, owner, contract);
        }
        for (var contract : contracts) {
            var feed = MadeUpFeed.write(
                    directory, contract, owner, exchange.catalogueUrl().toString());
            feeds.put(exchange.openDataset(owner, contract.name()).topic(), feed);
            publish(owner, feed);
        }

        var quarantine = owner.publisher()
                .publication(DatasetRef.parse(contracts.get(0).name() + "/" + owner.slug()))
                .orThrow()
                .quarantineTopic();
        var topics = new ArrayList<>(feeds.keySet());
        topics.add(quarantine);
        var records = read(owner, topics);

        feeds.forEach((topic, feed) -> assertThat(records.getOrDefault(topic, List.of()).stream()
                        .map(record ->
                                AvroTexts.read(feed.contract().wireSchema().schema(), record.value())))
                .as(topic)
                .containsExactlyInAnyOrderElementsOf(feed.good()));
        var setAside = reasons(records.getOrDefault(quarantine, List.of()));
        feeds.values().forEach(feed -> assertThat(setAside.get(feed.connector()))
                .as(feed.connector())
                .isEqualTo(feed.faulty()));
    }

    private static Participant join(PublishedExchange published) {
        var body = "1110000000000E090";
        return published
                .exchange()
                .join(new NewDepartment(
                        "everything",
                        new NewDepartment.NewName("Everything", "全部数据"),
                        body + SocialCreditCode.checkDigit(body),
                        "national",
                        "100000"));
    }

    private static List<Contract> contracts() throws IOException {
        try (var files = Files.walk(PublishedExchange.PROJECT.resolve("schemas"))) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .map(file -> ContractReader.read(file, Cel.LANGUAGE).orThrow())
                    // Nobody can register a dataset of what is not shared.
                    .filter(contract -> contract.open().sharing() != Sharing.NOT_SHARED)
                    .toList();
        }
    }

    /** Does not wait, so that the topics of all come about together. */
    private static void open(PublishedExchange published, Participant owner, Contract contract) {
        if (owner.publisher().contract(contract.name()) instanceof Outcome.Refused) {
            published.exchange().publishContract(owner, PublishedExchange.PROJECT.resolve("schemas"), contract.name());
        }
        owner.publisher()
                .registerDataset(new NewDataset(contract.name().toString(), 1, owner.slug(), null))
                .orThrow();
    }

    private static void publish(Participant owner, MadeUpFeed feed) {
        var report = new Connector(
                        ConnectorFile.read(feed.connectorFile()).orThrow(),
                        PublicationSource.of(owner.publisher()),
                        ConnectorSettings.STANDARD,
                        Clock.systemUTC(),
                        ConnectorListener.SILENT)
                .run()
                .orThrow();
        assertThat(report.now().published()).isEqualTo(feed.good().size());
        assertThat(report.now().quarantined()).isEqualTo(feed.faulty().size());
    }

    /** All committed records of some topics, to their present ends. */
    private static Map<String, List<ConsumerRecord<byte[], byte[]>>> read(Participant owner, List<String> topics) {
        var config = new HashMap<String, Object>();
        owner.kafkaProperties().forEach((key, value) -> config.put(key.toString(), value));
        config.put("auto.offset.reset", "earliest");
        config.put("isolation.level", "read_committed");
        config.put("enable.auto.commit", "false");
        var all = new HashMap<String, List<ConsumerRecord<byte[], byte[]>>>();
        try (var consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var partitions = topics.stream()
                    .flatMap(topic -> consumer.partitionsFor(topic).stream())
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            var ends = consumer.endOffsets(partitions);
            while (partitions.stream()
                    .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
                for (var record : consumer.poll(POLL)) {
                    all.computeIfAbsent(record.topic(), topic -> new ArrayList<>())
                            .add(record);
                }
            }
        }
        return all;
    }

    /** Of each connector, the reasons for each line. */
    private static Map<String, Map<Long, String>> reasons(List<ConsumerRecord<byte[], byte[]>> quarantined)
            throws IOException {
        var json = new ObjectMapper();
        var all = new HashMap<String, Map<Long, String>>();
        for (var record : quarantined) {
            var row = json.readTree(new String(record.value(), StandardCharsets.UTF_8));
            all.computeIfAbsent(row.path("connector").asText(), connector -> new TreeMap<>())
                    .put(row.path("line").asLong(), reasons(row.path("reasons")));
        }
        return all;
    }

    private static String reasons(JsonNode reasons) {
        var texts = new ArrayList<String>();
        reasons.forEach(reason -> texts.add(
                reason.path("path").asText() + " " + reason.path("code").asText()));
        return texts.stream().collect(Collectors.joining("; "));
    }
}
