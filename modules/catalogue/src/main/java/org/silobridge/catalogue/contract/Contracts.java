package org.silobridge.catalogue.contract;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.actor.Actor;
import org.silobridge.catalogue.kafka.KafkaRights;
import org.silobridge.catalogue.ledger.EntryDraft;
import org.silobridge.catalogue.ledger.EntryType;
import org.silobridge.catalogue.ledger.LedgerStaging;
import org.silobridge.catalogue.store.Columns;
import org.silobridge.catalogue.store.Registered;
import org.silobridge.catalogue.store.Transactions;
import org.silobridge.contract.Contract;
import org.silobridge.contract.ContractReader;
import org.silobridge.model.ContractName;
import org.silobridge.model.ContractVersion;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal.Kind;
import org.silobridge.model.Role;

/** Publishes contract versions behind the compatibility gate, and reads what is published. */
public final class Contracts {
    private static final String DOCUMENT = "contract";

    private final Transactions transactions;
    private final LedgerStaging ledger;
    private final KafkaRights kafka;
    private final CompatibilityGate gate;
    private final Clock clock;
    private final ContractStore store = new ContractStore();
    /** A published version never changes, so what was read of it holds for ever. One entry per version. */
    private final Map<String, Contract> read = new ConcurrentHashMap<>();

    public Contracts(
            Transactions transactions, LedgerStaging ledger, KafkaRights kafka, CompatibilityGate gate, Clock clock) {
        this.transactions = transactions;
        this.ledger = ledger;
        this.kafka = kafka;
        this.gate = gate;
        this.clock = clock;
    }

    /**
     * Publishes a version. The same content again changes nothing; another content under the same version, and a
     * version that the gate refuses, are CONFLICTs.
     */
    public Outcome<Registered<PublishedVersion>> publish(Actor by, String yaml, String avsc) {
        var published = ContractReader.read(DOCUMENT, yaml, avsc)
                .flatMap(contract -> transactions.decide(db -> publish(db, by, contract, yaml, avsc)));
        kafka.poke();
        return published;
    }

    /** What {@link #publish} would say; nothing is stored. */
    public Outcome<Contract> check(String yaml, String avsc) {
        return ContractReader.read(DOCUMENT, yaml, avsc)
                .flatMap(contract -> transactions.read(db -> gated(db, contract).map(standing -> contract)));
    }

    /** All versions by name, oldest first; of one database where it is not null. */
    public List<PublishedVersion> all(Handle db, @Nullable String database) {
        return store.all(db).stream()
                .filter(version ->
                        database == null || version.name().database().value().equals(database))
                .toList();
    }

    /** All versions of one contract, oldest first; NOT_FOUND where there is none. */
    public Outcome<List<PublishedVersion>> versions(Handle db, String database, String name) {
        try {
            var versions = store.versions(db, ContractName.parse(database + "/" + name));
            if (!versions.isEmpty()) {
                return Outcome.ok(versions);
            }
        } catch (IllegalArgumentException notAName) {
            // falls through: what cannot be a name names nothing
        }
        return unknown(database + "/" + name);
    }

    /** One version; NOT_FOUND where there is none. */
    public Outcome<PublishedVersion> version(Handle db, String database, String name, String version) {
        return versions(db, database, name).flatMap(versions -> versions.stream()
                .filter(published -> published.version().toString().equals(version))
                .findFirst()
                .map(Outcome::ok)
                .orElseGet(() -> unknown(database + "/" + name + "@" + version)));
    }

    /** The newest version of a major. */
    public Optional<PublishedVersion> newest(Handle db, ContractName name, int major) {
        var versions = store.versions(db, name, major);
        return versions.isEmpty() ? Optional.empty() : Optional.of(versions.get(versions.size() - 1));
    }

    /** The newest version of a major, which stays the newest until this transaction ends: a decision rests on it. */
    public Optional<PublishedVersion> hold(Handle db, ContractName name, int major) {
        store.hold(db, name);
        return newest(db, name, major);
    }

