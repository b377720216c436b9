package org.silobridge.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.silobridge.catalogue.TestCatalogue.json;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.silobridge.catalogue.clock.ClockProfileFile;

/** Data that the catalogue does not have is asked for under the Data Regulation of Shanghai, whose Art. 39 gives 15 working days. */
class DemandIT {
    private static final Instant FILED = Instant.parse("2025-06-09T02:00:00Z");
    private static final Instant ORANGE = Instant.parse("2025-06-25T09:00:00Z");
    private static final Instant RED = Instant.parse("2025-06-30T09:00:00Z");

    @TempDir
    Path directory;

    private volatile Instant now = FILED;

    @Test
    void isRoutedToTheDepartmentThatShouldHoldItAndEndsInADatasetOrAReason() throws Exception {
        var clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
        var config = TestCatalogue.config(directory, TestCatalogue.freshDatabase(), ClockProfileFile.brought("SH"));
        try (var catalogue = TestCatalogue.start(config, clock, new TestCatalogue.FakeOutside(true))) {
            // Given two departments, and nothing in the catalogue
            done(catalogue.post(
                    catalogue.operator, "/departments", TestCatalogue.department("holder", "11100000000013127D")));
            done(catalogue.post(
                    catalogue.operator, "/departments", TestCatalogue.department("reader", "11100000000013338W")));
            var publisher = catalogue.actor("pia", "publisher", "holder");
            var steward = catalogue.actor("stella", "steward", "holder");
            var applicant = catalogue.actor("anna", "applicant", "reader");
            var supervisor = catalogue.actor("sue", "supervisor", null);

            // When one of them needs what the other should hold
            var nothing = catalogue.post(
                    applicant,
                    "/demands",
                    needed(" ").put("purpose", "PublicBenefit").put("holder", "reader"));
            assertThat(codes(nothing))
                    .containsExactlyInAnyOrder(
                            "catalogue.demand.of-itself",
                            "catalogue.input.text",
                            "catalogue.request.purpose-is-a-heading");
            var filed = done(catalogue.post(applicant, "/demands", needed("Daily case counts")));
            var path = "/demands/" + filed.getString("id");
            assertThat(filed.getJsonObject("due"))
                    .isEqualTo(new JsonObject()
                            .put("at", RED.toString())
                            .put("orangeAt", ORANGE.toString())
                            .put("colour", "green")
                            .put("provisional", false));
            var again = catalogue.post(applicant, "/demands", needed("Daily case counts"));
            assertThat(again.statusCode()).isEqualTo(200);
            assertThat(json(again).getString("id")).isEqualTo(filed.getString("id"));

            // Then the holder is told, and warned, each once, also where a second replica looks and starts anew
            assertThat(told(catalogue, steward)).containsExactly("demand-filed");
            try (var second = TestCatalogue.start(config, clock, new TestCatalogue.FakeOutside(false))) {
                now = ORANGE;
                now = ORANGE.plusMillis(1);
                await().until(() -> told(second, steward).size() == 2);
            }
            try (var second = TestCatalogue.start(config, clock, new TestCatalogue.FakeOutside(false))) {
                now = RED;
                now = RED.plusMillis(1);
                await().until(() -> told(second, steward).size() == 3);
                done(second.get(steward, path));
            }
            now = RED.plusSeconds(60);

            // And answers for what it has, not for what it has not
            var answer = path + "/answer";
            assertThat(codes(catalogue.post(steward, answer, new JsonObject().put("decision", "decline"))))
                    .containsExactly("catalogue.procedure.needs-reason");
            var catalogued = new JsonObject()
                    .put("decision", "catalogued")
                    .put("dataset", "health-care/daily-case-counts/holder");
            assertThat(codes(catalogue.post(steward, answer, catalogued)))
                    .containsExactly("catalogue.demand.not-a-dataset-of-the-holder");
            done(catalogue.post(publisher, "/contracts", TestCatalogue.contract("health-care/daily-case-counts")));
            done(catalogue.post(
                    publisher,
                    "/datasets",
                    new JsonObject()
                            .put("contract", "health-care/daily-case-counts")
                            .put("major", 1)
                            .put("owner", "holder")));
            var answered = done(catalogue.post(steward, answer, catalogued));
            assertThat(answered.getString("state")).isEqualTo("catalogued");
            assertThat(answered.containsKey("due")).isFalse();
            assertThat(told(catalogue, applicant)).containsExactly("demand-catalogued");
            assertThat(catalogue
                            .call("POST", path + "/withdrawal", applicant, null)
                            .statusCode())
                    .isEqualTo(409);

            assertThat(toldOf(catalogue, supervisor, filed.getString("id")))
                    .containsExactlyInAnyOrder(
                            "demand-filed " + FILED,
                            "demand-due " + ORANGE.plusMillis(1),
                            "demand-overdue " + RED.plusMillis(1),
                            "demand-catalogued " + RED.plusSeconds(60));

            // And where it declines, or it is not needed any more, that is all
            var other = "/demands/"
                    + done(catalogue.post(applicant, "/demands", needed("Name changes")))
                            .getString("id");
            var declined = done(catalogue.post(
                    steward,
                    other + "/answer",
                    new JsonObject().put("decision", "decline").put("reason", "The registry office holds it")));
            assertThat(declined.getJsonObject("ended").getString("reason")).isEqualTo("The registry office holds it");
            var third = "/demands/"
                    + done(catalogue.post(applicant, "/demands", needed("Births")))
                            .getString("id");
            assertThat(done(catalogue.call("POST", third + "/withdrawal", applicant, null))
                            .getString("state"))
                    .isEqualTo("withdrawn");
            assertThat(done(catalogue.call("POST", third + "/withdrawal", applicant, null))
                            .getString("state"))
                    .isEqualTo("withdrawn");

            // And where another one holds it, that one has to answer, and is told how late it is
            done(catalogue.post(
                    catalogue.operator, "/departments", TestCatalogue.department("registry", "91110000100010433L")));
            var registrar = catalogue.actor("rita", "steward", "registry");
            var fourth = "/demands/"
                    + done(catalogue.post(applicant, "/demands", needed("Marriages")))
                            .getString("id");
            now = now.plus(java.time.Duration.ofDays(30));
            await().until(() -> told(catalogue, steward).stream()
                            .filter("demand-overdue"::equals)
                            .count()
                    == 2);
            await().until(() -> told(catalogue, supervisor).contains("demand-escalated"));
            var onward = new JsonObject().put("decision", "pass-on").put("reason", "It keeps that register");
            assertThat(codes(catalogue.post(
                            steward, fourth + "/answer", onward.copy().put("holder", "reader"))))
                    .containsExactly("catalogue.demand.not-onward");
            assertThat(done(catalogue.post(steward, fourth + "/answer", onward.put("holder", "registry")))
                            .getJsonObject("holder")
                            .getString("slug"))
                    .isEqualTo("registry");
            await().until(() -> told(catalogue, registrar).size() == 3);
            assertThat(told(catalogue, registrar))
                    .containsExactlyInAnyOrder("demand-passed-on", "demand-due", "demand-overdue");
            assertThat(catalogue.post(steward, fourth + "/answer", catalogued).statusCode())
                    .as("it is not the first one's any more")
                    .isEqualTo(404);
            assertThat(inTheLedger(catalogue, "dmd-%"))
                    .as("each was filed, and ended; the last one was filed and passed on")
                    .isEqualTo(8);
        }
    }

