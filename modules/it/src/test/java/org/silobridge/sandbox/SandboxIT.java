package org.silobridge.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnsupportedSaslMechanismException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ResourceLock(SharedInfrastructure.DISTURBED)
class SandboxIT {
    private final ExchangeInfrastructure exchange =
            SharedInfrastructure.disturbed(Service.POSTGRES, Service.KAFKA, Service.REGISTRY);
    private final Clients clients = new Clients(exchange);

    @Test
    void adminIsAllowedEverythingOnKafka() throws Exception {
        clients.createTopic("admin-made-it");

        assertThat(clients.topics()).contains("admin-made-it");
    }

    @Test
    void kafkaRefusesWhoDoesNotLogIn() {
        Map<String, Object> anonymous = Map.of(
                "bootstrap.servers",
                exchange.bootstrapServers(),
                "request.timeout.ms",
                1_000,
                "default.api.timeout.ms",
                2_000);

        assertThatThrownBy(() -> topicsSeenWith(anonymous)).hasCauseInstanceOf(TimeoutException.class);
    }

    @Test
    void kafkaRefusesAWrongPassword() {
        Login wrong = new Login(exchange.kafkaAdmin().user(), "wrong");

        assertThatThrownBy(() -> topicsSeenWith(clients.config(wrong)))
                .hasCauseInstanceOf(SaslAuthenticationException.class);
    }

    @Test
    void kafkaRefusesAMechanismThatSendsThePassword() {
        Map<String, Object> plain = new HashMap<>(clients.config(exchange.kafkaAdmin()));
        plain.put("sasl.mechanism", "PLAIN");
        plain.put(
                "sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"admin\" password=\"x\";");

        assertThatThrownBy(() -> topicsSeenWith(plain)).hasCauseInstanceOf(UnsupportedSaslMechanismException.class);
    }

    @Test
    void kafkaDeniesAUserWhatNoRuleAllows() throws Exception {
        Login user = new Login("user-without-rights", "its-password");
        clients.createTopic("somebody-elses");
        clients.createUser(user);

        try (Admin asUser = Admin.create(clients.config(user))) {
            // A new user is known to the broker a moment after the answer.
            await().ignoreExceptions()
                    .until(() -> asUser.listTopics().names().get().isEmpty());
            assertThatThrownBy(() -> asUser.describeTopics(List.of("somebody-elses"))
                            .allTopicNames()
                            .get())
                    .hasCauseInstanceOf(TopicAuthorizationException.class);
        }
    }

    @Test
    void registryKeepsSchemasAndRefusesAnIncompatibleOneUnlessToldOtherwise() throws Exception {
        String first = "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"a\",\"type\":\"int\"}]}";
        String incompatible = "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"a\",\"type\":\"string\"}]}";

        assertThat(clients.registerSchema("compat-value", first).statusCode()).isEqualTo(200);
        assertThat(clients.registerSchema("compat-value", incompatible).statusCode())
                .isEqualTo(409);
    }

    @Test
    void databaseServiceMayConnectAndNothingMoreUntilItIsGranted() throws Exception {
        assertThatThrownBy(() -> clients.execute(exchange.databaseService(), "CREATE TABLE t (n int)"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("permission denied for schema public");

        clients.execute(exchange.databaseOwner(), "CREATE TABLE mine (n int)");
        assertThatThrownBy(() -> clients.execute(exchange.databaseService(), "SELECT * FROM mine"))
                .hasMessageContaining("permission denied for table mine");
        assertThat(clients.query(exchange.databaseService(), "SELECT current_user"))
                .isEqualTo("silobridge");
    }

    @Test
    void databaseRefusesAWrongPassword() {
        assertThatThrownBy(() -> clients.connect(new Login("silobridge_owner", "wrong")))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("password authentication failed");
    }

    @ParameterizedTest
    @EnumSource(Service.class)
    void killedServiceComesBackAtItsAddressWithItsState(Service service) throws Exception {
        String topic = "before-the-kill-of-" + service;
        clients.createTopic(topic);
        clients.execute(exchange.databaseOwner(), "CREATE TABLE kept_" + service + " AS SELECT 42 AS n");
        clients.registerSchema("kept-" + service + "-value", "{\"type\":\"string\"}");

        exchange.kill(service);
        exchange.restart(service);

        assertThat(clients.topics()).contains(topic);
        assertThat(clients.query(exchange.databaseOwner(), "SELECT n FROM kept_" + service))
                .isEqualTo("42");
        // The registry's pool replaces its broken connections at their next use.
        await().atMost(20, TimeUnit.SECONDS).until(clients::subjects, text -> text.contains("kept-" + service));
    }

    @Test
    void holdsLessThanAGibibyte() {
        Sandbox sandbox = sandbox();
        long sum = 0;
        for (Service service : Service.values()) {
            OptionalLong memory = sandbox.memory(service);
            Assumptions.assumeTrue(memory.isPresent(), "the system does not tell what a process holds");
            assertThat(memory.getAsLong()).as("%s", service).isPositive();
            sum += memory.getAsLong();
        }

        assertThat(sum).isLessThan(1L << 30);
    }

    @Test
    void listensOnLoopbackOnly() throws Exception {
        Assumptions.assumeTrue(Files.isReadable(Path.of("/proc/net/tcp")), "no /proc/net/tcp here");
        Set<String> sockets =
                sandbox().pids().stream().flatMap(SandboxIT::socketInodes).collect(Collectors.toSet());
        List<String> listening = new ArrayList<>();
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            for (String line : Files.readAllLines(Path.of(table))) {
                List<String> columns = Arrays.asList(line.strip().split("\\s+"));
                if (columns.get(3).equals("0A") && sockets.contains(columns.get(9))) {
                    listening.add(columns.get(1));
                }
            }
        }

        // PostgreSQL 1, Kafka 3, registry at least 1; 0100007F is 127.0.0.1.
        assertThat(listening).hasSizeGreaterThanOrEqualTo(5).allMatch(address -> address.startsWith("0100007F:"));
    }

    private Sandbox sandbox() {
        Assumptions.assumeTrue(exchange instanceof Sandbox, "containers say nothing of their processes");
        return (Sandbox) exchange;
    }

    private static Stream<String> socketInodes(long pid) {
        List<String> inodes = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            for (Path file : files.toList()) {
                String target = Files.readSymbolicLink(file).toString();
                if (target.startsWith("socket:[")) {
                    inodes.add(target.substring("socket:[".length(), target.length() - 1));
                }
            }
        } catch (IOException e) {
            // The process or the file is gone: it listens no more.
        }
        return inodes.stream();
    }

    private static Set<String> topicsSeenWith(Map<String, Object> config) throws Exception {
        try (Admin admin = Admin.create(config)) {
            return admin.listTopics().names().get();
        }
    }
}
