package org.silobridge.catalogue.request;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.actor.Actor;
import org.silobridge.catalogue.actor.Parties;
import org.silobridge.catalogue.actor.Permission;
import org.silobridge.catalogue.dataset.Dataset;
import org.silobridge.catalogue.dataset.DatasetStore;
import org.silobridge.catalogue.dataset.Datasets;
import org.silobridge.catalogue.ledger.EntryDraft;
import org.silobridge.catalogue.ledger.EntryType;
import org.silobridge.catalogue.procedure.Approval;
import org.silobridge.catalogue.procedure.Ask;
import org.silobridge.catalogue.procedure.OpenRequest;
import org.silobridge.catalogue.signing.Seal;
import org.silobridge.catalogue.signing.Signature;
import org.silobridge.catalogue.signing.Signatures;
import org.silobridge.contract.Contract;
import org.silobridge.contract.FieldGroup;
import org.silobridge.ledger.Decision;
import org.silobridge.ledger.Statement;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal.Kind;
import org.silobridge.model.RequestState;
import org.silobridge.model.Slug;

/** Takes up a request for somebody who wants to act on it: looks whether they may, locks it, and says where the law has it. */
final class Desk {
    private static final Set<Permission> COORDINATORS = EnumSet.of(Permission.CHECK_REQUEST, Permission.RULE_ON_APPEAL);

    private final Requests requests;
    private final Datasets datasets;
    private final RequestClock requestClock;
    private final Signatures signatures;
    private final RequestStore store = new RequestStore();
    private final DatasetStore datasetStore = new DatasetStore();

    Desk(Requests requests, Datasets datasets, RequestClock requestClock, Signatures signatures) {
        this.requests = requests;
        this.datasets = datasets;
        this.requestClock = requestClock;
        this.signatures = signatures;
    }

    /** A pending request, locked until the transaction ends, and where the law has it. */
    record Open(AccessRequest request, Dataset dataset, Contract terms, OpenRequest life) {
        /** An entry of the request's chain. */
        EntryDraft entry(Actor by, EntryType type) {
            return EntryDraft.by(by.id(), type, request.id().value()).concerning(request.department());
        }

        /** With what is approved. */
        static Statement giving(Statement statement, Approval approval) {
            return statement.giving(
                    approval.groups().stream().map(Slug::value).toList(),
                    approval.jurisdictions().stream().map(String::valueOf).toList(),
                    approval.durationDays());
        }

        /** An entry of the request's chain about what the owner did. */
        EntryDraft entryOfOwner(Actor by, EntryType type) {
            return entry(by, type).with("owner", dataset.owner().value());
        }
    }

    /** For who decides: nobody does on what they filed, nor on what their own department asks for. */
    Outcome<Open> forDeciding(Handle db, Permission permission, Actor by, String id) {
        return requests.find(db, by, id).flatMap(seen -> {
            if (!permission.allows(by, Parties.of(dataset(db, seen).owner(), seen.department()))) {
                return Outcome.refused(
                        Kind.FORBIDDEN,
                        COORDINATORS.contains(permission)
                                ? Reason.of("catalogue.procedure.not-the-coordinator")
                                : Reason.of("catalogue.request.not-the-owners-steward"));
            }
            if (by.id().equals(seen.filedBy())) {
                return Outcome.refused(Kind.FORBIDDEN, Reason.of("catalogue.request.own-request"));
            }
            if (by.belongsTo(seen.department())) {
                return Outcome.refused(Kind.FORBIDDEN, Reason.of("catalogue.procedure.own-department"));
            }
            return open(db, lock(db, seen));
        });
    }

    /** For either side of the talks about a refusal. */
    Outcome<Open> forTalks(Handle db, Actor by, String id) {
        return requests.find(db, by, id)
                .flatMap(seen -> Permission.END_TALKS.allows(
                                by, Parties.of(dataset(db, seen).owner(), seen.department()))
                        ? open(db, lock(db, seen))
                        : Outcome.refused(Kind.FORBIDDEN, Reason.of("catalogue.request.not-in-the-talks")));
    }

