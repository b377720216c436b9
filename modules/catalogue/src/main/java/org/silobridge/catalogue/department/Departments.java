package org.silobridge.catalogue.department;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.actor.Actor;
import org.silobridge.catalogue.actor.Permission;
import org.silobridge.catalogue.kafka.KafkaCredential;
import org.silobridge.catalogue.kafka.KafkaRights;
import org.silobridge.catalogue.ledger.EntryDraft;
import org.silobridge.catalogue.ledger.EntryType;
import org.silobridge.catalogue.ledger.LedgerStaging;
import org.silobridge.catalogue.store.Columns;
import org.silobridge.catalogue.store.Registered;
import org.silobridge.catalogue.store.Transactions;
import org.silobridge.contract.division.DivisionStatus;
import org.silobridge.contract.division.Divisions;
import org.silobridge.contract.identifier.SocialCreditCode;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.DivisionCode;
import org.silobridge.model.Level;
import org.silobridge.model.LocalisedText;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;
import org.silobridge.model.Refusal.Kind;
import org.silobridge.model.Slug;
import org.silobridge.model.Violation;

/** Registers departments and issues their Kafka credentials. */
public final class Departments {
    /** What a body of the whole country stands under. */
    private static final String NATION = "100000";

    private static final int MAX_OVERLAP_HOURS = 90 * 24;

    private final Transactions transactions;
    private final LedgerStaging ledger;
    private final KafkaRights kafka;
    private final Divisions divisions;
    private final Clock clock;
    private final RandomGenerator random;
    private final DepartmentStore store = new DepartmentStore();

    public Departments(
            Transactions transactions,
            LedgerStaging ledger,
            KafkaRights kafka,
            Divisions divisions,
            Clock clock,
            RandomGenerator random) {
        this.transactions = transactions;
        this.ledger = ledger;
        this.kafka = kafka;
        this.divisions = divisions;
        this.clock = clock;
        this.random = random;
    }

    /** A registration as it comes in. */
    public record NewDepartment(
            String slug, String nameEn, String nameZh, String socialCreditCode, String level, String divisionCode) {}

    /**
     * Registers a department. The same again changes nothing; another content for the same slug, or a social credit
     * code that another department has, is a CONFLICT.
     */
    public Outcome<Registered<Department>> register(Actor by, NewDepartment asked) {
        return Permission.REGISTER_DEPARTMENT
                .admit(by)
                .flatMap(admitted -> checked(asked))
                .flatMap(department -> transactions.decide(db -> {
                    if (!store.insert(db, department)) {
                        return standing(db, department);
                    }
                    ledger.stage(
                            db,
                            EntryDraft.by(
                                            by.id(),
                                            EntryType.DEPARTMENT_REGISTERED,
                                            department.id().value())
                                    .concerning(department.id())
                                    .with("slug", department.slug().value())
                                    .with("nameEn", department.name().en())
                                    .with("nameZh", department.name().zh())
                                    .with("socialCreditCode", department.socialCreditCode())
                                    .with("level", department.level().word())
                                    .with("divisionCode", department.division().digits()));
                    return Outcome.ok(new Registered<>(department, true));
                }));
    }

    /**
     * A new way into Kafka.
     *
     * @param overlapHours how long the old one holds beside it, as a log-in of its own; null: it is the same log-in, and
     *     the old password ends
     */
    public Outcome<KafkaCredential> issueCredential(Actor by, String idOrSlug, @Nullable Integer overlapHours) {
        return forCredential(by, idOrSlug).flatMap(department -> {
            if (overlapHours == null) {
                return kafka.issueCredential(department.id(), by.id());
            }
            if (overlapHours < 0 || overlapHours > MAX_OVERLAP_HOURS) {
                return overlap(
                        overlapHours, Reason.of("catalogue.input.out-of-range", "min", 0, "max", MAX_OVERLAP_HOURS));
            }
            return kafka.rotateCredential(department.id(), by.id(), Duration.ofHours(overlapHours));
        });
    }

    /** One more log-in to Kafka, for clients that come with certificates or tokens. No other one ends, so {@code overlapHours} has to be null. */
    public Outcome<String> addLogin(Actor by, String idOrSlug, @Nullable Integer overlapHours) {
        return forCredential(by, idOrSlug)
                .flatMap(department -> overlapHours == null
                        ? Outcome.ok(kafka.addLogin(department.id(), by.id()))
                        : overlap(overlapHours, Reason.of("catalogue.department.nothing-to-overlap")));
    }

    private Outcome<Department> forCredential(Actor by, String idOrSlug) {
        return Permission.ISSUE_KAFKA_CREDENTIAL
                .admit(by)
                .flatMap(admitted -> transactions.read(db -> find(db, idOrSlug)))
                .flatMap(department -> department.hasEnded()
                        ? Outcome.refused(
                                Kind.CONFLICT, Reason.of("catalogue.department.ended", "department", department.slug()))
                        : Outcome.ok(department));
    }

