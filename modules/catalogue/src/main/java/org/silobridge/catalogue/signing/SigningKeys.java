package org.silobridge.catalogue.signing;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.actor.Actor;
import org.silobridge.catalogue.actor.Parties;
import org.silobridge.catalogue.actor.Permission;
import org.silobridge.catalogue.dataset.Dataset;
import org.silobridge.catalogue.dataset.DatasetStore;
import org.silobridge.catalogue.department.Department;
import org.silobridge.catalogue.department.DepartmentStore;
import org.silobridge.catalogue.ledger.EntryDraft;
import org.silobridge.catalogue.ledger.EntryType;
import org.silobridge.catalogue.ledger.LedgerStaging;
import org.silobridge.catalogue.notice.Notices;
import org.silobridge.catalogue.store.Columns;
import org.silobridge.catalogue.store.Registered;
import org.silobridge.catalogue.store.Transactions;
import org.silobridge.ledger.ActorKey;
import org.silobridge.ledger.Decision;
import org.silobridge.ledger.MalformedException;
import org.silobridge.ledger.Statement;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal.Kind;
import org.silobridge.model.Violation;

/**
 * The keys that people sign their decisions with. Whose a key is, two people of one department say: who offers it, showing
 * that they have its other half, and another one who confirms it. The operator has no part in it.
 */
public final class SigningKeys {
    private static final int MAX_REASON = 2000;

    private final Transactions transactions;
    private final LedgerStaging ledger;
    private final Notices notices;
    private final Signatures signatures;
    private final Clock clock;
    private final SigningStore store = new SigningStore();
    private final DepartmentStore departments = new DepartmentStore();
    private final DatasetStore datasets = new DatasetStore();

    public SigningKeys(
            Transactions transactions, LedgerStaging ledger, Notices notices, Signatures signatures, Clock clock) {
        this.transactions = transactions;
        this.ledger = ledger;
        this.notices = notices;
        this.signatures = signatures;
        this.clock = clock;
    }

    /**
     * A key as it is offered.
     *
     * @param department id or slug; null: for a coordinator's decisions
     * @param publicKey base64 of its 32 bytes
     * @param at when the proof was made
     * @param proof signature over {@link Statement#possession}
     */
    public record NewKey(@Nullable String department, String publicKey, String at, String proof) {}

    /** All, oldest first. */
    public List<SigningKey> list(Handle db) {
        return store.all(db);
    }

    /** An actor offers a key of their own; its department is told. The same again changes nothing. */
    public Outcome<Registered<SigningKey>> offer(Actor by, NewKey asked) {
        return transactions.decide(db -> department(db, asked.department()).flatMap(department -> {
            var id = department.map(Department::id).orElse(null);
            if (!Permission.OFFER_SIGNING_KEY.allows(by, new Parties(id, null))) {
                return notTheirs("catalogue.signature.not-a-steward", department);
            }
            return proven(by, id, asked).flatMap(proof -> offer(db, by, department, proof, asked.proof()));
        }));
    }

    private record Proven(ActorKey key, Statement statement) {
        Map<String, Object> signed(String proof) {
            return Map.of("statement", statement.members(), "signature", proof);
        }
    }

    private Outcome<Proven> proven(Actor by, @Nullable DepartmentId department, NewKey asked) {
        ActorKey key;
        try {
            key = ActorKey.parse(asked.publicKey());
        } catch (MalformedException e) {
            return invalid("publicKey", Reason.of("catalogue.signature.no-key"));
        }
        var at = signatures.time(asked.at());
        if (at.isEmpty()) {
            return invalid("at", signatures.notAboutNow());
        }
        var statement = Statement.possession(
                signatures.exchange(), by.id().value(), key, department == null ? null : department.value(), at.get());
        return key.verifies(statement, asked.proof())
                ? Outcome.ok(new Proven(key, statement))
                : invalid("proof", Reason.of("catalogue.signature.other-text", "expected", statement));
    }

    private Outcome<Registered<SigningKey>> offer(
            Handle db, Actor by, Optional<Department> department, Proven proven, String proof) {
        var id = department.map(Department::id).orElse(null);
        var key = new SigningKey(proven.key(), by.id(), id, Columns.now(clock), null, null, null);
        if (!store.insert(db, key)) {
            var standing = store.lock(db, key.id()).orElseThrow();
            return standing.actor().equals(by.id())
                            && Objects.equals(standing.department(), id)
                            && standing.revokedAt() == null
                    ? Outcome.ok(new Registered<>(standing, false))
                    : Outcome.refused(Kind.CONFLICT, Reason.of("catalogue.signature.key-taken", "key", key.id()));
        }
        tell(db, by, key, "catalogue.notice.signing-key-offered");
        stage(
                db,
                EntryDraft.by(by.id(), EntryType.SIGNING_KEY_OFFERED, key.id())
                        .with("publicKey", key.key().toString())
                        .with("signed", proven.signed(proof)),
                id);
        return Outcome.ok(new Registered<>(key, true));
    }

    /** Another one of the same department says that the key is whose it is said to be; it signs from then on. */
    public Outcome<SigningKey> confirm(Actor by, String id) {
        return transactions.decide(
                db -> theirs(db, by, id, Permission.CONFIRM_SIGNING_KEY).flatMap(key -> {
                    if (key.actor().equals(by.id())) {
                        return Outcome.refused(
                                Kind.FORBIDDEN, Reason.of("catalogue.signature.own-key", "key", key.id()));
                    }
                    if (key.revokedAt() != null) {
                        return Outcome.refused(
                                Kind.CONFLICT, Reason.of("catalogue.signature.key-revoked", "key", key.id()));
                    }
                    if (key.confirmedAt() == null) {
                        store.confirm(db, key.id(), by.id(), Columns.now(clock));
                        tell(db, by, key, "catalogue.notice.signing-key-confirmed");
                        stage(
                                db,
                                EntryDraft.by(by.id(), EntryType.SIGNING_KEY_CONFIRMED, key.id())
                                        .with("holder", key.actor().value()),
                                key.department());
                    }
                    return Outcome.ok(store.lock(db, key.id()).orElseThrow());
                }));
    }

