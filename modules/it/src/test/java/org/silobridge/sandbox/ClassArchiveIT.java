package org.silobridge.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ClassArchiveIT {
    private final Installation installation =
            Installation.in(SandboxOptions.defaults().runtime());

    @TempDir
    Path directory;

    private Path jars;
    private Path archives;

    @BeforeEach
    void layOut() throws IOException {
        jars = Files.createDirectory(directory.resolve("jars"));
        Files.writeString(jars.resolve("one.jar"), "a jar");
        archives = directory.resolve("archives");
    }

    private ClassArchive archive() {
        return new ClassArchive(Service.KAFKA, jars, archives);
    }

    private Path made(String text) throws IOException {
        return Files.writeString(directory.resolve("made"), text);
    }

    @Test
    void isFoundWhereItWasKept() throws IOException {
        assertThat(archive().file()).isEmpty();

        archive().keep(made("classes"));

        assertThat(archive().file()).get().satisfies(file -> assertThat(file).hasContent("classes"));
        assertThat(new ClassArchive(Service.REGISTRY, jars, archives).file()).isEmpty();
    }

    @Test
    void isNotFoundForOtherJarsAndIsReplacedByTheirs() throws IOException {
        archive().keep(made("classes"));
        Path jar = jars.resolve("one.jar");
        var later = Files.getLastModifiedTime(jar).toInstant().plus(Duration.ofSeconds(7));
        Files.setLastModifiedTime(jar, FileTime.from(later));

        assertThat(archive().file()).isEmpty();
        archive().keep(made("other classes"));

        assertThat(archive().file()).get().satisfies(file -> assertThat(file).hasContent("other classes"));
        assertThat(archives).isDirectoryContaining("glob:**.jsa");
        assertThat(archives.toFile().list()).hasSize(1);
    }

    @Test
    void isNotFoundWhenItWasCutShort() throws IOException {
        archive().keep(made("classes"));
        Files.writeString(archive().file().orElseThrow(), "class");

        assertThat(archive().file()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Service.class,
            names = {"KAFKA", "REGISTRY"})
    void isMadeByTheBuildAndUsedByTheServer(Service server) throws IOException {
        Path archive = installation.classes(server).file().orElseThrow();
        Assumptions.assumeTrue(Files.isReadable(Path.of("/proc/self/maps")), "the system does not tell what is mapped");

        Sandbox sandbox = (Sandbox) SharedInfrastructure.with(Service.POSTGRES, Service.KAFKA, Service.REGISTRY);
        long pid = sandbox.pids(server).get(0);

        assertThat(Files.readString(Path.of("/proc", Long.toString(pid), "maps")))
                .contains(archive.toString());
    }

    @Test
    void doesNoHarmWhenItIsNone() throws IOException {
        Files.createSymbolicLink(
                directory.resolve("kafka"), installation.directory().resolve("kafka"));
        Installation broken = Installation.in(directory);
        broken.classes(Service.KAFKA).keep(made("no classes at all"));
        SandboxOptions options = SandboxOptions.defaults().withServices(Service.KAFKA);

        try (Sandbox sandbox = Sandbox.of(options, broken)) {
            sandbox.start();

            assertThat(sandbox.pids(Service.KAFKA)).isNotEmpty();
        }
    }
}