    private static JsonObject needed(String subject) {
        return new JsonObject()
                .put("department", "reader")
                .put("holder", "holder")
                .put("subject", subject)
                .put("description", "All since 2020")
                .put("purpose", "ImproveHealthcare")
                .put("legalBasis", "Shanghai Data Regulation, Art. 39");
    }

    private static List<String> told(TestCatalogue catalogue, String token) throws Exception {
        return done(catalogue.get(token, "/notices")).getJsonArray("items").stream()
                .map(notice -> ((JsonObject) notice).getJsonObject("reason").getString("code"))
                .filter(code -> code.contains(".demand-"))
                .map(code -> code.replace("catalogue.notice.", ""))
                .toList();
    }

    /** What was told of a demand, and when. */
    private static List<String> toldOf(TestCatalogue catalogue, String token, String demand) throws Exception {
        return done(catalogue.get(token, "/notices")).getJsonArray("items").stream()
                .map(JsonObject.class::cast)
                .filter(notice -> notice.getString("about").startsWith(demand))
                .map(notice -> notice.getJsonObject("reason").getString("code").replace("catalogue.notice.", "") + " "
                        + notice.getString("writtenAt"))
                .toList();
    }

    private static int inTheLedger(TestCatalogue catalogue, String objects) {
        return TestCatalogue.superuser(catalogue.config.postgres().url())
                .withHandle(db -> db.createQuery("SELECT sum(version) FROM ledger_object WHERE object LIKE :objects")
                        .bind("objects", objects)
                        .mapTo(Integer.class)
                        .one());
    }

    private static List<String> codes(HttpResponse<String> refused) {
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
        return json(refused).getJsonArray("violations").stream()
                .map(violation -> ((JsonObject) violation).getString("code"))
                .toList();
    }

    private static JsonObject done(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return json(answer);
    }
}
