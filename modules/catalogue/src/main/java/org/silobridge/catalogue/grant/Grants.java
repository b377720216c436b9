package org.silobridge.catalogue.grant;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.actor.Actor;
import org.silobridge.catalogue.actor.Parties;
import org.silobridge.catalogue.actor.Permission;
import org.silobridge.catalogue.dataset.Dataset;
import org.silobridge.catalogue.dataset.DatasetStore;
import org.silobridge.catalogue.dataset.Datasets;
import org.silobridge.catalogue.kafka.KafkaRights;
import org.silobridge.catalogue.ledger.EntryDraft;
import org.silobridge.catalogue.ledger.EntryType;
import org.silobridge.catalogue.ledger.LedgerStaging;
import org.silobridge.catalogue.notice.Notices;
import org.silobridge.catalogue.procedure.GrantExpired;
import org.silobridge.catalogue.procedure.GrantSuspended;
import org.silobridge.catalogue.procedure.LiveGrant;
import org.silobridge.catalogue.procedure.Suspendable;
import org.silobridge.catalogue.signing.Seal;
import org.silobridge.catalogue.signing.Signature;
import org.silobridge.catalogue.signing.Signatures;
import org.silobridge.catalogue.store.Columns;
import org.silobridge.catalogue.store.Transactions;
import org.silobridge.ledger.Decision;
import org.silobridge.ledger.Statement;
import org.silobridge.model.DatasetId;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.GrantId;
import org.silobridge.model.GrantState;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal.Kind;
import org.silobridge.model.Role;
import org.silobridge.model.Sharing;
import org.silobridge.model.Slug;
import org.silobridge.model.Violation;

/**
 * Shows grants to those whom they concern, and what may happen to them. Which of it is legal when, the types of
 * {@code procedure} say; here it is stored, recorded in the ledger and told, in one transaction.
 */
public final class Grants {
    private static final int MAX_REASON = 2000;
    private static final Duration LONGEST = Duration.ofDays(3650);

    private final Transactions transactions;
    private final LedgerStaging ledger;
    private final KafkaRights kafka;
    private final Datasets datasetTerms;
    private final GrantNotices notices;
    private final GrantClock grantClock;
    private final Signatures signatures;
    private final Clock clock;
    private final GrantStore store = new GrantStore();
    private final DatasetStore datasets = new DatasetStore();

    public Grants(
            Transactions transactions,
            LedgerStaging ledger,
            KafkaRights kafka,
            Datasets datasetTerms,
            Notices notices,
            GrantClock grantClock,
            Signatures signatures,
            Clock clock) {
        this.signatures = signatures;
        this.transactions = transactions;
        this.ledger = ledger;
        this.kafka = kafka;
        this.datasetTerms = datasetTerms;
        this.notices = new GrantNotices(notices);
        this.grantClock = grantClock;
        this.clock = clock;
    }

    /** The grants that concern the actor, newest first. Null means: any. */
    public List<Grant> list(
            Handle db,
            Actor by,
            @Nullable DatasetId dataset,
            @Nullable DepartmentId department,
            @Nullable GrantState state) {
        return store.list(db, dataset, department, state).stream()
                .filter(grant -> concerns(db, by, grant))
                .toList();
    }

    /** One grant; NOT_FOUND too where it does not concern the actor. */
    public Outcome<Grant> find(Handle db, Actor by, String id) {
        return grantId(id)
                .flatMap(known -> store.find(db, known))
                .filter(grant -> concerns(db, by, grant))
                .map(Outcome::ok)
                .orElseGet(() -> unknown(id));
    }

