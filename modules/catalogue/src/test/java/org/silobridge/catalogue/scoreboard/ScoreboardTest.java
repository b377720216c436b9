package org.silobridge.catalogue.scoreboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.silobridge.catalogue.request.RequestSample.FILED;
import static org.silobridge.catalogue.request.RequestSample.SOMEBODY;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.silobridge.catalogue.clock.CalendarFile;
import org.silobridge.catalogue.clock.ClockProfileFile;
import org.silobridge.catalogue.clock.Deadlines;
import org.silobridge.catalogue.request.AccessRequest;
import org.silobridge.catalogue.request.AccessRequest.Decision;
import org.silobridge.catalogue.request.Act;
import org.silobridge.catalogue.request.RequestClock;
import org.silobridge.catalogue.request.RequestSample;
import org.silobridge.catalogue.use.MonthOfFeeds;
import org.silobridge.model.ActorId;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.Reason;
import org.silobridge.model.RequestState;

/** Who is credited with what became of a request. */
class ScoreboardTest {
    private static final Instant LATER = Instant.parse("2025-06-11T02:00:00Z");

    private final Deadlines deadlines = Deadlines.of(
            ClockProfileFile.brought(ClockProfileFile.DEFAULT),
            CalendarFile.brought(CalendarFile.DEFAULT),
            ZoneId.of("Asia/Shanghai"));
    private final RequestClock clock =
            new RequestClock(deadlines, Clock.fixed(Instant.parse("2025-08-01T02:00:00Z"), ZoneOffset.UTC));

    @Test
    void whatEndedWithItsOwnerIsClosedAndNeitherARulesNorAnybodysAnswer() {
        var line = line(
                refused(null, LATER, "catalogue.request.owner-dissolved"),
                refused(null, FILED, "catalogue.request.not-shared"),
                refused(SOMEBODY, LATER, "catalogue.request.refused-because"));

        assertThat(line.closed()).isEqualTo(1);
        assertThat(line.byRule()).isEqualTo(1);
        assertThat(line.score().answered()).isEqualTo(1);
        assertThat(line.score().received()).isEqualTo(1);
        assertThat(line.refusals())
                .containsOnlyKeys("catalogue.request.not-shared", "catalogue.request.refused-because");
    }

    private Scoreboard.Line line(AccessRequest... asked) {
        return Scoreboard.line(
                clock,
                deadlines.time(),
                new DepartmentId("dep-0000000000000000"),
                List.of(asked),
                Score.NOTHING,
                MonthOfFeeds.NOTHING,
                LATER);
    }

    /** It is the owner's to answer from the start. */
    private static AccessRequest refused(@Nullable ActorId by, Instant at, String code) {
        var decision = new Decision(by, at, Reason.of(code));
        return RequestSample.of(
                null,
                RequestState.REFUSED,
                decision,
                null,
                new Act(Act.Kind.REFUSED, at, by, "", null, null, null, decision.reason(), null));
    }
}
