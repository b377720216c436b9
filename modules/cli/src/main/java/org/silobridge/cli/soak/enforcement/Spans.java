package org.silobridge.cli.soak.enforcement;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Times in which something held, in order and apart from each other. */
record Spans(List<Span> all) {

    /** From the first instant to before the second. */
    record Span(Instant from, Instant to) {
        Span {
            if (to.isBefore(from)) {
                throw new IllegalArgumentException("ends before it begins: " + from + ", " + to);
            }
        }

        Duration length() {
            return Duration.between(from, to);
        }
    }

    Spans {
        all = List.copyOf(all);
    }

    static Spans of(List<Span> spans) {
        var apart = new ArrayList<Span>();
        for (var span : spans.stream().sorted(Comparator.comparing(Span::from)).toList()) {
            var last = apart.isEmpty() ? null : apart.get(apart.size() - 1);
            if (last != null && !span.from().isAfter(last.to())) {
                apart.set(apart.size() - 1, new Span(last.from(), later(last.to(), span.to())));
            } else {
                apart.add(span);
            }
        }
        return new Spans(apart);
    }

    /** When one of them held, or both. */
    Spans or(Spans other) {
        var both = new ArrayList<>(all);
        both.addAll(other.all);
        return of(both);
    }

    /** When both held. */
    Spans and(Spans other) {
        var common = new ArrayList<Span>();
        for (var one : all) {
            for (var two : other.all) {
                var from = later(one.from(), two.from());
                var to = one.to().isBefore(two.to()) ? one.to() : two.to();
                if (from.isBefore(to)) {
                    common.add(new Span(from, to));
                }
            }
        }
        return of(common);
    }

    /** How much of the time between two instants lies outside. */
    Duration outside(Instant from, Instant to) {
        if (!from.isBefore(to)) {
            return Duration.ZERO;
        }
        var inside = and(new Spans(List.of(new Span(from, to)))).all().stream()
                .map(Span::length)
                .reduce(Duration.ZERO, Duration::plus);
        return Duration.between(from, to).minus(inside);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
