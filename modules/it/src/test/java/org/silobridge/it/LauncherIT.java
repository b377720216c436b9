package org.silobridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The launcher {@code ./silobridge} and the command behind it, as a shell sees them. */
@Timeout(60)
class LauncherIT {
    private static final Path PROJECT =
            Path.of(System.getProperty("silobridge.project.dir", "../..")).toAbsolutePath();

    @TempDir
    private Path directory;

    private Path launcher;

    /** A copy without sources, over what Maven has just built: the launcher does not build in the middle of a build. */
    @BeforeEach
    void layOut() throws IOException {
        var home = Files.createDirectories(directory.resolve("a home with spaces"));
        for (var built : List.of("modules/cli/target/silobridge/lib", "modules/sandbox/target/runtime")) {
            var link = home.resolve(built);
            Files.createDirectories(link.getParent());
            Files.createSymbolicLink(link, PROJECT.resolve(built).normalize());
        }
        launcher = home.resolve("silobridge");
        Files.copy(PROJECT.resolve("silobridge"), launcher, StandardCopyOption.COPY_ATTRIBUTES);
    }

    private record Ran(int status, String out, String err) {}

    private Ran run(String... words) throws Exception {
        return runWithJava(System.getProperty("java.home"), launcher, words);
    }

    private Ran runWithJava(String javaHome, Path command, String... words) throws Exception {
        var out = directory.resolve("out");
        var err = directory.resolve("err");
        var builder = new ProcessBuilder(Stream.concat(Stream.of(command.toString()), Stream.of(words))
                        .toList())
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("JAVA_HOME", javaHome);
        builder.environment().merge("PATH", System.getProperty("java.home") + "/bin:", (path, first) -> first + path);
        builder.environment().put("LC_ALL", "C.UTF-8");
        var process = builder.start();
        try {
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("it ends").isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Ran(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }

    @Test
    void saysItsVersionFromAnyDirectoryAndThroughASymbolicLink() throws Exception {
        var link = Files.createSymbolicLink(directory.resolve("sb"), directory.relativize(launcher));

        var ran = runWithJava(System.getProperty("java.home"), link, "version");

        assertThat(ran.err()).isEmpty();
        assertThat(ran.out()).matches("silobridge \\d+\\.\\d+\\.\\d+\\S*, Java \\d+\\R");
        assertThat(ran.status()).isZero();
    }

    @Test
    void refusesAnUnknownCommandAndSuggestsOne() throws Exception {
        var ran = run("sandbax", "up");

        assertThat(ran.err()).contains("'sandbax'", "Did you mean: silobridge sandbox", "silobridge --help");
        assertThat(ran.out()).isEmpty();
        assertThat(ran.status()).isEqualTo(2);
    }

    @Test
    void checksASoundContract() throws Exception {
        var ran = run(
                "contract",
                "check",
                PROJECT.resolve("schemas/population/resident.yaml").toString());

        assertThat(ran.err()).isEmpty();
        assertThat(ran.out()).contains("population/resident@1.0 is sound");
        assertThat(ran.status()).isZero();
    }

    @Test
    void namesAllFaultsOfABrokenContractInTheAskedLanguage() throws Exception {
        var sound = Files.readString(PROJECT.resolve("schemas/population/resident.yaml"));
        var broken = directory.resolve("resident.yaml");
        Files.writeString(
                broken, sound.replaceFirst("(?m)^key:.*$", "key: [noSuchField]").replace("dataClass:", "dataKlass:"));
        Files.copy(PROJECT.resolve("schemas/population/resident.avsc"), directory.resolve("resident.avsc"));

        var ran = run("contract", "check", "resident.yaml");
        assertThat(ran.err()).contains("did you mean dataClass?", "noSuchField");
        assertThat(ran.status()).isEqualTo(2);

        var chinese = run("--lang", "zh", "contract", "check", "resident.yaml");
        assertThat(chinese.err()).contains("无法使用", "noSuchField");
        assertThat(chinese.status()).isEqualTo(2);
    }

    @Test
    void saysWhatIsWrongWithAJavaHomeThatHasNoJava() throws Exception {
        var ran = runWithJava("/nowhere", launcher, "version");

        assertThat(ran.err()).contains("JAVA_HOME is /nowhere", "Set JAVA_HOME to a JDK 17 or newer");
        assertThat(ran.status()).isEqualTo(2);
    }

    @Test
    void findsJavaOnThePathWhereNoJavaHomeIsSet() throws Exception {
        var ran = runWithJava("", launcher, "version");

        assertThat(ran.status()).as(ran.err()).isZero();
    }

    @Test
    void saysSoWhereJavaHomeHoldsSomethingElseThanJava() throws Exception {
        var other = directory.resolve("no jdk");
        var java = Files.createDirectories(other.resolve("bin")).resolve("java");
        script(java, "echo What is this?");

        var ran = runWithJava(other.toString(), launcher, "version");

        assertThat(ran.err()).contains("cannot tell the version of " + java, "Set JAVA_HOME to a JDK");
        assertThat(ran.status()).isEqualTo(2);
    }

    @Test
    void saysWhatFailedAndWhatToDoWhereItCannotBeBuilt() throws Exception {
        var home = directory.resolve("a home with spaces");
        Files.createFile(home.resolve("pom.xml"));
        Files.createDirectories(home.resolve("schemas"));
        Files.createDirectories(home.resolve("modules/cli/src/main"));
        Files.createFile(home.resolve("modules/cli/pom.xml"));
        Files.delete(home.resolve("modules/cli/target/silobridge/lib"));
        script(home.resolve("mvnw"), "echo '[ERROR] Broken.java:[1,1] this is no Java'; exit 1");

        var ran = run("version");

        assertThat(ran.err())
                .contains(
                        "Broken.java:[1,1] this is no Java",
                        "the build failed. All of it: " + home.resolve("modules/cli/target/build.log"),
                        "./mvnw clean");
        assertThat(ran.status()).isEqualTo(1);
    }

    private static void script(Path file, String body) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
