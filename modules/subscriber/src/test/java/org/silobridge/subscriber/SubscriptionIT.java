package org.silobridge.subscriber;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.silobridge.client.DatasetRef;
import org.silobridge.model.Reason;
import org.silobridge.sandbox.ExchangeInfrastructure;
import org.silobridge.sandbox.Service;
import org.silobridge.sandbox.SharedInfrastructure;

/** The subscriber against a real Kafka with its authorizer on, and a real registry; the catalogue is played. */
@Order(3)
@ResourceLock(SharedInfrastructure.DISTURBED)
@Timeout(120)
class SubscriptionIT {
    private static final AtomicInteger STAGES = new AtomicInteger();
    private static final SubscriptionSettings READING = SubscriptionSettings.of("test");
    private static final SubscriptionSettings ALL = READING.stoppingWhenCaughtUp();
    private static ExchangeInfrastructure exchange;

    private final List<Reason> notices = new CopyOnWriteArrayList<>();
    private final List<String> got = new CopyOnWriteArrayList<>();
    private FakeCatalogue catalogue;
    private FeedStage stage;

    @BeforeAll
    static void startExchange() {
        exchange = SharedInfrastructure.disturbed(Service.KAFKA, Service.REGISTRY);
    }

    @BeforeEach
    void set() throws Exception {
        catalogue = new FakeCatalogue(Told.active());
        stage = new FeedStage(exchange, "subscription" + STAGES.incrementAndGet(), 3);
    }

    @AfterEach
    void strike() {
        stage.close();
        catalogue.close();
    }

    private Subscription open(SubscriptionSettings settings) {
        return Subscription.open(
                DatasetRef.of(Told.DATASET.name()),
                stage.feed,
                settings,
                stage.clientConfig(),
                catalogue.client(),
                Clock.systemUTC(),
                notices::add);
    }

    private End read(Subscription subscription) {
        return subscription.run((List<ReceivedRecord> records) -> {
            got.addAll(FeedStage.texts(records));
        });
    }

    private End readAll(SubscriptionSettings settings) {
        try (var subscription = open(settings)) {
            return read(subscription);
        }
    }

    private CompletableFuture<End> reading(Subscription subscription) {
        return CompletableFuture.supplyAsync(() -> read(subscription));
    }

    private List<String> poll(Subscription subscription) {
        var texts = new ArrayList<String>();
        await().until(() -> {
            var polled = subscription.poll(Duration.ofMillis(200));
            texts.addAll(FeedStage.texts(((Polled.Records) polled).records()));
            return !texts.isEmpty();
        });
        return texts;
    }

    private static String sentence(End end) {
        return ((End.RightEnded) end).reason().in(Locale.ENGLISH);
    }

    @Test
    void readsAllThatWasPublishedPastAbortedTransactionsMarkersAndEmptyPartitions() throws Exception {
        // Given one partition that ends with a marker, an empty one, and one with nothing but what was aborted
        stage.grant();
        stage.publish(0, "a", "b");
        stage.abort(0, "never");
        stage.publish(0, "c");
        stage.abort(2, "never", "never either");

        assertThat(readAll(ALL)).isEqualTo(new End.CaughtUp());

        assertThat(got).containsExactly("a", "b", "c");
        assertThat(catalogue.asked()).as("questions while all was well").isZero();
        assertThat(notices).isEmpty();
    }

    @Test
    void anEmptyTopicIsCaughtUpWithAtOnce() throws Exception {
        stage.grant();

        assertThat(readAll(ALL)).isEqualTo(new End.CaughtUp());
        assertThat(got).isEmpty();
    }

    @Test
    void theNextReaderGoesOnWhereTheLastOneStopped() throws Exception {
        stage.grant();
        stage.publish(0, "a", "b", "c");

        assertThat(readAll(READING.stoppingAfter(2))).isEqualTo(new End.EnoughRead());
        assertThat(got).containsExactly("a", "b");

        assertThat(readAll(ALL)).isEqualTo(new End.CaughtUp());
        assertThat(got).containsExactly("a", "b", "c");

        assertThat(readAll(ALL.readingFromBeginning())).isEqualTo(new End.CaughtUp());
        assertThat(got).containsExactly("a", "b", "c", "a", "b", "c");
    }

