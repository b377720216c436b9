package org.silobridge.cli.local;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.silobridge.client.CatalogueClient;
import org.silobridge.client.Department;

/**
 * A department that takes part, with what its people hold: a client each for its publisher, its applicant and its
 * steward, and the log-in to Kafka.
 *
 * @param publisherToken file with the publisher's token
 * @param applicantToken file with the applicant's token
 * @param stewardToken file with the steward's token
 * @param kafkaConfig file with the client configuration as the catalogue issued it
 */
public record Participant(
        Department department,
        CatalogueClient publisher,
        CatalogueClient applicant,
        CatalogueClient steward,
        Path publisherToken,
        Path applicantToken,
        Path stewardToken,
        Path kafkaConfig) {

    public String slug() {
        return department.slug().value();
    }

    /** The client configuration, as a Kafka client takes it. */
    public Properties kafkaProperties() {
        try {
            var properties = new Properties();
            properties.load(new StringReader(Files.readString(kafkaConfig)));
            return properties;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
