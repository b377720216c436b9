package org.silobridge.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One Kafka node, broker and controller, with SCRAM and the stock authorizer; nobody may anything without an ACL. */
final class KafkaBroker extends Server {
    static final String ADMIN = "admin";
    static final String BROKER = "broker";

    /** Slower to start, faster once warm; these come after what each child has. */
    private static final List<String> AS_IN_PRODUCTION =
            List.of("-XX:TieredStopAtLevel=4", "-XX:-UseSerialGC", "-XX:+UseG1GC", "-Xmx1024m");

    private final Installation installation;
    private final int clientPort;
    private final int internalPort;
    private final int controllerPort;
    private final boolean forMeasuring;
    private final Optional<Certificate> certificate;
    private final Optional<BrokerConfiguration.ByCertificate> byCertificate;
    private final Optional<BrokerConfiguration.ByToken> byToken;
    private final Path directory;

    KafkaBroker(
            Installation installation,
            DataDirectory data,
            Children children,
            int clientPort,
            int internalPort,
            int controllerPort,
            boolean forMeasuring,
            Optional<Certificate> certificate,
            Optional<BrokerConfiguration.ByCertificate> byCertificate,
            Optional<BrokerConfiguration.ByToken> byToken) {
        super(Service.KAFKA, data, children);
        this.installation = installation;
        this.clientPort = clientPort;
        this.internalPort = internalPort;
        this.controllerPort = controllerPort;
        this.forMeasuring = forMeasuring;
        this.certificate = certificate;
        this.byCertificate = byCertificate;
        this.byToken = byToken;
        this.directory = data.path().resolve("kafka");
    }

    int port() {
        return clientPort;
    }

    /** Of the listener that takes certificates. */
    Optional<Integer> certificatePort() {
        return byCertificate.map(BrokerConfiguration.ByCertificate::port);
    }

    /** Of the listener that takes tokens. */
    Optional<Integer> tokenPort() {
        return byToken.map(BrokerConfiguration.ByToken::port);
    }

    @Override
    void start(Duration timeout) {
        try {
            String classPath = installation.kafkaClassPath();
            Path properties = data.run("kafka.properties");
            Path logging = data.run("kafka-log4j2.properties");
            data.writePrivate(properties, properties());
            data.writePrivate(logging, LOGGING);
            List<String> options = new ArrayList<>(forMeasuring ? AS_IN_PRODUCTION : List.of());
            options.addAll(List.of("-Dlog4j2.configurationFile=" + logging, "-cp", classPath));
            // A broker asks nobody for keys whom its command line does not name.
            byToken.ifPresent(listener -> options.add("-Dorg.apache.kafka.sasl.oauthbearer.allowed.urls="
                    + listener.issuer().keys()));
            Path ready = directory.resolve("ready");
            boolean isReady = Files.exists(ready);
            List<String> program = isReady ? running(properties) : formatting(properties, options, timeout);
            List<String> command = new ArrayList<>(JavaChild.command(installation, service, data, 256, options));
            command.addAll(program);
            run(command, directory, () -> logSays("Kafka Server started"), timeout);
            if (!isReady) {
                data.writePrivate(ready, "");
            }
        } catch (IOException e) {
            throw DataDirectory.unwritable(directory, e);
        }
    }

    private static List<String> running(Path properties) {
        return List.of("kafka.Kafka", properties.toString());
    }

    /**
     * The broker that first writes its empty storage with the first users in it. The passwords go through a file, for a
     * command line can be read by everybody.
     */
    private List<String> formatting(Path properties, List<String> options, Duration timeout) throws IOException {
        DataDirectory.deleteTree(directory);
        DataDirectory.createPrivate(directory);
        Path arguments = data.run("kafka-format.arguments");
        List<String> tool = List.of(
                "format",
                "--cluster-id",
                clusterId(),
                "--standalone",
                "--config",
                properties.toString(),
                "--add-scram",
                scram(ADMIN),
                "--add-scram",
                scram(BROKER));
        data.writePrivate(arguments, String.join("\n", tool));
        String formatter = FormattedKafka.class.getName();
        if (installation.recording().isEmpty()) {
            return List.of(formatter, arguments.toString(), properties.toString());
        }
        // What writes its classes has none of ours on its class path.
        List<String> alone = new ArrayList<>(JavaChild.passing(installation, service, data, 256, options));
        alone.addAll(List.of(formatter, arguments.toString()));
        children.start(service, alone, directory, data.log(service)).awaitSuccess(timeout);
        return running(properties);
    }

    private String scram(String user) {
        return "SCRAM-SHA-512=[name=" + user + ",password=" + data.secret("kafka." + user) + "]";
    }

    /** 16 bytes in base64url, as Kafka wants it; generated and kept like a secret, though it is none. */
    private String clusterId() {
        // 22 characters, of which the last stands for two bits only and is therefore one of A, Q, g, w.
        return data.secret("kafka.cluster-id").substring(0, 21) + "A";
    }

    private String properties() {
        return new BrokerConfiguration(
                        "127.0.0.1",
                        clientPort,
                        internalPort,
                        controllerPort,
                        data.secret("kafka.broker"),
                        directory.resolve("data").toString(),
                        certificate.map(shown -> new BrokerConfiguration.Tls(
                                shown.keyStore().toString(), shown.password(), byCertificate, byToken)))
                .text();
    }

    private static final String LOGGING = """
            status=WARN
            appender.out.type=Console
            appender.out.name=out
            appender.out.layout.type=PatternLayout
            appender.out.layout.pattern=%d{ISO8601}{UTC} %-5p %m (%c{1})%n%ex
            rootLogger.level=INFO
            rootLogger.appenderRef.out.ref=out
            # Prints the whole configuration, which is long.
            logger.config.name=org.apache.kafka.common.config
            logger.config.level=WARN
            logger.state.name=state.change.logger
            logger.state.level=WARN
            """;
}