    /** For an applicant of the department that asked. */
    Outcome<Open> forApplicant(Handle db, Permission permission, Actor by, String id) {
        return seenByApplicant(db, permission, by, id).flatMap(seen -> open(db, lock(db, seen)));
    }

    /** The request that an applicant of the department that asked may act on, as it stands, not locked. */
    Outcome<AccessRequest> seenByApplicant(Handle db, Permission permission, Actor by, String id) {
        return requests.find(db, by, id)
                .flatMap(seen -> permission.allows(by, Parties.reader(seen.department()))
                        ? Outcome.ok(seen)
                        : Outcome.refused(Kind.FORBIDDEN, Reason.of("catalogue.procedure.not-the-applicant")));
    }

    AccessRequest lock(Handle db, AccessRequest seen) {
        return store.lock(db, seen.id()).orElseThrow();
    }

    /** A locked request, if it is pending. */
    Outcome<Open> open(Handle db, AccessRequest locked) {
        if (locked.state() != RequestState.PENDING) {
            return Outcome.refused(
                    Kind.CONFLICT,
                    Reason.of("catalogue.request.already-decided", "request", locked.id(), "state", locked.state()));
        }
        var dataset = dataset(db, locked);
        return Outcome.ok(
                new Open(locked, dataset, datasets.terms(db, dataset), requestClock.open(locked, ask(db, locked))));
    }

    /** The request where its stage is one of these; refused where it is somebody else's turn, saying whose. */
    <S> Outcome<S> at(Class<S> stage, Open open) {
        return stage.isInstance(open.life()) ? Outcome.ok(stage.cast(open.life())) : notNow(open.request());
    }

    /** The signature of a decision on the request, if there has to be one or is one. */
    Outcome<Seal> seal(
            Handle db,
            Actor by,
            Open open,
            Decision decision,
            UnaryOperator<Statement> decided,
            @Nullable Signature given) {
        var request = open.request();
        return signatures.seal(
                db,
                by,
                open.dataset(),
                decision,
                request.id().value(),
                request.department(),
                statement -> decided.apply(
                        statement.with("purpose", request.purpose()).with("legalBasis", request.legalBasis())),
                given);
    }

    private <S> Outcome<S> notNow(AccessRequest request) {
        var due = requestClock.due(request).orElseThrow();
        var code =
                switch (due.stage()) {
                    case IN_CONFORMITY_CHECK -> "catalogue.request.waits-for-check";
                    case SUPPLEMENT_ASKED -> "catalogue.request.waits-for-applicant";
                    case AWAITING_SECOND_PERSON -> "catalogue.request.waits-for-second-person";
                    case IN_NEGOTIATION -> "catalogue.request.in-negotiation";
                    case BEFORE_COORDINATOR -> "catalogue.request.before-coordinator";
                    default -> "catalogue.request.waits-for-steward";
                };
        return Outcome.refused(
                Kind.CONFLICT,
                Reason.of(code, "request", request.id(), "until", due.schedule().redAt()));
    }

    Dataset dataset(Handle db, AccessRequest request) {
        return datasetStore.find(db, request.dataset()).orElseThrow();
    }

    /** What was asked for, as the law sees it, under the terms of now. */
    Ask ask(Handle db, AccessRequest request) {
        var dataset = dataset(db, request);
        var terms = datasets.terms(db, dataset);
        var groups = request.groups().stream().map(name -> group(name, terms)).toList();
        return new Ask(
                request.id(),
                request.department(),
                dataset.owner(),
                groups.stream()
                        .map(group -> new Ask.Group(group.name(), group.sharing(), group.legalBasis()))
                        .toList(),
                List.of(),
                request.durationDays(),
                groups.stream().anyMatch(FieldGroup::fourEyes),
                request.filedBy(),
                request.filedAt());
    }

    private static FieldGroup group(String name, Contract terms) {
        return Optional.ofNullable(terms.groups().get(new Slug(name)))
                .orElseThrow(() -> new IllegalStateException("the gate let group " + name + " go"));
    }
}
