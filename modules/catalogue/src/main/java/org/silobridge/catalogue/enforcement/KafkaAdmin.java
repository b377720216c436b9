package org.silobridge.catalogue.enforcement;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.enforcement.KafkaCluster.KafkaUnavailable;

/**
 * Kafka's admin client, made anew after a refused log-in. The client itself would answer every further call with that
 * first refusal for {@code metadata.max.age.ms}, five minutes, without asking again; and a broker that has just started
 * may refuse a log-in that it accepts a moment later. Safe for use by many threads.
 */
final class KafkaAdmin implements AutoCloseable {
    private final Map<String, Object> properties;
    private @Nullable Admin admin;
    private boolean closed;

    KafkaAdmin(Map<String, String> client, Duration timeout) {
        properties = new HashMap<>(client);
        properties.put(AdminClientConfig.CLIENT_ID_CONFIG, "silobridge-enforcement");
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(timeout.toMillis()));
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.toIntExact(timeout.toMillis()));
        properties.put(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
        admin = Admin.create(properties);
    }

    /** @param question is to wait for its answers, and to throw a refused log-in as the cause of what it throws */
    <T> T ask(Function<Admin, T> question) {
        var asked = current();
        try {
            return question.apply(asked);
        } catch (KafkaUnavailable e) {
            if (e.getCause() instanceof AuthenticationException) {
                discard(asked);
            }
            throw e;
        }
    }

    private synchronized Admin current() {
        if (closed) {
            throw new KafkaUnavailable("closed", null);
        }
        if (admin == null) {
            try {
                admin = Admin.create(properties);
            } catch (KafkaException e) {
                throw new KafkaUnavailable(String.valueOf(e.getMessage()), e);
            }
        }
        return admin;
    }

    private synchronized void discard(Admin refused) {
        if (admin == refused) {
            admin = null;
            refused.close(Duration.ZERO);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (admin != null) {
            admin.close(Duration.ZERO);
        }
    }
}
