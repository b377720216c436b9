package org.silobridge.model;

import java.util.List;
import java.util.function.Function;

/**
 * What a use-case answers: the value, or an expected refusal. Bugs and broken infrastructure are exceptions, not
 * outcomes.
 */
public sealed interface Outcome<T> {

    /** It came out. */
    record Ok<T>(T value) implements Outcome<T> {}

    /** It was refused. */
    record Refused<T>(Refusal refusal) implements Outcome<T> {}

    static <T> Outcome<T> ok(T value) {
        return new Ok<>(value);
    }

    static <T> Outcome<T> refused(Refusal refusal) {
        return new Refused<>(refusal);
    }

    static <T> Outcome<T> refused(Refusal.Kind kind, Reason reason) {
        return new Refused<>(Refusal.of(kind, reason));
    }

    static <T> Outcome<T> invalid(Reason reason, List<Violation> violations) {
        return new Refused<>(new Refusal(Refusal.Kind.INVALID, reason, violations));
    }

    default <R> Outcome<R> map(Function<? super T, ? extends R> change) {
        return flatMap(value -> ok(change.apply(value)));
    }

    default <R> Outcome<R> flatMap(Function<? super T, Outcome<R>> next) {
        if (this instanceof Ok<T> ok) {
            return next.apply(ok.value());
        }
        return refused(((Refused<T>) this).refusal());
    }

    /** The value. @throws RefusedException with the refusal where there is none */
    default T orThrow() {
        if (this instanceof Ok<T> ok) {
            return ok.value();
        }
        throw new RefusedException(((Refused<T>) this).refusal());
    }
}
