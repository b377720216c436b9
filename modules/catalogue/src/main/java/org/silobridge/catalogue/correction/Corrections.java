package org.silobridge.catalogue.correction;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
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
import org.silobridge.catalogue.correction.Correction.Made;
import org.silobridge.catalogue.correction.Correction.Refused;
import org.silobridge.catalogue.correction.Correction.Unanswered;
import org.silobridge.catalogue.correction.Correction.Withdrawn;
import org.silobridge.catalogue.dataset.Dataset;
import org.silobridge.catalogue.dataset.DatasetStore;
import org.silobridge.catalogue.dataset.Datasets;
import org.silobridge.catalogue.department.Department;
import org.silobridge.catalogue.department.DepartmentStore;
import org.silobridge.catalogue.grant.GrantStore;
import org.silobridge.catalogue.kafka.KafkaOffsets;
import org.silobridge.catalogue.ledger.EntryDraft;
import org.silobridge.catalogue.ledger.EntryType;
import org.silobridge.catalogue.ledger.LedgerStaging;
import org.silobridge.catalogue.notice.Notices;
import org.silobridge.catalogue.store.Columns;
import org.silobridge.catalogue.store.Registered;
import org.silobridge.catalogue.store.Transactions;
import org.silobridge.catalogue.timer.DueLook;
import org.silobridge.contract.Contract;
import org.silobridge.contract.wire.KeyForm;
import org.silobridge.model.CorrectionId;
import org.silobridge.model.CorrectionState;
import org.silobridge.model.DatasetId;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.GrantState;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal.Kind;
import org.silobridge.model.Role;
import org.silobridge.model.Violation;

/**
 * Takes in what departments dispute of the records that they read, and keeps what the owners answer. No record is read
 * here: that a key fits the contract, that a field is open and that an offset is there is looked at, and what stands at
 * an offset is left to those who may read it. A key and the evidence are shown to the two departments and stand nowhere
 * but in the correction's own row.
 */
public final class Corrections {
    private static final int MAX_TEXT = 2000;

    /** How a text names the field of a record that is missing. */
    private static final String ALL_FIELDS = "*";

    private final Transactions transactions;
    private final LedgerStaging ledger;
    private final Notices notices;
    private final Datasets datasets;
    private final KafkaOffsets kafka;
    private final Deadlines deadlines;
    private final Clock clock;
    private final RandomGenerator random;
    private final CorrectionStore store = new CorrectionStore();
    private final DatasetStore datasetStore = new DatasetStore();
    private final DepartmentStore departments = new DepartmentStore();
    private final GrantStore grants = new GrantStore();
    private final DueLook<PendingCorrection> look;

    /** @param interval between two times that {@link #remind} is called */
    public Corrections(
            Transactions transactions,
            LedgerStaging ledger,
            Notices notices,
            Datasets datasets,
            KafkaOffsets kafka,
            Deadlines deadlines,
            Clock clock,
            RandomGenerator random,
            Duration interval) {
        this.transactions = transactions;
        this.ledger = ledger;
        this.notices = notices;
        this.datasets = datasets;
        this.kafka = kafka;
        this.deadlines = deadlines;
        this.clock = clock;
        this.random = random;
        this.look = new DueLook<>(transactions, CorrectionStore.TIMERS, store::pending, this::remind, clock, interval);
    }

    /**
     * A dispute as it comes in; dataset and department by id or name.
     *
     * @param field that is wrong; null where the record is {@code missing}
     */
    public record NewDispute(
            String dataset,
            String department,
            String key,
            @Nullable String field,
            boolean missing,
            long partition,
            long offset,
            String evidence) {}

    /**
     * What the owner answers, as it comes in.
     *
     * @param partition of the record that is right; null: that of the disputed one
     * @param offset of the record that is right, where it is {@code corrected}
     */
    public record NewAnswer(
            String decision,
            @Nullable Long partition,
            @Nullable Long offset,
            String reason) {}

