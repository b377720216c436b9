package org.silobridge.catalogue.demand;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.actor.Actor;
import org.silobridge.catalogue.actor.Parties;
import org.silobridge.catalogue.actor.Permission;
import org.silobridge.catalogue.clock.Colour;
import org.silobridge.catalogue.clock.Deadlines;
import org.silobridge.catalogue.clock.Schedule;
import org.silobridge.catalogue.clock.Step;
import org.silobridge.catalogue.dataset.Dataset;
import org.silobridge.catalogue.dataset.DatasetStore;
import org.silobridge.catalogue.department.Department;
import org.silobridge.catalogue.department.DepartmentStore;
import org.silobridge.catalogue.ledger.EntryDraft;
import org.silobridge.catalogue.ledger.EntryType;
import org.silobridge.catalogue.ledger.LedgerStaging;
import org.silobridge.catalogue.notice.Notices;
import org.silobridge.catalogue.request.Purpose;
import org.silobridge.catalogue.store.Columns;
import org.silobridge.catalogue.store.Registered;
import org.silobridge.catalogue.store.Transactions;
import org.silobridge.catalogue.timer.DueLook;
import org.silobridge.model.DemandId;
import org.silobridge.model.DemandState;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal.Kind;
import org.silobridge.model.Role;
import org.silobridge.model.Violation;

/**
 * Takes demands in, routes each to the department that should hold the data, and keeps what that one answers: that the
 * data is in the catalogue now, or why not. A demand gives no right to read; once the data is there it is asked for.
 */
public final class Demands {
    private static final int MAX_SUBJECT = 200;
    private static final int MAX_TEXT = 2000;

    private final Transactions transactions;
    private final LedgerStaging ledger;
    private final Notices notices;
    private final Deadlines deadlines;
    private final Clock clock;
    private final RandomGenerator random;
    private final DemandStore store = new DemandStore();
    private final DepartmentStore departments = new DepartmentStore();
    private final DatasetStore datasets = new DatasetStore();
    private final DueLook<Demand> look;

    /** @param interval between two times that {@link #remind} is called */
    public Demands(
            Transactions transactions,
            LedgerStaging ledger,
            Notices notices,
            Deadlines deadlines,
            Clock clock,
            RandomGenerator random,
            Duration interval) {
        this.transactions = transactions;
        this.ledger = ledger;
        this.notices = notices;
        this.deadlines = deadlines;
        this.clock = clock;
        this.random = random;
        this.look = new DueLook<>(transactions, DemandStore.TIMERS, store::open, this::remind, clock, interval);
    }

    /** A demand as it comes in; departments by id or slug. */
    public record NewDemand(
            String department, String holder, String subject, String description, String purpose, String legalBasis) {}

    /**
     * What the holder answers, as it comes in.
     *
     * @param dataset by id or name, where it is {@code catalogued}
     * @param holder by id or slug, where it is to {@code pass-on}
     */
    public record NewAnswer(
            String decision,
            @Nullable String dataset,
            @Nullable String holder,
            String reason) {}

    /** Files a demand; all that speaks against it comes back at once. The same again, while it is open, is that one. */
    public Outcome<Registered<Demand>> file(Actor by, NewDemand asked) {
        return transactions.decide(db -> {
            var violations = new ArrayList<Violation>();
            var department = department(db, "department", asked.department(), violations);
            if (department.isPresent()
                    && !Permission.FILE_DEMAND.allows(
                            by, Parties.reader(department.get().id()))) {
                return Permission.notInDepartment(
                        Role.APPLICANT, department.get().slug());
            }
            var holder = department(db, "holder", asked.holder(), violations);
            if (department.isPresent() && department.equals(holder)) {
                violations.add(new Violation("holder", asked.holder(), Reason.of("catalogue.demand.of-itself")));
            }
            text("subject", asked.subject(), MAX_SUBJECT, violations);
            text("description", asked.description(), MAX_TEXT, violations);
            text("legalBasis", asked.legalBasis(), MAX_TEXT, violations);
            Purpose.violation(asked.purpose()).ifPresent(violations::add);
            if (!violations.isEmpty() || department.isEmpty() || holder.isEmpty()) {
                return Outcome.invalid(Reason.of("catalogue.demand.invalid", "count", violations.size()), violations);
            }
            var demand = new Demand(
                    DemandId.random(random),
                    department.get().id(),
                    holder.get().id(),
                    asked.subject(),
                    asked.description(),
                    asked.purpose(),
                    asked.legalBasis(),
                    DemandState.OPEN,
                    Columns.now(clock),
                    by.id(),
                    null);
            store.lockDepartment(db, demand.department());
            return Outcome.ok(store.list(db, demand.department(), DemandState.OPEN).stream()
                    .filter(demand::asksTheSameAs)
                    .findFirst()
                    .map(standing -> new Registered<>(standing, false))
                    .orElseGet(() -> new Registered<>(filed(db, by, demand), true)));
        });
    }

