package org.silobridge.catalogue.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.silobridge.catalogue.notice.Notice;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.NoticeId;
import org.silobridge.model.Reason;

/** What docs/notices.md shows to receivers is what is sent, and what it tells them to do verifies it. */
class NoticesDocTest {
    private static final Path DOC = Path.of(System.getProperty("silobridge.project.dir"), "docs/notices.md");
    private static final Pattern BLOCK = Pattern.compile("```(\\w*)\n(.*?)```", Pattern.DOTALL);

    @TempDir
    Path directory;

    private static final Map<String, String> EXAMPLE = new HashMap<>();
    private static String python = "";

    @BeforeAll
    static void read() throws IOException {
        var blocks = BLOCK.matcher(Files.readString(DOC));
        while (blocks.find()) {
            if (blocks.group(1).equals("python")) {
                python = blocks.group(2);
            } else if (blocks.group(2).startsWith("secret: ")) {
                blocks.group(2).lines().forEach(line -> {
                    int at = line.indexOf(": ");
                    EXAMPLE.put(line.substring(0, at), line.substring(at + 2));
                });
            }
        }
    }

    @Test
    void theExampleIsWhatIsSent() {
        var notice = new Notice(
                new NoticeId("ntc-7k3m9q2x4v8w1z5t"),
                new DepartmentId("dep-2b4d6f8h1j3k5m7p"),
                "req-4g6h8j1k3m5z7x9c",
                Reason.of(
                        "catalogue.notice.request-withdrawn",
                        "request",
                        "req-4g6h8j1k3m5z7x9c",
                        "department",
                        "public-security",
                        "dataset",
                        "health-care/daily-case-counts/health"),
                List.of(),
                Instant.parse("2026-03-01T08:00:00Z"),
                null,
                null);
        var key = "ntc-7k3m9q2x4v8w1z5t.tgt-4b2c9d8e7f6g5h3j";
        var body = new Letter(notice, "Municipal exchange", "health").json(key);

        assertThat(new String(body, StandardCharsets.UTF_8)).isEqualTo(EXAMPLE.get("body"));
        assertThat(key).isEqualTo(EXAMPLE.get("webhook-id"));
        assertThat(WebhookSignature.of(
                        Base64.getDecoder().decode(example("secret").replaceFirst("whsec_", "")),
                        key,
                        Long.parseLong(example("webhook-timestamp")),
                        body))
                .isEqualTo(EXAMPLE.get("webhook-signature"));
    }

    @Test
    void theReceiverTakesItAndNothingElse() throws Exception {
        var command = List.of("python3", "-X", "utf8");
        Assumptions.assumeTrue(runs(List.of("python3", "--version")), "there is no python3 here");
        Files.writeString(directory.resolve("receiver.py"), python);
        Files.writeString(directory.resolve("body"), example("body"));
        Files.writeString(directory.resolve("check.py"), """
                from receiver import verified
                import sys
                secret, name, sent, signature = sys.argv[1:]
                body = open("body", "rb").read()
                headers = {"webhook-id": name, "webhook-timestamp": sent, "webhook-signature": "v1,AAAA " + signature}
                now = int(sent)
                assert verified(secret, headers, body, now) == name
                assert verified(secret, headers, body + b" ", now) is None
                assert verified(secret, headers, body, now + 301) is None
                assert verified(secret, headers, body, now - 301) is None
                assert verified(secret, {**headers, "webhook-id": name + "x"}, body, now) is None
                assert verified(secret, {**headers, "webhook-timestamp": str(now + 1)}, body, now) is None
                assert verified("whsec_" + "A" * 32, headers, body, now) is None
                """);

        var all = new ArrayList<>(command);
        all.addAll(List.of(
                "check.py",
                example("secret"),
                example("webhook-id"),
                example("webhook-timestamp"),
                example("webhook-signature")));

        assertThat(runs(all)).isTrue();
    }

    private boolean runs(List<String> command) throws InterruptedException {
        try {
            var process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectOutput(directory.resolve("out").toFile())
                    .redirectError(directory.resolve("err").toFile())
                    .start();
            return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException notThere) {
            return false;
        }
    }

    private static String example(String name) {
        return EXAMPLE.getOrDefault(name, "");
    }
}
