package org.silobridge.contract.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.silobridge.model.Outcome;

class DocumentTest {
    private static final String HEAD = "apiVersion: silobridge.org/v1\nkind: Client\n";

    @TempDir
    Path folder;

    @Test
    void readsWhatItIsAsked() {
        var text = HEAD + "limit: 64KiB\nwait: PT30S\n";

        var read = Document.read(
                "a.yaml", text, "Client", root -> root.bytes("limit", 1) + " " + root.duration("wait", Duration.ZERO));

        assertThat(read.orThrow()).isEqualTo("65536 PT30S");
    }

    @Test
    void aSecretIsReadFromItsFileAndNeverPrinted() throws IOException {
        Files.writeString(folder.resolve("token"), "sbt_x\n");
        var file = Files.writeString(folder.resolve("a.yaml"), HEAD + "tokenFile: token\n");

        var secret = Document.read(file, "Client", root -> root.secretFile("tokenFile"))
                .orThrow();

        assertThat(secret.reveal()).isEqualTo("sbt_x");
        assertThat(secret).hasToString("***");
    }

    @Test
    void aMissingFileAndAnotherEncodingAreNamed() throws IOException {
        var gb = folder.resolve("gb.yaml");
        Files.write(gb, (HEAD + "name: 健康").getBytes(Charset.forName("GB18030")));

        assertThat(first(Document.read(folder.resolve("none.yaml"), "Client", root -> "")))
                .contains("no readable file");
        assertThat(first(Document.read(gb, "Client", root -> root.text("name"))))
                .contains("not UTF-8 (line 3)");
        assertThat(first(Document.read(
                        "a.yaml", HEAD + "tokenFile: token\n", "Client", root -> root.secretFile("tokenFile"))))
                .startsWith("a.yaml:3 tokenFile");
    }

    private static String first(Outcome<?> outcome) {
        return ((Outcome.Refused<?>) outcome).refusal().violations().get(0).toString();
    }
}
