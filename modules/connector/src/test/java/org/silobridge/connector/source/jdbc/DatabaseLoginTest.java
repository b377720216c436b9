package org.silobridge.connector.source.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.silobridge.model.Refusal;
import org.silobridge.model.RefusedException;

class DatabaseLoginTest {
    @TempDir
    private Path directory;

    /** The kernel takes the connection; nobody ever answers on it. */
    @Test
    @Timeout(60)
    void takesASilentDatabaseForOneThatDoesNotAnswer() throws Exception {
        var user = Files.writeString(directory.resolve("user"), "u");
        var password = Files.writeString(directory.resolve("password"), "p");
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
        try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var login = new DatabaseLogin(
                    "source.jdbc",
                    "jdbc:postgresql://127.0.0.1:" + silent.getLocalPort() + "/x?sslmode=disable",
                    user,
                    password,
                    Duration.ofMillis(1));

            assertThatThrownBy(login::connect).isInstanceOfSatisfying(RefusedException.class, refused -> {
                assertThat(refused.refusal().kind()).isEqualTo(Refusal.Kind.UNAVAILABLE);
                assertThat(refused.getMessage()).contains(String.valueOf(silent.getLocalPort()));
            });
        }
    }
}
