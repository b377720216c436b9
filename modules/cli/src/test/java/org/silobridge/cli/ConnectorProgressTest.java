package org.silobridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.silobridge.connector.position.Counts;

class ConnectorProgressTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Instant now = Instant.parse("2026-02-01T08:00:00Z");
    private final Clock clock = new Clock() {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    };

    private ConnectorProgress progress(boolean terminal) {
        return new ConnectorProgress(new Console(
                OutputStream.nullOutputStream(),
                err,
                clock,
                Locale.ENGLISH,
                Path.of("home"),
                terminal,
                Keyboard.none()));
    }

    private static void commit(ConnectorProgress progress, long rows) {
        progress.progressed(new Counts(rows, 0, Map.of()), 10);
    }

    private List<String> said() {
        return List.of(err.toString(StandardCharsets.UTF_8).split("\n"));
    }

    @Test
    void saysALineAfterTheFirstCommitAndThenOneAMinuteWhereNobodyLooks() {
        var progress = progress(false);
        for (int second = 0; second <= 120; second++) {
            commit(progress, second + 1);
            now = now.plusSeconds(1);
        }

        assertThat(said()).hasSize(3).first().asString().startsWith("1 rows read");
    }

    @Test
    void writesOneLineOverItselfOnATerminalWithPercentAndTimeLeft() {
        var progress = progress(true);
        progress.reached(0.2); // done by earlier runs
        commit(progress, 1);
        now = now.plus(Duration.ofSeconds(60));
        progress.reached(0.6);
        commit(progress, 100);
        progress.close();

        assertThat(said())
                .singleElement()
                .asString()
                .startsWith("\r\u001b[K20%, ? left")
                .endsWith("\r\u001b[K60%, 0:01:00 left: 100 rows read, 100 published, 0 quarantined, 10 rows/s");
    }
}
