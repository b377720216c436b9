package org.silobridge.cli.local;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.silobridge.sandbox.ExchangeInfrastructure;

/** The configuration of a catalogue on top of a sandbox, with the secrets it names, in one directory. */
public final class CatalogueFile {
    /** Where the catalogue writes the first operator's token. */
    public static final String OPERATOR_TOKEN = "operator.token";

    private CatalogueFile() {}

    /**
     * Writes {@code catalogue.yaml} and what it names, and {@code operator.yaml}, with which the first operator's
     * commands find the catalogue.
     *
     * @param url where the catalogue shall listen, such as {@code http://127.0.0.1:8080}
     * @param mailPort where on this machine its e-mails go, should anybody listen there
     * @param forMeasuring whether it runs as delivered; else everything is looked at more often, so that demo and tests wait less
     * @return the file, for {@code silobridge catalogue run}
     */
    public static Path write(
            Path directory, ExchangeInfrastructure infrastructure, URI url, int mailPort, boolean forMeasuring)
            throws IOException {
        var admin = new StringBuilder();
        infrastructure
                .kafkaClientConfig(infrastructure.kafkaAdmin())
                .forEach((name, value) ->
                        admin.append(name).append('=').append(value).append('\n'));
        SecretFiles.write(directory.resolve("kafka-admin.properties"), admin.toString());
        SecretFiles.write(
                directory.resolve("postgres-owner.password"),
                infrastructure.databaseOwner().password() + "\n");
        SecretFiles.write(
                directory.resolve("postgres-service.password"),
                infrastructure.databaseService().password() + "\n");
        Files.writeString(
                directory.resolve("operator.yaml"),
                String.format(Locale.ROOT, """
                        apiVersion: silobridge.org/v1
                        kind: Client
                        catalogue: {url: "%s", tokenFile: %s%s}
                        """, url, OPERATOR_TOKEN, tls(infrastructure, ", trustFile: %s")));
        return writeService(directory, "catalogue.yaml", infrastructure, url, mailPort, forMeasuring);
    }

    /** As {@link #write}, for one more replica beside the first: the same but for where it listens. */
    static Path writeReplica(
            Path directory, ExchangeInfrastructure infrastructure, URI url, int mailPort, boolean forMeasuring)
            throws IOException {
        return writeService(directory, "catalogue-2.yaml", infrastructure, url, mailPort, forMeasuring);
    }

    private static Path writeService(
            Path directory,
            String name,
            ExchangeInfrastructure infrastructure,
            URI url,
            int mailPort,
            boolean forMeasuring)
            throws IOException {
        var text = String.format(
                Locale.ROOT,
                """
                apiVersion: silobridge.org/v1
                kind: Catalogue
                exchange: {name: An exchange on this machine, prefix: sb}
                # On one machine everybody has one address, and benchmarks and demonstrations are in a hurry.
                http:
                  host: %s
                  port: %d
                  limits: {perToken: {perSecond: 10000, burst: 10000}, perAddress: {perSecond: 1000, burst: 1000}}
                %spostgres:
                  url: "%s"
                  owner: {user: %s, passwordFile: postgres-owner.password}
                  service: {user: %s, passwordFile: postgres-service.password}
                kafka:
                  adminConfigFile: kafka-admin.properties
                  clientBootstrapServers: "%s"
                  clientSecurityProtocol: %s
                  interval: %s
                registry: {url: "%s"}
                keys: {keysetFile: keyset.json}
                ledger: {origin: localhost/silobridge, directory: ledger}
                %sdelivery:
                  interval: PT0.3S
                  timeout: PT1S
                  mail: {host: 127.0.0.1, port: %d, security: none, from: exchange@localhost, domains: ["*"]}
                  webhooks: {hosts: [127.0.0.1, localhost], networks: [127.0.0.0/8]}
                bootstrap: {operatorTokenFile: %s}
                """,
                url.getHost(),
                url.getPort(),
                tls(infrastructure, "  tls: {certificateFile: %s, keyFile: %s}\n"),
                infrastructure.jdbcUrl(),
                infrastructure.databaseOwner().user(),
                infrastructure.databaseService().user(),
                infrastructure.bootstrapServers(),
                infrastructure.kafkaClientConfig(infrastructure.kafkaAdmin()).get("security.protocol")
                        + tls(infrastructure, "\n  clientTrustFile: %s"),
                forMeasuring ? "PT30S" : "PT5S",
                infrastructure.registryUrl(),
                forMeasuring ? "" : "use: {interval: PT15S}\n",
                mailPort,
                OPERATOR_TOKEN);
        return Files.writeString(directory.resolve(name), text);
    }

    /** Text with the certificate and its key, where there is TLS. */
    private static String tls(ExchangeInfrastructure infrastructure, String text) {
        return infrastructure
                .trustFile()
                .map(certificate -> String.format(
                        Locale.ROOT,
                        text,
                        quoted(certificate),
                        infrastructure.tlsKeyFile().map(CatalogueFile::quoted).orElse("")))
                .orElse("");
    }

    private static String quoted(Path file) {
        return "\"" + file.toAbsolutePath().toString().replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
