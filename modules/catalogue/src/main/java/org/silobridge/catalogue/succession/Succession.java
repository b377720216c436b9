package org.silobridge.catalogue.succession;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.actor.Actor;
import org.silobridge.catalogue.actor.Permission;
import org.silobridge.catalogue.contract.ContractStore;
import org.silobridge.catalogue.dataset.Dataset;
import org.silobridge.catalogue.dataset.DatasetStore;
import org.silobridge.catalogue.department.Department;
import org.silobridge.catalogue.department.DepartmentStore;
import org.silobridge.catalogue.kafka.KafkaRights;
import org.silobridge.catalogue.ledger.EntryDraft;
import org.silobridge.catalogue.ledger.EntryType;
import org.silobridge.catalogue.ledger.LedgerStaging;
import org.silobridge.catalogue.notice.Notices;
import org.silobridge.catalogue.store.Columns;
import org.silobridge.catalogue.store.Transactions;
import org.silobridge.catalogue.succession.Ending.Owned;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;
import org.silobridge.model.Refusal.Kind;
import org.silobridge.model.Violation;

/**
 * Departments end: merged into another one, split into several, or dissolved. All that is theirs passes in one
 * transaction, or ends with them. Datasets keep their ids, names, topics, secrets and the positions of their connectors;
 * whose principal may write them is enforcement's to change.
 */
public final class Succession {
    private static final int MAX_REASON = 2000;

    private final Transactions transactions;
    private final LedgerStaging ledger;
    private final KafkaRights kafka;
    private final Notices notices;
    private final List<Estate> estates;
    private final Clock clock;
    private final DatasetStore datasets = new DatasetStore();
    private final ContractStore contracts = new ContractStore();
    private final DepartmentStore departments = new DepartmentStore();

    /**
     * Over what departments have.
     *
     * @param estates beside datasets, and the contracts that they maintain
     */
    public Succession(
            Transactions transactions,
            LedgerStaging ledger,
            KafkaRights kafka,
            Notices notices,
            List<Estate> estates,
            Clock clock) {
        this.transactions = transactions;
        this.ledger = ledger;
        this.kafka = kafka;
        this.notices = notices;
        this.estates = List.copyOf(estates);
        this.clock = clock;
    }

    /**
     * An ending as it comes in; departments by id or slug, datasets by id or name.
     *
     * @param successor null: nobody does its work
     * @param datasets which of its datasets go to another department than the successor
     */
    public record NewEnding(@Nullable String successor, Map<String, String> datasets, String reason) {
        public NewEnding {
            datasets = Map.copyOf(datasets);
        }
    }

    /**
     * A coordinator says that a department has ended. The same again changes nothing.
     *
     * @return the department; CONFLICT, with all that speaks against it, where the successor would be on both sides of a
     *     grant, a request or a demand
     */
    public Outcome<Department> end(Actor by, String idOrSlug, NewEnding asked) {
        var reason = asked.reason();
        if (reason.isBlank() || reason.length() > MAX_REASON) {
            return Outcome.invalid(
                    Reason.of("catalogue.input.invalid", "count", 1),
                    List.of(new Violation("reason", null, Reason.of("catalogue.input.text", "max", MAX_REASON))));
        }
        var ended = Permission.NAME_SUCCESSOR
                .admit(by)
                .flatMap(admitted -> transactions.decide(db -> departments
                        .find(db, idOrSlug)
                        .map(found -> end(db, by, departments.lock(db, found.id()), asked))
                        .orElseGet(() -> Outcome.refused(
                                Kind.NOT_FOUND, Reason.of("catalogue.department.unknown", "department", idOrSlug)))));
        kafka.poke();
        return ended;
    }

    private Outcome<Department> end(Handle db, Actor by, Department department, NewEnding asked) {
        var violations = new ArrayList<Violation>();
        var successor = Optional.ofNullable(asked.successor())
                .flatMap(named -> heir(db, department, "successor", named, violations));
        if (!violations.isEmpty()) {
            return Outcome.invalid(Reason.of("catalogue.input.invalid", "count", violations.size()), violations);
        }
        if (department.hasEnded()) {
            return Optional.ofNullable(department.successor()).equals(successor.map(Department::id))
                    ? Outcome.ok(department)
                    : Outcome.refused(
                            Kind.CONFLICT, Reason.of("catalogue.department.ended", "department", department.slug()));
        }
        var owned = owned(db, department, successor, asked.datasets(), violations);
        if (!violations.isEmpty()) {
            return Outcome.invalid(Reason.of("catalogue.input.invalid", "count", violations.size()), violations);
        }
        var ending = new Ending(by, department, successor, owned, asked.reason(), Columns.now(clock));
        departments.end(db, department.id(), successor.map(Department::id).orElse(null), by.id(), ending.at());
        var entry = entry(ending, EntryType.DEPARTMENT_ENDED, department.id().value());
        ledger.stage(
                db,
                successor
                        .map(heir -> entry.with("successor", heir.id().value()))
                        .orElse(entry));
        owned.forEach(each -> settle(db, ending, each));
        successor.ifPresent(heir -> contracts.maintainedBy(db, department.id()).forEach(contract -> {
            contracts.passTo(db, contract, heir.id());
            ledger.stage(
                    db,
                    entry(ending, EntryType.CONTRACT_PASSED, contract.toString())
                            .with("to", heir.id().value()));
        }));
        estates.forEach(estate -> violations.addAll(estate.settle(db, ending)));
        return violations.isEmpty()
                ? Outcome.ok(departments.find(db, department.id()).orElseThrow())
                : Outcome.refused(new Refusal(Kind.CONFLICT, violations.get(0).reason(), violations));
    }

