package org.silobridge.catalogue.scoreboard;

import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.silobridge.catalogue.actor.Actor;
import org.silobridge.catalogue.actor.Parties;
import org.silobridge.catalogue.actor.Permission;
import org.silobridge.catalogue.clock.WorkingTime;
import org.silobridge.catalogue.dataset.DatasetStore;
import org.silobridge.catalogue.request.AccessRequest;
import org.silobridge.catalogue.request.RequestClock;
import org.silobridge.catalogue.request.Requests;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.RequestState;

/** How well departments answer what they are asked, month by month, as things stand now. */
public final class Scoreboard {
    private final Requests requests;
    private final RequestClock requestClock;
    private final WorkingTime time;
    private final Clock clock;
    private final DatasetStore datasets = new DatasetStore();

    public Scoreboard(Requests requests, RequestClock requestClock, WorkingTime time, Clock clock) {
        this.requests = requests;
        this.requestClock = requestClock;
        this.time = time;
        this.clock = clock;
    }

    /**
     * A month's figures.
     *
     * @param asOf later answers are not in them
     */
    public record Month(YearMonth month, Instant asOf, List<Line> lines) {
        public Month {
            lines = List.copyOf(lines);
        }
    }

    /**
     * One department's line.
     *
     * @param score of the requests that its stewards had to answer
     * @param byRule how many more a rule decided at once; nobody had to answer them
     * @param closed how many more ended without its decision: taken back, lapsed for want of a supplement, or not conform
     * @param refusals how many were refused, by steward, rule or the conformity check, for each code
     */
    public record Line(
            DepartmentId department, Score score, int byRule, int closed, SortedMap<String, Integer> refusals) {}

    /** The month that it is where the exchange is. */
    public YearMonth now() {
        return YearMonth.from(clock.instant().atZone(zone()));
    }

    /**
     * What came in during a month: a line for each department that was asked for anything, of those whose requests the
     * actor sees as theirs to answer; of all of them for who oversees the exchange.
     */
    public Month month(Handle db, Actor by, YearMonth month) {
        var asked = new TreeMap<String, List<AccessRequest>>();
        for (var request : requests.list(db, by, null, null)) {
            var owner = datasets.find(db, request.dataset()).orElseThrow().owner();
            if (YearMonth.from(request.filedAt().atZone(zone())).equals(month)
                    && Permission.GET_SCOREBOARD.allows(by, Parties.owner(owner))) {
                asked.computeIfAbsent(owner.value(), unknown -> new ArrayList<>())
                        .add(request);
            }
        }
        var asOf = clock.instant();
        return new Month(
                month,
                asOf,
                asked.entrySet().stream()
                        .map(entry -> line(new DepartmentId(entry.getKey()), entry.getValue(), asOf))
                        .toList());
    }

    private Line line(DepartmentId department, List<AccessRequest> asked, Instant asOf) {
        var refusals = new TreeMap<String, Integer>();
        var toAnswer = new ArrayList<Matter>();
        int byRule = 0;
        int closed = 0;
        for (var request : asked) {
            var decision = request.decision();
            if (decision != null && request.state() == RequestState.REFUSED) {
                refusals.merge(decision.reason().code(), 1, Integer::sum);
            }
            var answer = requestClock.answer(request);
            if (request.closing() != null) {
                closed++;
            } else if (decision != null && decision.by() == null) {
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
                refusals);
    }

    private ZoneId zone() {
        return time.zone();
    }
}
