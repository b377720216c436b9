package org.silobridge.catalogue.delivery;

import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.actor.Actor;
import org.silobridge.catalogue.actor.Parties;
import org.silobridge.catalogue.actor.Permission;
import org.silobridge.catalogue.department.Department;
import org.silobridge.catalogue.department.Departments;
import org.silobridge.catalogue.key.KeyCustody;
import org.silobridge.catalogue.ledger.EntryDraft;
import org.silobridge.catalogue.ledger.EntryType;
import org.silobridge.catalogue.ledger.LedgerStaging;
import org.silobridge.catalogue.store.Columns;
import org.silobridge.catalogue.store.Transactions;
import org.silobridge.model.DeliveryTargetId;
import org.silobridge.model.NoticeId;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal.Kind;
import org.silobridge.model.Violation;

/** Where a department's notices go beside its inbox: who answers for the department says so, and the ledger has it. */
public final class Deliveries {
    /** More would be a distribution list, which the mail server of the department keeps better. */
    private static final int MOST = 20;

    private final Transactions transactions;
    private final LedgerStaging ledger;
    private final Departments departments;
    private final KeyCustody keys;
    private final Destinations destinations;
    private final Clock clock;
    private final SecureRandom random;
    private final DeliveryStore store = new DeliveryStore();

    public Deliveries(
            Transactions transactions,
            LedgerStaging ledger,
            Departments departments,
            KeyCustody keys,
            DeliverySettings settings,
            Clock clock,
            SecureRandom random) {
        this.transactions = transactions;
        this.ledger = ledger;
        this.departments = departments;
        this.keys = keys;
        this.destinations = new Destinations(settings);
        this.clock = clock;
        this.random = random;
    }

    /**
     * A target as it stands now.
     *
     * @param secret of a webhook that is new: it is shown this once
     */
    public record Added(DeliveryTarget target, boolean isNew, Optional<String> secret) {}

    /** Those of a department. */
    public Outcome<List<TargetStanding>> list(Handle db, Actor by, String department) {
        return theirs(db, by, department, Permission.LIST_DELIVERY).map(found -> store.ofDepartment(db, found.id()));
    }

    /**
     * Sends what the department is told from now on there as well. The same again changes nothing, and shows no secret.
     *
     * @param kind {@code email} or {@code webhook}
     * @param language of an e-mail, {@code en} or {@code zh}; null: {@code en}
     */
    public Outcome<Added> add(Actor by, String department, String kind, String address, @Nullable String language) {
        return transactions.decide(db -> theirs(db, by, department, Permission.ADD_DELIVERY)
                .flatMap(found -> checked(found, by, kind, address, language))
                .flatMap(target -> add(db, by, target)));
    }

    private Outcome<Added> add(Handle db, Actor by, DeliveryTarget target) {
        var standing = store.find(db, target.department(), target.kind(), target.address());
        if (standing.isEmpty() && store.count(db, target.department()) >= MOST) {
            return Outcome.refused(Kind.CONFLICT, Reason.of("catalogue.delivery.too-many", "max", MOST));
        }
        if (standing.isPresent() || !store.insert(db, target)) {
            return store.find(db, target.department(), target.kind(), target.address())
                    .map(found -> Outcome.ok(new Added(found, false, Optional.empty())))
                    .orElseThrow(() -> new IllegalStateException("a target ended while it was added"));
        }
        ledger.stage(
                db,
                EntryDraft.by(by.id(), EntryType.DELIVERY_ADDED, target.id().value())
                        .concerning(target.department())
                        .with("kind", target.kind().toString()));
        return Outcome.ok(new Added(target, true, secret(db, target)));
    }

    private Optional<String> secret(Handle db, DeliveryTarget target) {
        if (target.kind() != DeliveryTarget.Kind.WEBHOOK) {
            return Optional.empty();
        }
        var secret = new byte[WebhookSignature.SECRET_LENGTH];
        random.nextBytes(secret);
        try {
            keys.keep(db, target.id(), secret);
            return Optional.of(WebhookSignature.shown(secret));
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    /** Sends nothing there any more, what waits for it included. Again changes nothing. */
    public Outcome<DeliveryTargetId> end(Actor by, String department, String target) {
        return transactions.narrow(
                db -> theirs(db, by, department, Permission.END_DELIVERY).flatMap(found -> targetId(target)
                        .flatMap(id -> store.find(db, found.id(), id))
                        .<Outcome<DeliveryTargetId>>map(standing -> {
                            if (store.end(db, standing.id(), by.id(), Columns.now(clock))) {
                                keys.forget(db, standing.id());
                                ledger.stage(
                                        db,
                                        EntryDraft.by(
                                                        by.id(),
                                                        EntryType.DELIVERY_ENDED,
                                                        standing.id().value())
                                                .concerning(found.id())
                                                .with("kind", standing.kind().toString()));
                            }
                            return Outcome.ok(standing.id());
                        })
                        .orElseGet(() -> Outcome.refused(
                                Kind.NOT_FOUND, Reason.of("catalogue.delivery.unknown", "target", target)))));
    }

    /** How far these notices have got, by notice. Who may see a notice may see that. */
    public Map<NoticeId, List<NoticeDelivery>> of(Handle db, Collection<NoticeId> notices) {
        return store.of(db, notices);
    }

    private Outcome<Department> theirs(Handle db, Actor by, String department, Permission permission) {
        return permission
                .admit(by)
                .flatMap(admitted -> departments.find(db, department))
                .flatMap(found -> permission.allows(by, Parties.reader(found.id()))
                        ? Outcome.ok(found)
                        : Outcome.refused(
                                Kind.FORBIDDEN,
                                Reason.of("catalogue.delivery.not-the-departments", "department", found.slug())));
    }

    private Outcome<DeliveryTarget> checked(
            Department department, Actor by, String kind, String address, @Nullable String language) {
        var known = DeliveryTarget.Kind.of(kind);
        if (known.isEmpty()) {
            return invalid("kind", kind, Reason.of("catalogue.input.word", "known", "email, webhook"));
        }
        boolean email = known.get() == DeliveryTarget.Kind.EMAIL;
        if (language != null && (!email || !List.of("en", "zh").contains(language))) {
            return invalid(
                    "language",
                    language,
                    email
                            ? Reason.of("catalogue.input.word", "known", "en, zh")
                            : Reason.of("catalogue.delivery.both-languages"));
        }
        var kept = email
                ? destinations.email(address)
                : destinations.webhook(address).map(URI::toString);
        if (kept instanceof Outcome.Refused<String> refused) {
            return invalid("address", null, refused.refusal().reason());
        }
        return kept.map(value -> new DeliveryTarget(
                DeliveryTargetId.random(random),
                department.id(),
                known.get(),
                value,
                email ? Locale.forLanguageTag(language == null ? "en" : language) : null,
                Columns.now(clock),
                by.id()));
    }

    private static <T> Outcome<T> invalid(String path, @Nullable String value, Reason reason) {
        return Outcome.invalid(
                Reason.of("catalogue.input.invalid", "count", 1), List.of(new Violation(path, value, reason)));
    }

    private static Optional<DeliveryTargetId> targetId(String text) {
        try {
            return Optional.of(new DeliveryTargetId(text));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }
}
