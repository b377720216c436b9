package org.silobridge.it.interop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads framed values with the stock consumer and the issued client configuration as it is. */
final class RawRecords {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private RawRecords() {}

    static ForeignReader.Reading read(
            ForeignReader.Feed feed, int expected, Function<byte[], Map<String, String>> decoder) {
        Properties config = new Properties();
        config.putAll(feed.issued());
        config.put("group.id", feed.group());
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
