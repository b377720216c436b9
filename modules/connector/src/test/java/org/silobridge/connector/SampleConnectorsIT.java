package org.silobridge.connector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.silobridge.connector.config.ConnectorFile;
import org.silobridge.connector.quarantine.QuarantineRecord;
import org.silobridge.connector.source.cdc.CdcTables;
import org.silobridge.connector.source.jdbc.TestDatabase;
import org.silobridge.connector.source.push.Application;
import org.silobridge.contract.identifier.SocialCreditCode;
import org.silobridge.sandbox.ExchangeInfrastructure;
import org.silobridge.sandbox.Service;
import org.silobridge.sandbox.SharedInfrastructure;

/**
 * The samples over databases and pushes, end to end as they stand in the project: nothing of them is changed but where the
 * database is and which port is free. Those over files are {@link SampleConnectorsTest}'s and {@link RealFilesIT}'s.
 */
class SampleConnectorsIT {
    private static final ConnectorSettings QUICK =
            new ConnectorSettings(500, Duration.ofMillis(100), Duration.ofMillis(50), Duration.ofMillis(200));
    private static final String UNIT = code("91440300MA5000001");
    private static final String AUTHORITY = code("11440300000000001");

    private final ExchangeInfrastructure exchange = SharedInfrastructure.with(Service.KAFKA, Service.POSTGRES);

    @TempDir
    private Path directory;

    private static String code(String body) {
        return body + SocialCreditCode.checkDigit(body);
    }

    /** A stage whose contract is the sample's, for a run of the test. */
    private ExchangeStage stage(String contract) throws Exception {
        return ExchangeStage.set(exchange, contract, "sample");
    }

    private ConnectorFile sample(ExchangeStage stage, String sample, String from, String to) throws IOException {
        var file = ExchangeStage.PROJECT.resolve("deploy/" + sample);
        var text = Files.readString(file);
        assertThat(text).contains(from);
        var read = ConnectorFile.read(Files.writeString(directory.resolve(file.getFileName()), text.replace(from, to)))
                .orThrow();
        stage.writeClientConfig(read.kafkaClientConfig());
        return read;
    }

    /** Runs until something is so. */
    private static void run(ConnectorFile file, ExchangeStage stage, Callable<Boolean> enough) throws Exception {
        var connector = new Connector(file, stage, QUICK, Clock.systemUTC(), ConnectorListener.SILENT);
        var run = CompletableFuture.supplyAsync(connector::run);
        try {
            await().atMost(Duration.ofSeconds(60)).until(() -> run.isDone() || enough.call());
        } finally {
            connector.stop();
        }
        run.get(60, TimeUnit.SECONDS).orThrow();
    }

    private static List<String> published(ExchangeStage stage) {
        return stage.committed(stage.publication().topic()).stream()
                .map(record -> new String(record.key(), UTF_8) + (record.value() == null ? " gone" : ""))
                .toList();
    }

    private static List<String> quarantined(ExchangeStage stage) {
        var reasons = new ArrayList<String>();
        for (var record : stage.committed(stage.publication().quarantineTopic())) {
            QuarantineRecord.parse(record.value())
                    .reasons()
                    .forEach(found ->
                            reasons.add(found.path() + " " + found.reason().code()));
        }
        return reasons;
    }

    private TestDatabase register() throws Exception {
        var database = TestDatabase.create("register");
        var secrets = Files.createDirectories(directory.resolve("secrets"));
        Application.secret(secrets.resolve("register.user"), database.login().user() + "\n");
        Application.secret(
                secrets.resolve("register.password"), database.login().password() + "\n");
        return database;
    }

    private ConnectorFile overDatabase(ExchangeStage stage, String sample) throws IOException {
        var deployed = "jdbc:postgresql://register.example.org:5432/register"
                + "?sslmode=verify-full&sslrootcert=/etc/silobridge/authorities.pem";
        return sample(stage, sample, deployed, exchange.jdbcUrl());
    }

    @Test
    void legalEntities() throws Exception {
        var stage = stage("legal-persons/legal-entity");
        var database = register();
        try {
            database.execute(
                    "CREATE TABLE entity (entity_no int PRIMARY KEY, uscc text, name text, division text, representative text,"
                            + " representative_id text, capital numeric(18, 2), currency text, established date, industry text,"
                            + " address text, scope text, state text, registrar text, changed_at timestamptz NOT NULL,"
                            + " draft boolean NOT NULL)",
                    entity(1, UNIT, "440300", false),
                    entity(2, code("91440300MA5000002"), "000000", false),
                    entity(3, code("91440300MA5000003"), "440300", true));
            var file = overDatabase(stage, "database/legal-entities.connector.yaml");

            run(file, stage, () -> !published(stage).isEmpty());
            database.execute(
                    "UPDATE entity SET state = '注销', changed_at = now() - interval '1 minute' WHERE entity_no = 1");
            run(file, stage, () -> published(stage).size() > 1);

            assertThat(published(stage)).containsExactly(UNIT, UNIT);
            assertThat(quarantined(stage)).containsExactly("divisionCode contract.rule.division-code-unknown");
        } finally {
            database.drop();
        }
    }

