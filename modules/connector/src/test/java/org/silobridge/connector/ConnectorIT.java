package org.silobridge.connector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.silobridge.connector.config.ConnectorFile;
import org.silobridge.connector.position.Counts;
import org.silobridge.contract.wire.ConfluentFraming;
import org.silobridge.model.Outcome;
import org.silobridge.sandbox.ExchangeInfrastructure;
import org.silobridge.sandbox.Service;
import org.silobridge.sandbox.SharedInfrastructure;

/** The connector against a real Kafka with its authorizer on. That it survives being killed is shown end to end, in {@code KillsIT}. */
@ResourceLock(SharedInfrastructure.DISTURBED)
class ConnectorIT {
    private static final String AIR = "ecology-environment/air-quality-hourly";
    private static final String RESIDENT = "population/resident";
    private static final ConnectorSettings SMALL =
            new ConnectorSettings(500, Duration.ofSeconds(1), Duration.ofMillis(50), Duration.ofSeconds(1));
    private static ExchangeInfrastructure exchange;

    @TempDir
    private Path directory;

    @BeforeAll
    static void startKafka() {
        exchange = SharedInfrastructure.disturbed(Service.KAFKA);
    }

    /** The demo's sample, beside the demo's data, with this stage's credential. */
    private Path sample(ExchangeStage stage, String sample, String data) throws IOException {
        Files.createDirectories(directory.resolve("data"));
        Files.copy(ExchangeStage.PROJECT.resolve("deploy/demo/data/" + data), directory.resolve("data/" + data));
        stage.writeClientConfig(directory.resolve("client.properties"));
        var text = Files.readString(ExchangeStage.PROJECT.resolve("deploy/demo/" + sample))
                .replaceAll("[a-z-]+\\.kafka\\.properties", "client.properties");
        return Files.writeString(directory.resolve("test.connector.yaml"), text);
    }

    private static Connector connector(Path file, PublicationSource catalogue, ConnectorListener listener) {
        return new Connector(ConnectorFile.read(file).orThrow(), catalogue, SMALL, Clock.systemUTC(), listener);
    }

    private static String code(Outcome<RunReport> outcome) {
        return outcome instanceof Outcome.Refused<RunReport> refused
                ? refused.refusal().reason().code()
                : "not refused: " + outcome;
    }

    private static GenericDatumReader<GenericRecord> reader(ExchangeStage stage) {
        return new GenericDatumReader<>(stage.contract().wireSchema().schema());
    }

