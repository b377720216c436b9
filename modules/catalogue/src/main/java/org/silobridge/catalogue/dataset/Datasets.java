package org.silobridge.catalogue.dataset;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.actor.Actor;
import org.silobridge.catalogue.actor.Parties;
import org.silobridge.catalogue.actor.Permission;
import org.silobridge.catalogue.contract.ContractMajor;
import org.silobridge.catalogue.contract.Contracts;
import org.silobridge.catalogue.contract.PublishedVersion;
import org.silobridge.catalogue.department.Department;
import org.silobridge.catalogue.department.DepartmentStore;
import org.silobridge.catalogue.kafka.KafkaRights;
import org.silobridge.catalogue.key.KeyCustody;
import org.silobridge.catalogue.key.KeyLease;
import org.silobridge.catalogue.ledger.EntryDraft;
import org.silobridge.catalogue.ledger.EntryType;
import org.silobridge.catalogue.ledger.LedgerStaging;
import org.silobridge.catalogue.store.Columns;
import org.silobridge.catalogue.store.Registered;
import org.silobridge.catalogue.store.Transactions;
import org.silobridge.contract.Contract;
import org.silobridge.model.ContractName;
import org.silobridge.model.DatasetId;
import org.silobridge.model.DatasetName;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.KafkaNames;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal.Kind;
import org.silobridge.model.Role;
import org.silobridge.model.Sharing;
import org.silobridge.model.Violation;

/** Registers datasets, and tells their owners' connectors what they need. */
public final class Datasets {
    private static final Duration DEFAULT_FRESHNESS = Duration.ofHours(24);
    private static final Duration MAX_FRESHNESS = Duration.ofDays(366);
    private static final Pattern BLANKS = Pattern.compile("\\s+");

    private final Transactions transactions;
    private final LedgerStaging ledger;
    private final KafkaRights kafka;
    private final KeyCustody keys;
    private final Duration leaseTime;
    private final Contracts contracts;
    private final NextMajor next;
    private final KafkaNames names;
    private final Clock clock;
    private final RandomGenerator random;
    private final DatasetStore store = new DatasetStore();
    private final DepartmentStore departments = new DepartmentStore();

    public Datasets(
            Transactions transactions,
            LedgerStaging ledger,
            KafkaRights kafka,
            KeyCustody keys,
            Duration leaseTime,
            Contracts contracts,
            NextMajor next,
            KafkaNames names,
            Clock clock,
            RandomGenerator random) {
        this.transactions = transactions;
        this.ledger = ledger;
        this.kafka = kafka;
        this.keys = keys;
        this.leaseTime = leaseTime;
        this.contracts = contracts;
        this.next = next;
        this.names = names;
        this.clock = clock;
        this.random = random;
    }

    /** A registration as it comes in; the owner by id or slug. */
    public record NewDataset(
            String contract,
            int major,
            String owner,
            @Nullable String freshness) {}

    /** What the owner's connector works with: the newest version whose schema is registered. */
    public record Publication(Dataset dataset, PublishedVersion version, int schemaId, boolean pseudonymKey) {}

    /**
     * Registers a dataset and, where its record key is a pseudonym, creates the secret. A contract whose open group
     * is not shared is a promise on paper: no dataset can be registered under it, because nobody could ever be
     * granted what its topic holds. The same registration again changes nothing. Grants on the owner's major before that
     * were given to follow, follow.
     */
    public Outcome<Registered<Dataset>> register(Actor by, NewDataset asked) {
        var registered = transactions.decide(db -> {
            var violations = new ArrayList<Violation>();
            var owner = departments.find(db, asked.owner());
            if (owner.isEmpty()) {
                violations.add(new Violation(
                        "owner",
                        asked.owner(),
                        Reason.of("catalogue.department.unknown", "department", asked.owner())));
            }
            owner.filter(known -> departments.hold(db, known.id()).hasEnded())
                    .ifPresent(ended -> violations.add(new Violation(
                            "owner",
                            asked.owner(),
                            Reason.of("catalogue.department.ended", "department", ended.slug()))));
            var version = terms(db, asked.contract(), asked.major());
            if (version.isEmpty()) {
                violations.add(new Violation(
                        "contract",
                        asked.contract(),
                        Reason.of(
                                "catalogue.dataset.no-contract",
                                "contract",
                                asked.contract(),
                                "major",
                                asked.major())));
            }
            var freshness = freshness(asked.freshness(), violations);
            if (!violations.isEmpty() || owner.isEmpty() || version.isEmpty()) {
                return Outcome.invalid(Reason.of("catalogue.dataset.invalid", "count", violations.size()), violations);
            }
            if (!Permission.REGISTER_DATASET.allows(
                    by, Parties.owner(owner.get().id()))) {
                return Permission.notInDepartment(Role.PUBLISHER, owner.get().slug());
            }
            return register(db, by, owner.get(), version.get(), freshness);
        });
        kafka.poke();
        return registered;
    }

