package org.silobridge.cli.soak.enforcement;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.silobridge.cli.soak.Findings;
import org.silobridge.cli.soak.enforcement.ExportedLedger.Entry;
import org.silobridge.cli.soak.enforcement.Feed.Published;
import org.silobridge.cli.soak.enforcement.Spans.Span;

/**
 * Holds what an exchange did and what its readers had against what was decided, by {@code docs/enforcement.md}. Knows
 * nothing of the service's own view: what people were told, what clients saw, when what was away.
 */
final class Judge {
    /** What may happen to a grant, a letter for each entry; see {@link #LETTERS}. */
    private static final Pattern COURSE = Pattern.compile("AP?(SH?RP?)*(SH?)?([VE]W)?");

    private static final Map<String, String> LETTERS = Map.of(
            "grant.approved", "A",
            "grant.applied", "P",
            "grant.suspended", "S",
            "grant.withheld", "H",
            "grant.resumed", "R",
            "grant.revoked", "V",
            "grant.expired", "E",
            "grant.withdrawn", "W");

    /** Entries about requests and grants that record a decision, or a date that came. */
    private static final Set<String> DECISIONS = Set.of(
            "request.filed",
            "request.passed",
            "request.approved",
            "request.refused",
            "grant.approved",
            "grant.suspended",
            "grant.resumed",
            "grant.revoked",
            "grant.expired");

    private static final Map<String, String> TOLD_BY_NOTICE = Map.of(
            "grant.suspended", "catalogue.notice.grant-suspended",
            "grant.resumed", "catalogue.notice.grant-resumed",
            "grant.revoked", "catalogue.notice.grant-revoked",
            "grant.expired", "catalogue.notice.grant-expired");

    private final Findings findings;
    private final Outages outages;
    private final Duration bound;
    private final Duration feedBound;
    private final Duration telling;

    /**
     * @param bound what a right may still give after its end, in time in which somebody could enforce it. A record that
     *     Kafka took may take twice as long to who may read it, in time in which Kafka answered; and an outage of everything but Kafka
     *     that is half as long has to show that feeds go on in it
     */
    Judge(Findings findings, Outages outages, Duration bound) {
        this.findings = findings;
        this.outages = outages;
        this.bound = bound;
        this.feedBound = bound.multipliedBy(2);
        this.telling = bound.dividedBy(2);
    }

    /** A notice, as far as it matters whether there are two of it. */
    record Notified(String department, String about, String code) {}

    /** What a grant says of itself in the end. */
    record Standing(String id, String department, String topic, Instant until) {}

    // ------------------------------------------------------------------------------------------ decisions

    /**
     * Every decision that was acknowledged stands in the ledger once, in the order in which it was made, and nothing that
     * nobody decided.
     */
    void decisions(Collection<Told> acknowledged, List<Entry> ledger) {
        var recorded = new TreeMap<String, List<String>>();
        for (var entry : ledger) {
            if (DECISIONS.contains(entry.type())) {
                recorded.computeIfAbsent(entry.object(), any -> new ArrayList<>())
                        .add(entry.type());
            }
        }
        for (var told : acknowledged) {
            var found = recorded.remove(told.object());
            findings.check(
                    told.acts().equals(found),
                    told.object() + " was told " + told.acts() + " and has in the ledger "
                            + (found == null ? "nothing" : found));
        }
        recorded.forEach((object, types) -> findings.add(object + " has in the ledger what nobody decided: " + types));
    }

    /** Each grant went the way of a grant, was enforced each time, and each end and suspension was carried out once. */
    void courses(List<Entry> ledger) {
        var courses = new TreeMap<String, StringBuilder>();
        for (var entry : ledger) {
            var letter = LETTERS.get(entry.type());
            if (letter != null) {
                courses.computeIfAbsent(entry.object(), any -> new StringBuilder())
                        .append(letter);
            }
        }
        courses.forEach((grant, course) -> {
            char last = course.charAt(course.length() - 1);
            findings.check(
                    COURSE.matcher(course).matches() && (last == 'P' || last == 'H' || last == 'W'),
                    "grant " + grant + " went a way that no grant goes: " + course
                            + " (approved, aPplied, suspended, witHheld, resumed, reVoked, expired, withdrawn)");
        });
    }

