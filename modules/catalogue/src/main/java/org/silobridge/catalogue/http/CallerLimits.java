package org.silobridge.catalogue.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How many calls each caller may make. A caller is the token it shows, once that has proved to hold; until then, and
 * without one, the address that it comes from pays. So nobody guesses tokens faster than their address may, nobody is
 * looked up who is refused, and who has a token is not held up by others behind the same address.
 */
final class CallerLimits {
    private static final Duration TOLD_AGAIN = Duration.ofMinutes(1);

    private final Buckets tokens;
    private final Buckets addresses;
    /** Whose refusals were written to the security log: one a minute. */
    private final Buckets told;

    CallerLimits(CallLimits limits, LongSupplier nanos) {
        this.tokens = new Buckets(limits.perToken(), nanos);
        this.addresses = new Buckets(limits.perAddress(), nanos);
        this.told = new Buckets(new CallLimits.Rate(1, 1), () -> nanos.getAsLong() / TOLD_AGAIN.toSeconds());
    }

    /**
     * A call that has come.
     *
     * @param payer who pays for it
     * @param token a hash of the token that it shows; null where it shows none, or what has not the form of one
     * @param pause zero: it may go on; else how long until the next one may
     */
    record Visit(Payer payer, String address, @Nullable String token, Duration pause) {
        boolean isLimited() {
            return !pause.isZero();
        }
    }

    enum Payer {
        TOKEN,
        ADDRESS
    }

    Visit arrive(String remote, @Nullable String token) {
        var address = network(remote);
        return token != null && tokens.knows(token)
                ? new Visit(Payer.TOKEN, address, token, tokens.take(token))
                : new Visit(Payer.ADDRESS, address, token, addresses.take(address));
    }

    /** Its token holds: from now on that one pays. */
    void welcome(Visit visit) {
        if (visit.payer() == Payer.ADDRESS && visit.token() != null) {
            addresses.giveBack(visit.address());
            var unused = tokens.take(visit.token());
        }
    }

    /** Its token does not hold, or not any more. */
    void turnAway(Visit visit) {
        if (visit.payer() == Payer.TOKEN && visit.token() != null) {
            tokens.forget(visit.token());
            var unused = addresses.take(visit.address());
        }
    }

    /** Whether it is time to say again that this caller is limited. */
    boolean isNews(Visit visit) {
        var who = visit.payer() == Payer.TOKEN && visit.token() != null ? visit.token() : visit.address();
        return told.take(who).isZero();
    }

    /** What one party may have any number of addresses in. */
    static String network(String remote) {
        if (!remote.contains(":")) {
            return remote;
        }
        try {
            var bytes = InetAddress.getByName(remote.replaceFirst("%.*", "")).getAddress();
            return bytes.length == 16 ? HexFormat.of().formatHex(Arrays.copyOf(bytes, 8)) : remote;
        } catch (UnknownHostException e) {
            throw new IllegalStateException("no literal address: " + remote, e);
        }
    }
}
