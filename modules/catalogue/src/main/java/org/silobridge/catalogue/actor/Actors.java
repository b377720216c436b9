package org.silobridge.catalogue.actor;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.ledger.EntryDraft;
import org.silobridge.catalogue.ledger.EntryType;
import org.silobridge.catalogue.ledger.LedgerStaging;
import org.silobridge.catalogue.store.Columns;
import org.silobridge.catalogue.store.Registered;
import org.silobridge.catalogue.store.Transactions;
import org.silobridge.model.ActorId;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal.Kind;
import org.silobridge.model.Role;
import org.silobridge.model.TokenId;
import org.silobridge.model.Violation;

/** Registers actors, issues and ends their tokens, and knows who stands behind one. */
public final class Actors {
    private static final Pattern JWT = Pattern.compile("[\\w-]+\\.[\\w-]+\\.[\\w-]+");
    private static final int MAX_VALID_DAYS = 3650;
    private static final int DEFAULT_VALID_DAYS = 90;
    private static final int MAX_OVERLAP_HOURS = 30 * 24;
    private static final int DEFAULT_OVERLAP_HOURS = 24;
    private static final Duration USE_NOTED = Duration.ofMinutes(1);
    /** Before a token runs out; those made for less than twice as long are meant to. */
    private static final Duration EXPIRY_TOLD = Duration.ofDays(7);

    private static final int MAX_TEXT = 200;

    private final Transactions transactions;
    private final LedgerStaging ledger;
    private final Clock clock;
    private final RandomGenerator random;
    private final Optional<Issuer> issuer;
    private final ActorStore store = new ActorStore();
    private final SessionStore sessions = new SessionStore();
    private final BiFunction<Handle, String, Optional<DepartmentId>> departments;

    /** Departments are found by id or slug. */
    public Actors(
            Transactions transactions,
            LedgerStaging ledger,
            BiFunction<Handle, String, Optional<DepartmentId>> departments,
            Clock clock,
            RandomGenerator random) {
        this(transactions, ledger, departments, Optional.empty(), clock, random);
    }

    /** As the other one; people come with tokens of the issuer, where there is one. */
    public Actors(
            Transactions transactions,
            LedgerStaging ledger,
            BiFunction<Handle, String, Optional<DepartmentId>> departments,
            Optional<Issuer> issuer,
            Clock clock,
            RandomGenerator random) {
        this.issuer = issuer;
        this.departments = departments;
        this.transactions = transactions;
        this.ledger = ledger;
        this.clock = clock;
        this.random = random;
    }

    /** A role as it is asked for, its department by id or slug. */
    public record AskedRole(String role, @Nullable String department) {}

    /** A token as it is asked for. {@code validDays} null: 90. {@code scope} empty: all that its actor may do. */
    public record NewToken(String label, @Nullable Integer validDays, List<String> scope) {
        public NewToken {
            scope = List.copyOf(scope);
        }
    }

    /** Tells a department something; null: those who oversee the exchange. */
    @FunctionalInterface
    public interface Tell {
        void tell(Handle db, @Nullable DepartmentId department, String about, Reason reason);
    }

    /** A new token: the only time its secret is seen. */
    public record IssuedToken(ApiToken token, TokenSecret secret) {}

    /** Who stands behind a token, or the id of a session; UNAUTHENTICATED where it is unknown, ended or out of date. */
    public Outcome<Bearer> authenticate(@Nullable String token) {
        if (token == null) {
            return Outcome.refused(Kind.UNAUTHENTICATED, Reason.of("catalogue.actor.token-missing"));
        }
        if (issuer.isPresent() && JWT.matcher(token).matches()) {
            return issuer.get().subject(token).flatMap(this::loggedIn);
        }
        var now = Columns.now(clock);
        var session = SessionSecret.parse(token);
        if (session.isPresent()) {
            return inSession(session.get(), now);
        }
        var bearer = TokenSecret.parse(token)
                .flatMap(secret -> transactions.ask(db -> store.byToken(db, secret.hash(), now)));
        bearer.map(Bearer::token).ifPresent(known -> noteUse(known, now));
        return bearer.map(Outcome::ok)
                .orElseGet(() -> Outcome.refused(Kind.UNAUTHENTICATED, Reason.of("catalogue.actor.token-unknown")));
    }

