package org.silobridge.cli.soak.publish;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * A register of penalties as its department keeps it, and what of its history must come out of a connector. Decisions have
 * numbers from 1.
 */
final class Register {
    private static final int ONE_IS_BAD_IN = 20;
    private static final int ONE_DELETES_IN = 6;
    private static final int FEWEST_STANDING = 50;

    private final Penalties penalties;
    private final Random chance;
    private final List<Row> rows = new ArrayList<>();
    private final List<Integer> standing = new ArrayList<>();
    /** Those that do not stand any more and may come again. */
    private final List<Integer> withdrawn = new ArrayList<>();

    private final Set<Integer> bad = new HashSet<>();
    private final Map<String, Integer> deletions = new HashMap<>();
    private String part = "";
    private long versions;
    private int decisions;

    Register(Penalties penalties, Random chance) {
        this.penalties = penalties;
        this.chance = chance;
    }

    /** What happens from now on is in this part of the source, as positions name it. */
    Register in(String part) {
        this.part = part;
        return this;
    }

    /**
     * What a row became.
     *
     * @param decision as the register calls it
     * @param texts by column; empty if the row is gone
     */
    record Event(String decision, Map<String, String> texts) {
        boolean deletes() {
            return texts.isEmpty();
        }
    }

    /** Anything may happen: also that something is withdrawn. */
    Event happens(boolean passable) {
        if (chance.nextInt(ONE_DELETES_IN) == 0 && standing.size() > FEWEST_STANDING) {
            return withdraw(standing.get(chance.nextInt(standing.size())), passable);
        }
        return write(passable, number -> true);
    }

    /**
     * Decides something new, changes what stands, or decides again what was withdrawn; now and then to what breaks the
     * contract.
     *
     * @param passable see {@link Row}
     * @param which of the decisions may be used
     */
    Event write(boolean passable, IntPredicate which) {
        var known = standing.stream().filter(which::test).toList();
        if (!known.isEmpty() && chance.nextInt(4) > 0) {
            return change(known.get(chance.nextInt(known.size())), passable);
        }
        if (!withdrawn.isEmpty() && which.test(withdrawn.get(0)) && chance.nextBoolean()) {
            return decideAgain(passable);
        }
        while (!which.test(decisions + 1)) {
            decisions++;
        }
        return decide(passable);
    }

    Event decide(boolean passable) {
        decisions++;
        standing.add(decisions);
        return change(decisions, passable);
    }

    /** Decides what was withdrawn longest ago; something must have been. */
    Event decideAgain(boolean passable) {
        int number = withdrawn.remove(0);
        standing.add(number);
        return change(number, passable);
    }

    /** The next version of what stands. */
    Event change(int number, boolean passable) {
        versions++;
        boolean broken = chance.nextInt(ONE_IS_BAD_IN) == 0;
        if (broken) {
            bad.add(number);
        } else {
            bad.remove(number);
        }
        var decision = decision(number);
        var fate = broken ? Row.Fate.QUARANTINED : Row.Fate.PUBLISHED;
        add(Row.of(Penalties.id(versions), penalties.key(decision), part, fate), passable);
        return new Event(decision, penalties.version(decision, versions, broken));
    }

    /** Takes back what stands. */
    Event withdraw(int number, boolean passable) {
        standing.remove(Integer.valueOf(number));
        if (!passable) {
            // Deletions of a key are told apart by counting them, which needs that each is seen.
            withdrawn.add(number);
        }
        var decision = decision(number);
        var key = penalties.key(decision);
        add(Row.deletion(key, deletions.merge(key, 1, Integer::sum), part), passable);
        return new Event(decision, Map.of());
    }

    private void add(Row row, boolean passable) {
        rows.add(passable ? row.asPassable() : row);
    }

    private static String decision(int number) {
        return String.format(Locale.ROOT, "京罚〔2024〕%06d", number);
    }

    /** Numbers of the decisions that stand. */
    List<Integer> standing() {
        return List.copyOf(standing);
    }

    boolean hasWithdrawn() {
        return !withdrawn.isEmpty();
    }

    /** Whether what stands breaks the contract. */
    boolean isBad(int number) {
        return bad.contains(number);
    }

    List<Row> rows() {
        return rows;
    }
}