    /** One version that is known to be there. */
    public PublishedVersion mustFind(Handle db, ContractName name, ContractVersion version) {
        return store.find(db, name, version).orElseThrow();
    }

    /** What a published version says. */
    public Contract read(PublishedVersion version) {
        return read.computeIfAbsent(
                version.name() + "@" + version.version(),
                key -> ContractReader.read(key, version.yaml(), version.avsc()).orThrow());
    }

    private Outcome<Registered<PublishedVersion>> publish(
            Handle db, Actor by, Contract contract, String yaml, String avsc) {
        store.lock(db, contract.name());
        return gated(db, contract).flatMap(standing -> {
            if (standing.isPresent()) {
                return Outcome.ok(new Registered<>(standing.get(), false));
            }
            return maintainer(db, by, contract.name())
                    .map(maintainer -> insert(db, by, maintainer, contract, yaml, avsc));
        });
    }

    private Registered<PublishedVersion> insert(
            Handle db, Actor by, DepartmentId maintainer, Contract contract, String yaml, String avsc) {
        if (store.maintainer(db, contract.name()).isEmpty()) {
            store.insertMaintainer(db, contract.name(), maintainer);
        }
        var version = new PublishedVersion(
                contract.name(),
                contract.version(),
                yaml,
                avsc,
                contract.wireSchema().text(),
                "sha256:" + contract.digest(),
                Columns.now(clock),
                by.id());
        store.insert(db, version);
        ledger.stage(
                db,
                EntryDraft.by(
                                by.id(),
                                EntryType.CONTRACT_PUBLISHED,
                                contract.name().toString())
                        .concerning(maintainer)
                        .with("version", contract.version().toString())
                        .with("digest", version.digest()));
        return new Registered<>(version, true);
    }

    /** The department whose publisher this actor is here: the contract's maintainer, or who becomes it. */
    private Outcome<DepartmentId> maintainer(Handle db, Actor by, ContractName name) {
        var standing = store.maintainer(db, name);
        if (standing.isPresent()) {
            return by.holds(Role.PUBLISHER, standing.get())
                    ? Outcome.ok(standing.get())
                    : Outcome.refused(
                            Kind.FORBIDDEN,
                            Reason.of(
                                    "catalogue.contract.not-maintainer",
                                    "contract",
                                    name,
                                    "maintainer",
                                    standing.get()));
        }
        var departments = by.departments().stream()
                .filter(department -> by.holds(Role.PUBLISHER, department))
                .toList();
        return departments.size() == 1
                ? Outcome.ok(departments.get(0))
                : Outcome.refused(
                        Kind.NOT_ALLOWED, Reason.of("catalogue.contract.maintainer-unclear", "contract", name));
    }

    /** The version if it stands with this content already, empty if it may be published, or why it may not. */
    private Outcome<Optional<PublishedVersion>> gated(Handle db, Contract contract) {
        var database = contract.name().database();
        if (!databaseExists(db, database.value())) {
            return Outcome.refused(Kind.NOT_ALLOWED, Reason.of("catalogue.contract.no-database", "database", database));
        }
        var standing = store.find(db, contract.name(), contract.version());
        if (standing.isPresent()) {
            return standing.get().digest().equals("sha256:" + contract.digest())
                    ? Outcome.ok(standing)
                    : Outcome.refused(
                            Kind.CONFLICT,
                            Reason.of("catalogue.contract.version-taken", "contract", contract.reference()));
        }
        return gate.admit(
                        store.versions(db, contract.name()).stream()
                                .map(this::read)
                                .toList(),
                        contract)
                .map(findings -> Optional.empty());
    }

    private static boolean databaseExists(Handle db, String slug) {
        return db.createQuery("SELECT EXISTS (SELECT FROM database WHERE slug = :slug)")
                .bind("slug", slug)
                .mapTo(Boolean.class)
                .one();
    }

    private static <T> Outcome<T> unknown(String contract) {
        return Outcome.refused(Kind.NOT_FOUND, Reason.of("catalogue.contract.unknown", "contract", contract));
    }
}
