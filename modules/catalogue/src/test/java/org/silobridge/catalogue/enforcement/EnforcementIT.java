package org.silobridge.catalogue.enforcement;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.silobridge.catalogue.actor.Actor;
import org.silobridge.catalogue.actor.RoleBinding;
import org.silobridge.catalogue.dataset.Dataset;
import org.silobridge.catalogue.enforcement.Bailiff.Result;
import org.silobridge.catalogue.enforcement.EnforcementStatus.State;
import org.silobridge.catalogue.enforcement.EnforcementStore.StoppedPlan;
import org.silobridge.catalogue.enforcement.EnforcementStore.Word;
import org.silobridge.catalogue.enforcement.KafkaCluster.KafkaUnavailable;
import org.silobridge.catalogue.enforcement.RightsSurvey.SurveyedRight;
import org.silobridge.catalogue.grant.GrantsOfDepartment;
import org.silobridge.catalogue.kafka.KafkaCredential;
import org.silobridge.catalogue.ledger.EntryType;
import org.silobridge.catalogue.notice.Notices;
import org.silobridge.catalogue.store.Transactions;
import org.silobridge.catalogue.succession.Succession;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.GrantState;
import org.silobridge.model.Outcome;
import org.silobridge.model.Role;
import org.silobridge.model.Slug;
import org.silobridge.sandbox.Sandbox;
import org.silobridge.sandbox.Service;
import org.silobridge.sandbox.SharedInfrastructure;

/** Enforcement on a real Kafka, a real PostgreSQL and a real registry. */
@Order(2)
@ResourceLock(SharedInfrastructure.DISTURBED)
class EnforcementIT {
    private static final Duration DAYS = Duration.ofDays(90);
    private TestExchange exchange;
    private DepartmentId ecology;
    private DepartmentId emergency;
    private Dataset air;

    @BeforeEach
    void openAnExchangeWithOneDataset() {
        exchange = TestExchange.fresh();
        ecology = exchange.department("ecology");
        emergency = exchange.department("emergency");
        air = exchange.airOf(ecology, "ecology");
    }

    @AfterEach
    void close() {
        exchange.close();
    }

    private Set<AclBinding> onKafka() {
        return exchange.kafka.rights();
    }

    private AclBinding byHand() {
        return World.allow("User:guest", ResourceType.TOPIC, PatternType.LITERAL, air.topic(), AclOperation.READ);
    }

