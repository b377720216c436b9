package org.silobridge.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.AuthenticationException;
import org.jspecify.annotations.Nullable;
import org.silobridge.client.CatalogueClient;
import org.silobridge.client.CatalogueUnavailableException;
import org.silobridge.client.DatasetRef;
import org.silobridge.client.Exchange;
import org.silobridge.client.UnexpectedAnswerException;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.RefusedException;
import org.silobridge.subscriber.RightWords;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "doctor",
        description = {
            "Says what answers, what does not, and what to do about it. Changes nothing.",
            "With --dataset: also whether your department may read it."
        },
        footer = {
            "",
            "Examples:",
            "  silobridge doctor",
            "  silobridge doctor --dataset population/resident/public-security --kafka-config kafka.properties"
        })
final class DoctorCommand implements Callable<Integer> {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(5);
    private static final Pattern USER = Pattern.compile("username\\s*=\\s*\"?([^\"\\s;]+)");

    private final Console console;
    private final Table findings = new Table("CHECK", "", "FINDING");
    private int wrong;
    private boolean silent;

    @Mixin
    ClientOptions client = new ClientOptions();

    @Option(names = "--kafka-config", paramLabel = "FILE", description = "Kafka client configuration to try.")
    @Nullable
    Path kafkaConfig;

    @Option(names = "--dataset", description = "Whether it may be read: id, or database/contract/owner.")
    @Nullable
    String dataset;

    DoctorCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        var wanted = dataset == null ? null : ClientCommand.id("--dataset", dataset, DatasetRef::parse);
        well("java", Reason.of("cli.doctor.java", "version", Runtime.version()));
        var config = config();
        Exchange exchange = null;
        if (config != null) {
            exchange = catalogue(config, wanted);
        }
        kafka(config, exchange, wanted);
        findings.print(console.out());
        console.out()
                .println((wrong == 0
                                ? Reason.of("cli.doctor.all-well")
                                : Reason.of("cli.doctor.not-well", "count", wrong))
                        .in(console.locale()));
        return wrong == 0 ? ExitStatus.DONE : silent ? ExitStatus.NO_ANSWER : ExitStatus.INPUT;
    }

    private @Nullable ClientConfig config() {
        try {
            var config = client.settings(console);
            well("configuration", Reason.of("cli.doctor.url", "url", config.address()));
            return config;
        } catch (RefusedException e) {
            var refusal = e.refusal();
            if (refusal.violations().isEmpty()) {
                ill("configuration", refusal.reason());
            }
            refusal.violations()
                    .forEach(violation -> ill(
                            "configuration",
                            Reason.of(
                                    "cli.doctor.no-config",
                                    "why",
                                    violation.path() + ": " + violation.reason().in(console.locale()))));
            return null;
        }
    }

    private @Nullable Exchange catalogue(ClientConfig config, @Nullable DatasetRef wanted) {
        var anonymous = new CatalogueClient(
                config.address(),
                Optional.empty(),
                console.locale(),
                TIMEOUT,
                ClientOptions.trusted(config.trustFile()));
        try {
            var health = anonymous.health();
            record(
                    "catalogue",
                    "up".equals(health.status()),
                    Reason.of("cli.doctor.catalogue", "status", health.status()));
            health.checks().forEach((name, check) -> {
                if (!"up".equals(check.status())) {
                    var detail = check.code() == null ? "-" : check.code();
                    ill(
                            "catalogue",
                            Reason.of(
                                    "cli.doctor.catalogue-check",
                                    "check",
                                    name,
                                    "status",
                                    check.status(),
                                    "detail",
                                    detail));
                }
            });
        } catch (CatalogueUnavailableException | UnexpectedAnswerException e) {
            silent = true;
            ill("catalogue", Reason.of("cli.doctor.catalogue-down", "why", String.valueOf(e.getMessage())));
            return null;
        }
        clock(config.address());
        try {
            var named = ClientOptions.open(config, console);
            var me = named.me().orThrow();
            var roles = me.roles().stream()
                    .map(r -> {
                        var department = r.department();
                        return r.role() + (department == null ? "" : "@" + department.slug());
                    })
                    .collect(Collectors.joining(", "));
            well("token", Reason.of("cli.doctor.token", "name", me.actor().displayName(), "roles", roles));
            var exchange = named.exchange().orThrow();
            registry(exchange.registryUrl());
            if (wanted != null) {
                var access = named.access(wanted, null).orThrow();
                record("right", access.inForce(), RightWords.of(access));
            }
            return exchange;
        } catch (RefusedException e) {
            ill("token", Reason.of("cli.doctor.token-refused", "why", words(e)));
        } catch (CatalogueUnavailableException | UnexpectedAnswerException e) {
            silent = true;
            ill("catalogue", Reason.of("cli.doctor.catalogue-down", "why", String.valueOf(e.getMessage())));
        }
        return null;
    }

    private String words(RefusedException e) {
        List<String> words = new ArrayList<>();
        if (e.refusal().violations().isEmpty()) {
            words.add(e.refusal().reason().in(console.locale()));
        }
        e.refusal()
                .violations()
                .forEach(v -> words.add(v.path() + ": " + v.reason().in(console.locale())));
        return String.join("; ", words);
    }

    private void clock(URI catalogue) {
        get(catalogue.resolve("/health"))
                .flatMap(answer -> answer.headers().firstValue("date"))
                .ifPresent(date -> {
                    try {
                        var theirs = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date));
                        var apart = Duration.between(theirs, console.clock().instant())
                                .abs();
                        boolean near = apart.compareTo(CLOCK_TOLERANCE) <= 0;
                        record(
                                "clock",
                                near,
                                Reason.of(
                                        near ? "cli.doctor.clock" : "cli.doctor.clock-off",
                                        "seconds",
                                        apart.toSeconds()));
                    } catch (java.time.DateTimeException e) {
                        // No date that could be compared: nothing to say.
                    }
                });
    }

    private void registry(URI url) {
        var text = url.toString();
        var answer = get(URI.create(text + (text.endsWith("/") ? "" : "/") + "subjects"));
        if (answer.isPresent() && answer.get().statusCode() == 200) {
            well("registry", Reason.of("cli.doctor.registry", "url", url));
        } else {
            silent = true;
            ill(
                    "registry",
                    Reason.of(
                            "cli.doctor.registry-down",
                            "url",
                            url,
                            "why",
                            answer.map(a -> "HTTP " + a.statusCode()).orElse("no answer")));
        }
    }

    private static Optional<HttpResponse<Void>> get(URI url) {
        try {
            return Optional.of(HttpClient.newBuilder()
                    .connectTimeout(TIMEOUT)
                    .build()
                    .send(
                            HttpRequest.newBuilder(url).timeout(TIMEOUT).build(),
                            HttpResponse.BodyHandlers.discarding()));
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private void kafka(@Nullable ClientConfig config, @Nullable Exchange exchange, @Nullable DatasetRef wanted) {
        var file = kafkaConfig != null ? kafkaConfig : config == null ? null : config.kafkaClientConfig();
        if (file == null) {
            findings.row("kafka", "-", Reason.of("cli.doctor.kafka-unnamed").in(console.locale()));
            return;
        }
        Properties properties;
        try {
            properties = KafkaClientFile.read(file);
        } catch (RefusedException e) {
            ill("kafka", Reason.of("cli.doctor.no-config", "why", words(e)));
            return;
        }
        if (exchange != null) {
            properties.putIfAbsent("bootstrap.servers", exchange.kafkaBootstrapServers());
        }
        properties.put("request.timeout.ms", String.valueOf(TIMEOUT.toMillis()));
        properties.put("default.api.timeout.ms", String.valueOf(TIMEOUT.toMillis()));
        var servers = String.valueOf(properties.get("bootstrap.servers"));
        var matcher = USER.matcher(properties.getProperty("sasl.jaas.config", ""));
        var user = matcher.find() ? matcher.group(1) : "-";
        try (var admin = Admin.create(properties)) {
            admin.describeCluster().nodes().get();
            well("kafka", Reason.of("cli.doctor.kafka", "user", user, "servers", servers));
            if (wanted != null && config != null && exchange != null) {
                reads(admin, config, wanted, user);
            }
        } catch (ExecutionException e) {
            var cause = e.getCause();
            var why = cause == null ? e.toString() : String.valueOf(cause.getMessage());
            if (cause instanceof AuthenticationException) {
                ill("kafka", Reason.of("cli.doctor.kafka-refused", "user", user, "servers", servers, "why", why));
            } else {
                silent = true;
                ill("kafka", Reason.of("cli.doctor.kafka-down", "servers", servers, "why", why));
            }
        } catch (org.apache.kafka.common.KafkaException e) {
            var cause = e.getCause() == null ? e : e.getCause();
            ill(
                    "kafka",
                    Reason.of("cli.doctor.kafka-down", "servers", servers, "why", String.valueOf(cause.getMessage())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void reads(Admin admin, ClientConfig config, DatasetRef wanted, String user) throws InterruptedException {
        var found = ClientOptions.open(config, console).dataset(wanted);
        if (found instanceof Outcome.Refused<?>) {
            return; // Said above, with the right.
        }
        var topic = found.orThrow().topic();
        try {
            admin.describeTopics(List.of(topic)).allTopicNames().get();
            well("kafka", Reason.of("cli.doctor.kafka-reads", "user", user, "topic", topic));
        } catch (ExecutionException e) {
            var cause = e.getCause() == null ? e : e.getCause();
            ill(
                    "kafka",
                    Reason.of(
                            "cli.doctor.kafka-does-not-read",
                            "user",
                            user,
                            "topic",
                            topic,
                            "why",
                            String.valueOf(cause.getMessage())));
        }
    }

    private void well(String check, Reason reason) {
        record(check, true, reason);
    }

    private void ill(String check, Reason reason) {
        record(check, false, reason);
    }

    private void record(String check, boolean fine, Reason reason) {
        if (!fine) {
            wrong++;
        }
        findings.row(check, fine ? "ok" : "!!", reason.in(console.locale()));
    }
}
