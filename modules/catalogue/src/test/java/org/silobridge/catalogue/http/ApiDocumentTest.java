package org.silobridge.catalogue.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.silobridge.catalogue.actor.Actors;
import org.silobridge.catalogue.actor.Permission;
import org.silobridge.catalogue.actor.Permission.Held;
import org.silobridge.catalogue.actor.Permission.Rule;
import org.silobridge.catalogue.actor.Relation;
import org.silobridge.catalogue.actor.TokenScope;
import org.silobridge.catalogue.ledger.LedgerStaging;
import org.silobridge.catalogue.store.Transactions;
import org.silobridge.model.Role;

/** The OpenAPI document, the permissions, those who serve, and the page that says what is laid down agree. */
class ApiDocumentTest {
    private static final Path BORDERS =
            Path.of(System.getProperty("silobridge.project.dir")).resolve("docs/borders.md");

    @Test
    void everyOperationHasItsRowAndEveryRowItsOperation() {
        assertThat(operations(ApiServer.document()).values()).containsExactlyInAnyOrderElementsOf(rows());
    }

    @Test
    void theRowsAreThoseThatTheBordersPageLaysDown() throws IOException {
        var laidDown = bordersTable();
        var operations = operations(ApiServer.document());

        assertThat(laidDown.keySet()).containsExactlyInAnyOrderElementsOf(operations.keySet());
        operations.forEach(
                (route, operation) -> assertThat(Permission.of(operation).rule())
                        .as("%s (%s): %s", route, operation, laidDown.get(route))
                        .isEqualTo(rule(laidDown.getOrDefault(route, ""))));
    }

    @Test
    void aTokenForReadingOpensWhatIsGotAndTheCheckOfAContract() {
        var reading = new TokenScope(Set.of("read"));

        operations(ApiServer.document())
                .forEach((route, operation) -> assertThat(reading.admits(Permission.of(operation)))
                        .as(route)
                        .isEqualTo(route.startsWith("GET ") || route.equals("POST /contracts/check")));
    }

