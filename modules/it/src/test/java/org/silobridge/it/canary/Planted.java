package org.silobridge.it.canary;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.silobridge.cli.local.LocalExchange;

/** A leak made on purpose, in each place and each writing in which a search must find one. */
final class Planted {
    static final String TEXT = "对照文字必须找到";

    /** The same, for where only ASCII is sure to arrive. */
    static final String WORD = "control-word-to-be-found";

    private static final Charset GB18030 = Charset.forName("GB18030");
    private static final List<String> COMPRESSIONS = List.of("none", "gzip", "snappy", "lz4", "zstd");

    /** Where it is found by name. */
    static final List<String> PLACES = places();

    /** How it stands in a log, by the name of the writing. */
    static final Map<String, byte[]> WRITINGS = writings();

    private Planted() {}

    private static List<String> places() {
        var places = new ArrayList<String>();
        COMPRESSIONS.forEach(compression -> places.add("records of control." + compression + "-0"));
        places.add("raw row of control.quarantine-0");
        places.add("registry /subjects/control-value/versions/1");
        for (var column : List.of("words", "bytes", "document", "long_words")) {
            places.add("column silobridge.control.planted." + column);
        }
        return List.copyOf(places);
    }

    private static Map<String, byte[]> writings() {
        var utf8 = TEXT.getBytes(StandardCharsets.UTF_8);
        var gb18030 = TEXT.getBytes(GB18030);
        var writings = new LinkedHashMap<String, byte[]>();
        writings.put("UTF-8", utf8);
        writings.put("GB18030", gb18030);
        writings.put("UTF-16BE", TEXT.getBytes(StandardCharsets.UTF_16BE));
        writings.put("UTF-16LE", TEXT.getBytes(StandardCharsets.UTF_16LE));
        writings.put(
                "JSON escapes",
                "\\u5bf9\\u7167\\u6587\\u5b57\\u5fc5\\u987b\\u627e\\u5230".getBytes(StandardCharsets.US_ASCII));
        writings.put("hexadecimal of UTF-8", HexFormat.of().formatHex(utf8).getBytes(StandardCharsets.US_ASCII));
        writings.put("hexadecimal of GB18030", HexFormat.of().formatHex(gb18030).getBytes(StandardCharsets.US_ASCII));
        writings.put(
                "base64 of UTF-8",
                Base64.getEncoder().encode(("a row, " + TEXT + ",").getBytes(StandardCharsets.UTF_8)));
        writings.put("base64 of GB18030", Base64.getEncoder().encode(("a row " + TEXT + ",").getBytes(GB18030)));
        return writings;
    }

    static void everywhere(LocalExchange exchange)
            throws IOException, SQLException, InterruptedException, ExecutionException {
        inKafka(exchange);
        inTheRegistry(exchange);
        inPostgres(exchange);
        inTheLogs(exchange.directory());
    }

    private static void inKafka(LocalExchange exchange) throws InterruptedException, ExecutionException {
        var admin = exchange.sandbox().kafkaClientConfig(exchange.sandbox().kafkaAdmin());
        try (var topics = Admin.create(new HashMap<String, Object>(admin))) {
            var wanted = new ArrayList<NewTopic>();
            COMPRESSIONS.forEach(name -> wanted.add(new NewTopic("control." + name, Optional.of(1), Optional.empty())));
            wanted.add(new NewTopic("control.quarantine", Optional.of(1), Optional.empty()));
            topics.createTopics(wanted).all().get();
        }
        // Often enough for a compressor to make something else of it.
        var value = ("field " + TEXT + ";").repeat(50).getBytes(StandardCharsets.UTF_8);
        for (var compression : COMPRESSIONS) {
            send(admin, compression, "control." + compression, value);
        }
        var row = Base64.getEncoder().encodeToString(("440305," + TEXT + ",01\r\n").getBytes(GB18030));
        send(
                admin,
                "none",
                "control.quarantine",
                ("{\"version\":1,\"raw\":\"" + row + "\"}").getBytes(StandardCharsets.UTF_8));
    }

    private static void send(Map<String, String> admin, String compression, String topic, byte[] value)
            throws InterruptedException, ExecutionException {
        var config = new HashMap<String, Object>(admin);
        config.put("compression.type", compression);
        try (var producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, value)).get();
        }
    }

    private static void inTheRegistry(LocalExchange exchange) throws IOException, InterruptedException {
        var schema =
                "{\\\"type\\\":\\\"enum\\\",\\\"name\\\":\\\"Control\\\",\\\"symbols\\\":[\\\"A\\\"],\\\"doc\\\":\\\""
                        + TEXT + "\\\"}";
        var answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(
                                        exchange.sandbox().registryUrl() + "/subjects/control-value/versions"))
                                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                                .POST(HttpRequest.BodyPublishers.ofString("{\"schema\":\"" + schema + "\"}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException("the registry answers " + answer.body());
        }
    }

    private static void inPostgres(LocalExchange exchange) throws SQLException {
        var login = exchange.sandbox().databaseOwner();
        try (var connection =
                        DriverManager.getConnection(exchange.sandbox().jdbcUrl(), login.user(), login.password());
                var statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA control");
            statement.execute(
                    "CREATE TABLE control.planted (words text, bytes bytea, document jsonb, long_words text)");
            try (var row = connection.prepareStatement(
                    "INSERT INTO control.planted VALUES (?, ?, jsonb_build_object('name', ?), repeat(?, 5000))")) {
                row.setString(1, TEXT);
                row.setBytes(2, TEXT.getBytes(GB18030));
                row.setString(3, TEXT);
                row.setString(4, TEXT);
                row.executeUpdate();
            }
        }
    }

    /** Where processes write their own lines, too: each line is appended whole. */
    private static void inTheLogs(Path directory) throws IOException {
        List<Path> logs;
        try (var files = Files.walk(directory)) {
            logs = files.filter(file -> file.toString().endsWith(".log"))
                    .filter(file -> !file.startsWith(directory.resolve("sandbox/kafka")))
                    .toList();
        }
        for (var log : logs) {
            for (var writing : WRITINGS.values()) {
                Files.write(log, writing, StandardOpenOption.APPEND);
                Files.writeString(log, "\n", StandardOpenOption.APPEND);
            }
        }
    }
}
