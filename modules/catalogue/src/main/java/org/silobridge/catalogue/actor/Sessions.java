package org.silobridge.catalogue.actor;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jdbi.v3.core.Handle;
import org.silobridge.catalogue.ledger.EntryDraft;
import org.silobridge.catalogue.ledger.EntryType;
import org.silobridge.catalogue.ledger.LedgerStaging;
import org.silobridge.catalogue.store.Columns;
import org.silobridge.catalogue.store.Transactions;
import org.silobridge.model.ActorId;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal.Kind;

/**
 * Who is logged in. A session ends when its holder logs out, was idle for too long or has worked a day, and at once when
 * an operator ends it; {@link Actors#authenticate} looks at each call.
 */
public final class Sessions {
    private final Transactions transactions;
    private final LedgerStaging ledger;
    private final Settings settings;
    private final Clock clock;
    private final RandomGenerator random;
    private final SessionStore store = new SessionStore();
    private final ActorStore actors = new ActorStore();

    public Sessions(
            Transactions transactions, LedgerStaging ledger, Settings settings, Clock clock, RandomGenerator random) {
        this.transactions = transactions;
        this.ledger = ledger;
        this.settings = settings;
        this.clock = clock;
        this.random = random;
    }

    /**
     * How long a session holds.
     *
     * @param idle while nothing is asked by it
     * @param longest whatever is asked by it
     */
    public record Settings(Duration idle, Duration longest) {
        public static Settings usual() {
            return new Settings(Duration.ofMinutes(30), Duration.ofHours(10));
        }
    }

    /** A new session: the only time that its secret is seen. */
    public record Opened(SessionSecret secret, Session session) {}

    /** Opens a session for who has just proved to be this subject; FORBIDDEN where no actor is, or not any more. */
    public Outcome<Opened> openFor(String subject) {
        return transactions.narrow(db -> actors.bySubject(db, subject)
                .filter(actor -> actor.endedAt() == null)
                .map(actor -> Outcome.ok(open(db, actor.id())))
                .orElseGet(() -> Outcome.refused(
                        Kind.FORBIDDEN, Reason.of("catalogue.actor.subject-unknown", "subject", subject))));
    }

    /** Opens one, always under a new id. */
    public Opened open(Handle db, ActorId actor) {
        var now = Columns.now(clock);
        store.sweep(db, now);
        var secret = SessionSecret.random(random);
        var session = new Session(actor, now, now, settings.idle(), now.plus(settings.longest()));
        store.insert(db, session, secret.hash());
        return new Opened(secret, session);
    }

    /** One that holds. */
    public Optional<Session> find(SessionSecret secret) {
        return transactions.read(db -> store.find(db, secret.hash())).filter(known -> known.holdsAt(clock.instant()));
    }

    /** Ends one; ending it again changes nothing. */
    public void end(SessionSecret secret) {
        transactions
                .narrow(db -> {
                    store.end(db, secret.hash());
                    return Outcome.ok(secret);
                })
                .orThrow();
    }

    /** Ends all of the actor's at once; how many that were. */
    public Outcome<Integer> endAll(Actor by, String actor) {
        return Permission.END_SESSIONS
                .admit(by)
                .flatMap(admitted ->
                        transactions.narrow(db -> actors.named(db, actor).map(whose -> {
                            int ended = store.endAll(db, whose.id());
                            if (ended > 0) {
                                ledger.stage(
                                        db,
                                        EntryDraft.by(
                                                        by.id(),
                                                        EntryType.ACTOR_SESSIONS_ENDED,
                                                        whose.id().value())
                                                .with("sessions", ended));
                            }
                            return ended;
                        })));
    }

    /** Ends all of the actor's, for a reason that is on record elsewhere. */
    public void endAll(Handle db, ActorId actor) {
        store.endAll(db, actor);
    }
}