    private Outcome<Bearer> inSession(SessionSecret secret, Instant now) {
        record Found(Session session, Actor actor) {}
        var found = transactions.read(db -> sessions.find(db, secret.hash())
                .filter(session -> session.holdsAt(now))
                .map(session ->
                        new Found(session, store.find(db, session.actor()).orElseThrow()))
                .filter(known -> known.actor().endedAt() == null));
        if (found.isEmpty()) {
            return Outcome.refused(Kind.UNAUTHENTICATED, Reason.of("catalogue.session.over"));
        }
        var unless = now.minus(USE_NOTED);
        if (!found.get().session().lastSeenAt().isAfter(unless)) {
            transactions
                    .narrow(db -> {
                        sessions.seen(db, secret.hash(), now, unless);
                        return Outcome.ok(now);
                    })
                    .orThrow();
        }
        return Outcome.ok(new Bearer(found.get().actor(), TokenScope.ALL, null));
    }

    private Outcome<Bearer> loggedIn(String subject) {
        return transactions
                .read(db -> standingBySubject(db, subject))
                .map(actor -> Outcome.ok(new Bearer(actor, TokenScope.ALL, null)))
                .orElseGet(() -> Outcome.refused(
                        Kind.UNAUTHENTICATED, Reason.of("catalogue.actor.subject-unknown", "subject", subject)));
    }

    private void noteUse(ApiToken token, Instant now) {
        var unless = now.minus(USE_NOTED);
        var noted = token.lastUsedAt();
        if (noted == null || !noted.isAfter(unless)) {
            transactions
                    .narrow(db -> {
                        store.used(db, token.id(), now, unless);
                        return Outcome.ok(token);
                    })
                    .orThrow();
        }
    }

    /** Registers an actor. The same again changes nothing; another content for the same subject is a CONFLICT. */
    public Outcome<Registered<Actor>> register(Actor by, String subject, String displayName, List<AskedRole> asked) {
        return Permission.REGISTER_ACTOR
                .admit(by)
                .flatMap(admitted -> transactions.decide(db -> {
                    var violations = new ArrayList<Violation>();
                    text(violations, "subject", subject);
                    text(violations, "displayName", displayName);
                    var roles = roles(db, asked, violations);
                    if (!violations.isEmpty()) {
                        return Outcome.invalid(
                                Reason.of("catalogue.actor.invalid", "count", violations.size()), violations);
                    }
                    var actor = new Actor(ActorId.random(random), subject, displayName, roles, Columns.now(clock));
                    if (!store.insert(db, actor)) {
                        var standing = store.bySubject(db, subject).orElseThrow();
                        return standing.endedAt() == null
                                        && standing.displayName().equals(displayName)
                                        && new HashSet<>(standing.roles()).equals(new HashSet<>(roles))
                                ? Outcome.ok(new Registered<>(standing, false))
                                : Outcome.refused(
                                        Kind.CONFLICT,
                                        Reason.of(
                                                "catalogue.actor.differs", "subject", subject, "actor", standing.id()));
                    }
                    stageRegistered(db, Optional.of(by.id()), actor);
                    return Outcome.ok(new Registered<>(actor, true));
                }));
    }

    /** The first operator of an exchange and its token, in the transaction that opens it. */
    public IssuedToken registerFirstOperator(Handle db, String subject, Duration validity) {
        var roles = List.of(new RoleBinding(Role.OPERATOR, null));
        var actor = new Actor(ActorId.random(random), subject, "First operator", roles, Columns.now(clock));
        if (!store.insert(db, actor)) {
            throw new IllegalStateException("an empty exchange has an actor " + subject);
        }
        stageRegistered(db, Optional.empty(), actor);
        return issue(db, Optional.empty(), actor.id(), "bootstrap", TokenScope.ALL, validity, null);
    }