    private static GenericRecord decoded(
            GenericDatumReader<GenericRecord> reader, ConsumerRecord<byte[], byte[]> record) {
        var framed = ConfluentFraming.read(record.value()).orThrow();
        assertThat(framed.schemaId()).isEqualTo(ExchangeStage.SCHEMA_ID);
        var payload = new byte[framed.payload().remaining()];
        framed.payload().get(payload);
        try {
            return reader.read(null, DecoderFactory.get().binaryDecoder(payload, null));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Each hour of the file is there once, in order within its partition. */
    private static void assertEveryHourOnceInOrder(ExchangeStage stage) {
        var times = new HashMap<Integer, Long>();
        var keys = new HashSet<ByteBuffer>();
        var records = stage.committed(stage.publication().topic());
        var reader = reader(stage);
        for (var record : records) {
            long time = (Long) decoded(reader, record).get("observedAt");
            assertThat(times.getOrDefault(record.partition(), Long.MIN_VALUE)).isLessThan(time);
            times.put(record.partition(), time);
            assertThat(keys.add(ByteBuffer.wrap(record.key()))).isTrue();
        }
        assertThat(records).hasSize(35_064);
    }

    @Test
    void publishesTheAirQualityFileOnceHoweverOftenItRuns() throws Exception {
        var stage = ExchangeStage.set(exchange, AIR, "air");
        var file = sample(stage, "air-quality.connector.yaml", "air-quality-beijing-aotizhongxin.csv.gz");

        var first = connector(file, stage, ConnectorListener.SILENT).run().orThrow();
        var second = connector(file, stage, ConnectorListener.SILENT).run().orThrow();

        assertThat(first.complete()).isTrue();
        assertThat(first.now().read()).isEqualTo(35_064);
        assertThat(second.now()).isEqualTo(Counts.NONE);
        assertThat(second.before()).isEqualTo(35_064);
        assertEveryHourOnceInOrder(stage);
        var one = stage.committed(stage.publication().topic()).stream()
                .filter(r -> new String(r.key(), StandardCharsets.UTF_8).equals("Aotizhongxin|2013-02-28T16:00:00Z"))
                .findFirst()
                .orElseThrow();
        assertThat(new String(one.headers().lastHeader("sb-contract").value(), StandardCharsets.UTF_8))
                .isEqualTo("ecology-environment/air-quality-hourly@1.0");
        assertThat(decoded(reader(stage), one).get("co")).isEqualTo(0.3);
    }

    @Test
    void goesOnWhenTheBrokerIsKilledAndComesBack() throws Exception {
        var stage = ExchangeStage.set(exchange, AIR, "broker");
        var catalogue = new Switched(stage);
        var file = sample(stage, "air-quality.connector.yaml", "air-quality-beijing-aotizhongxin.csv.gz");
        var commits = new AtomicInteger();
        var killsOnce = new ConnectorListener() {
            @Override
            public void progressed(Counts soFar, double rowsPerSecond) {
                if (commits.incrementAndGet() == 5) {
                    // The catalogue too: what it told before is enough to begin again.
                    catalogue.down = true;
                    exchange.kill(Service.KAFKA);
                    exchange.restart(Service.KAFKA);
                }
            }
        };

        var report = connector(file, catalogue, killsOnce).run().orThrow();

        assertThat(report.now().read()).isEqualTo(35_064);
        assertEveryHourOnceInOrder(stage);
    }

    @Test
    void stopsWhenAnotherInstanceTakesOver() throws Exception {
        var stage = ExchangeStage.set(exchange, AIR, "fence");
        var file = sample(stage, "air-quality.connector.yaml", "air-quality-beijing-aotizhongxin.csv.gz");
        var committed = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        var done = new AtomicLong();
        var halts = new ConnectorListener() {
            @Override
            public void progressed(Counts soFar, double rowsPerSecond) {
                done.compareAndSet(0, soFar.read());
                committed.countDown();
                try {
                    assertThat(goOn.await(60, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        };
        var first = CompletableFuture.supplyAsync(
                () -> connector(file, stage, halts).run());
        assertThat(committed.await(60, TimeUnit.SECONDS)).isTrue();

        var second = connector(file, stage, ConnectorListener.SILENT).run().orThrow();
        goOn.countDown();

        assertThat(done.get()).isBetween(1L, 35_063L);
        assertThat(second.before()).isEqualTo(done.get());
        assertThat(code(first.get(60, TimeUnit.SECONDS))).isEqualTo("connector.kafka.fenced");
        assertEveryHourOnceInOrder(stage);
    }

    @Test
    void saysWhichRightIsMissing() throws Exception {
        var stage = ExchangeStage.set(exchange, AIR, "norights");
        var file = sample(stage, "air-quality.connector.yaml", "air-quality-beijing-aotizhongxin.csv.gz");
        var other = ExchangeStage.set(exchange, AIR, "norights2");
        other.writeClientConfig(directory.resolve("client.properties"));

        var outcome = connector(file, stage, ConnectorListener.SILENT).run();

        assertThat(code(outcome)).isEqualTo("connector.kafka.no-right-transactional-id");
    }

    @Test
    void keepsWithheldValuesOffEveryTopicAndQuarantinesWithReasons() throws Exception {
        var stage = ExchangeStage.set(exchange, RESIDENT, "people");
        var file = sample(stage, "residents.connector.yaml", "residents.csv");

        var report = connector(file, stage, ConnectorListener.SILENT).run().orThrow();

        assertThat(report.now().read()).isEqualTo(6_000);
        assertThat(report.now().quarantined()).isEqualTo(90);
        var published = stage.committed(stage.publication().topic());
        assertThat(published).hasSize(5_910);
        assertThat(published).allSatisfy(record -> assertThat(record.key()).hasSize(22));
        var bad = stage.committed(stage.publication().quarantineTopic());
        assertThat(bad).hasSize(90);
        var shown = new ByteArrayOutputStream();
        for (var record : published) {
            shown.writeBytes(record.key());
            shown.writeBytes(record.value());
        }
        for (var record : stage.committed(stage.publication().positionsTopic())) {
            shown.writeBytes(record.value());
        }
        var codes = new ArrayList<String>();
        for (var record : bad) {
            shown.writeBytes(record.key());
            shown.writeBytes(record.value());
            var json = new ObjectMapper().readTree(record.value());
            assertThat(json.path("file").asText()).isEqualTo("data/residents.csv");
            assertThat(json.path("withheldColumns").toString()).contains("姓名", "公民身份号码");
            shown.writeBytes(Base64.getDecoder().decode(json.path("raw").asText()));
            json.path("reasons").forEach(reason -> codes.add(reason.path("code").asText()));
        }
        assertThat(codes)
                .contains(
                        "contract.rule.check-digits",
                        "contract.rule.division-code-unknown",
                        "contract.rule.division-code-withdrawn",
                        "contract.rule.required",
                        "contract.rule.type");
        for (var encoding : List.of(StandardCharsets.UTF_8, Charset.forName("GB18030"))) {
            assertThat(contains(shown.toByteArray(), "金丝雀不可外泄".getBytes(encoding)))
                    .isFalse();
            assertThat(contains(shown.toByteArray(), "示范路".getBytes(encoding))).isFalse();
        }
        assertThat(contains(shown.toByteArray(), "440305188003292924".getBytes(StandardCharsets.UTF_8)))
                .isFalse();
    }

    private static boolean contains(byte[] bytes, byte[] part) {
        return new String(bytes, StandardCharsets.ISO_8859_1).contains(new String(part, StandardCharsets.ISO_8859_1));
    }
}