    /**
     * Files a dispute; all that speaks against it comes back at once, without the key. The same again, while it is open,
     * is that one. Kafka is asked between two transactions whether there is such a place, and only for who reads the topic.
     */
    public Outcome<Registered<Correction>> file(Actor by, NewDispute asked) {
        return transactions
                .read(db -> between(db, by, asked).flatMap(sides -> standing(db, by, sides, asked)))
                .flatMap(standing -> standing.correction() != null
                        ? Outcome.ok(new Registered<>(standing.correction(), false))
                        : kafka.ends(standing.topic())
                                .flatMap(ends -> standing.dispute().isWithin(ends))
                                .flatMap(there -> transactions.decide(db -> file(db, by, asked))));
    }

    private Outcome<Registered<Correction>> file(Handle db, Actor by, NewDispute asked) {
        return between(db, by, asked).flatMap(sides -> {
            store.lockDepartment(db, sides.department().id());
            return standing(db, by, sides, asked)
                    .map(standing -> standing.correction() != null
                            ? new Registered<>(standing.correction(), false)
                            : new Registered<>(filed(db, by, standing.dispute()), true));
        });
    }

    /** Who disputes a record of what. */
    private record Sides(Department department, Dataset dataset) {}

    /**
     * A dispute that may be filed.
     *
     * @param correction that is this dispute already; null: none
     */
    private record Standing(
            Dispute dispute, String topic, @Nullable Correction correction) {}

    private Outcome<Sides> between(Handle db, Actor by, NewDispute asked) {
        var violations = new ArrayList<Violation>();
        var department = department(db, asked.department(), violations);
        if (department.isPresent()
                && !Permission.FILE_CORRECTION.allows(
                        by, Parties.reader(department.get().id()))) {
            return Permission.notInDepartment(Role.APPLICANT, department.get().slug());
        }
        var dataset = department.flatMap(reader -> dataset(db, reader, asked.dataset(), violations));
        dataset.map(found -> datasets.contract(db, found)).ifPresent(contract -> record(contract, asked, violations));
        if (asked.evidence().isBlank() || asked.evidence().length() > MAX_TEXT) {
            violations.add(new Violation("evidence", null, Reason.of("catalogue.input.text", "max", MAX_TEXT)));
        }
        return !violations.isEmpty() || department.isEmpty() || dataset.isEmpty()
                ? Outcome.invalid(Reason.of("catalogue.correction.invalid", "count", violations.size()), violations)
                : Outcome.ok(new Sides(department.get(), dataset.get()));
    }

    private Outcome<Standing> standing(Handle db, Actor by, Sides sides, NewDispute asked) {
        var department = sides.department();
        var dataset = sides.dataset();
        var last = grants.list(db, dataset.id(), department.id(), null).stream().findFirst();
        var inForce = grants.list(db, dataset.id(), department.id(), GrantState.ACTIVE).stream()
                .findFirst();
        var under = inForce.or(() -> last);
        if (under.isEmpty()) {
            return noGrant(department, dataset);
        }
        var dispute = new Dispute(
                CorrectionId.random(random),
                under.get().id(),
                dataset.id(),
                department.id(),
                dataset.owner(),
                asked.key(),
                asked.field(),
                Math.toIntExact(asked.partition()),
                asked.offset(),
                asked.evidence(),
                Columns.now(clock),
                by.id());
        var before = store.list(db, dispute.department(), null);
        var standing = before.stream()
                .filter(one -> one instanceof PendingCorrection && one.dispute().disputesTheSameAs(dispute))
                .findFirst();
        if (standing.isEmpty() && inForce.isEmpty()) {
            return noGrant(department, dataset);
        }
        return before.stream()
                .filter(one -> standing.isEmpty() && one instanceof ClosedCorrection closed && closed.settles(dispute))
                .findFirst()
                .<Outcome<Standing>>map(settled -> Outcome.refused(
                        Kind.CONFLICT,
                        Reason.of(
                                "catalogue.correction.settled",
                                "correction",
                                settled.dispute().id(),
                                "owner",
                                departments
                                        .find(db, dataset.owner())
                                        .orElseThrow()
                                        .slug())))
                .orElseGet(() -> Outcome.ok(new Standing(dispute, dataset.topic(), standing.orElse(null))));
    }

