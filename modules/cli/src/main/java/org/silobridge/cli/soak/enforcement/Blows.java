package org.silobridge.cli.soak.enforcement;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.silobridge.cli.local.CatalogueProcess;
import org.silobridge.cli.soak.Findings;
import org.silobridge.cli.soak.Moment;
import org.silobridge.cli.soak.enforcement.Outages.Part;
import org.silobridge.sandbox.ExchangeInfrastructure;
import org.silobridge.sandbox.Service;

/**
 * Kills parts of the exchange with SIGKILL at random moments, and starts them again a moment later. Each kind of blow
 * comes once before any comes again.
 */
final class Blows {
    private static final int LONGEST_UP_MILLIS = 4_000;
    private static final int LONGEST_DOWN_MILLIS = 3_000;
    private static final int LONGEST_START_MILLIS = 3_000;
    private static final int STARTS = 7;
    private static final int LOOK_MILLIS = 50;

    /** What is killed. */
    enum Blow {
        ONE_REPLICA("one replica"),
        ONE_REPLICA_AS_IT_STARTS("one replica, and again and again as it starts"),
        BOTH_REPLICAS("both replicas"),
        KAFKA("Kafka"),
        POSTGRES("PostgreSQL"),
        KAFKA_AND_POSTGRES("Kafka and PostgreSQL"),
        REGISTRY("the registry"),
        REGISTRY_FOR_GOOD("the registry, and all that it knew");

        private final String text;

        Blow(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private final ExchangeInfrastructure infrastructure;
    private final List<CatalogueProcess> replicas;
    private final BooleanSupplier kafkaServes;
    private final Outages outages;
    private final Clock clock;
    private final Random random;
    private final Findings findings;
    private final Consumer<String> progress;
    private final List<Blow> next = new ArrayList<>();
    private final Map<Blow, Integer> counts = new TreeMap<>();
    private int replicasKilled;

    /** @param kafkaServes whether Kafka does for clients what they come for */
    Blows(
            ExchangeInfrastructure infrastructure,
            List<CatalogueProcess> replicas,
            BooleanSupplier kafkaServes,
            Outages outages,
            Clock clock,
            Random random,
            Findings findings,
            Consumer<String> progress) {
        this.infrastructure = infrastructure;
        this.replicas = List.copyOf(replicas);
        this.kafkaServes = kafkaServes;
        this.outages = outages;
        this.clock = clock;
        this.random = random;
        this.findings = findings;
        this.progress = progress;
    }

    /** How often each came. */
    Map<Blow, Integer> counts() {
        return counts;
    }

    /** How often a replica was killed, in all. */
    int replicasKilled() {
        return replicasKilled;
    }

    /** Waits a moment and strikes. Everything answers when this returns. */
    void strike() throws InterruptedException {
        Moment.pass(random.nextInt(LONGEST_UP_MILLIS));
        for (int i = 0; i < replicas.size(); i++) {
            findings.check(replicas.get(i).isAlive(), "replica " + (i + 1) + " ended by itself");
        }
        if (next.isEmpty()) {
            next.addAll(List.of(Blow.values()));
            Collections.shuffle(next, random);
        }
        var blow = next.remove(0);
        progress.accept("killing " + blow);
        switch (blow) {
            case ONE_REPLICA -> {
                int one = random.nextInt(replicas.size());
                kill(one);
                down();
                start(one);
            }
            case ONE_REPLICA_AS_IT_STARTS -> {
                int one = random.nextInt(replicas.size());
                kill(one);
                for (int i = 0; i < STARTS; i++) {
                    replicas.get(one).spawn();
                    Moment.pass(random.nextInt(LONGEST_START_MILLIS));
                    kill(one);
                }
                start(one);
            }
            case BOTH_REPLICAS -> {
                kill(0);
                kill(1);
                down();
                replicas.forEach(CatalogueProcess::spawn);
                answers(0);
                answers(1);
            }
            case KAFKA -> {
                kill(Part.KAFKA, Service.KAFKA);
                down();
                startKafka();
            }
            case POSTGRES -> {
                kill(Part.POSTGRES, Service.POSTGRES);
                down();
                start(Part.POSTGRES, Service.POSTGRES);
            }
            case KAFKA_AND_POSTGRES -> {
                kill(Part.KAFKA, Service.KAFKA);
                down();
                kill(Part.POSTGRES, Service.POSTGRES);
                down();
                startKafka();
                start(Part.POSTGRES, Service.POSTGRES);
            }
            case REGISTRY -> {
                kill(Part.REGISTRY, Service.REGISTRY);
                down();
                start(Part.REGISTRY, Service.REGISTRY);
            }
            case REGISTRY_FOR_GOOD -> {
                kill(Part.REGISTRY, Service.REGISTRY);
                empty("registry");
                start(Part.REGISTRY, Service.REGISTRY);
            }
        }
        counts.merge(blow, 1, Integer::sum);
    }

    private void down() throws InterruptedException {
        Moment.pass(random.nextInt(LONGEST_DOWN_MILLIS));
    }

    private static Part part(int replica) {
        return replica == 0 ? Part.FIRST_REPLICA : Part.SECOND_REPLICA;
    }

    private void kill(int replica) {
        outages.began(part(replica), clock.instant());
        replicas.get(replica).kill();
        replicasKilled++;
    }

    private void start(int replica) {
        replicas.get(replica).spawn();
        answers(replica);
    }

    private void answers(int replica) {
        replicas.get(replica).awaitAnswer();
        outages.ended(part(replica), clock.instant());
    }

    private void kill(Part part, Service service) {
        outages.began(part, clock.instant());
        infrastructure.kill(service);
    }

    private void start(Part part, Service service) {
        infrastructure.restart(service);
        outages.ended(part, clock.instant());
    }

    private void startKafka() throws InterruptedException {
        infrastructure.restart(Service.KAFKA);
        while (!kafkaServes.getAsBoolean()) {
            Moment.pass(LOOK_MILLIS);
        }
        outages.ended(Part.KAFKA, clock.instant());
    }

    /** Makes a database as it was when it was new. */
    private void empty(String database) {
        var login = infrastructure.databaseSuperuser();
        var url = infrastructure.jdbcUrl().replaceFirst("/[^/]*$", "/" + database);
        try (var connection = DriverManager.getConnection(url, login.user(), login.password());
                var statement = connection.createStatement()) {
            statement.execute("DROP OWNED BY " + database + " CASCADE");
        } catch (SQLException e) {
            throw new IllegalStateException("the registry's database cannot be emptied", e);
        }
    }
}
