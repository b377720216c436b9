package org.silobridge.catalogue.actor;

import static org.silobridge.catalogue.actor.Relation.ANYWHERE;
import static org.silobridge.catalogue.actor.Relation.EXCHANGE;
import static org.silobridge.catalogue.actor.Relation.NO_DEPARTMENT;
import static org.silobridge.catalogue.actor.Relation.OWNER;
import static org.silobridge.catalogue.actor.Relation.READER;
import static org.silobridge.model.Role.APPLICANT;
import static org.silobridge.model.Role.AUDITOR;
import static org.silobridge.model.Role.COORDINATOR;
import static org.silobridge.model.Role.OPERATOR;
import static org.silobridge.model.Role.PUBLISHER;
import static org.silobridge.model.Role.STEWARD;
import static org.silobridge.model.Role.SUPERVISOR;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal.Kind;
import org.silobridge.model.Role;
import org.silobridge.model.Slug;

/**
 * The one table of who may do what: a row for each operation of the API, checked against the OpenAPI document both ways
 * before the service starts. Its row is asked twice. At the door {@link #admit} looks at the roles alone, before a call
 * is even read. The use-case asks again, and there, where it is known what the call is about, {@link #allows} looks at
 * whose it is: so a use-case holds whoever calls it.
 *
 * <p>What else speaks against a call is no matter of roles and stands in the use-case: nobody decides on a request of
 * their own, or of their own department.
 */
