package org.silobridge.cli.soak;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.silobridge.cli.local.Participant;
import org.silobridge.client.CatalogueClient;
import org.silobridge.client.CatalogueUnavailableException;
import org.silobridge.client.Dataset;
import org.silobridge.client.Decision;
import org.silobridge.client.NewRequest;
import org.silobridge.client.Request;
import org.silobridge.model.Outcome;
import org.silobridge.model.RequestState;

/**
 * Somebody who files, decides and revokes, one thing after the other, whatever happens to the catalogue meanwhile. A
 * call that is not answered is made again until it is: with the same idempotency key, or by looking at what became of
 * it. So in the end this clerk knows exactly what the catalogue owes.
 */
final class Clerk {
    private static final int LONGEST_PAUSE_MILLIS = 25;
    private static final int AGAIN_MILLIS = 40;
    private static final long PATIENCE_MILLIS = 60_000;

    private final String name;
    private final Participant owner;
    private final CatalogueClient coordinator;
    private final List<Participant> grantees;
    private final List<Dataset> unconditional;
    private final List<Dataset> conditional;
    private final Random random;
    private final CountDownLatch end;
    private final Findings findings;
    private final Map<String, Case> current = new HashMap<>();
    private final List<Case> over = new ArrayList<>();
    private int decisions;
    private int unanswered;

    /** @param end when it is 0, the clerk finishes what it is at and goes home */
    Clerk(
            String name,
            Participant owner,
            CatalogueClient coordinator,
            List<Participant> grantees,
            List<Dataset> unconditional,
            List<Dataset> conditional,
            Random random,
            CountDownLatch end,
            Findings findings) {
        this.name = name;
        this.owner = owner;
        this.coordinator = coordinator;
        this.grantees = List.copyOf(grantees);
        this.unconditional = List.copyOf(unconditional);
        this.conditional = List.copyOf(conditional);
        this.random = random;
        this.end = end;
        this.findings = findings;
    }

    /** Works until the end. */
    void work() {
        try {
            while (!end.await(random.nextInt(LONGEST_PAUSE_MILLIS), TimeUnit.MILLISECONDS)) {
                act();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            findings.add(name + " had to stop: " + e);
        }
    }

    /** All requests of this clerk, as it was told. To be asked after {@link #work} has returned. */
    List<Case> cases() {
        var all = new ArrayList<>(over);
        all.addAll(current.values());
        return all;
    }

    /** How many decisions were acknowledged. */
    int decisions() {
        return decisions;
    }

    /** How many calls had to be made again. */
    int unanswered() {
        return unanswered;
    }

    private void act() {
        var grantee = grantees.get(random.nextInt(grantees.size()));
        int which = random.nextInt(unconditional.size() + conditional.size());
        boolean waits = which >= unconditional.size();
        var dataset = waits ? conditional.get(which - unconditional.size()) : unconditional.get(which);
        var pair = grantee.slug() + " " + dataset.name();
        var known = current.get(pair);
        if (known == null || known.isOver()) {
            if (known != null) {
                over.add(known);
            }
            current.put(pair, file(grantee, dataset, waits));
        } else if (known.state() == RequestState.PENDING) {
            current.put(pair, decide(known));
        } else if (random.nextInt(3) > 0) {
            current.put(pair, revoke(known));
        } else {
            askAgain(grantee, known);
        }
    }

    private Case file(Participant grantee, Dataset dataset, boolean waits) {
        var key = name + "-" + Long.toHexString(random.nextLong());
        var request = granted("filing", () -> grantee.applicant().fileRequest(wanted(grantee, dataset), key));
        var expected = waits ? RequestState.PENDING : RequestState.APPROVED;
        findings.check(
                request.state() == expected && (request.grant() != null) != waits,
                "request " + request.id() + " was filed and is " + request.state() + " with grant " + request.grant());
        decisions++;
        return new Case(dataset, grantee.slug(), waits, request.id(), request.state(), request.grant(), false);
    }

    private Case decide(Case known) {
        granted("checking " + known.request(), () -> {
            var outcome = coordinator.passCheck(known.request());
            // As below: a check that was made and not answered is found made.
            return refusedAs(outcome, "catalogue.request.waits-for-steward")
                    ? coordinator.request(known.request())
                    : outcome;
        });
        boolean approve = random.nextInt(4) > 0;
        var decision =
                new Decision(approve ? Decision.Verdict.APPROVE : Decision.Verdict.REFUSE, "decided by " + name, null);
        var decided = granted("deciding " + known.request(), () -> {
            var outcome = owner.steward().decide(known.request(), decision);
            // A decision that was made and not answered is found made: nobody else decides on this request.
            return refusedAs(outcome, "catalogue.request.already-decided")
                    ? owner.steward().request(known.request())
                    : outcome;
        });
        var expected = approve ? RequestState.APPROVED : RequestState.REFUSED;
        findings.check(
                decided.state() == expected && (decided.grant() != null) == approve,
                "request " + known.request() + " was told " + expected + " and is " + decided.state());
        decisions++;
        return known.decided(decided.state(), decided.grant());
    }

    private Case revoke(Case known) {
        var grant = known.grant();
        if (grant == null) {
            throw new IllegalStateException("request " + known.request() + " is approved and has no grant");
        }
        granted("revoking " + grant, () -> owner.steward().revoke(grant, "revoked by " + name));
        decisions++;
        return known.withdrawn();
    }

    /** What is asked a second time while it stands is what stands. */
    private void askAgain(Participant grantee, Case known) {
        var again =
                granted("asking again", () -> grantee.applicant().fileRequest(wanted(grantee, known.dataset()), null));
        findings.check(
                again.id().equals(known.request()),
                "what stands was asked again, and became another request: " + known.request() + ", " + again.id());
    }

    private static NewRequest wanted(Participant grantee, Dataset dataset) {
        return new NewRequest(
                dataset.name().toString(),
                grantee.slug(),
                "ServiceAccessDetermination",
                "a soak run",
                "soak",
                List.of("open"),
                30,
                null);
    }

    /** Calls until there is an answer. While the catalogue is killed again and again, that may take any time. */
    private <T> T granted(String what, Supplier<Outcome<T>> call) {
        long waitedAfterEnd = 0;
        while (true) {
            try {
                var outcome = call.get();
                if (outcome instanceof Outcome.Refused<T> refused) {
                    throw new IllegalStateException(
                            what + " was refused: " + refused.refusal().in(Locale.ENGLISH));
                }
                return outcome.orThrow();
            } catch (CatalogueUnavailableException e) {
                unanswered++;
                if (end.getCount() == 0 && waitedAfterEnd++ > PATIENCE_MILLIS / AGAIN_MILLIS) {
                    throw new IllegalStateException(what + " was not answered though nothing is killed any more", e);
                }
                pause();
            }
        }
    }

    /** Waits although the end may have come: what was begun is finished. */
    private static void pause() {
        try {
            Moment.pass(AGAIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static boolean refusedAs(@Nullable Outcome<Request> outcome, String code) {
        return outcome instanceof Outcome.Refused<Request> refused
                && refused.refusal().reason().code().equals(code);
    }
}
