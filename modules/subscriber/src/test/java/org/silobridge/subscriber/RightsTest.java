package org.silobridge.subscriber;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.silobridge.client.Access;
import org.silobridge.client.CatalogueClient;
import org.silobridge.client.DatasetRef;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;
import org.silobridge.model.RequestState;

class RightsTest {
    private static final SubscriptionSettings SETTINGS =
            SubscriptionSettings.of("test").withPatience(Duration.ofSeconds(10), Duration.ofSeconds(120));
    private Instant now = Instant.parse("2026-03-02T10:00:00Z");
    private final InstantSource source = () -> now;
    private final Clock clock = source.withZone(ZoneOffset.UTC);
    private Outcome<Access> answer = Outcome.ok(Told.active());
    private boolean catalogueAnswers = true;
    private int asked;
    private final Rights rights = new Rights(Told.DATASET.name().toString(), this::ask, SETTINGS, clock);

    private Outcome<Access> ask() {
        asked++;
        if (!catalogueAnswers) {
            // A real client and a port on which nobody can listen.
            return new CatalogueClient(
                            URI.create("http://127.0.0.1:1"), Optional.empty(), Locale.ENGLISH, Duration.ofSeconds(5))
                    .access(DatasetRef.of(Told.DATASET.id()), null);
        }
        return answer;
    }

    private void pass(long seconds) {
        now = now.plusSeconds(seconds);
    }

    private Optional<End.RightEnded> refused() {
        return rights.refused("topic", "sb.t.v1");
    }

    private static String text(Optional<End.RightEnded> end) {
        return end.orElseThrow().reason().in(Locale.ENGLISH);
    }

    @Test
    void asksNobodyWhileRecordsCome() {
        for (int i = 0; i < 100; i++) {
            pass(9);
            assertThat(rights.nothingCame()).isEmpty();
            rights.recordsCame();
        }

        assertThat(asked).isZero();
    }

    @Test
    void asksOncePerQuietTimeWhileNothingComes() {
        for (int i = 0; i < 60; i++) {
            pass(1);
            assertThat(rights.nothingCame()).isEmpty();
        }

        assertThat(asked).isEqualTo(6);
    }

    @Test
    void endsInSilenceWhenTheCatalogueSaysThatTheRightEnded() {
        answer = Outcome.ok(Told.revoked("purpose fulfilled"));
        pass(9);
        assertThat(rights.nothingCame()).isEmpty();
        pass(1);

        var end = rights.nothingCame();

        assertThat(text(end))
                .contains(Told.GRANT.value(), "2026-03-02T09:30:15Z", "purpose fulfilled", "Ecology Bureau");
        assertThat(end.orElseThrow().access()).contains(Told.revoked("purpose fulfilled"));
    }

    @Test
    void aRightThatRanOutIsToldWithTheTimeItHeldUntil() {
        answer = Outcome.ok(Told.expired());

        assertThat(text(refused())).contains("ended at 2026-05-30T08:00:00Z").doesNotContain("because", " -");
    }

    @Test
    void aRightThatIsSuspendedIsToldWithItsReasonAtTheFirstRefusal() {
        answer = Outcome.ok(Told.suspended("access out of scope"));

        assertThat(text(refused()))
                .contains(
                        "is suspended since 2026-03-02T09:30:15Z",
                        Told.GRANT.value(),
                        "access out of scope",
                        "Ecology Bureau");
    }

    @Test
    void neverGrantedIsToldAtTheFirstRefusal() {
        answer = Outcome.ok(Told.never(null, null));
        assertThat(text(refused())).contains("emergency-management has no right", "File a request");

        answer = Outcome.ok(Told.never(RequestState.PENDING, null));
        pass(1);
        assertThat(text(refused())).contains("waits for a decision by Ecology Bureau");

        answer = Outcome.ok(Told.never(RequestState.REFUSED, "no duty names it"));
        pass(1);
        assertThat(text(refused())).contains("was refused, because: no duty names it");
    }

    @Test
    void waitsForAnApprovedGrantAndSaysSoUntilPatienceEnds() {
        answer = Outcome.ok(Told.approved());

        assertThat(refused()).isEmpty();
        assertThat(rights.waiting().map(Reason::code)).contains("subscriber.right.not-in-force");
        pass(119);
        assertThat(refused()).isEmpty();
        pass(1);
        assertThat(text(refused())).contains("comes into force");
    }

    @Test
    void anApprovedGrantThatComesIntoForceIsReadUnderNewPatience() {
        answer = Outcome.ok(Told.approved());
        assertThat(refused()).isEmpty();
        pass(100);
        rights.recordsCame();
        assertThat(rights.waiting()).isEmpty();

        pass(100);
        assertThat(refused()).isEmpty();
        pass(119);
        assertThat(refused()).isEmpty();
    }

    @Test
    void asksAtMostOnceASecondWhileKafkaRefuses() {
        for (int i = 0; i < 40; i++) {
            refused();
            now = now.plusMillis(250);
        }

        assertThat(asked).isEqualTo(10);
    }

    @Test
    void pollsThatOnlyBringNothingBetweenRefusalsDoNotRenewPatience() {
        answer = Outcome.ok(Told.approved());
        for (int i = 0; i < 60; i++) {
            assertThat(refused()).isEmpty();
            pass(1);
            assertThat(rights.nothingCame()).isEmpty();
            pass(1);
        }

        assertThat(refused()).isPresent();
    }

    @Test
    void aRefusalLongAgoIsForgotten() {
        assertThat(refused()).isEmpty();
        pass(119);
        assertThat(rights.nothingCame()).isEmpty();
        pass(1);

        assertThat(refused()).isEmpty();
        assertThat(rights.waiting().map(Reason::code)).contains("subscriber.kafka.refused");
    }

    @Test
    void goesOnInSilenceWhileTheCatalogueIsDown() {
        catalogueAnswers = false;
        for (int i = 0; i < 100; i++) {
            pass(10);
            assertThat(rights.nothingCame()).isEmpty();
        }
    }

    @Test
    void aLastingRefusalWhileTheCatalogueIsDownEndsUnexplained() {
        catalogueAnswers = false;
        assertThat(refused()).isEmpty();
        pass(120);

        var end = refused();

        assertThat(text(end)).contains("http://127.0.0.1:1", "does not answer", "why is not known");
        assertThat(end.orElseThrow().access()).isEmpty();
    }

    @Test
    void aCatalogueThatRefusesTheTokenDoesNotEndTheReading() {
        answer = Outcome.refused(Refusal.of(
                Refusal.Kind.UNAUTHENTICATED, Reason.of("api.token.unknown", "text", "This token is not known.")));
        pass(10);
        assertThat(rights.nothingCame()).isEmpty();

        assertThat(refused()).isEmpty();
        pass(120);
        assertThat(text(refused())).contains("This token is not known.");
    }

    @Test
    void aRightInForceThatKafkaRefusesAllTheSameIsToldAsSuch() {
        assertThat(refused()).isEmpty();
        pass(120);

        assertThat(text(refused())).contains("is in force, and Kafka refuses the topic sb.t.v1");
    }
}