public enum Permission {
    HEALTH("health", new Rule.Anyone()),
    GET_EXCHANGE("getExchange", new Rule.AnyActor()),
    GET_ME("getMe", new Rule.AnyActor()),
    START_LOG_IN("startLogIn", new Rule.Anyone()),
    FINISH_LOG_IN("finishLogIn", new Rule.Anyone()),
    LOG_IN("logIn", new Rule.Anyone()),
    /** Of the caller alone. */
    GET_SESSION("getSession", new Rule.AnyActor()),
    /** Of the caller alone. */
    LOG_OUT("logOut", new Rule.AnyActor()),
    LIST_DEPARTMENTS("listDepartments", new Rule.AnyActor()),
    REGISTER_DEPARTMENT("registerDepartment", holders(EXCHANGE, OPERATOR)),
    GET_DEPARTMENT("getDepartment", new Rule.AnyActor()),
    NAME_SUCCESSOR("nameSuccessor", holders(EXCHANGE, COORDINATOR)),
    ISSUE_KAFKA_CREDENTIAL("issueKafkaCredential", holders(EXCHANGE, OPERATOR)),
    END_KAFKA_CREDENTIAL("endKafkaCredential", holders(EXCHANGE, OPERATOR)),
    LIST_ACTORS("listActors", holders(EXCHANGE, OPERATOR, AUDITOR)),
    REGISTER_ACTOR("registerActor", holders(EXCHANGE, OPERATOR)),
    END_ACTOR("endActor", holders(EXCHANGE, OPERATOR)),
    END_SESSIONS("endSessions", holders(EXCHANGE, OPERATOR)),
    SET_PASSWORD("setPassword", holders(EXCHANGE, OPERATOR)),
    ISSUE_TOKEN("issueToken", holders(EXCHANGE, OPERATOR)),
    /** The actor whose token it is, or an operator. */
    ROTATE_TOKEN("rotateToken", new Rule.AnyActor()),
    /** The actor whose token it is, or an operator. */
    END_TOKEN("endToken", new Rule.AnyActor()),
    LIST_SIGNING_KEYS("listSigningKeys", new Rule.AnyActor()),
    /** A key of their own, for the decisions that they take. */
    OFFER_SIGNING_KEY("offerSigningKey", either(held(OWNER, STEWARD), held(NO_DEPARTMENT, COORDINATOR))),
    /** Somebody else's of the same department, or of the exchange's own people. */
    CONFIRM_SIGNING_KEY(
            "confirmSigningKey",
            either(held(OWNER, STEWARD, SUPERVISOR), held(NO_DEPARTMENT, COORDINATOR, SUPERVISOR))),
    /** Their own, or somebody else's as before. */
    REVOKE_SIGNING_KEY(
            "revokeSigningKey", either(held(OWNER, STEWARD, SUPERVISOR), held(NO_DEPARTMENT, COORDINATOR, SUPERVISOR))),
    LIST_DATABASES("listDatabases", new Rule.AnyActor()),
    GET_DATABASE("getDatabase", new Rule.AnyActor()),
    LIST_CONTRACTS("listContracts", new Rule.AnyActor()),
    PUBLISH_CONTRACT("publishContract", holders(OWNER, PUBLISHER)),
    CHECK_CONTRACT("checkContract", new Rule.AnyActor()),
    GET_CONTRACT("getContract", new Rule.AnyActor()),
    GET_CONTRACT_VERSION("getContractVersion", new Rule.AnyActor()),
    LIST_DATASETS("listDatasets", new Rule.AnyActor()),
    REGISTER_DATASET("registerDataset", holders(OWNER, PUBLISHER)),
    GET_DATASET("getDataset", new Rule.AnyActor()),
    GET_PUBLICATION("getPublication", holders(OWNER, PUBLISHER)),
    LEASE_KEY("leaseKey", holders(OWNER, PUBLISHER)),
    REQUIRE_SIGNATURES("requireSignatures", holders(OWNER, STEWARD)),
    GET_ACCESS("getAccess", concerned(OWNER, READER)),
    LIST_REQUESTS("listRequests", concerned(OWNER, READER)),
    FILE_REQUEST("fileRequest", holders(READER, APPLICANT)),
    GET_REQUEST("getRequest", concerned(OWNER, READER)),
    CHECK_REQUEST("checkRequest", holders(EXCHANGE, COORDINATOR)),
    DECIDE_REQUEST("decideRequest", holders(OWNER, STEWARD)),
    SECOND_REQUEST("secondRequest", holders(OWNER, STEWARD)),
    EXTEND_REQUEST("extendRequest", holders(OWNER, STEWARD)),
    ASK_SUPPLEMENT("askSupplement", either(held(OWNER, STEWARD), held(EXCHANGE, COORDINATOR))),
    SUPPLY_REQUEST("supplyRequest", holders(READER, APPLICANT)),
    WITHDRAW_REQUEST("withdrawRequest", holders(READER, APPLICANT)),
    APPEAL_REQUEST("appealRequest", holders(READER, APPLICANT)),
    END_TALKS("endTalks", either(held(READER, APPLICANT), held(OWNER, STEWARD))),
    RULE_ON_APPEAL("ruleOnAppeal", holders(EXCHANGE, COORDINATOR)),
    LIST_DEMANDS("listDemands", concerned(OWNER, READER)),
    FILE_DEMAND("fileDemand", holders(READER, APPLICANT)),
    GET_DEMAND("getDemand", concerned(OWNER, READER)),
    ANSWER_DEMAND("answerDemand", holders(OWNER, STEWARD)),
    WITHDRAW_DEMAND("withdrawDemand", holders(READER, APPLICANT)),
    LIST_CORRECTIONS("listCorrections", concerned(OWNER, READER)),
    FILE_CORRECTION("fileCorrection", holders(READER, APPLICANT)),
    GET_CORRECTION("getCorrection", concerned(OWNER, READER)),
    EXTEND_CORRECTION("extendCorrection", holders(OWNER, STEWARD)),
    ANSWER_CORRECTION("answerCorrection", holders(OWNER, STEWARD)),
    WITHDRAW_CORRECTION("withdrawCorrection", holders(READER, APPLICANT)),
    APPEAL_CORRECTION("appealCorrection", holders(READER, APPLICANT)),
    RULE_ON_CORRECTION("ruleOnCorrection", holders(EXCHANGE, COORDINATOR)),
    LIST_GRANTS("listGrants", concerned(OWNER, READER)),
    GET_GRANT("getGrant", concerned(OWNER, READER)),
    REVOKE_GRANT("revokeGrant", holders(OWNER, STEWARD)),
    SUSPEND_GRANT("suspendGrant", either(held(OWNER, STEWARD), held(EXCHANGE, COORDINATOR))),
    RESUME_GRANT("resumeGrant", either(held(OWNER, STEWARD), held(EXCHANGE, COORDINATOR))),
    RECERTIFY_GRANT("recertifyGrant", holders(OWNER, STEWARD)),
    ASK_RENEWAL("askRenewal", holders(READER, APPLICANT)),
    RENEW_GRANT("renewGrant", holders(OWNER, STEWARD)),
    LIST_NOTICES("listNotices", concerned(READER)),
    READ_NOTICE(
            "readNotice",
            either(
                    held(READER, PUBLISHER, APPLICANT, STEWARD, SUPERVISOR),
                    held(NO_DEPARTMENT, COORDINATOR, SUPERVISOR))),
    LIST_DELIVERY("listDelivery", holders(READER, STEWARD, SUPERVISOR)),
    ADD_DELIVERY("addDelivery", holders(READER, STEWARD, SUPERVISOR)),
    END_DELIVERY("endDelivery", holders(READER, STEWARD, SUPERVISOR)),
    GET_METRICS("getMetrics", holders(EXCHANGE, OPERATOR, AUDITOR, SUPERVISOR)),
    GET_SCOREBOARD("getScoreboard", concerned(OWNER)),
    GET_CHECKPOINT("getCheckpoint", new Rule.AnyActor()),
    EXPORT_LEDGER("exportLedger", holders(EXCHANGE, AUDITOR)),
    LIST_LEDGER_ENTRIES("listLedgerEntries", holders(EXCHANGE, AUDITOR)),
    GET_ENFORCEMENT("getEnforcement", holders(ANYWHERE, OPERATOR, AUDITOR, SUPERVISOR)),
    GET_SURVEY("getSurvey", holders(EXCHANGE, OPERATOR, AUDITOR, COORDINATOR)),
    KEEP_RIGHT("keepRight", holders(EXCHANGE, COORDINATOR)),
    CONFIRM_PLAN("confirmPlan", holders(EXCHANGE, OPERATOR));

