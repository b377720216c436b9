package org.silobridge.sandbox;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;

/** What a user of the exchange does, in few words. */
record Clients(ExchangeInfrastructure exchange) {
    Map<String, Object> config(Login login) {
        Map<String, Object> config = new HashMap<>(exchange.kafkaClientConfig(login));
        config.put("request.timeout.ms", 5_000);
        config.put("default.api.timeout.ms", 10_000);
        return config;
    }

    Admin admin() {
        return Admin.create(config(exchange.kafkaAdmin()));
    }

    void createTopic(String name) throws InterruptedException, ExecutionException {
        try (Admin admin = admin()) {
            admin.createTopics(List.of(new NewTopic(name, Optional.of(1), Optional.empty())))
                    .all()
                    .get();
        }
    }

    Set<String> topics() throws InterruptedException, ExecutionException {
        try (Admin admin = admin()) {
            return admin.listTopics().names().get();
        }
    }

    void createUser(Login login) throws InterruptedException, ExecutionException {
        try (Admin admin = admin()) {
            admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                            login.user(),
                            new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096),
                            login.password())))
                    .all()
                    .get();
        }
    }

    Connection connect(Login login) throws SQLException {
        return DriverManager.getConnection(exchange.jdbcUrl(), login.user(), login.password());
    }

    void execute(Login login, String sql) throws SQLException {
        try (Connection connection = connect(login);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    String query(Login login, String sql) throws SQLException {
        try (Connection connection = connect(login);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    HttpResponse<String> registerSchema(String subject, String avro) throws IOException, InterruptedException {
        String body = "{\"schema\": \"" + avro.replace("\"", "\\\"") + "\"}";
        return send(HttpRequest.newBuilder(registry("/subjects/" + subject + "/versions"))
                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    String subjects() throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(registry("/subjects")).build()).body();
    }

    private URI registry(String path) {
        return URI.create(exchange.registryUrl() + path);
    }

    private static HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
