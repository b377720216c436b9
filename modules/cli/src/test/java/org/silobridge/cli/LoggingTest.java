package org.silobridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.OutputStreamAppender;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

/** What the program prints of its log as it is delivered. */
class LoggingTest {
    @TempDir
    private Path directory;

    private final LoggerContext delivered = new LoggerContext();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void asDelivered() throws Exception {
        delivered.setMDCAdapter(new LogbackMDCAdapter());
        var configurator = new JoranConfigurator();
        configurator.setContext(delivered);
        configurator.doConfigure(Objects.requireNonNull(Silobridge.class.getResource("/logback.xml")));
        for (var logger : delivered.getLoggerList()) {
            logger.iteratorForAppenders().forEachRemaining(appender -> {
                if (appender instanceof OutputStreamAppender<ILoggingEvent> terminal) {
                    terminal.setOutputStream(err);
                }
            });
        }
    }

    @AfterEach
    void stop() {
        delivered.stop();
    }

    @Test
    void theSecurityLogIsPrintedWithTheTimeAndOnceWhateverTheRefusal() {
        Logging.configure(delivered, false, null);

        refusals();

        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .hasSize(3)
                .allMatch(
                        line -> line.matches(
                                "\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z (INFO|WARN)  org.silobridge.security (refused|logged in) status=\"\\d+\""));
    }

    @Test
    void theSecurityLogIsInTheLogFileOnceToo() throws Exception {
        var file = directory.resolve("catalogue.log");
        Logging.configure(delivered, false, file);

        refusals();

        assertThat(Files.readAllLines(file))
                .filteredOn(line -> line.contains(" org.silobridge.security "))
                .hasSize(3);
    }

    @Test
    void whatElseIsNoWarningIsNotPrinted() {
        Logging.configure(delivered, false, null);

        delivered.getLogger("org.silobridge.catalogue").atInfo().log("all is well");

        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void whatKafkaRefusesWhereARightEndsIsToldInOurOwnWordsAndWhatElseFailsThereByKafka() {
        Logging.configure(delivered, false, null);
        Logger kafka = delivered.getLogger("org.apache.kafka.clients.consumer.internals.CommitRequestManager");

        kafka.error("OffsetCommit failed due to not authorized to commit to topics [sb.x.y.z.v1]");
        kafka.error(
                "Reconciliation failed.",
                new CompletionException(
                        new KafkaException("Assignment event skipped because consumer is unsubscribing")));
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();

        kafka.error("Reconciliation failed.", new CompletionException(new KafkaException("no space left")));
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("Reconciliation failed.");
    }

    private void refusals() {
        Logger security = delivered.getLogger("org.silobridge.security");
        security.atInfo().addKeyValue("status", 404).log("refused");
        security.atWarn().addKeyValue("status", 401).log("refused");
        security.atInfo().addKeyValue("status", 200).log("logged in");
    }
}