    /**
     * The dataset that somebody who acts for these departments names by id or name; NOT_FOUND where there is none. Of
     * several majors under one name it is the newest that one of the departments has a grant for: a reader goes on with
     * what it reads, until it asks for the next. Without any grant it is the newest.
     */
    public Outcome<Dataset> find(Handle db, List<DepartmentId> readers, String idOrName) {
        return found(store.find(db, idOrName, readers), idOrName);
    }

    /**
     * A dataset as lists show it.
     *
     * @param contract the newest version
     * @param schema the newest version whose schema the registry has for it
     */
    public record Listed(Dataset dataset, Contract contract, Optional<DatasetSchema> schema) {}

    /**
     * Some datasets of a list, in its order.
     *
     * @param next the one that the rest of the list comes after; null: that is all
     */
    public record Page(List<Listed> items, @Nullable DatasetId next) {}

    /**
     * Those that have each of these words in their name or in the title of their contract, by name. Who goes on after
     * {@link Page#next} until there is none gets each once that was there at the first question.
     *
     * @param text words, with blanks between them; none: all
     * @param database null: of any
     * @param owner null: of anyone
     * @param after a dataset: what comes after it; null: from the first
     */
    public Outcome<Page> search(
            Handle db,
            String text,
            @Nullable String database,
            @Nullable DepartmentId owner,
            @Nullable String after,
            int limit) {
        var before = after == null ? null : find(db, List.of(), after);
        if (before instanceof Outcome.Refused<Dataset> unknown) {
            return Outcome.refused(unknown.refusal());
        }
        var newest = contracts.newest(db);
        var words = new HashMap<String, Set<ContractMajor>>();
        BLANKS.splitAsStream(text.toLowerCase(Locale.ROOT))
                .filter(word -> !word.isEmpty())
                .forEach(word -> words.put(word, entitled(newest, word)));
        // One more than asked for, to know whether there is more.
        var found = store.search(
                db,
                words,
                database,
                owner,
                before == null ? null : before.orThrow().id(),
                limit + 1);
        var items = found.stream()
                .limit(limit)
                .map(each -> new Listed(
                        each.dataset(),
                        requireNonNull(newest.get(new ContractMajor(
                                each.dataset().name().contract(), each.dataset().major()))),
                        each.schema()))
                .toList();
        return Outcome.ok(new Page(
                items,
                found.size() > limit ? items.get(items.size() - 1).dataset().id() : null));
    }