    private static <T> Outcome<T> noGrant(Department department, Dataset dataset) {
        return Outcome.refused(
                Kind.NOT_ALLOWED,
                Reason.of(
                        "catalogue.correction.no-grant-in-force",
                        "department",
                        department.slug(),
                        "dataset",
                        dataset.name()));
    }

    private Correction filed(Handle db, Actor by, Dispute dispute) {
        store.insert(db, dispute);
        var open = new OpenCorrection(dispute, null, null);
        tell(
                db,
                by,
                dispute.owner(),
                dispute.isOfMissing()
                        ? "catalogue.notice.correction-filed-missing"
                        : "catalogue.notice.correction-filed",
                open,
                List.of());
        ledger.stage(
                db,
                saying(entry(by, EntryType.CORRECTION_FILED, open), dispute)
                        .with("grant", dispute.grant().value())
                        .with("partition", (long) dispute.partition())
                        .with("offset", dispute.offset()));
        return open;
    }

    /** The corrections that concern the actor, newest first. Null means: any. */
    public List<Correction> list(
            Handle db,
            Actor by,
            @Nullable DepartmentId department,
            @Nullable DatasetId dataset,
            @Nullable CorrectionState state) {
        return store.list(db, department, state).stream()
                .filter(correction ->
                        dataset == null || dataset.equals(correction.dispute().dataset()))
                .filter(correction -> Permission.LIST_CORRECTIONS.allows(
                        by, correction.dispute().parties()))
                .toList();
    }

    /** One correction; NOT_FOUND too where it does not concern the actor. */
    public Outcome<Correction> find(Handle db, Actor by, String id) {
        return correctionId(id)
                .flatMap(known -> store.find(db, known))
                .filter(correction -> Permission.GET_CORRECTION.allows(
                        by, correction.dispute().parties()))
                .map(Outcome::ok)
                .orElseGet(() ->
                        Outcome.refused(Kind.NOT_FOUND, Reason.of("catalogue.correction.unknown", "correction", id)));
    }

    /** The owner takes more time, once. */
    public Outcome<Correction> extend(Actor by, String id, String reason) {
        return transactions.decide(db -> toAnswer(db, by, id)
                .flatMap(open -> open.extend(by, reason, Columns.now(clock), deadlines))
                .map(after -> {
                    var extension = Objects.requireNonNull(after.extension());
                    store.extend(db, after.dispute().id(), extension);
                    tell(
                            db,
                            by,
                            after.dispute().department(),
                            "catalogue.notice.correction-extended",
                            after,
                            said(extension.reason()));
                    ledger.stage(
                            db,
                            entry(by, EntryType.CORRECTION_EXTENDED, after)
                                    .with("days", (long) extension.days())
                                    .with("reason", extension.reason()));
                    return after;
                }));
    }

    /** A steward of the owner names the record that is right, or says why the disputed one is. */
    public Outcome<Correction> answer(Actor by, String id, NewAnswer asked) {
        return switch (asked.decision()) {
            case "corrected" -> correct(by, id, asked.partition(), asked.offset());
            case "refuse" -> close(by, id, open -> open.refuse(by, asked.reason(), Columns.now(clock)));
            default ->
                transactions
                        .read(db -> toAnswerSeen(db, by, id))
                        .flatMap(seen ->
                                wrong("decision", asked.decision(), Reason.of("catalogue.correction.unknown-answer")));
        };
    }

    /** Kafka is asked between two transactions: none waits for it. */
    private Outcome<Correction> correct(Actor by, String id, @Nullable Long partition, @Nullable Long offset) {
        var topic = transactions.read(db -> toAnswerSeen(db, by, id).map(seen -> datasetStore
                .find(db, seen.dispute().dataset())
                .orElseThrow()
                .topic()));
        if (offset == null) {
            return topic.flatMap(known -> wrong("offset", null, Reason.of("catalogue.correction.which-offset")));
        }
        return topic.flatMap(kafka::ends)
                .flatMap(ends -> close(
                        by,
                        id,
                        open -> open.correct(
                                by,
                                partition == null ? open.dispute().partition() : partition,
                                offset,
                                ends,
                                Columns.now(clock))));
    }

