package org.silobridge.it.canary;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.record.internal.FileRecords;
import org.silobridge.cli.local.LocalExchange;

/**
 * All that an exchange keeps: each byte of each file below its directory (Kafka's segments, PostgreSQL's tables and
 * write-ahead log, logs, configuration); and what compression hides there: the records inside Kafka's batches, read from
 * the segments themselves, so that neither rights nor positions nor transactions hide any; every column of every table;
 * every schema of the registry; the rows inside quarantine records.
 */
final class EverythingStored {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final LocalExchange exchange;
    private final TextSearch search;
    private final Set<Find> finds = new LinkedHashSet<>();
    private final Map<String, Integer> recordsByPartition = new TreeMap<>();
    private final Map<String, Integer> rawRowsByPartition = new TreeMap<>();
    private final Set<String> files = new LinkedHashSet<>();
    private final Set<String> columns = new LinkedHashSet<>();
    private final Set<String> schemas = new LinkedHashSet<>();

    private EverythingStored(LocalExchange exchange, TextSearch search) {
        this.exchange = exchange;
        this.search = search;
    }

    static EverythingStored searched(LocalExchange exchange, TextSearch search)
            throws IOException, SQLException, InterruptedException {
        var all = new EverythingStored(exchange, search);
        all.searchDatabases();
        all.searchRegistry();
        all.searchFiles();
        return all;
    }

    Set<Find> finds() {
        return finds;
    }

    /** By directory of the partition, such as {@code sb.population.resident.public-security.v1-0}. */
    Map<String, Integer> recordsByPartition() {
        return recordsByPartition;
    }

    Map<String, Integer> rawRowsByPartition() {
        return rawRowsByPartition;
    }

    /** Relative to the exchange's directory. */
    Set<String> files() {
        return files;
    }

    /** {@code database.schema.table.column}. */
    Set<String> columns() {
        return columns;
    }

    Set<String> schemas() {
        return schemas;
    }

    // -------------------------------------------------------------------------------------------------- files

