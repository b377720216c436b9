package org.silobridge.catalogue.actor;

import static java.util.Map.entry;
import static org.silobridge.model.Role.APPLICANT;
import static org.silobridge.model.Role.AUDITOR;
import static org.silobridge.model.Role.OPERATOR;
import static org.silobridge.model.Role.PUBLISHER;
import static org.silobridge.model.Role.STEWARD;
import static org.silobridge.model.Role.SUPERVISOR;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal.Kind;
import org.silobridge.model.Role;

/**
 * Who may call which operation of the API: one rule per operation, checked against the OpenAPI document both ways
 * before the service starts. A rule looks at the kind of role; for which department it must be held, and whether what
 * the call names may be seen at all, the use-case decides, which knows what the call is about.
 */
public final class AccessRules {

    /** Who may call an operation. */
    public sealed interface Rule {
        /** No token is asked for. */
        record Anyone() implements Rule {}

        /** Whoever has a token. */
        record AnyActor() implements Rule {}

        /** Whoever holds one of these roles, for whichever department. */
        record Holders(List<Role> roles) implements Rule {}
    }

    private static final Rule ANYONE = new Rule.Anyone();
    private static final Rule ANY_ACTOR = new Rule.AnyActor();

    private static final Map<String, Rule> RULES = Map.ofEntries(
            entry("health", ANYONE),
            entry("getExchange", ANY_ACTOR),
            entry("getMe", ANY_ACTOR),
            entry("listDepartments", ANY_ACTOR),
            entry("registerDepartment", holders(OPERATOR)),
            entry("getDepartment", ANY_ACTOR),
            entry("issueKafkaCredential", holders(OPERATOR)),
            entry("listActors", holders(OPERATOR, AUDITOR)),
            entry("registerActor", holders(OPERATOR)),
            entry("issueToken", holders(OPERATOR)),
            entry("endToken", holders(OPERATOR)),
            entry("listDatabases", ANY_ACTOR),
            entry("getDatabase", ANY_ACTOR),
            entry("listContracts", ANY_ACTOR),
            entry("publishContract", holders(PUBLISHER)),
            entry("checkContract", ANY_ACTOR),
            entry("getContract", ANY_ACTOR),
            entry("getContractVersion", ANY_ACTOR),
            entry("listDatasets", ANY_ACTOR),
            entry("registerDataset", holders(PUBLISHER)),
            entry("getDataset", ANY_ACTOR),
            entry("getPublication", holders(PUBLISHER)),
            entry("leaseKey", holders(PUBLISHER)),
            entry("getAccess", ANY_ACTOR),
            entry("listRequests", ANY_ACTOR),
            entry("fileRequest", holders(APPLICANT)),
            entry("getRequest", ANY_ACTOR),
            entry("decideRequest", holders(STEWARD)),
            entry("extendRequest", holders(STEWARD)),
            entry("listGrants", ANY_ACTOR),
            entry("getGrant", ANY_ACTOR),
            entry("revokeGrant", holders(STEWARD)),
            entry("listNotices", ANY_ACTOR),
            entry("readNotice", ANY_ACTOR),
            entry("getScoreboard", ANY_ACTOR),
            entry("getCheckpoint", ANY_ACTOR),
            entry("exportLedger", holders(AUDITOR)),
            entry("listLedgerEntries", holders(AUDITOR)),
            entry("getEnforcement", holders(OPERATOR, AUDITOR, SUPERVISOR)),
            entry("confirmPlan", holders(OPERATOR)));

    private AccessRules() {}

    /** The rule of each operation. */
    public static Map<String, Rule> all() {
        return RULES;
    }

    /**
     * Sees to it that every operation has its rule and every rule its operation.
     *
     * @throws IllegalStateException naming those that have not: such a service must not start
     */
    public static void mustCover(Set<String> operations) {
        var without = new TreeSet<>(operations);
        without.removeAll(RULES.keySet());
        var idle = new TreeSet<>(RULES.keySet());
        idle.removeAll(operations);
        if (!without.isEmpty() || !idle.isEmpty()) {
            throw new IllegalStateException(
                    "operations without an access rule: " + without + "; access rules without an operation: " + idle);
        }
    }

    /** Whether the operation asks for a token at all. */
    public static boolean needsActor(String operation) {
        return !(rule(operation) instanceof Rule.Anyone);
    }

    /** Lets the actor through, or refuses as FORBIDDEN. */
    public static Outcome<Actor> check(String operation, Actor actor) {
        if (!(rule(operation) instanceof Rule.Holders holders)
                || holders.roles().stream().anyMatch(actor::holds)) {
            return Outcome.ok(actor);
        }
        return Outcome.refused(
                Kind.FORBIDDEN,
                Reason.of(
                        "catalogue.actor.role-missing",
                        "roles",
                        String.join(
                                ", ", holders.roles().stream().map(Role::word).toList())));
    }

    private static Rule rule(String operation) {
        var rule = RULES.get(operation);
        if (rule == null) {
            throw new IllegalStateException("no access rule for " + operation);
        }
        return rule;
    }

    private static Rule holders(Role... roles) {
        return new Rule.Holders(Arrays.asList(roles));
    }
}
