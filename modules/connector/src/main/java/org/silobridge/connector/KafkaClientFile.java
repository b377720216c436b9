package org.silobridge.connector;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.silobridge.contract.yaml.OwnerOnly;
import org.silobridge.contract.yaml.TextFile;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Violation;

/** The Kafka client configuration as issued with a department's credential. Holds a password: never log it. */
public final class KafkaClientFile {
    private KafkaClientFile() {}

    public static Outcome<Properties> read(Path file, String bootstrapServers) {
        OwnerOnly.warn(file);
        return TextFile.read(file, file.toString()).flatMap(text -> {
            var properties = new Properties();
            try {
                properties.load(new StringReader(text));
            } catch (IOException | IllegalArgumentException e) {
                var reason = Reason.of("connector.kafka.not-properties", "file", file);
                return Outcome.invalid(reason, List.of(new Violation("kafka.clientConfigFile", null, reason)));
            }
            properties.putIfAbsent("bootstrap.servers", bootstrapServers);
            return Outcome.ok(properties);
        });
    }
}