    private static Set<ContractMajor> entitled(Map<ContractMajor, Contract> contracts, String word) {
        return contracts.entrySet().stream()
                .filter(contract -> has(contract.getValue().title().en(), word)
                        || has(contract.getValue().title().zh(), word))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private static boolean has(String title, String word) {
        return title.toLowerCase(Locale.ROOT).contains(word);
    }

    /** The newest version of the dataset's contract. */
    public Contract contract(Handle db, Dataset dataset) {
        return contracts.read(
                contracts.newest(db, dataset.name().contract(), dataset.major()).orElseThrow());
    }

    /** The terms that a decision about the dataset rests on: they stay the newest until this transaction ends. */
    public Contract terms(Handle db, Dataset dataset) {
        return contracts.read(
                contracts.hold(db, dataset.name().contract(), dataset.major()).orElseThrow());
    }

    /** The newest version whose schema the registry has for this dataset. */
    public Optional<DatasetSchema> newestSchema(Handle db, Dataset dataset) {
        return store.newestSchema(db, dataset.id());
    }

    /** All that the owner's connector needs; UNAVAILABLE while the dataset is being prepared. */
    public Outcome<Publication> publication(Handle db, Actor by, String idOrName) {
        return owned(db, Permission.GET_PUBLICATION, by, idOrName).flatMap(dataset -> {
            if (dataset.hasEnded()) {
                return ended(dataset);
            }
            var schema = store.newestSchema(db, dataset.id());
            if (schema.isEmpty() || !dataset.isReady()) {
                return Outcome.refused(
                        Kind.UNAVAILABLE, Reason.of("catalogue.dataset.preparing", "dataset", dataset.name()));
            }
            var version = contracts.mustFind(
                    db, dataset.name().contract(), schema.get().version());
            return Outcome.ok(new Publication(
                    dataset,
                    version,
                    schema.get().schemaId(),
                    contracts.read(version).hasPseudonymousKey()));
        });
    }

    /**
     * Leases the dataset's secret to its owner's connector. Waits until the ledger has the lease, for a key that is
     * out cannot be taken back; UNAVAILABLE where that takes too long. The caller closes the lease.
     */
    public Outcome<KeyLease> leaseKey(Actor by, String idOrName) {
        return transactions
                .decide(db -> owned(db, Permission.LEASE_KEY, by, idOrName)
                        .flatMap(dataset -> dataset.hasEnded()
                                ? ended(dataset)
                                : keys.lease(db, dataset.id(), dataset.major(), dataset.owner(), by.id(), leaseTime)))
                .flatMap(ticket -> transactions.awaitLedger(ticket.entry().id())
                        ? Outcome.ok(transactions.read(db -> keys.open(db, ticket)))
                        : Outcome.refused(
                                Kind.UNAVAILABLE,
                                Reason.of(
                                        "catalogue.unavailable.ledger-behind",
                                        "seconds",
                                        Transactions.LEDGER_WAIT.toSeconds())));
    }

    private Outcome<Registered<Dataset>> register(
            Handle db, Actor by, Department owner, PublishedVersion version, Duration freshness) {
        var contract = contracts.read(version);
        if (contract.open().sharing() == Sharing.NOT_SHARED) {
            return Outcome.refused(
                    Kind.NOT_ALLOWED,
                    Reason.of(
                            "catalogue.dataset.contract-not-shared",
                            "contract",
                            version.name(),
                            "legalBasis",
                            contract.open().legalBasis().orElseThrow().en()));
        }
        int major = version.version().major();
        var name = new DatasetName(version.name(), owner.slug());
        var dataset = new Dataset(
                DatasetId.random(random),
                name,
                major,
                owner.id(),
                owner.slug(),
                freshness,
                names.datasetTopic(name, major),
                Dataset.State.PREPARING,
                Columns.now(clock),
                null,
                null);
        if (!store.insert(db, dataset)) {
            var standing = store.find(db, name, major).orElseThrow();
            return standing.freshness().equals(freshness)
                    ? Outcome.ok(new Registered<>(standing, false))
                    : Outcome.refused(
                            Kind.CONFLICT,
                            Reason.of("catalogue.dataset.differs", "dataset", name, "freshness", standing.freshness()));
        }
        ledger.stage(
                db,
                EntryDraft.by(
                                by.id(),
                                EntryType.DATASET_REGISTERED,
                                dataset.id().value())
                        .concerning(owner.id())
                        .with("name", name.toString())
                        .with("major", (long) major)
                        .with("topic", dataset.topic())
                        .with("freshness", freshness.toString()));
        if (contract.hasPseudonymousKey()) {
            keys.create(db, dataset.id(), major, owner.id(), by.id());
        }
        next.registered(db, dataset, contract);
        return Outcome.ok(new Registered<>(dataset, true));
    }

    private Outcome<Dataset> owned(Handle db, Permission permission, Actor by, String idOrName) {
        return found(store.find(db, idOrName), idOrName).flatMap(dataset -> {
            if (permission.allows(by, Parties.owner(dataset.owner()))) {
                return Outcome.ok(dataset);
            }
            return Permission.notInDepartment(
                    Role.PUBLISHER,
                    departments.find(db, dataset.owner()).orElseThrow().slug());
        });
    }

    private static Outcome<Dataset> found(Optional<Dataset> dataset, String idOrName) {
        return dataset.map(Outcome::ok)
                .orElseGet(() ->
                        Outcome.refused(Kind.NOT_FOUND, Reason.of("catalogue.dataset.unknown", "dataset", idOrName)));
    }

    private static <T> Outcome<T> ended(Dataset dataset) {
        return Outcome.refused(Kind.CONFLICT, Reason.of("catalogue.dataset.ended", "dataset", dataset.name()));
    }

    private Optional<PublishedVersion> terms(Handle db, String contract, int major) {
        try {
            return contracts.hold(db, ContractName.parse(contract), major);
        } catch (IllegalArgumentException notAName) {
            return Optional.empty();
        }
    }

    private static Duration freshness(@Nullable String text, List<Violation> violations) {
        if (text == null) {
            return DEFAULT_FRESHNESS;
        }
        try {
            var freshness = Duration.parse(text);
            if (freshness.compareTo(Duration.ofMinutes(1)) >= 0 && freshness.compareTo(MAX_FRESHNESS) <= 0) {
                return freshness;
            }
        } catch (DateTimeException notADuration) {
            // falls through
        }
        violations.add(new Violation("freshness", text, Reason.of("catalogue.dataset.freshness")));
        return DEFAULT_FRESHNESS;
    }
}
