package org.silobridge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.silobridge.cli.local.LocalExchange;
import org.silobridge.it.exchange.OnPublishedExchange;
import org.silobridge.it.exchange.PublishedExchange;

/** Commands over an exchange that runs. */
@Order(10)
@ExtendWith(OnPublishedExchange.class)
class ExchangeCommandsIT {
    @TempDir
    private Path home;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... args) {
        out.reset();
        err.reset();
        return Silobridge.commandLine(new Console(out, err, Clock.systemUTC(), Locale.ENGLISH, home))
                .execute(args);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    /** Over the case counts, of which 2,285 rows are bad. Nothing is replayed for good. */
    @Test
    void listsExportsAndTriesWhatAReplayWouldDo(PublishedExchange published) throws Exception {
        var connector = published
                .directory()
                .resolve("daily-case-counts.connector.yaml")
                .toString();
        var json = new ObjectMapper();

        assertThat(run("quarantine", "list", connector, "--reason", "required", "--max", "2"))
                .as(err())
                .isEqualTo(ExitStatus.DONE);
        assertThat(out().lines().filter(line -> line.contains(" open "))).hasSize(2);
        assertThat(out()).contains("contract.rule.required", "34019 rows");
        assertThat(err()).contains("89 more rows");

        assertThat(run("quarantine", "list", connector, "--max", "1", "-o", "json"))
                .isEqualTo(ExitStatus.DONE);
        var list = json.readTree(out());
        assertThat(list.path("items")).hasSize(1);
        assertThat(list.path("items").get(0).path("state").asText()).isEqualTo("open");
        assertThat(list.path("read").asLong()).isEqualTo(34_019);
        assertThat(list.path("summary")).anySatisfy(share -> {
            assertThat(share.path("code").asText()).isEqualTo("contract.rule.required");
            assertThat(share.path("open").asLong()).isEqualTo(91);
            assertThat(share.path("share").asDouble()).isBetween(0.0026, 0.0027);
        });

        var rows = home.resolve("rows.csv");
        assertThat(run("quarantine", "export", connector, "--reason", "required", "--to", rows.toString()))
                .as(err())
                .isEqualTo(ExitStatus.DONE);
        assertThat(err()).contains("91 rows written to " + rows);
        assertThat(Files.readString(rows)).contains("sb_file,sb_line,sb_reasons");
        assertThat(run("quarantine", "export", connector, "--to", rows.toString()))
                .isEqualTo(ExitStatus.INPUT);
        assertThat(err()).contains(rows.toString());

        assertThat(run("quarantine", "replay", connector, "--rows", rows.toString(), "--dry-run"))
                .as(err())
                .isEqualTo(ExitStatus.DONE);
        assertThat(out()).contains("Nothing was sent. 0 rows would be published", "91 would stay", "required");
        assertThat(run("quarantine", "replay", connector, "--reason", "none-such", "--dry-run", "-o", "json"))
                .isEqualTo(ExitStatus.DONE);
        assertThat(json.readTree(out()).path("published").asLong()).isZero();
    }

    @Test
    void makesALogInThatIsANameAloneAndEndsIt(PublishedExchange published) {
        var exchange = published.exchange();
        var department = published.stranger().slug();
        String[] asOperator = {
            "--url",
            exchange.catalogueUrl().toString(),
            "--token-file",
            exchange.operatorTokenFile().toString()
        };

        assertThat(run(and(asOperator, "department", "credential", department, "--without-password")))
                .as(err())
                .isEqualTo(ExitStatus.DONE);
        var login = out().strip();
        assertThat(login).matches("sb[.]dep-[0-9a-z]{16}[.][0-9]+");
        assertThat(run(and(asOperator, "department", "end-credential", department, login)))
                .as(err())
                .isEqualTo(ExitStatus.DONE);
        assertThat(run(and(
                        asOperator,
                        "department",
                        "credential",
                        department,
                        "--without-password",
                        "--overlap-hours",
                        "1")))
                .isEqualTo(ExitStatus.INPUT);
        assertThat(err()).contains("--without-password");
    }

    /** The rights are made beforehand: until they are kept, the controller has found them. */
    @Test
    void surveysRightsMadeByHandKeepsOneAndMeasuresHowFastDecisionsBite(PublishedExchange published) throws Exception {
        try (var byHand = new RightByHand(published)) {
            byHand.make();

            new ProbeCommands(published, home).measure(this::run, this::out, this::err);

            // What was healed meanwhile can be kept, too, and then stays.
            var exchange = published.exchange();
            var coordinator = as(exchange, exchange.tokenOf("keeps-rights", "coordinator"));
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(run(and(
                            coordinator, "enforcement", "keep", byHand.right(), "--days", "1", "--reason", "Moving")))
                    .as(err())
                    .isEqualTo(ExitStatus.DONE));
            assertThat(out()).contains("kept", byHand.right());
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                byHand.make();
                assertThat(run(and(coordinator, "enforcement", "survey", "--score", "orphan")))
                        .as(err())
                        .isEqualTo(ExitStatus.DONE);
                assertThat(out()).containsPattern("orphan +kept +" + Pattern.quote(byHand.right()));
            });
            assertThat(run(and(coordinator, "enforcement", "survey", "-o", "json")))
                    .isEqualTo(ExitStatus.DONE);
            assertThat(new ObjectMapper()
                            .readTree(out())
                            .path("counts")
                            .path("covered")
                            .asInt())
                    .isPositive();

            assertThat(run(and(coordinator, "enforcement", "keep", byHand.right(), "--days", "0", "--reason", "Moved")))
                    .as(err())
                    .isEqualTo(ExitStatus.DONE);
            assertThat(out()).contains("no longer kept");
            assertThat(run(and(
                            coordinator, "enforcement", "keep", byHand.right(), "--days", "91", "--reason", "Longer")))
                    .isEqualTo(ExitStatus.INPUT);
        }
    }

    private static String[] and(String[] more, String... args) {
        return Stream.concat(Arrays.stream(args), Arrays.stream(more)).toArray(String[]::new);
    }

    /** Each decision that can be signed, on a dataset that demands it, and what an auditor finds who has the keys' ids. */
    @Test
    void signsEachDecisionSoThatTheLedgerProvesItOffline(PublishedExchange published) throws Exception {
        var all = new SignedDecisions(published, home, this::run);

        // Given a dataset of the owner's that demands signatures
        var signers = all.signers();
        var steward = signers.get(0);
        var second = signers.get(1);
        var coordinator = signers.get(2);
        done(steward.run("dataset", "signatures", all.dataset(), "--require", "--reason", "Order 7"));

        // Then who approves signs, with a key of their own that counts
        var first = all.request("first");
        assertThat(steward.plainly("request", "decide", first, "--approve")).isEqualTo(ExitStatus.REFUSED);
        assertThat(err()).contains("has to be signed", "--sign-with");
        assertThat(steward.with(second).run("request", "decide", first, "--approve"))
                .isEqualTo(ExitStatus.REFUSED);
        assertThat(err()).contains("is no key of yours");
        done(steward.run("request", "decide", first, "--approve", "--days", "20", "--reason", "Two weeks and a bit"));

        // And the second of four eyes, who objects, or confirms
        done(second.run("request", "second", first, "--object", "--reason", "Names the wrong act"));
        done(steward.run("request", "decide", first, "--approve"));
        assertThat(second.plainly("request", "second", first, "--confirm")).isEqualTo(ExitStatus.REFUSED);
        done(second.run("request", "second", first, "--confirm"));
        var grant = all.inForce(first);

        // And a refusal, and what a coordinator makes of it
        var refused = all.request("second");
        done(steward.run("request", "decide", refused, "--refuse", "--reason", "The purpose needs no names"));
        all.appeal(refused);
        done(coordinator.run("request", "rule", refused, "--order", "--reason", "Art. 7 asks for them"));
        var upheld = all.request("third");
        done(steward.run("request", "decide", upheld, "--refuse", "--reason", "The same again"));
        all.appeal(upheld);
        done(coordinator.run("request", "rule", upheld, "--uphold", "--reason", "Art. 7 asks for them once"));

        // And all that can be decided about a grant
        done(steward.run("grant", "suspend", grant, "--reason", "Looked at"));
        assertThat(steward.plainly("grant", "resume", grant)).isEqualTo(ExitStatus.REFUSED);
        done(steward.run("grant", "resume", grant));
        all.inForce(first);
        assertThat(steward.plainly("grant", "recertify", grant)).isEqualTo(ExitStatus.REFUSED);
        done(steward.run("grant", "recertify", grant));
        assertThat(steward.plainly("grant", "renew", grant, "--days", "10", "--reason", "Goes on"))
                .isEqualTo(ExitStatus.REFUSED);
        done(steward.run("grant", "renew", grant, "--days", "10", "--reason", "Goes on"));
        all.askRenewal(grant);
        done(steward.run("grant", "refuse-renewal", grant, "--reason", "The duty has ended"));
        done(steward.run("grant", "revoke", grant, "--reason", "The duty has ended"));
        done(steward.run("grant", "revoke", all.inForce(refused), "--reason", "The duty has ended"));

        // And nothing more with a key that was revoked
        done(second.plainly("actor", "key", "revoke", steward.key(), "--reason", "The notebook was stolen"));
        assertThat(steward.run("dataset", "signatures", all.dataset(), "--waive", "--reason", "Order 9"))
                .isEqualTo(ExitStatus.REFUSED);
        assertThat(err()).contains("was revoked");

        // And the ledger shows all of it to who has the keys' ids from their holders, and not to who lacks one
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            assertThat(all.verify(steward, second, coordinator)).as(out()).isEqualTo(ExitStatus.DONE);
            assertThat(out())
                    .contains("VERIFIED", "16 decisions are signed by who took them", "signed 12 decisions")
                    .doesNotContain("NOT VERIFIED");
        });
        assertThat(all.verify(steward, coordinator)).isEqualTo(ExitStatus.NOT_VERIFIED);
        assertThat(out()).contains("NOT VERIFIED");
    }

    /** What is refused on the way says what to do instead, and ends as such a refusal ends. */
    @Test
    void disputesARecordUntilACoordinatorHasSettledIt(PublishedExchange published) throws Exception {
        var exchange = published.exchange();
        var air = published.air().dataset().name().toString();
        var reader = as(exchange, published.granted().applicantToken());
        var owner = as(exchange, published.air().owner().stewardToken());
        var coordinator = as(exchange, exchange.tokenOf("rules-on-disputes", "coordinator"));
        done(run(and(reader, "correction", "list", "-o", "json")));
        int before = new ObjectMapper().readTree(out()).path("items").size(); // Each record can be disputed once.
        String[] dispute = {
            "correction",
            "file",
            "--dataset",
            air,
            "--key",
            "1001|2013-03-01T00:00:00Z",
            "--field",
            "pm25",
            "--evidence",
            "The station was out of order that hour"
        };
        var asReader = and(
                reader, and(new String[] {"--department", published.granted().slug()}, dispute));

        // Given who reads nothing of it, and places where no record can have been read
        refused(
                run(and(
                        as(exchange, published.stranger().applicantToken()),
                        and(new String[] {"--department", published.stranger().slug(), "--at", "0:0"}, dispute))),
                ExitStatus.REFUSED,
                "statistics has no grant in force on " + air,
                "Ask for one first: silobridge request file");
        refused(
                run(and(new String[] {"--at", "4711"}, asReader)),
                ExitStatus.INPUT,
                "--at",
                "a colon and the offset: 1:4711");
        refused(
                run(and(new String[] {"--at", "0:900000000"}, asReader)),
                ExitStatus.INPUT,
                "offset: Nothing is there: the partition ends before",
                "silobridge subscribe --envelope");

        // When it is filed, and the owner takes its time and stands by the record
        done(run(and(new String[] {"--at", "0:" + before}, asReader)));
        var id = idIn(out(), "cor");
        done(run(and(owner, "correction", "list", "--state", "open")));
        assertThat(out().lines().filter(line -> line.startsWith(id)))
                .singleElement()
                .asString()
                .contains("open", air, "pm25", published.granted().slug());
        refused(run(and(owner, "correction", "list", "--state", "closed")), ExitStatus.INPUT, "--state", "withdrawn");
        done(run(and(owner, "correction", "extend", id, "--reason", "The paper file is at the county")));
        assertThat(out()).contains("10 working days: The paper file is at the county");
        refused(
                run(and(owner, "correction", "extend", id, "--reason", "It still is")),
                ExitStatus.REFUSED,
                "was extended before, and that is possible once");
        refused(run(and(owner, "correction", "answer", id, "--refuse")), ExitStatus.INPUT, "Say why");
        done(run(and(owner, "correction", "answer", id, "--refuse", "--reason", "The station confirms the value")));

        // Then a coordinator settles it for good
        refused(
                run(and(coordinator, "correction", "rule", id, "--uphold", "--reason", "It is right")),
                ExitStatus.REFUSED,
                "Correction " + id + " is refused: there is no appeal to decide");
        done(run(and(reader, "correction", "appeal", id, "--grounds", "Notice 12 was not looked at")));
        done(run(and(coordinator, "correction", "rule", id, "--uphold", "--reason", "Notice 12 is of another one")));
        done(run(and(reader, "correction", "show", id)));
        assertThat(out())
                .contains("1001|2013-03-01T00:00:00Z", "Notice 12 was not looked at")
                .contains("uphold: Notice 12 is of another one");
        refused(
                run(and(new String[] {"--at", "0:" + before}, asReader)),
                ExitStatus.REFUSED,
                "A coordinator has decided on the same in correction " + id,
                "write to the stewards of " + published.air().owner().slug());
        refused(
                run(and(reader, "correction", "withdraw", id)),
                ExitStatus.REFUSED,
                "Correction " + id + " is closed already: refused");
        refused(
                run(and(as(exchange, published.stranger().applicantToken()), "correction", "show", id)),
                ExitStatus.REFUSED,
                "There is no correction " + id,
                "correction list");

        // And the scoreboard counts it
        done(run(and(owner, "scoreboard")));
        assertThat(out().lines()
                        .filter(line -> line.startsWith(published.air().owner().slug())))
                .singleElement()
                .asString()
                .containsPattern("[1-9] of [1-9], [1-9] in time, 0 overdue");
        done(run(and(owner, "scoreboard", "-o", "csv")));
        assertThat(out()).contains("correctionsReceived");
        refused(run(and(owner, "scoreboard", "--month", "June")), ExitStatus.INPUT, "month", "2025-06", "June");
    }

    @Test
    void asksForDataThatTheCatalogueLacks(PublishedExchange published) throws Exception {
        var exchange = published.exchange();
        var holder = as(exchange, published.stranger().stewardToken());
        var needs = as(exchange, published.granted().applicantToken());
        String[] demand = {
            "demand",
            "file",
            "--department",
            published.granted().slug(),
            "--subject",
            "Name changes",
            "--description",
            "Who changed their name, and when",
            "--purpose",
            "ServiceAccessDetermination",
            "--legal-basis",
            "Social Insurance Law, Art. 74"
        };

        refused(
                run(and(needs, and(new String[] {"--holder", published.granted().slug()}, demand))),
                ExitStatus.INPUT,
                "holder: The department that needs the data is the one that should hold it. Name another.");
        done(run(and(needs, and(new String[] {"--holder", published.stranger().slug()}, demand))));
        var id = idIn(out(), "dmd");
        done(run(and(holder, "demand", "list", "--state", "open")));
        assertThat(out().lines().filter(line -> line.startsWith(id)))
                .singleElement()
                .asString()
                .contains("Name changes", published.granted().slug());
        refused(
                run(and(as(exchange, published.air().owner().stewardToken()), "demand", "show", id)),
                ExitStatus.REFUSED,
                "There is no demand " + id,
                "demand list");
        refused(run(and(holder, "demand", "answer", id, "--decline")), ExitStatus.INPUT, "reason: Say why");
        refused(
                run(and(
                        holder,
                        "demand",
                        "answer",
                        id,
                        "--dataset",
                        published.air().dataset().name().toString())),
                ExitStatus.INPUT,
                "Not a dataset of the department that answers. Register it first, then name it.");
        done(run(and(holder, "demand", "answer", id, "--decline", "--reason", "Nobody records it")));
        assertThat(out()).contains("declined", "Nobody records it");
        refused(
                run(and(needs, "demand", "withdraw", id)),
                ExitStatus.REFUSED,
                "Demand " + id + " is closed already: declined");
    }

    private void refused(int status, int expected, String... said) {
        assertThat(status).as(err()).isEqualTo(expected);
        assertThat(err()).contains(said);
        assertThat(out()).isEmpty();
    }

    private static String idIn(String shown, String kind) {
        var id = Pattern.compile(kind + "-[0-9a-z]{16}").matcher(shown);
        assertThat(id.find()).as(shown).isTrue();
        return id.group();
    }

    private static String[] as(LocalExchange exchange, Path token) {
        return new String[] {"--url", exchange.catalogueUrl().toString(), "--token-file", token.toString()};
    }

    private void done(int status) {
        assertThat(status).as(err()).isEqualTo(ExitStatus.DONE);
    }
}