    private Demand filed(Handle db, Actor by, Demand demand) {
        store.insert(db, demand);
        tell(db, by, demand.holder(), "catalogue.notice.demand-filed", demand, List.of());
        ledger.stage(
                db,
                EntryDraft.by(by.id(), EntryType.DEMAND_FILED, demand.id().value())
                        .concerning(demand.department())
                        .with("holder", demand.holder().value())
                        .with("subject", demand.subject())
                        .with("purpose", demand.purpose())
                        .with("legalBasis", demand.legalBasis()));
        return demand;
    }

    /** The demands that concern the actor, newest first. Null means: any. */
    public List<Demand> list(Handle db, Actor by, @Nullable DepartmentId department, @Nullable DemandState state) {
        return store.list(db, department, state).stream()
                .filter(demand -> Permission.LIST_DEMANDS.allows(by, parties(demand)))
                .toList();
    }

    /** One demand; NOT_FOUND too where it does not concern the actor. */
    public Outcome<Demand> find(Handle db, Actor by, String id) {
        return demandId(id)
                .flatMap(known -> store.find(db, known))
                .filter(demand -> Permission.GET_DEMAND.allows(by, parties(demand)))
                .map(Outcome::ok)
                .orElseGet(() -> Outcome.refused(Kind.NOT_FOUND, Reason.of("catalogue.demand.unknown", "demand", id)));
    }

    /**
     * A steward of the department that should hold it says where it is in the catalogue now, why it is not, or which other
     * department holds it: then that one has to answer, by the same clock.
     */
    public Outcome<Demand> answer(Actor by, String id, NewAnswer asked) {
        return transactions.decide(db -> find(db, by, id).flatMap(seen -> {
            if (!Permission.ANSWER_DEMAND.allows(by, parties(seen))) {
                return Outcome.refused(Kind.FORBIDDEN, Reason.of("catalogue.demand.not-the-holders-steward"));
            }
            if (by.belongsTo(seen.department())) {
                return Outcome.refused(Kind.FORBIDDEN, Reason.of("catalogue.demand.own-department"));
            }
            return open(db, seen)
                    .flatMap(demand -> asked.decision().equals("pass-on")
                            ? passOn(db, by, demand, asked)
                            : end(db, by, demand, asked).map(end -> answered(db, by, demand, end)));
        }));
    }

    private Outcome<Demand> passOn(Handle db, Actor by, Demand demand, NewAnswer asked) {
        var violations = new ArrayList<Violation>();
        var named = asked.holder() == null ? "" : asked.holder();
        var next = department(db, "holder", named, violations);
        if (next.map(Department::id)
                .filter(id -> id.equals(demand.department()) || id.equals(demand.holder()))
                .isPresent()) {
            violations.add(new Violation("holder", named, Reason.of("catalogue.demand.not-onward")));
        }
        if (!says(asked.reason())) {
            violations.add(needsReason());
        }
        if (!violations.isEmpty() || next.isEmpty()) {
            return Outcome.invalid(
                    Reason.of("catalogue.demand.invalid-answer", "count", violations.size()), violations);
        }
        var after = demand.heldBy(next.get().id());
        store.pass(db, after);
        ledger.stage(
                db,
                EntryDraft.by(by.id(), EntryType.DEMAND_PASSED, after.id().value())
                        .concerning(after.department())
                        .with("holder", after.holder().value())
                        .with("from", demand.holder().value())
                        .with("reason", asked.reason()));
        for (var told : List.of(after.department(), after.holder())) {
            notices.write(
                    db,
                    by.id(),
                    after.id() + " " + Columns.now(clock),
                    List.of(new Notices.Draft(
                            told,
                            reason(db, "catalogue.notice.demand-passed-on", after),
                            List.of(said("reason", asked.reason())))));
        }
        return Outcome.ok(after);
    }