    /**
     * Ends a grant, at once: it waits for no ledger. Revoking a revoked grant answers it as it is; an expired one is
     * a CONFLICT.
     *
     * @param signature null: it is not signed
     */
    public Outcome<Grant> revoke(Actor by, String id, String reason, @Nullable Signature signature) {
        if (isMissing(reason)) {
            return needed("catalogue.grant.invalid-revocation");
        }
        var revoked = transactions.narrow(db -> open(db, by, id, Permission.REVOKE_GRANT)
                .flatMap(open -> open.grant().state() == GrantState.REVOKED
                        ? Outcome.ok(open.grant())
                        : open.live("revoked")
                                .flatMap(life -> life.revoke(by, reason, Columns.now(clock)))
                                .flatMap(end -> open.grant()
                                        .revoked(end.by(), reason, end.at())
                                        .flatMap(ended -> seal(db, by, open, Decision.REVOKE, reason, signature)
                                                .map(seal -> {
                                                    store.update(db, ended);
                                                    ledger.stage(
                                                            db,
                                                            seal.on(open.entry(by, EntryType.GRANT_REVOKED)
                                                                    .with("reason", reason)));
                                                    tell(
                                                            db,
                                                            by,
                                                            open,
                                                            "catalogue.notice.grant-revoked",
                                                            ended,
                                                            end.at(),
                                                            reason);
                                                    return ended;
                                                })))));
        kafka.poke();
        return revoked;
    }

    /**
     * Holds a grant back for a time, at once: it waits for no ledger. For stewards of the owner and for coordinators.
     * Suspending a suspended grant answers it as it is, but for a coordinator who makes a steward's suspension their
     * own: then no steward gives it free. The holder is told each time, and the owner where a coordinator does it.
     *
     * @param signature null: it is not signed
     */
    public Outcome<Grant> suspend(Actor by, String id, String reason, @Nullable Signature signature) {
        if (isMissing(reason)) {
            return needed("catalogue.grant.invalid-suspension");
        }
        var suspended = transactions.narrow(db -> open(db, by, id, Permission.SUSPEND_GRANT)
                .flatMap(open -> open.isHeldBackFor(by)
                        ? Outcome.ok(open.grant())
                        : open.holdBack(by, reason, Columns.now(clock)).flatMap(held -> seal(
                                        db, by, open, Decision.SUSPEND, reason, signature)
                                .map(seal -> {
                                    var after = open.grant().suspended(held);
                                    store.update(db, after);
                                    ledger.stage(
                                            db,
                                            seal.on(open.entry(by, EntryType.GRANT_SUSPENDED)
                                                    .with("as", held.office().word())
                                                    .with("reason", reason)));
                                    tell(db, by, open, "catalogue.notice.grant-suspended", after, held.since(), reason);
                                    return after;
                                }))));
        kafka.poke();
        return suspended;
    }

    /**
     * Gives a suspended grant free; it is in force again once the ledger has this and Kafka enforces it. For stewards of
     * the owner and for coordinators, of other departments than the holder; what a coordinator holds back, only for
     * coordinators. Resuming a grant that is not suspended answers it as it is, unless it has ended.
     *
     * @param reason may be blank
     * @param signature null: it is not signed
     */
    public Outcome<Grant> resume(Actor by, String id, String reason, @Nullable Signature signature) {
        if (reason.length() > MAX_REASON) {
            return Outcome.invalid(
                    Reason.of("catalogue.input.invalid", "count", 1),
                    List.of(new Violation("reason", null, Reason.of("catalogue.input.too-long", "max", MAX_REASON))));
        }
        var resumed = transactions.decide(db -> open(db, by, id, Permission.RESUME_GRANT)
                .flatMap(open -> open.live("resumed").flatMap(life -> {
                    if (!(life instanceof GrantSuspended held)) {
                        return Outcome.ok(open.grant());
                    }
                    var now = Columns.now(clock);
                    return held.resume(by, now)
                            .flatMap(free -> seal(db, by, open, Decision.RESUME, reason, signature))
                            .map(seal -> {
                                var after = open.grant().resumed(now);
                                store.update(db, after);
                                ledger.stage(
                                        db,
                                        seal.on(open.entry(by, EntryType.GRANT_RESUMED)
                                                .with("reason", reason)));
                                tell(db, by, open, "catalogue.notice.grant-resumed", after, now, reason);
                                return after;
                            });
                })));
        kafka.poke();
        return resumed;
    }