    // ------------------------------------------------------------------------------------------ rights

    /** Kafka has exactly what the grants say. */
    void rights(Set<String> wanted, Set<String> found) {
        findings.same("rights on Kafka", wanted, found);
    }

    /**
     * Every right that the service found or missed was made or taken away by hand, not more often than that, and each
     * finding was closed; no plan was stopped.
     */
    void drift(List<Entry> ledger, List<String> made, List<String> taken) {
        explained("found", "right.found", ledger, made);
        explained("lost", "right.lost", ledger, taken);
        closed("right.found", "right.healed", ledger);
        closed("right.lost", "right.restored", ledger);
        ledger.stream()
                .filter(entry -> entry.type().equals("enforcement.stopped"))
                .forEach(entry -> findings.add("enforcement stopped: " + entry.object()));
    }

    private void explained(String what, String type, List<Entry> ledger, List<String> byHand) {
        var hands = counted(byHand);
        counted(ledger.stream()
                        .filter(entry -> entry.type().equals(type))
                        .map(Entry::right)
                        .toList())
                .forEach((right, times) -> findings.check(
                        times <= hands.getOrDefault(right, 0),
                        "a right was " + what + " " + times + " times, by hand " + hands.getOrDefault(right, 0)
                                + " times: " + right));
    }

    private void closed(String opening, String closing, List<Entry> ledger) {
        var open = new HashSet<String>();
        for (var entry : ledger) {
            if (entry.type().equals(opening)) {
                findings.check(open.add(entry.right()), opening + " twice without " + closing + ": " + entry.right());
            } else if (entry.type().equals(closing)) {
                findings.check(open.remove(entry.right()), closing + " without " + opening + ": " + entry.right());
            }
        }
        open.forEach(right -> findings.add(opening + " without " + closing + ": " + right));
    }

    private static Map<String, Integer> counted(List<String> all) {
        var counts = new TreeMap<String, Integer>();
        all.forEach(one -> counts.merge(one, 1, Integer::sum));
        return counts;
    }

    // ------------------------------------------------------------------------------------------ notices

    /** Nobody was told a thing twice; of each decision that a holder is told of there is one notice. */
    void notices(List<Notified> notices, List<Entry> ledger) {
        var seen = new HashSet<Notified>();
        notices.forEach(notice -> findings.check(seen.add(notice), "told twice: " + notice));
        TOLD_BY_NOTICE.forEach((type, code) -> {
            var owed = counted(ledger.stream()
                    .filter(entry -> entry.type().equals(type))
                    .map(Entry::object)
                    .toList());
            var told = counted(notices.stream()
                    .filter(notice -> notice.code().equals(code))
                    .map(notice -> notice.about().split(" ", 2)[0])
                    .toList());
            owed.forEach((grant, times) -> findings.check(
                    times.equals(told.get(grant)),
                    type + " " + times + " times, and told " + told.getOrDefault(grant, 0) + " times: " + grant));
            told.keySet().stream()
                    .filter(grant -> !owed.containsKey(grant))
                    .forEach(grant -> findings.add("told of " + type + " that never was: " + grant));
        });
    }

    // ------------------------------------------------------------------------------------------ reading

    /** When grants were in force, by the times of the decisions in the ledger. */
    static List<Permission> permissions(List<Entry> ledger, Collection<Standing> grants) {
        var known = grants.stream().collect(toMap(Standing::id, grant -> grant));
        var since = new HashMap<String, Instant>();
        var all = new ArrayList<Permission>();
        for (var entry : ledger) {
            switch (entry.type()) {
                case "grant.approved", "grant.resumed" -> since.put(entry.object(), entry.time());
                case "grant.suspended", "grant.revoked" -> {
                    var from = since.remove(entry.object());
                    if (from != null) {
                        all.add(granted(known.get(entry.object()), entry.object(), from, entry.time()));
                    }
                }
                default -> {
                    // Everything else follows from these: expiry from the grant's date, whenever it was noticed.
                }
            }
        }
        since.forEach((grant, from) -> all.add(granted(known.get(grant), grant, from, null)));
        return all;
    }

