package org.silobridge.catalogue.scoreboard;

import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.silobridge.catalogue.actor.Actor;
import org.silobridge.catalogue.actor.Parties;
import org.silobridge.catalogue.actor.Permission;
import org.silobridge.catalogue.clock.WorkingTime;
import org.silobridge.catalogue.correction.Correction;
import org.silobridge.catalogue.correction.Corrections;
import org.silobridge.catalogue.dataset.DatasetStore;
import org.silobridge.catalogue.request.AccessRequest;
import org.silobridge.catalogue.request.RequestClock;
import org.silobridge.catalogue.request.Requests;
import org.silobridge.catalogue.use.MonthOfFeeds;
import org.silobridge.catalogue.use.Use;
import org.silobridge.model.DatasetId;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.RequestState;

/** How well departments answer what they are asked, month by month, as things stand now. */
public final class Scoreboard {
    private final Requests requests;
    private final RequestClock requestClock;
    private final Corrections corrections;
    private final Use use;
    private final WorkingTime time;
    private final Clock clock;
    private final DatasetStore datasets = new DatasetStore();

    public Scoreboard(
            Requests requests,
            RequestClock requestClock,
            Corrections corrections,
            Use use,
            WorkingTime time,
            Clock clock) {
        this.requests = requests;
        this.requestClock = requestClock;
        this.corrections = corrections;
        this.use = use;
        this.time = time;
        this.clock = clock;
    }

    /**
     * A month's figures.
     *
     * @param asOf later answers are not in them
     * @param coordinators for who oversees the exchange
     */
    public record Month(YearMonth month, Instant asOf, List<Line> lines, Optional<Coordinators> coordinators) {
        public Month {
            lines = List.copyOf(lines);
        }
    }

    /**
     * One department's line.
     *
     * @param score of the requests that its stewards had to answer
     * @param byRule how many more a rule decided at once; nobody had to answer them
     * @param closed how many more ended without its decision: taken back, lapsed for want of a supplement, not conform, or
     *     refused because the owner ended
     * @param refusals how many were refused, by steward, rule or the conformity check, for each code
     * @param corrections of the disputes of its records; those that were taken back, or ended with the
     *     department before it had answered, are not in it
     * @param feeds as far as Kafka reports it
     */
    public record Line(
            DepartmentId department,
            Score score,
            int byRule,
            int closed,
            SortedMap<String, Integer> refusals,
            Score corrections,
            MonthOfFeeds feeds) {}

    /** How the exchange's own people keep their clocks: of the checks and the appeals that came to them in the month. */
    public record Coordinators(Score checks, Score appeals) {}

    /** The month that it is where the exchange is. */
    public YearMonth now() {
        return YearMonth.from(clock.instant().atZone(zone()));
    }

