package org.silobridge.catalogue.key;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.silobridge.catalogue.ledger.EntryDraft;
import org.silobridge.catalogue.ledger.EntryType;
import org.silobridge.catalogue.ledger.LedgerStaging;
import org.silobridge.catalogue.store.Columns;
import org.silobridge.contract.wire.PseudonymKey;
import org.silobridge.model.ActorId;
import org.silobridge.model.DatasetId;
import org.silobridge.model.DeliveryTargetId;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;

/**
 * Makes, keeps and leases the secret of each dataset whose record key is a pseudonym: 32 random bytes per dataset and
 * major, in PostgreSQL only wrapped, under a key that is in a file outside. Who may lease is decided before; that every
 * making and every lease is in the ledger is seen to here. The secrets of webhooks are kept in the same way. Thread-safe.
 */
public final class KeyCustody {
    private final Keyset keyset;
    private final LedgerStaging ledger;
    private final Clock clock;
    private final SecureRandom random;
    private final KeyStore store = new KeyStore();

    private KeyCustody(Keyset keyset, LedgerStaging ledger, Clock clock, SecureRandom random) {
        this.keyset = keyset;
        this.ledger = ledger;
        this.clock = clock;
        this.random = random;
    }

    /**
     * Takes custody at the start of the service. Makes the keyset file where there is none and the database holds no
     * wrapped secret. Otherwise it is refused, and the service must not start, where the file is missing
     * ({@code catalogue.key.keyset-missing}), cannot be read, made or understood, may be read by others, lacks a key that
     * wrapped a secret ({@code .keyset-incomplete}), or holds another key under its number ({@code .keyset-wrong}).
     */
    public static Outcome<KeyCustody> open(
            Path keysetFile, Handle db, LedgerStaging ledger, Clock clock, SecureRandom random) {
        var file = new KeysetFile(keysetFile);
        var wrapped = new KeyStore().all(db);
        if (!file.exists() && !wrapped.isEmpty()) {
            return refused(Reason.of(
                    "catalogue.key.keyset-missing", "file", keysetFile.toAbsolutePath(), "secrets", wrapped.size()));
        }
        var keyset = file.exists() ? file.read() : file.create(random);
        return keyset.flatMap(keys -> {
            for (var row : wrapped) {
                int version = row.wrapped().keyVersion();
                if (!keys.has(version)) {
                    return refused(unusable("catalogue.key.keyset-incomplete", keysetFile, version));
                }
                var secret = keys.unwrap(row.wrapped(), row.label());
                if (secret.isEmpty()) {
                    return refused(unusable("catalogue.key.keyset-wrong", keysetFile, version));
                }
                Arrays.fill(secret.get(), (byte) 0);
            }
            return Outcome.ok(new KeyCustody(keys, ledger, clock, random));
        });
    }

    /**
     * Makes the secret of a dataset's major, where it has none yet, and stages {@code key.created}.
     *
     * @param transaction the one that registers the dataset, after it was inserted
     * @return whether it was made: false where there was one
     */
    public boolean create(Handle transaction, DatasetId dataset, int major, DepartmentId owner, ActorId actor) {
        var label = new SecretLabel(dataset, major);
        var secret = new byte[PseudonymKey.SECRET_LENGTH];
        random.nextBytes(secret);
        try {
            var wrapped = keyset.wrap(secret, label, random);
            if (!store.insert(transaction, label, wrapped, Columns.now(clock))) {
                return false;
            }
            ledger.stage(
                    transaction,
                    draft(actor, EntryType.KEY_CREATED, label, owner).with("wrappingKey", wrapped.keyVersion()));
            return true;
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    /**
     * Decides a lease and stages {@code key.leased}. Refused as not found ({@code catalogue.key.none}) where the record
     * key of this dataset is no pseudonym.
     *
     * @param holder the department that gets it: the dataset's owner
     */
    public Outcome<LeaseTicket> lease(
            Handle transaction, DatasetId dataset, int major, DepartmentId holder, ActorId actor, Duration time) {
        var label = new SecretLabel(dataset, major);
        if (store.find(transaction, label).isEmpty()) {
            return Outcome.refused(
                    Refusal.Kind.NOT_FOUND, Reason.of("catalogue.key.none", "dataset", dataset, "major", major));
        }
        var expiresAt = Columns.now(clock).plus(time);
        var entry = ledger.stage(
                transaction, draft(actor, EntryType.KEY_LEASED, label, holder).with("expiresAt", expiresAt.toString()));
        return Outcome.ok(new LeaseTicket(dataset, major, expiresAt, entry));
    }

    /**
     * Unwraps the secret of a lease. To be called once {@link LeaseTicket#entry} is in the ledger, for a released key
     * cannot be taken back. The caller closes what it gets.
     */
    public KeyLease open(Handle db, LeaseTicket ticket) {
        var label = new SecretLabel(ticket.dataset(), ticket.major());
        return store.find(db, label)
                .flatMap(wrapped -> keyset.unwrap(wrapped, label))
                .map(secret -> new KeyLease(ticket, secret))
                .orElseThrow(() -> new IllegalStateException(
                        "the secret of " + ticket.dataset() + ", checked at the start, no longer unwraps"));
    }

    /**
     * Keeps the secret of a new webhook. The ledger tells of the webhook itself.
     *
     * @param secret is not kept: the caller wipes it
     */
    public void keep(Handle transaction, DeliveryTargetId webhook, byte[] secret) {
        var label = new WebhookLabel(webhook);
        store.insert(transaction, label, keyset.wrap(secret, label, random), Columns.now(clock));
    }

    /** The secret of a webhook, in a new array that the caller wipes; empty where it was forgotten. */
    public Optional<byte[]> webhookSecret(Handle db, DeliveryTargetId webhook) {
        var label = new WebhookLabel(webhook);
        return store.find(db, label).map(wrapped -> keyset.unwrap(wrapped, label)
                .orElseThrow(() -> new IllegalStateException(
                        "the secret of " + webhook + ", checked at the start, no longer unwraps")));
    }

    /** Forgets the secret of a webhook that has ended. */
    public void forget(Handle transaction, DeliveryTargetId webhook) {
        store.delete(transaction, new WebhookLabel(webhook));
    }

    private static EntryDraft draft(ActorId actor, EntryType type, SecretLabel label, DepartmentId department) {
        return EntryDraft.by(actor, type, label.dataset().value())
                .concerning(department)
                .with("major", label.major())
                .with("purpose", SecretLabel.PURPOSE);
    }

    private static Reason unusable(String code, Path file, int version) {
        return Reason.of(code, "file", file.toAbsolutePath(), "keyVersion", version);
    }

    private static Outcome<KeyCustody> refused(Reason reason) {
        return Outcome.refused(Refusal.Kind.INVALID, reason);
    }
}
