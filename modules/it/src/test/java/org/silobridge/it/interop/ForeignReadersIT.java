package org.silobridge.it.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.silobridge.cli.local.Participant;
import org.silobridge.it.exchange.Feed;
import org.silobridge.it.exchange.OnPublishedExchange;
import org.silobridge.it.exchange.PublishedExchange;
import org.silobridge.it.interop.ForeignReader.Records;
import org.silobridge.it.interop.ForeignReader.Refused;

/**
 * Clients that know nothing of Silobridge read what the connector published, with the credentials that the catalogue
 * issued, and get what the source says; without a grant Kafka refuses them.
 */
@Order(4)
@ExtendWith(OnPublishedExchange.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForeignReadersIT {
    private final PublishedExchange published;
    private final Map<Feed, List<String>> sources = new LinkedHashMap<>();

    ForeignReadersIT(PublishedExchange published) {
        this.published = published;
    }

    @BeforeAll
    void readTheSources() {
        sources.put(published.air(), SourceRecords.air());
        sources.put(published.cases(), SourceRecords.cases());
        sources.put(published.residents(), SourceRecords.residents());
        sources.forEach((feed, rows) -> {
            assertThat(rows).as("rows of " + feed.dataset().name()).hasSize((int) feed.read());
            assertThat(feed.published() + feed.quarantined()).isEqualTo(feed.read());
            assertThat(feed.published()).isPositive();
        });
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
        if (!node && "true".equals(System.getenv("CI"))) {
            throw new AssertionError("Node and npm are not there: continuous integration must not skip this test");
        }
        Assumptions.assumeTrue(node, "skipped: Node and npm are not on the path");

        readsWhatIsGrantedAndIsRefusedOtherwise(
                JavaScriptReader.installed(Path.of("target", "interop-js").toAbsolutePath()),
                "javascript",
                "TOPIC_AUTHORIZATION_FAILED");
    }

    private void readsWhatIsGrantedAndIsRefusedOtherwise(ForeignReader reader, String name, String error)
            throws Exception {
        for (var source : sources.entrySet()) {
            var feed = source.getKey();
            int expected = (int) feed.published();

            var reading = reader.read(as(published.granted(), feed, name), expected);

            assertThat(reading).isInstanceOf(Records.class);
            isTheSourceButForWhatIsInQuarantine(feed, ((Records) reading).records(), source.getValue());
            assertThat(reader.read(as(published.stranger(), feed, name), expected))
                    .isEqualTo(new Refused(error));
        }
    }

    /** Each record is that of a row; no row has two; as many rows have none as are in quarantine. */
    private static void isTheSourceButForWhatIsInQuarantine(
            Feed feed, List<Map<String, String>> records, List<String> source) {
        var left = new HashMap<String, Integer>();
        source.forEach(row -> left.merge(row, 1, Integer::sum));
        var without = new ArrayList<String>();
        for (var record : records) {
            var text = SourceRecords.canonical(record);
            if (left.merge(text, -1, Integer::sum) < 0) {
                without.add(text);
            }
        }
        assertThat(without.stream().limit(5))
                .as(
                        "records of %s for which the source has no row",
                        feed.dataset().name())
                .isEmpty();
        assertThat(left.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo((int) feed.quarantined());
    }

    private ForeignReader.Feed as(Participant who, Feed feed, String name) {
        var exchange = published.exchange();
        var issued = who.kafkaProperties();
        var group = issued.getProperty("group.id") + "." + feed.dataset().database() + "." + name;
        return new ForeignReader.Feed(
                issued,
                feed.dataset().topic(),
                group,
                exchange.operator().exchange().orThrow().registryUrl());
    }
}
