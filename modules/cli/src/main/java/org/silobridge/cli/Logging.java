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

/** What goes where: warnings to standard error, more with {@code --verbose}, all of it to {@code --log-file}. */
final class Logging {
    private static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX, UTC} %-5level %logger{30} %msg %kvp%n";

    private Logging() {}

    static void configure(boolean verbose, @Nullable Path file) {
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            return; // Another binding is on the class path: its own configuration holds.
        }
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
            var root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
            root.addAppender(appender);
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
            var root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
            var appenders = root.iteratorForAppenders();
            while (appenders.hasNext()) {
                if (appenders.next() instanceof ConsoleAppender<ILoggingEvent> terminal) {
                    terminal.stop();
                }
            }
        }
    }
}