    private static Properties properties(KafkaCredential credential) {
        var properties = new Properties();
        try {
            properties.load(new StringReader(credential.clientConfig()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }

    private static KafkaConsumer<String, String> consumer(KafkaCredential credential) {
        return consumer(credential, "default");
    }

    private static KafkaConsumer<String, String> consumer(KafkaCredential credential, String group) {
        var properties = properties(credential);
        properties.put("group.id", properties.getProperty("group.id").replaceFirst("default$", group));
        properties.put("auto.offset.reset", "earliest");
        return new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer());
    }

    @Test
    void carriesOutAndWritesDownWhatWasDecidedThoughItCannotReadEverything() {
        var over = exchange.grant(emergency, air, DAYS);
        exchange.look();
        exchange.revoke(over);
        var other = exchange.department("other");
        var begun = exchange.grant(other, air, DAYS);
        var blind = exchange.newReconciler(afterReadingRights(exchange.kafka, () -> {
            throw new KafkaUnavailable("no answer", null);
        }));

        await().until(() -> blind.decide(() -> true) == Result.DONE);

        assertThat(onKafka()).doesNotContain(exchange.reads(emergency, air)).contains(exchange.reads(other, air));
        assertThat(exchange.entries(EntryType.GRANT_WITHDRAWN)).containsExactly(over.value());
        assertThat(exchange.grant(begun).state()).isEqualTo(GrantState.ACTIVE);
        assertThatThrownBy(() -> blind.look(() -> true)).isInstanceOf(KafkaUnavailable.class);
    }

    @Test
    void leavesWhatAnotherGrantStillGivesWhereOneEnds() {
        var over = exchange.grant(emergency, air, DAYS);
        exchange.grant(emergency, air, DAYS);
        exchange.look();
        exchange.revoke(over);

        assertThat(exchange.newReconciler().decide(() -> true)).isEqualTo(Result.DONE);

        assertThat(onKafka()).contains(exchange.reads(emergency, air));
        assertThat(exchange.grant(over).withdrawnAt()).isNotNull();
    }

    @Test
    void endsAGrantWhoseTimeIsUpWithoutALook() {
        var grant = exchange.grant(emergency, air, Duration.ofHours(1));
        exchange.look();
        exchange.ahead.set(Duration.ofHours(2));

        await().until(() -> exchange.newReconciler().decide(() -> true) == Result.DONE);

        assertThat(exchange.grant(grant).state()).isEqualTo(GrantState.EXPIRED);
        assertThat(exchange.grant(grant).withdrawnAt()).isNotNull();
        assertThat(onKafka()).doesNotContain(exchange.reads(emergency, air));
    }

    @Test
    void takesADecisionCarriedOutWhileItReadForWhatItIs() {
        var over = exchange.grant(emergency, air, DAYS);
        exchange.look();
        var other = exchange.department("other");
        var meanwhile = new AtomicReference<Runnable>();
        var reconciler = exchange.newReconciler(
                afterReadingRights(exchange.kafka, () -> Optional.ofNullable(meanwhile.getAndSet(null))
                        .ifPresent(Runnable::run)));
        meanwhile.set(() -> {
            exchange.revoke(over);
            exchange.grant(other, air, DAYS);
            await().until(() -> reconciler.decide(() -> true) == Result.DONE);
        });

        reconciler.look(() -> true);

        assertThat(meanwhile.get()).isNull();
        assertThat(onKafka()).doesNotContain(exchange.reads(emergency, air)).contains(exchange.reads(other, air));
        assertThat(exchange.entries(EntryType.RIGHT_FOUND)).isEmpty();
        assertThat(exchange.entries(EntryType.RIGHT_LOST)).isEmpty();
    }

    /** This Kafka, where something happens between what it says about all its rights and who asked. */
    private static KafkaCluster afterReadingRights(KafkaCluster kafka, Runnable meanwhile) {
        return (KafkaCluster) Proxy.newProxyInstance(
                KafkaCluster.class.getClassLoader(),
                new Class<?>[] {KafkaCluster.class},
                (proxy, method, arguments) -> {
                    var answer = method.invoke(kafka, arguments);
                    if (method.getName().equals("rights")) {
                        meanwhile.run();
                    }
                    return answer;
                });
    }

    @Test
    void readsWithAGrantAndIsCutOffWithoutOne() throws Exception {
        try (var controller = exchange.controller()) {
            var publisher = controller.issueCredential(ecology, exchange.actor).orThrow();
            var reader = controller.issueCredential(emergency, exchange.actor).orThrow();
            await().until(() -> controller.status().state() == State.IN_STEP);
            assertThat(exchange.entries(EntryType.DATASET_READY))
                    .containsExactly(air.id().value());
            assertThat(exchange.entries(EntryType.DEPARTMENT_CREDENTIAL_ISSUED)).hasSize(2);
            try (var producer =
                    new KafkaProducer<>(properties(publisher), new StringSerializer(), new StringSerializer())) {
                producer.send(new ProducerRecord<>(air.topic(), "k", "v")).get();
            }

            try (var refused = consumer(reader)) {
                refused.subscribe(List.of(air.topic()));
                assertThatThrownBy(() -> await().until(() ->
                                !refused.poll(Duration.ofSeconds(1)).isEmpty()))
                        .isInstanceOf(TopicAuthorizationException.class);
            }

            var grant = exchange.grant(emergency, air, DAYS);
            await().until(() -> exchange.grant(grant).state() == GrantState.ACTIVE);
            try (var consumer = consumer(reader)) {
                consumer.subscribe(List.of(air.topic()));
                await().until(() -> !consumer.poll(Duration.ofSeconds(1)).isEmpty());

                var named = controller.addLogin(emergency, exchange.actor);
                var fresh = changesOverToASecondLogin(controller, consumer, reader);
                hasTheSameRightsWithoutAUserOnKafka(controller, named);

                try (var other = consumer(fresh, "of-the-second-login")) {
                    other.subscribe(List.of(air.topic()));
                    await().until(() -> !other.poll(Duration.ofSeconds(1)).isEmpty());
                    exchange.revoke(grant);

                    await().until(() -> exchange.grant(grant).withdrawnAt() != null);
                    assertThatThrownBy(() -> await().until(() -> other.poll(Duration.ofSeconds(1)) == null))
                            .isInstanceOf(TopicAuthorizationException.class);
                }
            }
            assertThat(exchange.entries(EntryType.GRANT_APPLIED)).containsExactly(grant.value());
            assertThat(exchange.entries(EntryType.GRANT_WITHDRAWN)).containsExactly(grant.value());
        }
    }

    /** Another one took over from the one with a password alone; and then it is ended. */
    private void hasTheSameRightsWithoutAUserOnKafka(EnforcementController controller, String login) {
        Predicate<AclBinding> its = right -> right.entry().principal().equals("User:" + login);
        assertThat(onKafka()).anyMatch(its.and(right -> right.pattern().name().equals(air.topic())));
        assertThat(exchange.kafka.users()).doesNotContain(login);
        assertThat(controller.survey().orThrow().rights())
                .filteredOn(right -> right.right().contains(" User:" + login + " "))
                .isNotEmpty()
                .noneMatch(right -> right.score() == Score.ORPHAN);

        controller.endCredential(emergency, login, exchange.actor).orThrow();

        await().until(() -> onKafka().stream().noneMatch(its));
        await().until(() ->
                exchange.entries(EntryType.DEPARTMENT_CREDENTIAL_WITHDRAWN).size() == 2);
    }

    /** Both read beside each other; then the first is ended, and only it. */
    private KafkaCredential changesOverToASecondLogin(
            EnforcementController controller, KafkaConsumer<String, String> first, KafkaCredential old) {
        var fresh = controller
                .rotateCredential(emergency, exchange.actor, Duration.ofHours(1))
                .orThrow();
        assertThat(fresh.username()).isEqualTo(old.username() + ".3");
        await().until(() -> onKafka().stream()
                .anyMatch(right -> right.entry().principal().equals("User:" + fresh.username())
                        && right.pattern().name().equals(air.topic())));
        assertThat(controller.rotateCredential(emergency, exchange.actor, Duration.ofHours(1)))
                .isInstanceOf(Outcome.Refused.class);
        assertThat(first.poll(Duration.ofMillis(100))).isNotNull();

        assertThat(controller
                        .endCredential(emergency, old.username(), exchange.actor)
                        .orThrow())
                .isEqualTo(old.username());

        await().until(() -> !exchange.kafka.users().contains(old.username()));
        assertThat(onKafka()).noneMatch(right -> right.entry().principal().equals("User:" + old.username()));
        assertThat(exchange.entries(EntryType.DEPARTMENT_CREDENTIAL_ENDED)).hasSize(1);
        await().until(() ->
                exchange.entries(EntryType.DEPARTMENT_CREDENTIAL_WITHDRAWN).size() == 1);
        assertThatThrownBy(() -> await().until(() -> first.poll(Duration.ofSeconds(1)) == null))
                .isInstanceOf(AuthorizationException.class);
        assertThat(exchange.entries(EntryType.RIGHT_FOUND)).isEmpty();
        assertThat(exchange.entries(EntryType.RIGHT_LOST)).isEmpty();
        return fresh;
    }

    @Test
    void letsTheSuccessorOfAnOwnerWriteInItsPlaceWhileReadersGoOnWhereTheyWere() throws Exception {
        try (var controller = exchange.controller()) {
            // Given a feed that its owner publishes, a department reads, and another one does not write to
            var agency = exchange.department("agency");
            var owner = controller.issueCredential(ecology, exchange.actor).orThrow();
            var heir = controller.issueCredential(agency, exchange.actor).orThrow();
            var reader = controller.issueCredential(emergency, exchange.actor).orThrow();
            var grant = exchange.grant(emergency, air, DAYS);
            await().until(() -> exchange.grant(grant).state() == GrantState.ACTIVE);
            // What owners have comes with a look at everything, which decisions do not wait for.
            await().ignoreExceptions().until(() -> {
                publish(owner, "before");
                return true;
            });
            try (var consumer = consumer(reader)) {
                consumer.subscribe(List.of(air.topic()));
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> values(consumer).contains("before"));
                assertThatThrownBy(() -> publish(heir, "too early"))
                        .hasCauseInstanceOf(TopicAuthorizationException.class);

                // When the owner ends, and that one takes its place
                var transactions = new Transactions(exchange.db, Duration.ofHours(1));
                var notices = new Notices(transactions, exchange.staging, exchange.clock, exchange.random);
                var coordinator = new Actor(
                        exchange.actor,
                        "test",
                        "Test",
                        List.of(new RoleBinding(Role.COORDINATOR, null)),
                        exchange.clock.instant());
                var unused = new Succession(
                                transactions,
                                exchange.staging,
                                controller,
                                notices,
                                List.of(new GrantsOfDepartment(exchange.staging, notices)),
                                exchange.clock)
                        .end(coordinator, ecology.value(), new Succession.NewEnding(agency.value(), Map.of(), "merged"))
                        .orThrow();
                exchange.integrate();

                // Then only the successor writes, to the same topic, and the reader goes on with its grant
                await().ignoreExceptions().until(() -> {
                    publish(heir, "after");
                    return true;
                });
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> values(consumer).contains("after"));
                await().until(() -> onKafka().stream()
                        .noneMatch(right -> right.entry().principal().equals("User:" + owner.username())));
                assertThatThrownBy(() -> publish(owner, "too late")).isInstanceOf(Exception.class);
                assertThat(exchange.grant(grant).state()).isEqualTo(GrantState.ACTIVE);
            }
        }
    }

