package org.silobridge.catalogue.contract;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.actor.Actor;
import org.silobridge.catalogue.actor.Parties;
import org.silobridge.catalogue.actor.Permission;
import org.silobridge.catalogue.kafka.KafkaRights;
import org.silobridge.catalogue.ledger.EntryDraft;
import org.silobridge.catalogue.ledger.EntryType;
import org.silobridge.catalogue.ledger.LedgerStaging;
import org.silobridge.catalogue.notice.Notices;
import org.silobridge.catalogue.store.Columns;
import org.silobridge.catalogue.store.Registered;
import org.silobridge.catalogue.store.Transactions;
import org.silobridge.checks.Cel;
import org.silobridge.contract.Contract;
import org.silobridge.contract.ContractReader;
import org.silobridge.contract.evolution.Judgement;
import org.silobridge.contract.evolution.Judgement.Verdict;
import org.silobridge.model.ContractName;
import org.silobridge.model.ContractVersion;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.GrantId;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal.Kind;
import org.silobridge.model.Violation;

/** Publishes contract versions behind the compatibility gate, and reads what is published. */
public final class Contracts {
    private static final String DOCUMENT = "contract";

    private final Transactions transactions;
    private final LedgerStaging ledger;
    private final KafkaRights kafka;
    private final CompatibilityGate gate;
    private final Notices notices;
    private final StricterTerms stricter;
    private final Clock clock;
    private final ContractStore store = new ContractStore();
    /** A published version never changes, so what was read of it holds for ever. One entry per version. */
    private final Map<String, Contract> read = new ConcurrentHashMap<>();

    public Contracts(
            Transactions transactions,
            LedgerStaging ledger,
            KafkaRights kafka,
            CompatibilityGate gate,
            Notices notices,
            StricterTerms stricter,
            Clock clock) {
        this.transactions = transactions;
        this.ledger = ledger;
        this.kafka = kafka;
        this.gate = gate;
        this.notices = notices;
        this.stricter = stricter;
        this.clock = clock;
    }

    /**
     * Publishes a version, and tells those whom it changes something for. The same content again changes nothing;
     * another content under the same version, and a version that the gate refuses, are CONFLICTs.
     *
     * @param confirmed whether the publisher says that changes which need a confirmation are meant
     */
    public Outcome<Registered<PublishedVersion>> publish(Actor by, String yaml, String avsc, boolean confirmed) {
        var published = Permission.PUBLISH_CONTRACT
                .admit(by)
                .flatMap(admitted -> ContractReader.read(DOCUMENT, yaml, avsc, Cel.LANGUAGE))
                .flatMap(contract -> transactions.decide(db -> publish(db, by, contract, yaml, avsc, confirmed)));
        kafka.poke();
        return published;
    }

    /**
     * What the gate would say to {@link #publish}; nothing is stored. Readers are named to those who may know of them:
     * the contract's maintainer, the owner of what they read, they themselves, and who oversees all.
     */
    public Outcome<Judgement> check(Actor by, String yaml, String avsc) {
        return ContractReader.read(DOCUMENT, yaml, avsc, Cel.LANGUAGE)
                .flatMap(contract ->
                        transactions.read(db -> standing(db, contract).map(standing -> {
                            var judgement = judge(db, contract);
                            return judgement.naming(knownTo(by, db, judgement)::contains);
                        })));
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

    /** What the newest version of each major of each contract says. Texts that were read once are not fetched again. */
    public Map<ContractMajor, Contract> newest(Handle db) {
        var contracts = new HashMap<ContractMajor, Contract>();
        store.newest(db).forEach((major, version) -> {
            var known = read.get(key(major.name(), version));
            contracts.put(major, known != null ? known : read(mustFind(db, major.name(), version)));
        });
        return contracts;
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
                key(version.name(), version.version()),
                key -> ContractReader.read(key, version.yaml(), version.avsc()).orThrow());
    }

    private static String key(ContractName name, ContractVersion version) {
        return name + "@" + version;
    }

    private Outcome<Registered<PublishedVersion>> publish(
            Handle db, Actor by, Contract contract, String yaml, String avsc, boolean confirmed) {
        store.lock(db, contract.name());
        return standing(db, contract).flatMap(standing -> {
            if (standing.isPresent()) {
                return Outcome.ok(new Registered<>(standing.get(), false));
            }
            return maintainer(db, by, contract.name()).flatMap(maintainer -> {
                var judgement = judge(db, contract);
                return judgement.outcome(confirmed).map(findings -> insert(db, by, maintainer, judgement, yaml, avsc));
            });
        });
    }

