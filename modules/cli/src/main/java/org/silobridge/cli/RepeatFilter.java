package org.silobridge.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Lets each message of Kafka's clients through once in half a minute: while a broker is down they repeat it every second. */
public final class RepeatFilter extends Filter<ILoggingEvent> {
    private static final long APART_MILLIS = 30_000;
    private final Map<String, Long> lastSeen = new ConcurrentHashMap<>();

    @Override
    public FilterReply decide(ILoggingEvent event) {
        if (!event.getLoggerName().startsWith("org.apache.kafka.")) {
            return FilterReply.NEUTRAL;
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
