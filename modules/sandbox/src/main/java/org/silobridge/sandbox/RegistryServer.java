package org.silobridge.sandbox;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Apicurio's registry, which speaks Confluent's API; its schemas are in the sandbox's PostgreSQL. */
final class RegistryServer extends Server {
    private final Installation installation;
    private final PostgresServer postgres;
    private final int port;
    private final int managementPort;
    private final Path directory;

    RegistryServer(
            Installation installation,
            DataDirectory data,
            Children children,
            PostgresServer postgres,
            int port,
            int managementPort) {
        super(Service.REGISTRY, data, children);
        this.installation = installation;
        this.postgres = postgres;
        this.port = port;
        this.managementPort = managementPort;
        this.directory = data.path().resolve("registry");
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port + "/apis/ccompat/v7");
    }

    @Override
    void start(Duration timeout) {
        try {
            Path configuration = directory.resolve("config");
            DataDirectory.createPrivate(directory);
            DataDirectory.createPrivate(configuration);
            // Quarkus reads config/application.properties under its working directory; the password stays off the
            // command line.
            data.writePrivate(configuration.resolve("application.properties"), properties());
        } catch (IOException e) {
            throw DataDirectory.unwritable(directory, e);
        }
        List<String> command = JavaChild.command(
                installation,
                service,
                data,
                160,
                List.of("-jar", installation.registryJar().toString()));
        run(command, directory, this::answers, timeout);
    }

    private String properties() {
        return String.format(
                Locale.ROOT,
                """
                quarkus.http.host=127.0.0.1
                quarkus.http.port=%1$d
                quarkus.management.host=127.0.0.1
                quarkus.management.port=%2$d
                apicurio.storage.kind=sql
                apicurio.storage.sql.kind=postgresql
                apicurio.datasource.url=jdbc:postgresql://127.0.0.1:%3$d/%4$s
                apicurio.datasource.username=%4$s
                apicurio.datasource.password=%5$s
                apicurio.datasource.jdbc.initial-size=1
                apicurio.datasource.jdbc.min-size=1
                apicurio.datasource.jdbc.max-size=10
                # What a subject gets for which nobody said anything; the catalogue says it for each.
                apicurio.rules.global.compatibility=FULL_TRANSITIVE
                apicurio.ccompat.max-subjects=100000
                quarkus.http.access-log.enabled=false
                quarkus.http.io-threads=2
                quarkus.thread-pool.max-threads=16
                quarkus.banner.enabled=false
                """,
                port,
                managementPort,
                postgres.port(),
                PostgresServer.REGISTRY,
                data.secret("postgres.registry"));
    }

    private boolean answers() {
        return answersAt(URI.create(url() + "/subjects"), 5_000);
    }
}
