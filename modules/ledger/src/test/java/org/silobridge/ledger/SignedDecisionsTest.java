package org.silobridge.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.silobridge.ledger.Finding.Kind;

/**
 * What an operator can do to decisions that people sign, who has taken over the catalogue, its database and the ledger's own
 * key: each ledger here is signed as a whole, and no entry is out of order.
 */
class SignedDecisionsTest {
    private static final String STELLA = "act-stella";
    private static final String STEFAN = "act-stefan";
    private static final String OWNER = "dep-owner";
    private static final String READER = "dep-reader";

    private final SecureRandom random = new SecureRandom();
    private final NoteSigner ledger;
    private final ActorSigner key = ActorSigner.generate(random);
    private final List<LedgerEntry> entries = new ArrayList<>();
    private final Map<String, LedgerEntry> last = new HashMap<>();
    private Instant now = Instant.parse("2026-03-01T08:00:00Z");

    /** A key of the owner's steward, confirmed, and a dataset that demands signatures, for which a reader asks. */
    SignedDecisionsTest() throws Exception {
        ledger = SignedNoteTest.signer(ExportFixture.ORIGIN);
        entry("dataset.registered", "act-pia", OWNER, "dst-a", Map.of("name", "a/b/owner"));
        offer(key, STELLA, OWNER);
        confirm(key, STEFAN);
        demand("dataset.signatures-required", Decision.REQUIRE_SIGNATURES, true);
        file("req-a");
    }

    @Test
    void countsWhatIsSignedAndSaysByWhichKeys() {
        approve("req-a", "grt-a", 90, UnaryOperator.identity());
        grant("grant.suspended", Decision.SUSPEND, "grt-a", "looked at", true);
        grant("grant.resumed", Decision.RESUME, "grt-a", "in order", true);
        grant("grant.revoked", Decision.REVOKE, "grt-a", "nobody has to sign that", false);

        var report = verify(Set.of(key.publicKey().id()));

        assertThat(report.findings()).isEmpty();
        assertThat(report.verified()).isTrue();
        assertThat(report.signatures().signed()).isEqualTo(4);
        assertThat(report.signatures().demanding()).containsExactly("dst-a");
        assertThat(report.signatures().keys())
                .containsExactly(new VerificationReport.SigningKey(
                        key.publicKey().id(), STELLA, java.util.Optional.of(OWNER), STEFAN, false, 4));
    }

    @Test
    void namesWhatWasGivenWithoutASignature() {
        grantApproved("grt-a", "req-a", STELLA, 90);
        entry("request.approved", STELLA, READER, "req-a", approval("grt-a", 90));
        grant("grant.resumed", Decision.RESUME, "grt-a", "in order", false);

        assertThat(kinds()).containsExactly(Kind.UNSIGNED_DECISION, Kind.UNSIGNED_DECISION, Kind.UNSIGNED_DECISION);
        assertThat(verify(Set.of()).findings().get(0).entries().get(0).type()).isEqualTo("request.approved");
    }

    @Test
    void namesAGrantThatNoApprovalLeadsTo() {
        grantApproved("grt-a", "req-a", STELLA, 90);

        assertThat(kinds()).containsExactly(Kind.UNSIGNED_DECISION);
    }

    @Test
    void countsWhatIsSaidToBeGivenByRule() {
        grantApproved("grt-a", "req-a", "system", 90);

        assertThat(verify(Set.of()).signatures().byRule()).isEqualTo(1);
        assertThat(kinds()).isEmpty();
    }

    @Test
    void aDemandIsNotTakenBackUnsigned() {
        demand("dataset.signatures-waived", Decision.WAIVE_SIGNATURES, false);
        grantApproved("grt-a", "req-a", STELLA, 90);
        entry("request.approved", STELLA, READER, "req-a", approval("grt-a", 90));

        assertThat(kinds()).hasSize(3).containsOnly(Kind.UNSIGNED_DECISION);
    }

    @Test
    void aDemandThatWasTakenBackSignedDemandsNoMore() {
        demand("dataset.signatures-waived", Decision.WAIVE_SIGNATURES, true);
        grantApproved("grt-a", "req-a", STELLA, 90);
        entry("request.approved", STELLA, READER, "req-a", approval("grt-a", 90));

        assertThat(kinds()).isEmpty();
    }

    @Test
    void anApprovalOfOneRequestIsNoneOfAnother() {
        var signed = approve("req-a", "grt-a", 90, UnaryOperator.identity());
        file("req-b");
        grantApproved("grt-b", "req-b", STELLA, 90);
        var copied = new LinkedHashMap<>(approval("grt-b", 90));
        copied.put("signed", signed);
        entry("request.approved", STELLA, READER, "req-b", copied);

        assertThat(kinds()).containsExactly(Kind.WRONG_SIGNATURE, Kind.UNSIGNED_DECISION);
    }

