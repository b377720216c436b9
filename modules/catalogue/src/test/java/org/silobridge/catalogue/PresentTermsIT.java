package org.silobridge.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.silobridge.catalogue.TestCatalogue.json;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A request is decided on the contract as it is then, also when that changes in the same moment. */
class PresentTermsIT {
    @TempDir
    static Path directory;

    private static TestCatalogue catalogue;
    private static String publisher = "";
    private static String steward = "";
    private static String applicant = "";

    @BeforeAll
    static void anExchangeWithAConditionalDataset() throws Exception {
        catalogue = TestCatalogue.start(directory, Clock.systemUTC());
        done(catalogue.post(
                catalogue.operator, "/departments", TestCatalogue.department("owner", "11100000000013127D")));
        done(catalogue.post(
                catalogue.operator, "/departments", TestCatalogue.department("reader", "11100000000013338W")));
        publisher = catalogue.actor("pia", "publisher", "owner");
        steward = catalogue.actor("stella", "steward", "owner");
        applicant = catalogue.actor("anna", "applicant", "reader");
        done(publish("1.0", "sharing: conditional"));
        done(catalogue.post(
                publisher,
                "/datasets",
                new JsonObject()
                        .put("contract", "health-care/daily-case-counts")
                        .put("major", 1)
                        .put("owner", "owner")));
    }

    @AfterAll
    static void stop() {
        catalogue.close();
    }

    @Test
    void anApprovalWaitsForAPublicationUnderWayAndGoesByIt() throws Exception {
        var filed = done(catalogue.post(
                applicant,
                "/requests",
                TestCatalogue.request("health-care/daily-case-counts/owner", "reader", "open")
                        .put("commitment", "We use it for this alone.")));
        assertThat(filed.getString("commitment")).isEqualTo("We use it for this alone.");
        var request = filed.getString("id");
        // Given a publication that stops half way: the row that it inserts refers to this one
        try (var db = TestCatalogue.superuser(catalogue.config.postgres().url()).open()) {
            db.begin();
            db.execute("SELECT FROM database WHERE slug = 'health-care' FOR UPDATE");
            var publication = later(() -> publish("1.1", "sharing: not-shared, legalBasis: {en: Article 38, zh: 条}"));
            await().until(() -> waiting("transactionid") == 1);

            var approval = later(() -> decide(request, "approve"));
            await().until(() -> approval.isDone() || waiting("advisory") == 1);
            db.commit();

            done(publication.get());
            assertThat(approval.get().statusCode()).as(approval.get().body()).isEqualTo(422);
        }

        // Then it stays undecided, and can only be refused
        var again = decide(request, "approve");
        assertThat(again.statusCode()).as(again.body()).isEqualTo(422);
        assertThat(json(again).getString("code")).isEqualTo("catalogue.request.not-shared-any-more");
        assertThat(json(again).getString("detail"))
                .contains("group open", "health-care/daily-case-counts@1.1", "Article 38", "Refuse");
        assertThat(json(decide(request, "refuse")).getString("state")).isEqualTo("refused");
    }

    private static int waiting(String lock) {
        return TestCatalogue.superuser(catalogue.config.postgres().url())
                .withHandle(db -> db.createQuery("SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid)"
                                + " WHERE a.datname = current_database() AND NOT l.granted AND l.locktype = :lock")
                        .bind("lock", lock)
                        .mapTo(Integer.class)
                        .one());
    }

    private static HttpResponse<String> publish(String version, String sharing) throws Exception {
        var texts = TestCatalogue.contract("health-care/daily-case-counts");
        var yaml = texts.getString("contract")
                .replace("version: \"1.0\"", "version: \"" + version + "\"")
                .replace("open: {sharing: conditional", "open: {" + sharing);
        assertThat(yaml).contains(version, sharing);
        return catalogue.post(
                publisher, "/contracts", texts.put("contract", yaml).put("confirm", true));
    }

    private static HttpResponse<String> decide(String request, String decision) throws Exception {
        return catalogue.post(
                steward,
                "/requests/" + request + "/decision",
                new JsonObject().put("decision", decision).put("reason", "as the contract says"));
    }

    private interface Call {
        HttpResponse<String> send() throws Exception;
    }

    private static CompletableFuture<HttpResponse<String>> later(Call call) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return call.send();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static JsonObject done(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
        return json(answer);
    }
}
