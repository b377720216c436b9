package org.silobridge.catalogue.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.silobridge.catalogue.http.CallLimits.Rate;

/** Three calls at once and one a second by a token; two at once and one in a second from an address. */
class CallerLimitsTest {
    private static final String ADDRESS = "192.0.2.1";

    private long nanos = 5;
    private final CallerLimits limits = new CallerLimits(
            new CallLimits(
                    new Rate(1, 3), new Rate(1, 2), 1, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ZERO),
            () -> nanos);

    @Test
    void anAddressHasItsBurstAndThenItsRate() {
        assertThat(guess(null)).isZero();
        assertThat(guess("a")).isZero();
        assertThat(guess("b")).isEqualTo(Duration.ofSeconds(1));

        pass(Duration.ofMillis(400));
        assertThat(guess("c")).isEqualTo(Duration.ofMillis(600));
        pass(Duration.ofMillis(600));
        assertThat(guess("d")).isZero();
        assertThat(guess("e")).isPositive();
    }

    @Test
    void whoHasNotAskedForLongHasNoMoreThanTheBurst() {
        IntStream.range(0, 5).forEach(guess -> guess(null));
        pass(Duration.ofHours(1));

        assertThat(IntStream.range(0, 5).filter(guess -> guess(null).isZero())).hasSize(2);
    }

    @Test
    void aTokenThatHoldsPaysForItself() {
        for (int call = 0; call < 3; call++) {
            assertThat(call("good")).as("call " + call).isZero();
        }
        assertThat(call("good")).isEqualTo(Duration.ofSeconds(1));

        assertThat(guess(null)).isZero();
        assertThat(guess(null)).isZero();
        assertThat(guess(null)).isPositive();
    }

    @Test
    void aTokenThatIsKnownGoesOnWhereTheAddressIsUsedUp() {
        assertThat(call("good")).isZero();
        IntStream.range(0, 5).forEach(guess -> guess("bad"));

        assertThat(call("good")).isZero();
        assertThat(call("another good")).as("not known yet").isPositive();
    }

    @Test
    void aTokenThatHasEndedPaysWithTheAddressAgain() {
        assertThat(call("good")).isZero();

        assertThat(guess("good")).isZero(); // found out: and the address pays
        assertThat(guess("good")).isZero();
        assertThat(guess("good")).isPositive();
    }

    @Test
    void isSaidOnceAMinuteForEachCaller() {
        IntStream.range(0, 3).forEach(guess -> guess(null));
        var limited = limits.arrive(ADDRESS, null);
        assertThat(limited.isLimited()).isTrue();

        assertThat(limits.isNews(limited)).isTrue();
        pass(Duration.ofSeconds(59));
        assertThat(limits.isNews(limited)).isFalse();
        pass(Duration.ofSeconds(2));
        assertThat(limits.isNews(limited)).isTrue();
        assertThat(limits.isNews(limits.arrive("192.0.2.2", null))).isTrue();
    }

    @Test
    void ofIpv6ANetworkIsOneCaller() {
        assertThat(CallerLimits.network("2001:db8:1:2:3::4")).isEqualTo(CallerLimits.network("2001:db8:1:2::9"));
        assertThat(CallerLimits.network("2001:db8:1:3::9")).isNotEqualTo(CallerLimits.network("2001:db8:1:2::9"));
        assertThat(CallerLimits.network("fe80::1%eth0")).isEqualTo(CallerLimits.network("fe80::2"));
        assertThat(CallerLimits.network(ADDRESS)).isEqualTo(ADDRESS);
        assertThat(CallerLimits.network("")).isEmpty();
    }

    /** A call with a token that holds, or none was needed. */
    private Duration call(String token) {
        var visit = limits.arrive(ADDRESS, token);
        if (!visit.isLimited()) {
            limits.welcome(visit);
        }
        return visit.pause();
    }

    private Duration guess(@Nullable String token) {
        var visit = limits.arrive(ADDRESS, token);
        if (!visit.isLimited()) {
            limits.turnAway(visit);
        }
        return visit.pause();
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }
}