    /**
     * The department that disputed it does not take the owner's refusal: a coordinator decides. Once, and where somebody
     * answers for the data still.
     */
    public Outcome<Correction> appeal(Actor by, String id, String grounds) {
        return transactions.decide(db -> find(db, by, id)
                .flatMap(seen -> seen.dispute().mayWithdraw(by).map(may -> store.lock(db, may.id())))
                .flatMap(correction -> correction instanceof ClosedCorrection closed
                                && !datasetStore
                                        .find(db, closed.dispute().dataset())
                                        .orElseThrow()
                                        .hasEnded()
                        ? closed.appeal(by, grounds, Columns.now(clock))
                        : Outcome.refused(
                                Kind.CONFLICT,
                                Reason.of(
                                        "catalogue.correction.nothing-to-appeal",
                                        "correction",
                                        correction.dispute().id(),
                                        "state",
                                        correction.state())))
                .map(appealed -> {
                    store.appeal(db, appealed);
                    var grounding = List.of(
                            new Violation("grounds", null, Reason.of("catalogue.notice.said", "text", grounds)));
                    tell(db, by, null, "catalogue.notice.correction-appealed", appealed, grounding);
                    tell(
                            db,
                            by,
                            appealed.dispute().owner(),
                            "catalogue.notice.correction-appealed",
                            appealed,
                            grounding);
                    ledger.stage(db, entry(by, EntryType.CORRECTION_APPEALED, appealed));
                    return appealed;
                }));
    }

    /** What a coordinator decides on an appeal, as it comes in. */
    public record NewRuling(String decision, String reason) {}

    /** A coordinator decides, for good: the refusal stands, or the owner has to put the record right. */
    public Outcome<Correction> rule(Actor by, String id, NewRuling asked) {
        return transactions.decide(db -> find(db, by, id)
                .flatMap(seen -> seen.dispute().mayRule(by).map(may -> store.lock(db, may.id())))
                .flatMap(correction -> correction instanceof AppealedCorrection appealed
                        ? Outcome.ok(appealed)
                        : Outcome.refused(
                                Kind.CONFLICT,
                                Reason.of(
                                        "catalogue.correction.not-appealed",
                                        "correction",
                                        correction.dispute().id(),
                                        "state",
                                        correction.state())))
                .flatMap(appealed -> switch (asked.decision()) {
                    case "uphold" ->
                        appealed.uphold(by, asked.reason(), Columns.now(clock)).map(closed -> {
                            store.end(db, closed);
                            return ruled(
                                    db, by, closed, EntryType.CORRECTION_UPHELD, "catalogue.notice.correction-upheld");
                        });
                    case "order" ->
                        appealed.order(by, asked.reason(), Columns.now(clock))
                                .map(open -> ruled(
                                        db,
                                        by,
                                        open,
                                        EntryType.CORRECTION_ORDERED,
                                        "catalogue.notice.correction-ordered"));
                    default -> wrong("decision", asked.decision(), Reason.of("catalogue.correction.unknown-ruling"));
                }));
    }

    private Correction ruled(Handle db, Actor by, Correction after, EntryType type, String code) {
        var ruling =
                Objects.requireNonNull(Objects.requireNonNull(after.appeal()).ruling());
        store.rule(db, after.dispute().id(), ruling);
        tell(db, by, after.dispute().department(), code, after, said(ruling.reason()));
        tell(db, by, after.dispute().owner(), code, after, said(ruling.reason()));
        ledger.stage(db, entry(by, type, after).with("reason", ruling.reason()));
        return after;
    }

    /** The department that disputed it takes it back; again answers it as it is. It waits for no ledger. */
    public Outcome<Correction> withdraw(Actor by, String id) {
        return transactions.narrow(db -> find(db, by, id).flatMap(seen -> seen.dispute()
                .mayWithdraw(by)
                .flatMap(may -> seen.state() == CorrectionState.WITHDRAWN
                        ? Outcome.ok(seen)
                        : pending(db, seen)
                                .flatMap(pending -> pending.withdraw(by, Columns.now(clock)))
                                .map(closed -> closed(db, by, closed)))));
    }