    private Registered<PublishedVersion> insert(
            Handle db, Actor by, DepartmentId maintainer, Judgement judgement, String yaml, String avsc) {
        var contract = judgement.contract();
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
        var entry = EntryDraft.by(
                        by.id(), EntryType.CONTRACT_PUBLISHED, contract.name().toString())
                .concerning(maintainer)
                .with("version", contract.version().toString())
                .with("digest", version.digest());
        ledger.stage(db, judgement.verdict() == Verdict.CONFIRMATION ? entry.with("confirmed", true) : entry);
        tell(db, by, judgement);
        judgement
                .previous()
                .filter(before -> !judgement.opensMajor())
                .ifPresent(before -> stricter.follow(db, by, before, contract));
        return new Registered<>(version, true);
    }

    /** Each department whose grants a finding names is told, and of a new major everyone who reads the one before. */
    private void tell(Handle db, Actor by, Judgement judgement) {
        if (judgement.previous().isEmpty()) {
            return;
        }
        var previous = judgement.previous().get().version();
        var drafts = new ArrayList<Notices.Draft>();
        store.subscriptions(db, judgement.contract().name(), previous.major()).stream()
                .collect(Collectors.groupingBy(Subscription::department))
                .forEach((department, held) -> {
                    var grants = held.stream().map(Subscription::grant).collect(Collectors.toSet());
                    var details = judgement.findings().stream()
                            .filter(finding ->
                                    finding.subscribers().stream().anyMatch(reader -> grants.contains(reader.grant())))
                            .map(finding -> new Violation(finding.path(), null, finding.reason()))
                            .toList();
                    if (judgement.opensMajor() || !details.isEmpty()) {
                        drafts.add(new Notices.Draft(department, notice(judgement, previous, held), details));
                    }
                });
        notices.write(db, by.id(), judgement.contract().reference(), drafts);
    }

    private static Reason notice(Judgement judgement, ContractVersion previous, List<Subscription> held) {
        return Reason.of(
                judgement.opensMajor() ? "catalogue.notice.new-major" : "catalogue.notice.new-version",
                "contract",
                judgement.contract().name(),
                "version",
                judgement.contract().version(),
                "previous",
                previous,
                "datasets",
                held.stream()
                        .map(subscription -> subscription.dataset().toString())
                        .distinct()
                        .collect(Collectors.joining(", ")),
                "grants",
                held.stream().map(subscription -> subscription.grant().value()).collect(Collectors.joining(", ")));
    }

    /** The department whose publisher this actor is here: the contract's maintainer, or who becomes it. */
    private Outcome<DepartmentId> maintainer(Handle db, Actor by, ContractName name) {
        var standing = store.maintainer(db, name);
        if (standing.isPresent()) {
            return Permission.PUBLISH_CONTRACT.allows(by, Parties.owner(standing.get()))
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
                .filter(department -> Permission.PUBLISH_CONTRACT.allows(by, Parties.owner(department)))
                .toList();
        return departments.size() == 1
                ? Outcome.ok(departments.get(0))
                : Outcome.refused(
                        Kind.NOT_ALLOWED, Reason.of("catalogue.contract.maintainer-unclear", "contract", name));
    }

    /** The version if it stands with this content already, or why it can never stand. */
    private Outcome<Optional<PublishedVersion>> standing(Handle db, Contract contract) {
        var database = contract.name().database();
        if (!databaseExists(db, database.value())) {
            return Outcome.refused(Kind.NOT_ALLOWED, Reason.of("catalogue.contract.no-database", "database", database));
        }
        var standing = store.find(db, contract.name(), contract.version());
        return standing.isEmpty() || standing.get().digest().equals("sha256:" + contract.digest())
                ? Outcome.ok(standing)
                : Outcome.refused(
                        Kind.CONFLICT, Reason.of("catalogue.contract.version-taken", "contract", contract.reference()));
    }

    private Judgement judge(Handle db, Contract contract) {
        return gate.judge(
                store.versions(db, contract.name()).stream().map(this::read).toList(),
                contract,
                major -> store.subscriptions(db, contract.name(), major).stream()
                        .map(Subscription::subscriber)
                        .toList());
    }

    private Set<GrantId> knownTo(Actor by, Handle db, Judgement judgement) {
        var name = judgement.contract().name();
        boolean maintains = store.maintainer(db, name).filter(by::belongsTo).isPresent();
        return judgement.previous().stream()
                .flatMap(previous ->
                        store.subscriptions(db, name, previous.version().major()).stream())
                .filter(subscription -> maintains
                        || Permission.GET_GRANT.allows(by, Parties.of(subscription.owner(), subscription.department())))
                .map(Subscription::grant)
                .collect(Collectors.toSet());
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