    private void publish(KafkaCredential by, String value) throws Exception {
        try (var producer = new KafkaProducer<>(properties(by), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(air.topic(), "k", value)).get();
        }
    }

    private static List<String> values(KafkaConsumer<String, String> consumer) {
        var values = new ArrayList<String>();
        consumer.poll(Duration.ofMillis(500)).forEach(found -> values.add(found.value()));
        return values;
    }

    @Test
    void grantsAndRevokesWhileTheRegistryIsAway() {
        try (var controller = exchange.controller(URI.create("http://127.0.0.1:9/"))) {
            var grant = exchange.grant(emergency, air, DAYS);
            await().until(() -> exchange.grant(grant).state() == GrantState.ACTIVE);
            exchange.revoke(grant);
            await().until(() -> exchange.grant(grant).withdrawnAt() != null);

            await().until(() ->
                    requireNonNull(controller.health().get("registry")).status() == DependencyHealth.Status.DOWN);
            assertThat(controller.status().preparing()).isEqualTo(1);
        }
    }

    @Test
    void comesBackByItselfAfterKafkaWasAway() {
        try (var controller = exchange.controller()) {
            await().until(() -> controller.status().state() == State.IN_STEP);
            var grant = exchange.grant(emergency, air, DAYS);
            await().until(() -> exchange.grant(grant).state() == GrantState.ACTIVE);

            exchange.infrastructure.kill(Service.KAFKA);
            exchange.revoke(grant);
            await().atMost(Duration.ofSeconds(20))
                    .until(() ->
                            requireNonNull(controller.health().get("kafka")).status() == DependencyHealth.Status.DOWN);
            assertThat(exchange.grant(grant).withdrawnAt()).isNull();
            exchange.infrastructure.restart(Service.KAFKA);

            await().atMost(Duration.ofSeconds(30))
                    .until(() -> exchange.grant(grant).withdrawnAt() != null);
            await().until(() -> controller.status().state() == State.IN_STEP);
            assertThat(onKafka()).doesNotContain(exchange.reads(emergency, air));
        } finally {
            startKafkaAgainIfItLetsNobodyIn();
        }
    }

    /**
     * Seen four times, on a loaded machine, of 4.3.1 and 4.4.0: Kafka, killed and started again, refuses each of its users,
     * whose keys stand in its metadata log as before, until it is started once more or, the third time, for good. That is
     * no fault of ours to find in every test that comes after.
     */
    private void startKafkaAgainIfItLetsNobodyIn() {
        if (kafkaLetsIn()) {
            return;
        }
        keepKafka();
        exchange.infrastructure.kill(Service.KAFKA);
        exchange.infrastructure.restart(Service.KAFKA);
        if (!kafkaLetsIn()) {
            SharedInfrastructure.replaceDisturbed();
        }
    }