    /** It signs nothing any more, for good; what it signed stays signed. At once: it waits for no ledger. */
    public Outcome<SigningKey> revoke(Actor by, String id, String reason) {
        if (isMissing(reason)) {
            return invalid("reason", Reason.of("catalogue.input.text", "max", MAX_REASON));
        }
        return transactions.narrow(
                db -> theirs(db, by, id, Permission.REVOKE_SIGNING_KEY).map(key -> {
                    if (key.revokedAt() == null) {
                        store.revoke(db, key.id(), by.id(), Columns.now(clock));
                        tell(db, by, key, "catalogue.notice.signing-key-revoked");
                        stage(
                                db,
                                EntryDraft.by(by.id(), EntryType.SIGNING_KEY_REVOKED, key.id())
                                        .with("holder", key.actor().value())
                                        .with("reason", reason),
                                key.department());
                    }
                    return store.lock(db, key.id()).orElseThrow();
                }));
    }

    /**
     * The owner's steward demands that whatever gives a right to the dataset is signed, or does not any more; signed
     * either way. As it is already, it changes nothing.
     */
    public Outcome<Dataset> require(
            Actor by, String idOrName, boolean required, String reason, @Nullable Signature signature) {
        if (isMissing(reason)) {
            return invalid("reason", Reason.of("catalogue.input.text", "max", MAX_REASON));
        }
        return transactions.decide(db -> {
            var found = datasets.find(db, idOrName);
            if (found.isEmpty()) {
                return Outcome.refused(Kind.NOT_FOUND, Reason.of("catalogue.dataset.unknown", "dataset", idOrName));
            }
            boolean standing = store.lockDemand(db, found.get().id());
            var dataset = datasets.find(db, found.get().id()).orElseThrow();
            if (!Permission.REQUIRE_SIGNATURES.allows(by, Parties.owner(dataset.owner()))) {
                return Outcome.refused(Kind.FORBIDDEN, Reason.of("catalogue.request.not-the-owners-steward"));
            }
            if (standing == required) {
                return Outcome.ok(dataset);
            }
            if (signature == null) {
                return Outcome.refused(
                        Kind.NOT_ALLOWED, Reason.of("catalogue.signature.demanded", "dataset", dataset.name()));
            }
            return signatures
                    .sealed(
                            db,
                            by,
                            dataset,
                            required ? Decision.REQUIRE_SIGNATURES : Decision.WAIVE_SIGNATURES,
                            dataset.id().value(),
                            statement -> statement.with("reason", reason),
                            signature)
                    .map(seal -> {
                        store.demand(db, dataset.id(), required, by.id(), Columns.now(clock));
                        ledger.stage(
                                db,
                                seal.on(EntryDraft.by(
                                                by.id(),
                                                required
                                                        ? EntryType.DATASET_SIGNATURES_REQUIRED
                                                        : EntryType.DATASET_SIGNATURES_WAIVED,
                                                dataset.id().value())
                                        .concerning(dataset.owner())
                                        .with("reason", reason)));
                        return dataset;
                    });
        });
    }

    private Outcome<SigningKey> theirs(Handle db, Actor by, String id, Permission permission) {
        return store.lock(db, id)
                .map(key -> key.actor().equals(by.id()) || permission.allows(by, new Parties(key.department(), null))
                        ? Outcome.ok(key)
                        : SigningKeys.<SigningKey>notTheirs(
                                "catalogue.signature.not-of-the-department",
                                Optional.ofNullable(key.department()).flatMap(of -> departments.find(db, of))))
                .orElseGet(
                        () -> Outcome.refused(Kind.NOT_FOUND, Reason.of("catalogue.signature.no-such-key", "key", id)));
    }

    private Outcome<Optional<Department>> department(Handle db, @Nullable String idOrSlug) {
        if (idOrSlug == null) {
            return Outcome.ok(Optional.empty());
        }
        var found = departments.find(db, idOrSlug);
        return found.isPresent()
                ? Outcome.ok(found)
                : invalid("department", Reason.of("catalogue.department.unknown", "department", idOrSlug));
    }

    private void tell(Handle db, Actor by, SigningKey key, String code) {
        notices.write(
                db,
                by.id(),
                key.id(),
                List.of(new Notices.Draft(
                        key.department(), Reason.of(code, "key", key.id(), "actor", key.actor()), List.of())));
    }

    private void stage(Handle db, EntryDraft entry, @Nullable DepartmentId department) {
        ledger.stage(db, department == null ? entry : entry.concerning(department));
    }

    private static <T> Outcome<T> notTheirs(String code, Optional<Department> department) {
        return Outcome.refused(
                Kind.FORBIDDEN,
                Reason.of(
                        code,
                        "department",
                        department.map(of -> of.slug().value()).orElse("*")));
    }

    private static boolean isMissing(String reason) {
        return reason.isBlank() || reason.length() > MAX_REASON;
    }

    private static <T> Outcome<T> invalid(String path, Reason reason) {
        return Outcome.invalid(
                Reason.of("catalogue.input.invalid", "count", 1), List.of(new Violation(path, null, reason)));
    }
}