    /**
     * Issues a token.
     *
     * @param within the scope of the token that asks for it: nobody hands on more than they hold
     */
    public Outcome<IssuedToken> issueToken(Actor by, TokenScope within, String actor, NewToken asked) {
        return Permission.ISSUE_TOKEN
                .admit(by)
                .flatMap(admitted ->
                        transactions.decide(db -> standing(db, actor).flatMap(bearer -> {
                            var violations = new ArrayList<Violation>();
                            text(violations, "label", asked.label());
                            int days = within(
                                    violations, "validDays", asked.validDays(), DEFAULT_VALID_DAYS, 1, MAX_VALID_DAYS);
                            var scope = TokenScope.parse(asked.scope());
                            if (scope instanceof Outcome.Refused<TokenScope> refused) {
                                violations.addAll(refused.refusal().violations());
                            }
                            return violations.isEmpty()
                                    ? scope.flatMap(wanted -> covered(within, wanted))
                                            .map(wanted -> issue(
                                                    db,
                                                    Optional.of(by.id()),
                                                    bearer.id(),
                                                    asked.label(),
                                                    wanted,
                                                    Duration.ofDays(days),
                                                    null))
                                    : Outcome.invalid(
                                            Reason.of("catalogue.actor.token-invalid", "count", violations.size()),
                                            violations);
                        })));
    }

    /** The actor of this id; CONFLICT where it has left. */
    public Outcome<Actor> standing(Handle db, String actor) {
        return store.named(db, actor)
                .flatMap(known -> known.endedAt() == null
                        ? Outcome.ok(known)
                        : Outcome.refused(Kind.CONFLICT, Reason.of("catalogue.actor.ended", "actor", actor)));
    }

    /** The actor of this subject, if it has not left. */
    public Optional<Actor> standingBySubject(Handle db, String subject) {
        return store.bySubject(db, subject).filter(known -> known.endedAt() == null);
    }

    /**
     * Says that an actor has left: none of its tokens and sessions holds from now on, nor any log-in of it. Its subject
     * stays its own. Saying it again changes nothing; nobody says it of themselves, so that one operator is always left.
     */
    public Outcome<ActorId> end(Actor by, String actor) {
        return Permission.END_ACTOR
                .admit(by)
                .flatMap(admitted ->
                        transactions.narrow(db -> store.named(db, actor).flatMap(leaving -> {
                            if (leaving.id().equals(by.id())) {
                                return Outcome.refused(Kind.CONFLICT, Reason.of("catalogue.actor.ends-itself"));
                            }
                            var now = Columns.now(clock);
                            if (store.end(db, leaving.id(), now)) {
                                var open = store.tokens(db, leaving.id()).stream()
                                        .filter(token -> token.holdsAt(now))
                                        .toList();
                                open.forEach(token -> endToken(db, by, token, now));
                                ledger.stage(
                                        db,
                                        EntryDraft.by(
                                                        by.id(),
                                                        EntryType.ACTOR_ENDED,
                                                        leaving.id().value())
                                                .with("tokens", open.size())
                                                .with("sessions", sessions.endAll(db, leaving.id())));
                            }
                            return Outcome.ok(leaving.id());
                        })));
    }

    /**
     * Exchanges a token for a new one with the same label, scope and length. The old one holds beside it for the
     * overlap, but no longer than it would have; 0 hours: it has ended. Each can be ended by itself. A token whose
     * successor stands is not exchanged a second time: who finds that somebody else did it first knows that it leaked.
     *
     * @param within the scope of the token that asks for it
     * @param overlapHours null: 24
     */
    public Outcome<IssuedToken> rotateToken(Actor by, TokenScope within, String token, @Nullable Integer overlapHours) {
        return transactions.decide(db -> own(db, by, token).flatMap(old -> {
            var now = Columns.now(clock);
            var violations = new ArrayList<Violation>();
            int hours = within(violations, "overlapHours", overlapHours, DEFAULT_OVERLAP_HOURS, 0, MAX_OVERLAP_HOURS);
            if (!violations.isEmpty()) {
                return Outcome.invalid(
                        Reason.of("catalogue.actor.token-invalid", "count", violations.size()), violations);
            }
            if (!old.holdsAt(now)) {
                return Outcome.refused(
                        Kind.CONFLICT, Reason.of("catalogue.actor.token-out-of-date", "token", old.id()));
            }
            var successor = store.successor(db, old.id());
            if (successor.isPresent()) {
                return Outcome.refused(
                        Kind.CONFLICT,
                        Reason.of("catalogue.actor.token-rotated", "token", old.id(), "successor", successor.get()));
            }
            return covered(within, old.scope()).map(scope -> rotate(db, by, old, now.plus(Duration.ofHours(hours))));
        }));
    }

