package org.silobridge.ledger;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Holds the signatures that people gave to decisions against the entries that they stand in: nothing of it rests on the
 * ledger's own key. From the entry on that demands signatures for a dataset, whatever gives a right to it has to be signed
 * by a key of its owner's people, or of the exchange's coordinators.
 *
 * <p>Memory grows with the ledger: about 200 bytes for each dataset, request and grant.
 */
final class SignedDecisions {
    /** How far the clock of who signs may be from the exchange's, both ways; the exchange itself allows a little less. */
    private static final Duration LEEWAY = Duration.ofMinutes(11);

    private static final Duration DAY = Duration.ofDays(1);

    /** The member of an entry's body that a signature stands in. */
    static final String MEMBER = "signed";

    /** Something that does not hold about an entry's signature. */
    record Fault(Finding.Kind kind, Finding.EntryRef ref, String text) {}

    private record Filed(String dataset, Hash grounds) {}

    /** {@code ref} where it was given by a person and a dataset demanded a signature, until that is seen. */
    private record Given(String dataset, List<?> groups, String until, Finding.@Nullable EntryRef ref) {}

    private static final class Key {
        final ActorKey key;
        final String actor;
        final @Nullable String department;
        String confirmedBy = "";
        boolean revoked;
        long signed;

        Key(ActorKey key, String actor, @Nullable String department) {
            this.key = key;
            this.actor = actor;
            this.department = department;
        }
    }

    private final String exchange;
    private final Set<String> trusted;
    private final Map<String, Key> keys = new LinkedHashMap<>();
    private final Map<String, String> owners = new HashMap<>();
    private final Map<String, Filed> requests = new HashMap<>();
    private final Map<String, Given> grants = new LinkedHashMap<>();
    private final Set<String> demanded = new TreeSet<>();
    private final Set<String> used = new HashSet<>();
    private long signed;
    private long byRule;

    /**
     * Of one ledger.
     *
     * @param trusted ids of keys that the auditor knows from elsewhere; empty: those that the ledger has confirmed
     */
    SignedDecisions(String exchange, Set<String> trusted) {
        this.exchange = exchange;
        this.trusted = trusted;
    }

    /** Takes in the next entry and says what does not hold about its signature, if something does not. */
    Optional<Fault> next(LedgerEntry entry, Finding.EntryRef ref) {
        try {
            take(entry, ref);
            return Optional.empty();
        } catch (MalformedException e) {
            return Optional.of(new Fault(Finding.Kind.WRONG_SIGNATURE, ref, ref + ": " + e.getMessage()));
        } catch (Unsigned e) {
            return Optional.of(new Fault(Finding.Kind.UNSIGNED_DECISION, ref, ref + ": " + e.getMessage()));
        }
    }

    /** Grants that a decision should have come with, signed, and did not. */
    List<Fault> end() {
        var faults = new ArrayList<Fault>();
        grants.forEach((id, given) -> {
            if (given.ref != null) {
                faults.add(new Fault(
                        Finding.Kind.UNSIGNED_DECISION,
                        given.ref,
                        given.ref + ": grant " + id + " on dataset " + given.dataset
                                + ", which demands signatures, and no signed approval names it"));
            }
        });
        return faults;
    }

    VerificationReport.Signatures report() {
        return new VerificationReport.Signatures(
                signed,
                byRule,
                List.copyOf(demanded),
                keys.values().stream()
                        .map(key -> new VerificationReport.SigningKey(
                                key.key.id(),
                                key.actor,
                                Optional.ofNullable(key.department),
                                key.confirmedBy,
                                key.revoked,
                                key.signed))
                        .toList());
    }

    private static final class Unsigned extends Exception {
        private static final long serialVersionUID = 1L;

        Unsigned(String message) {
            super(message);
        }
    }

    private void take(LedgerEntry entry, Finding.EntryRef ref) throws MalformedException, Unsigned {
        switch (entry.type()) {
            case "signing-key.offered" -> offered(entry);
            case "signing-key.confirmed" -> confirmed(entry);
            case "signing-key.revoked" -> keyOf(entry).revoked = true;
            case "dataset.registered" -> owners.put(entry.object(), String.valueOf(entry.department()));
            case "dataset.passed" ->
                owners.put(entry.object(), String.valueOf(entry.body().get("to")));
            case "request.filed" ->
                requests.put(
                        entry.object(),
                        new Filed(
                                String.valueOf(entry.body().get("dataset")),
                                grounds(
                                        String.valueOf(entry.body().get("purpose")),
                                        String.valueOf(entry.body().get("legalBasis")))));
            case "grant.approved" -> granted(entry, ref);
            case "dataset.signatures-required" -> {
                decided(entry, Decision.REQUIRE_SIGNATURES);
                demanded.add(entry.object());
            }
            case "dataset.signatures-waived" -> {
                decided(entry, Decision.WAIVE_SIGNATURES);
                demanded.remove(entry.object());
            }
            default -> {
                var decision = decision(entry);
                if (decision != null) {
                    decided(entry, decision);
                }
            }
        }
    }

