package org.silobridge.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.silobridge.catalogue.TestCatalogue.json;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.silobridge.catalogue.store.Columns;
import org.silobridge.catalogue.store.Transactions;
import org.silobridge.catalogue.timer.DueLook;
import org.silobridge.catalogue.timer.Timers;

/** Deadlines in the running service: a pending request says by when, and each warning comes once, at its moment. */
class ClockIT {
    /** Monday, 10:00 in Shanghai. */
    private static final Instant FILED = Instant.parse("2025-06-09T02:00:00Z");

    private static final Instant ORANGE = Instant.parse("2025-06-19T09:00:00Z");
    private static final Instant RED = Instant.parse("2025-06-23T09:00:00Z");

    @TempDir
    Path directory;

    /** Stands still until it is told to jump. */
    private volatile Instant now = FILED;

    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);

    @Test
    void eachWarningComesOnceAcrossTwoReplicasAndARestart() throws Exception {
        var config = TestCatalogue.config(directory, TestCatalogue.freshDatabase());
        String steward;
        String applicant;
        String request;
        try (var first = TestCatalogue.start(config, clock, new TestCatalogue.FakeOutside(true));
                var second = TestCatalogue.start(config, clock, new TestCatalogue.FakeOutside(false))) {
            // Given a request that waits for the steward
            done(first.post(first.operator, "/departments", TestCatalogue.department("owner", "11100000000013127D")));
            done(first.post(first.operator, "/departments", TestCatalogue.department("reader", "11100000000013338W")));
            var publisher = first.actor("pia", "publisher", "owner");
            steward = first.actor("stella", "steward", "owner");
            applicant = first.actor("anna", "applicant", "reader");
            done(first.post(publisher, "/contracts", TestCatalogue.contract("health-care/daily-case-counts")));
            done(first.post(
                    publisher,
                    "/datasets",
                    new JsonObject()
                            .put("contract", "health-care/daily-case-counts")
                            .put("major", 1)
                            .put("owner", "owner")));
            var filed = done(first.post(
                    applicant,
                    "/requests",
                    TestCatalogue.request("health-care/daily-case-counts/owner", "reader", "open")));
            request = filed.getString("id");
            assertThat(filed.getJsonObject("due"))
                    .isEqualTo(new JsonObject()
                            .put("waitsFor", "steward")
                            .put("at", RED.toString())
                            .put("orangeAt", ORANGE.toString())
                            .put("colour", "green")
                            .put("provisional", false));

            // When orange comes, both replicas look
            now = ORANGE;
            now = ORANGE.plusMillis(1);
            await().until(() -> warnings(second, steward).size() == 1);

            assertThat(warnings(first, steward)).containsExactly("catalogue.notice.answer-due " + ORANGE.plusMillis(1));
            assertThat(done(second.get(steward, "/requests/" + request))
                            .getJsonObject("due")
                            .getString("colour"))
                    .isEqualTo("orange");
            assertThat(warnings(first, applicant))
                    .as("the warning is the owner's")
                    .isEmpty();

            // Then nobody looks at it again until red
            try (var db = TestCatalogue.superuser(config.postgres().url()).open()) {
                await().until(
                                () -> db.createQuery("SELECT at FROM timer WHERE subject = :request")
                                        .bind("request", request)
                                        .map((row, context) -> Columns.instant(row, "at"))
                                        .one(),
                                RED::equals);
            }
        }

        // When the time is over while nobody looks, and the timer says that nothing is due
        try (var db = TestCatalogue.superuser(config.postgres().url()).open()) {
            db.execute("UPDATE timer SET at = 'infinity'");
        }
        now = RED.plusSeconds(3600);
        try (var restarted = TestCatalogue.start(config, clock, new TestCatalogue.FakeOutside(true))) {
            var supervisor = restarted.actor("sue", "supervisor", null);
            await().until(() -> warnings(restarted, steward).size() == 2);

            assertThat(warnings(restarted, supervisor))
                    .containsExactly(
                            "catalogue.notice.answer-overdue " + RED.plusSeconds(3600),
                            "catalogue.notice.answer-due " + ORANGE.plusMillis(1));
            assertThat(noticesInTheLedger(restarted))
                    .as("each of them is in the ledger, and that the request waits for an answer")
                    .isEqualTo(3);

            var seen = done(restarted.get(supervisor, "/scoreboard?month=2025-06"))
                    .getJsonArray("items")
                    .getJsonObject(0);
            assertThat(List.of(seen.getInteger("received"), seen.getInteger("overdue")))
                    .containsExactly(1, 1);

            // Then it is too late to extend it, while another one can be, once
            assertThat(restarted
                            .post(
                                    steward,
                                    "/requests/" + request + "/extension",
                                    because("The register is being moved"))
                            .statusCode())
                    .isEqualTo(422);
            var another = done(restarted.post(
                            applicant,
                            "/requests",
                            TestCatalogue.request("health-care/daily-case-counts/owner", "reader", "open")
                                    .put("durationDays", 30)))
                    .getString("id");
            var extended = done(restarted.post(
                    steward, "/requests/" + another + "/extension", because("The register is being moved")));
            assertThat(extended.getJsonObject("due").getString("at"))
                    .as("twenty working days instead of ten")
                    .isEqualTo("2025-07-21T09:00:00Z");
            assertThat(extended.getJsonArray("acts").getJsonObject(0).getInteger("days"))
                    .isEqualTo(10);
            assertThat(restarted
                            .post(steward, "/requests/" + another + "/extension", because("It still is"))
                            .statusCode())
                    .isEqualTo(409);

            // Then deciding it ends its clock
            var decided = done(restarted.post(
                    steward, "/requests/" + request + "/decision", new JsonObject().put("decision", "approve")));
            assertThat(decided.containsKey("due")).isFalse();
            var board = done(restarted.get(steward, "/scoreboard"));
            assertThat(board.getString("month")).isEqualTo("2025-06");
            var line = board.getJsonArray("items").getJsonObject(0);
            assertThat(List.of(line.getInteger("late"), line.getInteger("overdue")))
                    .containsExactly(1, 0);
            assertThat(line.getDouble("medianDays"))
                    .as("ten working days, the 23rd included")
                    .isEqualTo(10.0);
            var csv = restarted.call("GET", "/scoreboard", steward, null, "Accept", "text/csv, application/json;q=0.5");
            assertThat(csv.headers().firstValue("Content-Type")).hasValue("text/csv; charset=utf-8");
            assertThat(csv.body().lines()).hasSize(2).last().asString().contains(",owner,owner,部门,");
            assertThat(restarted.get(steward, "/scoreboard?month=June").statusCode())
                    .isEqualTo(400);
        }
    }

    @Test
    void aGrantThatNobodyConfirmsLapsesOnceAndItsWarningsComeOnceAcrossTwoReplicas() throws Exception {
        var config = TestCatalogue.config(directory, TestCatalogue.freshDatabase());
        try (var first = TestCatalogue.start(config, clock, new TestCatalogue.FakeOutside(true));
                var second = TestCatalogue.start(config, clock, new TestCatalogue.FakeOutside(false))) {
            // Given two grants of 400 days, one of which is confirmed in time
            done(first.post(first.operator, "/departments", TestCatalogue.department("owner", "11100000000013127D")));
            done(first.post(first.operator, "/departments", TestCatalogue.department("reader", "11100000000013338W")));
            var publisher = first.actor("pia", "publisher", "owner");
            var steward = token(first, "stella", "steward", "owner");
            var applicant = token(first, "anna", "applicant", "reader");
            done(first.post(publisher, "/contracts", TestCatalogue.contract("health-care/daily-case-counts")));
            done(first.post(
                    publisher,
                    "/datasets",
                    new JsonObject()
                            .put("contract", "health-care/daily-case-counts")
                            .put("major", 1)
                            .put("owner", "owner")));
            var forgotten = grant(first, applicant, steward, 400);
            var confirmed = grant(first, applicant, steward, 401);

            // When it is time to say so, both replicas look
            now = Instant.parse("2025-11-25T09:00:00Z");
            await().until(() -> warnings(second, steward).size() == 2);
            assertThat(done(second.post(steward, "/grants/" + confirmed + "/recertification", new JsonObject()))
                            .getJsonObject("recertification")
                            .getString("lapsesAt"))
                    .isEqualTo("2026-05-25T09:00:00Z");
            now = Instant.parse("2025-12-10T09:00:00Z");
            await().until(() -> warnings(second, steward).size() == 3);

            assertThat(warnings(first, steward))
                    .containsExactlyInAnyOrder(
                            "catalogue.notice.grant-recertification-due 2025-11-25T09:00:00Z",
                            "catalogue.notice.grant-recertification-due 2025-11-25T09:00:00Z",
                            "catalogue.notice.grant-lapsed 2025-12-10T09:00:00Z");
            var lapsed = done(first.get(steward, "/grants/" + forgotten));
            assertThat(List.of(lapsed.getString("state"), lapsed.getString("endedAt"), lapsed.getString("noticedAt")))
                    .containsExactly("expired", "2025-12-09T09:00:00Z", "2025-12-10T09:00:00Z");
            assertThat(done(first.get(steward, "/grants/" + confirmed)).getString("state"))
                    .isEqualTo("approved");
        }
    }

    @Test
    void whatCannotBeReadWaitsAloneAndALookAtAllThatFailsIsMadeGoodByTheNext() throws Exception {
        var config = TestCatalogue.config(directory, TestCatalogue.freshDatabase());
        TestCatalogue.start(config, clock, new TestCatalogue.FakeOutside(true)).close();
        var transactions =
                new Transactions(TestCatalogue.superuser(config.postgres().url()), Duration.ofMinutes(1));
        var names = List.of("a", "b", "c", "d", "e");
        var timers = new Timers("test", "SELECT NULL::text WHERE false");
        var unreadable = new HashSet<>(Set.of("", "c")); // of nobody: the database
        var stuck = new HashSet<>(Set.of("e"));
        var seen = new ArrayList<String>();
        DueLook.Matters<String> matters = (db, ids) -> {
            if (ids.isEmpty() ? unreadable.contains("") : ids.stream().anyMatch(unreadable::contains)) {
                throw new IllegalStateException("cannot be read");
            }
            return ids.stream().collect(Collectors.toMap(id -> id, id -> id));
        };
        var look = new DueLook<>(
                transactions,
                timers,
                matters,
                (matter, moment) -> {
                    seen.add(matter);
                    if (stuck.contains(matter)) {
                        throw new IllegalStateException("stuck");
                    }
                    return Optional.of(FILED.plusSeconds(60));
                },
                clock,
                Duration.ofMinutes(1));

        // Given timers none of which is due, so that only a look at all takes them
        try (var db = TestCatalogue.superuser(config.postgres().url()).open()) {
            names.forEach(name -> timers.wake(db, name));
            db.execute("UPDATE timer SET at = 'infinity'");

            // When the database fails during that
            assertThatThrownBy(look::look).hasMessage("cannot be read");
            assertThat(seen).isEmpty();

            // Then the next look takes them all, but for the one that cannot be read
            unreadable.remove("");
            assertThatThrownBy(look::look).isInstanceOf(IllegalStateException.class);
            assertThat(seen).containsExactlyInAnyOrder("a", "b", "d", "e");
            assertThat(notSet(db)).containsExactly("c", "e");

            // Then the next ones take what is left, and nothing else
            seen.clear();
            unreadable.clear();
            stuck.clear();
            look.look();
            look.look();
            assertThat(seen).containsExactlyInAnyOrder("c", "e");
            assertThat(notSet(db)).isEmpty();
        }
    }

    private static List<String> notSet(Handle db) {
        return db.createQuery("SELECT subject FROM timer WHERE at = 'infinity' ORDER BY subject")
                .mapTo(String.class)
                .list();
    }

    /** As {@code actor} gives one, but for a story of half a year. */
    private static String token(TestCatalogue catalogue, String subject, String role, String department)
            throws Exception {
        return done(catalogue.post(
                        catalogue.operator,
                        "/actors/" + catalogue.register(subject, role, department) + "/tokens",
                        new JsonObject().put("label", "test").put("validDays", 400)))
                .getString("token");
    }

    private static String grant(TestCatalogue catalogue, String applicant, String steward, int days) throws Exception {
        var request = done(catalogue.post(
                applicant,
                "/requests",
                TestCatalogue.request("health-care/daily-case-counts/owner", "reader", "open")
                        .put("durationDays", days)));
        return done(catalogue.post(
                        steward,
                        "/requests/" + request.getString("id") + "/decision",
                        new JsonObject().put("decision", "approve")))
                .getString("grant");
    }

    /** What the warnings to an actor's departments say and when they were written, newest first. */
    private static List<String> warnings(TestCatalogue catalogue, String token) throws Exception {
        return done(catalogue.get(token, "/notices")).getJsonArray("items").stream()
                .map(JsonObject.class::cast)
                .map(notice -> notice.getJsonObject("reason").getString("code") + " " + notice.getString("writtenAt"))
                .filter(notice -> !notice.contains(".request-"))
                .toList();
    }

    private static JsonObject because(String reason) {
        return new JsonObject().put("reason", reason);
    }

    private static int noticesInTheLedger(TestCatalogue catalogue) {
        return TestCatalogue.superuser(catalogue.config.postgres().url()).withHandle(db -> db.createQuery(
                        "SELECT count(*) FROM ledger_object WHERE object LIKE 'ntc-%' AND version > 0")
                .mapTo(Integer.class)
                .one());
    }

    private static JsonObject done(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return json(answer);
    }
}
