package org.silobridge.catalogue.procedure;

import static org.silobridge.catalogue.procedure.Scenario.list;
import static org.silobridge.catalogue.procedure.Scenario.map;
import static org.silobridge.catalogue.procedure.Scenario.texts;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.Year;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.actor.Actor;
import org.silobridge.catalogue.clock.CalendarFile;
import org.silobridge.catalogue.clock.ClockProfile;
import org.silobridge.catalogue.clock.ClockProfileFile;
import org.silobridge.catalogue.clock.Colour;
import org.silobridge.catalogue.clock.Deadlines;
import org.silobridge.catalogue.clock.WorkingCalendar;
import org.silobridge.catalogue.correction.AppealedCorrection;
import org.silobridge.catalogue.correction.ClosedCorrection;
import org.silobridge.catalogue.correction.Correction;
import org.silobridge.catalogue.correction.Dispute;
import org.silobridge.catalogue.correction.OpenCorrection;
import org.silobridge.catalogue.correction.PendingCorrection;
import org.silobridge.catalogue.procedure.GrantTerms.Recertification;
import org.silobridge.model.DivisionCode;
import org.silobridge.model.LocalisedText;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal.Kind;
import org.silobridge.model.Role;
import org.silobridge.model.Sharing;
import org.silobridge.model.Slug;

/**
 * Plays one scenario: moves its clock from step to step, lets what is due happen on the way, and says after each step
 * where the matter stands. What is due at the very moment of a step happens after the step.
 */
