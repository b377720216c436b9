package org.silobridge.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps Kafka's clients from talking over us on the console. What Kafka refuses comes out as an exception, and we tell
 * it in our own words; what is left is let through once in half a minute, because while a broker is down the clients
 * repeat it every second.
 */
public final class KafkaClientFilter extends Filter<ILoggingEvent> {
    private static final long APART_MILLIS = 30_000;
    private static final List<String> TOLD_BY_US = List.of(
            "AUTHORIZATION_FAILED",
            "authorization failed",
            "ot authorized to ",
            "metadata response from the cluster reported",
            "because consumer is unsubscribing"); // Which is what we asked for.

    private final Map<String, Long> lastSeen = new ConcurrentHashMap<>();

    @Override
    public FilterReply decide(ILoggingEvent event) {
        if (!event.getLoggerName().startsWith("org.apache.kafka.")) {
            return FilterReply.NEUTRAL;
        }
        var thrown = event.getThrowableProxy();
        var text =
                thrown == null ? event.getFormattedMessage() : event.getFormattedMessage() + " " + thrown.getMessage();
        if (TOLD_BY_US.stream().anyMatch(text::contains)) {
            return FilterReply.DENY;
        }
        var now = event.getTimeStamp();
        var fresh = new boolean[1];
        lastSeen.compute(event.getLoggerName() + event.getMessage(), (message, before) -> {
            fresh[0] = before == null || now - before >= APART_MILLIS;
            return fresh[0] || before == null ? now : before;
        });
        return fresh[0] ? FilterReply.NEUTRAL : FilterReply.DENY;
    }
}
