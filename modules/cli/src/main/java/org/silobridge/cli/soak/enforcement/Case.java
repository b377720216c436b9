package org.silobridge.cli.soak.enforcement;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.silobridge.cli.local.Participant;
import org.silobridge.client.Dataset;
import org.silobridge.model.GrantId;
import org.silobridge.model.RequestId;

/** One request and the grant that it became, as the people who acted on them were told. */
final class Case {

    /** Where it stands. */
    enum Stage {
        WAITS_FOR_DECISION,
        IN_FORCE,
        SUSPENDED,
        ENDS_BY_DATE,
        OVER
    }

    final Participant grantee;
    final Dataset dataset;
    final RequestId request;
    private final List<String> requestActs = new ArrayList<>(List.of("request.filed"));
    private final List<String> grantActs = new ArrayList<>();
    private Stage stage = Stage.WAITS_FOR_DECISION;
    private @Nullable GrantId grant;
    private @Nullable Instant end;
    private Instant rested = Instant.MIN;

    Case(Participant grantee, Dataset dataset, RequestId request) {
        this.grantee = grantee;
        this.dataset = dataset;
        this.request = request;
    }

    Stage stage() {
        return stage;
    }

    GrantId grant() {
        return Objects.requireNonNull(grant, "not granted");
    }

    void passed() {
        requestActs.add("request.passed");
    }

    void approvedByHand() {
        requestActs.add("request.approved");
    }

    void refused() {
        requestActs.add("request.refused");
        stage = Stage.OVER;
    }

    void granted(GrantId became) {
        grant = became;
        grantActs.add("grant.approved");
        stage = Stage.IN_FORCE;
    }

    void suspended() {
        grantActs.add("grant.suspended");
        stage = Stage.SUSPENDED;
    }

    void resumed() {
        grantActs.add("grant.resumed");
        stage = Stage.IN_FORCE;
    }

    void revoked() {
        grantActs.add("grant.revoked");
        stage = Stage.OVER;
    }

    /** Its end is at hand, and nobody decides about it any more. */
    void endsAt(Instant at) {
        end = at;
        stage = Stage.ENDS_BY_DATE;
    }

    /** Nothing is to happen to it before. */
    void rest(Instant until) {
        rested = until;
    }

    boolean rests(Instant now) {
        return now.isBefore(rested);
    }

    boolean isPast(Instant now) {
        return end != null && end.isBefore(now);
    }

    void expired() {
        grantActs.add("grant.expired");
        stage = Stage.OVER;
    }

    Told ofRequest() {
        return new Told(request.value(), requestActs);
    }

    /** Nothing where it never became a grant. */
    List<Told> ofGrant() {
        return grant == null ? List.of() : List.of(new Told(grant.value(), grantActs));
    }
}