    private Outcome<Demand.End> end(Handle db, Actor by, Demand demand, NewAnswer asked) {
        var now = Columns.now(clock);
        return switch (asked.decision()) {
            case "catalogued" -> {
                var named = asked.dataset() == null ? "" : asked.dataset();
                yield datasets.find(db, named)
                        .filter(dataset -> dataset.owner().equals(demand.holder()))
                        .map(dataset -> Outcome.ok(new Demand.End(now, by.id(), dataset.id(), null)))
                        .orElseGet(() -> wrong(
                                "dataset", asked.dataset(), Reason.of("catalogue.demand.not-a-dataset-of-the-holder")));
            }
            case "decline" ->
                says(asked.reason())
                        ? Outcome.ok(new Demand.End(now, by.id(), null, asked.reason()))
                        : wrong("reason", null, needsReason().reason());
            default -> wrong("decision", asked.decision(), Reason.of("catalogue.demand.unknown-answer"));
        };
    }

    private Demand answered(Handle db, Actor by, Demand open, Demand.End end) {
        var dataset = Optional.ofNullable(end.dataset()).flatMap(id -> datasets.find(db, id));
        var after = open.ended(dataset.isPresent() ? DemandState.CATALOGUED : DemandState.DECLINED, end);
        store.end(db, after, end);
        var entry = EntryDraft.by(
                        by.id(),
                        dataset.isPresent() ? EntryType.DEMAND_CATALOGUED : EntryType.DEMAND_DECLINED,
                        after.id().value())
                .concerning(after.department())
                .with("holder", after.holder().value());
        tell(
                db,
                by,
                after.department(),
                dataset.isPresent() ? "catalogue.notice.demand-catalogued" : "catalogue.notice.demand-declined",
                after,
                dataset
                        .map(found -> said("dataset", found.name().toString()))
                        .or(() -> Optional.ofNullable(end.reason()).map(why -> said("reason", why)))
                        .stream()
                        .toList());
        ledger.stage(
                db,
                dataset.map(Dataset::id)
                        .map(found -> entry.with("dataset", found.value()))
                        .orElseGet(() -> entry.with("reason", end.reason() == null ? "" : end.reason())));
        return after;
    }

    /** The department that needed it takes it back; again answers it as it is. It waits for no ledger. */
    public Outcome<Demand> withdraw(Actor by, String id) {
        return transactions.narrow(db -> find(db, by, id).flatMap(seen -> {
            if (!Permission.WITHDRAW_DEMAND.allows(by, parties(seen))) {
                return Outcome.refused(Kind.FORBIDDEN, Reason.of("catalogue.procedure.not-the-applicant"));
            }
            if (seen.state() == DemandState.WITHDRAWN) {
                return Outcome.ok(seen);
            }
            return open(db, seen).map(demand -> {
                var end = new Demand.End(Columns.now(clock), by.id(), null, null);
                var after = demand.ended(DemandState.WITHDRAWN, end);
                store.end(db, after, end);
                tell(db, by, after.holder(), "catalogue.notice.demand-withdrawn", after, List.of());
                ledger.stage(
                        db,
                        EntryDraft.by(
                                        by.id(),
                                        EntryType.DEMAND_WITHDRAWN,
                                        after.id().value())
                                .concerning(after.department())
                                .with("holder", after.holder().value()));
                return after;
            });
        }));
    }

    /** By when the holder has to answer; empty where it has, or where the law of the exchange sets no time. */
    public Optional<Schedule> due(Demand demand) {
        return demand.state() == DemandState.OPEN
                        && deadlines.profile().limit(Step.CATALOGUING).isPresent()
                ? deadlines.start(Step.CATALOGUING, demand.filedAt()).schedule(deadlines.time())
                : Optional.empty();
    }

