package org.silobridge.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.silobridge.client.CatalogueClient;
import org.silobridge.client.NewDepartment;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;
import org.silobridge.model.RefusedException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code silobridge department …}. */
final class DepartmentCommands {
    private DepartmentCommands() {}

    private static Table table(Console console, List<org.silobridge.client.Department> departments) {
        var table = new Table("DEPARTMENT", "ID", "NAME", "LEVEL", "DIVISION", "CREDIT CODE", "KAFKA USER");
        departments.forEach(d -> table.row(
                d.slug(),
                d.id(),
                d.name().in(console.locale()),
                d.level(),
                d.divisionCode(),
                d.socialCreditCode(),
                users(d)));
        return table;
    }

    private static String users(org.silobridge.client.Department department) {
        var logins = department.logins();
        return logins == null
                ? department.principal()
                : logins.stream()
                        .map(login -> login.username() + (login.until() == null ? "" : " until " + login.until()))
                        .collect(Collectors.joining(", "));
    }

    @Command(
            name = "register",
            description = "Registers a department and makes its log-in to Kafka. For operators.",
            footer = {
                "",
                "Example:",
                "  silobridge department register --slug public-security --name-en 'Public Security Department' \\",
                "      --name-zh 公安厅 --social-credit-code 11440000006939748E --level provincial --division-code 44 \\",
                "      --client-config-file public-security.properties"
            })
    static final class Register extends ClientCommand {
        @Option(names = "--slug", required = true, description = "Short name: a-z, 0-9 and hyphens.")
        String slug;

        @Option(names = "--name-en", required = true, description = "Name in English.")
        String nameEn;

        @Option(names = "--name-zh", required = true, description = "Name in Chinese.")
        String nameZh;

        @Option(names = "--social-credit-code", required = true, description = "Unified social credit code, GB 32100.")
        String socialCreditCode;

        @Option(names = "--level", required = true, description = "national, provincial, municipal or county.")
        String level;

        @Option(names = "--division-code", required = true, description = "Division code, GB/T 2260.")
        String divisionCode;

        @Option(
                names = "--client-config-file",
                paramLabel = "FILE",
                description = "Where the Kafka client configuration with the password goes. It is shown this once. "
                        + "Default: standard output.")
        @Nullable
        Path clientConfigFile;

        Register(Console console) {
            super(console);
        }

        @Override
        void run(CatalogueClient catalogue) throws IOException {
            var file = SecretFile.make("--client-config-file", clientConfigFile);
            try {
                var registered = catalogue
                        .registerDepartment(new NewDepartment(
                                slug, new NewDepartment.NewName(nameEn, nameZh), socialCreditCode, level, divisionCode))
                        .orThrow();
                var kafka = registered.kafka();
                if (kafka == null) {
                    // What was asked for includes the log-in: a script must not go on without it.
                    throw new RefusedException(Refusal.of(
                            Refusal.Kind.UNAVAILABLE,
                            Reason.of(
                                    "cli.department.no-credential",
                                    "department",
                                    registered.department().slug(),
                                    "id",
                                    registered.department().id())));
                }
                console.say(Reason.of(
                        "cli.department.registered",
                        "department",
                        registered.department().slug(),
                        "id",
                        registered.department().id()));
                file.write(kafka.clientConfig(), console);
            } finally {
                file.discard();
            }
        }
    }

    @Command(name = "list", description = "Lists the departments.")
    static final class Listing extends ClientCommand {
        @Mixin
        OutputOptions output = new OutputOptions();

        Listing(Console console) {
            super(console);
        }

        @Override
        void run(CatalogueClient catalogue) {
            var departments = catalogue.departments().orThrow();
            output.list(console, departments, table(console, departments));
        }
    }