    /** Its datasets, each with who has it next. No decision about them is under way until the transaction ends. */
    private List<Owned> owned(
            Handle db,
            Department department,
            Optional<Department> successor,
            Map<String, String> elsewhere,
            List<Violation> violations) {
        var datasetsOfIt = datasets.all(db).stream()
                .filter(dataset -> dataset.owner().equals(department.id()) && !dataset.hasEnded())
                .toList();
        datasetsOfIt.stream()
                .map(dataset -> dataset.name().contract())
                .distinct()
                .sorted(Comparator.comparing(Object::toString))
                .forEach(contract -> contracts.lock(db, contract));
        var heirs = new TreeMap<String, Optional<Department>>();
        elsewhere.forEach((named, heir) -> {
            var path = "datasets." + named;
            if (datasetsOfIt.stream().noneMatch(dataset -> isNamed(dataset, named))) {
                violations.add(new Violation(
                        path,
                        named,
                        Reason.of("catalogue.department.not-its-dataset", "department", department.slug())));
            }
            heirs.put(named, heir(db, department, path, heir, violations));
        });
        return datasetsOfIt.stream()
                .map(dataset -> new Owned(
                        dataset,
                        heirs.entrySet().stream()
                                .filter(heir -> isNamed(dataset, heir.getKey()))
                                .map(Map.Entry::getValue)
                                .findFirst()
                                .orElse(successor)))
                .toList();
    }

    private static boolean isNamed(Dataset dataset, String idOrName) {
        return dataset.id().value().equals(idOrName)
                || dataset.name().toString().equals(idOrName);
    }

    private Optional<Department> heir(
            Handle db, Department department, String path, String named, List<Violation> violations) {
        var heir = departments
                .find(db, named)
                .map(found -> departments.hold(db, found.id()))
                .filter(found -> !found.hasEnded() && !found.id().equals(department.id()));
        if (heir.isEmpty()) {
            violations.add(new Violation(path, named, Reason.of("catalogue.department.no-successor")));
        }
        return heir;
    }

    /**
     * A dataset goes to its heir with all that its connector needs to go on where it was: the private topics, too, where
     * they go as a whole. What goes another way begins with those of its new owner.
     */
    private void settle(Handle db, Ending ending, Owned owned) {
        var dataset = owned.dataset();
        if (owned.heir().isEmpty()) {
            datasets.end(db, dataset.id(), ending.at());
            ledger.stage(
                    db,
                    entry(ending, EntryType.DATASET_ENDED, dataset.id().value())
                            .with("name", dataset.name().toString()));
            return;
        }
        var heir = owned.heir().get();
        boolean asAWhole = owned.heir().equals(ending.successor());
        var home = asAWhole ? dataset.home() : heir.slug();
        datasets.pass(db, dataset, heir.id(), home, ending.at());
        ledger.stage(
                db,
                entry(ending, EntryType.DATASET_PASSED, dataset.id().value())
                        .with("to", heir.id().value())
                        .with("home", home.value()));
        notices.write(
                db,
                ending.by().id(),
                dataset.id() + " " + ending.at(),
                List.of(new Notices.Draft(
                        heir.id(),
                        Reason.of(
                                asAWhole ? "catalogue.notice.dataset-passed" : "catalogue.notice.dataset-passed-alone",
                                "dataset",
                                dataset.name(),
                                "department",
                                ending.department().slug(),
                                "owner",
                                heir.slug()),
                        List.of(new Violation(
                                "reason", null, Reason.of("catalogue.notice.said", "text", ending.reason()))))));
    }

    /** An entry of what was the department's. */
    private static EntryDraft entry(Ending ending, EntryType type, String object) {
        return EntryDraft.by(ending.by().id(), type, object)
                .concerning(ending.department().id())
                .with("reason", ending.reason());
    }
}