final class Play {
    private static final int END_NOTICE_DAYS = 10;
    private static final List<Long> ENDS = List.of(100L, 100L, 100L);
    private static final Set<String> PASSING =
            Set.of("name the successor", "name the owner's successor", "split the owner");
    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final DateTimeFormatter WRITTEN = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);
    private static final LocalisedText SECRET_BY_LAW = new LocalisedText("Secrets Law, Art. 13", "《保守国家秘密法》第十三条");

    private final Registry registry = new Registry();
    private final Map<String, Object> dataset;
    private final ClockProfile profile;
    private final WorkingCalendar announced = CalendarFile.brought(CalendarFile.DEFAULT);
    private WorkingCalendar calendar;
    private Instant now = Instant.EPOCH;
    private boolean isDown;
    private @Nullable RequestLife request;
    private @Nullable GrantLife grant;
    private @Nullable RenewalWish wish;
    private @Nullable Correction correction;
    private final Set<List<Object>> told = new HashSet<>();
    private final List<String> news = new ArrayList<>();

    /** Something that happens when its time comes. */
    private record Timer(Instant at, List<Object> key, Runnable happens) {}

    Play(Scenario scenario) {
        dataset = map(scenario.given().get("dataset"));
        profile = ClockProfileFile.brought(
                String.valueOf(scenario.given().getOrDefault("profile", ClockProfileFile.DEFAULT)));
        var known = announced;
        for (var year : list(map(scenario.given().get("calendar")).get("without"))) {
            known = known.without(Year.parse(String.valueOf(year)));
        }
        calendar = known;
    }

    /** Plays a step; answers what then holds. */
    Map<String, Object> play(Map<String, Object> step) {
        var at = moment(String.valueOf(step.get("when")));
        letTimePass(at);
        now = at;
        var refused = act(step);
        var then = new LinkedHashMap<String, Object>();
        refused.ifPresent(code -> then.put("refused", code));
        describe(then);
        if (!news.isEmpty()) {
            then.put("told", List.copyOf(news));
        }
        news.clear();
        return then;
    }

    private Deadlines deadlines() {
        return Deadlines.of(profile, calendar, ZONE);
    }

    // Time

    private void letTimePass(Instant until) {
        if (isDown) {
            return;
        }
        while (true) {
            var next = timers().stream()
                    .filter(timer -> timer.at().isBefore(until) && !told.contains(timer.key()))
                    .min(Comparator.comparing(Timer::at));
            if (next.isEmpty()) {
                return;
            }
            // What was due while nobody was there happens now.
            now = next.get().at().isBefore(now) ? now : next.get().at();
            told.add(next.get().key());
            next.get().happens().run();
        }
    }

    private List<Timer> timers() {
        var timers = new ArrayList<Timer>();
        if (request instanceof OpenRequest open) {
            var clock = open.clock();
            clock.schedule(deadlines().time()).ifPresent(schedule -> {
                for (var warning : schedule.warnings(null)) {
                    var key = List.<Object>of(clock.step(), clock.receivedAt(), clock.extended(), warning.colour());
                    timers.add(new Timer(warning.at(), key, () -> {
                        tell(warning.colour() + " to " + open.told(warning.colour()), warning.at());
                        if (warning.colour() == Colour.RED) {
                            timeIsOver(open);
                        }
                    }));
                }
            });
        }
        if (request instanceof OpenRequest open
                && !(open instanceof SupplementAsked)
                && !(open instanceof InNegotiation)) {
            var clock = open.clock();
            clock.schedule(deadlines().time())
                    .flatMap(deadlines()::escalatedAt)
                    .ifPresent(at -> timers.add(new Timer(
                            at,
                            List.of(clock.step(), clock.receivedAt(), clock.extended(), "escalated"),
                            () -> tell("escalated to the exchange", at))));
        }
        if (correction instanceof PendingCorrection open) {
            var round = List.of(open.waitsFor(), open.extension() != null, open.appeal() != null);
            var whom = open.waitsFor() == Role.COORDINATOR
                    ? "the exchange"
                    : open.dispute().owner();
            open.clock(deadlines()).orElseThrow().schedule(deadlines().time()).orElseThrow().warnings(null).stream()
                    .map(warning -> new Timer(
                            warning.at(),
                            List.of("correction", round, warning.colour(), whom),
                            () -> tell(
                                    "correction " + warning.colour() + " to "
                                            + (warning.colour() == Colour.RED ? Role.SUPERVISOR : open.waitsFor()),
                                    warning.at())))
                    .forEach(timers::add);
            open.clock(deadlines())
                    .flatMap(clock -> clock.schedule(deadlines().time()))
                    .flatMap(deadlines()::escalatedAt)
                    .ifPresent(at -> timers.add(new Timer(
                            at,
                            List.of("correction", round, "escalated"),
                            () -> tell("correction escalated to the exchange", at))));
        }
        if (grant instanceof LiveGrant live) {
            var terms = live.terms();
            var time = deadlines().time();
            timers.add(new Timer(terms.endsAt(), List.of("end", terms.endsAt()), () -> {
                tell("expired", terms.endsAt());
                grant = live.expire(now).orThrow();
            }));
            var endsSoon = terms.endNoticeAt(time, END_NOTICE_DAYS);
            timers.add(new Timer(
                    endsSoon,
                    List.of("ends", terms.endsAt(), terms.holder()),
                    () -> tell("ends soon to applicant", endsSoon)));
            terms.lapseNoticeAt(time)
                    .ifPresent(at -> timers.add(new Timer(
                            at,
                            List.of("notice", terms.confirmedAt(), terms.owner()),
                            () -> tell("recertification due to steward", at))));
            terms.lapsesAt(time)
                    .filter(at -> at.isBefore(terms.endsAt()))
                    .ifPresent(at -> timers.add(new Timer(at, List.of("lapse", terms.confirmedAt()), () -> {
                        tell("lapsed", at);
                        grant = live.lapse(now, time).orThrow();
                    })));
        }
        return timers;
    }

    /** Two clocks move the matter on when they are over; of all others only the supervisor hears. */
    private void timeIsOver(OpenRequest open) {
        var justAfter = now.plusMillis(1);
        if (open instanceof SupplementAsked asked) {
            request = asked.lapse(justAfter, deadlines()).orThrow();
        } else if (open instanceof InNegotiation talks) {
            request = talks.timeOver(justAfter, deadlines()).orThrow();
        }
    }

    private void tell(String what, Instant due) {
        news.add(what + ", " + written(due) + (due.equals(now) ? "" : ", late: " + written(now)));
    }

    // Acts

    private Optional<String> act(Map<String, Object> step) {
        var does = String.valueOf(step.get("does"));
        var outcome =
                switch (does) {
                    case "wait" -> Outcome.ok("");
                    case "stop the service" -> {
                        isDown = true;
                        yield Outcome.ok("");
                    }
                    case "start the service" -> {
                        isDown = false;
                        letTimePass(now);
                        yield Outcome.ok("");
                    }
                    case "announce" -> {
                        var year = Year.parse(String.valueOf(step.get("year")));
                        calendar = calendar.with(year, special(year));
                        yield Outcome.ok("");
                    }
                    case "file" -> {
                        request = RequestLife.received(ask(step), deadlines());
                        become();
                        yield Outcome.ok("");
                    }
                    case "dispute",
                            "correct",
                            "stand by it",
                            "take more time",
                            "take it back",
                            "appeal the answer",
                            "uphold the answer",
                            "order the correction" -> onCorrection(does, step);
                    default -> grant == null ? onRequest(does, step) : onGrant(does, step);
                };
        if (outcome instanceof Outcome.Refused<?> refused) {
            var violations = refused.refusal().violations();
            return Optional.of((violations.isEmpty()
                            ? refused.refusal().reason()
                            : violations.get(0).reason())
                    .code()
                    .replace("catalogue.", ""));
        }
        return outcome == null ? Optional.of("not possible at this stage") : Optional.empty();
    }

    /** Null: the type of the request has no such transition. */
    private @Nullable Outcome<?> onRequest(String does, Map<String, Object> step) {
        var by = registry.person(String.valueOf(step.get("by")));
        var reason = String.valueOf(step.getOrDefault("reason", ""));
        Outcome<? extends RequestLife> next = null;
        if (request instanceof OpenRequest open && does.equals("withdraw")) {
            next = open.withdraw(by, now);
        } else if (request instanceof ConformityOrSteward asking && does.equals("ask for a supplement")) {
            next = asking.askSupplement(by, reason, now, deadlines());
        } else if (request instanceof Approvable approvable && does.equals("approve")) {
            next = approvable.approve(by, approval(approvable.ask(), step, reason), now);
        } else if (request instanceof InConformityCheck check) {
            next = switch (does) {
                case "pass" ->
                    step.containsKey("answerBy")
                            ? check.pass(by, moment(String.valueOf(step.get("answerBy"))), reason, now, deadlines())
                            : check.pass(by, now, deadlines());
                case "fail" ->
                    step.containsKey("answerBy")
                            ? Outcome.refused(Kind.INVALID, Reason.of("catalogue.request.no-answer-wanted"))
                            : check.fail(by, reason, now);
                default -> null;
            };
        } else if (request instanceof WithSteward steward) {
            next = switch (does) {
                case "refuse" -> steward.refuse(by, reason, now);
                case "extend" -> steward.extend(by, reason, now, deadlines());
                default -> null;
            };
        } else if (request instanceof SupplementAsked asked && does.equals("supply")) {
            next = asked.supply(by, reason, now);
        } else if (request instanceof AwaitingSecondPerson awaiting) {
            next = switch (does) {
                case "confirm" -> awaiting.confirm(by, now);
                case "object" -> awaiting.object(by, reason);
                default -> null;
            };
        } else if (request instanceof RequestRefused refused && does.equals("appeal")) {
            next = refused.appeal(by, reason, now, deadlines());
        } else if (request instanceof InNegotiation talks && does.equals("end the talks")) {
            next = talks.fail(by, now, deadlines());
        } else if (request instanceof BeforeCoordinator appeal) {
            next = switch (does) {
                case "uphold" -> appeal.uphold(by, reason, now);
                case "order" -> appeal.order(by, approval(appeal.ask(), step, reason), now);
                default -> null;
            };
        }
        if (next instanceof Outcome.Ok<? extends RequestLife> ok) {
            request = ok.value();
            become();
        }
        return next;
    }

    private @Nullable Outcome<?> onGrant(String does, Map<String, Object> step) {
        if (does.equals("apply") && grant instanceof GrantApproved approved) {
            grant = approved.applied(now);
            return Outcome.ok("");
        }
        if (!(grant instanceof LiveGrant live) || !step.containsKey("by")) {
            return null;
        }
        var by = registry.person(String.valueOf(step.get("by")));
        var reason = String.valueOf(step.getOrDefault("reason", ""));
        if (does.equals("ask for renewal")) {
            var asked = live.askRenewal(
                    by,
                    moment(String.valueOf(step.get("until"))),
                    reason,
                    now,
                    deadlines().time());
            wish = asked instanceof Outcome.Ok<RenewalWish> ok ? ok.value() : wish;
            return asked;
        }
        if (does.equals("refuse the renewal")) {
            var refused = wish == null ? null : live.refuseRenewal(by, reason);
            wish = refused instanceof Outcome.Ok<?> ? null : wish;
            return refused;
        }
        Outcome<? extends GrantLife> next =
                switch (does) {
                    case "reclassify" -> reclassified(live, by, step);
                    case "suspend" ->
                        live instanceof Suspendable free
                                ? free.suspend(by, reason, now)
                                : live instanceof GrantSuspended suspended
                                                && suspended.office() == Role.STEWARD
                                                && by.holds(Role.COORDINATOR)
                                        ? suspended.takeOver(by, reason, now)
                                        : null;
                    case "resume" -> live instanceof GrantSuspended suspended ? suspended.resume(by, now) : null;
                    case "revoke" -> live.revoke(by, reason, now);
                    case "recertify" -> live.recertify(by, now, deadlines().time());
                    case "renew" ->
                        live.renew(
                                by,
                                step.containsKey("until") || wish == null
                                        ? moment(String.valueOf(step.get("until")))
                                        : wish.until(),
                                reason,
                                now,
                                deadlines().time());
                    case "name the successor" ->
                        live.passToSuccessor(by, registry.department(String.valueOf(step.get("successor"))));
                    case "name the owner's successor", "split the owner" ->
                        live.passToSuccessorOfOwner(by, registry.department(String.valueOf(step.get("successor"))));
                    case "dissolve the owner" -> live.dissolveOwner(by, now);
                    case "dissolve" -> live.dissolve(by, now);
                    default -> null;
                };
        if (next instanceof Outcome.Ok<? extends GrantLife> ok) {
            grant = ok.value();
            wish = does.equals("renew") ? null : wish;
            if (correction instanceof PendingCorrection open) {
                correction = afterEnding(does, step, by, open);
            } else if (correction instanceof ClosedCorrection closed && does.equals("name the successor")) {
                correction = closed.passToSuccessor(registry.department(String.valueOf(step.get("successor"))))
                        .orElseThrow();
            }
            if (PASSING.contains(does)) {
                letTimePass(now); // What the predecessor was told, the successor has to know.
            }
        }
        return next;
    }

    /** What becomes of a dispute where either side of it ends. */
    private Correction afterEnding(String does, Map<String, Object> step, Actor by, PendingCorrection open) {
        return switch (does) {
            case "name the successor" ->
                open.passToSuccessor(registry.department(String.valueOf(step.get("successor"))))
                        .orThrow();
            case "name the owner's successor", "split the owner" ->
                open.passToSuccessorOfOwner(registry.department(String.valueOf(step.get("successor"))))
                        .orThrow();
            case "dissolve" -> open.dissolve(by.id(), now);
            case "dissolve the owner" -> open.dissolveOwner(by.id(), "The owner is dissolved.", now);
            default -> open;
        };
    }

    private @Nullable Outcome<?> onCorrection(String does, Map<String, Object> step) {
        var by = registry.person(String.valueOf(step.get("by")));
        var reason = String.valueOf(step.getOrDefault("reason", ""));
        Outcome<? extends Correction> next = null;
        if (does.equals("dispute")) {
            next = grant instanceof GrantActive active
                    ? registry.dispute(
                                    active.terms(),
                                    by,
                                    step.containsKey("missing"),
                                    Long.parseLong(String.valueOf(step.getOrDefault("at", 7))),
                                    now)
                            .isWithin(ENDS)
                            .flatMap(this::unsettled)
                    : Outcome.refused(Kind.NOT_ALLOWED, Reason.of("catalogue.correction.no-grant-in-force"));
        } else if (correction instanceof OpenCorrection open) {
            next = switch (does) {
                case "correct" ->
                    open.correct(
                            by,
                            Long.parseLong(String.valueOf(step.getOrDefault("in", 0))),
                            Long.parseLong(String.valueOf(step.get("to"))),
                            ENDS,
                            now);
                case "stand by it" -> open.refuse(by, reason, now);
                case "take more time" -> open.extend(by, reason, now, deadlines());
                case "take it back" -> open.withdraw(by, now);
                default -> null;
            };
        } else if (correction instanceof AppealedCorrection appealed) {
            next = switch (does) {
                case "uphold the answer" -> appealed.uphold(by, reason, now);
                case "order the correction" -> appealed.order(by, reason, now);
                case "take it back" -> appealed.withdraw(by, now);
                default -> null;
            };
        } else if (correction instanceof ClosedCorrection closed && does.equals("appeal the answer")) {
            next = closed.appeal(by, reason, now);
        }
        if (next instanceof Outcome.Ok<? extends Correction> ok) {
            correction = ok.value();
        }
        return next;
    }

    private Outcome<OpenCorrection> unsettled(Dispute dispute) {
        return correction instanceof ClosedCorrection closed && closed.settles(dispute)
                ? Outcome.refused(Kind.CONFLICT, Reason.of("catalogue.correction.settled"))
                : Outcome.ok(new OpenCorrection(dispute, null, null));
    }

    private Outcome<? extends GrantLife> reclassified(LiveGrant live, Actor by, Map<String, Object> step) {
        var sharing = String.valueOf(step.get("as"));
        var rule = map(step.get("recertification"));
        return sharing.equals("not-shared")
                ? Outcome.ok(live.notSharedAnyMore(
                        by.id(),
                        new Ask.Group(live.terms().groups().get(0), Sharing.NOT_SHARED, Optional.of(SECRET_BY_LAW)),
                        now))
                : Outcome.ok(rule.isEmpty() ? live : live.conditionalNow(recertification(rule), now));
    }

    private static Recertification recertification(Map<String, Object> rule) {
        return new Recertification(
                Period.parse(String.valueOf(rule.get("every"))),
                Integer.parseInt(String.valueOf(rule.get("noticeDays"))));
    }

    private void become() {
        if (request instanceof RequestApproved approved) {
            var rule = map(dataset.get("recertification"));
            grant = GrantApproved.of(
                    approved, registry.grant(), rule.isEmpty() ? Optional.empty() : Optional.of(recertification(rule)));
        }
    }

    private Ask ask(Map<String, Object> step) {
        var by = registry.person(String.valueOf(step.get("by")));
        var known = map(dataset.get("groups"));
        return new Ask(
                registry.request(),
                by.departments().get(0),
                registry.department(String.valueOf(dataset.get("owner"))),
                texts(step.get("groups")).stream()
                        .map(name -> new Ask.Group(
                                new Slug(name),
                                Sharing.of(String.valueOf(known.get(name))).orElseThrow(),
                                "not-shared".equals(known.get(name)) ? Optional.of(SECRET_BY_LAW) : Optional.empty()))
                        .toList(),
                divisions(step.get("jurisdictions")),
                Integer.parseInt(String.valueOf(step.get("days"))),
                Boolean.TRUE.equals(dataset.get("fourEyes")),
                by.id(),
                now);
    }

    private static Approval approval(Ask ask, Map<String, Object> step, String reason) {
        return new Approval(
                step.containsKey("groups")
                        ? texts(step.get("groups")).stream().map(Slug::new).toList()
                        : ask.groupNames(),
                step.containsKey("jurisdictions") ? divisions(step.get("jurisdictions")) : ask.jurisdictions(),
                Integer.parseInt(String.valueOf(step.getOrDefault("days", ask.durationDays()))),
                reason);
    }

    private WorkingCalendar.SpecialDays special(Year year) {
        var days = announced.years().get(year);
        if (days == null) {
            throw new IllegalArgumentException(year + " is not announced");
        }
        return days;
    }

    // What holds

    private void describe(Map<String, Object> then) {
        if (request == null) {
            return;
        }
        then.put("stage", request.stage().toString());
        if (request instanceof OpenRequest open) {
            open.clock().schedule(deadlines().time()).ifPresent(schedule -> {
                then.put("orange", written(schedule.orangeAt()));
                then.put("red", written(schedule.redAt()));
                if (schedule.provisional()) {
                    then.put("provisional", true);
                }
            });
        } else if (request instanceof RequestApproved approved) {
            then.put("decision", approved.decision().reason().code().replace("catalogue.", ""));
        } else if (request instanceof RequestRefused refused) {
            then.put("decision", refused.decision().reason().code().replace("catalogue.", ""));
        }
        if (correction != null) {
            then.put("correction", correction.state().toString());
        }
        if (correction instanceof PendingCorrection open) {
            var schedule = open.clock(deadlines())
                    .flatMap(clock -> clock.schedule(deadlines().time()))
                    .orElseThrow();
            then.put("correctionOrange", written(schedule.orangeAt()));
            then.put("correctionRed", written(schedule.redAt()));
        }
        if (grant == null) {
            return;
        }
        var terms = grant.terms();
        then.put("grant", grant.state().toString());
        then.put("holder", registry.slug(terms.holder()));
        then.put("groups", terms.groups().stream().map(Slug::value).toList());
        if (!terms.jurisdictions().isEmpty()) {
            then.put(
                    "jurisdictions",
                    terms.jurisdictions().stream().map(DivisionCode::digits).toList());
        }
        if (grant instanceof LiveGrant) {
            then.put("until", written(terms.endsAt()));
            if (wish != null) {
                then.put("renewal", written(wish.until()));
            }
            terms.lapsesAt(deadlines().time()).ifPresent(lapse -> then.put("lapses", written(lapse)));
        } else if (grant instanceof GrantExpired expired) {
            then.put("ended", written(expired.endedAt()));
            then.put("because", expired.reason().code().replace("catalogue.", ""));
            if (!expired.overrun().isZero()) {
                then.put("noticed", written(expired.noticedAt()));
            }
        } else if (grant instanceof GrantRevoked revoked) {
            then.put("ended", written(revoked.at()));
            then.put("because", revoked.reason().code().replace("catalogue.", ""));
        }
    }

    private static List<DivisionCode> divisions(@Nullable Object written) {
        return texts(written).stream().map(DivisionCode::new).toList();
    }

    private static Instant moment(String text) {
        return LocalDateTime.parse(text, WRITTEN).atZone(ZONE).toInstant();
    }

    private static String written(Instant moment) {
        return moment.atZone(ZONE).format(WRITTEN);
    }
}