    @Command(
            name = "credential",
            description = {
                "Makes a new Kafka password for a department; the old one ends. With --overlap-hours it makes a second",
                "log-in with the same rights, and the old one ends only then. With --without-password it makes one more log-in,",
                "for clients that come with a certificate or a token of the issuer, and shows its name. For operators."
            },
            footer = {
                "",
                "Examples:",
                "  silobridge department credential health --client-config-file health.properties",
                "  silobridge department credential health --overlap-hours 24 --client-config-file health.properties",
                "  silobridge department credential health --without-password"
            })
    static final class Credential extends ClientCommand {
        @Parameters(paramLabel = "DEPARTMENT", description = "Id or slug.")
        String department;

        @Option(
                names = "--client-config-file",
                paramLabel = "FILE",
                description = "Where the Kafka client configuration goes. Default: standard output.")
        @Nullable
        Path clientConfigFile;

        @Option(
                names = "--overlap-hours",
                paramLabel = "N",
                description = "How long the old log-in goes on holding beside the new one, 0 to 2160.")
        @Nullable
        Integer overlapHours;

        @Option(
                names = "--without-password",
                description = "One more log-in that nobody comes by with a password. It ends with end-credential.")
        boolean withoutPassword;

        Credential(Console console) {
            super(console);
        }

        @Override
        void run(CatalogueClient catalogue) throws IOException {
            if (withoutPassword) {
                if (clientConfigFile != null || overlapHours != null) {
                    throw ClientOptions.invalid("--without-password", null, Reason.of("cli.department.name-alone"));
                }
                console.out().println(catalogue.addKafkaLogin(department).orThrow());
                return;
            }
            var file = SecretFile.make("--client-config-file", clientConfigFile);
            try {
                file.write(
                        catalogue
                                .issueKafkaCredential(department, overlapHours)
                                .orThrow()
                                .clientConfig(),
                        console);
            } finally {
                file.discard();
            }
        }
    }

    @Command(
            name = "end-credential",
            description = "Ends one of a department's log-ins to Kafka at once. For operators.",
            footer = {"", "Example:", "  silobridge department end-credential health sb.dep-2b4d6f8h1j3k5m7p"})
    static final class EndCredential extends ClientCommand {
        @Parameters(index = "0", paramLabel = "DEPARTMENT", description = "Id or slug.")
        String department;

        @Parameters(index = "1", paramLabel = "USER", description = "Its Kafka user, as the department list shows it.")
        String username;

        EndCredential(Console console) {
            super(console);
        }

        @Override
        void run(CatalogueClient catalogue) {
            var ended = catalogue.endKafkaCredential(department, username).orThrow();
            console.say(Reason.of("cli.credential.ended", "user", ended));
        }
    }

    @Command(
            name = "end",
            description = {
                "Says that a department was merged into another one, split, or dissolved. What is its passes to the successor:",
                "its datasets, what it may read, the requests and demands that it has to answer. Without one it ends.",
                "For coordinators."
            },
            footer = {
                "",
                "Examples:",
                "  silobridge department end social-security --successor human-resources --reason 'Merged by decree 12'",
                "  silobridge department end health --successor welfare --dataset health-care/daily-case-counts/health=hospitals"
                        + " --reason 'Split by decree 12'",
                "  silobridge department end social-security --reason 'Dissolved by decree 12'"
            })
    static final class End extends ClientCommand {
        @Parameters(paramLabel = "DEPARTMENT", description = "Id or slug.")
        String department;

        @Option(names = "--successor", paramLabel = "DEPARTMENT", description = "Which one does its work: id or slug.")
        @Nullable
        String successor;

        @Option(
                names = "--dataset",
                paramLabel = "DATASET=DEPARTMENT",
                description = "A dataset that goes to another department than the successor. May be repeated.")
        Map<String, String> datasets = Map.of();

        @Option(names = "--reason", required = true, description = "Why. All whom it concerns are told.")
        String reason;

        @Mixin
        OutputOptions output = new OutputOptions();

        End(Console console) {
            super(console);
        }

        @Override
        void run(CatalogueClient catalogue) {
            var ended = catalogue
                    .endDepartment(department, successor, datasets, reason)
                    .orThrow();
            output.one(console, ended, table(console, List.of(ended)));
        }
    }
}
