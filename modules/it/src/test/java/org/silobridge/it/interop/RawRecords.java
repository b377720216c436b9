package org.silobridge.it.interop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads framed values with the stock consumer, configured as an issued client configuration says. */
final class RawRecords {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private RawRecords() {}

    static ForeignReader.Reading read(
            ForeignReader.Feed feed, int expected, Function<byte[], Map<String, String>> decoder) {
        Map<String, Object> config = new HashMap<>();
        config.put("bootstrap.servers", feed.bootstrapServers());
        config.put("security.protocol", "SASL_PLAINTEXT");
        config.put("sasl.mechanism", "SCRAM-SHA-512");
        config.put(
                "sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\""
                        + feed.login().user() + "\" password=\"" + feed.login().password() + "\";");
        config.put("group.id", feed.group());
        config.put("group.protocol", "consumer");
        config.put("isolation.level", "read_committed");
        config.put("auto.offset.reset", "earliest");
        List<Map<String, String>> records = new ArrayList<>();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(feed.topic()));
            while (records.size() < expected) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    records.add(decoder.apply(record.value()));
                }
                if (System.nanoTime() - deadline > 0) {
                    throw new IllegalStateException(
                            "neither " + expected + " records nor a refusal: " + records.size() + " came");
                }
            }
            return new ForeignReader.Records(records);
        } catch (AuthorizationException e) {
            return new ForeignReader.Refused(e.getClass().getSimpleName());
        }
    }
}
