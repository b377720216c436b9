package org.silobridge.catalogue.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.silobridge.model.DatasetId;
import org.silobridge.model.Messages;
import org.silobridge.model.Outcome;
import org.silobridge.model.Refusal;

class KeysetFileTest {
    private static final SecretLabel LABEL = new SecretLabel(new DatasetId("dst-0123456789abcdef"), 1);
    private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);

    private final SecureRandom random = new SecureRandom();

    @TempDir
    Path directory;

    @Test
    void isMadeForItsOwnerAlone() throws IOException {
        var path = directory.resolve("keys/keyset.json");

        new KeysetFile(path).create(random).orThrow();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
        try (var files = Files.list(path.getParent())) {
            assertThat(files).containsExactly(path);
        }
    }

    @Test
    void whatItWrappedItUnwrapsAfterReadingAgain() {
        var file = new KeysetFile(directory.resolve("keyset.json"));
        var secret = new byte[] {1, 2, 3};
        var wrapped = file.create(random).orThrow().wrap(secret, LABEL, random);

        assertThat(file.read().orThrow().unwrap(wrapped, LABEL)).hasValue(secret);
    }

    @Test
    void aFileThatIsThereIsNeverReplaced() {
        var file = new KeysetFile(directory.resolve("keyset.json"));
        var wrapped = file.create(random).orThrow().wrap(new byte[] {1}, LABEL, random);

        assertThat(file.create(random).orThrow().unwrap(wrapped, LABEL)).isPresent();
    }

    @Test
    void theCurrentKeyWrapsAndTheOlderOnesStillUnwrap() throws IOException {
        var older = keyset(1, "\"1\": \"" + KEY + "\"").orThrow().wrap(new byte[] {1}, LABEL, random);
        var other = Base64.getEncoder().encodeToString(random.generateSeed(32));

        var rotated =
                keyset(2, "\"1\": \"" + KEY + "\", \"2\": \"" + other + "\"").orThrow();

        assertThat(rotated.unwrap(older, LABEL)).isPresent();
        assertThat(rotated.wrap(new byte[] {1}, LABEL, random).keyVersion()).isEqualTo(2);
    }

    @Test
    void aFileThatOthersMayReadIsRefused() throws IOException {
        var path = directory.resolve("keyset.json");
        new KeysetFile(path).create(random).orThrow();
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r-----"));

        var refusal = refusal(new KeysetFile(path).read());

        assertThat(refusal.reason().code()).isEqualTo("contract.file.open-to-others");
        assertThat(refusal.in(Locale.ENGLISH)).contains(path.toString(), "rw-r-----", "chmod 600 " + path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{\"version\":2,\"current\":1,\"keys\":{\"1\":\"KEY\"}}",
                "{\"version\":1,\"current\":2,\"keys\":{\"1\":\"KEY\"}}",
                "{\"version\":1,\"current\":1,\"keys\":{\"1\":\"KEY\"},\"more\":1}",
                "{\"version\":1,\"current\":1,\"keys\":{\"1\":\"KEY\",\"1\":\"KEY\"}}",
                "{\"version\":1,\"current\":1,\"keys\":{\"1\":\"c2hvcnQ=\"}}",
                "{\"version\":1,\"current\":1,\"keys\":{\"1\":\"not base64 SECRET\"}}",
                "{\"version\":1,\"current\":1,\"keys\":{\"one\":\"KEY\"}}",
                "{\"version\":1,\"current\":0,\"keys\":{\"0\":\"KEY\"}}"
            })
    void aFileThatIsNoKeysetIsRefusedWithoutQuotingAKey(String text) throws IOException {
        var refusal = refusal(read(text.replace("KEY", KEY)));

        assertThat(refusal.reason().code()).isEqualTo("catalogue.key.keyset-malformed");
        assertThat(refusal.in(Locale.ENGLISH)).doesNotContain(KEY, "SECRET");
    }

    @Test
    void aFileThatCannotBeReadOrMadeIsRefused() throws IOException {
        Files.createFile(directory.resolve("file"));

        assertThat(refusal(new KeysetFile(directory.resolve("none")).read())
                        .reason()
                        .code())
                .isEqualTo("catalogue.key.keyset-unreadable");
        assertThat(refusal(new KeysetFile(directory.resolve("file/keyset.json")).create(random))
                        .reason()
                        .code())
                .isEqualTo("catalogue.key.keyset-unwritable");
    }

    @Test
    void everyReasonHasItsTextInBothLanguages() {
        for (var name : new String[] {
            "none",
            "keyset-missing",
            "keyset-unreadable",
            "keyset-unwritable",
            "keyset-malformed",
            "keyset-incomplete",
            "keyset-wrong"
        }) {
            assertThat(Messages.has("catalogue.key." + name, Locale.ENGLISH))
                    .as(name)
                    .isTrue();
            assertThat(Messages.has("catalogue.key." + name, Locale.CHINESE))
                    .as(name)
                    .isTrue();
        }
    }

    private Outcome<Keyset> keyset(int current, String keys) throws IOException {
        return read("{\"version\": 1, \"current\": " + current + ", \"keys\": {" + keys + "}}");
    }

    private Outcome<Keyset> read(String text) throws IOException {
        var path = directory.resolve("keyset.json");
        Files.writeString(path, text);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        return new KeysetFile(path).read();
    }

    private static Refusal refusal(Outcome<?> outcome) {
        return ((Outcome.Refused<?>) outcome).refusal();
    }
}