    /**
     * The owner's steward says that it is still right; the time until it lapses begins anew. Not for who belongs to the
     * holder, and not once it has lapsed.
     *
     * @param signature null: it is not signed
     */
    public Outcome<Grant> recertify(Actor by, String id, @Nullable Signature signature) {
        return transactions.decide(db -> open(db, by, id, Permission.RECERTIFY_GRANT)
                .flatMap(open -> open.live("confirmed").flatMap(life -> {
                    var now = Columns.now(clock);
                    return life.recertify(by, now, grantClock.time()).flatMap(confirmed -> seal(
                                    db, by, open, Decision.RECERTIFY, statement -> statement, signature)
                            .map(seal -> {
                                var after = open.grant().confirmed(now);
                                var entry = seal.on(open.entry(by, EntryType.GRANT_RECERTIFIED));
                                store.update(db, after);
                                ledger.stage(
                                        db,
                                        grantClock
                                                .lapsesAt(confirmed.terms())
                                                .map(lapse -> entry.with("lapses", lapse.toString()))
                                                .orElse(entry));
                                return after;
                            }));
                })));
    }

    /**
     * An applicant of the holder asks for more time; the owner is told. The same again answers the grant as it is, another
     * end takes the place of the one asked for before.
     */
    public Outcome<Grant> askRenewal(Actor by, String id, @Nullable String until, String reason) {
        return end(until)
                .flatMap(end -> transactions.decide(db -> open(db, by, id, Permission.ASK_RENEWAL)
                        .flatMap(open -> open.live("renewed").flatMap(life -> {
                            var standing = open.grant().renewal();
                            if (standing != null && standing.until().equals(end)) {
                                return Outcome.ok(open.grant());
                            }
                            return life.askRenewal(by, end, reason, Columns.now(clock), grantClock.time())
                                    .map(wish -> {
                                        var after = open.grant().renewalAsked(wish);
                                        store.update(db, after);
                                        ledger.stage(
                                                db,
                                                open.entry(by, EntryType.GRANT_RENEWAL_ASKED)
                                                        .with(
                                                                "until",
                                                                wish.until().toString())
                                                        .with("reason", wish.reason()));
                                        notices.tellWish(db, open.owner(), after, wish);
                                        return after;
                                    });
                        }))));
    }

    /**
     * A steward's answer to who asked for more time.
     *
     * @param until of an approval; null: what was asked for
     * @param signature null: it is not signed
     */
    public record NewRenewal(
            String decision,
            @Nullable String until,
            String reason,
            @Nullable Signature signature) {}

    /**
     * The owner's steward gives a grant more time, asked for or not, before its end; or refuses what was asked for. Its
     * right on Kafka stands all along. Not for who belongs to the holder. The contract counts as it is now: NOT_ALLOWED
     * where it says since that what the grant opens is not shared. To the end that it has already, it is as it is.
     */
    public Outcome<Grant> renew(Actor by, String id, NewRenewal asked) {
        return switch (asked.decision()) {
            case "approve" ->
                transactions.decide(db -> open(db, by, id, Permission.RENEW_GRANT)
                        .flatMap(open -> open.live("renewed").flatMap(life -> renew(db, by, open, life, asked))));
            case "refuse" ->
                transactions.decide(db -> open(db, by, id, Permission.RENEW_GRANT)
                        .flatMap(open -> open.live("renewed").flatMap(life -> refuse(db, by, open, life, asked))));
            default ->
                Outcome.invalid(
                        Reason.of("catalogue.input.invalid", "count", 1),
                        List.of(new Violation(
                                "decision",
                                asked.decision(),
                                Reason.of("catalogue.input.word", "known", "approve, refuse"))));
        };
    }

    private Outcome<Grant> renew(Handle db, Actor by, Open open, LiveGrant life, NewRenewal asked) {
        var wish = open.grant().renewal();
        var until = asked.until() == null && wish != null ? Outcome.ok(wish.until()) : end(asked.until());
        return until.flatMap(end -> {
            if (end.equals(open.grant().endsAt())) {
                return Outcome.ok(open.grant());
            }
            var forbidden = notSharedAnyMore(db, open.grant());
            if (forbidden.isPresent()) {
                return Outcome.refused(Kind.NOT_ALLOWED, forbidden.get());
            }
            var now = Columns.now(clock);
            return life.renew(by, end, asked.reason(), now, grantClock.time()).flatMap(longer -> seal(
                            db,
                            by,
                            open,
                            Decision.RENEW,
                            statement -> statement
                                    .with("reason", asked.reason())
                                    .with("until", longer.terms().endsAt().toString()),
                            asked.signature())
                    .map(seal -> {
                        var after = open.grant().renewed(longer.terms().endsAt(), now);
                        store.update(db, after);
                        ledger.stage(
                                db,
                                seal.on(open.entry(by, EntryType.GRANT_RENEWED)
                                        .with("until", after.endsAt().toString())
                                        .with("reason", asked.reason())));
                        tell(db, by, open, "catalogue.notice.grant-renewed", after, now, asked.reason());
                        return after;
                    }));
        });
    }