    private void searchFiles() throws IOException {
        var root = exchange.directory();
        var kafka = root.resolve("sandbox/kafka/data");
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                var place = root.relativize(file).toString();
                try (var in = Files.newInputStream(file)) {
                    finds.addAll(search.in("file " + place, in));
                    files.add(place);
                } catch (NoSuchFileException e) {
                    // PostgreSQL and Kafka are alive: a file may go between its listing and its turn.
                    return FileVisitResult.CONTINUE;
                }
                var name = String.valueOf(file.getFileName());
                if (file.startsWith(kafka) && (name.endsWith(".log") || name.endsWith(".checkpoint"))) {
                    searchSegment(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }
        });
    }

    /** With Kafka's own reader of segments, which decompresses each batch. */
    private void searchSegment(Path file) throws IOException {
        var partition = file.getName(file.getNameCount() - 2).toString();
        var place = "records of " + partition;
        int records = 0;
        FileRecords segment;
        try {
            segment = FileRecords.open(file.toFile(), false);
        } catch (NoSuchFileException e) {
            return;
        }
        try (segment) {
            for (var record : segment.records()) {
                records++;
                if (record.hasKey()) {
                    finds.addAll(search.in(place, record.key()));
                }
                if (record.hasValue()) {
                    finds.addAll(search.in(place, record.value()));
                    searchRawRow(partition, record.value());
                }
                for (var header : record.headers()) {
                    finds.addAll(search.in(place, header.key().getBytes(StandardCharsets.UTF_8)));
                    finds.addAll(search.in(place, header.value()));
                }
            }
        }
        recordsByPartition.merge(partition, records, Integer::sum);
    }

    private void searchRawRow(String partition, ByteBuffer value) throws IOException {
        var bytes = new byte[value.remaining()];
        value.duplicate().get(bytes);
        if (bytes.length == 0 || bytes[0] != '{') {
            return;
        }
        JsonNode raw = JSON.readTree(bytes).path("raw");
        if (raw.isTextual()) {
            rawRowsByPartition.merge(partition, 1, Integer::sum);
            finds.addAll(
                    search.in("raw row of " + partition, Base64.getDecoder().decode(raw.textValue())));
        }
    }

    // -------------------------------------------------------------------------------------------- PostgreSQL

    private void searchDatabases() throws SQLException {
        var databases = new ArrayList<String>();
        try (var connection = connect("silobridge");
                var statement = connection.createStatement()) {
            statement.execute("CHECKPOINT");
            var rows = statement.executeQuery("SELECT datname FROM pg_database WHERE datallowconn");
            while (rows.next()) {
                databases.add(rows.getString(1));
            }
        }
        for (var database : databases) {
            try (var connection = connect(database)) {
                searchDatabase(database, connection);
            }
        }
    }

    private Connection connect(String database) throws SQLException {
        var url = exchange.sandbox().jdbcUrl();
        var login = exchange.sandbox().databaseSuperuser();
        return DriverManager.getConnection(
                url.substring(0, url.lastIndexOf('/') + 1) + database, login.user(), login.password());
    }

    private void searchDatabase(String database, Connection connection) throws SQLException {
        var tables = new LinkedHashMap<String, List<String>>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("""
                        SELECT format('%I.%I', n.nspname, c.relname),
                               format(CASE t.typname WHEN 'bytea' THEN '%I' ELSE '%I::text' END, a.attname)
                        FROM pg_attribute a
                        JOIN pg_class c ON c.oid = a.attrelid
                        JOIN pg_namespace n ON n.oid = c.relnamespace
                        JOIN pg_type t ON t.oid = a.atttypid
                        WHERE c.relkind IN ('r', 'm') AND a.attnum > 0 AND NOT a.attisdropped
                        ORDER BY 1, a.attnum""")) {
            while (rows.next()) {
                tables.computeIfAbsent(rows.getString(1), none -> new ArrayList<>())
                        .add(rows.getString(2));
            }
        }
        for (var table : tables.entrySet()) {
            var selected = table.getValue();
            try (var statement = connection.createStatement();
                    var rows = statement.executeQuery(
                            "SELECT " + String.join(", ", selected) + " FROM " + table.getKey())) {
                for (var column : selected) {
                    columns.add(column(database, table.getKey(), column));
                }
                while (rows.next()) {
                    for (int i = 0; i < selected.size(); i++) {
                        var value =
                                selected.get(i).endsWith("::text") ? text(rows.getString(i + 1)) : rows.getBytes(i + 1);
                        if (value != null) {
                            finds.addAll(
                                    search.in("column " + column(database, table.getKey(), selected.get(i)), value));
                        }
                    }
                }
            }
        }
    }

    private static String column(String database, String table, String column) {
        return database + "." + table + "." + column.replace("::text", "");
    }

    private static byte @org.jspecify.annotations.Nullable [] text(@org.jspecify.annotations.Nullable String value) {
        return value == null ? null : value.getBytes(StandardCharsets.UTF_8);
    }

    // ---------------------------------------------------------------------------------------------- registry

    private void searchRegistry() throws IOException, InterruptedException {
        for (var subject : JSON.readTree(get("/subjects?deleted=true"))) {
            var versions = "/subjects/" + subject.textValue() + "/versions";
            for (var version : JSON.readTree(get(versions))) {
                var found = get(versions + "/" + version.asInt());
                get("/schemas/ids/" + JSON.readTree(found).path("id").asInt());
                schemas.add(subject.textValue());
            }
        }
    }

    private byte[] get(String path) throws IOException, InterruptedException {
        var answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(exchange.sandbox().registryUrl() + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new IOException(path + " answers " + answer.statusCode());
        }
        finds.addAll(search.in("registry " + path, answer.body()));
        return answer.body();
    }
}
