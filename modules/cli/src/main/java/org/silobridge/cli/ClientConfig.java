package org.silobridge.cli;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.silobridge.contract.yaml.Document;
import org.silobridge.contract.yaml.Section;
import org.silobridge.model.Outcome;
import org.silobridge.subscriber.Feed;

/**
 * The client's configuration file ({@code kind: Client}).
 *
 * @param trustFile who vouches for the catalogue, in PEM; null: whom Java trusts
 * @param feed where a dataset flows, for readers that must be able to start while the catalogue is down
 */
record ClientConfig(
        @Nullable URI url,
        @Nullable Path tokenFile,
        @Nullable Path trustFile,
        @Nullable Path kafkaClientConfig,
        @Nullable Feed feed) {
    static final ClientConfig EMPTY = new ClientConfig(null, null, null, null, null);

    /** The catalogue's address. */
    URI address() {
        if (url == null) {
            throw new IllegalStateException("no catalogue named");
        }
        return url;
    }

    static Outcome<ClientConfig> read(Path file) {
        return Document.read(file, "Client", ClientConfig::shape);
    }

    static URI address(String text) {
        var uri = URI.create(text);
        if (!("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) || uri.getHost() == null) {
            throw new IllegalArgumentException(text);
        }
        return uri;
    }

    private static ClientConfig shape(Section root) {
        var catalogue = root.section(
                "catalogue",
                part -> new ClientConfig(
                        part.uri("url"),
                        part.optionalFile("tokenFile").orElse(null),
                        part.optionalFile("trustFile").orElse(null),
                        null,
                        null));
        var kafka = root.optionalSection("kafka", part -> part.file("clientConfigFile"));
        var feed = root.optionalSection(
                "feed",
                part -> new Feed(
                        part.text("topic"),
                        part.text("bootstrapServers"),
                        part.uri("registryUrl"),
                        part.text("groupPrefix")));
        return new ClientConfig(
                catalogue.url(), catalogue.tokenFile(), catalogue.trustFile(), kafka.orElse(null), feed.orElse(null));
    }
}
