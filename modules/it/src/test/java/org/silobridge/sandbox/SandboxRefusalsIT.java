package org.silobridge.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.silobridge.sandbox.SandboxException.Code;

class SandboxRefusalsIT {
    @TempDir
    Path directory;

    private final SandboxOptions options = SandboxOptions.defaults();

    @ParameterizedTest
    @EnumSource(Service.class)
    void namesServiceAndPortThatIsTaken(Service service) throws IOException {
        try (ServerSocket squatter = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = squatter.getLocalPort();

            SandboxException refusal =
                    refusal(options.withDataDirectory(directory).withPort(service, port));

            assertThat(refusal.code()).isEqualTo(Code.PORT_TAKEN);
            assertThat(refusal).hasMessageContaining("Port " + port).hasMessageContaining(service.title());
        }
    }

    @ParameterizedTest
    @EnumSource(Service.class)
    void namesTheCommandThatFetchesWhatIsMissing(Service service) {
        SandboxException refusal =
                refusal(options.withServices(service).withRuntime(directory.resolve("nothing-here")));

        assertThat(refusal.code()).isEqualTo(Code.ARTIFACT_MISSING);
        assertThat(refusal)
                .hasMessageContaining(directory.resolve("nothing-here").toString())
                .hasMessageContaining("./mvnw -pl modules/sandbox generate-resources");
    }

    @Test
    void saysHowMuchSpaceIsMissing() {
        SandboxException refusal = refusal(options.withDataDirectory(directory).withFreeSpace(path -> 100L << 20));

        assertThat(refusal.code()).isEqualTo(Code.DISK_FULL);
        assertThat(refusal)
                .hasMessageContaining(directory.toString())
                .hasMessageContaining("100 MiB are free")
                .hasMessageContaining("--data-dir");
    }

    @Test
    void refusesAFileAsItsDirectory() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");

        SandboxException refusal = refusal(options.withDataDirectory(file));

        assertThat(refusal.code()).isEqualTo(Code.DIRECTORY_UNUSABLE);
        assertThat(refusal).hasMessageContaining(file.toString());
    }

    @Test
    void showsTheEndOfTheLogOfAServiceThatDied() throws IOException {
        Path lib = Files.createDirectories(directory.resolve("kafka").resolve("lib"));
        Files.createFile(lib.resolve("kafka_2.13-0.jar"));

        SandboxException refusal = refusal(options.withServices(Service.KAFKA).withRuntime(directory));

        assertThat(refusal.code()).isEqualTo(Code.SERVICE_DIED);
        assertThat(refusal).hasMessageContaining("Kafka ended with status 1").hasMessageContaining("ClassNotFound");
    }

    @Test
    void saysThatAServiceDidNotAnswerInTime() {
        SandboxException refusal = refusal(options.withServices(Service.KAFKA).withTimeout(Duration.ofMillis(1)));

        assertThat(refusal.code()).isEqualTo(Code.TIMED_OUT);
        assertThat(refusal).hasMessageContaining("Kafka");
    }

    private static SandboxException refusal(SandboxOptions options) {
        return catchThrowableOfType(
                SandboxException.class, () -> Sandbox.start(options).close());
    }
}