    @Test
    void doesNotStartWithARouteThatHasNoRow() {
        var doctored = ApiServer.document();
        doctored.getJsonObject("paths")
                .put(
                        "/api/v1/secrets",
                        new JsonObject()
                                .put(
                                        "get",
                                        new JsonObject()
                                                .put("operationId", "listSecrets")
                                                .put(
                                                        "responses",
                                                        new JsonObject()
                                                                .put("200", new JsonObject().put("description", "")))));

        assertThatThrownBy(() -> start(doctored, handlers()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("without a permission: [listSecrets]");
    }

    @Test
    void doesNotStartWithARowThatHasNoRoute() {
        var doctored = ApiServer.document();
        doctored.getJsonObject("paths").remove("/api/v1/me");

        assertThatThrownBy(() -> start(doctored, handlers()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("without an operation: [getMe]");
    }

    @Test
    void doesNotStartWithARouteThatNobodyServes() {
        var handlers = new TreeMap<>(handlers());
        handlers.remove("getMe");

        assertThatThrownBy(() -> start(ApiServer.document(), handlers)).isInstanceOf(IllegalStateException.class);
    }

    private static void start(JsonObject document, Map<String, Function<Call, Answer>> handlers) throws IOException {
        var clock = Clock.systemUTC();
        var nowhere = new Transactions(Jdbi.create("jdbc:postgresql://127.0.0.1:1/none"), Duration.ofSeconds(1));
        var actors = new Actors(
                nowhere,
                new LedgerStaging(clock, new Random(1)),
                (db, department) -> Optional.empty(),
                clock,
                new Random(1));
        ApiServer.start(
                        new ApiServer.Settings(
                                "127.0.0.1",
                                0,
                                1,
                                1024,
                                Duration.ofSeconds(1),
                                CallLimits.usual(),
                                Optional.empty(),
                                Optional.empty()),
                        actors,
                        handlers,
                        document)
                .close();
    }

    private static Map<String, Function<Call, Answer>> handlers() {
        return rows().stream()
                .collect(Collectors.toMap(operation -> operation, operation -> call -> new Answer.Empty()));
    }

    /** {@code GET /health} to its operationId. */
    private static Map<String, String> operations(JsonObject document) {
        var operations = new TreeMap<String, String>();
        for (var path : document.getJsonObject("paths")) {
            for (var method : (JsonObject) path.getValue()) {
                if (method.getValue() instanceof JsonObject operation) {
                    operations.put(
                            method.getKey().toUpperCase(Locale.ROOT) + " "
                                    + path.getKey().replaceFirst("^/api/v1", ""),
                            operation.getString("operationId"));
                }
            }
        }
        return operations;
    }

    /** {@code GET /health} to the text of the column "who". */
    private static Map<String, String> bordersTable() throws IOException {
        var rows = new TreeMap<String, String>();
        var row = Pattern.compile("\\| (`[A-Z]+ /.*?) \\| (.*?) \\|.*");
        for (var line : Files.readAllLines(BORDERS)) {
            var matcher = row.matcher(line);
            if (matcher.matches()) {
                routes(matcher.group(1)).forEach(route -> rows.put(route, matcher.group(2)));
            }
        }
        return rows;
    }

    /** {@code `GET /a` (`?q=`), `/a/{id}`, `…/versions`}: three routes. */
    private static List<String> routes(String cell) {
        var routes = new ArrayList<String>();
        var method = "";
        var path = "";
        var code = Pattern.compile("`([^`]+)`").matcher(cell);
        while (code.find()) {
            var text = code.group(1);
            if (text.matches("[A-Z]+ /.*")) {
                method = text.substring(0, text.indexOf(' '));
                text = text.substring(text.indexOf(' ') + 1);
            }
            if (text.startsWith("/") || text.startsWith("…")) {
                path = text.startsWith("…") ? path + text.substring(1) : text;
                routes.add(method + " " + path);
            }
        }
        return routes;
    }

    private static Rule rule(String who) {
        if (who.equals("anyone")) {
            return new Rule.Anyone();
        }
        if (List.of("any", "any actor").contains(who)) {
            return new Rule.AnyActor();
        }
        var roles = who.split(";", -1)[0];
        var words = words(roles);
        if (who.startsWith("those concerned: ")) {
            return new Rule.Holders(Stream.concat(
                            Stream.of(Role.OPERATOR, Role.AUDITOR, Role.SUPERVISOR, Role.COORDINATOR)
                                    .map(role -> new Held(role, Relation.EXCHANGE)),
                            words.stream().flatMap(word -> side(word).stream()).flatMap(side -> Stream.of(
                                            Role.PUBLISHER, Role.APPLICANT, Role.STEWARD, Role.SUPERVISOR)
                                    .map(role -> new Held(role, side))))
                    .toList());
        }
        return new Rule.Holders(Arrays.stream(roles.split(" or ", -1))
                .flatMap(ApiDocumentTest::holders)
                .toList());
    }

    /** {@code publisher, steward of owner}. */
    private static Stream<Held> holders(String roles) {
        var words = words(roles);
        var side =
                words.stream().flatMap(word -> side(word).stream()).findFirst().orElse(Relation.EXCHANGE);
        return words.stream().flatMap(word -> Role.of(word).stream()).map(role -> new Held(role, side));
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.split("[ ,:]+", -1)).toList();
    }

    private static Optional<Relation> side(String word) {
        return Arrays.stream(Relation.values())
                .filter(relation -> relation.name()
                        .toLowerCase(Locale.ROOT)
                        .replace('_', '-')
                        .equals(word))
                .findFirst();
    }

    private static List<String> rows() {
        return Arrays.stream(Permission.values()).map(Permission::operation).toList();
    }
}