    /** How a clock looks now. */
    public Colour colour(Schedule due) {
        return due.at(clock.instant());
    }

    /** Tells the holders what has fallen due, each once: whoever looks, and however often. For one thread. */
    public void remind() {
        look.look();
    }

    private Optional<Instant> remind(Demand demand, Instant now) {
        return due(demand).flatMap(due -> {
            due.warnings(now)
                    .forEach(warning -> remind(
                            demand,
                            demand.holder(),
                            warning.colour() == Colour.RED
                                    ? "catalogue.notice.demand-overdue"
                                    : "catalogue.notice.demand-due"));
            if (deadlines.escalatedAt(due).filter(at -> at.isBefore(now)).isPresent()) {
                remind(demand, null, "catalogue.notice.demand-escalated");
            }
            return deadlines.next(due, now);
        });
    }

    /**
     * Not where something happened to it since it was seen: that has woken its timer.
     *
     * @param to null: those who oversee the exchange
     */
    private void remind(Demand seen, @Nullable DepartmentId to, String code) {
        var unused = transactions
                .narrow(db -> {
                    var demand = store.lock(db, seen.id());
                    if (demand.equals(seen)) {
                        notices.writeBySystem(
                                db,
                                seen.id().value(),
                                List.of(new Notices.Draft(to, reason(db, code, seen), List.of())));
                    }
                    return Outcome.ok(demand);
                })
                .orThrow();
    }

    private Outcome<Demand> open(Handle db, Demand seen) {
        var demand = store.lock(db, seen.id());
        return demand.state() == DemandState.OPEN
                ? Outcome.ok(demand)
                : Outcome.refused(
                        Kind.CONFLICT,
                        Reason.of("catalogue.demand.ended", "demand", demand.id(), "state", demand.state()));
    }

    private void tell(Handle db, Actor by, DepartmentId to, String code, Demand demand, List<Violation> details) {
        notices.write(
                db, by.id(), demand.id().value(), List.of(new Notices.Draft(to, reason(db, code, demand), details)));
    }

    /** Each text takes of these what it needs. */
    private Reason reason(Handle db, String code, Demand demand) {
        return Reason.of(
                code,
                "demand",
                demand.id(),
                "subject",
                demand.subject(),
                "department",
                departments.find(db, demand.department()).orElseThrow().slug(),
                "holder",
                departments.find(db, demand.holder()).orElseThrow().slug(),
                "due",
                due(demand).map(due -> due.redAt().toString()).orElse("-"));
    }

    private Optional<Department> department(Handle db, String path, String named, List<Violation> violations) {
        var found = departments.find(db, named);
        if (found.isEmpty()) {
            violations.add(new Violation(path, named, Reason.of("catalogue.department.unknown", "department", named)));
        }
        found.filter(Department::hasEnded)
                .ifPresent(ended -> violations.add(new Violation(
                        path, named, Reason.of("catalogue.department.ended", "department", ended.slug()))));
        return found;
    }

    private static boolean says(String reason) {
        return !reason.isBlank() && reason.length() <= MAX_TEXT;
    }

    private static Violation needsReason() {
        return new Violation("reason", null, Reason.of("catalogue.procedure.needs-reason", "max", MAX_TEXT));
    }

    private static void text(String path, String text, int max, List<Violation> violations) {
        if (text.isBlank() || text.length() > max) {
            violations.add(new Violation(path, null, Reason.of("catalogue.input.text", "max", max)));
        }
    }

    private static Violation said(String path, String text) {
        return new Violation(path, null, Reason.of("catalogue.notice.said", "text", text));
    }

    private static <T> Outcome<T> wrong(String path, @Nullable String value, Reason reason) {
        return Outcome.invalid(
                Reason.of("catalogue.demand.invalid-answer", "count", 1), List.of(new Violation(path, value, reason)));
    }

    private static Parties parties(Demand demand) {
        return Parties.of(demand.holder(), demand.department());
    }

    private static Optional<DemandId> demandId(String text) {
        try {
            return Optional.of(new DemandId(text));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }
}
