package org.silobridge.bench.enforcement;

import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialDeletion;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** Seats on topics, users and rights of their own, which are none of the exchange's: nothing but Kafka's admin client. */
final class BareSeats implements AutoCloseable {
    private static final String PASSWORD = "bare";
    private static final int ITERATIONS = 4096;

    private final Map<String, String> superUser;
    private final Admin admin;
    private final Clock clock;

    BareSeats(Map<String, String> superUser, Clock clock) {
        this.superUser = superUser;
        this.admin = Admin.create(new HashMap<>(superUser));
        this.clock = clock;
    }

    /** A new seat; what is given and ended is the right to read, or for {@link Kind#CREDENTIAL} the log-in. */
    Seat seat(Kind kind, int index) {
        var name = String.format(Locale.ROOT, "bare.%s.%d", kind.word(), index);
        done(admin.createTopics(List.of(new NewTopic(name, Optional.of(3), Optional.empty())))
                .all());
        var group = right(name, ResourceType.GROUP, PatternType.PREFIXED);
        var read = right(name, ResourceType.TOPIC, PatternType.LITERAL);
        done(admin.createAcls(kind == Kind.CREDENTIAL ? List.of(group, read) : List.of(group))
                .all());
        if (kind == Kind.CREDENTIAL) {
            return new BareSeat(
                    name,
                    () -> admin.alterUserScramCredentials(List.of(password(name)))
                            .all(),
                    () -> admin.alterUserScramCredentials(
                                    List.of(new UserScramCredentialDeletion(name, ScramMechanism.SCRAM_SHA_512)))
                            .all());
        }
        done(admin.alterUserScramCredentials(List.of(password(name))).all());
        return new BareSeat(
                name, () -> admin.createAcls(List.of(read)).all(), () -> admin.deleteAcls(List.of(read.toFilter()))
                        .all());
    }

    private static UserScramCredentialUpsertion password(String user) {
        return new UserScramCredentialUpsertion(
                user, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS), PASSWORD);
    }

    private static AclBinding right(String name, ResourceType type, PatternType pattern) {
        return new AclBinding(
                new ResourcePattern(type, name, pattern),
                new AccessControlEntry("User:" + name, "*", AclOperation.READ, AclPermissionType.ALLOW));
    }

    private static void done(KafkaFuture<?> change) {
        try {
            change.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    @FunctionalInterface
    private interface Change {
        KafkaFuture<?> make();
    }

    private final class BareSeat implements Seat {
        private final String name;
        private final Change give;
        private final Change end;

        private BareSeat(String name, Change give, Change end) {
            this.name = name;
            this.give = give;
            this.end = end;
        }

        @Override
        public String topic() {
            return name;
        }

        @Override
        public Properties client() {
            var client = new Properties();
            client.putAll(superUser);
            client.setProperty(
                    "sasl.jaas.config",
                    "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"" + name
                            + "\" password=\"" + PASSWORD + "\";");
            client.setProperty("group.id", name);
            client.setProperty("isolation.level", "read_committed");
            client.setProperty("metadata.max.age.ms", "10000");
            return client;
        }

        @Override
        public Decided give() {
            return decided(give);
        }

        @Override
        public Decided end() {
            return decided(end);
        }

        private Decided decided(Change change) {
            Instant before = clock.instant();
            done(change.make());
            return new Decided(before, "bare");
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
