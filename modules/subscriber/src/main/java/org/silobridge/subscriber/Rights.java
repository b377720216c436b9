package org.silobridge.subscriber;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.silobridge.client.Access;
import org.silobridge.client.CatalogueUnavailableException;
import org.silobridge.client.UnexpectedAnswerException;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;

/**
 * Judges, from what Kafka does and what the catalogue says, whether the right to read has ended. Kafka decides; the
 * catalogue explains. While the catalogue does not answer, only a lasting refusal by Kafka ends the reading.
 */
final class Rights {
    private static final Duration BETWEEN_QUESTIONS = Duration.ofSeconds(1);
    /** Kafka's client tells of a lasting refusal again and again, with polls in between that only bring nothing. */
    private static final Duration BETWEEN_REFUSALS = Duration.ofSeconds(5);

    private final String dataset;
    private final Supplier<Outcome<Access>> catalogue;
    private final SubscriptionSettings settings;
    private final Clock clock;
    private Instant quietSince;
    private @Nullable Instant refusedSince;
    private @Nullable Instant lastRefused;
    private @Nullable Instant lastAsked;
    private @Nullable Reason standing;

    Rights(String dataset, Supplier<Outcome<Access>> catalogue, SubscriptionSettings settings, Clock clock) {
        this.dataset = dataset;
        this.catalogue = catalogue;
        this.settings = settings;
        this.clock = clock;
        this.quietSince = clock.instant();
    }

    /** Records came: the right holds. */
    void recordsCame() {
        quietSince = clock.instant();
        refusedSince = null;
        lastRefused = null;
        standing = null;
    }

    /** A poll brought nothing, and no refusal either: that may be a silent one. */
    Optional<End.RightEnded> nothingCame() {
        var now = clock.instant();
        if (lastRefused != null && now.isBefore(lastRefused.plus(BETWEEN_REFUSALS))) {
            return Optional.empty();
        }
        refusedSince = null;
        lastRefused = null;
        if (now.isBefore(quietSince.plus(settings.quiet()))) {
            return Optional.empty();
        }
        quietSince = now;
        return ask(now);
    }

    /** Nothing can be heard from Kafka at all: whether the catalogue says that the right ended. */
    Optional<End.RightEnded> unheard() {
        var now = clock.instant();
        return lastAsked == null || !now.isBefore(lastAsked.plus(BETWEEN_QUESTIONS)) ? ask(now) : Optional.empty();
    }

    /**
     * Kafka refused.
     *
     * @param what the kind of thing that it refused: {@code topic} or {@code group}
     */
    Optional<End.RightEnded> refused(String what, String name) {
        var now = clock.instant();
        if (refusedSince == null) {
            refusedSince = now;
        }
        lastRefused = now;
        if (lastAsked == null || !now.isBefore(lastAsked.plus(BETWEEN_QUESTIONS))) {
            var ended = ask(now);
            if (ended.isPresent()) {
                return ended;
            }
            if (standing == null) {
                standing = Reason.of("subscriber.kafka.refused", "dataset", dataset, "what", what, "name", name);
            }
        }
        if (standing != null && !now.isBefore(refusedSince.plus(settings.patience()))) {
            return Optional.of(new End.RightEnded(standing, Optional.empty()));
        }
        return Optional.empty();
    }

    /** Why reading waits, if it does. */
    Optional<Reason> waiting() {
        return refusedSince == null ? Optional.empty() : Optional.ofNullable(standing);
    }

    private Optional<End.RightEnded> ask(Instant now) {
        lastAsked = now;
        Outcome<Access> answer;
        try {
            answer = catalogue.get();
        } catch (CatalogueUnavailableException | UnexpectedAnswerException e) {
            standing = Reason.of(
                    "subscriber.kafka.refused-unexplained",
                    "dataset",
                    dataset,
                    "error",
                    String.valueOf(e.getMessage()));
            return Optional.empty();
        }
        if (answer instanceof Outcome.Refused<Access> refused) {
            // The catalogue does not talk to this token any more; what Kafka lets through is still read.
            standing = Reason.of(
                    "subscriber.kafka.refused-no-answer",
                    "dataset",
                    dataset,
                    "answer",
                    refused.refusal().reason());
            return Optional.empty();
        }
        var access = answer.orThrow();
        var ended = RightWords.of(access);
        if (access.state() != Access.State.GRANTED) {
            return Optional.of(new End.RightEnded(ended, Optional.of(access)));
        }
        standing = access.inForce() ? null : ended;
        return Optional.empty();
    }
}
