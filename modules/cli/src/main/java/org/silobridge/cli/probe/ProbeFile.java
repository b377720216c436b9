package org.silobridge.cli.probe;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.silobridge.client.DatasetRef;
import org.silobridge.connector.config.HttpSettings;
import org.silobridge.contract.yaml.Document;
import org.silobridge.contract.yaml.Section;
import org.silobridge.model.DatasetName;
import org.silobridge.model.Outcome;
import org.silobridge.model.Slug;

/**
 * The probe's configuration file ({@code kind: Probe}).
 *
 * @param trustFile who vouches for the catalogue, in PEM; null: whom Java trusts
 * @param dataset one that is shared unconditionally and has at least one record
 * @param reader the department that asks for it and reads it: the probe's alone, whose rights it ends
 * @param readerToken file with the token of an applicant of that department
 * @param kafkaClientConfig file with that department's log-in to Kafka
 * @param stewardToken file with the token of a steward of the dataset's owner, who ends the right
 * @param legalBasis what its requests name
 * @param interval from the end of one round to the begin of the next
 */
public record ProbeFile(
        URI catalogue,
        @Nullable Path trustFile,
        DatasetRef dataset,
        Slug reader,
        Path readerToken,
        Path kafkaClientConfig,
        Path stewardToken,
        String legalBasis,
        Duration interval,
        Bounds bounds,
        Optional<HttpSettings> http) {

    private static final Duration INTERVAL = Duration.ofMinutes(5);

    public static Outcome<ProbeFile> read(Path file) {
        return Document.read(file, "Probe", ProbeFile::shape);
    }

    private record Address(URI url, @Nullable Path trustFile) {}

    private record Reader(Slug department, Path token, Path kafka) {}

    private static ProbeFile shape(Section root) {
        var catalogue = root.section(
                "catalogue",
                part -> new Address(
                        part.uri("url"), part.optionalFile("trustFile").orElse(null)));
        var dataset = root.parsed(
                "dataset",
                "database/contract/owner",
                DatasetName::parse,
                DatasetName.parse("population/resident/nobody"));
        var reader = root.section(
                "reader",
                part -> new Reader(
                        part.slug("department"), part.file("tokenFile"), part.file("kafkaClientConfigFile")));
        var steward = root.section("steward", part -> part.file("tokenFile"));
        var bounds = root.optionalSection(
                        "bounds",
                        part -> new Bounds(
                                part.duration("approval", Bounds.PROMISED.approval()),
                                part.duration("revocation", Bounds.PROMISED.revocation())))
                .orElse(Bounds.PROMISED);
        var http = root.optionalSection(
                "http", part -> new HttpSettings(part.text("host", "127.0.0.1"), part.integer("port", 0, 65_535)));
        return new ProbeFile(
                catalogue.url(),
                catalogue.trustFile(),
                DatasetRef.of(dataset),
                reader.department(),
                reader.token(),
                reader.kafka(),
                steward,
                root.text("legalBasis"),
                root.duration("interval", INTERVAL),
                bounds,
                http);
    }
}