    /** A role, and for whom it must be held. */
    public record Held(Role role, Relation relation) {

        /** Whether the binding may do for some object; for which, only its parties say. */
        private boolean mayBe(RoleBinding binding) {
            return binding.role() == role
                    && switch (relation) {
                        case EXCHANGE, NO_DEPARTMENT -> binding.department() == null;
                        case OWNER, READER -> binding.department() != null;
                        case ANYWHERE -> true;
                    };
        }

        private boolean is(RoleBinding binding, Parties parties) {
            return mayBe(binding)
                    && switch (relation) {
                        case EXCHANGE, ANYWHERE -> true;
                        case OWNER -> binding.isFor(parties.owner());
                        case READER -> binding.isFor(parties.reader());
                        case NO_DEPARTMENT -> parties.owner() == null && parties.reader() == null;
                    };
        }
    }

    /** Who may. */
    public sealed interface Rule {
        /** No token is asked for. */
        record Anyone() implements Rule {}

        /** Whoever has a token, with whatever roles. */
        record AnyActor() implements Rule {}

        /** Whoever holds one of these. */
        record Holders(List<Held> any) implements Rule {
            public Holders {
                any = List.copyOf(any);
            }
        }
    }

    private final String operation;

    @SuppressWarnings("ImmutableEnumChecker") // records, their lists copied
    private final Rule rule;

    Permission(String operation, Rule rule) {
        this.operation = operation;
        this.rule = rule;
    }

    /** The operationId in the OpenAPI document. */
    public String operation() {
        return operation;
    }

    public Rule rule() {
        return rule;
    }

    /** Whether a token is asked for at all. */
    public boolean needsActor() {
        return !(rule instanceof Rule.Anyone);
    }

    /** Whether it changes nothing: what an operation is called says so, and a test compares that with its method. */
    boolean onlyReads() {
        return this == HEALTH
                || this == CHECK_CONTRACT
                || this == START_LOG_IN
                || this == FINISH_LOG_IN
                || operation.matches("(get|list|export)[A-Z].*");
    }

    /** Lets through who may do this to some object at least; refuses others as FORBIDDEN. */
    public Outcome<Actor> admit(Actor by) {
        if (!(rule instanceof Rule.Holders holders)
                || holders.any().stream().anyMatch(held -> by.roles().stream().anyMatch(held::mayBe))) {
            return Outcome.ok(by);
        }
        var roles = holders.any().stream().map(held -> held.role().word()).distinct();
        return Outcome.refused(
                Kind.FORBIDDEN,
                Reason.of("catalogue.actor.role-missing", "roles", roles.collect(Collectors.joining(", "))));
    }

    /** Whether the actor may do this to an object of these departments. */
    public boolean allows(Actor by, Parties parties) {
        return !(rule instanceof Rule.Holders holders)
                || holders.any().stream()
                        .anyMatch(held -> by.roles().stream().anyMatch(binding -> held.is(binding, parties)));
    }

    /** The refusal of who does not hold the role in the department that a call is about. */
    public static <T> Outcome<T> notInDepartment(Role role, Slug department) {
        return Outcome.refused(
                Kind.FORBIDDEN, Reason.of("catalogue.actor.not-in-department", "role", role, "department", department));
    }

    /** The row of an operation. */
    public static Permission of(String operation) {
        return Arrays.stream(values())
                .filter(row -> row.operation.equals(operation))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no permission for " + operation));
    }

    /**
     * Sees to it that every operation has its row and every row its operation.
     *
     * @throws IllegalStateException naming those that have not: such a service must not start
     */
    public static void mustCover(Set<String> operations) {
        var rows = Arrays.stream(values()).map(Permission::operation).collect(Collectors.toSet());
        var without = new TreeSet<>(operations);
        without.removeAll(rows);
        var idle = new TreeSet<>(rows);
        idle.removeAll(operations);
        if (!without.isEmpty() || !idle.isEmpty()) {
            throw new IllegalStateException(
                    "operations without a permission: " + without + "; permissions without an operation: " + idle);
        }
    }

    private static Rule holders(Relation relation, Role... roles) {
        return new Rule.Holders(held(relation, roles).toList());
    }

    /** Who sees all of the exchange, and everybody of the departments on these sides. */
    private static Rule concerned(Relation... sides) {
        return either(
                held(EXCHANGE, OPERATOR, AUDITOR, SUPERVISOR, COORDINATOR),
                Arrays.stream(sides).flatMap(side -> held(side, PUBLISHER, APPLICANT, STEWARD, SUPERVISOR)));
    }

    private static Rule either(Stream<Held> some, Stream<Held> others) {
        return new Rule.Holders(Stream.concat(some, others).toList());
    }

    private static Stream<Held> held(Relation relation, Role... roles) {
        return Arrays.stream(roles).map(role -> new Held(role, relation));
    }
}
