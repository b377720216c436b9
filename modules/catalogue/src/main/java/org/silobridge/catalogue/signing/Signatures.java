package org.silobridge.catalogue.signing;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.actor.Actor;
import org.silobridge.catalogue.dataset.Dataset;
import org.silobridge.ledger.Decision;
import org.silobridge.ledger.Statement;
import org.silobridge.model.DatasetId;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal.Kind;

/**
 * Looks at the signatures that come with decisions. What has to be signed the exchange puts together itself, from what is
 * decided and about what; a signature over anything else is none.
 */
public final class Signatures {
    /** How far the clock of who signs may be off, both ways. */
    private static final Duration LEEWAY = Duration.ofMinutes(10);

    private final String exchange;
    private final Clock clock;
    private final SigningStore store = new SigningStore();

    /**
     * Over the statements of one exchange.
     *
     * @param exchange the ledger's origin
     */
    public Signatures(String exchange, Clock clock) {
        this.exchange = exchange;
        this.clock = clock;
    }

    /**
     * Looks at the signature of a decision, or sees to it that it needs none. Runs in the transaction that decides, and
     * what it holds stays so until that ends.
     *
     * @param object id of what is decided about
     * @param department who reads, or would
     * @param decided adds to the statement what is decided
     * @param given null: it is not signed
     * @return NOT_ALLOWED without a signature where the dataset demands one, FORBIDDEN by a key that may not sign this,
     *     INVALID where it is over something else, CONFLICT where it was used before
     */
    public Outcome<Seal> seal(
            Handle db,
            Actor by,
            Dataset dataset,
            Decision decision,
            String object,
            DepartmentId department,
            UnaryOperator<Statement> decided,
            @Nullable Signature given) {
        if (given == null) {
            return decision.gives() && store.holdDemand(db, dataset.id())
                    ? Outcome.refused(
                            Kind.NOT_ALLOWED, Reason.of("catalogue.signature.demanded", "dataset", dataset.name()))
                    : Outcome.ok(Seal.NONE);
        }
        store.holdDemand(db, dataset.id());
        return sealed(
                db,
                by,
                dataset,
                decision,
                object,
                statement -> decided.apply(
                        statement.with("dataset", dataset.id().value()).with("department", department.value())),
                given);
    }

    /** Looks at a signature that has to be there. */
    Outcome<Seal> sealed(
            Handle db,
            Actor by,
            Dataset dataset,
            Decision decision,
            String object,
            UnaryOperator<Statement> decided,
            Signature given) {
        var found = store.hold(db, given.key());
        if (found.isEmpty() || !found.get().actor().equals(by.id())) {
            return refused("catalogue.signature.not-your-key", "key", given.key());
        }
        var key = found.get();
        if (key.revokedAt() != null) {
            return refused("catalogue.signature.key-revoked", "key", key.id());
        }
        if (key.confirmedAt() == null) {
            return refused("catalogue.signature.key-not-confirmed", "key", key.id());
        }
        var keyOf = key.department();
        if (!decision.isFor(
                keyOf == null ? null : keyOf.value(), dataset.owner().value())) {
            return refused("catalogue.signature.other-departments-key", "key", key.id());
        }
        var at = time(given.at());
        if (at.isEmpty()) {
            return Outcome.refused(Kind.INVALID, notAboutNow());
        }
        var statement =
                decided.apply(Statement.decision(exchange, by.id().value(), key.id(), at.get(), decision, object));
        if (!key.key().verifies(statement, given.value())) {
            return Outcome.refused(Kind.INVALID, Reason.of("catalogue.signature.other-text", "expected", statement));
        }
        return store.use(db, key.id(), at.get())
                ? Outcome.ok(Seal.of(statement, given))
                : Outcome.refused(Kind.CONFLICT, Reason.of("catalogue.signature.used", "at", at.get()));
    }

    /** When it was signed, if that is about now. */
    Optional<Instant> time(String text) {
        try {
            var at = Instant.parse(text);
            return at.truncatedTo(ChronoUnit.MILLIS).equals(at)
                            && at.toString().equals(text)
                            && Duration.between(at, clock.instant()).abs().compareTo(LEEWAY) <= 0
                    ? Optional.of(at)
                    : Optional.empty();
        } catch (DateTimeException notATime) {
            return Optional.empty();
        }
    }

    /** Why a time is none that {@link #time} takes. */
    Reason notAboutNow() {
        return Reason.of("catalogue.signature.time", "minutes", LEEWAY.toMinutes(), "now", clock.instant());
    }

    String exchange() {
        return exchange;
    }

    /** Whether what is given of the dataset has to be signed. */
    public boolean demanded(Handle db, DatasetId dataset) {
        return SigningStore.demands(db, dataset);
    }

    private static <T> Outcome<T> refused(String code, String name, Object value) {
        return Outcome.refused(Kind.FORBIDDEN, Reason.of(code, name, value));
    }
}
