package org.silobridge.catalogue.request;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.clock.Countdown;
import org.silobridge.catalogue.clock.Deadlines;
import org.silobridge.catalogue.clock.Step;
import org.silobridge.catalogue.procedure.Approvable;
import org.silobridge.catalogue.procedure.Approval;
import org.silobridge.catalogue.procedure.Ask;
import org.silobridge.catalogue.procedure.AwaitingSecondPerson;
import org.silobridge.catalogue.procedure.BeforeCoordinator;
import org.silobridge.catalogue.procedure.ConformityOrSteward;
import org.silobridge.catalogue.procedure.Decision;
import org.silobridge.catalogue.procedure.InConformityCheck;
import org.silobridge.catalogue.procedure.InNegotiation;
import org.silobridge.catalogue.procedure.OpenRequest;
import org.silobridge.catalogue.procedure.RequestRefused;
import org.silobridge.catalogue.procedure.Stage;
import org.silobridge.catalogue.procedure.SupplementAsked;
import org.silobridge.catalogue.procedure.WithSteward;
import org.silobridge.model.Role;
import org.silobridge.model.Slug;

/**
 * Where the acts have brought a request: its stage, and the clock that runs. It needs to know nothing of what is asked
 * for; with that, it becomes the {@link OpenRequest} that says what may happen next.
 *
 * @param clock of this stage; of a refusal, the one under which it was refused
 * @param supplemented whether who looks at it here has asked for the one supplement
 * @param act that led here; null: the filing
 * @param before where it was; null: nowhere
 */
record Course(
        Stage stage,
        Countdown clock,
        boolean supplemented,
        @Nullable Act act,
        @Nullable Course before) {

    static Course of(AccessRequest request, Deadlines deadlines) {
        var days = request.checkDays();
        var course = days == null
                ? new Course(Stage.WITH_STEWARD, deadlines.start(Step.ANSWER, request.filedAt()), false, null, null)
                : new Course(
                        Stage.IN_CONFORMITY_CHECK,
                        Countdown.started(Step.CONFORMITY_CHECK, days, request.filedAt()),
                        false,
                        null,
                        null);
        for (var act : request.acts()) {
            course = course.after(act, deadlines);
        }
        return course;
    }

    private Course after(Act act, Deadlines deadlines) {
        return switch (act.kind()) {
            case PASSED -> {
                var clock = deadlines.start(Step.ANSWER, act.at());
                var set = act.dueAt();
                yield new Course(Stage.WITH_STEWARD, set == null ? clock : clock.until(set), false, act, this);
            }
            case SUPPLEMENT_ASKED ->
                new Course(
                        Stage.SUPPLEMENT_ASKED,
                        deadlines.start(Step.SUPPLEMENT, act.at()),
                        true,
                        act,
                        new Course(stage, clock.paused(act.at()), true, this.act, before));
            case SUPPLIED -> back().with(back().clock.resumed(act.at()));
            case EXTENDED -> with(clock.extended(Objects.requireNonNull(act.days())));
            case PROPOSED -> new Course(Stage.AWAITING_SECOND_PERSON, clock, supplemented, act, this);
            case CONFIRMED -> this;
            case OBJECTED -> back();
            case REFUSED -> new Course(Stage.REFUSED, clock, supplemented, act, this);
            case APPEALED ->
                new Course(Stage.IN_NEGOTIATION, deadlines.start(Step.NEGOTIATION, act.at()), false, act, this);
            case TALKS_ENDED ->
                new Course(Stage.BEFORE_COORDINATOR, deadlines.start(Step.COORDINATION, act.at()), false, act, this);
        };
    }

    /** The request as the law sees it, while it is pending. */
    OpenRequest life(Ask ask) {
        return switch (stage) {
            case IN_CONFORMITY_CHECK -> new InConformityCheck(ask, clock, supplemented);
            case WITH_STEWARD -> new WithSteward(ask, clock, supplemented);
            case SUPPLEMENT_ASKED ->
                new SupplementAsked(
                        (ConformityOrSteward) back().life(ask),
                        Objects.requireNonNull(led().by()),
                        led().said(),
                        clock);
            case AWAITING_SECOND_PERSON ->
                new AwaitingSecondPerson(
                        (Approvable) back().life(ask), Objects.requireNonNull(led().by()), proposed(ask));
            case IN_NEGOTIATION -> new InNegotiation(ask, back().refusal(), led().said(), clock);
            case BEFORE_COORDINATOR ->
                new BeforeCoordinator(ask, back().back().refusal(), back().led().said(), clock);
            default -> throw new IllegalStateException("nobody has to act on what is " + stage);
        };
    }

    /** The refused request as the law sees it. */
    RequestRefused refused(Ask ask) {
        return new RequestRefused(ask, refusal(), back().stage == Stage.BEFORE_COORDINATOR);
    }

    private Decision refusal() {
        return new Decision(led().by(), null, led().at(), Objects.requireNonNull(led().reason()));
    }

    private Approval proposed(Ask ask) {
        return new Approval(
                Objects.requireNonNull(led().groups()).stream().map(Slug::new).toList(),
                ask.jurisdictions(),
                Objects.requireNonNull(led().days()),
                led().said(),
                Boolean.TRUE.equals(led().followsMajor()));
    }

    /** Who has to act. */
    Role waitsFor() {
        return switch (stage) {
            case IN_CONFORMITY_CHECK, BEFORE_COORDINATOR -> Role.COORDINATOR;
            case SUPPLEMENT_ASKED -> Role.APPLICANT;
            default -> Role.STEWARD;
        };
    }

    /** Where it goes on from here, once a supplement that is out has come in. */
    Course afterSupplement() {
        return stage == Stage.SUPPLEMENT_ASKED ? back() : this;
    }

    /** Who decides about it, also while somebody else has to act first. */
    Role decides() {
        return afterSupplement().waitsFor();
    }

    /** Where it was with the steward last, who has to answer it; empty where it never came there. */
    Optional<Course> withSteward() {
        if (stage == Stage.WITH_STEWARD) {
            return Optional.of(this);
        }
        return before == null ? Optional.empty() : before.withSteward();
    }

    /** The steward's refusal, which may have been appealed against since; empty where there was none. */
    Optional<Act> refusedBySteward() {
        if (before == null) {
            return Optional.empty();
        }
        boolean here = stage == Stage.REFUSED && before.stage == Stage.WITH_STEWARD;
        return before.refusedBySteward()
                .or(() -> Optional.ofNullable(act).filter(refusal -> here && refusal.by() != null));
    }

    private Course with(Countdown other) {
        return new Course(stage, other, supplemented, act, before);
    }

    private Act led() {
        return Objects.requireNonNull(act, () -> "nothing led to " + stage);
    }

    private Course back() {
        return Objects.requireNonNull(before, () -> stage + " comes from nowhere");
    }
}
