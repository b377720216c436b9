package org.silobridge.catalogue.actor;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;
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
    private static final int MAX_VALID_DAYS = 3650;
    private static final int DEFAULT_VALID_DAYS = 90;
    private static final int MAX_TEXT = 200;

    private final Transactions transactions;
    private final LedgerStaging ledger;
    private final Clock clock;
    private final RandomGenerator random;
    private final ActorStore store = new ActorStore();
    private final BiFunction<Handle, String, Optional<DepartmentId>> departments;

    /** Departments are found by id or slug. */
    public Actors(
            Transactions transactions,
            LedgerStaging ledger,
            BiFunction<Handle, String, Optional<DepartmentId>> departments,
            Clock clock,
            RandomGenerator random) {
        this.departments = departments;
        this.transactions = transactions;
        this.ledger = ledger;
        this.clock = clock;
        this.random = random;
    }

    /** A role as it is asked for, its department by id or slug. */
    public record AskedRole(String role, @Nullable String department) {}

    /** A new token: the only time its secret is seen. */
    public record IssuedToken(ApiToken token, TokenSecret secret) {}

    /** Who stands behind a token; UNAUTHENTICATED where it is unknown, ended or out of date. */
    public Outcome<Actor> authenticate(@Nullable String token) {
        if (token == null) {
            return Outcome.refused(Kind.UNAUTHENTICATED, Reason.of("catalogue.actor.token-missing"));
        }
        return TokenSecret.parse(token)
                .flatMap(secret -> transactions.read(db -> store.byToken(db, secret.hash(), Columns.now(clock))))
                .map(Outcome::ok)
                .orElseGet(() -> Outcome.refused(Kind.UNAUTHENTICATED, Reason.of("catalogue.actor.token-unknown")));
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
                        return standing.displayName().equals(displayName)
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
        return issue(db, Optional.empty(), actor, "bootstrap", validity);
    }

    /** Issues a token. */
    public Outcome<IssuedToken> issueToken(Actor by, String actor, String label, @Nullable Integer validDays) {
        return Permission.ISSUE_TOKEN
                .admit(by)
                .flatMap(admitted -> transactions.decide(db -> {
                    var bearer = actorId(actor).flatMap(id -> store.find(db, id));
                    if (bearer.isEmpty()) {
                        return Outcome.refused(Kind.NOT_FOUND, Reason.of("catalogue.actor.unknown", "actor", actor));
                    }
                    var violations = new ArrayList<Violation>();
                    text(violations, "label", label);
                    int days = validDays == null ? DEFAULT_VALID_DAYS : validDays;
                    if (days < 1 || days > MAX_VALID_DAYS) {
                        violations.add(new Violation(
                                "validDays",
                                String.valueOf(days),
                                Reason.of("catalogue.input.out-of-range", "min", 1, "max", MAX_VALID_DAYS)));
                    }
                    return violations.isEmpty()
                            ? Outcome.ok(issue(db, Optional.of(by.id()), bearer.get(), label, Duration.ofDays(days)))
                            : Outcome.invalid(
                                    Reason.of("catalogue.actor.token-invalid", "count", violations.size()), violations);
                }));
    }

    /** Ends a token at once. Ending it again changes nothing. */
    public Outcome<TokenId> endToken(Actor by, String token) {
        return Permission.END_TOKEN
                .admit(by)
                .flatMap(admitted -> transactions.narrow(db -> {
                    var standing = tokenId(token).flatMap(id -> store.lockToken(db, id));
                    if (standing.isEmpty()) {
                        return Outcome.refused(
                                Kind.NOT_FOUND, Reason.of("catalogue.actor.no-such-token", "token", token));
                    }
                    var id = standing.get().id();
                    if (standing.get().endedAt() == null) {
                        store.endToken(db, id, Columns.now(clock));
                        ledger.stage(
                                db,
                                EntryDraft.by(by.id(), EntryType.TOKEN_ENDED, id.value())
                                        .with("actor", standing.get().actor().value()));
                    }
                    return Outcome.ok(id);
                }));
    }

    /** All actors, by subject. */
    public Outcome<List<Actor>> list(Handle db, Actor by) {
        return Permission.LIST_ACTORS.admit(by).map(admitted -> store.all(db));
    }

    /** An actor's tokens, oldest first. */
    public List<ApiToken> tokens(Handle db, ActorId actor) {
        return store.tokens(db, actor);
    }

    private IssuedToken issue(Handle db, Optional<ActorId> by, Actor bearer, String label, Duration validity) {
        var now = Columns.now(clock);
        var secret = TokenSecret.random(random);
        var token = new ApiToken(TokenId.random(random), bearer.id(), label, now, now.plus(validity), null);
        store.insert(db, token, secret.hash());
        ledger.stage(
                db,
                new EntryDraft(
                                EntryType.TOKEN_ISSUED,
                                by,
                                Optional.empty(),
                                token.id().value(),
                                Map.of())
                        .with("actor", bearer.id().value())
                        .with("expiresAt", token.expiresAt().toString()));
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

    private static void text(List<Violation> violations, String path, String text) {
        if (text.isBlank() || text.length() > MAX_TEXT) {
            violations.add(new Violation(
                    path, text.isBlank() ? text : null, Reason.of("catalogue.input.text", "max", MAX_TEXT)));
        }
    }

    private static Optional<ActorId> actorId(String text) {
        try {
            return Optional.of(new ActorId(text));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
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