    /** For whoever looks for the cause: what Kafka said, and the log from which it replayed its users. */
    private void keepKafka() {
        if (!(exchange.infrastructure instanceof Sandbox sandbox)) {
            return;
        }
        var kept = Path.of("target", "kafka-that-let-nobody-in");
        var metadata = sandbox.dataDirectory().resolve("kafka/data/__cluster_metadata-0");
        try (var files = Files.list(metadata)) {
            Files.createDirectories(kept);
            // The passwords, of a Kafka that is gone by then, tell whether the keys in the log are theirs.
            for (var file : List.of(
                    sandbox.logFile(Service.KAFKA), sandbox.dataDirectory().resolve("secrets.properties"))) {
                Files.copy(file, kept.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
            for (var file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, kept.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean kafkaLetsIn() {
        try (var hand = Admin.create(Map.copyOf(exchange.settings.kafka()))) {
            hand.describeCluster().clusterId().get();
            return true;
        } catch (ExecutionException e) {
            assertThat(e).hasCauseInstanceOf(AuthenticationException.class);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @Test
    void appliesNothingBeforeTheLedgerHasTheApprovalAndRevokesWithoutWaitingForIt() {
        exchange.look();
        var grant = exchange.approve(emergency, air, DAYS);
        var reconciler = exchange.newReconciler();
        assertThat(reconciler.look(() -> true).unfinished()).isTrue();
        assertThat(onKafka()).doesNotContain(exchange.reads(emergency, air));

        exchange.integrate();
        exchange.look();
        assertThat(onKafka()).contains(exchange.reads(emergency, air));

        exchange.revoke(grant);
        exchange.look();
        assertThat(onKafka()).doesNotContain(exchange.reads(emergency, air));
        assertThat(exchange.grant(grant).withdrawnAt()).isNotNull();
    }

    @Test
    void endsAGrantWhenItsTimeIsUp() {
        var grant = exchange.grant(emergency, air, Duration.ofHours(1));
        exchange.look();
        assertThat(exchange.grant(grant).state()).isEqualTo(GrantState.ACTIVE);

        exchange.ahead.set(Duration.ofHours(2));
        exchange.look();

        var ended = exchange.grant(grant);
        assertThat(ended.state()).isEqualTo(GrantState.EXPIRED);
        assertThat(ended.endedAt()).isEqualTo(ended.endsAt());
        assertThat(ended.noticedAt())
                .as("it went on only because nobody looked")
                .isAfterOrEqualTo(ended.endsAt().plusSeconds(3600));
        assertThat(exchange.entries(EntryType.GRANT_EXPIRED)).containsExactly(grant.value());
        assertThat(exchange.entries(EntryType.GRANT_WITHDRAWN)).containsExactly(grant.value());
        assertThat(onKafka()).doesNotContain(exchange.reads(emergency, air));
    }

    @Test
    void takesTheRightOfASuspendedGrantAwayAndGivesItBackOnceTheLedgerHasTheResumption() {
        var grant = exchange.grant(emergency, air, Duration.ofHours(1));
        exchange.look();
        exchange.suspend(grant);
        exchange.look();
        exchange.look();
        assertThat(onKafka()).doesNotContain(exchange.reads(emergency, air));
        assertThat(requireNonNull(exchange.grant(grant).suspension()).withheldAt())
                .isNotNull();

        exchange.resume(grant);
        exchange.newReconciler().look(() -> true);
        assertThat(onKafka()).doesNotContain(exchange.reads(emergency, air));
        exchange.integrate();
        exchange.look();
        assertThat(onKafka()).contains(exchange.reads(emergency, air));
        assertThat(exchange.grant(grant).state()).isEqualTo(GrantState.ACTIVE);

        // Suspended and resumed between two looks, and looked at before the ledger has it
        exchange.suspend(grant);
        exchange.resume(grant);
        exchange.newReconciler().look(() -> true);
        exchange.integrate();
        exchange.look();
        assertThat(onKafka()).contains(exchange.reads(emergency, air));

        // Its end does not wait
        exchange.suspend(grant);
        exchange.ahead.set(Duration.ofHours(2));
        exchange.look();
        assertThat(exchange.grant(grant).state()).isEqualTo(GrantState.EXPIRED);
        assertThat(onKafka()).doesNotContain(exchange.reads(emergency, air));
        assertThat(exchange.entries(EntryType.GRANT_APPLIED)).hasSize(3);
        assertThat(exchange.entries(EntryType.GRANT_WITHHELD))
                .as("not when it was resumed before anybody looked, nor when its date came before that")
                .containsExactly(grant.value());
        assertThat(exchange.entries(EntryType.GRANT_WITHDRAWN)).containsExactly(grant.value());
        assertThat(exchange.entries(EntryType.RIGHT_FOUND)).isEmpty();
        assertThat(exchange.entries(EntryType.RIGHT_LOST)).isEmpty();
    }

    @Test
    void givesAnExpiredGrantNotBackWhenTheClockJumpsBack() {
        var grant = exchange.grant(emergency, air, Duration.ofHours(1));
        exchange.look();
        exchange.ahead.set(Duration.ofHours(2));
        exchange.look();

        exchange.ahead.set(Duration.ZERO);
        exchange.look();
        exchange.newReconciler();
        exchange.look();

        assertThat(exchange.grant(grant).state()).isEqualTo(GrantState.EXPIRED);
        assertThat(onKafka()).doesNotContain(exchange.reads(emergency, air));
        assertThat(exchange.entries(EntryType.GRANT_EXPIRED)).containsExactly(grant.value());
        assertThat(exchange.entries(EntryType.GRANT_WITHDRAWN)).containsExactly(grant.value());
        assertThat(exchange.entries(EntryType.GRANT_APPLIED)).containsExactly(grant.value());
    }

    @Test
    void appliesAndEndsAGrantThoughTheClockJumpedBackAfterItsApproval() {
        var grant = exchange.grant(emergency, air, Duration.ofHours(1));
        exchange.ahead.set(Duration.ofDays(-1));
        exchange.look();
        assertThat(exchange.grant(grant).state()).isEqualTo(GrantState.ACTIVE);
        assertThat(onKafka()).contains(exchange.reads(emergency, air));

        exchange.ahead.set(Duration.ofHours(2));
        exchange.look();

        assertThat(exchange.grant(grant).state()).isEqualTo(GrantState.EXPIRED);
        assertThat(onKafka()).doesNotContain(exchange.reads(emergency, air));
    }

    @Test
    void findsRecordsAndRemovesARightMadeByHandOnceEachTimeItIsMade() {
        exchange.look();
        for (int times = 1; times <= 2; times++) {
            exchange.kafka.createRights(Set.of(byHand()));
            await().until(() -> onKafka().contains(byHand()));

            exchange.look();
            exchange.look();

            assertThat(onKafka()).doesNotContain(byHand());
            assertThat(exchange.entries(EntryType.RIGHT_FOUND)).hasSize(times);
            assertThat(exchange.entries(EntryType.RIGHT_HEALED)).hasSize(times);
        }
    }

    @Test
    void keepsNothingForWhomADecisionCutOffSince() {
        exchange.look();
        var right = exchange.reads(emergency, air);
        exchange.kafka.createRights(Set.of(right));
        await().until(() -> onKafka().contains(right));
        exchange.look();
        exchange.store
                .keep(
                        RightText.of(right),
                        exchange.clock.instant().plus(DAYS),
                        exchange.actor,
                        "moves",
                        exchange.clock.instant())
                .orThrow();
        var grant = exchange.grant(emergency, air, DAYS);
        exchange.look();
        exchange.revoke(grant);
        exchange.look();
        assertThat(onKafka()).doesNotContain(right);
        exchange.kafka.createRights(Set.of(right));
        await().until(() -> onKafka().contains(right));

        exchange.look();

        assertThat(onKafka()).doesNotContain(right);
        assertThat(exchange.entries(EntryType.RIGHT_RELEASED)).hasSize(1);
        assertThat(exchange.store.release(RightText.of(right), exchange.actor, "late", exchange.clock.instant()))
                .isInstanceOf(Outcome.Refused.class);
    }

    @Test
    void reportsAWildcardOfSomebodyElseAndLeavesItAlone() {
        var wildcard = World.allow(
                "User:ops-" + air.id(), ResourceType.TOPIC, PatternType.LITERAL, "*", AclOperation.DESCRIBE);
        exchange.kafka.createRights(Set.of(wildcard));
        try {
            await().until(() -> onKafka().contains(wildcard));

            var look = exchange.look();

            assertThat(onKafka()).contains(wildcard);
            assertThat(look.reported()).contains("right " + RightText.of(wildcard));
            assertThat(exchange.entries(EntryType.RIGHT_FOUND)).hasSize(1);
        } finally {
            exchange.kafka.deleteRights(Set.of(wildcard));
        }
    }

    @Test
    void takesAwayWhatOpensItsTopicsToADepartmentFromOutside() {
        var names = exchange.settings.names();
        var principal = exchange.territory.principal(emergency);
        var wildcard = World.allow(principal, ResourceType.TOPIC, PatternType.LITERAL, "*", AclOperation.READ);
        var shorter = World.allow(
                principal,
                ResourceType.TOPIC,
                PatternType.PREFIXED,
                names.prefix().substring(0, 2),
                AclOperation.READ);
        var cluster =
                World.allow(principal, ResourceType.CLUSTER, PatternType.LITERAL, "kafka-cluster", AclOperation.ALTER);
        var everyWay = Set.of(wildcard, shorter, cluster);
        exchange.look();
        exchange.kafka.createRights(everyWay);
        try {
            await().until(() -> onKafka().containsAll(everyWay));

            exchange.look();

            await().until(() -> Collections.disjoint(onKafka(), everyWay));
            assertThat(exchange.entries(EntryType.RIGHT_FOUND)).hasSize(3);
            assertThat(exchange.entries(EntryType.RIGHT_HEALED)).hasSize(3);
        } finally {
            exchange.kafka.deleteRights(everyWay);
        }
    }

    @Test
    void cutsNobodyOffWhoReadByARightOfTheTimeBeforeAndHasAGrantNow() throws Exception {
        var before = Stream.of(ResourceType.TOPIC, ResourceType.GROUP)
                .map(type -> World.allow(
                        exchange.territory.principal(emergency),
                        type,
                        PatternType.PREFIXED,
                        exchange.settings.names().prefix() + ".",
                        AclOperation.ALL))
                .collect(toSet());
        exchange.kafka.createTopics(Set.of(new TopicSpec(air.topic(), 3, Optional.empty(), false)));
        exchange.kafka.createRights(before);
        await().until(() -> onKafka().containsAll(before) && topics().contains(air.topic()));
        try (var controller = exchange.controller()) {
            var credential =
                    controller.issueCredential(emergency, exchange.actor).orThrow();
            exchange.grant(emergency, air, DAYS);
            controller.look();
            await().until(() -> controller.status().state() == State.STOPPED);
            var plan = requireNonNull(controller.status().stopped());
            assertThat(plan.changes())
                    .containsAll(before.stream()
                            .map(right -> "- " + RightText.of(right))
                            .toList());
            var properties = properties(credential);
            properties.put("fetch.max.wait.ms", 5);
            properties.put("auto.offset.reset", "earliest");
            try (var reader = new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer())) {
                reader.assign(List.of(new TopicPartition(air.topic(), 0)));
                reader.poll(Duration.ofMillis(100));
                assertThat(reader.position(new TopicPartition(air.topic(), 0))).isZero();

                controller.confirm(plan.plan(), exchange.actor, "adopted").orThrow();

                // Each fetch is judged anew, and a poll says so where one was refused.
                await().pollInterval(Duration.ofMillis(1)).until(() -> {
                    reader.poll(Duration.ofMillis(5));
                    return controller.status().state() == State.IN_STEP;
                });
                assertThat(onKafka()).doesNotContainAnyElementsOf(before).contains(exchange.reads(emergency, air));
                assertThat(reader.poll(Duration.ofMillis(500))).isEmpty();
            }
        }
    }

    @Test
    void givesBackRightsThatWereDeletedByHand() {
        exchange.grant(emergency, air, DAYS);
        exchange.look();
        exchange.datasetReady(air.id(), exchange.clock.instant());
        var ownersRight = World.allow(
                exchange.territory.principal(ecology),
                ResourceType.TOPIC,
                PatternType.LITERAL,
                air.topic(),
                AclOperation.WRITE);
        var deleted = Set.of(exchange.reads(emergency, air), ownersRight);
        for (int times = 1; times <= 2; times++) {
            exchange.kafka.deleteRights(deleted);
            await().until(() -> Collections.disjoint(onKafka(), deleted));

            exchange.look();
            exchange.look();

            assertThat(onKafka()).containsAll(deleted);
            assertThat(exchange.entries(EntryType.RIGHT_LOST)).hasSize(2 * times);
            assertThat(exchange.entries(EntryType.RIGHT_RESTORED))
                    .containsExactlyInAnyOrderElementsOf(exchange.entries(EntryType.RIGHT_LOST));
        }
        assertThat(exchange.entries(EntryType.RIGHT_FOUND)).isEmpty();
    }

    @Test
    void stopsBeforeManyUnexplainedChangesAndGoesOnWhenConfirmed() {
        exchange.look();
        var many = List.of("a", "b", "c", "d", "e").stream()
                .map(user -> World.allow(
                        "User:" + user, ResourceType.TOPIC, PatternType.LITERAL, air.topic(), AclOperation.READ))
                .toList();
        exchange.kafka.createRights(many);
        await().until(() -> onKafka().containsAll(many));

        exchange.look();
        var plan = exchange.look().stopped().orElseThrow();
        assertThat(onKafka()).containsAll(many);
        assertThat(plan.changes()).hasSize(5);
        assertThat(exchange.entries(EntryType.ENFORCEMENT_STOPPED)).containsExactly(plan.id());

        assertThat(exchange.store.confirm(plan.id(), exchange.actor, "seen", exchange.clock.instant()))
                .isTrue();
        assertThat(exchange.look().stopped()).isEmpty();
        assertThat(onKafka()).doesNotContainAnyElementsOf(many);
        assertThat(exchange.entries(EntryType.ENFORCEMENT_CONFIRMED)).containsExactly(plan.id());
        assertThat(exchange.store.openPlan()).isEmpty();
    }

    @Test
    void makesADeletedTopicOfAReadyDatasetAgainOnlyWhenConfirmed() {
        try (var controller = exchange.controller();
                var hand = Admin.create(Map.copyOf(exchange.settings.kafka()))) {
            await().until(() -> controller.status().state() == State.IN_STEP);
            hand.deleteTopics(List.of(air.topic()));
            // A look at a topic that goes meanwhile is made again.
            await().ignoreExceptionsInstanceOf(KafkaUnavailable.class).until(() -> !topics().contains(air.topic()));

            controller.look();

            await().until(() -> controller.status().state() == State.STOPPED);
            var stopped = requireNonNull(controller.status().stopped());
            assertThat(stopped.reason().code()).isEqualTo("enforcement.stopped.lost-topics");
            assertThat(stopped.changes()).containsExactly("+ topic " + air.topic());
            assertThat(stopped.create()).isEqualTo(1);
            assertThat(topics()).doesNotContain(air.topic());
            assertThat(exchange.entries(EntryType.ENFORCEMENT_STOPPED)).containsExactly(stopped.plan());

            controller.confirm(stopped.plan(), exchange.actor, "no backup").orThrow();

            await().until(() -> controller.status().state() == State.IN_STEP);
            assertThat(topics()).contains(air.topic());
            assertThat(exchange.store.openPlan()).isEmpty();
            assertThat(exchange.entries(EntryType.ENFORCEMENT_STOPPED)).hasSize(1);
        }
    }

    @Test
    void changesNothingWithAnEmptyDatabaseAndSaysSoToThoseWhoOversee() {
        exchange.grant(emergency, air, DAYS);
        exchange.look();
        var before = ours();

        try (var empty = TestExchange.empty(exchange.settings.names().prefix())) {
            assertThat(empty.newReconciler().decide(() -> true)).isEqualTo(Result.LEFT);
            var look = empty.look();

            assertThat(look.stopped())
                    .hasValueSatisfying(stop -> assertThat(stop.cause()).isEqualTo(StopCause.EMPTY_DATABASE));
            assertThat(ours()).isEqualTo(before).isNotEmpty();
            saidLoudly(empty, look.stopped().orElseThrow());
        }
    }

    @Test
    void widensNothingWithAnOlderDatabaseUntilConfirmedAndSaysSoToThoseWhoOversee() {
        var other = exchange.department("other");
        var third = exchange.department("third");
        var grant = exchange.grant(emergency, air, DAYS);
        var suspended = exchange.grant(other, air, DAYS);
        exchange.look();
        var approved = exchange.grant(third, air, DAYS);
        var backup = exchange.copy();
        exchange.revoke(grant);
        exchange.suspend(suspended);
        exchange.revoke(approved);
        exchange.integrate();
        exchange.look();
        exchange.integrate();
        exchange.look();
        assertThat(onKafka()).doesNotContain(exchange.reads(emergency, air), exchange.reads(other, air));

        exchange = exchange.restored(backup);
        exchange.newReconciler().decide(() -> true);
        assertThat(onKafka()).doesNotContain(exchange.reads(third, air));
        var plan = exchange.look().stopped().orElseThrow();

        assertThat(plan.cause()).isEqualTo(StopCause.OLDER_DATABASE);
        saidLoudly(exchange, plan);
        assertThat(onKafka()).doesNotContain(exchange.reads(emergency, air), exchange.reads(other, air));
        exchange.store.confirm(plan.id(), exchange.actor, "the backup holds", exchange.clock.instant());
        assertThat(exchange.look().stopped()).isEmpty();
        assertThat(onKafka()).contains(exchange.reads(emergency, air));
    }

    /** In the ledger, in the inbox of those who oversee the exchange, in the status, at the health route and in the metrics. */
    private static void saidLoudly(TestExchange exchange, StoppedPlan plan) {
        var code = "enforcement.stopped." + plan.cause().word();
        assertThat(exchange.entries(EntryType.ENFORCEMENT_STOPPED)).contains(plan.id());
        assertThat(exchange.toldOverseers())
                .filteredOn(told -> told.startsWith(plan.id() + " catalogue.notice.enforcement-stopped"))
                .singleElement(as(STRING))
                .contains(code);
        try (var controller = exchange.controller()) {
            await().until(() -> controller.status().state() == State.STOPPED);
            var status = controller.status();
            assertThat(requireNonNull(status.stopped()).reason().code()).isEqualTo(code);
            assertThat(controller.health()).containsEntry("enforcement", DependencyHealth.degraded(code));
            assertThat(status.metrics())
                    .contains("silobridge_enforcement_state{state=\"stopped\"} 1\n")
                    .contains("silobridge_enforcement_changes_stopped "
                            + plan.changes().size() + "\n");
        }
    }

    @Test
    void doesNothingOnAnotherCluster() {
        var grant = exchange.grant(emergency, air, DAYS);
        exchange.look();
        exchange.store.bind("another-cluster");
        exchange.revoke(grant);
        var before = ours();

        assertThat(exchange.newReconciler().decide(() -> true)).isEqualTo(Result.LEFT);
        var look = exchange.look();

        assertThat(look.stopped())
                .hasValueSatisfying(stop -> assertThat(stop.cause()).isEqualTo(StopCause.OTHER_CLUSTER));
        assertThat(ours()).isEqualTo(before).contains(exchange.reads(emergency, air));
    }

    @Test
    void completesAWithdrawalOnceWhenItWasKilledAfterDeletingAndBeforeWritingItDown() {
        var grant = exchange.grant(emergency, air, DAYS);
        exchange.look();
        exchange.revoke(grant);
        exchange.kafka.deleteRights(Set.of(exchange.reads(emergency, air)));
        await().until(() -> !onKafka().contains(exchange.reads(emergency, air)));

        exchange.newReconciler();
        exchange.look();
        exchange.look();

        assertThat(exchange.entries(EntryType.GRANT_WITHDRAWN)).containsExactly(grant.value());
        assertThat(exchange.entries(EntryType.RIGHT_FOUND)).isEmpty();
    }

    @Test
    void limitsWhatDepartmentsReadAndSaysWhichLimitIsNobodys() {
        var quotas = new ReadQuotas(
                Optional.of(1_000L),
                Map.of(
                        new Slug("ecology"), 5_000L,
                        new Slug("emergency"), ReadQuotas.NO_LIMIT,
                        new Slug("emergncy"), 7L));
        var other = exchange.department("other");
        var names = exchange.settings.names();
        try (var kafka = new InMemoryKafkaCluster()) {
            kafka.setReadQuotas(
                    Map.of(names.principal(emergency), Optional.of(9L), "somebody else's", Optional.of(3L)));

            var look = new Reconciler(
                            kafka,
                            exchange.store,
                            exchange.territory,
                            exchange.settings.guard(),
                            exchange.settings.quarantineRetention(),
                            quotas,
                            exchange.clock)
                    .look(() -> true);

            assertThat(kafka.readQuotas())
                    .containsOnly(
                            Map.entry(names.principal(ecology), 5_000L),
                            Map.entry(names.principal(other), 1_000L),
                            Map.entry("somebody else's", 3L));
            assertThat(look.reported()).contains("quota for emergncy, which no department is");
        }
    }

    @Test
    void letsNothingWaitForARightThatKafkaRefuses() {
        var other = exchange.department("other");
        exchange.grant(emergency, air, DAYS);
        var granted = exchange.grant(other, air, DAYS);
        try (var kafka = new InMemoryKafkaCluster()) {
            kafka.refused.put(exchange.reads(emergency, air), "not today");

            var look = new Reconciler(
                            kafka,
                            exchange.store,
                            exchange.territory,
                            exchange.settings.guard(),
                            exchange.settings.quarantineRetention(),
                            ReadQuotas.UNTOUCHED,
                            exchange.clock)
                    .look(() -> true);

            assertThat(look.errors())
                    .containsExactly(Map.entry(RightText.of(exchange.reads(emergency, air)), "not today"));
            assertThat(look.unfinished()).isTrue();
            assertThat(kafka.rights()).contains(exchange.reads(other, air));
            assertThat(exchange.grant(granted).state()).isEqualTo(GrantState.ACTIVE);
        }
    }

    @Test
    void leavesTheLeadToOneReplicaAndPassesItOn() {
        var first = requireNonNull(exchange.store.tryLead());
        assertThat(exchange.store.tryLead()).isNull();

        exchange.department("another");
        assertThat(first.await(Duration.ofSeconds(5))).isEqualTo(Word.CHANGES);
        first.close();

        requireNonNull(exchange.store.tryLead()).close();
    }

    @Test
    void scoresTheFiveHundredRightsOfAClusterThatGrewByItselfAndChangesNoneBeforeItIsConfirmed() throws Exception {
        var cast = castOfABrownField();
        var made = BrownField.rights(exchange.territory, cast, 500, 42);
        exchange.kafka.createRights(made.keySet());
        try (var controller = exchange.controller()) {
            await().until(() -> onKafka().containsAll(made.keySet()));
            controller.look();
            await().until(() -> controller.status().state() == State.STOPPED);

            var survey = controller.survey().orThrow();

            var found = survey.rights().stream().collect(toMap(SurveyedRight::right, SurveyedRight::score));
            assertThat(made).hasSize(500).allSatisfy((right, score) -> assertThat(found)
                    .containsEntry(RightText.of(right), score));
            assertThat(onKafka()).containsAll(made.keySet());
            assertThat(requireNonNull(controller.status().stopped()).reason().code())
                    .isEqualTo("enforcement.stopped.empty-database");

            adopt(controller, made);
        } finally {
            exchange.kafka.deleteRights(made.keySet());
        }
    }

    /** One right is kept, the others under the prefix are not, and those outside stay; until its time is over. */
    private void adopt(EnforcementController controller, Map<AclBinding, Score> made) {
        var ours = made.keySet().stream().filter(exchange.territory::owns).collect(toSet());
        var others =
                made.keySet().stream().filter(right -> !ours.contains(right)).collect(toSet());
        var kept = ours.stream()
                .filter(right -> made.get(right) == Score.ORPHAN)
                .min(Comparator.comparing(RightText::of))
                .orElseThrow();
        var text = RightText.of(kept);
        controller.keep(text, 30, exchange.actor, "moves in May").orThrow();
        await().until(() -> {
            var stopped = controller.status().stopped();
            return stopped != null && !stopped.changes().contains("- " + text);
        });
        var plan = requireNonNull(controller.status().stopped()).plan();

        controller.confirm(plan, exchange.actor, "adopted").orThrow();

        var gone = new HashSet<>(ours);
        gone.remove(kept);
        await().until(() -> Collections.disjoint(onKafka(), gone));
        assertThat(onKafka()).contains(kept).containsAll(others);
        await().until(() -> controller.status().stopped() == null);
        var status = controller.status();
        var reported = requireNonNull(status.last()).reported();
        assertThat(reported).contains("kept right " + text);
        assertThat(status.metrics()).contains("silobridge_enforcement_objects_reported " + reported.size() + "\n");
        assertThat(exchange.entries(EntryType.RIGHT_KEPT)).hasSize(1);

        exchange.ahead.set(Duration.ofDays(61));
        controller.look();

        await().until(() -> !onKafka().contains(kept));
    }

    /** Everybody whom the brown field is about, with grants of a month ago, and an offset of the one who reads. */
    private BrownField.Cast castOfABrownField() throws Exception {
        var weather = exchange.department("weather");
        var other = exchange.airOf(weather, "weather");
        var idle = exchange.department("idle");
        var former = exchange.department("former");
        var suspended = exchange.department("suspended");
        var newcomer = exchange.department("newcomer");
        for (var department : List.of(ecology, emergency, weather, idle, former, suspended, newcomer)) {
            exchange.kafka.setPassword(exchange.settings.names().principal(department), "once-of-some-length");
        }
        var locked = exchange.department("locked");
        List.of(emergency, idle, locked).forEach(department -> exchange.grant(department, air, DAYS));
        exchange.revoke(exchange.grant(former, air, DAYS));
        exchange.suspend(exchange.grant(suspended, air, DAYS));
        exchange.integrate();
        exchange.ahead.set(Duration.ofDays(30));
        exchange.kafka.createTopics(Set.of(new TopicSpec(air.topic(), 1, Optional.empty(), false)));
        try (var reader = Admin.create(Map.copyOf(exchange.settings.kafka()))) {
            await().until(() -> topics().contains(air.topic()));
            reader.alterConsumerGroupOffsets(
                            exchange.settings.names().groupPrefix(emergency) + "a",
                            Map.of(new TopicPartition(air.topic(), 0), new OffsetAndMetadata(0)))
                    .all()
                    .get();
        }
        return new BrownField.Cast(
                ecology, emergency, idle, former, suspended, newcomer, locked, air.topic(), other.topic());
    }

    private Set<String> topics() {
        return exchange.kafka.topics(exchange.settings.names().prefix() + ".").keySet();
    }

    private Set<AclBinding> ours() {
        return onKafka().stream().filter(exchange.territory::owns).collect(toSet());
    }
}