    private Outcome<Correction> close(Actor by, String id, Function<OpenCorrection, Outcome<ClosedCorrection>> how) {
        return transactions.decide(db -> toAnswer(db, by, id).flatMap(how).map(closed -> closed(db, by, closed)));
    }

    private Correction closed(Handle db, Actor by, ClosedCorrection after) {
        store.end(db, after);
        var dispute = after.dispute();
        if (after.end() instanceof Made made) {
            var topic = datasetStore.find(db, dispute.dataset()).orElseThrow().topic();
            tell(
                    db,
                    by,
                    dispute.department(),
                    dispute.isOfMissing()
                            ? "catalogue.notice.correction-made-missing"
                            : "catalogue.notice.correction-made",
                    after,
                    List.of());
            var entry = entry(by, EntryType.CORRECTION_MADE, after)
                    .with("topic", topic)
                    .with("partition", (long) made.partition());
            ledger.stage(
                    db,
                    (made.partition() == dispute.partition() ? entry.with("before", dispute.offset()) : entry)
                            .with("after", made.offset()));
        } else if (after.end() instanceof Refused refused) {
            tell(db, by, dispute.department(), "catalogue.notice.correction-refused", after, said(refused.reason()));
            ledger.stage(db, entry(by, EntryType.CORRECTION_REFUSED, after).with("reason", refused.reason()));
        } else if (after.end() instanceof Withdrawn) {
            tell(db, by, dispute.owner(), "catalogue.notice.correction-withdrawn", after, List.of());
            ledger.stage(db, entry(by, EntryType.CORRECTION_WITHDRAWN, after));
        }
        return after;
    }

    /** By when who has to act has to; empty where nobody has, or where the law of the exchange sets no time. */
    public Optional<Schedule> due(Correction correction) {
        return correction instanceof PendingCorrection pending
                ? pending.clock(deadlines).flatMap(running -> running.schedule(deadlines.time()))
                : Optional.empty();
    }

    /**
     * What an owner had to answer, and when it did.
     *
     * @param dueAt null where the law of the exchange sets no time
     * @param at null: not yet
     */
    public record Answer(
            Instant receivedAt,
            @Nullable Instant dueAt,
            @Nullable Instant at) {}

    /** The owner's answer; empty where it was taken back, or the owner ended, before there was one. */
    public Optional<Answer> answer(Correction correction) {
        var due = correction
                .answerClock(deadlines)
                .flatMap(running -> running.schedule(deadlines.time()))
                .map(Schedule::redAt)
                .orElse(null);
        var appeal = correction.appeal();
        var end = correction instanceof ClosedCorrection closed ? closed.end() : null;
        return appeal == null && (end instanceof Withdrawn || end instanceof Unanswered)
                ? Optional.empty()
                : Optional.of(new Answer(
                        correction.dispute().filedAt(),
                        due,
                        appeal != null ? appeal.against().at() : end == null ? null : end.at()));
    }

    /** What a coordinator had to decide on appeal; empty where there was none, or where it was taken back before. */
    public Optional<Answer> ruling(Correction correction) {
        var appeal = correction.appeal();
        if (appeal == null || (appeal.ruling() == null && correction instanceof ClosedCorrection)) {
            return Optional.empty();
        }
        var ruling = appeal.ruling();
        return Optional.of(new Answer(
                appeal.at(),
                deadlines
                        .start(Step.COORDINATION, appeal.at())
                        .schedule(deadlines.time())
                        .map(Schedule::redAt)
                        .orElse(null),
                ruling == null ? null : ruling.at()));
    }

    /** How a clock looks now. */
    public Colour colour(Schedule due) {
        return due.at(clock.instant());
    }

    /**
     * Tells the owners what has fallen due, and who oversees the exchange what is still open some days later, each once:
     * whoever looks, and however often. Where an owner has ended and nobody took the dataset over there is nobody to tell.
     * For one thread.
     */
    public void remind() {
        look.look();
    }