    @Test
    void aRefusalBeforeTheFirstCommitDoesNotMakeAReaderFromTheBeginningGoOnFromAnEarlierRun() throws Exception {
        stage.grant();
        stage.publish(0, "a");
        readAll(ALL);
        try (var subscription = open(READING.readingFromBeginning())) {
            assertThat(poll(subscription)).containsExactly("a");
            stage.revoke();
            await().until(() -> {
                subscription.poll(Duration.ofMillis(100));
                return !notices.isEmpty();
            });
            stage.grant();

            assertThat(poll(subscription)).containsExactly("a");
        }
    }

    @Test
    void whatWasNotCommittedComesAgain() throws Exception {
        stage.grant();
        stage.publish(0, "a", "b");
        try (var first = open(READING)) {
            assertThat(poll(first)).containsExactly("a", "b");
            // ... and it dies before it commits.
        }

        try (var second = open(READING)) {
            assertThat(poll(second)).containsExactly("a", "b");
            second.commit();
        }
        readAll(ALL);
        assertThat(got).isEmpty();
    }

    @Test
    void aBatchWhoseHandlerFailsComesAgain() throws Exception {
        stage.grant();
        stage.publish(0, "a");
        try (var subscription = open(READING)) {
            assertThatThrownBy(() -> subscription.run((List<ReceivedRecord> records) -> {
                        throw new IOException("disk full");
                    }))
                    .isInstanceOf(IOException.class);
        }

        readAll(ALL);

        assertThat(got).containsExactly("a");
    }

    @Test
    void aRightThatEndsWhileReadingIsToldWithGrantTimeAndWhomToAsk() throws Exception {
        stage.grant();
        stage.publish(0, "a");
        try (var subscription = open(READING)) {
            var end = reading(subscription);
            await().until(() -> !got.isEmpty());

            // When the steward revokes it
            catalogue.say(Told.revoked("purpose fulfilled"));
            stage.revoke();

            // Then reading ends far sooner than silence alone would have let the catalogue be asked
            assertThat(sentence(end.get(5, TimeUnit.SECONDS)))
                    .contains(Told.GRANT.value(), "2026-03-02T09:30:15Z", "purpose fulfilled", "Ecology Bureau");
            assertThat(subscription.poll(Duration.ZERO)).isInstanceOf(Polled.Ended.class);
        }
    }

    @Test
    void aReaderThatWasNeverGrantedIsToldSoAndEnds() throws Exception {
        catalogue.say(Told.never(null, null));
        stage.publish(0, "a");

        assertThat(sentence(readAll(READING))).contains("emergency-management has no right", "File a request");
        assertThat(got).isEmpty();
    }

    @Test
    void aGrantThatIsNotYetInForceIsWaitedForAndThenRead() throws Exception {
        catalogue.say(Told.approved());
        stage.publish(0, "a");
        try (var subscription = open(ALL)) {
            var end = reading(subscription);
            await().until(() -> !notices.isEmpty());
            assertThat(end).isNotDone();

            stage.grant();
            catalogue.say(Told.active());

            assertThat(end.get(30, TimeUnit.SECONDS)).isEqualTo(new End.CaughtUp());
        }
        assertThat(got).containsExactly("a");
        assertThat(notices).extracting(Reason::code).startsWith("subscriber.right.not-in-force");
    }

    @Test
    void readsOnWhileTheCatalogueIsDown() throws Exception {
        stage.grant();
        catalogue.goDown();
        stage.publish(0, "a");
        var impatient = READING.withPatience(Duration.ofMillis(50), Duration.ofMillis(50));
        try (var subscription = open(impatient)) {
            assertThat(poll(subscription)).containsExactly("a");
            for (int i = 0; i < 5; i++) {
                // Each of these silences asks, in vain.
                assertThat(subscription.poll(Duration.ofMillis(100))).isEqualTo(new Polled.Records(List.of()));
            }
            stage.publish(1, "b");
            assertThat(poll(subscription)).containsExactly("b");
        }
    }

    @Test
    void aRefusalThatNobodyExplainsEndsWhenPatienceDoes() throws Exception {
        catalogue.goDown();

        assertThat(sentence(readAll(READING.withPatience(Duration.ofSeconds(10), Duration.ofSeconds(2)))))
                .contains("why is not known", "does not answer");
    }

