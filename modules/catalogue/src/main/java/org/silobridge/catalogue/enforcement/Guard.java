package org.silobridge.catalogue.enforcement;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.acl.AclBinding;

/**
 * Decides what of a plan may be done now. What a decision in the ledger explains is never held up: ended grants are
 * withdrawn under every guard but that of another cluster. Unexplained changes (rights made by hand, rights that got
 * lost) are done while they are few; more of them, or a database that cannot be trusted to be whole, and an operator
 * looks first. A topic that got lost is never made again unasked: empty, it would hide that its records are gone.
 *
 * @param maxShare of the rights, between 0 and 1, may change without explanation
 * @param minCount so many may change however few rights there are
 */
public record Guard(double maxShare, int minCount) {

    public Guard {
        if (!(maxShare >= 0 && maxShare <= 1)) {
            throw new IllegalArgumentException("maxShare is not between 0 and 1: " + maxShare);
        }
        if (minCount < 0) {
            throw new IllegalArgumentException("minCount is below 0: " + minCount);
        }
    }

    /** The guard as delivered: a tenth of the rights, or 20. */
    public static Guard standard() {
        return new Guard(0.1, 20);
    }

    /**
     * @param withdraw remove first: explained
     * @param withheld topics that must not be made
     * @param create then: who reads by a right that is about to be healed goes on by its grant's
     * @param heal remove last: unexplained, each to be recorded before
     * @param stop what is held back, if anything is or if the database itself is in doubt
     */
    record Verdict(
            Set<AclBinding> withdraw,
            Set<String> withheld,
            Set<AclBinding> create,
            Set<AclBinding> heal,
            Optional<Stop> stop) {
        Verdict {
            withdraw = Collections.unmodifiableSet(withdraw);
            withheld = Set.copyOf(withheld);
            create = Collections.unmodifiableSet(create);
            heal = Collections.unmodifiableSet(heal);
        }
    }

    /**
     * @param changes all that is held back, each as {@code + right}, {@code - right} or {@code + topic name}, in a stable
     *     order
     * @param unexplained those of them that no decision in the ledger explains
     */
    record Stop(StopCause cause, Set<String> changes, Set<String> unexplained) {
        Stop {
            changes = Collections.unmodifiableSet(new TreeSet<>(changes));
            unexplained = Collections.unmodifiableSet(new TreeSet<>(unexplained));
        }
    }

    /**
     * @param lostTopics that a dataset which was ready needs and that are not there
     * @param rights how many there are, wanted or found
     * @param confirmed the changes that an operator allowed once; empty where there are none
     */
    Verdict judge(Plan plan, Set<String> lostTopics, int rights, Standing standing, Set<String> confirmed) {
        var unexplained = new TreeSet<String>();
        plan.strangers().forEach(right -> unexplained.add(removal(right)));
        plan.restorations().forEach(right -> unexplained.add(creation(right)));
        var lost = new TreeSet<String>();
        lostTopics.forEach(topic -> lost.add("+ topic " + topic));
        var cause = standing.cause();
        if (cause != null) {
            unexplained.addAll(lost);
            var held = new TreeSet<>(unexplained);
            plan.additions().forEach(right -> held.add(creation(right)));
            var withdraw = plan.withdrawals().keySet();
            if (cause == StopCause.OTHER_CLUSTER) {
                withdraw.forEach(right -> held.add(removal(right)));
                withdraw = Set.of();
            }
            return new Verdict(
                    withdraw, lostTopics, Set.of(), Set.of(), Optional.of(new Stop(cause, held, unexplained)));
        }
        boolean tooMany = unexplained.size() > Math.max(minCount, (long) (maxShare * rights))
                && !confirmed.containsAll(unexplained);
        boolean topicsHeld = !confirmed.containsAll(lost);
        var create = new LinkedHashSet<>(plan.additions());
        if (!tooMany) {
            create.addAll(plan.restorations());
        }
        var held = new TreeSet<String>();
        if (tooMany) {
            held.addAll(unexplained);
        }
        if (topicsHeld) {
            held.addAll(lost);
        }
        return new Verdict(
                plan.withdrawals().keySet(),
                topicsHeld ? lostTopics : Set.of(),
                create,
                tooMany ? Set.of() : plan.strangers(),
                held.isEmpty()
                        ? Optional.empty()
                        : Optional.of(
                                new Stop(tooMany ? StopCause.TOO_MANY_CHANGES : StopCause.LOST_TOPICS, held, held)));
    }

    static String removal(AclBinding right) {
        return "- " + RightText.of(right);
    }

    private static String creation(AclBinding right) {
        return "+ " + RightText.of(right);
    }
}