    /** The decision that an entry records, if people may sign it. */
    private static @Nullable Decision decision(LedgerEntry entry) {
        return switch (entry.type()) {
            case "request.proposed" -> Decision.APPROVE;
            case "request.approved" ->
                entry.body().containsKey("stage")
                        ? Decision.ORDER
                        : entry.body().containsKey("first") ? Decision.CONFIRM : Decision.APPROVE;
            case "request.refused" -> entry.body().containsKey("stage") ? Decision.UPHOLD : Decision.REFUSE;
            case "request.objected" -> Decision.OBJECT;
            case "grant.suspended" -> Decision.SUSPEND;
            case "grant.resumed" -> Decision.RESUME;
            case "grant.recertified" -> Decision.RECERTIFY;
            case "grant.renewed" -> Decision.RENEW;
            case "grant.renewal-refused" -> Decision.REFUSE_RENEWAL;
            case "grant.revoked" -> Decision.REVOKE;
            default -> null;
        };
    }

    private void offered(LedgerEntry entry) throws MalformedException {
        var key = ActorKey.parse(text(entry, "publicKey"));
        if (!key.id().equals(entry.object())) {
            throw new MalformedException("the key is " + key.id() + ", not " + entry.object());
        }
        if (keys.putIfAbsent(key.id(), new Key(key, entry.actor(), entry.department())) != null) {
            throw new MalformedException("the key was offered before");
        }
        var proof = signed(entry);
        if (proof == null) {
            throw new MalformedException("nothing shows that who offers the key has its other half");
        }
        var expected =
                Statement.possession(exchange, entry.actor(), key, entry.department(), time(proof.statement, entry));
        if (!proof.statement.equals(expected) || !key.verifies(expected, proof.signature)) {
            throw new MalformedException("what shows that who offers the key has its other half does not hold");
        }
    }

    private void confirmed(LedgerEntry entry) throws MalformedException {
        var key = keyOf(entry);
        if (entry.actor().equals(key.actor)) {
            throw new MalformedException("who offers a key does not confirm it");
        }
        key.confirmedBy = entry.actor();
    }

    private Key keyOf(LedgerEntry entry) throws MalformedException {
        var key = keys.get(entry.object());
        if (key == null) {
            throw new MalformedException("nobody offered this key");
        }
        return key;
    }

    private void granted(LedgerEntry entry, Finding.EntryRef ref) {
        var dataset = String.valueOf(entry.body().get("dataset"));
        var groups = entry.body().get("groups") instanceof List<?> list ? list : List.of();
        boolean wanted = demanded.contains(dataset);
        boolean person = !entry.actor().equals("system");
        byRule += wanted && !person ? 1 : 0;
        grants.put(
                entry.object(),
                new Given(dataset, groups, String.valueOf(entry.body().get("until")), wanted && person ? ref : null));
    }

    private void decided(LedgerEntry entry, Decision decision) throws MalformedException, Unsigned {
        var dataset = dataset(entry);
        var proof = signed(entry);
        boolean aboutSigning = decision == Decision.REQUIRE_SIGNATURES || decision == Decision.WAIVE_SIGNATURES;
        if (proof == null) {
            if (aboutSigning || (decision.gives() && demanded.contains(dataset))) {
                throw new Unsigned(
                        aboutSigning
                                ? "only signed does it count, and it is not"
                                : "dataset " + dataset + " demands signatures, and it is not signed");
            }
            return;
        }
        var statement = proof.statement;
        var key = keys.get(member(statement, "key"));
        if (key == null) {
            throw new MalformedException("signed with a key that nobody offered: " + member(statement, "key"));
        }
        if (!key.key.verifies(statement, proof.signature)) {
            throw new MalformedException("the signature is not by " + key.key.id() + " over what stands beside it");
        }
        if (key.confirmedBy.isEmpty() || key.revoked || (!trusted.isEmpty() && !trusted.contains(key.key.id()))) {
            throw new MalformedException("signed with " + key.key.id() + ", which "
                    + (key.confirmedBy.isEmpty()
                            ? "nobody had confirmed"
                            : key.revoked ? "had been revoked" : "is none of the keys that are trusted"));
        }
        if (!key.actor.equals(entry.actor()) || !decision.isFor(key.department, owners.getOrDefault(dataset, "?"))) {
            throw new MalformedException("signed with " + key.key.id() + ", a key of " + key.actor + " for "
                    + (key.department == null ? "the exchange" : key.department)
                    + ": not of who decided, or not for the owner of " + dataset);
        }
        fits(entry, decision, dataset, statement, key.key.id());
        if (!used.add(key.key.id() + " " + member(statement, "at"))) {
            throw new MalformedException("the same key signed at the same time before: one of the two is a copy");
        }
        key.signed++;
        signed++;
        var grant = grants.get(String.valueOf(entry.body().get("grant")));
        if (grant != null && grant.ref != null) {
            grants.put(
                    String.valueOf(entry.body().get("grant")),
                    new Given(grant.dataset, grant.groups, grant.until, null));
        }
    }