    private Outcome<Grant> refuse(Handle db, Actor by, Open open, LiveGrant life, NewRenewal asked) {
        if (open.grant().renewal() == null) {
            return Outcome.refused(
                    Kind.CONFLICT,
                    Reason.of(
                            "catalogue.grant.no-renewal-asked",
                            "grant",
                            open.grant().id()));
        }
        return life.refuseRenewal(by, asked.reason())
                .flatMap(why -> seal(db, by, open, Decision.REFUSE_RENEWAL, why, asked.signature())
                        .map(seal -> {
                            var after = open.grant().renewalRefused();
                            store.update(db, after);
                            ledger.stage(
                                    db,
                                    seal.on(open.entry(by, EntryType.GRANT_RENEWAL_REFUSED)
                                            .with("reason", why)));
                            tell(db, by, open, "catalogue.notice.renewal-refused", after, Columns.now(clock), why);
                            return after;
                        }));
    }

    /** The signature of a decision on the grant, if there has to be one or is one. */
    private Outcome<Seal> seal(
            Handle db,
            Actor by,
            Open open,
            Decision decision,
            UnaryOperator<Statement> decided,
            @Nullable Signature given) {
        return signatures.seal(
                db,
                by,
                dataset(db, open.grant()),
                decision,
                open.grant().id().value(),
                open.grant().department(),
                decided,
                given);
    }

    private Outcome<Seal> seal(
            Handle db, Actor by, Open open, Decision decision, String reason, @Nullable Signature given) {
        return seal(db, by, open, decision, statement -> statement.with("reason", reason), given);
    }

    /** The end that somebody wrote. */
    private Outcome<Instant> end(@Nullable String until) {
        try {
            var end = Instant.parse(String.valueOf(until)).truncatedTo(ChronoUnit.MILLIS);
            if (!end.isAfter(clock.instant().plus(LONGEST))) {
                return Outcome.ok(end);
            }
        } catch (DateTimeException notATime) {
            // Said below.
        }
        return Outcome.invalid(
                Reason.of("catalogue.input.invalid", "count", 1),
                List.of(new Violation("until", until, Reason.of("catalogue.grant.until", "days", LONGEST.toDays()))));
    }

    /** The legal basis that by now forbids what the grant opens. */
    private Optional<Reason> notSharedAnyMore(Handle db, Grant grant) {
        var terms = datasetTerms.terms(db, dataset(db, grant));
        return grant.groups().stream()
                .map(name -> terms.groups().get(new Slug(name)))
                .filter(group -> group != null && group.sharing() == Sharing.NOT_SHARED)
                .findFirst()
                .map(group -> Reason.of(
                        "catalogue.grant.not-shared-any-more",
                        "group",
                        group.name(),
                        "contract",
                        terms.reference(),
                        "legalBasis",
                        group.legalBasis().orElseThrow().en(),
                        "legalBasisZh",
                        group.legalBasis().orElseThrow().zh()));
    }

    /** Ends a grant that nobody confirmed in time; any other one is left as it is. */
    void lapse(GrantId id) {
        transactions
                .narrow(db -> {
                    var grant = store.lock(db, id).orElseThrow();
                    var open = new Open(grant, dataset(db, grant).owner());
                    return Outcome.ok(
                            open.live("lapsed").flatMap(life -> life.lapse(Columns.now(clock), grantClock.time()))
                                            instanceof Outcome.Ok<GrantExpired> due
                                    ? lapsed(db, open, due.value())
                                    : grant);
                })
                .orThrow();
        kafka.poke();
    }