    private IssuedToken rotate(Handle db, Actor by, ApiToken old, Instant overlapEnd) {
        var issued = issue(db, Optional.of(by.id()), old.actor(), old.label(), old.scope(), old.validity(), old.id());
        var until = overlapEnd.isBefore(old.expiresAt()) ? overlapEnd : old.expiresAt();
        store.shortenToken(db, old.id(), until);
        ledger.stage(
                db,
                EntryDraft.by(by.id(), EntryType.TOKEN_ROTATED, old.id().value())
                        .with("actor", old.actor().value())
                        .with("successor", issued.token().id().value())
                        .with("expiresAt", until.toString()));
        return issued;
    }

    /** Ends a token at once, and none that it was exchanged for. Ending it again changes nothing. */
    public Outcome<TokenId> endToken(Actor by, String token) {
        return transactions.narrow(db -> own(db, by, token).map(standing -> {
            var id = standing.id();
            if (standing.endedAt() == null) {
                endToken(db, by, standing, Columns.now(clock));
            }
            return id;
        }));
    }

    private void endToken(Handle db, Actor by, ApiToken token, Instant now) {
        store.endToken(db, token.id(), now);
        ledger.stage(
                db,
                EntryDraft.by(by.id(), EntryType.TOKEN_ENDED, token.id().value())
                        .with("actor", token.actor().value()));
    }

    /** A token, locked, for its actor or who issues tokens; to others there is none. */
    private Outcome<ApiToken> own(Handle db, Actor by, String token) {
        return tokenId(token)
                .flatMap(id -> store.lockToken(db, id))
                .filter(standing ->
                        standing.actor().equals(by.id()) || Permission.ISSUE_TOKEN.allows(by, Parties.reader(null)))
                .map(Outcome::ok)
                .orElseGet(() ->
                        Outcome.refused(Kind.NOT_FOUND, Reason.of("catalogue.actor.no-such-token", "token", token)));
    }

    private static Outcome<TokenScope> covered(TokenScope within, TokenScope wanted) {
        return within.covers(wanted)
                ? Outcome.ok(wanted)
                : Outcome.refused(
                        Kind.FORBIDDEN,
                        Reason.of("catalogue.actor.token-scope-wider", "scope", within, "wanted", wanted));
    }

    /**
     * Tells the departments of an actor that a token of it runs out within a week and was not exchanged, each token
     * once. One that was made for less than a fortnight is meant to run out.
     */
    public void remind(Tell departments) {
        var now = Columns.now(clock);
        transactions
                .narrow(db -> {
                    for (var token : store.expiringBy(db, now, now.plus(EXPIRY_TOLD), EXPIRY_TOLD.multipliedBy(2))) {
                        remind(db, token, departments);
                    }
                    return Outcome.ok(now);
                })
                .orThrow();
    }

    private void remind(Handle db, ApiToken token, Tell tell) {
        var bearer = store.find(db, token.actor()).orElseThrow();
        var reason = Reason.of(
                "catalogue.notice.token-expires",
                "token",
                token.id(),
                "label",
                token.label(),
                "actor",
                bearer.displayName(),
                "until",
                token.expiresAt());
        if (bearer.departments().isEmpty()) {
            tell.tell(db, null, token.id().value(), reason);
        } else {
            bearer.departments()
                    .forEach(department -> tell.tell(db, department, token.id().value(), reason));
        }
    }