    /** Whether what was signed is what the entry says. */
    private void fits(LedgerEntry entry, Decision decision, String dataset, Statement statement, String key)
            throws MalformedException {
        var at = time(statement, entry);
        var expected = Statement.decision(exchange, entry.actor(), key, at, decision, entry.object());
        if (decision == Decision.REQUIRE_SIGNATURES || decision == Decision.WAIVE_SIGNATURES) {
            expected = expected.with("reason", text(entry, "reason"));
        } else {
            expected = expected.with("dataset", dataset).with("department", String.valueOf(entry.department()));
            if (decision != Decision.CONFIRM && decision != Decision.RECERTIFY) {
                expected = expected.with("reason", text(entry, "reason"));
            }
        }
        if (entry.type().startsWith("request.")) {
            var filed = requests.get(entry.object());
            var purpose = member(statement, "purpose");
            var basis = member(statement, "legalBasis");
            if (filed == null || !filed.grounds.equals(grounds(purpose, basis))) {
                throw new MalformedException("purpose and legal basis that were signed are not those of the request");
            }
            expected = expected.with("purpose", purpose).with("legalBasis", basis);
        }
        if (entry.type().equals("request.proposed") || entry.type().equals("request.approved")) {
            expected = given(entry, expected);
        }
        if (decision == Decision.RENEW) {
            expected = expected.with("until", text(entry, "until"));
        }
        if (!statement.equals(expected)) {
            throw new MalformedException("what was signed is not what the entry says: signed is " + statement
                    + ", the entry says " + expected);
        }
    }

    private Statement given(LedgerEntry entry, Statement expected) throws MalformedException {
        List<?> groups;
        long days = entry.body().get("durationDays") instanceof Long number ? number : 0;
        if (entry.type().equals("request.proposed")) {
            groups = entry.body().get("groups") instanceof List<?> list ? list : List.of();
        } else {
            var grant = grants.get(text(entry, "grant"));
            if (grant == null) {
                throw new MalformedException("there is no grant " + text(entry, "grant"));
            }
            if (Duration.between(entry.time().plus(DAY.multipliedBy(days)), instant(grant.until))
                            .compareTo(LEEWAY)
                    > 0) {
                throw new MalformedException("signed for " + days + " days, but the grant is until " + grant.until);
            }
            groups = grant.groups;
        }
        return expected.giving(groups.stream().map(String::valueOf).toList(), List.of(), Math.toIntExact(days));
    }

    private String dataset(LedgerEntry entry) {
        if (entry.type().startsWith("dataset.")) {
            return entry.object();
        }
        if (entry.type().startsWith("request.")) {
            var filed = requests.get(entry.object());
            return filed == null ? "?" : filed.dataset;
        }
        var grant = grants.get(entry.object());
        return grant == null ? "?" : grant.dataset;
    }

    private record Proof(Statement statement, String signature) {}

    private static @Nullable Proof signed(LedgerEntry entry) throws MalformedException {
        var signed = entry.body().get(MEMBER);
        if (signed == null) {
            return null;
        }
        if (signed instanceof Map<?, ?> map
                && map.get("statement") instanceof Map<?, ?> statement
                && map.get("signature") instanceof String signature) {
            return new Proof(new Statement(Json.object(statement)), signature);
        }
        throw new MalformedException("its signature has another form");
    }

    /** When it was signed, which has to be when it was recorded. */
    private static Instant time(Statement statement, LedgerEntry entry) throws MalformedException {
        var at = instant(member(statement, "at"));
        if (Duration.between(at, entry.time()).abs().compareTo(LEEWAY) > 0) {
            throw new MalformedException("signed at " + at + ", recorded at " + entry.time());
        }
        return at;
    }

    private static Instant instant(String text) throws MalformedException {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new MalformedException("no time: " + Encoding.abbreviated(text), e);
        }
    }

    private static String member(Statement statement, String name) throws MalformedException {
        if (statement.members().get(name) instanceof String text) {
            return text;
        }
        throw new MalformedException("what was signed has no " + name);
    }

    private static String text(LedgerEntry entry, String name) throws MalformedException {
        if (entry.body().get(name) instanceof String text) {
            return text;
        }
        throw new MalformedException("it has no " + name);
    }

    private static Hash grounds(String purpose, String legalBasis) {
        return Hash.sha256(Encoding.bytes(purpose), new byte[1], Encoding.bytes(legalBasis));
    }
}
