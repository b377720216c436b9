package org.silobridge.catalogue.grant;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.silobridge.catalogue.clock.CalendarFile;
import org.silobridge.catalogue.clock.WorkingTime;
import org.silobridge.catalogue.procedure.GrantTerms;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.GrantId;
import org.silobridge.model.RequestId;

class GrantClockTest {
    private static final WorkingTime TIME = new WorkingTime(
            CalendarFile.brought(CalendarFile.DEFAULT), ZoneId.of("Asia/Shanghai"), LocalTime.of(17, 0));

    private final GrantClock clock = new GrantClock(TIME, Optional.empty(), 10);

    @Test
    void tellsTheEndOfALongGrantAtTheMomentThatCountingAllOfItsDaysComesTo() {
        for (var approved : List.of("2025-01-01T03:00:00Z", "2025-09-26T08:59:59Z", "2025-10-11T09:00:00Z")) {
            for (int hours = 1; hours < 24 * 200; hours += 5) {
                var terms = terms(Instant.parse(approved), Duration.ofHours(hours));

                assertThat(clock.endNoticeAt(terms))
                        .as("%s for %d hours", approved, hours)
                        .isEqualTo(terms.endNoticeAt(TIME, 10));
            }
        }
    }

    private static GrantTerms terms(Instant approved, Duration lasts) {
        return new GrantTerms(
                new GrantId("grt-0000000000000000"),
                new RequestId("req-0000000000000000"),
                new DepartmentId("dep-0000000000000000"),
                new DepartmentId("dep-0000000000000001"),
                List.of(),
                List.of(),
                approved,
                approved.plus(lasts),
                Optional.empty(),
                approved);
    }
}