    @Test
    void aSignatureCountsOnce() {
        approve("req-a", "grt-a", 90, UnaryOperator.identity());
        var signed = grant("grant.suspended", Decision.SUSPEND, "grt-a", "looked at", true);
        grant("grant.resumed", Decision.RESUME, "grt-a", "in order", true);
        entry(
                "grant.suspended",
                STELLA,
                READER,
                "grt-a",
                Map.of("dataset", "dst-a", "reason", "looked at", "signed", signed));

        assertThat(kinds()).containsExactly(Kind.WRONG_SIGNATURE);
    }

    @Test
    void moreThanWasSignedIsNotSigned() {
        approve("req-a", "grt-a", 90, statement -> statement.with("days", 30));
        assertThat(kinds()).containsExactly(Kind.WRONG_SIGNATURE, Kind.UNSIGNED_DECISION);
    }

    @Test
    void aGrantEndsWhenTheDaysAreOverThatWereSigned() {
        entry(
                "grant.approved",
                STELLA,
                READER,
                "grt-a",
                Map.of(
                        "request",
                        "req-a",
                        "dataset",
                        "dst-a",
                        "groups",
                        List.of("open"),
                        "until",
                        now.plus(Duration.ofDays(3650)).toString()));
        approved("req-a", "grt-a", 90, UnaryOperator.identity());

        assertThat(kinds()).containsExactly(Kind.WRONG_SIGNATURE, Kind.UNSIGNED_DECISION);
    }

    @Test
    void anotherPurposeThanTheRequestsIsNotWhatWasSigned() {
        approve("req-a", "grt-a", 90, statement -> statement.with("purpose", "Marketing"));
        assertThat(kinds()).containsExactly(Kind.WRONG_SIGNATURE, Kind.UNSIGNED_DECISION);
    }

    @Test
    void signedLongBeforeItIsTakenForNow() {
        approve(
                "req-a",
                "grt-a",
                90,
                statement -> statement.with("at", now.minus(Duration.ofHours(3)).toString()));
        assertThat(kinds()).containsExactly(Kind.WRONG_SIGNATURE, Kind.UNSIGNED_DECISION);
    }

    @Test
    void aKeyOfAnotherDepartmentSignsNothingHere() {
        sign(ActorSigner.generate(random), "dep-other", STEFAN);
        assertThat(kinds()).containsExactly(Kind.WRONG_SIGNATURE, Kind.UNSIGNED_DECISION);
    }

    @Test
    void aKeyThatItsHolderConfirmedSignsNothing() {
        sign(ActorSigner.generate(random), OWNER, STELLA);
        assertThat(kinds()).containsExactly(Kind.WRONG_SIGNATURE, Kind.WRONG_SIGNATURE, Kind.UNSIGNED_DECISION);
    }

    @Test
    void aRevokedKeySignsNothing() {
        entry("signing-key.revoked", STEFAN, OWNER, key.publicKey().id(), Map.of("holder", STELLA, "reason", "stolen"));
        approve("req-a", "grt-a", 90, UnaryOperator.identity());
        assertThat(kinds()).containsExactly(Kind.WRONG_SIGNATURE, Kind.UNSIGNED_DECISION);
    }

    @Test
    void aKeyMadeByTheOperatorInTheirNamesShowsToWhoKnowsTheirKeys() {
        sign(ActorSigner.generate(random), OWNER, STEFAN);

        assertThat(verify(Set.of()).verified()).isTrue();
        assertThat(verify(Set.of(key.publicKey().id())).findings())
                .extracting(Finding::kind)
                .containsExactly(Kind.WRONG_SIGNATURE, Kind.UNSIGNED_DECISION);
    }

    @Test
    void anotherKeyThanTheOneThatIsProvenIsNoOffer() {
        var other = ActorSigner.generate(random);
        var proof = Statement.possession(ExportFixture.ORIGIN, STELLA, other.publicKey(), OWNER, now);
        entry(
                "signing-key.offered",
                STELLA,
                OWNER,
                other.publicKey().id(),
                Map.of("publicKey", other.publicKey().toString(), "signed", signed(key, proof)));
        assertThat(kinds()).containsExactly(Kind.WRONG_SIGNATURE);
    }

    @Test
    void readsTheKeyThatItWrites() throws MalformedException {
        var again = ActorSigner.parse(key.pem());
        var statement = new Statement(Map.of("sign", "x"));
        assertThat(key.publicKey().verifies(statement, again.sign(statement))).isTrue();
        assertThat(ActorKey.parse(key.publicKey().toString()).id())
                .isEqualTo(key.publicKey().id())
                .matches("sgk-[0-9a-f]{32}");
    }

    // The story of a ledger

    private void offer(ActorSigner signer, String actor, String department) {
        var offered = signer.publicKey();
        var proof = Statement.possession(ExportFixture.ORIGIN, actor, offered, department, now);
        entry(
                "signing-key.offered",
                actor,
                department,
                offered.id(),
                Map.of("publicKey", offered.toString(), "signed", signed(signer, proof)));
    }

