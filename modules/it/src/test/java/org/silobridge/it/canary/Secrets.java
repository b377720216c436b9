package org.silobridge.it.canary;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.silobridge.client.CatalogueClient;
import org.silobridge.client.DatasetRef;
import org.silobridge.client.NewActor;
import org.silobridge.client.SessionId;
import org.silobridge.it.exchange.PublishedExchange;

/**
 * What an exchange is kept safe by: tokens of the API, log-ins to Kafka and PostgreSQL, the secret of a dataset, and of
 * somebody who logged in the passwords and the session.
 *
 * @param texts all of them
 * @param operatorToken one of them
 * @param applicantToken another, of a department
 */
record Secrets(Set<String> texts, String operatorToken, String applicantToken, SessionId session) {
    private static final Pattern PASSWORD = Pattern.compile("password=\"([^\"]+)\"");
    private static final String OF_A_PERSON = "kanarienvogel-im-bergwerk-17";

    static Secrets of(PublishedExchange published) throws IOException {
        var exchange = published.exchange();
        var operator = exchange.operator();
        var person = operator.registerActor(
                        new NewActor("canary-person", "canary", List.of(new NewActor.NewRole("auditor", null))))
                .orThrow();
        var once = operator.setPassword(person.id()).orThrow().password();
        var session = new CatalogueClient(
                        exchange.catalogueUrl(), Optional.empty(), Locale.ENGLISH, Duration.ofSeconds(20))
                .logIn("canary-person", once, OF_A_PERSON)
                .orThrow();
        var residents = published.residents();

        var texts = new LinkedHashSet<>(List.of(
                once,
                OF_A_PERSON,
                session.secret(),
                residents
                        .owner()
                        .publisher()
                        .leaseKey(DatasetRef.of(residents.dataset().id()))
                        .orThrow()
                        .secret()));
        try (var files = Files.list(exchange.directory())) {
            for (var file : files.toList()) {
                if (file.toString().endsWith(".token")) {
                    texts.add(text(file));
                } else if (file.toString().endsWith(".properties")) {
                    PASSWORD.matcher(text(file))
                            .results()
                            .map((MatchResult found) -> found.group(1))
                            .forEach(texts::add);
                }
            }
        }
        var ofTheSandbox = new Properties();
        ofTheSandbox.load(new StringReader(text(exchange.directory().resolve("sandbox/secrets.properties"))));
        ofTheSandbox.stringPropertyNames().stream()
                .filter(name -> !name.equals("kafka.cluster-id")) // Kept there, and no secret.
                .map(name -> ofTheSandbox.getProperty(name, ""))
                .forEach(texts::add);
        return new Secrets(
                texts,
                text(exchange.operatorTokenFile()),
                text(published.granted().applicantToken()),
                session);
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file).strip();
    }
}