    private static <T> Outcome<T> overlap(int hours, Reason reason) {
        return Outcome.invalid(
                Reason.of("catalogue.input.invalid", "count", 1),
                List.of(new Violation("overlapHours", String.valueOf(hours), reason)));
    }

    /** Ends one of the department's log-ins to Kafka at once. */
    public Outcome<String> endCredential(Actor by, String idOrSlug, String user) {
        return Permission.END_KAFKA_CREDENTIAL
                .admit(by)
                .flatMap(admitted -> transactions.read(db -> find(db, idOrSlug)))
                .flatMap(department -> kafka.endCredential(department.id(), user, by.id()));
    }

    /** The department that a person names by id or slug; NOT_FOUND where there is none. */
    public Outcome<Department> find(Handle db, String idOrSlug) {
        return store.find(db, idOrSlug)
                .map(Outcome::ok)
                .orElseGet(() -> Outcome.refused(
                        Kind.NOT_FOUND, Reason.of("catalogue.department.unknown", "department", idOrSlug)));
    }

    /** All, by slug. */
    public List<Department> all(Handle db) {
        return store.all(db);
    }

    private Outcome<Registered<Department>> standing(Handle db, Department asked) {
        var sameSlug = store.find(db, asked.slug().value());
        if (sameSlug.isEmpty()) {
            var other = store.bySocialCreditCode(db, asked.socialCreditCode()).orElseThrow();
            return Outcome.refused(
                    Kind.CONFLICT,
                    Reason.of(
                            "catalogue.department.code-taken",
                            "code",
                            asked.socialCreditCode(),
                            "department",
                            other.slug()));
        }
        var standing = sameSlug.get();
        var differing = differences(standing, asked);
        return differing.isEmpty()
                ? Outcome.ok(new Registered<>(standing, false))
                : Outcome.refused(new Refusal(
                        Kind.CONFLICT,
                        Reason.of("catalogue.department.differs", "department", standing.slug()),
                        differing));
    }

    private static List<Violation> differences(Department standing, Department asked) {
        var found = new ArrayList<Violation>();
        differs(found, "name.en", standing.name().en(), asked.name().en());
        differs(found, "name.zh", standing.name().zh(), asked.name().zh());
        differs(found, "socialCreditCode", standing.socialCreditCode(), asked.socialCreditCode());
        differs(found, "level", standing.level().word(), asked.level().word());
        differs(
                found,
                "divisionCode",
                standing.division().sixDigits(),
                asked.division().sixDigits());
        return found;
    }

    private static void differs(List<Violation> found, String path, String standing, String asked) {
        if (!standing.equals(asked)) {
            found.add(new Violation(path, asked, Reason.of("catalogue.input.differs", "standing", standing)));
        }
    }

    private Outcome<Department> checked(NewDepartment asked) {
        var violations = new ArrayList<Violation>();
        if (!Slug.isValid(asked.slug())) {
            violations.add(new Violation("slug", asked.slug(), Reason.of("catalogue.input.slug")));
        }
        if (asked.nameEn().isBlank() || asked.nameEn().length() > 200) {
            violations.add(new Violation("name.en", null, Reason.of("catalogue.input.text", "max", 200)));
        }
        if (asked.nameZh().isBlank() || asked.nameZh().length() > 200) {
            violations.add(new Violation("name.zh", null, Reason.of("catalogue.input.text", "max", 200)));
        }
        if (!SocialCreditCode.isValid(asked.socialCreditCode())) {
            violations.add(new Violation(
                    "socialCreditCode",
                    asked.socialCreditCode(),
                    Reason.of("catalogue.department.social-credit-code")));
        }
        var level = Level.of(asked.level());
        if (level.isEmpty()) {
            violations.add(new Violation("level", asked.level(), Reason.of("catalogue.department.level")));
        }
        var division = division(asked.divisionCode(), violations);
        if (!violations.isEmpty() || level.isEmpty() || division.isEmpty()) {
            return Outcome.invalid(Reason.of("catalogue.department.invalid", "count", violations.size()), violations);
        }
        return Outcome.ok(new Department(
                DepartmentId.random(random),
                new Slug(asked.slug()),
                new LocalisedText(asked.nameEn(), asked.nameZh()),
                SocialCreditCode.normalised(asked.socialCreditCode()),
                level.get(),
                division.get(),
                Columns.now(clock),
                null,
                null));
    }

    private Optional<DivisionCode> division(String code, List<Violation> violations) {
        try {
            var division = new DivisionCode(code);
            var status = divisions.lookup(division.sixDigits());
            if (division.sixDigits().equals(NATION) || status instanceof DivisionStatus.Known) {
                return Optional.of(division);
            }
            violations.add(new Violation(
                    "divisionCode",
                    code,
                    status instanceof DivisionStatus.Withdrawn withdrawn
                            ? Reason.of("catalogue.department.division-withdrawn", "edition", withdrawn.lastEdition())
                            : Reason.of("catalogue.department.division-unknown")));
            return Optional.empty();
        } catch (IllegalArgumentException notACode) {
            violations.add(new Violation("divisionCode", code, Reason.of("catalogue.department.division-form")));
            return Optional.empty();
        }
    }
}