    /**
     * What came in during a month, and how feeds did: a line for each department that was asked for anything, of which a
     * record was disputed or that has a feed, of those whose requests the actor sees as theirs to answer; of all of them for
     * who oversees the exchange.
     */
    public Month month(Handle db, Actor by, YearMonth month) {
        var asked = new TreeMap<String, List<AccessRequest>>();
        var owners = new HashMap<DatasetId, DepartmentId>();
        var seen = requests.list(db, by, null, null);
        for (var request : seen) {
            var owner = owners.computeIfAbsent(
                    request.dataset(), id -> datasets.find(db, id).orElseThrow().owner());
            if (YearMonth.from(request.filedAt().atZone(zone())).equals(month)
                    && Permission.GET_SCOREBOARD.allows(by, Parties.owner(owner))) {
                asked.computeIfAbsent(owner.value(), unknown -> new ArrayList<>())
                        .add(request);
            }
        }
        var disputed = new TreeMap<String, List<Matter>>();
        var corrected = corrections.list(db, by, null, null, null);
        for (var correction : corrected) {
            var owner = correction.dispute().owner();
            corrections
                    .answer(correction)
                    .filter(answer ->
                            YearMonth.from(answer.receivedAt().atZone(zone())).equals(month)
                                    && Permission.GET_SCOREBOARD.allows(by, Parties.owner(owner)))
                    .ifPresent(answer -> disputed.computeIfAbsent(owner.value(), unknown -> new ArrayList<>())
                            .add(new Matter(
                                    owner.value(),
                                    answer.receivedAt(),
                                    answer.dueAt() == null ? Instant.MAX : answer.dueAt(),
                                    List.of(),
                                    answer.at())));
        }
        var feeds = new TreeMap<String, MonthOfFeeds>();
        use.month(db, month).forEach((owner, looks) -> {
            if (Permission.GET_SCOREBOARD.allows(by, Parties.owner(owner))) {
                feeds.put(owner.value(), looks);
            }
        });
        var asOf = clock.instant();
        return new Month(
                month,
                asOf,
                Stream.of(asked.keySet(), disputed.keySet(), feeds.keySet())
                        .flatMap(Set::stream)
                        .distinct()
                        .sorted()
                        .map(owner -> line(
                                requestClock,
                                time,
                                new DepartmentId(owner),
                                asked.getOrDefault(owner, List.of()),
                                Score.board(disputed.getOrDefault(owner, List.of()), asOf, time)
                                        .getOrDefault(owner, Score.NOTHING),
                                feeds.getOrDefault(owner, MonthOfFeeds.NOTHING),
                                asOf))
                        .toList(),
                Permission.GET_SCOREBOARD.allows(by, Parties.reader(null))
                        ? Optional.of(coordinators(seen, corrected, month, asOf))
                        : Optional.empty());
    }

    private Coordinators coordinators(
            List<AccessRequest> requests, List<Correction> disputes, YearMonth month, Instant asOf) {
        Predicate<Instant> inMonth = at -> YearMonth.from(at.atZone(zone())).equals(month);
        var all = requests.stream()
                .map(request -> requestClock.ofCoordinators(request, inMonth))
                .toList();
        var appeals = Stream.concat(
                all.stream().flatMap(of -> of.rulings().stream()).map(Scoreboard::matter),
                disputes.stream()
                        .flatMap(dispute -> corrections.ruling(dispute).stream())
                        .filter(ruling -> inMonth.test(ruling.receivedAt()))
                        .map(ruling -> new Matter(
                                "",
                                ruling.receivedAt(),
                                Objects.requireNonNull(ruling.dueAt()),
                                List.of(),
                                ruling.at())));
        return new Coordinators(
                score(all.stream().flatMap(of -> of.checks().stream()).map(Scoreboard::matter), asOf),
                score(appeals, asOf));
    }

    private static Matter matter(RequestClock.Answer answer) {
        return new Matter("", answer.receivedAt(), answer.schedule().redAt(), answer.pauses(), answer.at());
    }

    private Score score(Stream<Matter> matters, Instant asOf) {
        return Score.board(matters.toList(), asOf, time).getOrDefault("", Score.NOTHING);
    }

    static Line line(
            RequestClock requestClock,
            WorkingTime time,
            DepartmentId department,
            List<AccessRequest> asked,
            Score disputed,
            MonthOfFeeds feeds,
            Instant asOf) {
        var refusals = new TreeMap<String, Integer>();
        var toAnswer = new ArrayList<Matter>();
        int byRule = 0;
        int closed = 0;
        for (var request : asked) {
            var decision = request.decision();
            if (decision != null && request.state() == RequestState.REFUSED && !request.isRefusedByNobody()) {
                refusals.merge(decision.reason().code(), 1, Integer::sum);
            }
            var answer = requestClock.answer(request);
            if (request.closing() != null) {
                closed++;
            } else if (request.isDecidedByRule()) {
                byRule++;
            } else if (answer.isPresent()) {
                var known = answer.get();
                toAnswer.add(new Matter(
                        department.value(), known.receivedAt(), known.schedule().redAt(), known.pauses(), known.at()));
            } else if (decision != null) {
                closed++;
            }
        }
        return new Line(
                department,
                Score.board(toAnswer, asOf, time).getOrDefault(department.value(), Score.NOTHING),
                byRule,
                closed,
                refusals,
                disputed,
                feeds);
    }

    private ZoneId zone() {
        return time.zone();
    }
}