    @Test
    void aCredentialOfAnotherDepartmentIsToldAsSuchThoughTheRightHolds() throws Exception {
        stage.grant();
        var foreign = new Feed(
                stage.feed.topic(), exchange.bootstrapServers(), exchange.registryUrl(), "another-department.");
        try (var subscription = Subscription.open(
                DatasetRef.of(Told.DATASET.name()),
                foreign,
                READING.withPatience(Duration.ofSeconds(10), Duration.ofSeconds(1)),
                stage.clientConfig(),
                catalogue.client(),
                Clock.systemUTC(),
                notices::add)) {
            assertThat(sentence(read(subscription)))
                    .contains("Kafka refuses the group another-department.test", "silobridge doctor");
        }
    }

    @Test
    void silenceAsksTheCatalogueWhetherTheRightStillHolds() throws Exception {
        // Given a Kafka that says nothing, though the right has ended
        stage.grant();
        try (var subscription = open(READING.withPatience(Duration.ofMillis(300), Duration.ofMinutes(2)))) {
            var end = reading(subscription);
            await().until(() -> catalogue.asked() >= 2);
            assertThat(end).isNotDone();

            catalogue.say(Told.expired());

            assertThat(sentence(end.get(10, TimeUnit.SECONDS))).contains("ended at 2026-05-30T08:00:00Z");
        }
    }

    @Test
    void waitsForARegistryThatIsDownAtTheFirstRecordAndGoesOn() throws Exception {
        stage.grant();
        stage.publish(0, "a", "b");
        exchange.stop(Service.REGISTRY);
        try (var subscription = open(ALL)) {
            var end = reading(subscription);
            try {
                await().until(() -> !notices.isEmpty());
            } finally {
                exchange.restart(Service.REGISTRY);
            }

            assertThat(end.get(60, TimeUnit.SECONDS)).isEqualTo(new End.CaughtUp());
        }
        assertThat(got).containsExactly("a", "b");
        assertThat(notices).extracting(Reason::code).containsOnly("subscriber.registry.waiting");
    }

    @Test
    void waitsForAKafkaThatIsAwayAndGoesOnWhereItStopped() throws Exception {
        stage.grant();
        stage.publish(0, "a");
        var gotLate = new CopyOnWriteArrayList<String>();
        try (var subscription = open(READING);
                var late = open(SubscriptionSettings.of("late").stoppingWhenCaughtUp())) {
            assertThat(poll(subscription)).containsExactly("a");
            subscription.commit();
            exchange.kill(Service.KAFKA);
            CompletableFuture<End> end;
            CompletableFuture<End> endOfLate;
            try {
                end = reading(subscription);
                await().until(() -> notices.size() == 1);
                // ... and another one begins meanwhile.
                endOfLate = CompletableFuture.supplyAsync(
                        () -> late.run((List<ReceivedRecord> records) -> gotLate.addAll(FeedStage.texts(records))));
                await().until(() -> notices.size() == 2);
                assertThat(end).isNotDone();
                assertThat(endOfLate).isNotDone();
            } finally {
                exchange.restart(Service.KAFKA);
            }
            stage.publish(0, "b");

            await().atMost(Duration.ofSeconds(60)).until(() -> got.contains("b"));
            assertThat(endOfLate.get(60, TimeUnit.SECONDS)).isEqualTo(new End.CaughtUp());
            subscription.stop();
            assertThat(end.get(20, TimeUnit.SECONDS)).isEqualTo(new End.Stopped());
        }
        assertThat(got).containsExactly("b");
        assertThat(gotLate).startsWith("a");
        assertThat(notices).extracting(Reason::code).containsOnly("subscriber.kafka.waiting");
    }

    @Test
    void aRightThatEndsWhileRecordsWaitForTheRegistryIsTold() throws Exception {
        stage.grant();
        stage.publish(0, "a");
        exchange.stop(Service.REGISTRY);
        try (var subscription = open(READING.withPatience(Duration.ofMillis(300), Duration.ofMinutes(2)))) {
            var end = reading(subscription);
            await().until(() -> !notices.isEmpty());
            assertThat(end).isNotDone();

            catalogue.say(Told.expired());

            assertThat(sentence(end.get(20, TimeUnit.SECONDS))).contains("ended at 2026-05-30T08:00:00Z");
        } finally {
            exchange.restart(Service.REGISTRY);
        }
        assertThat(got).isEmpty();
    }

