package org.silobridge.cli.soak.enforcement;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.silobridge.cli.local.Participant;
import org.silobridge.cli.soak.Findings;
import org.silobridge.cli.soak.Moment;
import org.silobridge.client.Dataset;
import org.silobridge.client.Decision;
import org.silobridge.client.NewRequest;
import org.silobridge.client.Request;
import org.silobridge.model.GrantState;
import org.silobridge.model.Outcome;
import org.silobridge.model.RequestState;

/**
 * Everybody who files requests for some departments and decides on them, one thing after the other, whatever happens to
 * the exchange meanwhile. A call that is not answered is made again until it is: with the same idempotency key, or by
 * looking at what became of it. So in the end it is known exactly what the catalogue owes.
 */
final class Clerk {
    private static final int LONGEST_PAUSE_MILLIS = 400;
    /** So short that its holder is told at once that it ends. */
    private static final int DAYS = 5;

    private final String name;
    private final Map<String, Person> applicants;
    private final Person steward;
    private final Person coordinator;
    private final List<Participant> grantees;
    private final List<Dataset> unconditional;
    private final List<Dataset> conditional;
    private final Calendar calendar;
    private final Duration watch;
    private final Clock clock;
    private final Random random;
    private final CountDownLatch end;
    private final Findings findings;
    private final Map<String, Case> current = new HashMap<>();
    private final List<Case> over = new ArrayList<>();
    private final Map<String, Integer> acts = new HashMap<>();

    /** Lets days pass. */
    interface Calendar {
        /** Makes the grant end within seconds. @return when */
        Instant endSoon(String grant) throws InterruptedException;
    }

    /**
     * @param applicants by slug of their department
     * @param watch how long, now and then, nothing is given back that was taken
     * @param end when it is 0, the clerk finishes what it is at and goes home
     */
    Clerk(
            String name,
            Map<String, Person> applicants,
            Person steward,
            Person coordinator,
            List<Participant> grantees,
            List<Dataset> unconditional,
            List<Dataset> conditional,
            Calendar calendar,
            Duration watch,
            Clock clock,
            Random random,
            CountDownLatch end,
            Findings findings) {
        this.name = name;
        this.applicants = Map.copyOf(applicants);
        this.steward = steward;
        this.coordinator = coordinator;
        this.grantees = List.copyOf(grantees);
        this.unconditional = List.copyOf(unconditional);
        this.conditional = List.copyOf(conditional);
        this.calendar = calendar;
        this.watch = watch;
        this.clock = clock;
        this.random = random;
        this.end = end;
        this.findings = findings;
    }