    private Optional<Instant> remind(PendingCorrection correction, Instant now) {
        boolean isAppealed = correction.waitsFor() == Role.COORDINATOR;
        var overdue = isAppealed ? "catalogue.notice.correction-appeal-overdue" : "catalogue.notice.correction-overdue";
        var nearlyDue = isAppealed ? "catalogue.notice.correction-appeal-due" : "catalogue.notice.correction-due";
        return due(correction).flatMap(due -> {
            due.warnings(now)
                    .forEach(warning -> remind(
                            correction,
                            isAppealed ? null : correction.dispute().owner(),
                            warning.colour() == Colour.RED ? overdue : nearlyDue));
            if (deadlines.escalatedAt(due).filter(at -> at.isBefore(now)).isPresent()) {
                remind(
                        correction,
                        null,
                        isAppealed
                                ? "catalogue.notice.correction-appeal-escalated"
                                : "catalogue.notice.correction-escalated");
            }
            return deadlines.next(due, now);
        });
    }

    /**
     * Not where something happened to it since it was seen: that has woken its timer.
     *
     * @param to null: those who oversee the exchange
     */
    private void remind(Correction seen, @Nullable DepartmentId to, String code) {
        var unused = transactions
                .narrow(db -> {
                    var correction = store.lock(db, seen.dispute().id());
                    var dataset = datasetStore.find(db, correction.dispute().dataset());
                    if (correction.equals(seen) && !dataset.orElseThrow().hasEnded()) {
                        notices.writeBySystem(
                                db,
                                about(correction),
                                List.of(new Notices.Draft(to, reason(db, code, correction), List.of())));
                    }
                    return Outcome.ok(correction);
                })
                .orThrow();
    }

    /** What warnings are about: after an extension they come again, and after an order. */
    private static String about(Correction correction) {
        var id = correction.dispute().id().value();
        int time = 1 + (correction.extension() == null ? 0 : 1) + (correction.appeal() == null ? 0 : 1);
        return time == 1 ? id : id + " (" + time + ")";
    }

    private Outcome<OpenCorrection> toAnswer(Handle db, Actor by, String id) {
        return toAnswerSeen(db, by, id).flatMap(seen -> open(db, seen));
    }

    private Outcome<Correction> toAnswerSeen(Handle db, Actor by, String id) {
        return find(db, by, id).flatMap(seen -> seen.dispute().mayAnswer(by).map(may -> seen));
    }

    private Outcome<OpenCorrection> open(Handle db, Correction seen) {
        return pending(db, seen)
                .flatMap(pending -> pending instanceof OpenCorrection open
                        ? Outcome.ok(open)
                        : Outcome.refused(
                                Kind.CONFLICT,
                                Reason.of(
                                        "catalogue.correction.before-coordinator",
                                        "correction",
                                        pending.dispute().id())));
    }

    private Outcome<PendingCorrection> pending(Handle db, Correction seen) {
        var correction = store.lock(db, seen.dispute().id());
        return correction instanceof PendingCorrection pending
                ? Outcome.ok(pending)
                : Outcome.refused(
                        Kind.CONFLICT,
                        Reason.of(
                                "catalogue.correction.ended",
                                "correction",
                                correction.dispute().id(),
                                "state",
                                correction.state()));
    }

    private static EntryDraft saying(EntryDraft entry, Dispute dispute) {
        var field = dispute.field();
        return field == null ? entry.with("missing", true) : entry.with("field", field);
    }

    private static EntryDraft entry(Actor by, EntryType type, Correction correction) {
        var dispute = correction.dispute();
        return EntryDraft.by(by.id(), type, dispute.id().value())
                .concerning(dispute.department())
                .with("dataset", dispute.dataset().value());
    }

    private void tell(
            Handle db,
            Actor by,
            @Nullable DepartmentId to,
            String code,
            Correction correction,
            List<Violation> details) {
        notices.write(
                db,
                by.id(),
                correction.dispute().id().value(),
                List.of(new Notices.Draft(to, reason(db, code, correction), details)));
    }