    private static String entity(int number, String code, String division, boolean draft) {
        return "INSERT INTO entity VALUES (" + number + ", '" + code + "', '某某有限公司', '" + division
                + "', NULL, NULL, 1000000.00, 'CNY', '2020-02-29', 'C35', '某路1号', '制造', '存续', '" + AUTHORITY
                + "', now() - interval '1 hour', " + draft + ")";
    }

    @Test
    void penalties() throws Exception {
        var stage = stage("credit/administrative-penalty");
        var database = register();
        try {
            database.execute(
                    "CREATE TABLE penalty (decision_no text, name text, kind text, uscc text, representative text, violation text,"
                            + " facts text, basis text, penalty text, content text, fine numeric(18, 2), decided date,"
                            + " public_until date, authority text, division text, PRIMARY KEY (decision_no, authority))",
                    penalty("粤监罚〔2025〕1号", "2026-05-01"),
                    penalty("粤监罚〔2025〕2号", "2024-05-01"));
            var file = overDatabase(stage, "database/penalties.connector.yaml");

            run(file, stage, () -> {
                if (published(stage).size() == 1 && !quarantined(stage).isEmpty()) {
                    database.execute("DELETE FROM penalty WHERE decision_no LIKE '%1号'");
                }
                return published(stage).size() > 1;
            });

            var key = "粤监罚〔2025〕1号|" + AUTHORITY;
            assertThat(published(stage)).containsExactly(key, key + " gone");
            assertThat(quarantined(stage)).singleElement().asString().contains("publicity-after-decision");
        } finally {
            CdcTables.drop(database, "penalties");
        }
    }

    private static String penalty(String number, String publicUntil) {
        return "INSERT INTO penalty VALUES ('" + number + "', '某某有限公司', 'LEGAL_PERSON', '" + UNIT
                + "', NULL, '虚假宣传', '某事', '广告法', '罚款', '罚款二万元', 20000.00, '2025-05-01', '" + publicUntil + "', '"
                + AUTHORITY + "', '440300')";
    }

    private static boolean isListening(int port) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void certificates() throws Exception {
        var stage = stage("e-certificates/certificate");
        int port = Application.freePort();
        Files.createDirectories(directory.resolve("secrets"));
        Application.secret(directory.resolve("secrets/push.token"), Application.TOKEN);
        var listening = """
                    host: 0.0.0.0                               # without tls nothing but the loopback address
                    port: 8095
                    tls: {certificateFile: tls/chain.pem, keyFile: secrets/tls-key.pem}
                """;
        var file = sample(stage, "push/certificates.connector.yaml", listening, "    port: " + port + "\n");
        var certificate = """
                {"id": "1.2.156.3005.2.11100000MB03271699022.340100.000000016.001.9", "type": {"code": "11100000MB03271699022",\
                 "name": "营业执照"}, "number": "1", "issuer": {"uscc": "AUTHORITY", "name": "某局", "division": "340100"},\
                 "holder": {"kind": "法人", "id": "UNIT", "name": "某某有限公司"}, "issued": "2025-05-01",\
                 "valid": {"from": "2025-05-01", "until": "长期"}, "state": "有效"}""".replace("AUTHORITY", AUTHORITY).replace("UNIT", UNIT);
        var withdrawn = certificate.replace("{\"id\"", "{\"withdrawn\": true, \"id\"");
        var bad = certificate.replace("001.9", "001.8");
        var answers = new ArrayList<List<String>>();

        run(file, stage, () -> {
            if (!isListening(port)) {
                return false;
            }
            for (var row : List.of(certificate, bad, withdrawn)) {
                answers.add(Application.results(Application.at(port).push("push-" + answers.size(), row)));
            }
            return true;
        });

        assertThat(answers)
                .containsExactly(
                        List.of("1:published"),
                        List.of("1:quarantined certificateId contract.rule.check-digits"),
                        List.of("1:published"));
        var published = published(stage);
        assertThat(published).hasSize(2);
        assertThat(published.get(1)).isEqualTo(published.get(0) + " gone");
    }
}
