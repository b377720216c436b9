package org.silobridge.catalogue.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.silobridge.catalogue.request.RequestSample.FILED;
import static org.silobridge.catalogue.request.RequestSample.SOMEBODY;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.silobridge.catalogue.clock.CalendarFile;
import org.silobridge.catalogue.clock.ClockProfileFile;
import org.silobridge.catalogue.clock.Deadlines;
import org.silobridge.catalogue.request.AccessRequest.Closing;
import org.silobridge.catalogue.request.AccessRequest.Decision;
import org.silobridge.catalogue.request.RequestClock.OfCoordinators;
import org.silobridge.model.Reason;
import org.silobridge.model.RequestState;

/** What of a request's course is the coordinators' to do. */
class RequestClockTest {
    private static final Instant PASSED = Instant.parse("2025-06-10T02:00:00Z");
    private static final Instant REFUSED = Instant.parse("2025-06-12T02:00:00Z");
    private static final Instant APPEALED = Instant.parse("2025-06-13T02:00:00Z");
    private static final Instant TALKS_ENDED = Instant.parse("2025-07-01T02:00:00Z");
    private static final Instant RULED = Instant.parse("2025-07-03T02:00:00Z");
    private static final Decision NO = new Decision(SOMEBODY, REFUSED, Reason.of("catalogue.request.refused"));

    private final RequestClock clock = new RequestClock(
            Deadlines.of(
                    ClockProfileFile.brought(ClockProfileFile.DEFAULT),
                    CalendarFile.brought(CalendarFile.DEFAULT),
                    ZoneId.of("Asia/Shanghai")),
            Clock.fixed(Instant.parse("2025-08-01T02:00:00Z"), ZoneOffset.UTC));

    @Test
    void aCheckIsTheirsUntilItIsPassed() {
        var waiting = of(request(null, null));
        var passed = of(request(null, null, by(Act.Kind.PASSED, PASSED)));

        assertThat(waiting.checks()).singleElement().satisfies(check -> {
            assertThat(check.receivedAt()).isEqualTo(FILED);
            assertThat(check.schedule().redAt()).isEqualTo("2025-06-11T09:00:00Z");
            assertThat(check.at()).isNull();
        });
        assertThat(passed.checks()).singleElement().satisfies(check -> assertThat(check.at())
                .isEqualTo(PASSED));
        assertThat(passed.rulings()).isEmpty();
    }

    @Test
    void aCheckThatWaitsForASupplementIsStillTheirs() {
        var asked = of(request(null, null, by(Act.Kind.SUPPLEMENT_ASKED, PASSED)));
        var supplied = of(request(
                null,
                null,
                by(Act.Kind.SUPPLEMENT_ASKED, PASSED),
                by(Act.Kind.SUPPLIED, REFUSED),
                by(Act.Kind.PASSED, APPEALED)));

        assertThat(asked.checks()).singleElement().satisfies(check -> assertThat(check.at())
                .isNull());
        assertThat(supplied.checks()).singleElement().satisfies(check -> {
            assertThat(check.at()).isEqualTo(APPEALED);
            assertThat(check.pauses()).hasSize(1);
        });
    }

    @Test
    void anAppealIsTheirsFromTheEndOfTheTalksUntilTheyRule() {
        var refused = new Act[] {
            by(Act.Kind.PASSED, PASSED),
            Act.refused(NO),
            by(Act.Kind.APPEALED, APPEALED),
            by(Act.Kind.TALKS_ENDED, TALKS_ENDED)
        };
        var waiting = of(request(null, null, refused));
        var ordered = of(request(new Decision(SOMEBODY, RULED, NO.reason()), null, refused));

        assertThat(waiting.rulings()).singleElement().satisfies(ruling -> {
            assertThat(ruling.receivedAt()).isEqualTo(TALKS_ENDED);
            assertThat(ruling.at()).isNull();
        });
        assertThat(ordered.rulings()).singleElement().satisfies(ruling -> assertThat(ruling.at())
                .isEqualTo(RULED));
        assertThat(clock.ofCoordinators(request(null, null, refused), received -> received.isBefore(TALKS_ENDED))
                        .rulings())
                .as("counted where it came to them")
                .isEmpty();
    }

    @Test
    void whatWasTakenBackWasNotTheirs() {
        assertThat(of(request(null, new Closing(SOMEBODY, PASSED))).checks()).isEmpty();
    }

    @Test
    void whatEndedWithTheOwnerNobodyAnswered() {
        var nobody = new Decision(null, RULED, Reason.of("catalogue.request.owner-dissolved"));
        var inCheck = request(nobody, null, Act.refused(nobody));
        var withSteward = request(nobody, null, by(Act.Kind.PASSED, PASSED), Act.refused(nobody));
        var onAppeal = request(
                nobody,
                null,
                by(Act.Kind.PASSED, PASSED),
                Act.refused(NO),
                by(Act.Kind.APPEALED, APPEALED),
                by(Act.Kind.TALKS_ENDED, TALKS_ENDED),
                Act.refused(nobody));

        assertThat(of(inCheck).checks()).isEmpty();
        assertThat(clock.answer(inCheck)).isEmpty();
        assertThat(of(withSteward).checks()).hasSize(1);
        assertThat(clock.answer(withSteward)).isEmpty();
        assertThat(of(onAppeal).rulings()).isEmpty();
        assertThat(clock.answer(onAppeal))
                .as("what the steward had said before")
                .hasValueSatisfying(answer -> assertThat(answer.at()).isEqualTo(REFUSED));
    }

    private OfCoordinators of(AccessRequest request) {
        return clock.ofCoordinators(request, received -> true);
    }

    private static Act by(Act.Kind kind, Instant at) {
        return Act.by(SOMEBODY, kind, at, "");
    }

    private static AccessRequest request(@Nullable Decision decision, @Nullable Closing closing, Act... acts) {
        var state = decision != null
                ? RequestState.APPROVED
                : closing != null ? RequestState.WITHDRAWN : RequestState.PENDING;
        return RequestSample.of(2, state, decision, closing, acts);
    }
}