    private static Permission granted(@Nullable Standing grant, String id, Instant from, @Nullable Instant decided) {
        if (grant == null) {
            throw new IllegalArgumentException("the ledger has a grant that the catalogue does not know: " + id);
        }
        var until = decided == null || grant.until().isBefore(decided) ? grant.until() : decided;
        return new Permission(grant.department(), grant.topic(), from, until, Duration.ZERO, id);
    }

    /**
     * Nobody had a record when no permission held: none before it, and none later than the bound after it, outages of
     * what enforces it not counted.
     */
    Reads reads(List<Permission> permissions, List<Reading> readings) {
        var stopped = outages.ofEnforcement();
        Map<String, List<Permission>> byReader =
                permissions.stream().collect(groupingBy(one -> key(one.department(), one.topic())));
        var wrong = new LinkedHashMap<String, List<Reading>>();
        var reads = new Reads();
        for (var reading : readings) {
            var key = key(reading.department(), reading.topic());
            Optional<Duration> over = overrun(byReader.getOrDefault(key, List.of()), reading.at(), stopped);
            if (over.isEmpty()) {
                wrong.computeIfAbsent(key, any -> new ArrayList<>()).add(reading);
            } else {
                reads.count(over.get());
            }
        }
        wrong.forEach((reader, records) -> {
            var first = records.get(0);
            findings.add(reader + ": had " + records.size() + " records that it should not have had, the first at "
                    + first.at() + " (partition " + first.partition() + ", offset " + first.offset() + ", sent "
                    + first.sent() + "); " + before(byReader.getOrDefault(reader, List.of()), first.at(), stopped));
        });
        return reads;
    }

    /** How long after the end of what allowed it, in time that counts; empty where nothing did. */
    private Optional<Duration> overrun(List<Permission> permissions, Instant at, Spans stopped) {
        var begun = permissions.stream().filter(one -> !at.isBefore(one.from())).toList();
        if (begun.stream().anyMatch(one -> one.until() == null || at.isBefore(one.until()))) {
            return Optional.of(Duration.ZERO);
        }
        Duration least = null;
        for (var one : begun) {
            var over = stopped.outside(end(one), at);
            if (over.compareTo(bound.plus(one.healing())) <= 0) {
                var beside = over.compareTo(one.healing()) > 0 ? over.minus(one.healing()) : Duration.ZERO;
                least = least == null || beside.compareTo(least) < 0 ? beside : least;
            }
        }
        return Optional.ofNullable(least);
    }

    private static String before(List<Permission> permissions, Instant at, Spans stopped) {
        return permissions.stream()
                .filter(one -> !at.isBefore(one.from()))
                .max((one, other) -> end(one).compareTo(end(other)))
                .map(one -> one.why() + " ended " + end(one) + ", which is "
                        + stopped.outside(end(one), at).toMillis() + " ms that count")
                .orElse("it never might");
    }

    private static Instant end(Permission one) {
        return one.until() == null ? Instant.MAX : one.until();
    }

    private static String key(String department, String topic) {
        return department + " on " + topic;
    }

    /**
     * How many grants ended or were suspended, and nothing gave the right back before the bound was over: at these a late
     * reader is seen.
     *
     * @param now until when was watched
     */
    long watchedEnds(List<Permission> permissions, Instant now) {
        var stopped = outages.ofEnforcement();
        Map<String, List<Permission>> byReader =
                permissions.stream().collect(groupingBy(one -> key(one.department(), one.topic())));
        return byReader.values().stream()
                .flatMap(theirs -> theirs.stream()
                        .filter(ended -> ended.healing().isZero() && end(ended).isBefore(now.minus(bound)))
                        .filter(ended -> theirs.stream()
                                .noneMatch(other -> end(other).isAfter(end(ended))
                                        && stopped.outside(end(ended), other.from())
                                                        .compareTo(bound)
                                                <= 0)))
                .count();
    }

