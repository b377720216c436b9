package org.silobridge.catalogue;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Who has to be told of what, worked out from the words of a scenario alone: owner, applicant or exchange, as {@code code
 * to role, moment}. The files say what the time tells and to whom; that every clock tells it in words of its own, and
 * whatever somebody's act tells, stands here.
 */
final class NoticesOfActs {
    private static final List<String> TALKS_ENDED =
            List.of("appeal-to-decide to exchange", "talks-ended to applicant", "talks-ended to owner");

    /** By where the matter stands and the words of a file. */
    private static final Map<String, List<String>> OF_TIME = Map.ofEntries(
            Map.entry("in-conformity-check: orange to coordinator", List.of("check-due to exchange")),
            Map.entry("in-conformity-check: red to supervisor", List.of("check-overdue to exchange")),
            Map.entry("in-conformity-check: escalated to the exchange", List.of("check-escalated to exchange")),
            Map.entry("with-steward: orange to steward", List.of("answer-due to owner")),
            Map.entry("with-steward: red to supervisor", List.of("answer-overdue to owner")),
            Map.entry("with-steward: escalated to the exchange", List.of("answer-escalated to exchange")),
            Map.entry("awaiting-second-person: orange to steward", List.of("answer-due to owner")),
            Map.entry("awaiting-second-person: red to supervisor", List.of("answer-overdue to owner")),
            Map.entry("awaiting-second-person: escalated to the exchange", List.of("answer-escalated to exchange")),
            Map.entry("in-negotiation: orange to steward", List.of("talks-due to owner")),
            Map.entry("in-negotiation: red to supervisor", both(List.of("talks-overdue to owner"), TALKS_ENDED)),
            Map.entry("before-coordinator: orange to coordinator", List.of("appeal-due to exchange")),
            Map.entry("before-coordinator: red to supervisor", List.of("appeal-overdue to exchange")),
            Map.entry("before-coordinator: escalated to the exchange", List.of("appeal-escalated to exchange")),
            Map.entry("supplement-asked: orange to applicant", List.of("supplement-due to applicant")),
            Map.entry("supplement-asked: red to applicant", List.of("request-lapsed to applicant")),
            Map.entry("open: correction orange to steward", List.of("correction-due to owner")),
            Map.entry("open: correction red to supervisor", List.of("correction-overdue to owner")),
            Map.entry("open: correction escalated to the exchange", List.of("correction-escalated to exchange")),
            Map.entry("appealed: correction orange to coordinator", List.of("correction-appeal-due to exchange")),
            Map.entry("appealed: correction red to supervisor", List.of("correction-appeal-overdue to exchange")),
            Map.entry(
                    "appealed: correction escalated to the exchange",
                    List.of("correction-appeal-escalated to exchange")),
            Map.entry("grant: recertification due to steward", List.of("grant-recertification-due to owner")),
            Map.entry("grant: lapsed", toBoth("grant-lapsed")),
            Map.entry("grant: ends soon to applicant", List.of("grant-ends to applicant")),
            Map.entry("grant: expired", List.of("grant-expired to applicant")));

    /** Who asked for the supplement that is out. */
    private String asked = "";

    private String disputed = "";

    /**
     * What the time tells.
     *
     * @param news as a file has it, with the moment
     * @param before how the matter stood before the step, {@code then} after it
     */
    List<String> ofTime(String news, Map<String, Object> before, Map<String, Object> then) {
        var words = news.replaceFirst(",.*", "");
        var due = news.replaceFirst("^[^,]*, ", "").replaceFirst(",.*", "");
        var where = words.startsWith("correction ")
                ? String.valueOf(before.get("correction"))
                : words.matches("(orange|red|escalated) .*") ? stage(words, due, before, then) : "grant";
        var told = OF_TIME.get(where + ": " + words);
        if (told == null) {
            throw new AssertionError("no clock tells that " + where + ": " + news);
        }
        return at(news, words.equals("red to applicant") ? both(told, List.of("request-lapsed to " + asked)) : told);
    }

    /** The stage whose clock it was: talks may have ended since the step before. */
    private static String stage(String words, String due, Map<String, Object> before, Map<String, Object> then) {
        var stage = String.valueOf(before.get("stage"));
        boolean isBefore = words.startsWith("escalated ")
                ? !stage.equals("in-negotiation")
                : due.equals(String.valueOf(before.get(words.replaceFirst(" .*", ""))));
        return isBefore ? stage : String.valueOf(then.get("stage"));
    }

