package org.silobridge.catalogue.login;

import java.text.Normalizer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.actor.Actor;
import org.silobridge.catalogue.actor.Actors;
import org.silobridge.catalogue.actor.Permission;
import org.silobridge.catalogue.actor.Sessions;
import org.silobridge.catalogue.ledger.EntryDraft;
import org.silobridge.catalogue.ledger.EntryType;
import org.silobridge.catalogue.ledger.LedgerStaging;
import org.silobridge.catalogue.store.Columns;
import org.silobridge.catalogue.store.Transactions;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal.Kind;
import org.silobridge.model.Violation;

/**
 * User names and passwords, for an exchange whose people have no issuer outside. An operator makes a password for one
 * log-in; whoever logs in with it chooses their own at once. A log-in that fails says not why, and takes as long whether
 * there is such a user or not. How often somebody may try is for who lets them in.
 */
public final class Passwords {
    private static final Duration ONCE_WITHIN = Duration.ofDays(3);
    private static final int SHORTEST = 12;
    private static final int LONGEST = 200;
    private static final int SHORTEST_NAME = 3;
    /** At once: each takes memory and a processor. */
    private static final int HASHING = 2;

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";

    private final Transactions transactions;
    private final LedgerStaging ledger;
    private final Actors actors;
    private final Sessions sessions;
    private final Clock clock;
    private final RandomGenerator random;
    private final PasswordStore store = new PasswordStore();
    private final Semaphore hashing = new Semaphore(HASHING);

    public Passwords(
            Transactions transactions,
            LedgerStaging ledger,
            Actors actors,
            Sessions sessions,
            Clock clock,
            RandomGenerator random) {
        this.transactions = transactions;
        this.ledger = ledger;
        this.actors = actors;
        this.sessions = sessions;
        this.clock = clock;
        this.random = random;
    }

    /** A password for one log-in, before that time: the only time it is seen. */
    public record ForOnce(String password, Instant until) {
        @Override
        public String toString() {
            return "*** until " + until;
        }
    }

    /** Makes a password for one log-in of the actor, in place of the one it has, and ends its sessions. */
    public Outcome<ForOnce> set(Actor by, String actor) {
        return Permission.SET_PASSWORD.admit(by).flatMap(admitted -> {
            var now = Columns.now(clock);
            var issued = new ForOnce(made(random), now.plus(ONCE_WITHIN));
            return inTurn(() -> PasswordHash.of(issued.password(), random))
                    .flatMap(hash ->
                            transactions.decide(db -> actors.standing(db, actor).map(whose -> {
                                store.set(db, whose.id(), new PasswordStore.Kept(hash, issued.until()), now);
                                sessions.endAll(db, whose.id());
                                ledger.stage(
                                        db,
                                        EntryDraft.by(
                                                        by.id(),
                                                        EntryType.ACTOR_PASSWORD_SET,
                                                        whose.id().value())
                                                .with("until", issued.until().toString()));
                                return issued;
                            })));
        });
    }

    /**
     * Opens a session for who knows the password.
     *
     * @param wanted not null: is their password from now on, and all other sessions of theirs have ended
     * @return UNAUTHENTICATED where user name and password are not somebody's; NOT_ALLOWED where they are and the
     *     password must be changed; INVALID where the wanted one will not do
     */
    public Outcome<Sessions.Opened> logIn(String user, String password, @Nullable String wanted) {
        record Known(Actor actor, PasswordStore.Kept kept) {}
        var known = transactions.read(db -> actors.standingBySubject(db, user)
                .flatMap(actor -> store.find(db, actor.id()).map(kept -> new Known(actor, kept))));
        var compared = known.map(found -> found.kept().hash()).orElse(PasswordHash.OF_NOBODY);
        return inTurn(() -> PasswordHash.matches(password, compared)).flatMap(matches -> {
            var now = Columns.now(clock);
            if (!matches || known.filter(found -> found.kept().holdsAt(now)).isEmpty()) {
                return refused();
            }
            var actor = known.get().actor();
            var kept = known.get().kept();
            if (wanted != null) {
                return change(actor, kept, password, wanted);
            }
            return kept.isForOnce()
                    ? Outcome.refused(Kind.NOT_ALLOWED, Reason.of("catalogue.login.change-password", "least", SHORTEST))
                    : sessions.openFor(user);
        });
    }

    private Outcome<Sessions.Opened> change(Actor actor, PasswordStore.Kept old, String password, String wanted) {
        var faults = faults(actor, password, wanted);
        if (!faults.isEmpty()) {
            return Outcome.invalid(Reason.of("catalogue.login.password-invalid", "count", faults.size()), faults);
        }
        return inTurn(() -> PasswordHash.of(wanted, random))
                .flatMap(hash -> transactions.narrow(db -> {
                    var now = Columns.now(clock);
                    if (!store.change(db, actor.id(), old, new PasswordStore.Kept(hash, null), now)) {
                        return refused(); // Somebody else was faster: with a password for one log-in, that was the one.
                    }
                    sessions.endAll(db, actor.id());
                    ledger.stage(
                            db,
                            EntryDraft.by(
                                            actor.id(),
                                            EntryType.ACTOR_PASSWORD_CHANGED,
                                            actor.id().value())
                                    .with("first", old.isForOnce()));
                    return Outcome.ok(sessions.open(db, actor.id()));
                }));
    }

    private static List<Violation> faults(Actor actor, String password, String wanted) {
        var faults = new ArrayList<Violation>();
        int length = wanted.codePointCount(0, wanted.length());
        if (length < SHORTEST || length > LONGEST) {
            faults.add(fault(Reason.of("catalogue.login.password-length", "least", SHORTEST, "most", LONGEST)));
        }
        if (wanted.codePoints().distinct().count() < 5) {
            faults.add(fault(Reason.of("catalogue.login.password-plain")));
        }
        var plain = plain(wanted);
        if (List.of(actor.subject(), actor.displayName()).stream()
                .map(Passwords::plain)
                .anyMatch(name -> name.length() >= SHORTEST_NAME && plain.contains(name))) {
            faults.add(fault(Reason.of("catalogue.login.password-named")));
        }
        if (wanted.equals(password)) {
            faults.add(fault(Reason.of("catalogue.login.password-same")));
        }
        return faults;
    }

    private static String plain(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    }

    private static Violation fault(Reason reason) {
        return new Violation("newPassword", null, reason);
    }

    private static <T> Outcome<T> refused() {
        return Outcome.refused(Kind.UNAUTHENTICATED, Reason.of("catalogue.login.refused"));
    }

    /** A hundred bits, in letters that nobody mistakes for others. */
    private static String made(RandomGenerator random) {
        var text = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            text.append(i > 0 && i % 5 == 0 ? "-" : "").append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return text.toString();
    }

    private <T> Outcome<T> inTurn(Supplier<T> work) {
        try {
            if (!hashing.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return Outcome.refused(Kind.UNAVAILABLE, Reason.of("catalogue.unavailable.busy"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Outcome.refused(Kind.UNAVAILABLE, Reason.of("catalogue.unavailable.busy"));
        }
        try {
            return Outcome.ok(work.get());
        } finally {
            hashing.release();
        }
    }
}
