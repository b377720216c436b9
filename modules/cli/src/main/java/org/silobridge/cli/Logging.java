package org.silobridge.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * What goes where: warnings and the security log to standard error, more with {@code --verbose}, all of it to
 * {@code --log-file}.
 */
final class Logging {
    private static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX, UTC} %-5level %logger{30} %msg %kvp%n";

    /** Those that have appenders. What the security log has does not go to the root's, which leaves out the time. */
    private static final List<String> WRITTEN = List.of(org.slf4j.Logger.ROOT_LOGGER_NAME, "org.silobridge.security");

    private Logging() {}

    static void configure(boolean verbose, @Nullable Path file) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            configure(context, verbose, file);
        } // Otherwise another binding is on the class path: its own configuration holds.
    }

    static void configure(LoggerContext context, boolean verbose, @Nullable Path file) {
        if (verbose) {
            context.getLogger("org.silobridge").setLevel(Level.DEBUG);
            context.getLogger("org.apache.kafka").setLevel(Level.INFO);
            context.getLogger("io.debezium").setLevel(Level.INFO);
        }
        if (file != null) {
            var encoder = new PatternLayoutEncoder();
            encoder.setContext(context);
            encoder.setPattern(PATTERN);
            encoder.start();
            var appender = new FileAppender<ILoggingEvent>();
            appender.setContext(context);
            appender.setName("file");
            appender.setFile(file.toString());
            appender.setEncoder(encoder);
            appender.start();
            WRITTEN.forEach(name -> context.getLogger(name).addAppender(appender));
            if (!verbose) {
                context.getLogger("org.silobridge").setLevel(Level.INFO);
            }
        }
    }

    /** For runs that kill brokers and cut clients off on purpose, and tell all of it themselves. */
    static void muteKafkaClients() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            for (var name : List.of("org.apache.kafka", "org.apache.kafka.clients.NetworkClient")) {
                context.getLogger(name).setLevel(Level.OFF);
            }
        }
    }

    /** Nothing more comes to standard error; a log file goes on. */
    static void fallSilent() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            for (var name : WRITTEN) {
                var appenders = context.getLogger(name).iteratorForAppenders();
                while (appenders.hasNext()) {
                    if (appenders.next() instanceof ConsoleAppender<ILoggingEvent> terminal) {
                        terminal.stop();
                    }
                }
            }
        }
    }
}
