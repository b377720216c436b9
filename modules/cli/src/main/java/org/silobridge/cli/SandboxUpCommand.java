package org.silobridge.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.silobridge.cli.local.CatalogueFile;
import org.silobridge.model.Reason;
import org.silobridge.sandbox.Sandbox;
import org.silobridge.sandbox.SandboxOptions;
import org.silobridge.sandbox.Service;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "up",
        description = {
            "Starts Kafka, a schema registry and PostgreSQL, each its own process, on this machine only.",
            "Stays until Ctrl-C; nothing outlives it."
        },
        footer = {
            "",
            "Examples:",
            "  silobridge sandbox up                                    forgets everything when it ends",
            "  silobridge sandbox up --tls --data-dir exchange          then: silobridge catalogue run exchange/catalogue.yaml"
        })
final class SandboxUpCommand implements Callable<Integer> {
    /** Where those who catch mail on their own machine do so. */
    private static final int MAIL_PORT = 1025;

    private final Console console;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Keep state there between runs, with the configuration of a catalogue on top of it"
                    + " (catalogue.yaml) and of its first operator (operator.yaml). Default: a temporary directory that"
                    + " goes.")
    @Nullable
    Path dataDirectory;

    @Option(names = "--kafka-port", paramLabel = "PORT", description = "Default: a free one.")
    @Nullable
    Integer kafkaPort;

    @Option(names = "--registry-port", paramLabel = "PORT", description = "Default: a free one.")
    @Nullable
    Integer registryPort;

    @Option(names = "--postgres-port", paramLabel = "PORT", description = "Default: a free one.")
    @Nullable
    Integer postgresPort;

    @Option(
            names = "--catalogue-port",
            paramLabel = "PORT",
            defaultValue = "8080",
            description = "Where catalogue.yaml lets the catalogue listen. Default: 8080.")
    int cataloguePort;

    @Option(
            names = "--tls",
            description = "Kafka and, with catalogue.yaml, the catalogue speak TLS, with a certificate for this machine"
                    + " that is made in the data directory: tls/certificate.pem.")
    boolean tls;

    @Option(
            names = "--env-file",
            paramLabel = "FILE",
            description = "Write addresses and log-ins there as NAME=VALUE, passwords included.")
    @Nullable
    Path envFile;

    /** Its addresses are of no use when the sandbox is gone. */
    private record EnvFile(SecretFile file, Path path) implements AutoCloseable {
        static EnvFile make(Path path) {
            return new EnvFile(SecretFile.make("--env-file", path), path);
        }

        @Override
        public void close() throws IOException {
            Files.deleteIfExists(path);
        }
    }

    SandboxUpCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        var options = options();
        try (var ending = new Ending(console)) {
            var path = envFile;
            var env = path == null ? null : ending.own(() -> EnvFile.make(path));
            var sandbox = ending.own(() -> Sandbox.prepare(options));
            sandbox.start();
            show(sandbox);
            if (env != null) {
                env.file().write(env(sandbox), console);
            }
            if (dataDirectory != null) {
                writeCatalogueFiles(dataDirectory, sandbox);
            }
            console.say(Reason.of("cli.sandbox.up"));
            ending.await();
        }
        return ExitStatus.DONE;
    }

    private void writeCatalogueFiles(Path directory, Sandbox sandbox) throws IOException {
        var catalogue = CatalogueFile.write(
                directory,
                sandbox,
                URI.create((tls ? "https" : "http") + "://127.0.0.1:" + cataloguePort),
                MAIL_PORT,
                false);
        console.say(Reason.of("cli.sandbox.next", "file", catalogue));
    }

    private SandboxOptions options() {
        try {
            var options = SandboxOptions.defaults()
                    .withProgress((service, step) -> console.err().println(step));
            if (dataDirectory != null) {
                options = options.withDataDirectory(dataDirectory);
            }
            if (tls) {
                options = options.withTls();
            }
            if (kafkaPort != null) {
                options = options.withPort(Service.KAFKA, kafkaPort);
            }
            if (registryPort != null) {
                options = options.withPort(Service.REGISTRY, registryPort);
            }
            return postgresPort == null ? options : options.withPort(Service.POSTGRES, postgresPort);
        } catch (IllegalArgumentException e) {
            throw ClientOptions.invalid(
                    "sandbox up", null, Reason.of("cli.value.form", "why", String.valueOf(e.getMessage())));
        }
    }

    private void show(Sandbox sandbox) {
        new Table("WHAT", "ADDRESS")
                .row(
                        "Kafka",
                        sandbox.bootstrapServers()
                                + (tls ? "  (SASL_SSL, SCRAM-SHA-512)" : "  (SASL_PLAINTEXT, SCRAM-SHA-512)"))
                .row("registry", sandbox.registryUrl())
                .row("PostgreSQL", sandbox.jdbcUrl())
                .row("state", sandbox.dataDirectory())
                .print(console.out());
        console.out().flush();
    }

    private static String env(Sandbox sandbox) {
        return String.join(
                "\n",
                "KAFKA_BOOTSTRAP_SERVERS=" + sandbox.bootstrapServers(),
                "KAFKA_ADMIN_USER=" + sandbox.kafkaAdmin().user(),
                "KAFKA_ADMIN_PASSWORD=" + sandbox.kafkaAdmin().password(),
                "KAFKA_TRUST_FILE=" + sandbox.trustFile().map(Path::toString).orElse(""),
                "REGISTRY_URL=" + sandbox.registryUrl(),
                "JDBC_URL=" + sandbox.jdbcUrl(),
                "DATABASE_OWNER_USER=" + sandbox.databaseOwner().user(),
                "DATABASE_OWNER_PASSWORD=" + sandbox.databaseOwner().password(),
                "DATABASE_SERVICE_USER=" + sandbox.databaseService().user(),
                "DATABASE_SERVICE_PASSWORD=" + sandbox.databaseService().password(),
                "");
    }
}