    /** Each text takes of these what it needs; none names the record's key. */
    Reason reason(Handle db, String code, Correction correction) {
        var dispute = correction.dispute();
        var dataset = datasetStore.find(db, dispute.dataset()).orElseThrow();
        var made = correction instanceof ClosedCorrection closed && closed.end() instanceof Made by ? by : null;
        return Reason.of(
                code,
                "correction",
                dispute.id(),
                "dataset",
                dataset.name(),
                "field",
                dispute.field() == null ? ALL_FIELDS : dispute.field(),
                "department",
                departments.find(db, dispute.department()).orElseThrow().slug(),
                "owner",
                departments.find(db, dispute.owner()).orElseThrow().slug(),
                "topic",
                dataset.topic(),
                "partition",
                made == null ? dispute.partition() : made.partition(),
                "before",
                dispute.offset(),
                "after",
                made == null ? "-" : String.valueOf(made.offset()),
                "due",
                due(correction).map(due -> due.redAt().toString()).orElse("-"));
    }

    private Optional<Department> department(Handle db, String named, List<Violation> violations) {
        var found = departments.find(db, named);
        if (found.isEmpty()) {
            violations.add(
                    new Violation("department", named, Reason.of("catalogue.department.unknown", "department", named)));
        }
        found.filter(Department::hasEnded)
                .ifPresent(ended -> violations.add(new Violation(
                        "department", named, Reason.of("catalogue.department.ended", "department", ended.slug()))));
        return found;
    }

    /** By a name, the major that the department reads. */
    private Optional<Dataset> dataset(Handle db, Department reader, String named, List<Violation> violations) {
        if (datasets.find(db, List.of(reader.id()), named) instanceof Outcome.Ok<Dataset> found) {
            return Optional.of(found.value());
        }
        violations.add(new Violation("dataset", named, Reason.of("catalogue.dataset.unknown", "dataset", named)));
        return Optional.empty();
    }

    /** Whether there can be such a record. A key that does not fit may be what should never be seen: it is not repeated. */
    private static void record(Contract contract, NewDispute asked, List<Violation> violations) {
        if (!KeyForm.fits(contract, asked.key())) {
            violations.add(new Violation(
                    "key",
                    null,
                    contract.hasPseudonymousKey()
                            ? Reason.of("catalogue.correction.key-is-a-pseudonym")
                            : Reason.of(
                                    "catalogue.correction.key-form", "fields", String.join(" | ", contract.key()))));
        }
        var named = asked.field();
        if (asked.missing() == (named != null)) {
            violations.add(new Violation("field", named, Reason.of("catalogue.correction.field-or-missing")));
        }
        var field = Optional.ofNullable(named).flatMap(contract::field);
        if (named != null && field.isEmpty()) {
            violations.add(new Violation(
                    "field", named, Reason.of("catalogue.correction.no-such-field", "contract", contract.reference())));
        }
        field.filter(known -> !known.isOpen())
                .ifPresent(withheld -> violations.add(new Violation(
                        "field", named, Reason.of("catalogue.correction.field-not-open", "group", withheld.group()))));
        if (asked.partition() < 0 || asked.partition() >= contract.partitions()) {
            violations.add(new Violation(
                    "partition",
                    String.valueOf(asked.partition()),
                    Reason.of("catalogue.correction.no-such-partition", "partitions", contract.partitions())));
        }
        if (asked.offset() < 0) {
            violations.add(new Violation(
                    "offset", String.valueOf(asked.offset()), Reason.of("catalogue.correction.no-such-offset")));
        }
    }

    static List<Violation> said(String text) {
        return List.of(new Violation("reason", null, Reason.of("catalogue.notice.said", "text", text)));
    }

    private static <T> Outcome<T> wrong(String path, @Nullable String value, Reason reason) {
        return Outcome.invalid(
                Reason.of("catalogue.correction.invalid-answer", "count", 1),
                List.of(new Violation(path, value, reason)));
    }

    private static Optional<CorrectionId> correctionId(String text) {
        try {
            return Optional.of(new CorrectionId(text));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }
}