    private Grant lapsed(Handle db, Open open, GrantExpired due) {
        var after = open.grant().lapsed(due);
        store.update(db, after);
        ledger.stage(
                db,
                EntryDraft.bySystem(EntryType.GRANT_LAPSED, after.id().value())
                        .concerning(after.department())
                        .with("dataset", after.dataset().value())
                        .with("until", due.endedAt().toString())
                        .with("overrunSeconds", due.overrun().toSeconds()));
        for (var told : List.of(after.department(), open.owner())) {
            notices.tellBySystem(
                    db, told, "catalogue.notice.grant-lapsed", after, after.id().value(), due.endedAt());
        }
        return after;
    }

    /** A grant, locked until the transaction ends, and whose data it opens. */
    private record Open(Grant grant, DepartmentId owner) {
        Outcome<LiveGrant> live(String transition) {
            return grant.life(owner).map(Outcome::ok).orElseGet(() -> grant.illegal(transition));
        }

        /** Whether it is suspended already, and would not be more so if the actor did it. */
        boolean isHeldBackFor(Actor by) {
            var standing = grant.state() == GrantState.SUSPENDED ? grant.suspension() : null;
            return standing != null
                    && (standing.office() == Role.COORDINATOR
                            || by.holds(Role.STEWARD, owner)
                            || !by.holds(Role.COORDINATOR));
        }

        Outcome<GrantSuspended> holdBack(Actor by, String reason, Instant at) {
            return live("suspended")
                    .flatMap(life -> life instanceof Suspendable free
                            ? free.suspend(by, reason, at)
                            : ((GrantSuspended) life).takeOver(by, reason, at));
        }

        /** An entry of the grant's chain. */
        EntryDraft entry(Actor by, EntryType type) {
            return EntryDraft.by(by.id(), type, grant.id().value())
                    .concerning(grant.department())
                    .with("dataset", grant.dataset().value());
        }
    }

    private Outcome<Open> open(Handle db, Actor by, String id, Permission permission) {
        return find(db, by, id).flatMap(seen -> {
            var owner = dataset(db, seen).owner();
            return permission.allows(by, Parties.of(owner, seen.department()))
                    ? Outcome.ok(new Open(store.lock(db, seen.id()).orElseThrow(), owner))
                    : Outcome.refused(
                            Kind.FORBIDDEN,
                            Reason.of(
                                    switch (permission) {
                                        case SUSPEND_GRANT, RESUME_GRANT ->
                                            "catalogue.procedure.not-steward-or-coordinator";
                                        case ASK_RENEWAL -> "catalogue.procedure.not-the-applicant";
                                        default -> "catalogue.grant.not-the-owners-steward";
                                    }));
        });
    }

    /** Tells the holder, and the owner where somebody else decided about what it gave. */
    private void tell(Handle db, Actor by, Open open, String code, Grant after, Instant since, String why) {
        notices.tell(db, by.id(), after.department(), code, after, since, why);
        if (!by.holds(Role.STEWARD, open.owner())) {
            notices.tell(db, by.id(), open.owner(), code, after, since, why);
        }
    }

    private static boolean isMissing(String reason) {
        return reason.isBlank() || reason.length() > MAX_REASON;
    }

    private static <T> Outcome<T> needed(String code) {
        return Outcome.invalid(
                Reason.of(code),
                List.of(new Violation("reason", null, Reason.of("catalogue.input.text", "max", MAX_REASON))));
    }

    private boolean concerns(Handle db, Actor by, Grant grant) {
        return Permission.GET_GRANT.allows(by, Parties.of(dataset(db, grant).owner(), grant.department()));
    }

    private Dataset dataset(Handle db, Grant grant) {
        return datasets.find(db, grant.dataset()).orElseThrow();
    }

    private static Optional<GrantId> grantId(String text) {
        try {
            return Optional.of(new GrantId(text));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }

    private static <T> Outcome<T> unknown(String id) {
        return Outcome.refused(Kind.NOT_FOUND, Reason.of("catalogue.grant.unknown", "grant", id));
    }
}
