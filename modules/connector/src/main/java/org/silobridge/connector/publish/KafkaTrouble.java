package org.silobridge.connector.publish;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.jspecify.annotations.Nullable;
import org.silobridge.client.Publication;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;
import org.silobridge.model.Slug;

/** What Kafka's exceptions mean to a connector: the one place that knows. */
public final class KafkaTrouble {
    private KafkaTrouble() {}

    /** Why there is no use in trying again; empty for what passes, such as a broker that does not answer. */
    public static Optional<Refusal> refusal(Publication publication, Slug connector, @Nullable Throwable... errors) {
        var causes = new ArrayList<Throwable>();
        for (var error : errors) {
            for (var cause = error; cause != null && !causes.contains(cause); cause = cause.getCause()) {
                causes.add(cause);
            }
        }
        return first(causes, TopicAuthorizationException.class)
                .map(e -> refusal(
                        Refusal.Kind.FORBIDDEN,
                        "connector.kafka.no-right-topic",
                        "topics",
                        e.unauthorizedTopics().isEmpty()
                                ? publication.topic()
                                : String.join(", ", e.unauthorizedTopics())))
                .or(() -> first(causes, TransactionalIdAuthorizationException.class)
                        .map(e -> refusal(
                                Refusal.Kind.FORBIDDEN,
                                "connector.kafka.no-right-transactional-id",
                                "id",
                                publication.transactionalIdPrefix() + connector)))
                .or(() -> first(causes, AuthorizationException.class)
                        .map(e -> refusal(
                                Refusal.Kind.FORBIDDEN,
                                "connector.kafka.no-right",
                                "error",
                                String.valueOf(e.getMessage()))))
                .or(() -> first(causes, AuthenticationException.class)
                        .map(e -> refusal(
                                Refusal.Kind.UNAUTHENTICATED,
                                "connector.kafka.not-authenticated",
                                "error",
                                String.valueOf(e.getMessage()))))
                .or(() -> first(causes, ProducerFencedException.class)
                        .map(e -> refusal(Refusal.Kind.CONFLICT, "connector.kafka.fenced", "connector", connector)))
                .or(() -> first(causes, RecordTooLargeException.class)
                        .map(e -> refusal(
                                Refusal.Kind.CONFLICT,
                                "connector.kafka.record-too-large",
                                "topic",
                                publication.topic())))
                .or(() -> first(causes, ConfigException.class)
                        .filter(e -> !String.valueOf(e.getMessage()).contains("bootstrap urls"))
                        .map(e -> refusal(
                                Refusal.Kind.INVALID,
                                "connector.kafka.configuration",
                                "error",
                                String.valueOf(e.getMessage()))));
    }

    private static Refusal refusal(Refusal.Kind kind, String code, Object... parameters) {
        return Refusal.of(kind, Reason.of(code, parameters));
    }

    private static <T extends Throwable> Optional<T> first(List<Throwable> causes, Class<T> type) {
        return causes.stream().filter(type::isInstance).map(type::cast).findFirst();
    }

    /** One line for the log and the person who waits. */
    public static String summary(KafkaException error) {
        Throwable deepest = error;
        while (deepest.getCause() != null && deepest.getCause() != deepest) {
            deepest = deepest.getCause();
        }
        return deepest.getClass().getSimpleName() + ": " + deepest.getMessage();
    }
}