    /** All actors, by subject. */
    public Outcome<List<Actor>> list(Handle db, Actor by) {
        return Permission.LIST_ACTORS.admit(by).map(admitted -> store.all(db));
    }

    /** An actor's tokens, oldest first. */
    public List<ApiToken> tokens(Handle db, ActorId actor) {
        return store.tokens(db, actor);
    }

    private IssuedToken issue(
            Handle db,
            Optional<ActorId> by,
            ActorId bearer,
            String label,
            TokenScope scope,
            Duration validity,
            @Nullable TokenId replaces) {
        var now = Columns.now(clock);
        var secret = TokenSecret.random(random);
        var token = new ApiToken(
                TokenId.random(random), bearer, label, scope, now, now.plus(validity), replaces, null, null);
        store.insert(db, token, secret.hash());
        var entry = new EntryDraft(
                        EntryType.TOKEN_ISSUED, by, Optional.empty(), token.id().value(), Map.of())
                .with("actor", bearer.value())
                .with("scope", scope.list())
                .with("expiresAt", token.expiresAt().toString());
        ledger.stage(db, replaces == null ? entry : entry.with("replaces", replaces.value()));
        return new IssuedToken(token, secret);
    }

    private void stageRegistered(Handle db, Optional<ActorId> by, Actor actor) {
        // The subject may be a person's name or address: it stays out of the ledger.
        ledger.stage(
                db,
                new EntryDraft(
                                EntryType.ACTOR_REGISTERED,
                                by,
                                Optional.empty(),
                                actor.id().value(),
                                Map.of())
                        .with(
                                "roles",
                                actor.roles().stream().map(Actors::written).toList()));
    }

    private static String written(RoleBinding held) {
        return held.department() == null ? held.role().word() : held.role() + "@" + held.department();
    }

    private List<RoleBinding> roles(Handle db, List<AskedRole> asked, List<Violation> violations) {
        var roles = new ArrayList<RoleBinding>();
        for (int i = 0; i < asked.size(); i++) {
            var path = "roles[" + i + "]";
            var wanted = asked.get(i);
            var role = Role.of(wanted.role());
            if (role.isEmpty()) {
                violations.add(new Violation(
                        path + ".role", wanted.role(), Reason.of("catalogue.actor.unknown-role", "known", words())));
            }
            Optional<DepartmentId> department =
                    wanted.department() == null ? Optional.empty() : departments.apply(db, wanted.department());
            if (wanted.department() != null && department.isEmpty()) {
                violations.add(new Violation(
                        path + ".department",
                        wanted.department(),
                        Reason.of("catalogue.department.unknown", "department", wanted.department())));
            } else if (role.isPresent()) {
                var binding = new RoleBinding(role.get(), department.orElse(null));
                if (!binding.isLegal()) {
                    violations.add(new Violation(
                            path + ".department",
                            wanted.department(),
                            Reason.of(
                                    binding.department() == null
                                            ? "catalogue.actor.role-needs-department"
                                            : "catalogue.actor.role-is-exchange-wide",
                                    "role",
                                    role.get())));
                } else if (!roles.contains(binding)) {
                    roles.add(binding);
                }
            }
        }
        return roles;
    }

    private static String words() {
        return String.join(", ", Arrays.stream(Role.values()).map(Role::word).toList());
    }

    private static int within(
            List<Violation> violations, String path, @Nullable Integer asked, int absent, int min, int max) {
        int number = asked == null ? absent : asked;
        if (number < min || number > max) {
            violations.add(new Violation(
                    path, String.valueOf(number), Reason.of("catalogue.input.out-of-range", "min", min, "max", max)));
        }
        return number;
    }

    private static void text(List<Violation> violations, String path, String text) {
        if (text.isBlank() || text.length() > MAX_TEXT) {
            violations.add(new Violation(
                    path, text.isBlank() ? text : null, Reason.of("catalogue.input.text", "max", MAX_TEXT)));
        }
    }

    private static Optional<TokenId> tokenId(String text) {
        try {
            return Optional.of(new TokenId(text));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }
}
