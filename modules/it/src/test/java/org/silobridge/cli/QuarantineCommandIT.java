package org.silobridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.silobridge.it.exchange.OnPublishedExchange;
import org.silobridge.it.exchange.PublishedExchange;

/** {@code silobridge quarantine …} over the case counts, of which 2,285 rows are bad. Nothing is replayed for good. */
@ExtendWith(OnPublishedExchange.class)
class QuarantineCommandIT {
    @TempDir
    private Path home;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... args) {
        out.reset();
        err.reset();
        return Silobridge.commandLine(new Console(out, err, Clock.systemUTC(), Locale.ENGLISH, home))
                .execute(args);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void listsExportsAndTriesWhatAReplayWouldDo(PublishedExchange published) throws Exception {
        var connector = published
                .directory()
                .resolve("daily-case-counts.connector.yaml")
                .toString();
        var json = new ObjectMapper();

        assertThat(run("quarantine", "list", connector, "--reason", "required", "--max", "2"))
                .as(err())
                .isEqualTo(ExitStatus.DONE);
        assertThat(out().lines().filter(line -> line.contains(" open "))).hasSize(2);
        assertThat(out()).contains("contract.rule.required", "34019 rows");
        assertThat(err()).contains("89 more rows");

        assertThat(run("quarantine", "list", connector, "--max", "1", "-o", "json"))
                .isEqualTo(ExitStatus.DONE);
        var list = json.readTree(out());
        assertThat(list.path("items")).hasSize(1);
        assertThat(list.path("items").get(0).path("state").asText()).isEqualTo("open");
        assertThat(list.path("read").asLong()).isEqualTo(34_019);
        assertThat(list.path("summary")).anySatisfy(share -> {
            assertThat(share.path("code").asText()).isEqualTo("contract.rule.required");
            assertThat(share.path("open").asLong()).isEqualTo(91);
            assertThat(share.path("share").asDouble()).isBetween(0.0026, 0.0027);
        });

        var rows = home.resolve("rows.csv");
        assertThat(run("quarantine", "export", connector, "--reason", "required", "--to", rows.toString()))
                .as(err())
                .isEqualTo(ExitStatus.DONE);
        assertThat(err()).contains("91 rows written to " + rows);
        assertThat(Files.readString(rows)).contains("sb_file,sb_line,sb_reasons");
        assertThat(run("quarantine", "export", connector, "--to", rows.toString()))
                .isEqualTo(ExitStatus.INPUT);
        assertThat(err()).contains(rows.toString());

        assertThat(run("quarantine", "replay", connector, "--rows", rows.toString(), "--dry-run"))
                .as(err())
                .isEqualTo(ExitStatus.DONE);
        assertThat(out()).contains("Nothing was sent. 0 rows would be published", "91 would stay", "required");
        assertThat(run("quarantine", "replay", connector, "--reason", "none-such", "--dry-run", "-o", "json"))
                .isEqualTo(ExitStatus.DONE);
        assertThat(json.readTree(out()).path("published").asLong()).isZero();
    }
}
