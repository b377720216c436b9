package org.silobridge.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.lifecycle.Startables;

/** Kafka, registry and PostgreSQL as containers, with the same users, rules and settings as the sandbox's. */
final class Containers implements ExchangeInfrastructure {
    private static final String KAFKA_IMAGE = "apache/kafka:4.1.0";
    private static final String REGISTRY_IMAGE = "apicurio/apicurio-registry:3.0.9";
    private static final String POSTGRES_IMAGE = "postgres:18";
    private static final int INTERNAL_PORT = 19_093;
    private static final int CONTROLLER_PORT = 19_094;

    /** The cluster id is any 16 bytes in base64url. */
    private static final String START_KAFKA =
            """
            set -e
            if [ ! -f /tmp/kafka-data/meta.properties ]; then
              /opt/kafka/bin/kafka-storage.sh format --cluster-id c2lsb2JyaWRnZS10ZXN0cw --standalone \\
                --config /tmp/kafka.properties \\
                --add-scram "SCRAM-SHA-512=[name=admin,password=$ADMIN_PASSWORD]" \\
                --add-scram "SCRAM-SHA-512=[name=broker,password=$BROKER_PASSWORD]" >/dev/null
            fi
            exec /opt/kafka/bin/kafka-server-start.sh /tmp/kafka.properties
            """;

    private final Network network = Network.newNetwork();
    private final Map<Service, FixedPortContainer> containers = new EnumMap<>(Service.class);
    private final Login kafkaAdmin = new Login(KafkaBroker.ADMIN, password());
    private final Login owner = new Login(PostgresServer.OWNER, password());
    private final Login service = new Login(PostgresServer.SERVICE, password());
    private final Login superuser = new Login(PostgresServer.SUPERUSER, password());
    private final Login registry = new Login(PostgresServer.REGISTRY, password());

    private Containers() {}

    static Containers start(Set<Service> services) {
        Containers all = new Containers();
        try {
            if (services.contains(Service.KAFKA)) {
                all.containers.put(Service.KAFKA, all.kafka());
            }
            if (services.contains(Service.POSTGRES) || services.contains(Service.REGISTRY)) {
                all.containers.put(Service.POSTGRES, all.postgres());
            }
            if (services.contains(Service.REGISTRY)) {
                all.containers.put(Service.REGISTRY, all.registry());
            }
            Startables.deepStart(all.containers.values()).join();
            return all;
        } catch (RuntimeException e) {
            all.close();
            throw e;
        }
    }

    private FixedPortContainer kafka() {
        int port = freePort();
        String broker = password();
        String properties = new BrokerConfiguration(
                        "0.0.0.0", port, INTERNAL_PORT, CONTROLLER_PORT, broker, "/tmp/kafka-data", Optional.empty())
                .text();
        return new FixedPortContainer(KAFKA_IMAGE, port)
                .withCopyToContainer(Transferable.of(properties), "/tmp/kafka.properties")
                .withEnv("ADMIN_PASSWORD", kafkaAdmin.password())
                .withEnv("BROKER_PASSWORD", broker)
                .withCreateContainerCmdModifier(command -> command.withEntrypoint("/bin/bash", "-c", START_KAFKA))
                .waitingFor(Wait.forListeningPort());
    }

    private FixedPortContainer postgres() {
        int port = freePort();
        String sql = String.join("\n", PostgresServer.rolesAndDatabases(owner, service, registry));
        return new FixedPortContainer(POSTGRES_IMAGE, port)
                .withNetwork(network)
                .withNetworkAliases("postgres")
                .withEnv("POSTGRES_PASSWORD", superuser.password())
                .withEnv("PGPORT", Integer.toString(port))
                .withCopyToContainer(Transferable.of(sql), "/docker-entrypoint-initdb.d/silobridge.sql")
                .withCommand("postgres", "-p", Integer.toString(port))
                .waitingFor(Wait.forListeningPort());
    }

    private FixedPortContainer registry() {
        int port = freePort();
        FixedPortContainer postgres = container(Service.POSTGRES);
        return new FixedPortContainer(REGISTRY_IMAGE, port)
                .withNetwork(network)
                .dependsOn(postgres)
                .withEnv("QUARKUS_HTTP_PORT", Integer.toString(port))
                .withEnv("APICURIO_STORAGE_KIND", "sql")
                .withEnv("APICURIO_STORAGE_SQL_KIND", "postgresql")
                .withEnv(
                        "APICURIO_DATASOURCE_URL",
                        "jdbc:postgresql://postgres:" + postgres.port() + "/" + PostgresServer.REGISTRY)
                .withEnv("APICURIO_DATASOURCE_USERNAME", registry.user())
                .withEnv("APICURIO_DATASOURCE_PASSWORD", registry.password())
                .withEnv("APICURIO_RULES_GLOBAL_COMPATIBILITY", "FULL_TRANSITIVE")
                .waitingFor(Wait.forHttp("/apis/ccompat/v7/subjects").forPort(port));
    }

    private FixedPortContainer container(Service wanted) {
        FixedPortContainer container = containers.get(wanted);
        if (container == null) {
            throw new IllegalStateException("the containers were started without " + wanted);
        }
        return container;
    }

    @Override
    public String bootstrapServers() {
        return "127.0.0.1:" + container(Service.KAFKA).port();
    }

    @Override
    public Login kafkaAdmin() {
        return kafkaAdmin;
    }

    @Override
    public URI registryUrl() {
        return URI.create("http://127.0.0.1:" + container(Service.REGISTRY).port() + "/apis/ccompat/v7");
    }

    @Override
    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + container(Service.POSTGRES).port() + "/" + PostgresServer.DATABASE;
    }

    @Override
    public Login databaseOwner() {
        return owner;
    }

    @Override
    public Login databaseService() {
        return service;
    }

    @Override
    public Login databaseSuperuser() {
        return superuser;
    }

    @Override
    public void stop(Service wanted) {
        container(wanted).stopInside();
    }

    @Override
    public void kill(Service wanted) {
        container(wanted).killInside();
    }

    @Override
    public void restart(Service wanted) {
        container(wanted).startAgain();
    }

    @Override
    public void close() {
        containers.values().forEach(FixedPortContainer::stop);
        network.close();
    }

    private static String password() {
        return UUID.randomUUID().toString();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free port", e);
        }
    }
}
