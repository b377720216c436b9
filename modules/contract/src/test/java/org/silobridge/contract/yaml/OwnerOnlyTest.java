package org.silobridge.contract.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnerOnlyTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----"})
    void namesTheFileItsPermissionsAndTheCommandThatMendsThem(String permissions) throws IOException {
        var file = file(permissions);

        var fault = OwnerOnly.fault(file).orElseThrow();

        assertThat(fault.in(Locale.ENGLISH)).contains(permissions, "chmod 600 " + file);
        assertThat(fault.in(Locale.CHINESE)).contains(permissions, "chmod 600 " + file);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-------", "r--------", "rwx------"})
    void findsNothingWhereTheOwnerAloneHasRights(String permissions) throws IOException {
        assertThat(OwnerOnly.fault(file(permissions))).isEmpty();
    }

    @Test
    void saysNothingOfAFileThatIsNotThere() {
        assertThat(OwnerOnly.fault(directory.resolve("none"))).isEmpty();
    }

    private Path file(String permissions) throws IOException {
        var file = Files.createFile(directory.resolve("secret"));
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }
}