    /** Works until the end, and leaves no grant whose date has come and is not seen. */
    void work() {
        try {
            while (!end.await(random.nextInt(LONGEST_PAUSE_MILLIS), TimeUnit.MILLISECONDS)) {
                act();
            }
            for (var one : current.values()) {
                while (one.stage() == Case.Stage.ENDS_BY_DATE) {
                    lookAtDate(one);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            findings.add(name + " had to stop: " + e);
        }
    }

    /** All that was asked for. To be asked after {@link #work} has returned. */
    List<Case> cases() {
        var all = new ArrayList<>(over);
        all.addAll(current.values());
        return all;
    }

    /** How often each thing was decided. */
    Map<String, Integer> acts() {
        return acts;
    }

    /** How many calls had to be made again. */
    int unanswered() {
        return steward.unanswered()
                + coordinator.unanswered()
                + applicants.values().stream().mapToInt(Person::unanswered).sum();
    }

    private void act() throws InterruptedException {
        var grantee = grantees.get(random.nextInt(grantees.size()));
        int which = random.nextInt(unconditional.size() + conditional.size());
        boolean waits = which >= unconditional.size();
        var dataset = waits ? conditional.get(which - unconditional.size()) : unconditional.get(which);
        var pair = grantee.slug() + " " + dataset.name();
        var known = current.get(pair);
        if (known == null || (known.stage() == Case.Stage.OVER && !known.rests(clock.instant()))) {
            current.put(pair, file(grantee, dataset, waits));
            if (known != null) {
                over.add(known);
            }
            return;
        }
        if (known.rests(clock.instant())) {
            return;
        }
        switch (known.stage()) {
            case WAITS_FOR_DECISION -> decide(known);
            case IN_FORCE -> {
                switch (random.nextInt(6)) {
                    case 0, 1 -> revoke(known);
                    case 2, 3 -> suspend(known);
                    case 4 -> {
                        known.endsAt(calendar.endSoon(known.grant().value()));
                        acts.merge("ends by date", 1, Integer::sum);
                    }
                    default -> askAgain(known);
                }
            }
            case SUSPENDED -> {
                if (random.nextInt(3) == 0) {
                    revoke(known);
                } else {
                    resume(known);
                }
            }
            case ENDS_BY_DATE -> lookAtDate(known);
            case OVER -> throw new IllegalStateException("over: " + known.request);
        }
    }

    private Case file(Participant grantee, Dataset dataset, boolean waits) throws InterruptedException {
        var key = name + "-" + Long.toHexString(random.nextLong());
        var request =
                told("filing", applicant(grantee).ask(client -> client.fileRequest(wanted(grantee, dataset), key)));
        var expected = waits ? RequestState.PENDING : RequestState.APPROVED;
        findings.check(
                request.state() == expected && (request.grant() != null) != waits,
                "request " + request.id() + " was filed and is " + request.state() + " with grant " + request.grant());
        acts.merge("filed", 1, Integer::sum);
        var filed = new Case(grantee, dataset, request.id());
        if (request.grant() != null) {
            filed.granted(request.grant());
        }
        return filed;
    }

    /** A step that was taken and not answered is found taken: nobody else acts on this request. */
    private void decide(Case known) throws InterruptedException {
        told("checking " + known.request, coordinator.ask(client -> {
            var outcome = client.passCheck(known.request);
            return refusedAs(outcome, "catalogue.request.waits-for-steward") ? client.request(known.request) : outcome;
        }));
        known.passed();
        boolean approve = random.nextInt(4) > 0;
        var decision =
                new Decision(approve ? Decision.Verdict.APPROVE : Decision.Verdict.REFUSE, "decided by " + name, null);
        var decided = told("deciding " + known.request, steward.ask(client -> {
            var outcome = client.decide(known.request, decision);
            return refusedAs(outcome, "catalogue.request.already-decided") ? client.request(known.request) : outcome;
        }));
        var expected = approve ? RequestState.APPROVED : RequestState.REFUSED;
        findings.check(
                decided.state() == expected && (decided.grant() != null) == approve,
                "request " + known.request + " was told " + expected + " and is " + decided.state());
        if (decided.grant() == null) {
            known.refused();
        } else {
            known.approvedByHand();
            known.granted(decided.grant());
        }
        acts.merge(approve ? "approved" : "refused", 1, Integer::sum);
    }

    private void revoke(Case known) throws InterruptedException {
        told("revoking", steward.ask(client -> client.revoke(known.grant(), "revoked by " + name)));
        known.revoked();
        leaveAlone(known);
        acts.merge("revoked", 1, Integer::sum);
    }

    private void suspend(Case known) throws InterruptedException {
        told("suspending", steward.ask(client -> client.suspend(known.grant(), "suspended by " + name)));
        known.suspended();
        leaveAlone(known);
        acts.merge("suspended", 1, Integer::sum);
    }

    private void resume(Case known) throws InterruptedException {
        told("resuming", steward.ask(client -> client.resume(known.grant(), "resumed by " + name)));
        known.resumed();
        acts.merge("resumed", 1, Integer::sum);
    }

    private void lookAtDate(Case known) throws InterruptedException {
        var grant = told("looking", steward.ask(client -> client.grant(known.grant())));
        if (grant.state() == GrantState.EXPIRED) {
            findings.check(known.isPast(clock.instant()), "grant " + grant.id() + " expired before its date");
            known.expired();
            leaveAlone(known);
            acts.merge("expired", 1, Integer::sum);
        } else if (known.isPast(clock.instant().minusSeconds(60)) && end.getCount() == 0) {
            findings.add("grant " + grant.id() + " is " + grant.state() + " a minute after its date");
            known.expired();
        } else if (end.getCount() == 0) {
            Moment.pass(100);
        }
    }

    /** Every other time so long that somebody who reads on is seen, and the other times hardly at all. */
    private void leaveAlone(Case ended) {
        var rest = random.nextBoolean()
                ? Duration.ofMillis(random.nextInt(1_000))
                : watch.plusMillis(random.nextInt(2_000));
        ended.rest(clock.instant().plus(rest));
    }

    /** What is asked a second time while it stands is what stands. */
    private void askAgain(Case known) throws InterruptedException {
        var again = told(
                "asking again",
                applicant(known.grantee).ask(client -> client.fileRequest(wanted(known.grantee, known.dataset), null)));
        findings.check(
                again.id().equals(known.request),
                "what stands was asked again, and became another request: " + known.request + ", " + again.id());
    }

    private Person applicant(Participant grantee) {
        return Objects.requireNonNull(applicants.get(grantee.slug()));
    }

    private static NewRequest wanted(Participant grantee, Dataset dataset) {
        return new NewRequest(
                dataset.name().toString(),
                grantee.slug(),
                "ServiceAccessDetermination",
                "a soak run",
                "soak",
                List.of("open"),
                DAYS,
                null);
    }

    private static <T> T told(String what, Outcome<T> outcome) {
        if (outcome instanceof Outcome.Refused<T> refused) {
            throw new IllegalStateException(
                    what + " was refused: " + refused.refusal().in(Locale.ENGLISH));
        }
        return outcome.orThrow();
    }

    private static boolean refusedAs(@Nullable Outcome<Request> outcome, String code) {
        return outcome instanceof Outcome.Refused<Request> refused
                && refused.refusal().reason().code().equals(code);
    }
}
