package org.silobridge.model;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * An expected "no": its kind, which the borders translate (to an HTTP status, to an exit status), the reason, and for
 * an input every violation found.
 */
public record Refusal(Kind kind, Reason reason, List<Violation> violations) {

    /** What sort of no it is. */
    public enum Kind {
        /** The input breaks its rules. */
        INVALID,
        /** No known identity stands behind the call. */
        UNAUTHENTICATED,
        /** The identity is known and may not do this. */
        FORBIDDEN,
        /** What the call names does not exist, or must not be seen to exist. */
        NOT_FOUND,
        /** It contradicts what is already there. */
        CONFLICT,
        /** A rule of the exchange or of the law says no. */
        NOT_ALLOWED,
        /** Something this depends on does not answer: try again later. */
        UNAVAILABLE
    }

    public Refusal {
        violations = List.copyOf(violations);
    }

    public static Refusal of(Kind kind, Reason reason) {
        return new Refusal(kind, reason, List.of());
    }

    /** The reason and below it each violation, a line each. */
    public String in(Locale locale) {
        return reason.in(locale)
                + violations.stream()
                        .map(v -> "\n  " + v.path() + ": " + v.reason().in(locale)
                                + (v.value() == null ? "" : " (\"" + v.value() + "\")"))
                        .collect(Collectors.joining());
    }
}