    /** What can be told of readings that were in order. */
    static final class Reads {
        private long all;
        private long late;
        private Duration longest = Duration.ZERO;

        private void count(Duration overrun) {
            all++;
            if (!overrun.isZero()) {
                late++;
                longest = overrun.compareTo(longest) > 0 ? overrun : longest;
            }
        }

        long all() {
            return all;
        }

        /** Those after the end of the right and within the bound. */
        long late() {
            return late;
        }

        Duration longest() {
            return longest;
        }
    }

    // ------------------------------------------------------------------------------------------ feeds

    /**
     * Who may read all the time had every record that Kafka took, in time, and so also while catalogue, PostgreSQL and
     * registry were away.
     */
    Duration feed(String reader, List<Published> published, List<Reading> readings) {
        var silent = outages.of(Outages.Part.KAFKA);
        var had = new HashMap<String, Instant>();
        readings.forEach(one -> had.putIfAbsent(one.partition() + "@" + one.offset(), one.at()));
        var longest = Duration.ZERO;
        int missing = 0;
        for (var record : published) {
            var at = had.get(record.partition() + "@" + record.offset());
            if (at == null) {
                missing++;
                continue;
            }
            var took = silent.outside(record.acknowledged(), at);
            longest = took.compareTo(longest) > 0 ? took : longest;
        }
        findings.check(missing == 0, reader + ": " + missing + " records did not arrive");
        findings.check(
                longest.compareTo(feedBound) <= 0,
                reader + ": a record took " + longest.toMillis()
                        + " ms from when Kafka took it, though Kafka answered");
        away().forEach((what, spans) -> spans.all().stream()
                .filter(span -> span.length().compareTo(telling) >= 0)
                .filter(span -> silent.all().stream().noneMatch(other -> touches(other, span)))
                .filter(span -> published.stream().anyMatch(record -> within(span, record.acknowledged())))
                .filter(span -> readings.stream().noneMatch(one -> within(span, one.sent()) && within(span, one.at())))
                .forEach(span -> findings.add(
                        reader + ": had nothing while " + what + " was away, " + span.from() + " to " + span.to())));
        return longest;
    }

    /** How many records that were published while something was away were read while it still was. */
    Map<String, Long> readMeanwhile(List<Reading> readings) {
        var counts = new LinkedHashMap<String, Long>();
        away().forEach((what, spans) -> counts.put(
                what,
                readings.stream()
                        .filter(one -> spans.all().stream()
                                .anyMatch(span -> within(span, one.sent()) && within(span, one.at())))
                        .count()));
        return counts;
    }

    private Map<String, Spans> away() {
        var away = new LinkedHashMap<String, Spans>();
        away.put("the catalogue", outages.ofCatalogue());
        away.put("PostgreSQL", outages.of(Outages.Part.POSTGRES));
        away.put("the registry", outages.of(Outages.Part.REGISTRY));
        return away;
    }

    /** Clients need a moment to come back: what a broker that was away leaves behind counts, too. */
    private boolean touches(Span kafka, Span span) {
        return kafka.from().isBefore(span.to())
                && span.from().isBefore(kafka.to().plus(feedBound));
    }

    private static boolean within(Span span, Instant at) {
        return !at.isBefore(span.from()) && at.isBefore(span.to());
    }

    // ------------------------------------------------------------------------------------------ registry

    /** Every schema that was there is there under its id, though the registry forgot it. */
    void schemas(Map<Integer, String> before, Map<Integer, String> after) {
        findings.same(
                "schemas by id",
                before.entrySet().stream().map(Object::toString).collect(toSet()),
                after.entrySet().stream().map(Object::toString).collect(toSet()));
    }
}
