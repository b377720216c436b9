package org.silobridge.catalogue.correction;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.silobridge.catalogue.actor.Actor;
import org.silobridge.catalogue.actor.RoleBinding;
import org.silobridge.catalogue.correction.Correction.Made;
import org.silobridge.catalogue.correction.Correction.Refused;
import org.silobridge.catalogue.correction.Correction.Unanswered;
import org.silobridge.model.ActorId;
import org.silobridge.model.CorrectionId;
import org.silobridge.model.CorrectionState;
import org.silobridge.model.DatasetId;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.GrantId;
import org.silobridge.model.Outcome;
import org.silobridge.model.Role;

/** Which place a dispute may name, and which its answer; what a coordinator's ruling settles. */
class OpenCorrectionTest {
    private static final Instant AT = Instant.parse("2025-07-01T02:00:00Z");
    private static final DepartmentId OWNER = new DepartmentId("dep-0000000000000000");
    private static final DepartmentId READER = new DepartmentId("dep-1111111111111111");
    private static final DepartmentId SUCCESSOR = new DepartmentId("dep-2222222222222222");
    private static final ActorId COORDINATOR = new ActorId("act-2222222222222222");
    private static final List<Long> ENDS = List.of(100L, 50L);
    private static final Actor STEWARD = new Actor(
            new ActorId("act-0000000000000000"),
            "stella",
            "Stella",
            List.of(new RoleBinding(Role.STEWARD, OWNER)),
            Instant.EPOCH);

    @Test
    void aDisputeNamesAPlaceThatIsThere() {
        assertThat(codes(of("field", 0, 99).isWithin(ENDS))).isEmpty();
        assertThat(codes(of("field", 0, 100).isWithin(ENDS))).containsExactly("offset beyond-the-end");
        assertThat(codes(of("field", 2, 0).isWithin(ENDS))).containsExactly("offset beyond-the-end");
        assertThat(codes(of(null, 0, 100).isWithin(ENDS))).containsExactly("offset beyond-the-end");
        assertThat(codes(of(null, 0, 0).isWithin(List.of(0L))))
                .as("missing from an empty partition")
                .isEmpty();
    }

    @Test
    void theRightRecordStandsLaterInTheSamePartition() {
        assertThat(answer("field", 0, 7)).containsExactly("offset not-after");
        assertThat(answer("field", 0, 8)).isEmpty();
        assertThat(answer("field", 0, 100)).containsExactly("offset not-there");
        assertThat(answer("field", 1, 8)).containsExactly("partition other-partition");
        assertThat(answer("field", 2, 8)).containsExactly("partition no-such-partition");
    }

    @Test
    void oneThatWasMissingMayStandInAnotherPartition() {
        assertThat(answer(null, 0, 7)).containsExactly("offset not-after");
        assertThat(answer(null, 1, 50)).containsExactly("offset not-there");
        assertThat(answer(null, 1, -1)).containsExactly("offset no-such-offset");
        var right = open(null, 7).correct(STEWARD, 1, 0, ENDS, AT).orThrow();
        assertThat(right.end()).isEqualTo(new Made(AT, STEWARD.id(), 1, 0));
        assertThat(codes(open(null, 0).correct(STEWARD, 0, 0, ENDS, AT)))
                .as("of which nothing was read")
                .isEmpty();
    }

    @Test
    void whereTheTopicWasMadeAnewAnyRecordThatIsThereWillDo() {
        var open = new OpenCorrection(of("field", 0, 4711), null, null);

        assertThat(codes(open.correct(STEWARD, 0, 3, ENDS, AT))).isEmpty();
        assertThat(codes(open.correct(STEWARD, 0, 100, ENDS, AT))).containsExactly("offset not-there");
    }

    @Test
    void onlyAnUpheldRefusalSettlesTheSameDoubt() {
        var upheld = closed(false);

        assertThat(upheld.settles(of("field", 0, 7))).isTrue();
        assertThat(upheld.settles(of("other", 0, 7))).isFalse();
        assertThat(upheld.settles(of("field", 0, 8))).isFalse();
        assertThat(closed(true).settles(of("field", 0, 7))).isFalse();
        assertThat(of(null, 0, 7).disputesTheSameAs(of(null, 0, 8)))
                .as("a missing record, however far was read")
                .isTrue();
    }

    @Test
    void whatIsSettledIsSettledForTheSuccessorToo() {
        var passed = closed(false).passToSuccessor(SUCCESSOR).orElseThrow();

        assertThat(passed.settles(of("field", 0, 7).by(SUCCESSOR))).isTrue();
        assertThat(passed.settles(of("field", 0, 7))).as("for nobody else").isFalse();
        assertThat(closed(false).passToSuccessor(OWNER))
                .as("the owner disputes nothing of its own")
                .isEmpty();
    }

    @Test
    void whereTheOwnerEndsNobodyHasAnswered() {
        var ended = open("field", 7).dissolveOwner(COORDINATOR, "Dissolved", AT);

        assertThat(ended.end()).isEqualTo(new Unanswered(AT, COORDINATOR, "Dissolved"));
        assertThat(ended.state()).isEqualTo(CorrectionState.REFUSED);
    }

    private static ClosedCorrection closed(boolean ordered) {
        var refused = new Refused(AT, STEWARD.id(), "It is right.");
        var ruling = new Appeal.Ruling(AT, COORDINATOR, ordered, "The station was asked.");
        var appeal = new Appeal(refused, AT, COORDINATOR, "Notice 12", ruling);
        return new ClosedCorrection(of("field", 0, 7), null, appeal, refused);
    }

    private static List<String> answer(@Nullable String field, long partition, long offset) {
        return codes(open(field, 7).correct(STEWARD, partition, offset, ENDS, AT));
    }

    private static OpenCorrection open(@Nullable String field, long offset) {
        return new OpenCorrection(of(field, 0, offset), null, null);
    }

    private static Dispute of(@Nullable String field, int partition, long offset) {
        return new Dispute(
                new CorrectionId("cor-0000000000000000"),
                new GrantId("grt-0000000000000000"),
                new DatasetId("dst-0000000000000000"),
                READER,
                OWNER,
                "key",
                field,
                partition,
                offset,
                "evidence",
                AT,
                new ActorId("act-1111111111111111"));
    }

    private static List<String> codes(Outcome<?> outcome) {
        return outcome instanceof Outcome.Refused<?> refused
                ? refused.refusal().violations().stream()
                        .map(fault -> fault.path() + " " + fault.reason().code().replace("catalogue.correction.", ""))
                        .toList()
                : List.of();
    }
}