    @Test
    void aReaderWithoutAPartitionIsCaughtUpWhenItsGroupIs() throws Exception {
        // Given one partition, and a reader of the group that has it and goes on for ever
        stage.close();
        stage = new FeedStage(exchange, "subscription" + STAGES.incrementAndGet(), 1).grant();
        stage.publish(0, "a", "b");
        stage.abort(0, "never");
        try (var first = open(READING)) {
            var endOfFirst = reading(first);
            await().until(() -> got.size() == 2);

            try (var second = open(ALL)) {
                assertThat(reading(second).get(30, TimeUnit.SECONDS)).isEqualTo(new End.CaughtUp());
            }

            assertThat(endOfFirst).isNotDone();
            first.stop();
            assertThat(endOfFirst.get(5, TimeUnit.SECONDS)).isEqualTo(new End.Stopped());
        }
        assertThat(got).containsExactly("a", "b");
    }

    @Test
    void aReaderWithoutAPartitionIsNotCaughtUpWhileItsGroupHasRecordsLeft() throws Exception {
        // Given a reader that has the only partition and has committed nothing
        stage.close();
        stage = new FeedStage(exchange, "subscription" + STAGES.incrementAndGet(), 1).grant();
        stage.publish(0, "a", "b");
        try (var first = open(READING);
                var second = open(ALL)) {
            assertThat(poll(first)).containsExactly("a", "b");
            for (int i = 0; i < 5; i++) {
                assertThat(second.poll(Duration.ofMillis(200))).isEqualTo(new Polled.Records(List.of()));
                first.poll(Duration.ofMillis(1));
            }

            first.commit();

            await().until(() -> {
                first.poll(Duration.ofMillis(50));
                return second.poll(Duration.ofMillis(50)).equals(new Polled.Ended(new End.CaughtUp()));
            });
        }
    }

    @Test
    void aRecordThatIsNotWhatItSaysStopsTheReadingBeforeItAndIsNamed() throws Exception {
        stage.grant();
        stage.publish(0, "a", "b");
        stage.publishRaw(0, new byte[] {'n', 'o', ' ', 'a', 'v', 'r', 'o'});
        stage.publish(0, "c");
        for (int run = 0; run < 2; run++) {
            try (var subscription = open(READING)) {
                // Two records and the marker of their transaction come before it.
                assertThatThrownBy(() -> read(subscription))
                        .isInstanceOf(UndecodableRecordException.class)
                        .hasMessageContaining(stage.feed.topic() + "-0 @ 3");
            }
        }
        assertThat(got).as("what came before it, once").containsExactly("a", "b");
    }

    @Test
    void stopsFromAnotherThread() throws Exception {
        stage.grant();
        stage.publish(0, "a");
        try (var subscription = open(READING)) {
            var end = reading(subscription);
            await().until(() -> !got.isEmpty());

            subscription.stop();

            assertThat(end.get(5, TimeUnit.SECONDS)).isEqualTo(new End.Stopped());
        }
        readAll(ALL);
        assertThat(got).as("committed before it stopped").containsExactly("a");
    }

    /** Kafka's client tells of the refusal only now and then; whether it does or goes on by itself, reading goes on. */
    @Test
    void readsOnAfterALogInThatWasGoodWasRefusedByAKafkaThatCameBack() throws Exception {
        stage.grant();
        stage.publish(0, "a");
        try (var subscription = open(READING)) {
            var end = reading(subscription);
            await().until(() -> got.contains("a"));
            stage.changePassword("another-password");
            exchange.restart(Service.KAFKA);
            assertThat(end).isNotDone();

            stage.restorePassword();
            stage.publish(0, "b");

            await().atMost(Duration.ofSeconds(60)).until(() -> got.contains("b"));
            subscription.stop();
            assertThat(end.get(20, TimeUnit.SECONDS)).isEqualTo(new End.Stopped());
        }
        assertThat(got).contains("a", "b").hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void aWrongPasswordIsKafkasOwnAuthenticationFault() {
        try (var subscription = Subscription.open(
                DatasetRef.of(Told.DATASET.name()),
                stage.feed,
                READING,
                stage.clientConfig("not-the-password"),
                catalogue.client(),
                Clock.systemUTC(),
                notices::add)) {
            assertThatThrownBy(() -> read(subscription)).isInstanceOf(SaslAuthenticationException.class);
        }
    }
}
