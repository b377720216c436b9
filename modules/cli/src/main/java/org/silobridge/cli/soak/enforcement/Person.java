package org.silobridge.cli.soak.enforcement;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.silobridge.cli.local.LocalExchange;
import org.silobridge.cli.soak.Moment;
import org.silobridge.client.CatalogueClient;
import org.silobridge.client.CatalogueUnavailableException;
import org.silobridge.model.Outcome;

/** Somebody with a token, who asks one replica of the catalogue, and where that does not answer the other. */
final class Person {
    private static final int AGAIN_MILLIS = 40;
    private static final int MOST_TRIES = 10_000;

    private final List<CatalogueClient> replicas;
    private int turn;
    private int unanswered;

    Person(LocalExchange exchange, List<URI> replicas, Path token) {
        this.replicas =
                replicas.stream().map(url -> exchange.client(token, url)).toList();
    }

    /**
     * Asks until there is an answer, one replica after the other: what is asked may have been done already, and the answer
     * lost.
     *
     * @throws IllegalStateException if none comes for minutes
     */
    <T> Outcome<T> ask(Function<CatalogueClient, Outcome<T>> question) throws InterruptedException {
        CatalogueUnavailableException last = null;
        for (int i = 0; i < MOST_TRIES; i++) {
            try {
                return question.apply(replicas.get(turn++ % replicas.size()));
            } catch (CatalogueUnavailableException e) {
                unanswered++;
                last = e;
                Moment.pass(AGAIN_MILLIS);
            }
        }
        throw new IllegalStateException("no replica answered for minutes", last);
    }

    /** How often nothing came. */
    int unanswered() {
        return unanswered;
    }

    /** One client for each replica. */
    List<CatalogueClient> replicas() {
        return replicas;
    }
}