    /**
     * What a step tells that was not refused.
     *
     * @param owner the department that owns the data then
     */
    List<String> of(Map<String, Object> step, Map<String, Object> before, Map<String, Object> then, String owner) {
        var stood = String.valueOf(before.get("stage"));
        var stands = String.valueOf(then.get("stage"));
        boolean isOfOwner = String.valueOf(step.get("by")).contains("steward of " + owner);
        boolean isDisputed = List.of("open", "appealed").contains(String.valueOf(before.get("correction")));
        var does = String.valueOf(step.get("does"));
        if (does.equals("ask for a supplement")) {
            asked = whoDecides(stood);
        }
        if (does.equals("dispute")) {
            disputed = step.containsKey("missing") ? "-missing" : "";
        }
        var told =
                switch (does) {
                    case "file" ->
                        switch (stands) {
                            case "in-conformity-check" -> List.of("request-to-check to exchange");
                            case "with-steward" -> List.of("request-to-answer to owner");
                            default -> List.<String>of();
                        };
                    case "pass" -> List.of("request-to-answer to owner");
                    case "fail", "refuse" -> List.of("request-refused to applicant");
                    case "approve" ->
                        stands.equals("approved")
                                ? List.of("request-approved to applicant")
                                : List.of("second-person-wanted to owner");
                    case "confirm" -> List.of("request-approved to applicant");
                    case "object" -> List.of("second-person-objected to owner");
                    case "ask for a supplement" -> List.of("supplement-asked to applicant");
                    case "extend" -> List.of("request-extended to applicant");
                    case "supply" -> List.of("supplemented to " + whoDecides(stands));
                    case "withdraw" -> List.of("request-withdrawn to " + whoDecides(stood));
                    case "appeal" -> List.of("appealed to owner");
                    case "end the talks" -> TALKS_ENDED;
                    case "uphold" -> toBoth("appeal-upheld");
                    case "order" -> List.of("request-approved to applicant", "appeal-ordered to owner");
                    case "suspend" -> ofGrant("grant-suspended", isOfOwner);
                    case "resume" -> ofGrant("grant-resumed", isOfOwner);
                    case "revoke" -> ofGrant("grant-revoked", isOfOwner);
                    case "renew" -> ofGrant("grant-renewed", isOfOwner);
                    case "refuse the renewal" -> ofGrant("renewal-refused", isOfOwner);
                    case "ask for renewal" -> List.of("renewal-asked to owner");
                    case "reclassify" ->
                        toBoth("not-shared".equals(step.get("as")) ? "grant-revoked" : "grant-reclassified");
                    case "name the successor" ->
                        both(toBoth("grant-passed"), isDisputed ? toBoth("correction-passed") : List.of());
                    case "name the owner's successor", "split the owner" ->
                        both(
                                List.of("grant-owner-passed to applicant"),
                                isDisputed ? toBoth("correction-passed") : List.of());
                    case "dissolve" ->
                        both(
                                toBoth("grant-revoked"),
                                isDisputed ? List.of("correction-withdrawn to owner") : List.of());
                    case "dissolve the owner" ->
                        both(
                                toBoth("grant-revoked"),
                                isDisputed ? List.of("correction-unanswered to applicant") : List.of());
                    case "dispute" -> List.of("correction-filed" + disputed + " to owner");
                    case "correct" -> List.of("correction-made" + disputed + " to applicant");
                    case "stand by it" -> List.of("correction-refused to applicant");
                    case "take more time" -> List.of("correction-extended to applicant");
                    case "take it back" -> List.of("correction-withdrawn to owner");
                    case "appeal the answer" ->
                        List.of("correction-appealed to exchange", "correction-appealed to owner");
                    case "uphold the answer" -> toBoth("correction-upheld");
                    case "order the correction" -> toBoth("correction-ordered");
                    case "recertify", "apply", "wait", "announce", "stop the service", "start the service" ->
                        List.<String>of();
                    default -> throw new AssertionError("nobody said who is told when somebody does: " + does);
                };
        return at(String.valueOf(step.get("when")), told);
    }

    private String whoDecides(String stage) {
        return switch (stage) {
            case "in-conformity-check", "before-coordinator" -> "exchange";
            case "supplement-asked" -> asked;
            default -> "owner";
        };
    }

    /** The holder; the owner too, where none of its stewards did it. */
    private static List<String> ofGrant(String code, boolean isOfOwner) {
        return isOfOwner ? List.of(code + " to applicant") : toBoth(code);
    }

    private static List<String> toBoth(String code) {
        return List.of(code + " to applicant", code + " to owner");
    }

    private static List<String> both(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    /** At the last moment that the words name: what comes late is told then. */
    private static List<String> at(String words, List<String> told) {
        var moment = words.replaceFirst("^.*(, |: )(?=[0-9]{4}-)", "");
        return told.stream().map(one -> one + ", " + moment).toList();
    }
}
