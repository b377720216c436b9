package org.silobridge.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** The contracts under {@code schemas/}. */
public final class ProjectContracts {
    /** The project's root. */
    public static final Path PROJECT =
            Path.of(Objects.requireNonNull(System.getProperty("silobridge.project.dir"), "run by Maven"));

    private ProjectContracts() {}

    public static List<Path> files() {
        try (var files = Files.walk(PROJECT.resolve("schemas"))) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Contract read(String name) {
        return ContractReader.read(PROJECT.resolve("schemas/" + name + ".yaml")).orThrow();
    }
}
