package org.silobridge.catalogue.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.silobridge.catalogue.enforcement.DependencyHealth;
import org.silobridge.catalogue.enforcement.Enforcement;
import org.silobridge.catalogue.enforcement.EnforcementStatus;
import org.silobridge.catalogue.enforcement.RightsSurvey;
import org.silobridge.catalogue.kafka.KafkaCredential;
import org.silobridge.catalogue.ledger.LedgerHealth;
import org.silobridge.catalogue.ledger.Sequencer.Failure;
import org.silobridge.catalogue.ledger.Sequencer.Fault;
import org.silobridge.catalogue.ledger.Signer.Answer.Refused;
import org.silobridge.catalogue.ledger.Signer.Cause;
import org.silobridge.model.ActorId;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;

class HealthChecksTest {

    @Test
    void tellsStatusAndCodeAndNoWordsOfWhatIsWrong() {
        var refused = Optional.of(new Refused(Cause.STATE_LOST, "see secret/signed-state"));

        var answer = answer(
                new LedgerHealth(3, 0, 0, Duration.ZERO, refused, Optional.empty()),
                Map.of("kafka", DependencyHealth.down("enforcement.kafka-unavailable")));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().getString("status")).isEqualTo("degraded");
        assertThat(answer.body().getJsonObject("checks"))
                .isEqualTo(new JsonObject()
                        .put("postgres", new JsonObject().put("status", "up"))
                        .put(
                                "ledger",
                                new JsonObject().put("status", "degraded").put("code", "signer-refuses.STATE_LOST"))
                        .put(
                                "kafka",
                                new JsonObject().put("status", "down").put("code", "enforcement.kafka-unavailable")));
    }

    @Test
    void isDownWhereEntriesWaitTooLong() {
        var answer =
                answer(new LedgerHealth(3, 3, 1, Duration.ofMinutes(2), Optional.empty(), Optional.empty()), Map.of());

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body().getJsonObject("checks").getJsonObject("ledger").getString("code"))
                .isEqualTo("entries-wait");
    }

    @Test
    void isDegradedWhereTheSignerFailsAndDownWhereTheSequencerIsBroken() {
        var signing = answer(failing(Fault.SIGNING_FAILS), Map.of());
        var broken = answer(failing(Fault.BROKEN), Map.of());

        assertThat(signing.status()).isEqualTo(200);
        assertThat(signing.body().getString("status")).isEqualTo("degraded");
        assertThat(signing.body().toString()).contains("signing-fails").doesNotContain("secret/");
        assertThat(broken.status()).isEqualTo(503);
        assertThat(broken.body().toString()).contains("sequencer-broken");
    }

    private static LedgerHealth failing(Fault fault) {
        return new LedgerHealth(
                3, 2, 0, Duration.ZERO, Optional.empty(), Optional.of(new Failure(fault, "secret/signed-state: full")));
    }

    private static Answer.Json answer(LedgerHealth ledger, Map<String, DependencyHealth> enforcement) {
        return (Answer.Json)
                new HealthChecks(new FixedPages(ledger), new FixedEnforcement(enforcement), Duration.ofSeconds(60))
                        .answer();
    }

    private record FixedPages(LedgerHealth health) implements LedgerPages {
        @Override
        public Optional<String> checkpoint() {
            return Optional.empty();
        }

        @Override
        public void export(OutputStream out) {}

        @Override
        public JsonObject entries(long from, int limit) {
            return new JsonObject();
        }
    }

    private record FixedEnforcement(Map<String, DependencyHealth> health) implements Enforcement {
        @Override
        public EnforcementStatus status() {
            return new EnforcementStatus(EnforcementStatus.State.IN_STEP, null, 0, 0, 0, null, null, null);
        }

        @Override
        public Outcome<EnforcementStatus> confirm(String plan, ActorId by, String reason) {
            return Outcome.ok(status());
        }

        @Override
        public Outcome<Instant> keep(String right, int days, ActorId by, String reason) {
            throw new UnsupportedOperationException("no health hangs on it");
        }

        @Override
        public Outcome<RightsSurvey> survey() {
            throw new UnsupportedOperationException("no health hangs on it");
        }

        @Override
        public Outcome<Sight> sight(Collection<String> topics) {
            return Outcome.refused(
                    Refusal.Kind.UNAVAILABLE, Reason.of("enforcement.kafka-unavailable", "error", "there is none"));
        }

        @Override
        public Outcome<List<Long>> ends(String topic) {
            throw new UnsupportedOperationException("no health hangs on it");
        }

        @Override
        public void poke() {}

        @Override
        public Outcome<KafkaCredential> issueCredential(DepartmentId department, ActorId by) {
            return Outcome.ok(new KafkaCredential("user", "once", "a=b"));
        }

        @Override
        public Outcome<KafkaCredential> rotateCredential(DepartmentId department, ActorId by, Duration overlap) {
            return issueCredential(department, by);
        }

        @Override
        public String addLogin(DepartmentId department, ActorId by) {
            return "sb." + department + ".2";
        }

        @Override
        public Outcome<String> endCredential(DepartmentId department, String user, ActorId by) {
            return Outcome.ok(user);
        }

        @Override
        public void close() {}
    }
}
