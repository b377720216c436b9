package org.silobridge.cli;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.silobridge.contract.yaml.OwnerOnly;
import org.silobridge.contract.yaml.TextFile;
import org.silobridge.model.Reason;

/** The Kafka client configuration as issued with a department's credential. Holds a password: never shown. */
final class KafkaClientFile {
    private KafkaClientFile() {}

    static Properties read(@Nullable Path file) {
        if (file == null) {
            throw ClientOptions.invalid("--kafka-config", null, Reason.of("cli.kafka.unnamed"));
        }
        OwnerOnly.warn(file);
        var text = TextFile.read(file, file.toString()).orThrow();
        var properties = new Properties();
        try {
            properties.load(new StringReader(text));
        } catch (IOException | IllegalArgumentException e) {
            throw ClientOptions.invalid("--kafka-config", file.toString(), Reason.of("cli.kafka.not-properties"));
        }
        return properties;
    }
}