    private void confirm(ActorSigner signer, String by) {
        entry("signing-key.confirmed", by, OWNER, signer.publicKey().id(), Map.of("holder", STELLA));
    }

    private void file(String request) {
        entry(
                "request.filed",
                "act-anna",
                READER,
                request,
                Map.of("dataset", "dst-a", "purpose", "Checking", "legalBasis", "Article 60"));
    }

    private void demand(String type, Decision decision, boolean sign) {
        var body = new LinkedHashMap<String, Object>(Map.of("reason", "order 7"));
        if (sign) {
            body.put("signed", signed(key, decision(key, decision, "dst-a").with("reason", "order 7")));
        }
        entry(type, STELLA, OWNER, "dst-a", body);
    }

    /** Another key in the steward's name, with which a request is approved. */
    private void sign(ActorSigner other, String department, String confirmedBy) {
        offer(other, STELLA, department);
        confirm(other, confirmedBy);
        grantApproved("grt-a", "req-a", STELLA, 90);
        approved(other, "req-a", "grt-a", 90, UnaryOperator.identity());
    }

    private Map<String, Object> approve(String request, String grant, int days, UnaryOperator<Statement> change) {
        grantApproved(grant, request, STELLA, days);
        return approved(request, grant, days, change);
    }

    private Map<String, Object> approved(String request, String grant, int days, UnaryOperator<Statement> change) {
        return approved(key, request, grant, days, change);
    }

    private Map<String, Object> approved(
            ActorSigner by, String request, String grant, int days, UnaryOperator<Statement> change) {
        var signed = signed(
                by,
                change.apply(decision(by, Decision.APPROVE, request)
                        .with("dataset", "dst-a")
                        .with("department", READER)
                        .with("purpose", "Checking")
                        .with("legalBasis", "Article 60")
                        .with("reason", "")
                        .giving(List.of("open"), List.of(), days)));
        var body = new LinkedHashMap<>(approval(grant, days));
        body.put("signed", signed);
        entry("request.approved", STELLA, READER, request, body);
        return signed;
    }

    private static Map<String, Object> approval(String grant, int days) {
        return Map.of("owner", OWNER, "durationDays", days, "reason", "", "grant", grant);
    }

    private void grantApproved(String grant, String request, String by, int days) {
        entry(
                "grant.approved",
                by,
                READER,
                grant,
                Map.of(
                        "request",
                        request,
                        "dataset",
                        "dst-a",
                        "groups",
                        List.of("open"),
                        "until",
                        now.plus(Duration.ofDays(days)).toString()));
    }

    private Map<String, Object> grant(String type, Decision decision, String grant, String reason, boolean sign) {
        var body = new LinkedHashMap<String, Object>(Map.of("dataset", "dst-a", "reason", reason));
        var signed = signed(
                key,
                decision(key, decision, grant)
                        .with("dataset", "dst-a")
                        .with("department", READER)
                        .with("reason", reason));
        if (sign) {
            body.put("signed", signed);
        }
        entry(type, STELLA, READER, grant, body);
        return signed;
    }

    private Statement decision(ActorSigner signer, Decision decision, String object) {
        return Statement.decision(
                ExportFixture.ORIGIN, STELLA, signer.publicKey().id(), now, decision, object);
    }

    private static Map<String, Object> signed(ActorSigner signer, Statement statement) {
        return Map.of("statement", statement.members(), "signature", signer.sign(statement));
    }

    private void entry(
            String type, String actor, @Nullable String department, String object, Map<String, Object> body) {
        var before = last.get(object);
        var entry = new LedgerEntry(
                type,
                ExportFixture.id(entries.size()),
                now,
                actor,
                department,
                object,
                before == null ? 1 : before.objectVersion() + 1,
                before == null ? null : before.leafHash(),
                body);
        entries.add(entry);
        last.put(object, entry);
        now = now.plusSeconds(1);
    }

    private List<Kind> kinds() {
        return verify(Set.of()).findings().stream().map(Finding::kind).toList();
    }

    private VerificationReport verify(Set<String> trusted) {
        try {
            var out = new ByteArrayOutputStream();
            var export = new LedgerExport(out, ExportFixture.ORIGIN);
            var tree = new Frontier();
            for (int i = 0; i < entries.size(); i++) {
                export.entry(i, entries.get(i).leafHash(), entries.get(i).canonicalBytes());
                tree.append(entries.get(i).leafHash());
            }
            var note = ledger.sign(new Checkpoint(ExportFixture.ORIGIN, tree.size(), tree.root()).text())
                    .toString();
            export.end(note);
            return new LedgerVerifier(ledger.verifier())
                    .trusting(trusted)
                    .verify(new ByteArrayInputStream(out.toByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
